"""Whether somebody who comes could be one of those whom a case is about, by name alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gpsupport.domain.meetings.meeting import Attendee, SomebodyElse
from gpsupport.domain.people import folded

TITLES = frozenset(
    "dr master mr mrs ms miss mx prof professor sir dame rev nurse sister pc dc ds sgt cllr".split()
)
_BETWEEN = re.compile(r"[^\w'’]+|_")
_ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]")


def could_be_one(one: str, other: str) -> bool:
    """Whether two names could be one person's, found too often rather than too seldom.

    They could where the surname of either stands anywhere in the other and an initial of the rest
    agrees, or where either has nothing but that surname. Titles, order and whatever stands in
    brackets make no difference.
    """
    these, those = _words(one), _words(other)
    shared = set(these) & set(those)
    if len(shared) > 1:
        return True
    for name in shared & {_surname(one), _surname(other)}:
        first, second = _initials(one, name), _initials(other, name)
        if not first or not second or first & second:
            return True
    return False


def taken_for(
    attendee: Attendee, names: Iterable[str], said: Iterable[SomebodyElse] = ()
) -> tuple[str, ...]:
    """Those of the names that could be the attendee's, unless the lead said that they are not."""
    apart = {name for one in said if one.tells_apart(attendee) for name in one.than}
    return tuple(
        name
        for name in dict.fromkeys(names)
        if name not in apart and could_be_one(attendee.name, name)
    )


def _words(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared, double names apart, titles left out."""
    found = (folded(one) for one in _BETWEEN.split(name))
    return tuple(one for one in found if one and one not in TITLES)


def _surname(name: str) -> str:
    """The last word before a comma, or the last of all; never an initial alone."""
    before, _, _after = _ASIDE.sub(" ", name).partition(",")
    long = [one for one in _words(before) or _words(name) if len(one) > 1]
    return long[-1] if long else ""


def _initials(name: str, surname: str) -> set[str]:
    return {one[0] for one in _words(_ASIDE.sub(" ", name)) if one != surname}
