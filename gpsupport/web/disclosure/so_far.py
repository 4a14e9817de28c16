"""What follows from the answers as they stand: the list at the side of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.disclosure import OpenDisclosure
from gpsupport.domain.disclosure.asking import Whom, questions_for, unanswered
from gpsupport.domain.disclosure.following import (
    CHILDREN,
    CONTACT,
    RISK,
    SAFETY,
    Following,
    following,
)
from gpsupport.domain.disclosure.meeting import counting_for_judgement, grounds_for_meeting
from gpsupport.domain.disclosure.routes import due_day, routes_offered
from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.knowledge.content.afterwards import Route
from gpsupport.domain.knowledge.content.care import Owner
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.web import words
from gpsupport.web.consultation.who_helps import People
from gpsupport.web.disclosure.boxes import id_of
from gpsupport.web.disclosure.reading import NO_CHILDREN, Read
from gpsupport.web.disclosure.said import Pronouns, pronouns_of


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


# As many stand beside a page of usual height; the others follow behind one line.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class SoFar:
    """What follows: actions, grounds for the agencies' meeting, and further routes.

    `actions` are the first of them, `more` those behind one line, `line` counts them all.
    `counting` are the answers that count for judgement, by their labels.
    """

    line: str
    actions: tuple[ActionRow, ...]
    more: tuple[ActionRow, ...]
    grounds: tuple[str, ...]
    counting: tuple[str, ...]
    routes: tuple[RouteCard, ...]


def what_follows(
    opened: OpenDisclosure, read: Read, knowledge: Knowledge, people: People, today: date
) -> SoFar:
    """Everything that follows from the answers as far as they can be read."""
    made, area = read.made, opened.area
    whom = whom_of(opened, today)
    asked = questions_for(knowledge, whom)
    who = pronouns_of(opened.patient)
    found = following(made, knowledge, area, people, today, whom, opened.again_on)
    # Right below what is urgent stands what was not asked yet.
    found = tuple(sorted(found, key=lambda one: (not one.urgent, not _to_ask(one))))
    link = next((f"safety.{one.id}" for one in unanswered(made, asked, whom)), "")
    rows = tuple(
        _action(one, _box(one, read, link), _who(one.owner, who, people), today) for one in found
    )
    return SoFar(
        line=_counted(found),
        actions=rows[:_SHOWN],
        more=rows[_SHOWN:],
        grounds=tuple(one.words for one in grounds_for_meeting(made, knowledge, area, today)),
        counting=tuple(one.label for one in counting_for_judgement(made, asked)),
        routes=tuple(
            _route(one, _who(one.owner, who, people), people, today)
            for one in routes_offered(made, knowledge, area, today, opened.age)
        ),
    )


def whom_of(opened: OpenDisclosure, today: date) -> Whom:
    """The patient today, as the answer has it that the page is about."""
    over = opened.enquiry.outcome is EnquiryOutcome.DISCLOSED_PAST
    return Whom.of(opened.patient, today, over=over)


def _to_ask(one: Following) -> bool:
    return one.missing and one.part in {SAFETY, CHILDREN}


def _counted(found: tuple[Following, ...]) -> str:
    """2 urgent, 5 in all."""
    urgent = sum(one.urgent for one in found)
    counts = [f"{urgent} urgent"] if urgent else []
    return ", ".join([*counts, f"{len(found)} in all"])


def _who(owner: Owner, who: Pronouns, people: People) -> str:
    return people.put_into(words.owner(owner, who.leaving))


def _action(one: Following, box: str, who: str, today: date) -> ActionRow:
    return ActionRow(
        words=first_upper(one.words),
        who=": ".join(part for part in (who, one.about) if part),
        by=_day(one.by, today),
        urgent=one.urgent,
        href=f"#{id_of(box)}" if box else "",
        link=_LINKS[one.part] if box else "",
    )


_LINKS = {SAFETY: "Ask", CHILDREN: "Choose", CONTACT: "Add", RISK: "Say"}
_BOXES = {CONTACT: "contact.way", RISK: "risk.judgement"}


def _box(one: Following, read: Read, first_question: str) -> str:
    """The box in which what is missing is filled in; empty where nothing is."""
    if not one.missing:
        return ""
    if one.part == SAFETY:
        return first_question
    if one.part != CHILDREN:
        return _BOXES[one.part]
    _, _, number = one.id.partition("-")
    if not number:
        return NO_CHILDREN
    return f"{read.rows[int(number)].name}plan"


def _route(one: Route, who: str, people: People, today: date) -> RouteCard:
    due = due_day(one, today)
    return RouteCard(
        id=one.id,
        name=one.name,
        applies=people.put_into(one.applies),
        by=f"By {words.day(due)}" if due else "",
        who=who,
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
