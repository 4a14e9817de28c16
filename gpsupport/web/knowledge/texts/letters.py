"""What letters say, as the pages of the content show it."""

from __future__ import annotations

from collections.abc import Iterable

from gpsupport.domain.knowledge.content.care import Statement
from gpsupport.domain.knowledge.content.letters import LetterRules, PartRule
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.web.knowledge.texts.document import Grid, Listing, Notes, Section, Text

_PLACES = {"person": "[the person]"}


def letters(knowledge: Knowledge, notes: Notes) -> Iterable[Section]:
    """Every kind of letter, every part of one, and who may read what."""
    rules = knowledge.letters
    if rules.contact is None or rules.seen is None:
        return
    yield _kinds(rules, notes)
    yield _parts(rules, notes)
    contact, quoted = rules.contact, rules.seen
    ways = tuple(Text(one) for one in contact.ways.values())
    said = (contact.through_us, contact.no_other, contact.left_out, contact.not_sure)
    seen = (first_upper(knowledge.code_sets[one].label) for one in quoted.codes)
    most = (
        f"Of such entries the newest {quoted.most} are listed, and how many older ones there are."
    )
    yield Section(
        "letters-reach",
        "How a letter says in which way somebody is reached",
        about=(
            *(notes.text(one, contact.sources, contact.defaults) for one in said),
            notes.text(most, quoted.sources, quoted.defaults),
        ),
        lists=(
            Listing("Ways that may be safe", ways),
            Listing("Entries that a letter of evidence may quote", tuple(map(Text, seen))),
        ),
    )


def _kinds(rules: LetterRules, notes: Notes) -> Section:
    rows = tuple(
        (
            (notes.text(one.name, one.sources, one.defaults), Text(one.when)),
            tuple(Text(_part_name(rules, part, one.begins)) for part in one.parts),
            _said((*one.opening, *one.closing), notes),
            _said(one.notes, notes),
            _said(one.seen_by, notes),
        )
        for one in rules.kinds.values()
    )
    heads = ("Letter", "Its parts", "What it says", "To know", "Who would see it")
    return Section("letters", "Letters", grid=Grid("Letters", heads, rows))


def _parts(rules: LetterRules, notes: Notes) -> Section:
    rows = tuple(
        (
            (notes.text(one.heading, one.sources, one.defaults),),
            (*_said(one.says, notes), *((Text(one.asks),) if one.asks else ())),
            (_mark(rules, one, notes),),
        )
        for one in rules.parts.values()
    )
    heads = ("Part", "What it says, and what to type", "Who may read it")
    return Section("letter-parts", "Parts of letters", grid=Grid("Parts of letters", heads, rows))


def _part_name(rules: LetterRules, part: str, begins: tuple[str, ...]) -> str:
    heading = rules.parts[part].heading
    return heading if part in begins else f"{heading} (only if it is ticked)"


def _mark(rules: LetterRules, part: PartRule, notes: Notes) -> Text:
    mark = rules.marks[part.mark]
    return notes.text(mark.words, mark.sources, mark.defaults)


def _said(statements: Iterable[Statement], notes: Notes) -> tuple[Text, ...]:
    return tuple(notes.text(one.words, one.sources, one.defaults, _PLACES) for one in statements)
