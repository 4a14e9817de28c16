"""What follows from the answers as they stand: the list at the side of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.disclosure import OpenDisclosure
from gpsupport.domain.disclosure.following import (
    CHILDREN,
    CONTACT,
    RISK,
    Following,
    Whom,
    following,
    questions_for,
)
from gpsupport.domain.disclosure.meeting import counting_for_judgement, grounds_for_meeting
from gpsupport.domain.disclosure.routes import due_day, routes_offered
from gpsupport.domain.knowledge.content.afterwards import Route
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.web import words
from gpsupport.web.consultation.who_helps import People
from gpsupport.web.disclosure.boxes import id_of
from gpsupport.web.disclosure.reading import NO_CHILDREN, Read


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One line of the list. Where something is missing `href` leads there, `link` in words."""

    words: str
    who: str
    by: str
    urgent: bool
    href: str
    link: str


@dataclass(frozen=True, slots=True)
class RouteCard:
    """A further way that may apply; what to do is shown once a clinician opened it."""

    id: str
    name: str
    applies: str
    by: str
    who: str
    do: tuple[str, ...]
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SoFar:
    """What follows: actions, grounds for the agencies' meeting, and further routes.

    `counting` are the answers that count for judgement, by their labels.
    """

    actions: tuple[ActionRow, ...]
    grounds: tuple[str, ...]
    counting: tuple[str, ...]
    routes: tuple[RouteCard, ...]


def what_follows(
    opened: OpenDisclosure, read: Read, knowledge: Knowledge, people: People, today: date
) -> SoFar:
    """Everything that follows from the answers as far as they can be read."""
    made, area = read.made, opened.area
    whom = Whom.of(opened.patient, today)
    asked = questions_for(knowledge, whom)
    found = following(made, knowledge, area, people, today, whom, opened.again_on)
    # Right below what is urgent stands what holds the saving back.
    found = tuple(sorted(found, key=lambda one: (not one.urgent, not _holds_back(one))))
    return SoFar(
        actions=tuple(_action(one, read, today) for one in found),
        grounds=tuple(one.words for one in grounds_for_meeting(made, knowledge, area, today)),
        counting=tuple(one.label for one in counting_for_judgement(made, asked)),
        routes=tuple(
            _route(one, people, today)
            for one in routes_offered(made, knowledge, area, today, opened.age)
        ),
    )


def _holds_back(one: Following) -> bool:
    return one.missing and one.part == CHILDREN


def _action(one: Following, read: Read, today: date) -> ActionRow:
    link = _LINKS.get(one.part, "") if one.missing else ""
    return ActionRow(
        words=f"{one.words[:1].upper()}{one.words[1:]}",
        who=": ".join(part for part in (one.who, one.about) if part),
        by=_day(one.by, today),
        urgent=one.urgent,
        href=f"#{id_of(_where(one, read))}" if link else "",
        link=link,
    )


_LINKS = {CHILDREN: "Choose", CONTACT: "Add", RISK: "Say"}
_BOXES = {CONTACT: "contact.way", RISK: "risk.judgement"}


def _where(one: Following, read: Read) -> str:
    """The box in which what is missing is filled in."""
    if one.part != CHILDREN:
        return _BOXES[one.part]
    _, _, number = one.id.partition("-")
    if not number:
        return NO_CHILDREN
    return f"{read.rows[int(number)].name}plan"


def _route(one: Route, people: People, today: date) -> RouteCard:
    due = due_day(one, today)
    return RouteCard(
        id=one.id,
        name=one.name,
        applies=people.put_into(one.applies),
        by=f"By {words.day(due)}" if due else "",
        who=people.put_into(one.who),
        do=tuple(people.put_into(statement.words) for statement in one.do),
        never=tuple(people.put_into(statement.words) for statement in one.never),
    )


def _day(on: date | None, today: date) -> str:
    """Today, or 30 Nov; the year where it is another one."""
    if on is None:
        return ""
    if on == today:
        return "Today"
    return words.day(on).removesuffix(f" {today.year}")
