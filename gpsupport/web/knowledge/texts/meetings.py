"""Meetings about families, as the content pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gpsupport.domain.knowledge.content.care import Grounded
from gpsupport.domain.knowledge.content.meetings import AttendeeRole, MeetingContent
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.phrases import in_words
from gpsupport.web.knowledge.texts.document import Grid, Notes, Section, Text


def meetings(knowledge: Knowledge, notes: Notes) -> Iterable[Section]:
    """Why a family is heard, who comes and gets what, and what goes into whose record."""
    content = knowledge.meetings
    if content is None:
        return ()
    return tuple(_sections(knowledge, content, notes))


def _sections(knowledge: Knowledge, content: MeetingContent, notes: Notes) -> Iterator[Section]:
    stuck, sources = content.stuck, content.stuck.sources
    days = f"A wait counts as stuck {in_words(content.stuck_after_days)} after something was owed."
    reasons = Grid(
        "Why a family is heard",
        ("Reason",),
        tuple((_cell(one.words, one, notes),) for one in content.reasons),
    )
    back = content.looks_back
    looks = (
        f"An agenda looks through what was told in the last {in_words(back.told_days)},"
        f" and through the last {back.meetings} meetings for what they left undecided."
    )
    about = (
        notes.text(days, sources, stuck.defaults),
        notes.text(looks, back.sources, back.defaults),
    )
    yield Section("heard", "Meetings: why a family is heard", about=about, grid=reasons)
    kinds = tuple((_cell(one.name, one, notes),) for one in content.kinds)
    yield Section("meeting-kinds", "Kinds of meeting", grid=Grid("Kinds", ("Name",), kinds))
    parts = {one.part: one.words for one in content.parts}
    roles = tuple(
        (
            _cell(one.name, one, notes),
            tuple(Text(parts[part]) for part in one.parts),
            (Text(_works_with(one)),),
        )
        for one in content.roles
    )
    grid = Grid("Who comes to a meeting", ("Role", "May be given", "Works with"), roles)
    yield Section("packs", "Who comes, and what each may be given", grid=grid)
    yield _adults_help(knowledge, content, notes)
    named = tuple((_cell(one.words, one, notes),) for one in content.parts)
    grid = Grid("Parts of a paper", ("Part",), named)
    yield Section("parts-of-packs", "The parts of what is given", grid=grid)
    records = tuple((_cell(one.name, one, notes), (Text(one.holds),)) for one in content.records)
    never = tuple(notes.text(one.words, one.sources, one.defaults) for one in content.never)
    grid = Grid("Minutes by record", ("Record", "What belongs there"), records)
    yield Section("minutes", "Minutes, by record", about=never, grid=grid)


def _works_with(one: AttendeeRole) -> str:
    said = (("children", one.with_children), ("adults", one.with_adults))
    return ", ".join(words for words, holds in said if holds) or "all of a family"


def _adults_help(knowledge: Knowledge, content: MeetingContent, notes: Notes) -> Section:
    help_, rules = content.adults_help, knowledge.referral
    named = rules.kinds if rules else ()
    names = {option: one.name for one in named for option in one.options}
    kinds = sorted({names.get(one, one.value) for one in help_.kinds})
    rows = tuple(
        ((Text(what),), tuple(Text(one) for one in which))
        for what, which in (("Kinds", kinds), ("Words", help_.words))
    )
    said = notes.text("In no paper about a child, however noted.", help_.sources, help_.defaults)
    grid = Grid("Help of adults", ("What", "Which"), rows)
    return Section("adults-help", "Help that is an adult’s", about=(said,), grid=grid)


def _cell(words: str, one: Grounded, notes: Notes) -> tuple[Text, ...]:
    return (notes.text(words, one.sources, one.defaults),)
