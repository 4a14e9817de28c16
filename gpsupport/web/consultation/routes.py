"""The conversation of one consultation: its page, its draft, its answers."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from gpsupport.actions.consultation import (
    Look,
    Recorded,
    look,
    open_and_look,
    record_enquiry,
    save_draft,
)
from gpsupport.actions.errors import Incomplete
from gpsupport.domain.access import Permission
from gpsupport.serving.guards import needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web import words
from gpsupport.web.consultation import beside_routes
from gpsupport.web.consultation.blueprint import consultation
from gpsupport.web.consultation.forms import conversation_form, find_reason
from gpsupport.web.consultation.gate_routes import ask_who_is_here, show_ordinary
from gpsupport.web.consultation.ordinary import address
from gpsupport.web.consultation.pages import Shown, is_reading
from gpsupport.web.consultation.saved import own_draft, own_enquiry, to_begin_with
from gpsupport.web.consultation.sent import (
    keep_behind_lock,
    keep_ticks,
    sent_beside,
    sent_draft,
)
from gpsupport.web.consultation.showing import show
from gpsupport.web.consultation.ticks import kept_in_words
from gpsupport.web.consultation.young import is_child

# The addresses of `beside_routes` belong to the same consultation.
__all__ = ["beside_routes", "consultation"]

Answer = str | Response | tuple[str, int]


@consultation.get("/consultation")
@needs(Permission.CONSULT)
def conversation(patient_id: UUID) -> Answer:
    """The page of a patient: the question first, then what its answer allows."""
    parts = installation()
    seen = open_and_look(parts.database, signed_in(), str(patient_id), parts.knowledge, parts.now())
    if isinstance(seen, Look):
        return show(seen, Shown(kept=kept_in_words(request.args)))
    gate = seen.consultation.gate
    if gate is None or gate.presence.opens:
        return ask_who_is_here(seen)
    return show_ordinary(seen)


@consultation.get("/consultation/correct")
@needs(Permission.CONSULT)
def correct(patient_id: UUID) -> Answer:
    """The two questions again, as they were answered: saving replaces the answer."""
    parts = installation()
    seen = look(parts.database, signed_in(), str(patient_id), parts.knowledge, parts.now())
    if is_reading(seen):
        return redirect(address(str(patient_id)), 303)
    if seen.consultation.in_company and own_enquiry(seen) is not None:
        return redirect(address(str(patient_id), "who"), 303)
    draft = own_draft(seen) or to_begin_with(seen)
    child = is_child(seen.patient, parts.today())
    form = conversation_form(parts.knowledge.cadence, draft, child=child)
    return show(seen, Shown(correcting=True), form)


@consultation.post("/consultation/draft")
@needs(Permission.CONSULT, keeps_typed=True, by_script=True)
def keep_draft(patient_id: UUID) -> Response:
    """Keep what was entered so far: for a script an answer in words, else the page again."""
    if is_locked():
        return keep_behind_lock(patient_id)
    parts = installation()
    now = parts.now()
    save_draft(parts.database, signed_in(), str(patient_id), sent_draft(), now, sent_beside())
    if request.headers.get("HX-Request"):
        return Response(f"Draft saved at {words.clock_time(now)}", mimetype="text/plain")
    return redirect(address(str(patient_id)), 303)


@consultation.post("/consultation/save")
@needs(Permission.CONSULT, keeps_typed=True)
def save(patient_id: UUID) -> Answer:
    """Record the two answers, then show what follows: after a telling its own page."""
    if is_locked():
        return keep_behind_lock(patient_id)
    parts = installation()
    actor = signed_in()
    form = conversation_form(parts.knowledge.cadence, None, request.form)
    try:
        if not form.validate():
            raise Incomplete(())
        recorded = record_enquiry(
            parts.database, actor, str(patient_id), form.draft(), parts.knowledge, parts.now()
        )
    except Incomplete as missing:
        form.complain(missing.fields)
    else:
        return redirect(_after_saving(recorded), 303)
    finally:
        # After the answers: what was ticked beside them was not what led to them.
        keep_ticks(patient_id)
    seen = look(parts.database, actor, str(patient_id), parts.knowledge, parts.now())
    if is_child(seen.patient, parts.today()):
        form.for_child()
    return show(seen, Shown(correcting=True), form, faulty=True), 422


@consultation.post("/consultation/not-now")
@needs(Permission.CONSULT, keeps_typed=True)
def not_now(patient_id: UUID) -> Response:
    """Record that nobody asked today, and why. Somebody who came in closes the gate."""
    if is_locked():
        return keep_behind_lock(patient_id)
    parts = installation()
    reason = find_reason(request.form.get("because", ""))
    if reason is None:
        abort(400)
    typed = conversation_form(parts.knowledge.cadence, None, request.form).draft()
    draft = replace(typed, asked=False, outcome=None, reason=reason)
    try:
        record_enquiry(
            parts.database, signed_in(), str(patient_id), draft, parts.knowledge, parts.now()
        )
    finally:
        keep_ticks(patient_id)
    return redirect(address(str(patient_id)), 303)


def _after_saving(recorded: Recorded) -> str:
    """What follows; with company there it is the page itself, which asks to see the child alone."""
    patient_id = recorded.consultation.patient_id
    gate = recorded.consultation.gate
    if gate is None or not gate.presence.opens_history:
        return address(patient_id)
    return address(patient_id, "after" if recorded.enquiry.outcome.told else "record")
