"""What changed in a record: noted, confirmed, taken back, and decided about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from uuid import UUID

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.errors import GateClosed, NotFound
from gpsupport.actions.forms import SavedSince
from gpsupport.actions.life_events import (
    OWNER,
    WHY,
    Decision,
    NothingIsSent,
    NotYours,
    WantsOwner,
    confirm_event,
    decide,
    keep_event_form,
    note_event,
    read_changes,
    withdraw_event,
)
from gpsupport.domain.access import Permission
from gpsupport.domain.directory.hidden_places import TellsAddress
from gpsupport.domain.knowledge.content.life_events import LifeRules
from gpsupport.domain.life_events.cases import Outcome
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web.disclosure.typed import Typed, typed_in
from gpsupport.web.frame import banner
from gpsupport.web.life_events.forms import NO_ADDRESS, LifeEventForm
from gpsupport.web.life_events.pages import changes_page

changes = Blueprint("changes", __name__, url_prefix="/patients/<uuid:patient_id>/changes")

Answer = str | Response | tuple[str, int]
_SINCE = "Somebody else wrote something meanwhile. Look at it again: nothing was changed."
_NOT_YOURS = "The safeguarding lead decides this. Nothing was changed."
_WANTS_OWNER = "Say who takes it over."
_LONG = 9
# Boxes of ours, which nobody typed.
_OURS = frozenset({"event", "question", "seen", "decision"})


@changes.app_errorhandler(NothingIsSent)
def nothing_is_sent(_error: NothingIsSent) -> Response:
    """Lead to what changed, which says why."""
    return redirect(f"/patients/{(request.view_args or {}).get('patient_id')}/changes", 303)


@changes.get("")
@needs(Permission.CONSULT)
def show(patient_id: UUID) -> Answer:
    """What changed, what waits for an answer, and the form as it was typed."""
    return _show(patient_id)


@changes.post("/note")
@needs(Permission.CONSULT, keeps_typed=True)
def note(patient_id: UUID) -> Answer:
    """Write down what happened."""
    typed = _typed()
    kept = _keep(patient_id, typed)
    if kept is not None:
        return kept
    parts = installation()
    form = LifeEventForm.of(typed.fields, _rules())
    made = form.find_event(parts.today())
    if made is None:
        return _show(patient_id, form), 422
    try:
        note_event(
            parts.database,
            signed_in(),
            str(patient_id),
            made,
            _number(typed, "seen"),
            parts.knowledge,
            parts.now(),
        )
    except TellsAddress:
        form.words.errors = [NO_ADDRESS]
        return _show(patient_id, form), 422
    except SavedSince:
        return _show(patient_id, form, _SINCE), 409
    return redirect(_address(patient_id), 303)


@changes.post("/confirm")
@needs(Permission.CONSULT)
def confirm(patient_id: UUID) -> Answer:
    """Say that it is so."""
    typed, parts = _typed(), installation()
    return _told(
        patient_id,
        lambda: confirm_event(
            parts.database,
            signed_in(),
            str(patient_id),
            typed.one("event"),
            _number(typed, "seen"),
            parts.knowledge,
            parts.now(),
        ),
    )


@changes.post("/withdraw")
@needs(Permission.CONSULT, keeps_typed=True)
def withdraw(patient_id: UUID) -> Answer:
    """Say that it is not so, or no longer."""
    typed, parts = _typed(), installation()
    kept = _keep(patient_id, typed)
    if kept is not None:
        return kept
    return _told(
        patient_id,
        lambda: withdraw_event(
            parts.database,
            signed_in(),
            str(patient_id),
            typed.one("event"),
            typed.one(f"{WHY}{typed.one('event')}"),
            _number(typed, "seen"),
            parts.knowledge,
            parts.now(),
        ),
    )


@changes.post("/decide")
@needs(Permission.CONSULT, keeps_typed=True)
def settle(patient_id: UUID) -> Answer:
    """Decide about one thing."""
    typed, parts = _typed(), installation()
    kept = _keep(patient_id, typed)
    if kept is not None:
        return kept
    outcome = typed.find("decision", Outcome)
    if outcome is None:
        return _show(patient_id, said="Choose what becomes of it."), 422
    question = typed.one("question")
    made = Decision(question, outcome, typed.one(f"{OWNER}{question}"))
    return _told(
        patient_id,
        lambda: decide(
            parts.database,
            signed_in(),
            str(patient_id),
            typed.one("event"),
            made,
            _number(typed, "seen"),
            parts.knowledge,
            parts.now(),
        ),
    )


def _told(patient_id: UUID, act: Callable[[], object]) -> Answer:
    """Do it, and show the page as it stands then; what keeps it from being done is said there."""
    try:
        act()
    except SavedSince:
        return _show(patient_id, said=_SINCE), 409
    except NotYours:
        return _show(patient_id, said=_NOT_YOURS), 422
    except WantsOwner:
        return _show(patient_id, said=_WANTS_OWNER), 422
    except TellsAddress:
        return _show(patient_id, said=f"{NO_ADDRESS}."), 422
    return redirect(_address(patient_id), 303)


def _rules() -> LifeRules:
    found = installation().knowledge.life_events
    if found is None:
        raise NotFound
    return found


def _address(patient_id: UUID) -> str:
    return f"/patients/{patient_id}/changes"


def _typed() -> Typed:
    return typed_in(request.form.to_dict(flat=False))


def _number(typed: Typed, name: str) -> int:
    """How many a page showed; what is no number was shown by no page of ours."""
    said = typed.one(name)
    return int(said) if said.isdecimal() and len(said) < _LONG else -1


def _keep(patient_id: UUID, typed: Typed) -> Response | None:
    """Keep what was typed; behind the lock nothing is shown, and the lock comes first."""
    parts = installation()
    fields = {name: said for name, said in typed.fields.items() if name not in _OURS}
    if is_locked():
        with suppress(GateClosed):  # the lock shut the gate; what was typed is kept all the same
            keep_event_form(parts.database, signed_in(), str(patient_id), fields, parts.now())
        return lock_first(_address(patient_id))
    keep_event_form(parts.database, signed_in(), str(patient_id), fields, parts.now())
    return None


def _show(patient_id: UUID, faulty: LifeEventForm | None = None, said: str = "") -> str:
    parts = installation()
    actor, rules = signed_in(), _rules()
    found = read_changes(parts.database, actor, str(patient_id), parts.now())
    typed: Mapping[str, Sequence[str]] = found.typed or {}
    form = faulty or LifeEventForm.of(typed, rules)
    boxes = {name: next(iter(values), "") for name, values in typed.items()}
    return render_template(
        "life_events/changes.html",
        page=changes_page(found, actor, rules, boxes),
        form=form,
        said=said,
        faulty=faulty is not None or bool(said),
        banner=banner(found.patient, parts.today()),
    )
