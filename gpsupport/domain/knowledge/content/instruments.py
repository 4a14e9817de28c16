"""Licensed instruments: their validated items, and what came of asking with them.

Our own questions are never scored as an instrument: that needs the validated items, which a
practice brings with its licence in an overlay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gpsupport.domain.enquiry import EnquiryOutcome

# The system of an address that names a form: the code of an entry that says it was filled in.
FORM_ADDRESS = "urn:ietf:rfc:3986"


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

    `forms` are the addresses, without a version, under which other systems send it filled in. Where
    it is scored and its items bear the link ids of such a form, the answers are read; otherwise
    such an entry says that somebody asked, and not what came of it.
    """

    id: str
    title: str
    licence: Licence
    items: tuple[Item, ...]
    scored: ScoredAs | None = None
    forms: tuple[str, ...] = ()


def outcome_of(
    instrument: Instrument, answers: Mapping[str, bool], scoring: Scoring
) -> EnquiryOutcome:
    """What came of asking with an instrument that is scored. `answers` are by item id.

    Enough of them with yes are a disclosure of what goes on now, whatever else was left out; a
    "no" needs an answer to every item. Anything else leaves open what came of it.
    """
    given = [answers.get(item.id) for item in instrument.items]
    if given.count(True) >= scoring.positive_from:
        return EnquiryOutcome.DISCLOSED_CURRENT
    return EnquiryOutcome.ANSWER_UNKNOWN if None in given else EnquiryOutcome.NOT_DISCLOSED
