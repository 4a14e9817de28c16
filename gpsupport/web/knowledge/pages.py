"""The way into the content: what it is, how far it is reviewed, a search, every rule by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from gpsupport.domain.knowledge.content.pack import Indicator, Knowledge
from gpsupport.domain.knowledge.content.standing import Origin
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.web import words
from gpsupport.web.knowledge.rules.rules import about_children, ticks_asked
from gpsupport.web.knowledge.search import Findings, Found, find, folded_words
from gpsupport.web.knowledge.texts.document import HOME
from gpsupport.web.knowledge.words import AUDIENCES, STRENGTHS, tiers


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule in a list. `marks` say what sets it apart: local, or past its review."""

    id: str
    href: str
    name: str
    tier: str
    strength: str
    audience: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TickRow:
    """Something that only people can say, and the rules that ask for it."""

    words: str
    rules: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules about some patients."""

    heading: str
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Another page of the content, and what stands there."""

    name: str
    href: str
    holds: str


@dataclass(frozen=True, slots=True)
class About:
    """Which content this is and how far it has been reviewed."""

    status: str
    review: str
    version: str
    release: str


@dataclass(frozen=True, slots=True)
class BrowsePage:
    """The first page. At rest it shows no telling word: it is one click from every other page."""

    about: About
    asked: str
    found: tuple[Found, ...]
    found_words: str
    more_codes: str
    more_codes_href: str
    groups: tuple[RuleGroup, ...]
    ticks: tuple[TickRow, ...]
    ticks_heading: str
    places: tuple[Place, ...]


PLACES = (
    Place("What to say", f"{HOME}/words", "Asking, listening, safety today, groups of people"),
    Place("What to write", f"{HOME}/recording", "Which entry in whose record, and sharing"),
    Place("When to ask again", f"{HOME}/timing", "Days after each answer, and local settings"),
    Place("Local help", f"{HOME}/help", "After a telling, kinds of help, referrals, helplines"),
    Place("Codes", f"{HOME}/codes", "Every code, what it is for, and its status"),
    Place("Releases", f"{HOME}/releases", "Who reviewed what, and what changed"),
)


def browse_page(knowledge: Knowledge, asked: str, today: date) -> BrowsePage:
    """Every rule by name; with something asked for, what was found instead."""
    rows = {one.id: rule_row(one, knowledge, today) for one in knowledge.indicators}
    children = [one for one in knowledge.indicators if about_children(one)]
    adults = [one for one in knowledge.indicators if one not in children]
    found = find(knowledge, asked, today)
    ticks = _tick_rows(knowledge, rows)
    return BrowsePage(
        about=about(knowledge),
        asked=asked,
        found=found.found,
        found_words=_found_words(asked, found),
        more_codes=f"{words.count(found.codes, 'code')} with these words" if found.codes else "",
        more_codes_href=f"{HOME}/codes?{urlencode({'q': asked})}",
        groups=tuple(
            RuleGroup(f"{heading} ({len(those)})", tuple(rows[one.id] for one in those))
            for heading, those in (("Signs in adults", adults), ("Signs in children", children))
        ),
        ticks=ticks,
        ticks_heading=f"What only people can say ({len(ticks)})",
        places=PLACES,
    )


def about(knowledge: Knowledge) -> About:
    """Which content this is."""
    version = knowledge.version
    return About(
        status=first_upper(knowledge.standing.words),
        review=knowledge.review,
        version=f"{version.pack} {version.version}",
        release=version.mark,
    )


def rule_row(indicator: Indicator, knowledge: Knowledge, today: date) -> RuleRow:
    """One rule in a list."""
    marks = []
    if knowledge.origin.get(indicator.id) is Origin.OVERLAY:
        marks.append("Local")
    if indicator.overdue(today):
        marks.append(f"Review was due {words.day(indicator.review_by)}")
    return RuleRow(
        id=indicator.id,
        href=f"{HOME}/{indicator.id}",
        name=indicator.name,
        tier=tiers(tuple(branch.tier for branch in indicator.branches)),
        strength=STRENGTHS[indicator.strength],
        audience=AUDIENCES[indicator.audience],
        marks=tuple(marks),
    )


def _tick_rows(knowledge: Knowledge, rows: dict[str, RuleRow]) -> tuple[TickRow, ...]:
    asked: dict[str, list[RuleRow]] = {}
    for indicator in knowledge.indicators:
        for said in ticks_asked(indicator):
            asked.setdefault(first_upper(said), []).append(rows[indicator.id])
    return tuple(TickRow(said, tuple(rules)) for said, rules in asked.items())


def _found_words(asked: str, found: Findings) -> str:
    if not folded_words(asked):
        return ""
    count = len(found.found) + found.codes
    number = words.count(count, "place") if count else "Nothing"
    return f"{number} found for “{asked}”"
