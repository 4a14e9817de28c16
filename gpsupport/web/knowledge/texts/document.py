"""A page of content: sections of statements and tables, with the sources as numbered notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gpsupport.domain.knowledge.content.care import OwnStatement, Statement
from gpsupport.domain.knowledge.content.pack import Knowledge, Source
from gpsupport.domain.knowledge.language.phrases import first_upper

HOME = "/knowledge"

# What the screen fills in for one patient, in brackets.
_STANDS_FOR = {
    "lead": "[the lead]",
    "advocate": "[the advocate]",
    "help": "[the help nearby]",
    "times": "[how often]",
    "reasons": "[the reasons]",
}
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """One statement; `notes` are numbers of sources, `own` says what of it is our own choice.

    What stands in quotation marks is meant for the patient's ear.
    """

    words: str
    notes: tuple[int, ...] = ()
    own: str = ""

    @property
    def said(self) -> bool:
        """Whether it is to be spoken."""
        return self.words.startswith("“")


@dataclass(frozen=True, slots=True)
class Listing:
    """Statements under a small heading, or under the one before when they have none."""

    heading: str
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: heads, and rows whose cells hold statements."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[Text, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a page. `anchor` is its id on the page."""

    anchor: str
    heading: str
    about: tuple[Text, ...] = ()
    lists: tuple[Listing, ...] = ()
    grid: Grid | None = None


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A source as a numbered note; `read` says who has seen how much of it.

    `address` is text and no link: no page of ours leads to another host.
    """

    number: int
    title: str
    address: str
    read: str


@dataclass(frozen=True, slots=True)
class Document:
    """A whole page of content. `key` is the last part of its address."""

    key: str
    title: str
    lead: str
    sections: tuple[Section, ...]
    notes: tuple[SourceNote, ...]

    @property
    def href(self) -> str:
        """Its address."""
        return f"{HOME}/{self.key}"


class Notes:
    """Numbers the sources of one page, in the order in which it names them."""

    def __init__(
        self, sources: Mapping[str, Source], places: Mapping[str, str] | None = None
    ) -> None:
        """Take the sources of the content, and words for names in braces (`places_of`)."""
        self._sources = sources
        self._places = dict(places or {})
        self._numbers: dict[str, int] = {}

    def numbers(self, sources: Iterable[str]) -> tuple[int, ...]:
        """The numbers of these sources, lowest first; an id without a source has none."""
        known = [one for one in sources if one in self._sources]
        return tuple(sorted(self._numbers.setdefault(one, len(self._numbers) + 1) for one in known))

    def text(
        self,
        words: str,
        sources: Iterable[str] = (),
        own: str = "",
        places: Mapping[str, str] | None = None,
    ) -> Text:
        """A statement with its notes; `places` are further words for names in braces."""
        known = self._places | dict(places or {})
        return Text(filled(words, known), self.numbers(sources), first_upper(filled(own, known)))

    def all(self) -> tuple[SourceNote, ...]:
        """Every note so far, by number."""
        return tuple(
            source_note(self._sources[one], number) for one, number in self._numbers.items()
        )


def texts_of(found: Iterable[Statement | OwnStatement], notes: Notes) -> tuple[Text, ...]:
    """Statements with what they rest on."""
    return tuple(notes.text(one.words, one.sources, one.defaults) for one in found)


def source_note(source: Source, number: int) -> SourceNote:
    """A source, and how far anybody has read it."""
    read = "Read by a person" if source.checked else "Excerpt seen by an engineer"
    return SourceNote(number, source.title, source.url, read)


def filled(words: str, places: Mapping[str, str] | None = None) -> str:
    """Words whose places in braces say what the screen puts there."""
    known = _STANDS_FOR | dict(places or {})
    return _PLACE.sub(lambda place: known.get(place.group(1), place.group()), words)


def places_of(knowledge: Knowledge) -> dict[str, str]:
    """What the content itself puts into its words."""
    area = knowledge.find_area()
    return {} if area is None else {"baby_age": area.baby_age}
