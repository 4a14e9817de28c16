"""Ending one thing because a life changed: with its reason, and never without a trace."""

from dataclasses import dataclass, replace
from datetime import datetime

from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.referral.reading import rules_of as referral_rules
from gpsupport.actions.referral.writing import write_in
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.family.links import LinkEnd
from gpsupport.domain.knowledge.content.life_events import LifeRules
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.life_events.cases import LifeEvent, LifeStep
from gpsupport.domain.life_events.kinds import LifeEventKind, Thing
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.events import ReferralEvent
from gpsupport.domain.referral.owed import REFERRALS
from gpsupport.domain.referral.states import Channel, ReferralState
from gpsupport.domain.referral.waiting import cannot_wait
from gpsupport.domain.reminders import Reminder
from gpsupport.persistence.work import UnitOfWork

# The word on a link is read on both sides: of a record that is used no longer it says nothing.
_ENDS = {
    LifeEventKind.DEATH: LinkEnd.DIED,
    LifeEventKind.LEFT: LinkEnd.LEFT_PRACTICE,
    LifeEventKind.MOVED_PRACTICE: LinkEnd.LEFT_PRACTICE,
    LifeEventKind.MOVED_AREA: LinkEnd.MOVED_OUT,
}


@dataclass(frozen=True, slots=True)
class Occurring:
    """In which transaction, by whom, in which consultation and when an event takes effect."""

    work: UnitOfWork
    actor: Actor
    consultation_id: str
    knowledge: Knowledge
    now: datetime


def rules_of(knowledge: Knowledge) -> LifeRules:
    """What becomes of what. Raises NotFound for content that says nothing of it."""
    if knowledge.life_events is None:
        raise NotFound
    return knowledge.life_events


def end_thing(at: Occurring, event: LifeEvent, step: LifeStep) -> None:
    """End what a step names. What the record system alone can end (a marker) is left to it.

    Raises Denied, and StaleRow where somebody changed it meanwhile.
    """
    work, actor, patient_id = at.work, at.actor, event.patient_id
    if step.thing in {Thing.LINK, Thing.FEARED}:
        _end_link(at, event, step.thing_id)
    elif step.thing in {Thing.REFERRAL, Thing.REFERRAL_OF_OTHER}:
        _end_referral(at, event, step)
    elif step.thing is Thing.SAFE_CONTACT:
        _end_safe_contact(at, patient_id)
    elif step.thing in {Thing.TASK, Thing.CHILD_PLAN}:
        found = work.reminders.find(actor, step.thing_id)
        if found is not None and found.open:
            end_reminder(at, found)
    elif step.thing is Thing.ASKING:
        work.standings.drop(actor, patient_id)


def end_reminder(at: Occurring, reminder: Reminder) -> None:
    """End an open reminder. What follows from a referral would be owed again if nobody did it."""
    of_referrals = reminder.key.startswith(REFERRALS)
    end = at.work.reminders.mark_done if of_referrals else at.work.reminders.take_back
    end(at.actor, reminder.id, reminder.version, at.now)


def _end_link(at: Occurring, event: LifeEvent, link_id: str) -> None:
    links = at.work.links.read_all(at.actor, event.patient_id)
    for link in links:
        if link.id == link_id and link.open:
            end = _ENDS.get(event.kind, LinkEnd.OTHER)
            at.work.links.end(at.actor, link_id, link.version, end, by=at.actor.name, at=at.now)


def _end_referral(at: Occurring, event: LifeEvent, step: LifeStep) -> None:
    found = at.work.referrals.find(at.actor, step.thing_id)
    if found is None:
        return
    if found.state.over and not cannot_wait(found, referral_rules(at.knowledge)):
        return
    made = ReferralEvent(
        id="",
        at=at.now,
        by=at.actor.name,
        on=max(found.since, london_day(at.now)),
        # Of one that is over, what was left of the same day ends.
        to=None if found.state.over else ReferralState.SUPERSEDED,
        how=Channel.IN_PERSON,
        words=step.words,
        life_event=event.id,
    )
    write_in(at.work, at.actor, found, made, len(found.events), at.knowledge, at.now)


def _end_safe_contact(at: Occurring, patient_id: str) -> None:
    """From now on no way is safe; what must never be used stays known."""
    kept = at.work.safe_contacts.read_all(at.actor, patient_id)
    if not kept:
        return
    none = SafeContact(SafeWay.NONE, never=kept[-1].contact.never)
    at.work.safe_contacts.add(
        at.actor,
        patient_id,
        at.consultation_id,
        replace(none, confirmed_on=london_day(at.now)),
        at.now,
        supersedes=kept[-1].id,
    )
