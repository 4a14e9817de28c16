"""After saving: what to write in whose record, and the consultation as a file."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from flask import Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from gpsupport.actions.consultation import read_consultation
from gpsupport.actions.consultation.unsaved import read_unsaved
from gpsupport.actions.errors import GateClosed
from gpsupport.actions.forms import SavedSince, give_up, keep_form
from gpsupport.actions.recording import (
    NothingRecorded,
    Unfit,
    finish_consultation,
    recording_advice,
    save_recording,
)
from gpsupport.domain.access import Permission
from gpsupport.domain.consultation import FormName
from gpsupport.domain.reminders import Reminder
from gpsupport.fhir.writing import write_consultation
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import address
from gpsupport.web.consultation.unsaved import UnsavedLine, unsaved_lines
from gpsupport.web.frame import banner
from gpsupport.web.meanwhile import GIVE_UP
from gpsupport.web.recording.blueprint import record
from gpsupport.web.recording.differing import (
    find_unsaved,
    saved_since,
    ticked_before,
    version_of,
)
from gpsupport.web.recording.pages import record_page
from gpsupport.web.recording.sent import fields_of, read_sent

FILE_NAME = "record.json"


@record.get("/record")
@needs(Permission.CONSULT)
def what_to_write(patient_id: UUID) -> str:
    """The checklist after an enquiry, as typed and not yet saved, else as saved."""
    return _show(patient_id)


@record.post("/record/draft")
@needs(Permission.CONSULT, keeps_typed=True, by_script=True)
def keep_draft(patient_id: UUID) -> AnyResponse:
    """Keep what was typed and ticked so far: for a script an answer in words, else the page."""
    if is_locked():
        return _keep_behind_lock(patient_id)
    parts = installation()
    if request.form.get(GIVE_UP):
        give_up(parts.database, signed_in(), str(patient_id), FormName.RECORDING, parts.now())
        return redirect(address(str(patient_id), "record"), 303)
    kept = _keep(patient_id)
    if request.headers.get("HX-Request"):
        return Response(f"Draft saved at {words.clock_time(kept)}", mimetype="text/plain")
    return redirect(address(str(patient_id), "record"), 303)


@record.post("/record/save")
@needs(Permission.CONSULT, keeps_typed=True)
def save(patient_id: UUID) -> AnyResponse | str | tuple[str, int]:
    """Save words and ticks, and stay."""
    if is_locked():
        return _keep_behind_lock(patient_id)
    parts, here = installation(), str(patient_id)
    fields = _fields()
    form = read_sent(fields)
    try:
        saved = save_recording(
            parts.database, signed_in(), here, form, parts.knowledge, parts.now(), fields
        )
    except Unfit:
        return _show(patient_id), 422
    except SavedSince:
        # Where another window saved other words since, the page shows both.
        return redirect(address(here, "record"), 303)
    except NothingRecorded:
        return redirect(address(here), 303)
    if saved.left_alone:
        return _show(patient_id, left_alone=saved.left_alone)
    return redirect(address(here, "record"), 303)


@record.post("/record")
@needs(Permission.CONSULT, keeps_typed=True)
def finish(patient_id: UUID) -> AnyResponse | str | tuple[str, int]:
    """Keep words and ticks, and end the consultation; what is left becomes a reminder.

    Without a single tick, or with something typed on another page and not saved, the page comes
    back once and says so; it never holds anybody up twice.
    """
    if is_locked():
        return _keep_behind_lock(patient_id)
    parts, here = installation(), str(patient_id)
    fields = _fields()
    form = read_sent(fields)
    if not request.form.get("said"):
        unsaved = _unsaved_elsewhere(patient_id)
        if unsaved or not form.added:
            _keep(patient_id)
            return _show(patient_id, nothing_ticked=not form.added, unsaved=unsaved)
    try:
        finish_consultation(
            parts.database, signed_in(), here, form, parts.knowledge, parts.now(), fields
        )
    except Unfit:
        return _show(patient_id), 422
    except SavedSince:
        return redirect(address(here, "record"), 303)
    except NothingRecorded:
        return redirect(address(here), 303)
    return redirect("/today", 303)


@record.get("/record/print")
@needs(Permission.CONSULT)
def before_printing(patient_id: UUID) -> str:
    """What a printed page does: it ignores everything that is hidden."""
    return _show(patient_id, template="recording/before_printing.html")


@record.post("/record/print")
@needs(Permission.CONSULT)
def print_summary(patient_id: UUID) -> str:
    """The summary as a page that may be printed."""
    return _show(patient_id, template="recording/paper.html")


@record.get("/bundle")
@needs(Permission.CONSULT)
def bundle(patient_id: UUID) -> Response:
    """The saved consultation as a FHIR Bundle, under a name that says nothing. Behind the gate."""
    parts = installation()
    saved = read_consultation(
        parts.database, signed_in(), str(patient_id), parts.knowledge, parts.now()
    )
    if saved.enquiry is None:
        abort(404)
    written = write_consultation(
        saved.practice,
        saved.patient,
        saved.consultation,
        saved.enquiry,
        saved.next_enquiry,
        saved.clinician,
        saved.disclosure,
    )
    answer = Response(written, mimetype="application/fhir+json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return answer


def _fields() -> dict[str, list[str]]:
    return fields_of(request.form.to_dict(flat=False))


def _keep(patient_id: UUID) -> datetime:
    parts = installation()
    actor, now = signed_in(), parts.now()
    return keep_form(parts.database, actor, str(patient_id), FormName.RECORDING, _fields(), now)


def _keep_behind_lock(patient_id: UUID) -> AnyResponse:
    """Keep what was typed before the screen locked. Nothing is shown; the lock comes first."""
    with suppress(GateClosed):  # the lock shut the gate; what was typed is kept all the same
        _keep(patient_id)
    return lock_first(address(str(patient_id), "record"))


def _unsaved_elsewhere(patient_id: UUID) -> tuple[UnsavedLine, ...]:
    """What was typed on other pages and not saved; nothing while the gate is shut."""
    parts = installation()
    with suppress(GateClosed):
        found = read_unsaved(parts.database, signed_in(), str(patient_id), parts.now())
        others = (one for one in found if one.form is not FormName.RECORDING)
        return unsaved_lines(others, str(patient_id), parts.today())
    return ()


def _show(
    patient_id: UUID,
    *,
    nothing_ticked: bool = False,
    left_alone: Iterable[Reminder] = (),
    unsaved: Iterable[UnsavedLine] = (),
    template: str = "recording/record.html",
) -> str:
    parts, actor = installation(), signed_in()
    knowledge = parts.knowledge
    advice = recording_advice(parts.database, actor, str(patient_id), knowledge, parts.now())
    typed = None
    if advice.typed is not None:
        typed = find_unsaved(advice, read_sent(advice.typed), knowledge.record_rules)
    page = record_page(
        advice,
        knowledge,
        clinician=actor.name,
        typed=typed,
        left_alone=left_alone,
        nothing_ticked=nothing_ticked,
    )
    return render_template(
        template,
        unsaved=tuple(unsaved),
        page=page,
        version=version_of(advice),
        before=ticked_before(advice),
        meanwhile=saved_since(advice, typed) if typed else None,
        banner=banner(advice.patient, advice.on),
    )
