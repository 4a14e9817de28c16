"""The boxes for what only people can say, as the conversation page shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from gpsupport.actions.days import LONDON
from gpsupport.domain.knowledge.language.conditions import About
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.domain.ticks import OfferedTick
from gpsupport.web import words
from gpsupport.web.consultation.dates import DatesForm

_HEADINGS = {
    About.COMPANY: "Who comes along, and who decides",
    About.SAID: "What was said",
    About.HEALTH: "Health",
    About.CHILD: "This child",
}
_STAMP = re.compile(r"([01][0-9]|2[0-3])([0-5][0-9])")
# A time of day without its day.
_ANY_DAY = date(2000, 1, 1)
_SOMEBODY = "Somebody unnamed"

Typed = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class TickLine:
    """One box; `ticked` as it is shown, and `kept` whether somebody has saved it so.

    `note` says who answered before and when, empty when nobody has.
    """

    name: str
    words: str
    ticked: bool
    kept: bool
    note: str


@dataclass(frozen=True, slots=True)
class TickGroup:
    """Boxes about one kind of thing."""

    heading: str
    lines: tuple[TickLine, ...]


@dataclass(frozen=True, slots=True)
class TickSection:
    """The fold with the boxes; `summary` is what shows while it is shut.

    `opened`: it stands open, with `status` in words. `dates` are boxes for dates, None for a
    patient who is not asked for any.
    """

    summary: str
    groups: tuple[TickGroup, ...]
    opened: bool
    status: str
    dates: DatesForm | None


def tick_section(
    offered: tuple[OfferedTick, ...],
    typed: Typed | None = None,
    dates: DatesForm | None = None,
    status: str = "",
) -> TickSection | None:
    """The boxes in groups, in the order in which they are offered; None when there are none.

    `typed` is what was ticked or cleared and not saved yet; `status` says what was just saved.
    """
    if not offered and dates is None:
        return None
    came = typed or {}
    ticked, before = set(came.get("tick", ())), set(came.get("before", ()))
    groups: dict[About, list[TickLine]] = {}
    for one in offered:
        line = _line(one, added=ticked - before, cleared=before - ticked)
        groups.setdefault(one.asked.about, []).append(line)
    count = sum(line.kept for lines in groups.values() for line in lines)
    unsaved = any(line.kept is not line.ticked for lines in groups.values() for line in lines)
    wrong = dates is not None and bool(dates.errors or any(one.errors for one in dates))
    return TickSection(
        summary=f"What only you can tell{f' ({count} ticked)' if count else ''}",
        groups=tuple(TickGroup(_HEADINGS[about], tuple(lines)) for about, lines in groups.items()),
        opened=bool(status) or unsaved or wrong,
        status=status or ("Not saved yet" if unsaved else ""),
        dates=dates,
    )


def stamp_of(now: datetime) -> str:
    """The minute of the day in an address, from which `kept_in_words` makes words."""
    return f"{now.astimezone(LONDON):%H%M}"


def kept_in_words(asked: Mapping[str, str]) -> str:
    """Ticks saved at 4:05pm, from ticks=1605 in an address; nothing for anything else."""
    for name, what in (("ticks", "Ticks"), ("dates", "Dates")):
        found = _STAMP.fullmatch(asked.get(name, ""))
        if found:
            at = datetime.combine(_ANY_DAY, time(int(found[1]), int(found[2])), LONDON)
            return f"{what} saved at {words.clock_time(at)}"
    return ""


def _line(one: OfferedTick, *, added: set[str], cleared: set[str]) -> TickLine:
    name = one.asked.tick
    return TickLine(
        name=name,
        words=first_upper(one.asked.words),
        ticked=(one.ticked or name in added) and name not in cleared,
        kept=one.ticked,
        note=_note(one),
    )


def _note(one: OfferedTick) -> str:
    """Dr Shah, 3 Mar 2026. Or: Removed by Dr Shah, 3 Mar 2026. Or, when it no longer counts:
    Last ticked by Dr Shah, 3 Mar 2026.
    """
    if one.said is None:
        return ""
    who, day = one.said.by or _SOMEBODY, words.day(one.said.on)
    if not one.said.answer:
        return f"Removed by {who}, {day}"
    return f"{who}, {day}" if one.holds else f"Last ticked by {who}, {day}"
