"""The sharing flow: every question gone through, checked, and kept in the log. Behind the gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from uuid import UUID

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.disclosure import (
    OpenSharing,
    Wanting,
    keep_sharing_form,
    log_checked,
    open_sharing,
)
from gpsupport.actions.errors import GateClosed
from gpsupport.actions.forms import SavedSince, keep_form
from gpsupport.domain.access import Permission
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import address
from gpsupport.web.consultation.who_helps import People, named_support, people_named
from gpsupport.web.consultation.young import is_child
from gpsupport.web.disclosure.blueprint import disclosure
from gpsupport.web.disclosure.boxes import Boxes
from gpsupport.web.disclosure.reading import About, FormFault
from gpsupport.web.disclosure.sharing_carried import with_known
from gpsupport.web.disclosure.sharing_forms import ReadSharing, read_sharing_form
from gpsupport.web.disclosure.sharing_pages import check_page, sharing_page
from gpsupport.web.disclosure.typed import Typed, typed_in
from gpsupport.web.frame import banner

Answer = str | Response | tuple[str, int]
_STAMP = "stamp"


@disclosure.get("/consultation/sharing")
@needs(Permission.CONSULT)
def sharing(patient_id: UUID) -> Answer:
    """The questions, as typed and not yet kept, and the log."""
    opened = _open(patient_id)
    state = "This is what you typed and have not kept yet." if opened.typed else ""
    return _show(opened, Typed(opened.typed or {}), state=state)


@disclosure.post("/consultation/sharing/draft")
@needs(Permission.CONSULT, keeps_typed=True, by_script=True)
def keep_sharing(patient_id: UUID) -> Answer:
    """Keep what was typed so far: for a script an answer in words, else the page again."""
    typed = typed_in(request.form.to_dict(flat=False))
    if is_locked():
        return _keep_behind_lock(patient_id, typed)
    parts = installation()
    now = parts.now()
    keep_form(parts.database, signed_in(), str(patient_id), FormName.SHARING, typed.fields, now)
    if request.headers.get("HX-Request"):
        return Response(f"Draft saved at {words.clock_time(now)}", mimetype="text/plain")
    return redirect(address(str(patient_id), "sharing"), 303)


@disclosure.post("/consultation/sharing")
@needs(Permission.CONSULT, keeps_typed=True)
def ask_to_check(patient_id: UUID) -> Answer:
    """Go on to the check, unless something is wanting."""
    typed = typed_in(request.form.to_dict(flat=False))
    if is_locked():
        return _keep_behind_lock(patient_id, typed)
    parts = installation()
    opened = keep_sharing_form(
        parts.database, signed_in(), str(patient_id), typed.fields, parts.knowledge, parts.now()
    )
    read = _read(opened.consultation, typed)
    if read.faults:
        return _show(opened, typed, faults=read.faults), 422
    if not read.entries:
        # Every answer was no: there is nothing to keep, and nothing to check.
        return _show(opened, typed, state="No question was answered yes: nothing to log.")
    return redirect(address(str(patient_id), "sharing/check"), 303)


@disclosure.get("/consultation/sharing/check")
@needs(Permission.CONSULT)
def check(patient_id: UUID) -> Answer:
    """What is about to be kept, once more. Without the patient's yes it says so first."""
    return _check(_open(patient_id))


@disclosure.post("/consultation/sharing/check")
@needs(Permission.CONSULT)
def keep_in_log(patient_id: UUID) -> Answer:
    """Keep one entry for each yes, as it was checked: a button pressed twice keeps nothing more.

    Where another window typed other words since, both are shown, to be checked again.
    """
    parts = installation()
    sent = request.form.to_dict(flat=False)
    stamp = next(iter(sent.pop(_STAMP, ())), "")
    try:
        log_checked(
            parts.database,
            signed_in(),
            str(patient_id),
            stamp,
            _entries,
            parts.knowledge,
            parts.now(),
        )
    except SavedSince:
        return _check(_open(patient_id), typed_in(sent))
    except Wanting:
        # The content asks for more than it did at the check: it stands there as it was typed.
        return redirect(address(str(patient_id), "sharing"), 303)
    return redirect(address(str(patient_id), "sharing") + "#log", 303)


def _keep_behind_lock(patient_id: UUID, typed: Typed) -> Response:
    """Keep what was typed before the screen locked. Nothing is shown; the lock comes first."""
    parts = installation()
    actor, now = signed_in(), parts.now()
    with suppress(GateClosed):  # the lock shut the gate; what was typed is kept all the same
        keep_form(parts.database, actor, str(patient_id), FormName.SHARING, typed.fields, now)
    return lock_first(address(str(patient_id), "sharing"))


def _open(patient_id: UUID) -> OpenSharing:
    parts = installation()
    return open_sharing(parts.database, signed_in(), str(patient_id), parts.knowledge, parts.now())


def _people(opened: OpenSharing) -> People:
    parts = installation()
    support = named_support(opened.options, parts.knowledge)
    child = is_child(opened.patient, parts.today())
    return people_named(support, opened.lead_name, child=child)


def _entries(
    consultation: Consultation, fields: Mapping[str, Sequence[str]]
) -> tuple[SharingEntry, ...]:
    return _read(consultation, Typed(fields)).entries


def _read(consultation: Consultation, typed: Typed) -> ReadSharing:
    parts = installation()
    about = About(
        patient_id=consultation.patient_id,
        consultation_id=consultation.id,
        enquiry_id="",
        by=signed_in().name,
        now=parts.now(),
        today=parts.today(),
    )
    return read_sharing_form(typed, parts.knowledge.sharing, about)


def _check(opened: OpenSharing, before: Typed | None = None) -> Answer:
    """The entries as they are typed now; with `before` beside those that were checked first."""
    parts = installation()
    typed = Typed(opened.typed or {})
    read = _read(opened.consultation, typed)
    checked = _read(opened.consultation, before).entries if before else ()
    if (read.faults or not read.entries) and not checked:
        return redirect(address(opened.patient.id, "sharing"), 303)
    page = check_page(
        opened,
        () if read.faults else read.entries,
        parts.knowledge,
        _people(opened),
        (before, checked) if before and checked else None,
    )
    shown = render_template(
        "disclosure/check.html", page=page, banner=banner(opened.patient, parts.today())
    )
    return (shown, 409) if checked else shown


def _show(
    opened: OpenSharing, typed: Typed, *, faults: tuple[FormFault, ...] = (), state: str = ""
) -> str:
    parts = installation()
    people = _people(opened)
    page = sharing_page(
        opened,
        Boxes(with_known(typed, opened, parts.knowledge, people), faults),
        parts.knowledge,
        people,
        state=state,
    )
    return render_template(
        "disclosure/sharing.html", page=page, banner=banner(opened.patient, parts.today())
    )
