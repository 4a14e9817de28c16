"""Licensed instruments: their validated items, and a score that nothing else can have.

Our own questions are never scored as an instrument: a score needs the validated items, which a
practice brings with its licence in an overlay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

# The system of an address that names a form: the code of an entry that says it was filled in.
FORM_ADDRESS = "urn:ietf:rfc:3986"


class NotScored(Exception):
    """These answers cannot be given a score: no validated items, or not everything answered."""


class ScoredAs(StrEnum):
    """The ways of scoring that we know."""

    HARK = "hark"


@dataclass(frozen=True, slots=True)
class Licence:
    """Who allowed the text to be used here, and under which reference."""

    granted_by: str
    reference: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question of an instrument, in its validated words."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage with its 95 % interval."""

    percent: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Scoring:
    """How answers become a score, and how well that did where it was tried.

    A score of `positive_from` or more of `items` is positive. `below` is what must be said of a
    lower one, which never means that there is nothing: `missed` says for whom it was wrong.
    """

    scored: ScoredAs
    items: int
    positive_from: int
    sensitivity: Rate
    specificity: Rate
    tried_on: str
    positive: str
    below: str
    missed: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A licensed text. `scored` None: it is read out and answered, and never added up.

    `forms` are the addresses, without a version, under which other systems send it filled in: such
    an entry says that somebody asked, and not what came of it.
    """

    id: str
    title: str
    licence: Licence
    items: tuple[Item, ...]
    scored: ScoredAs | None = None
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the items were answered with yes, and what that says in words."""

    points: int
    of: int
    positive: bool
    words: str


def score_hark(instrument: Instrument, answers: Mapping[str, bool], scoring: Scoring) -> Score:
    """The score of a HARK instrument. `answers` are by item id; every item must have one.

    A low score says in words that it rules nothing out. Raises NotScored where the instrument is
    not HARK, where its items are not as many as the validated ones, or where one has no answer.
    """
    if instrument.scored is not ScoredAs.HARK or scoring.scored is not ScoredAs.HARK:
        raise NotScored(f"{instrument.title} is not scored as HARK.")
    if len(instrument.items) != scoring.items:
        raise NotScored(f"{instrument.title} has {len(instrument.items)} items, not all of HARK's.")
    missing = [item.id for item in instrument.items if item.id not in answers]
    if missing:
        raise NotScored(f"There is no answer for: {', '.join(missing)}.")
    points = sum(answers[item.id] for item in instrument.items)
    positive = points >= scoring.positive_from
    return Score(points, scoring.items, positive, scoring.positive if positive else scoring.below)
