"""What no letter ever holds, whoever typed it: ways that are not safe, and where anybody lives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.directory.hidden_places import without_addresses
from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.disclosure.numbers import MAIL, national, numbers_in, plain
from gpsupport.domain.recording.safe_ways import (
    withdrawn_ways,
    without_withdrawn,
)

LEFT_OUT = "[left out]"
# A number as one dials it here, and no day such as 03.03.2026.
_NUMBER = re.compile(
    r"(?<!\d)(?<!\d[./-])(?![0-3]?\d[./-][01]?\d[./-]\d{2,4}(?!\d))"
    r"(?:\(?(?:\+|00)?44\)?|\(?0)[\d\s()./_-]{8,18}\d"
)
_FEWEST_DIGITS, _MOST_DIGITS = 10, 15


@dataclass(frozen=True, slots=True)
class KeptOut:
    """What is taken out of every text of a letter.

    `withdrawn` are ways that were taken back, have run out or must never be used. Of numbers and
    mail addresses only those in `allowed` stay, and of what looks like an address only `names`.
    `unnamed` are names of whoever a letter does not name at all. `standing` is the way that holds.
    """

    withdrawn: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    standing: str = ""

    def cleaned(self, text: str) -> str:
        """The text without what no letter holds, each time with a mark in its place."""
        text = without_withdrawn(text, self.withdrawn, mark=LEFT_OUT, standing=self.standing)
        for name in self.unnamed:
            text = re.sub(rf"\b{re.escape(name)}\b", LEFT_OUT, text)
        numbers = frozenset(number for one in self.allowed for number in numbers_in(one))
        text = _without_strange(text, numbers, plain("\n".join(self.allowed)).casefold())
        return without_addresses(text, LEFT_OUT, self.names)


def _without_strange(text: str, numbers: frozenset[str], mails: str) -> str:
    """The text without any number and mail address but these."""
    for pattern in (MAIL, _NUMBER):
        for one in reversed([*pattern.finditer(plain(text))]):
            if not _may_stay(one.group(), numbers, mails):
                text = f"{text[: one.start()]}{LEFT_OUT}{text[one.end() :]}"
    return text


def _may_stay(said: str, numbers: frozenset[str], mails: str) -> bool:
    if "@" in said:
        return said.casefold() in mails
    digits = sum(sign.isdigit() for sign in said)
    return not _FEWEST_DIGITS <= digits <= _MOST_DIGITS or national(said) in numbers


def kept_out(
    kept: Sequence[SafeContact], on: date, names: Iterable[str] = (), allowed: Iterable[str] = ()
) -> KeptOut:
    """What a letter of a day may not hold, from every way that a patient ever named, oldest first.

    `allowed` are numbers of services and of the practice; one that was withdrawn stays out.
    """
    standing = kept[-1].detail if kept and kept[-1].holds(on) else ""
    ways = (one for one in (standing, *allowed) if one)
    return KeptOut(
        withdrawn=withdrawn_ways(kept, on),
        allowed=tuple(ways),
        names=tuple(sorted((one for one in set(names) if one.strip()), key=len, reverse=True)),
        standing=standing,
    )
