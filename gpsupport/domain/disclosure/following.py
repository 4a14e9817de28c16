"""What is to be done after a telling, worked out from what was noted: the list at its side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from gpsupport.domain.days import days_before
from gpsupport.domain.disclosure.asking import (
    Whom,
    agreements_for,
    questions_for,
    unanswered,
)
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import Answer, ChildPlan, Disclosure, SafetyAnswer
from gpsupport.domain.disclosure.meeting import (
    counting_for_judgement,
    grounds_for_meeting,
    meeting_not_said,
)
from gpsupport.domain.disclosure.routes import due_day, routes_opened
from gpsupport.domain.knowledge.content.afterwards import (
    Afterwards,
    ContactRules,
    MeetingNeed,
    NextStep,
    OpenPoint,
)
from gpsupport.domain.knowledge.content.care import NOBODY, Area, Owner, SafetyQuestion
from gpsupport.domain.knowledge.content.pack import Knowledge

# The parts of the page, in its order.
MATTERS, SAFETY, CHILDREN, CONTACT, SHARING = "matters", "safety", "children", "contact", "sharing"
RISK, ROUTES, NEXT = "risk", "routes", "next"


class People(Protocol):
    """Whoever puts names into the words of the content."""

    def put_into(self, text: str) -> str:
        """The text with names in the places of {lead}, {advocate} and {help}."""


@dataclass(frozen=True, slots=True)
class Following:
    """One thing to do. `owner` does it, `by` a day; `missing`: something is not noted yet.

    `owner` is what the content says, without names in it; a child's plan has the one whom somebody
    typed, in `about`. `about` is what was typed of it; nothing is decided by it. `part` is the part
    of the page where it comes from. `id` is the same as long as its cause is.
    """

    id: str
    words: str
    owner: Owner = NOBODY
    by: date | None = None
    urgent: bool = False
    missing: bool = False
    part: str = ""
    about: str = ""


def following(  # noqa: PLR0917 - what was noted, by what it is weighed, and for whom
    made: Disclosure,
    knowledge: Knowledge,
    area: Area,
    people: People,
    on: date,
    whom: Whom,
    again_on: date | None = None,
) -> tuple[Following, ...]:
    """Everything to do on a day, urgent things first; what two causes ask for stands once.

    `again_on` is the day of the next asking. A question that was not asked asks for nothing, and is
    not taken for a no.
    """
    after = knowledge.afterwards
    found = [
        *_not_asked(made, knowledge, people, whom),
        *_from_safety(made, knowledge, people, on, whom),
        *_from_risk(made, knowledge, area, people, on, whom.age),
        *_from_agreements(made, after, people, on, whom),
        *_from_routes(made, knowledge, people, on),
        *_from_children(made, after, people),
        *_from_contact(made.contact, after, people, on),
    ]
    if again_on is not None:
        step = _said(after.open_points, OpenPoint.ASK_AGAIN, people)
        found.append(Following("again", step.words, step.owner, again_on, part=NEXT))
    return tuple(sorted(_once(found), key=lambda one: not one.urgent))


@dataclass(frozen=True, slots=True)
class _Said:
    """Words with names in them, and who does it."""

    words: str
    owner: Owner = NOBODY


def is_recent(question: SafetyQuestion, given: SafetyAnswer, on: date) -> bool:
    """Whether a yes asks for care the same day: symptoms, a day lately, or a day nobody knows."""
    if question.recent_days is None or given.symptoms or given.on is None:
        return True
    return (on - given.on).days <= question.recent_days


def confirm_on(contact: SafeContact, rules: ContactRules, on: date) -> date | None:
    """When to ask whether a way is still safe: before its last day, never in the past."""
    if contact.valid_until is None or contact.way is SafeWay.NONE:
        return None
    return max(days_before(contact.valid_until, rules.confirm_days_before), on)


def _from_safety(
    made: Disclosure, knowledge: Knowledge, people: People, on: date, whom: Whom
) -> Iterator[Following]:
    for question in questions_for(knowledge, whom):
        given = next((one for one in made.safety if one.question == question.id), None)
        if given is None or given.answer is not Answer.YES:
            continue
        recent = is_recent(question, given, on)
        yield Following(
            id=f"safety-{question.id}",
            words=people.put_into(question.step if recent else question.later),
            owner=question.owner,
            by=on,
            urgent=question.urgent and recent,
            part=SAFETY,
        )


def _not_asked(
    made: Disclosure, knowledge: Knowledge, people: People, whom: Whom
) -> Iterator[Following]:
    if unanswered(made, questions_for(knowledge, whom), whom):
        step = _said(knowledge.afterwards.open_points, OpenPoint.SAFETY, people)
        yield Following("not-asked", step.words, step.owner, missing=True, part=SAFETY)


def _from_risk(  # noqa: PLR0917 - as above
    made: Disclosure,
    knowledge: Knowledge,
    area: Area,
    people: People,
    on: date,
    age: int | None,
) -> Iterator[Following]:
    steps = knowledge.afterwards.meeting.steps
    for need in _meeting_needs(made, knowledge, area, on, age):
        if step := steps.get(need):
            yield Following(
                id=f"meeting-{need.value}",
                words=people.put_into(step.words),
                owner=step.owner,
                by=on,
                missing=need in _NOT_SAID,
                part=RISK,
            )


_NOT_SAID = frozenset({MeetingNeed.JUDGE, MeetingNeed.SINCE_MEETING})


def _meeting_needs(
    made: Disclosure, knowledge: Knowledge, area: Area, on: date, age: int | None
) -> Iterator[MeetingNeed]:
    """What to do about the meeting. While a yes counts, no judgement and no total ends it."""
    ground = bool(grounds_for_meeting(made, knowledge, area, on))
    counting = bool(counting_for_judgement(made, knowledge.safety_check))
    if age is not None and age < knowledge.afterwards.meeting.from_age:
        if ground or counting:
            yield MeetingNeed.CHILD
        return
    if ground:
        yield MeetingNeed.REFER
    elif counting:
        yield MeetingNeed.JUDGE if made.risk.judgement is None else MeetingNeed.LOOK_AGAIN
    if meeting_not_said(made, area, on):
        yield MeetingNeed.SINCE_MEETING


def _from_routes(
    made: Disclosure, knowledge: Knowledge, people: People, on: date
) -> Iterator[Following]:
    for route in routes_opened(made, knowledge):
        yield Following(
            id=f"route-{route.id}",
            words=people.put_into(route.step),
            owner=route.owner,
            by=due_day(route, on),
            part=ROUTES,
        )


def _from_children(made: Disclosure, after: Afterwards, people: People) -> Iterator[Following]:
    if not made.children and not made.children_asked:
        step = _said(after.open_points, OpenPoint.CHILDREN, people)
        yield Following("children", step.words, step.owner, missing=True, part=CHILDREN)
    for number, child in enumerate(made.children):
        if child.plan is None and child.planned:
            continue
        yield _child_row(number, child, after, people)


def _child_row(number: int, child: ChildPlan, after: Afterwards, people: People) -> Following:
    missing = not child.planned
    step = _said(after.open_points, OpenPoint.CHILD_PLAN, people)
    words = step.words.replace("{name}", child.name)
    if child.plan is not None:
        names = {kind.id: people.put_into(kind.name) for kind in after.child_plans}
        words = f"{child.name}: {names.get(child.plan, child.note or child.plan)}"
    return Following(
        id=f"child-{number}",
        words=words,
        owner=step.owner if missing else NOBODY,
        by=child.by,
        missing=missing,
        part=CHILDREN,
        about="" if missing else child.owner,
    )


def _from_contact(
    contact: SafeContact | None, after: Afterwards, people: People, on: date
) -> Iterator[Following]:
    day = None
    if contact is None:
        point = OpenPoint.CONTACT
    elif contact.way is SafeWay.NONE:
        point = OpenPoint.NO_SAFE_WAY
    else:
        point = OpenPoint.CONFIRM_CONTACT
        day = confirm_on(contact, after.contact, on)
        if day is None:
            return
    step = _said(after.open_points, point, people)
    yield Following("contact", step.words, step.owner, day, missing=day is None, part=CONTACT)


def _from_agreements(
    made: Disclosure, after: Afterwards, people: People, on: date, whom: Whom
) -> Iterator[Following]:
    kinds = {kind.id: kind for kind in agreements_for(after, whom)}
    step = _said(after.open_points, OpenPoint.AGREED, people)
    for agreement in made.agreements:
        kind = kinds.get(agreement.with_whom)
        if kind is not None and agreement.agreed:
            yield Following(
                id=f"share-{kind.id}",
                words=step.words.replace("{do}", people.put_into(kind.do)),
                owner=step.owner,
                by=on,
                part=SHARING,
                about=agreement.what,
            )


def _said(steps: Mapping[OpenPoint, NextStep], point: OpenPoint, people: People) -> _Said:
    """What the content says of it, with names; for content without, the bare id."""
    step = steps.get(point)
    if step is None:
        return _Said(point.value)
    return _Said(people.put_into(step.words), step.owner)


def _once(found: Iterable[Following]) -> list[Following]:
    """The same thing to do stands once: the first, urgent if any is. Each child stands alone."""
    kept: dict[tuple[str | Owner, ...], Following] = {}
    for one in sorted(found, key=lambda each: not each.urgent):
        same = (one.id,) if one.part == CHILDREN else (one.words, one.owner, one.about)
        kept.setdefault(same, one)
    return list(kept.values())
