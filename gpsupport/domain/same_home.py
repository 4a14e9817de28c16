"""When two addresses are the same home, however each was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})\b", re.IGNORECASE)


def address_key(lines: Sequence[str], postcode: str) -> str:
    """A text that is the same for one home however it is usually written; empty if not known.

    Postcode, house and street decide. Towns, counties and countries below the street count for
    nothing. Neighbours never have the same key: what lacks a house has none at all.
    """
    where = re.sub(r"\W", "", postcode[:_LONGEST]).upper()
    too_long = sum(map(len, lines)) > _LONGEST
    if too_long or not POSTCODE.fullmatch(where) or where.startswith(_NOWHERE):
        return ""
    parts = [part for line in lines for part in re.split(r"[,;\n]", line)]
    if any(_NO_HOME.match(plain(part)) for part in parts):
        return ""
    segments = _joined([_Segment.read(part) for part in parts if not _CARE_OF.match(plain(part))])
    kept = segments[: _street_at(segments) + 1]
    house = [number for one in kept for number in one.numbers]
    if not house and (not kept or (len(kept) == 1 and kept[0].is_street)):
        return ""
    if house and not any(one.house or one.words[-1] in _BUILDINGS for one in kept):
        # The flat of a house without a number is not the house of that number.
        house.insert(0, "flat")
    return "|".join((where, "/".join(house), " ".join(" ".join(one.words) for one in kept)))


# Longer than any address; what a sender put here instead need not be taken apart.
_LONGEST = 1000
# The pseudo-postcodes of the NHS: no fixed abode, not known, abroad. Nobody shares a home there.
_NOWHERE = "ZZ99"
_NO_HOME = re.compile(
    r"(no fixed (abode|address)|nfa|homeless|(address )?(not known|unknown)|p ?o box)\b"
)
_CARE_OF = re.compile(r"(c/o|care of)\b")
_UNITS = frozenset({"flat", "apartment", "apt", "flt", "unit"})
_NUMBER = re.compile(r"\d+[a-z]?(?:-\d+[a-z]?)?")
_ENDINGS = {
    "av": "avenue", "ave": "avenue", "avn": "avenue", "bldg": "building", "bldgs": "buildings",
    "blvd": "boulevard", "cl": "close", "cres": "crescent", "cresc": "crescent", "ct": "court",
    "crt": "court", "dr": "drive", "drv": "drive", "est": "estate", "gdn": "garden",
    "gdns": "gardens", "gr": "grove", "grn": "green", "grv": "grove", "hse": "house",
    "ho": "house", "la": "lane", "ln": "lane", "mans": "mansions", "mt": "mount", "pde": "parade",
    "pk": "park", "pl": "place", "rd": "road", "sq": "square", "st": "street", "str": "street",
    "ter": "terrace", "terr": "terrace", "wk": "walk", "wy": "way",
}  # fmt: skip
_BUILDINGS = frozenset(
    "house building buildings mansions tower towers court lodge block apartments flats".split()
)
_STREETS = (
    frozenset(_ENDINGS.values()) - {"house", "building", "buildings", "mansions"}
) | frozenset("hill row rise mews street yard gate vale view end bank drift path quay".split())


def plain(text: str) -> str:
    """A text without case, accents, apostrophes and punctuation; "/" and "-" stay."""
    folded = unicodedata.normalize("NFKD", " ".join(text.split())).casefold()
    folded = folded.replace("&", " and ")
    folded = "".join(mark for mark in folded if not unicodedata.combining(mark))
    folded = re.sub(r"['’`.]", "", folded)
    folded = re.sub(r"\s*[-–—/]\s*(?=\d)", lambda mark: mark.group().strip(), folded)
    return " ".join(re.sub(r"[^a-z0-9/-]+", " ", folded.replace("–", "-")).split())


@dataclass(frozen=True, slots=True)
class _Segment:
    """One part of an address between commas: the flat and house numbers in it, and its words."""

    numbers: tuple[str, ...]
    words: tuple[str, ...]
    house: bool

    @property
    def is_street(self) -> bool:
        return bool(self.words) and self.words[-1] in _STREETS

    @classmethod
    def read(cls, text: str) -> _Segment:
        together = re.sub(r"(?<=\d) (?=[a-z](?: |$))", "", plain(text))
        words = [word for word in re.sub(r"-(?!\d)", " ", together).split() if word.strip("/-")]
        numbers: list[str] = []
        while len(words) > 1 and words[0] in {"no", "number"} and _NUMBER.fullmatch(words[1]):
            words.pop(0)
        if len(words) > 1 and words[0] in _UNITS:
            numbers.append(words[1])
            words = words[2:]
        if words and "/" in words[0]:
            *flats, words[0] = words[0].split("/")
            numbers += [one for one in flats if one]
            words = [word for word in words if word]
        while len(words) > 1 and words[0] in {"no", "number"} and _NUMBER.fullmatch(words[1]):
            words.pop(0)
        house = bool(words) and _NUMBER.fullmatch(words[0]) is not None
        if house:
            numbers.append(words.pop(0))
        return cls(tuple(numbers), _in_full(words), house)


def _in_full(words: Sequence[str]) -> tuple[str, ...]:
    """Endings written out; "st" is a street at the end and a saint before it."""
    if not words:
        return ()
    *before, last = words
    saints = ["saint" if word == "st" else word for word in before]
    return (*saints, _ENDINGS.get(last, last) if before else last)


def _joined(segments: Sequence[_Segment]) -> list[_Segment]:
    """A flat or house number that stands alone belongs to what follows it."""
    found: list[_Segment] = []
    waiting: tuple[str, ...] = ()
    house = False
    for one in segments:
        numbers, house = waiting + one.numbers, house or one.house
        if one.words:
            found.append(_Segment(numbers, one.words, house))
            waiting, house = (), False
        else:
            waiting = numbers
    return found


def _street_at(segments: Sequence[_Segment]) -> int:
    """The place of the part that names the street: whatever follows it is a town or a county."""
    for place, one in enumerate(segments):
        if one.house and one.words[-1] not in _BUILDINGS:
            return place
    for place, one in enumerate(segments):
        if one.is_street and (place > 0 or one.numbers):
            return place
    return 0
