"""Writing down what happened, saying that it is so, and taking it back."""

from dataclasses import dataclass
from datetime import date, datetime

from gpsupport.actions.consultation.current import (
    ensure_open,
    name_of_lead,
    require_gate_without_company,
    require_history,
    require_patient,
)
from gpsupport.actions.forms import Fields, SavedSince
from gpsupport.actions.life_events.ending import Occurring, end_thing, rules_of
from gpsupport.actions.life_events.standing import settle
from gpsupport.actions.life_events.things import open_things
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import FormName
from gpsupport.domain.directory.hidden_places import TellsAddress, tells_address
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.life_events.cases import (
    CaseState,
    LifeCase,
    LifeEvent,
    LifeStep,
    Outcome,
)
from gpsupport.domain.life_events.following import again_of, steps_of
from gpsupport.domain.life_events.kinds import LifeEventKind
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database, StaleRow, UnitOfWork

# How the boxes of one event and of one question are called.
WHY, OWNER = "why-", "owner-"


class NotYours(Exception):
    """Somebody else has to decide this: the lead for safeguarding."""


@dataclass(frozen=True, slots=True)
class NewLifeEvent:
    """What happened, on which day if known, and what else is to be said, without an address."""

    kind: LifeEventKind
    on: date | None = None
    words: str = ""
    hidden_place: bool = False


def keep_event_form(
    database: Database, actor: Actor, patient_id: str, fields: Fields, now: datetime
) -> None:
    """Keep the fields as typed so far, beside those of the other forms of the page, for 24 hours.

    Raises Denied, NotFound, then GateClosed.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.SAVE_DRAFT)) as work:
        require_patient(work, actor, patient_id)
        consultation = ensure_open(work, actor, patient_id, now)
        kept = work.forms.find(actor, consultation.id, FormName.LIFE_EVENT, now) or {}
        together = {**kept, **fields}
        work.forms.save(actor, consultation.id, FormName.LIFE_EVENT, together, now)
    require_history(consultation, now)


def forget_typed(
    work: UnitOfWork, actor: Actor, consultation_id: str, name: str, now: datetime
) -> None:
    """Forget what was typed into one box, for it is saved; the rest of the page stays."""
    kept = work.forms.find(actor, consultation_id, FormName.LIFE_EVENT, now) or {}
    rest = {one: said for one, said in kept.items() if one != name}
    if rest:
        work.forms.save(actor, consultation_id, FormName.LIFE_EVENT, rest, now)
    elif kept:
        work.forms.drop(actor, consultation_id, FormName.LIFE_EVENT)


def note_event(  # noqa: PLR0917 - whose, what, as seen when, by which rules and when
    database: Database,
    actor: Actor,
    patient_id: str,
    made: NewLifeEvent,
    seen: int,
    knowledge: Knowledge,
    now: datetime,
) -> LifeCase:
    """Write down what happened; at once everything that goes on ends, follows or is asked about.

    `seen` is how many events the page showed. Raises Denied, NotFound, GateClosed, TellsAddress,
    and SavedSince where somebody else noted one meanwhile.
    """
    if tells_address(made.words):
        raise TellsAddress
    try:
        with database.writing(changing(actor, now)) as work:
            consultation = require_gate_without_company(work, actor, patient_id, now)
            if seen != len(work.life_events.read_all(actor, patient_id)):
                raise SavedSince
            event = LifeEvent(
                id="",
                patient_id=patient_id,
                kind=made.kind,
                noted_at=now,
                by=actor.name,
                on=made.on,
                words=made.words.strip(),
                hidden_place=made.hidden_place,
            )
            kept = work.life_events.add(actor, event)
            if kept is None:
                raise SavedSince
            at = Occurring(work, actor, consultation.id, knowledge, now)
            case = _take_effect(at, LifeCase(kept))
            work.forms.drop(actor, consultation.id, FormName.LIFE_EVENT)
    except StaleRow:
        raise SavedSince from None
    return case


def confirm_event(  # noqa: PLR0917 - which, as seen when, by which rules and when
    database: Database,
    actor: Actor,
    patient_id: str,
    event_id: str,
    seen: int,
    knowledge: Knowledge,
    now: datetime,
) -> LifeCase:
    """Say that what a record said is so: it takes effect. Raises as `note_event`."""
    try:
        with database.writing(changing(actor, now)) as work:
            consultation = require_gate_without_company(work, actor, patient_id, now)
            case = own_case(work, actor, patient_id, event_id, seen)
            if case.state is not CaseState.NOTICED:
                raise SavedSince
            return _take_effect(Occurring(work, actor, consultation.id, knowledge, now), case)
    except StaleRow:
        raise SavedSince from None


def withdraw_event(  # noqa: PLR0917 - which, why, as seen when, by which rules and when
    database: Database,
    actor: Actor,
    patient_id: str,
    event_id: str,
    words: str,
    seen: int,
    knowledge: Knowledge,
    now: datetime,
) -> LifeCase:
    """Say that it is not so, or no longer: asking goes on, and what had ended is asked about.

    Nothing comes back by itself. Raises as `note_event`.
    """
    rules = rules_of(knowledge)
    if tells_address(words):
        raise TellsAddress
    try:
        with database.writing(changing(actor, now)) as work:
            consultation = require_gate_without_company(work, actor, patient_id, now)
            case = own_case(work, actor, patient_id, event_id, seen)
            if not case.counts:
                raise SavedSince
            forget_typed(work, actor, consultation.id, f"{WHY}{event_id}", now)
            back = _word(case, Outcome.WITHDRAWN, actor.name, now, words.strip())
            steps = (back, *again_of(case, rules.again, actor.name, now))
            return write_steps(work, actor, case, steps, knowledge, now)
    except StaleRow:
        raise SavedSince from None


def own_case(work: UnitOfWork, actor: Actor, patient_id: str, event_id: str, seen: int) -> LifeCase:
    """The event of this record. Raises SavedSince where there is none, or more is written."""
    cases = work.life_events.read_all(actor, patient_id)
    found = next((one for one in cases if one.event.id == event_id), None)
    if found is None or len(found.steps) != seen:
        raise SavedSince
    return found


def write_steps(  # noqa: PLR0917 - of what, which, by which rules and when
    work: UnitOfWork,
    actor: Actor,
    case: LifeCase,
    steps: tuple[LifeStep, ...],
    knowledge: Knowledge,
    now: datetime,
) -> LifeCase:
    """Keep steps, and remind of what is owed after them; the event as it stands then."""
    kept = work.life_events.add_steps(actor, case.event.id, steps, expected=len(case.steps))
    after = LifeCase(case.event, (*case.steps, *kept))
    lead = name_of_lead(work.staff.list_all(actor))
    settle(work, actor, after, rules_of(knowledge), lead, now)
    return after


def changing(actor: Actor, now: datetime) -> Occasion:
    """On which occasion something of this is written."""
    return Occasion(actor, Permission.CONSULT, now, Event.NOTE_CHANGE)


def _take_effect(at: Occurring, case: LifeCase) -> LifeCase:
    event = case.event
    things = open_things(at.work, at.actor, event.patient_id, at.knowledge, at.now)
    steps = steps_of(event, things, rules_of(at.knowledge), at.actor.name, at.now)
    for step in steps:
        if step.outcome is Outcome.ENDED and step.patient_id == event.patient_id:
            end_thing(at, event, step)
    said = _word(case, Outcome.CONFIRMED, at.actor.name, at.now)
    return write_steps(at.work, at.actor, case, (said, *steps), at.knowledge, at.now)


def _word(case: LifeCase, outcome: Outcome, by: str, at: datetime, words: str = "") -> LifeStep:
    event = case.event
    return LifeStep("", event.id, event.patient_id, at, outcome, by=by, words=words)
