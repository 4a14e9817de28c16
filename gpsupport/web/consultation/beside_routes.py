"""What stands beside the two questions: boxes, dates and a note, each with a button of its own."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from flask import redirect, request
from werkzeug.wrappers import Response

from gpsupport.actions.consultation import look
from gpsupport.actions.consultation.dates import note_dates
from gpsupport.actions.consultation.noting import keep_note, note_for_next
from gpsupport.actions.errors import GateClosed
from gpsupport.domain.access import Permission
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web import words
from gpsupport.web.consultation.blueprint import consultation
from gpsupport.web.consultation.dates import dates_form
from gpsupport.web.consultation.forms import NoteForm, conversation_form
from gpsupport.web.consultation.ordinary import address
from gpsupport.web.consultation.pages import Shown
from gpsupport.web.consultation.sent import (
    keep_behind_lock,
    keep_ticks,
    sent_boxes,
    sent_draft,
)
from gpsupport.web.consultation.showing import show
from gpsupport.web.consultation.ticks import stamp_of
from gpsupport.web.consultation.young import is_child

Answer = str | Response | tuple[str, int]


@consultation.post("/consultation/ticks")
@needs(Permission.CONSULT, keeps_typed=True)
def tick(patient_id: UUID) -> Response:
    """Keep what only people can say, and what was typed beside it as a draft."""
    if is_locked():
        return keep_behind_lock(patient_id)
    keep_ticks(patient_id, sent_draft())
    stamp = stamp_of(installation().now())
    return redirect(f"{address(str(patient_id))}?ticks={stamp}#ticks", 303)


@consultation.post("/consultation/dates")
@needs(Permission.CONSULT, keeps_typed=True)
def note_day(patient_id: UUID) -> Answer:
    """Keep the dates that only people know, and what was typed beside them as a draft."""
    if is_locked():
        return keep_behind_lock(patient_id)
    parts = installation()
    actor, draft = signed_in(), sent_draft()
    form = dates_form({}, {}, request.form)
    if form.judge(parts.today(), parts.knowledge.cadence.entered_dates):
        note_dates(
            parts.database,
            actor,
            str(patient_id),
            form.dates(),
            draft,
            parts.knowledge,
            parts.now(),
            sent_boxes() if "boxes" in request.form else None,
        )
        stamp = stamp_of(parts.now())
        return redirect(f"{address(str(patient_id))}?dates={stamp}#ticks", 303)
    seen = look(parts.database, actor, str(patient_id), parts.knowledge, parts.now())
    typed = None
    if draft is not None:
        child = is_child(seen.patient, parts.today())
        typed = conversation_form(parts.knowledge.cadence, None, request.form, child=child)
    return show(seen, Shown(boxes=sent_boxes(), dates=form), typed, faulty=True), 422


@consultation.post("/consultation/note")
@needs(Permission.CONSULT, keeps_typed=True, by_script=True)
def note(patient_id: UUID) -> Answer:
    """Keep a note for whoever is next, while the patient is not there; a script keeps a draft."""
    parts = installation()
    actor, now = signed_in(), parts.now()
    form = NoteForm(request.form)
    written = form.note.data or ""
    if is_locked():
        with suppress(GateClosed):  # the lock shut the gate; it is kept behind a shut one
            keep_note(parts.database, actor, str(patient_id), written, now)
        return lock_first(address(str(patient_id)))
    if request.headers.get("HX-Request"):
        keep_note(parts.database, actor, str(patient_id), written, now)
        return Response(f"Draft saved at {words.clock_time(now)}", mimetype="text/plain")
    if not form.validate():
        seen = look(parts.database, actor, str(patient_id), parts.knowledge, now)
        return show(seen, Shown(), note=form, faulty=True), 422
    note_for_next(parts.database, actor, str(patient_id), written, parts.knowledge, now)
    return redirect(address(str(patient_id)), 303)
