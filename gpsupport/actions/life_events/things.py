"""Everything that goes on for a patient, so that nothing of it is forgotten when a life changes."""

from collections.abc import Iterator
from datetime import datetime

from gpsupport.actions.consultation.current import require_picture
from gpsupport.actions.days import london_day
from gpsupport.actions.family.people import people_of
from gpsupport.domain.disclosure.contact import SafeWay
from gpsupport.domain.family.links import FamilyLink, LinkKind
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.life_events.following import OpenThing
from gpsupport.domain.life_events.kinds import Thing
from gpsupport.domain.people import Actor
from gpsupport.domain.record import EntryKind
from gpsupport.domain.referral.waiting import cannot_wait
from gpsupport.domain.reminders import OF_A_REFERRAL, Reminder, ReminderKind
from gpsupport.persistence.work import UnitOfWork

# Those of an event itself, and of what somebody took over after one.
_OWN = frozenset({ReminderKind.LIFE_EVENT, ReminderKind.TAKEN_OVER})
_NOT_DONE = "What could not wait is not noted as done"


def open_things(
    work: UnitOfWork, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> tuple[OpenThing, ...]:
    """What goes on, in the order of the kinds of things."""
    return (
        *_links(work, actor, patient_id),
        *_referrals(work, actor, patient_id, knowledge),
        *_safe_contact(work, actor, patient_id, now),
        *_tasks(work, actor, patient_id, knowledge),
        OpenThing(Thing.ASKING, Thing.ASKING.value, "Asking"),
        *_flags(work, actor, patient_id),
        OpenThing(Thing.DRAFT, Thing.DRAFT.value, "Typed and not saved"),
    )


def names_of_links(work: UnitOfWork, actor: Actor, patient_id: str) -> dict[str, str]:
    """Whom each link leads to and as what, by the link's id, ended or not.

    Without those to somebody whom the actor may not see: they leave no trace, but for a one-way
    link, which is what this patient told.
    """
    links = work.links.read_all(actor, patient_id)
    people = people_of(work, actor, links)
    feared = work.links.name_feared(actor, patient_id)
    found = {}
    for link in links:
        if link.kind.one_way:
            found[link.id] = _called(str(feared.get(link.other_id, "")), link.kind)
        elif link.other_id in people:
            found[link.id] = _called(str(people[link.other_id].name), link.kind)
    return found


def _links(work: UnitOfWork, actor: Actor, patient_id: str) -> Iterator[OpenThing]:
    names = names_of_links(work, actor, patient_id)
    own = work.patients.list_some(actor, {patient_id}).get(patient_id)
    for link in work.links.read_all(actor, patient_id):
        if not link.open:
            continue
        there = link.kind.seen_from_other_side
        both = there is not None and link.id in names
        yield OpenThing(
            Thing.FEARED if link.kind.one_way else Thing.LINK,
            link.id,
            names.get(link.id, ""),
            other_id=link.other_id if both else "",
            other_what=_called(str(own.name), there) if both and own and there else "",
            bound=_bound(link, names),
        )


def _bound(link: FamilyLink, names: dict[str, str]) -> bool:
    """Whether the actor may not see the other end, so that somebody else has to decide."""
    return link.id not in names and not link.kind.one_way


def _referrals(
    work: UnitOfWork, actor: Actor, patient_id: str, knowledge: Knowledge
) -> Iterator[OpenThing]:
    """Those that are not over, and those of which something of the same day is still to be done."""
    for one in work.referrals.read_all(actor, patient_id):
        begun, left = one.begun, knowledge.referral and cannot_wait(one, knowledge.referral)
        if one.state.over and not left:
            continue
        of_other = bool(begun.about or begun.about_patient_id)
        name = f"{begun.option_name}, for {begun.about}" if begun.about else begun.option_name
        yield OpenThing(
            Thing.REFERRAL_OF_OTHER if of_other else Thing.REFERRAL,
            begun.id,
            f"{name}. {_NOT_DONE}" if left else name,
        )


def _safe_contact(
    work: UnitOfWork, actor: Actor, patient_id: str, now: datetime
) -> Iterator[OpenThing]:
    found = work.safe_contacts.find_current(actor, patient_id)
    if found and found.way is not SafeWay.NONE and found.stands(london_day(now)):
        yield OpenThing(Thing.SAFE_CONTACT, Thing.SAFE_CONTACT.value, "How to get in touch safely")


def _tasks(
    work: UnitOfWork, actor: Actor, patient_id: str, knowledge: Knowledge
) -> Iterator[OpenThing]:
    """What is to be done; what a referral is owed goes with the referral.

    What the lead hears of a referral stays when it ends, so that somebody has to be asked.
    """
    for one in work.reminders.read_open(actor, patient_id):
        if one.kind not in _OWN | OF_A_REFERRAL:
            plan = one.kind is ReminderKind.CHILD_PLAN
            yield OpenThing(Thing.CHILD_PLAN if plan else Thing.TASK, one.id, _said(one, knowledge))


def _flags(work: UnitOfWork, actor: Actor, patient_id: str) -> Iterator[OpenThing]:
    for one in require_picture(work, actor, patient_id).entries:
        if one.kind is EntryKind.FLAG:
            yield OpenThing(Thing.FLAG, one.resource, one.display or "A marker without words")


def _said(reminder: Reminder, knowledge: Knowledge) -> str:
    rule = knowledge.out_of_sight.find_reminder(reminder.kind)
    said = rule.words if rule else reminder.kind.value
    return f"{said} ({reminder.about})" if reminder.about else said


def _called(name: str, kind: LinkKind) -> str:
    return f"{name} ({kind.value.replace('-', ' ')})" if name else kind.value.replace("-", " ")
