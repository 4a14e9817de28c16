"""One consultation: who is here, the conversation, saving, and what to write where."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.consultation import (
    Look,
    answer_gate,
    look,
    note_not_alone,
    note_ticks,
    open_consultation,
    record_enquiry,
    save_draft,
)
from gpsupport.actions.errors import GateClosed, Incomplete
from gpsupport.domain.access import Permission
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web import words
from gpsupport.web.consultation.forms import (
    ConversationForm,
    conversation_form,
    find_reason,
    gate_form,
)
from gpsupport.web.consultation.ordinary import address, gate_page, ordinary_page
from gpsupport.web.consultation.pages import conversation_page, own_draft, still_to_ask
from gpsupport.web.consultation.young import is_child
from gpsupport.web.frame import banner

consultation = Blueprint("consultation", __name__, url_prefix="/patients/<uuid:patient_id>")

Answer = str | Response | tuple[str, int]


@consultation.get("/consultation")
@needs(Permission.CONSULT)
def conversation(patient_id: UUID) -> Answer:
    """The page of a patient: the question first, then what its answer allows."""
    parts = installation()
    actor = signed_in()
    now = parts.now()
    opened = open_consultation(parts.database, actor, str(patient_id), parts.knowledge, now)
    gate = opened.consultation.gate
    if gate is None or (gate.presence.safe_to_ask and not gate.passed(now)):
        return _ask_who_is_here(patient_id)
    if not gate.presence.safe_to_ask:
        return render_template(
            "consultation/ordinary.html",
            page=ordinary_page(opened.consultation, opened.appointment, opened.visits),
            banner=banner(opened.patient, parts.today()),
        )
    seen = look(parts.database, actor, str(patient_id), parts.knowledge, now)
    child = is_child(seen.patient, parts.today())
    return _show(seen, conversation_form(seen.draft, child=child) if still_to_ask(seen) else None)


@consultation.get("/consultation/who")
@needs(Permission.CONSULT)
def who(patient_id: UUID) -> Answer:
    """The question again, to change the answer."""
    return _ask_who_is_here(patient_id)


@consultation.post("/consultation/gate")
@needs(Permission.CONSULT)
def answer(patient_id: UUID) -> Answer:
    """Keep who is here."""
    parts = installation()
    form, _ = gate_form(parts.knowledge, request.form)
    if not form.validate():
        return _ask_who_is_here(patient_id, faulty=True)
    answer_gate(parts.database, signed_in(), str(patient_id), form.answer(), parts.now())
    return redirect(address(str(patient_id)), 303)


@consultation.post("/consultation/see-alone")
@needs(Permission.CONSULT)
def see_alone(patient_id: UUID) -> Response:
    """Plan to see the patient alone for part of the next visit."""
    parts = installation()
    note_not_alone(parts.database, signed_in(), str(patient_id), parts.now())
    return redirect(address(str(patient_id)), 303)


@consultation.get("/consultation/correct")
@needs(Permission.CONSULT)
def correct(patient_id: UUID) -> Answer:
    """The two questions again, as they were answered: saving replaces the answer."""
    parts = installation()
    seen = look(parts.database, signed_in(), str(patient_id), parts.knowledge, parts.now())
    child = is_child(seen.patient, parts.today())
    return _show(seen, conversation_form(own_draft(seen) or seen.draft, child=child))


@consultation.post("/consultation/draft")
@needs(Permission.CONSULT, keeps_typed=True, by_script=True)
def keep_draft(patient_id: UUID) -> Response:
    """Keep what was entered so far: for a script an answer in words, else the page again."""
    if is_locked():
        return _keep_behind_lock(patient_id)
    parts = installation()
    draft = conversation_form(None, request.form).draft()
    kept = save_draft(parts.database, signed_in(), str(patient_id), draft, parts.now())
    if request.headers.get("HX-Request"):
        said = f"Draft saved at {words.clock_time(kept.saved_at or parts.now())}"
        return Response(said, mimetype="text/plain")
    return redirect(address(str(patient_id)), 303)


@consultation.post("/consultation/save")
@needs(Permission.CONSULT, keeps_typed=True)
def save(patient_id: UUID) -> Answer:
    """Record the two answers, then show what to write where."""
    if is_locked():
        return _keep_behind_lock(patient_id)
    parts = installation()
    actor = signed_in()
    form = conversation_form(None, request.form)
    try:
        if not form.validate():
            raise Incomplete(())
        _keep_ticks(patient_id)
        record_enquiry(
            parts.database, actor, str(patient_id), form.draft(), parts.knowledge, parts.now()
        )
    except Incomplete as missing:
        form.complain(missing.fields)
        seen = look(parts.database, actor, str(patient_id), parts.knowledge, parts.now())
        if is_child(seen.patient, parts.today()):
            form.for_child()
        return _show(seen, form, faulty=True), 422
    return redirect(address(str(patient_id), "record"), 303)


@consultation.post("/consultation/not-now")
@needs(Permission.CONSULT, keeps_typed=True)
def not_now(patient_id: UUID) -> Response:
    """Record that nobody asked today, and why. Somebody who came in closes the gate."""
    if is_locked():
        return _keep_behind_lock(patient_id)
    parts = installation()
    actor = signed_in()
    reason = find_reason(request.form.get("because", ""))
    if reason is None:
        abort(400)
    _keep_ticks(patient_id)
    typed = conversation_form(None, request.form).draft()
    draft = replace(typed, asked=False, outcome=None, reason=reason)
    record_enquiry(parts.database, actor, str(patient_id), draft, parts.knowledge, parts.now())
    return redirect(address(str(patient_id)), 303)


@consultation.post("/consultation/ticks")
@needs(Permission.CONSULT, keeps_typed=True)
def tick(patient_id: UUID) -> Response:
    """Keep what only people can say, and what was typed beside it as a draft."""
    if is_locked():
        return _keep_behind_lock(patient_id)
    parts = installation()
    sent = request.form
    note_ticks(
        parts.database,
        signed_in(),
        str(patient_id),
        frozenset(sent.getlist("tick")),
        frozenset(sent.getlist("before")),
        conversation_form(None, sent).draft() if "words" in sent else None,
        parts.knowledge,
        parts.now(),
    )
    return redirect(address(str(patient_id)), 303)


def _keep_ticks(patient_id: UUID) -> None:
    """Keep the boxes that were sent along with an answer: they belong to the same form."""
    parts = installation()
    ticked, before = (frozenset(request.form.getlist(name)) for name in ("tick", "before"))
    if ticked == before:
        return
    with suppress(GateClosed):  # what was ticked is kept; what follows answers the shut gate
        note_ticks(
            parts.database,
            signed_in(),
            str(patient_id),
            ticked,
            before,
            None,
            parts.knowledge,
            parts.now(),
        )


def _keep_behind_lock(patient_id: UUID) -> Response:
    """Keep what was typed before the screen locked. Nothing is shown; the lock comes first."""
    parts = installation()
    draft = conversation_form(None, request.form).draft()
    if reason := find_reason(request.form.get("because", "")):
        draft = replace(draft, asked=False, outcome=None, reason=reason)
    with suppress(GateClosed):  # the lock shut the gate; a draft is kept behind a shut one
        save_draft(parts.database, signed_in(), str(patient_id), draft, parts.now())
    return lock_first(address(str(patient_id)))


def _ask_who_is_here(patient_id: UUID, *, faulty: bool = False) -> Answer:
    parts = installation()
    opened = open_consultation(
        parts.database, signed_in(), str(patient_id), parts.knowledge, parts.now()
    )
    form, hints = gate_form(parts.knowledge, request.form if faulty else None)
    if faulty:
        form.validate()
    page = gate_page(str(patient_id), hints, opened.appointment, opened.visits)
    shown = render_template(
        "consultation/who_is_here.html",
        page=page,
        form=form,
        faulty=faulty,
        banner=banner(opened.patient, parts.today()),
    )
    return (shown, 422) if faulty else shown


def _show(seen: Look, form: ConversationForm | None, *, faulty: bool = False) -> str:
    parts = installation()
    today = parts.today()
    return render_template(
        "consultation/conversation.html",
        page=conversation_page(seen, parts.knowledge, today, parts.now()),
        form=form,
        faulty=faulty,
        banner=banner(seen.patient, today),
    )
