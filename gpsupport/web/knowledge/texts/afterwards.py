"""Once somebody has told: plans for children, agreements, routes, the meeting, the safe contact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gpsupport.domain.knowledge.content.afterwards import (
    AgreementKind,
    ChildPlanKind,
    ContactRules,
    MeetingGround,
    MeetingNeed,
    MeetingRules,
    NextStep,
    OpenPoint,
    Route,
    RouteWhen,
)
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.web import words
from gpsupport.web.knowledge.texts.document import Grid, Listing, Notes, Section, Text, texts_of
from gpsupport.web.knowledge.words import LEAVING, not_asked, span

_NUMBERS = {
    "total": "[the total]",
    "limit": "[the area’s number]",
    "events": "[how many]",
    "time": "[the area’s time]",
}
_GROUNDS = {
    MeetingGround.COUNT: "Count",
    MeetingGround.JUDGEMENT: "Judgement",
    MeetingGround.ESCALATION: "Escalation",
    MeetingGround.REPEAT: "Repeat",
    MeetingGround.HONOUR_BASED: "Family or community",
}
_NEEDS = {
    MeetingNeed.REFER: "With a ground",
    MeetingNeed.JUDGE: "Something counts, and nobody has judged",
    MeetingNeed.LOOK_AGAIN: "Something counts, and it was not judged high",
    MeetingNeed.SINCE_MEETING: "Nobody has said what is new",
    MeetingNeed.CHILD: "Younger than that",
}

_POINTS = {
    OpenPoint.SAFETY: "A question that stands open has no answer",
    OpenPoint.CHILDREN: "Nobody asked who the children are",
    OpenPoint.CHILD_PLAN: "A child has no plan",
    OpenPoint.CONTACT: "No safe way is noted",
    OpenPoint.NO_SAFE_WAY: "No way is safe",
    OpenPoint.CONFIRM_CONTACT: "A way holds for a time",
    OpenPoint.AGREED: "Something may be shared",
    OpenPoint.ASK_AGAIN: "There is a day to ask again",
}
_PLACES = {"name": "[the child]", "do": "[what is done]"}


def afterwards(knowledge: Knowledge, notes: Notes) -> Iterable[Section]:
    """What the content says of it, part by part; nothing for content without a part."""
    found = knowledge.afterwards
    questions = {one.id: one.label for one in knowledge.safety_check}
    yield from _plans(found.child_plans, notes)
    yield from _agreements(found.agreements, notes)
    yield from (_route(one, questions, notes) for one in found.routes)
    yield from _meeting(found.meeting, notes)
    yield from _contact(found.contact, notes)
    yield from _open_points(found.open_points, notes)


def _plans(kinds: tuple[ChildPlanKind, ...], notes: Notes) -> Iterable[Section]:
    if kinds:
        rows = tuple(
            (
                (notes.text(first_upper(one.name), one.sources, one.defaults),),
                (notes.text(one.do),),
                (Text(f"{one.from_age} to {one.below_age - 1}"),),
                (notes.text(first_upper(one.owned_by("You"))),),
                (Text("Today" if not one.within_days else f"In {span(one.within_days)}"),),
            )
            for one in kinds
        )
        grid = Grid("Plans for a child", ("Plan", "What it means", "Ages", "Who", "By"), rows)
        yield Section("child-plans", "Each child has a plan of their own", grid=grid)


def _agreements(kinds: tuple[AgreementKind, ...], notes: Notes) -> Iterable[Section]:
    if kinds:
        rows = tuple(
            (
                (notes.text(_asked(one), one.sources, one.defaults),),
                (notes.text(one.what),),
                (notes.text(one.do),),
                (notes.text(one.without or "Never"),),
            )
            for one in kinds
        )
        heads = ("With whom", "What of it", "Then", "Without a yes")
        yield Section("agreements", "What somebody agrees to", grid=Grid("Agreements", heads, rows))


def _asked(kind: AgreementKind) -> str:
    return f"{first_upper(kind.name)}{f' ({not_asked(kind.sex)})' if kind.sex else ''}"


def _route(route: Route, questions: dict[str, str], notes: Notes) -> Section:
    lists = (
        Listing("Offered", (Text(_offered(route.when, questions)),)),
        Listing("What is done first", (notes.text(_done_first(route)),)),
        Listing("What to do", texts_of(route.do, notes)),
        Listing("Never", texts_of(route.never, notes)),
    )
    return Section(
        f"route-{route.id}",
        first_upper(route.name),
        about=(notes.text(route.applies, route.sources, route.defaults),),
        lists=tuple(one for one in lists if one.texts),
    )


def _done_first(route: Route) -> str:
    within = route.within_working_days
    due = "" if within is None else f" {_by(within)}"
    return f"{route.step}. {words.owner(route.owner, LEAVING)}.{due}"


def _by(within: int) -> str:
    return "Today." if not within else f"Within {words.count(within, 'working day')}."


def _offered(when: RouteWhen, questions: dict[str, str]) -> str:
    """When a route stands on the page, in words."""
    parts = []
    whom = "The patient or a child" if when.children else "The patient"
    if when.from_age is not None:
        parts.append(f"{whom} is {when.from_age} or older")
    if when.below_age is not None:
        parts.append(f"{whom} is under {when.below_age}")
    if when.any_yes:
        labels = " / ".join(questions.get(one, one) for one in when.any_yes)
        parts.append(f"A yes to: {labels}")
    if when.high_risk:
        parts.append("There is a ground for the multi-agency meeting (MARAC)")
    return "; ".join(parts) or "Always"


def _meeting(rules: MeetingRules, notes: Notes) -> Iterable[Section]:
    if not rules.grounds:
        return
    grounds = tuple(
        (
            (Text(_GROUNDS[kind]),),
            (notes.text(one.words, one.sources, one.defaults, _NUMBERS),),
        )
        for kind, one in rules.grounds.items()
    )
    about = notes.text(
        f"It is held about people of {rules.from_age} and over. Each ground is enough by itself.",
        rules.basis.sources,
        rules.basis.defaults,
    )
    yield Section(
        "meeting",
        "The multi-agency meeting (MARAC)",
        about=(about,),
        grid=Grid("Why the agencies meet", ("Ground", "In words"), grounds),
    )
    steps = tuple(
        (
            (Text(_NEEDS[need]),),
            (notes.text(one.words, one.sources, one.defaults),),
            (notes.text(words.owner(one.owner, LEAVING)),),
        )
        for need, one in rules.steps.items()
    )
    grid = Grid("What to do about the meeting", ("When", "What", "Who"), steps)
    yield Section("meeting-steps", "What to do about the meeting", grid=grid)


def _open_points(points: Mapping[OpenPoint, NextStep], notes: Notes) -> Iterable[Section]:
    if points:
        rows = tuple(
            (
                (Text(_POINTS[point]),),
                (notes.text(one.words, one.sources, one.defaults, _PLACES),),
                (notes.text(words.owner(one.owner, LEAVING)),),
            )
            for point, one in points.items()
        )
        grid = Grid("What stays open", ("When", "What", "Who"), rows)
        yield Section("open-points", "What stays open until it is done", grid=grid)


def _contact(rules: ContactRules, notes: Notes) -> Iterable[Section]:
    if rules.longest_days:
        said = (
            f"A safe way to get in touch holds {span(rules.longest_days)} at most."
            f" {first_upper(span(rules.proposed_days))} are proposed, and"
            f" {span(rules.confirm_days_before)} before the end somebody asks again."
        )
        about = (notes.text(said, rules.sources, rules.defaults),)
        yield Section("safe-contact", "How long a safe way holds", about=about)
