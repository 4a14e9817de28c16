"""The safe way to reach a patient: agreed anew, or confirmed. Behind the gate."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.disclosure import OpenContact, Wanting, keep_contact, open_contact
from gpsupport.actions.errors import GateClosed
from gpsupport.actions.forms import SavedSince, give_up, keep_form
from gpsupport.domain.access import Permission
from gpsupport.domain.consultation import FormName
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web import words
from gpsupport.web.disclosure.blueprint import disclosure
from gpsupport.web.disclosure.boxes import Boxes
from gpsupport.web.disclosure.contact_page import safe_contact_page
from gpsupport.web.disclosure.contact_since import BEGUN, boxes_to_confirm
from gpsupport.web.disclosure.faults import CONTACT_BOXES
from gpsupport.web.disclosure.reading import FormFault
from gpsupport.web.disclosure.reading import read_contact as read_boxes
from gpsupport.web.disclosure.typed import Typed, typed_in
from gpsupport.web.frame import banner
from gpsupport.web.meanwhile import GIVE_UP

Answer = str | Response | tuple[str, int]


@disclosure.get("/contact/safe")
@needs(Permission.CONSULT)
def safe_contact(patient_id: UUID) -> Answer:
    """What was agreed, and the form to confirm or to change it."""
    opened = _open(patient_id)
    if opened.typed:
        state = "This is what you typed and have not saved yet."
        return _show(opened, Typed(opened.typed), state=state)
    return _show(opened, boxes_to_confirm(opened.kept))


@disclosure.post("/contact/safe/draft")
@needs(Permission.CONSULT, keeps_typed=True, by_script=True)
def keep_safe_contact(patient_id: UUID) -> Answer:
    """Keep what was typed so far: for a script an answer in words, else the page again."""
    typed = typed_in(request.form.to_dict(flat=False))
    if is_locked():
        return _keep_behind_lock(patient_id, typed)
    if request.form.get(GIVE_UP):
        parts = installation()
        give_up(parts.database, signed_in(), str(patient_id), FormName.CONTACT, parts.now())
        return redirect(f"/patients/{patient_id}/contact/safe", 303)
    kept = _keep(patient_id, typed)
    if request.headers.get("HX-Request"):
        return Response(f"Draft saved at {words.clock_time(kept)}", mimetype="text/plain")
    return redirect(f"/patients/{patient_id}/contact/safe", 303)


@disclosure.post("/contact/safe")
@needs(Permission.CONSULT, keeps_typed=True)
def save_safe_contact(patient_id: UUID) -> Answer:
    """Keep the way as agreed with the patient today."""
    typed = typed_in(request.form.to_dict(flat=False))
    if is_locked():
        return _keep_behind_lock(patient_id, typed)
    parts = installation()
    said, faults = read_boxes(typed, parts.today())
    if said is None:
        faults = (FormFault("contact.way", "Choose the safe way"),)
    if said is None or faults:
        _keep(patient_id, typed)
        return _show(_open(patient_id), typed, faults=faults), 422
    try:
        keep_contact(
            parts.database,
            signed_in(),
            str(patient_id),
            said,
            parts.knowledge,
            parts.now(),
            typed.fields,
            supersedes=typed.one(BEGUN) or None,
        )
    except SavedSince:
        # There both are shown: what was kept since, and what was typed here.
        return _show(_open(patient_id), typed), 422
    except Wanting as wanted:
        faults = tuple(
            FormFault(CONTACT_BOXES.get(one.part, one.part), one.words) for one in wanted.faults
        )
        return _show(_open(patient_id), typed, faults=faults), 422
    return redirect(f"/patients/{patient_id}/contact", 303)


def _open(patient_id: UUID) -> OpenContact:
    parts = installation()
    return open_contact(parts.database, signed_in(), str(patient_id), parts.now())


def _keep(patient_id: UUID, typed: Typed) -> datetime:
    parts = installation()
    actor, now = signed_in(), parts.now()
    return keep_form(parts.database, actor, str(patient_id), FormName.CONTACT, typed.fields, now)


def _keep_behind_lock(patient_id: UUID, typed: Typed) -> Response:
    """Keep what was typed before the screen locked. Nothing is shown; the lock comes first."""
    with suppress(GateClosed):  # the lock shut the gate; what was typed is kept all the same
        _keep(patient_id, typed)
    return lock_first(f"/patients/{patient_id}/contact/safe")


def _show(
    opened: OpenContact, typed: Typed, *, faults: tuple[FormFault, ...] = (), state: str = ""
) -> str:
    parts = installation()
    page = safe_contact_page(
        opened, Boxes(typed, faults), parts.knowledge, parts.today(), state=state
    )
    return render_template(
        "disclosure/contact.html", page=page, banner=banner(opened.patient, parts.today())
    )
