"""After saving: what to write in whose record, and the consultation as a file."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from flask import Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from gpsupport.actions.consultation import look, read_consultation
from gpsupport.actions.errors import GateClosed
from gpsupport.actions.forms import SavedSince, give_up, keep_form
from gpsupport.actions.recording import (
    finish_consultation,
    recording_advice,
    save_recording,
)
from gpsupport.domain.access import Permission
from gpsupport.domain.consultation import FormName
from gpsupport.fhir.writing import write_consultation
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import address
from gpsupport.web.frame import banner
from gpsupport.web.meanwhile import GIVE_UP
from gpsupport.web.recording.blueprint import record
from gpsupport.web.recording.differing import (
    find_unsaved,
    saved_since,
    ticked_before,
    version_of,
)
from gpsupport.web.recording.pages import RecordPage, record_page
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
def save(patient_id: UUID) -> AnyResponse:
    """Save words and ticks, and stay."""
    if is_locked():
        return _keep_behind_lock(patient_id)
    parts = installation()
    fields = _fields()
    # Where another window saved other words since, the page shows both.
    with suppress(SavedSince):
        save_recording(
            parts.database, signed_in(), str(patient_id), read_sent(fields), fields, parts.now()
        )
    return redirect(address(str(patient_id), "record"), 303)


@record.post("/record")
@needs(Permission.CONSULT, keeps_typed=True)
def finish(patient_id: UUID) -> AnyResponse | str:
    """Keep words and ticks, and end the consultation; what is left becomes a reminder.

    Without a single tick the page comes back once and says so; it never holds anybody up twice.
    """
    if is_locked():
        return _keep_behind_lock(patient_id)
    parts = installation()
    fields = _fields()
    sent = read_sent(fields)
    if not sent.added and not request.form.get("said"):
        _keep(patient_id)
        return _show(patient_id, nothing_ticked=True)
    try:
        finish_consultation(
            parts.database, signed_in(), str(patient_id), sent, parts.knowledge, parts.now(), fields
        )
    except SavedSince:
        return redirect(address(str(patient_id), "record"), 303)
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
    actor = signed_in()
    seen = look(parts.database, actor, str(patient_id), parts.knowledge, parts.now())
    saved = read_consultation(
        parts.database, actor, seen.consultation.id, parts.knowledge, parts.now()
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


def _show(
    patient_id: UUID, *, nothing_ticked: bool = False, template: str = "recording/record.html"
) -> str:
    parts = installation()
    actor = signed_in()
    now, today = parts.now(), parts.today()
    advice = recording_advice(parts.database, actor, str(patient_id), parts.knowledge, now)
    seen = look(parts.database, actor, str(patient_id), parts.knowledge, now)
    typed = find_unsaved(advice, read_sent(advice.typed)) if advice.typed is not None else None
    page: RecordPage = record_page(
        advice,
        seen,
        parts.knowledge,
        today,
        clinician=actor.name,
        typed=typed,
        state="This is what you typed and have not saved yet." if typed else "",
        nothing_ticked=nothing_ticked,
    )
    return render_template(
        template,
        page=page,
        version=version_of(advice),
        before=ticked_before(advice),
        meanwhile=saved_since(advice, typed) if typed else None,
        banner=banner(advice.patient, today),
    )
