"""Answering what an event left open: it goes on, it ends, or somebody else takes it over."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gpsupport.actions.consultation.current import require_gate_without_company
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.forms import SavedSince
from gpsupport.actions.life_events.changing import (
    OWNER,
    NotYours,
    changing,
    forget_typed,
    own_case,
    write_steps,
)
from gpsupport.actions.life_events.ending import Occurring, end_reminder, end_thing, rules_of
from gpsupport.domain.access import Permission, permits
from gpsupport.domain.directory.hidden_places import TellsAddress, tells_address
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.life_events.cases import ANSWERS, LifeCase, LifeStep, Outcome
from gpsupport.domain.life_events.kinds import Decider, Thing
from gpsupport.domain.people import Actor
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.persistence.work import Database, StaleRow


class WantsOwner(Exception):
    """Handed over to nobody: a name is missing."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one question; `owner` is who takes it over, `words` why."""

    question_id: str
    outcome: Outcome
    owner: str = ""
    words: str = ""


def may_decide(actor: Actor, question: LifeStep) -> bool:
    """Whether the actor is who must decide: the lead decides everything."""
    return question.decider is not Decider.LEAD or permits(actor.role, Permission.SEE_WORK_LISTS)


def decide(  # noqa: PLR0917 - of which, what, as seen when, by which rules and when
    database: Database,
    actor: Actor,
    patient_id: str,
    event_id: str,
    made: Decision,
    seen: int,
    knowledge: Knowledge,
    now: datetime,
) -> LifeCase:
    """Decide about one thing, and do it. `seen` is how many steps the page showed.

    Raises Denied, NotFound, GateClosed, NotYours, WantsOwner, TellsAddress, and SavedSince where
    somebody else decided something meanwhile.
    """
    _refuse_unfit(made)
    try:
        with database.writing(changing(actor, now)) as work:
            consultation = require_gate_without_company(work, actor, patient_id, now)
            case = own_case(work, actor, patient_id, event_id, seen)
            question = next((one for one in case.questions if one.id == made.question_id), None)
            if question is None:
                raise SavedSince
            if not may_decide(actor, question):
                raise NotYours
            forget_typed(work, actor, consultation.id, f"{OWNER}{question.id}", now)
            at = Occurring(work, actor, consultation.id, knowledge, now)
            steps = _answer(at, case, question, made)
            return write_steps(work, actor, case, steps, knowledge, now)
    except StaleRow:
        raise SavedSince from None


def _refuse_unfit(made: Decision) -> None:
    if made.outcome not in ANSWERS:
        raise NotFound
    if made.outcome is Outcome.HANDED_OVER and not made.owner.strip():
        raise WantsOwner
    if tells_address(made.words) or tells_address(made.owner):
        raise TellsAddress


def _answer(
    at: Occurring, case: LifeCase, question: LifeStep, made: Decision
) -> tuple[LifeStep, ...]:
    answer = replace(
        question,
        id="",
        at=at.now,
        by=at.actor.name,
        outcome=made.outcome,
        words=made.words.strip(),
        decider=None,
        owner=made.owner.strip() if made.outcome is Outcome.HANDED_OVER else "",
        answers=question.id,
    )
    if made.outcome is Outcome.HANDED_OVER:
        _hand_over(at, question, answer.owner)
    if made.outcome is not Outcome.ENDED or not question.thing_id:
        return (answer,)
    other = _other_end(at, case, question)
    end_thing(at, case.event, replace(answer, words=answer.words or question.words))
    return (answer, *other)


def _other_end(at: Occurring, case: LifeCase, question: LifeStep) -> tuple[LifeStep, ...]:
    """What the other end of a link reads: that it ended, and of nothing else."""
    if question.thing is not Thing.LINK:
        return ()
    links = at.work.links.read_all(at.actor, case.event.patient_id)
    own = at.work.patients.list_some(at.actor, {case.event.patient_id})
    return tuple(
        LifeStep(
            id="",
            event_id=case.event.id,
            patient_id=link.other_id,
            at=at.now,
            outcome=Outcome.ENDED,
            by=at.actor.name,
            thing=Thing.LINK,
            thing_id=link.id,
            what=str(own[case.event.patient_id].name),
        )
        for link in links
        if link.id == question.thing_id and link.open and link.other_id and not link.kind.one_way
    )


def _hand_over(at: Occurring, question: LifeStep, owner: str) -> None:
    """Remind whoever takes it over; a task goes along as it was."""
    due = london_day(at.now) + timedelta(days=rules_of(at.knowledge).within_days)
    key = f"taken-over:{question.id}"
    patient_id = question.patient_id
    made = Reminder("", patient_id, key, ReminderKind.TAKEN_OVER, due, owner=owner)
    if question.thing in {Thing.TASK, Thing.CHILD_PLAN}:
        found = at.work.reminders.find(at.actor, question.thing_id)
        if found is not None and found.open:
            end_reminder(at, found)
            made = replace(found, id="", key=key, owner=owner, version=1)
    at.work.reminders.add_new(at.actor, (made,))
