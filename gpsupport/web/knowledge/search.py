"""Searching the content: every word asked for, in whatever case and with or without accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from gpsupport.domain.knowledge.content.pack import Indicator, Knowledge
from gpsupport.domain.knowledge.language.explaining import outline
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.web.knowledge.rules.rules import codes_of, labels_of
from gpsupport.web.knowledge.texts.care import care_documents
from gpsupport.web.knowledge.texts.document import HOME, Document, Section, filled
from gpsupport.web.knowledge.texts.talking import OTHER_WORDS

LONGEST_ASKED = 100
_AROUND = 60
_SHOWN_OF_ONE = 3
_CODES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Where something was found, and the words around it: `match` stands between two others."""

    where: str
    before: str
    match: str
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """One place of the content where every word asked for stands."""

    title: str
    href: str
    kind: str
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search found; `codes` counts further codes, which the table of codes shows."""

    found: tuple[Found, ...] = ()
    codes: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Something to find, with its texts, each under the words that say what it is."""

    title: str
    href: str
    kind: str
    texts: tuple[tuple[str, str], ...]


def fold(text: str) -> str:
    """A text as it is compared: small letters without accents, straight quotation marks."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def folded_words(asked: str) -> tuple[str, ...]:
    """The words that are searched for, each once."""
    return tuple(dict.fromkeys(fold(asked[:LONGEST_ASKED]).split()))


def find(knowledge: Knowledge, asked: str, today: date) -> Findings:
    """Every place in which all the words stand.

    What has the words in its title comes first; codes come last, and only a few of many.
    """
    wanted = folded_words(asked)
    if not wanted:
        return Findings()
    places = [one for one in _places(knowledge, today) if _holds_all(one, wanted)]
    places.sort(key=lambda place: -sum(word in fold(place.title) for word in wanted))
    codes = [one for one in _code_places(knowledge) if _holds_all(one, wanted)]
    shown = codes if len(codes) <= _CODES_SHOWN else []
    return Findings(
        tuple(
            Found(one.title, one.href, one.kind, _excerpts(one, wanted))
            for one in (*places, *shown)
        ),
        len(codes) - len(shown),
    )


def _holds_all(place: _Place, wanted: tuple[str, ...]) -> bool:
    whole = fold("\n".join((place.title, *(text for _, text in place.texts))))
    return all(word in whole for word in wanted)


def _excerpts(place: _Place, wanted: tuple[str, ...]) -> tuple[Excerpt, ...]:
    found = []
    left = list(wanted)
    for where, text in place.texts:
        folded = fold(text)
        hits = [word for word in left if word in folded]
        if not hits:
            continue
        left = [word for word in left if word not in hits]
        found.append(_excerpt(where, text, hits[0]))
        if len(found) == _SHOWN_OF_ONE:
            break
    return tuple(found)


def _excerpt(where: str, text: str, word: str) -> Excerpt:
    start, end = _span(text, word)
    left, right = max(0, start - _AROUND), min(len(text), end + _AROUND)
    # Whole words at both ends.
    left = text.rfind(" ", 0, left) + 1 if left else 0
    right = text.find(" ", right) if " " in text[right:] else len(text)
    return Excerpt(
        where,
        f"{'… ' if left else ''}{text[left:start]}",
        text[start:end],
        f"{text[end:right]}{' …' if right < len(text) else ''}",
    )


def _span(text: str, word: str) -> tuple[int, int]:
    """Where a folded word stands in a text: a sign may fold to none or to several."""
    signs = [(sign, place) for place, whole in enumerate(text) for sign in fold(whole)]
    first = "".join(sign for sign, _ in signs).find(word)
    return signs[first][1], signs[first + len(word) - 1][1] + 1


def _places(knowledge: Knowledge, today: date) -> Iterator[_Place]:
    for indicator in knowledge.indicators:
        yield _rule(indicator, knowledge)
    for document in care_documents(knowledge, today, every_word=True):
        yield from (_part(document, section) for section in document.sections)


def _code_places(knowledge: Knowledge) -> Iterator[_Place]:
    for known in knowledge.codes.values():
        yield _Place(
            title=known.term,
            href=f"{HOME}/codes?q={known.code.value}",
            kind="Code",
            texts=(("Code", known.code.value), ("Meaning", known.meaning)),
        )


def _part(document: Document, section: Section) -> _Place:
    lists = (text.words for one in section.lists for text in one.texts)
    cells = (text for row in (section.grid.rows if section.grid else ()) for text in chain(*row))
    return _Place(
        title=section.heading,
        href=f"{HOME}/print"
        if section.anchor == OTHER_WORDS
        else f"{document.href}#{section.anchor}",
        kind=document.title,
        texts=tuple(
            ("Words", text)
            for text in (
                *(text.words for text in section.about),
                *lists,
                *(text.words for text in cells),
            )
        ),
    )


def _rule(indicator: Indicator, knowledge: Knowledge) -> _Place:
    labels = labels_of(knowledge)
    looks_for = (line.words for part in indicator.conditions for line in outline(part, labels))
    branches = indicator.branches
    return _Place(
        title=f"{indicator.id} {indicator.name}",
        href=f"{HOME}/{indicator.id}",
        kind="Sign",
        texts=(
            *(("Title", filled(branch.title)) for branch in branches),
            *(("Looks for", first_upper(words)) for words in looks_for),
            ("Why it matters", indicator.matters),
            *(("Says", filled(said)) for branch in branches for said in branch.say),
            ("Known false alarms", indicator.known_false_alarms),
            *(("Code", known.term) for known in codes_of(indicator, knowledge)),
        ),
    )
