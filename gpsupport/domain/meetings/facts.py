"""What a meeting may be told of a family, part by part, each line as it would stand on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.days import age_on, day_in_words
from gpsupport.domain.directory.hidden_places import names_hidden_place, tells_address
from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.disclosure.disclosure import OWN, ChildPlan, Disclosure
from gpsupport.domain.disclosure.meeting import grounds_for_meeting
from gpsupport.domain.disclosure.numbers import mails_in, numbers_in
from gpsupport.domain.knowledge.content.meetings import MeetingContent
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.meetings.adults import AdultsNames, named_by, of_child
from gpsupport.domain.meetings.glance import without_place
from gpsupport.domain.meetings.kinds import Part, RecordKind
from gpsupport.domain.meetings.meeting import Decision, Heard
from gpsupport.domain.meetings.words import action_words, on_day
from gpsupport.domain.people import Patient, Relative, folded
from gpsupport.domain.recording.safe_ways import without_withdrawn
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.unmet import UnmetNeed


@dataclass(frozen=True, slots=True)
class FamilyFacts:
    """What a record says of a family on one day. `contact` is the way that was kept last.

    `children` are everybody under 18 whom it is about: the patient too, as OWN. `adults` is by what
    a text would tell of an adult's help.
    """

    patient: Patient
    children: tuple[Relative, ...] = ()
    told: Disclosure | None = None
    contact: SafeContact | None = None
    referrals: tuple[Referral, ...] = ()
    unmet: tuple[UnmetNeed, ...] = ()
    adults: AdultsNames = AdultsNames()


def facts_of(
    known: FamilyFacts, heard: Heard, content: MeetingContent, knowledge: Knowledge, today: date
) -> dict[Part, tuple[str, ...]]:
    """Every part but one's own actions. What is not known has no line: nothing says "no risk"."""
    children, help_ = known.children, content.adults_help
    of_children = [one for one in known.referrals if of_child(one, children, help_)]
    of_adults = [one for one in known.referrals if not of_child(one, children, help_)]
    return {
        Part.NAME: (_name(known.patient),),
        Part.REASON: (
            *(content.why(reason) for reason in heard.item.reasons),
            *((heard.item.words,) if heard.item.words else ()),
        ),
        Part.RISK: tuple(_risk(known.told, knowledge, today)),
        Part.CHILDREN: tuple(_children(known, knowledge, today)),
        Part.CONTACT: _contact(known.contact, today),
        Part.REFERRALS: tuple(_referral(one, known, knowledge) for one in of_adults),
        Part.CHILD_REFERRALS: tuple(_referral(one, known, knowledge) for one in of_children),
        Part.GAPS: tuple(dict.fromkeys(_gaps(known.unmet, knowledge))),
        Part.DECISIONS: tuple(one.words for one in heard.decisions),
        Part.CHILD_DECISIONS: tuple(one.words for one in heard.decisions if _of_child(one, known)),
        Part.ACTIONS: tuple(action_words(one) for one in heard.to_do),
    }


def _of_child(decision: Decision, known: FamilyFacts) -> bool:
    """Whether it goes into a child's record, and names no help of an adult."""
    own = any(one.resource == OWN for one in known.children)
    records = {RecordKind.CHILD, RecordKind.PATIENT} if own else {RecordKind.CHILD}
    written = any(one.record in records for one in decision.places)
    return written and not known.adults.told_in(decision.words)


def _name(who: Patient | Relative) -> str:
    born = day_in_words(who.born) if who.born else "not known"
    return f"{who.name}, born {born}"


def _risk(told: Disclosure | None, knowledge: Knowledge, today: date) -> Iterator[str]:
    area = knowledge.find_area()
    if told is None or area is None:
        return
    for ground in grounds_for_meeting(told, knowledge, area, today):
        yield ground.words


def _children(known: FamilyFacts, knowledge: Knowledge, today: date) -> Iterator[str]:
    """Each child by name and birth date, with the plan; whom somebody named in the talk last."""
    plans = list(known.told.children) if known.told is not None else []
    for child in known.children:
        age = f", {age_on(child.born, today)} years" if child.born else ""
        own = next((one for one in plans if _is_plan_of(one, child)), None)
        if own is not None:
            plans.remove(own)
        said = f": {_planned(own, knowledge)}" if own is not None else ""
        yield f"{_name(child)}{age}{said}"
    for one in plans:
        who = f"{one.name}, {one.age} years" if one.age is not None else one.name
        yield f"{who}: {_planned(one, knowledge)}"


def _is_plan_of(plan: ChildPlan, child: Relative) -> bool:
    if plan.resource:
        return plan.resource == child.resource
    return folded(plan.name) in {folded(child.name.given), folded(str(child.name))}


def _planned(child: ChildPlan, knowledge: Knowledge) -> str:
    plans = {one.id: one.name for one in knowledge.afterwards.child_plans}
    if child.plan is None:
        return "no plan" + (", with a reason noted" if child.why_none.strip() else " yet")
    by = f"by {on_day(child.by)}" if child.by else ""
    said = (plans.get(child.plan, child.plan), child.owner, by)
    return ", ".join(part for part in said if part)


def _contact(contact: SafeContact | None, today: date) -> tuple[str, ...]:
    """The way that holds today. Where it could tell a place that is kept secret, the way alone."""
    if contact is None or not contact.holds(today) or contact.valid_until is None:
        return ("No way to get in touch is known to be safe now. Ask the practice first.",)
    way = contact.way.value.replace("-", " ").capitalize()
    said = (contact.detail, contact.times, contact.who_answers)
    shown = [one for one in said if one and not (tells_address(one) or names_hidden_place((one,)))]
    lines = [": ".join(part for part in (way, "; ".join(shown)) if part)]
    if contact.never and not tells_address(contact.never):
        # What must never be used is named without its number: a hasty reader would dial it.
        numbers = (*numbers_in(contact.never), *mails_in(contact.never))
        lines.append(
            f"Never: {without_withdrawn(contact.never, numbers, mark='[number left out]')}"
        )
    return (*lines, f"Until {on_day(contact.valid_until)}, not after.")


def _referral(referral: Referral, known: FamilyFacts, knowledge: Knowledge) -> str:
    begun = without_place(referral).begun
    to = begun.option_name
    found = named_by(referral, known.children)
    # Of two children of one name nobody says which birth date it is.
    about = _name(found[0]) if len(found) == 1 else begun.about
    whom = f" for {about}" if about else ""
    rules = knowledge.referral
    state = rules.stage(referral.state.value).words if rules else referral.state.value
    stands = f"{state[:1].lower()}{state[1:].rstrip('.')}"
    said = [f"{to}{whom}: {stands}, since {on_day(referral.since)}"]
    if referral.clock_start:
        said.append(f"first sent {on_day(referral.clock_start)}")
    if referral.returns > 1:
        said.append(f"came back {referral.returns} times in all")
    return ", ".join(said)


def _gaps(unmet: Iterable[UnmetNeed], knowledge: Knowledge) -> Iterator[str]:
    rules = knowledge.referral
    groups = {one.id: one.words for one in rules.gap_groups} if rules else {}
    for one in unmet:
        if one.met_on is None and one.gap in groups:
            yield groups[one.gap]
