"""The boxes for what only people can say, as the conversation page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.domain.knowledge.language.conditions import About
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.domain.ticks import OfferedTick
from gpsupport.web import words

_HEADINGS = {
    About.COMPANY: "Who comes along, and who decides",
    About.SAID: "What was said",
    About.HEALTH: "Health",
    About.CHILD: "This child",
}
_SOMEBODY = "Somebody unnamed"


@dataclass(frozen=True, slots=True)
class TickLine:
    """One box; `note` says who answered before and when, empty when nobody has."""

    name: str
    words: str
    ticked: bool
    note: str


@dataclass(frozen=True, slots=True)
class TickGroup:
    """Boxes about one kind of thing."""

    heading: str
    lines: tuple[TickLine, ...]


@dataclass(frozen=True, slots=True)
class TickSection:
    """The fold with the boxes; `summary` is what shows while it is shut."""

    summary: str
    groups: tuple[TickGroup, ...]


def tick_section(offered: tuple[OfferedTick, ...]) -> TickSection | None:
    """The boxes in groups, in the order in which they are offered; None when there are none."""
    if not offered:
        return None
    groups: dict[About, list[TickLine]] = {}
    for one in offered:
        groups.setdefault(one.asked.about, []).append(_line(one))
    ticked = sum(one.ticked for one in offered)
    return TickSection(
        summary=f"What only you can tell{f' ({ticked} ticked)' if ticked else ''}",
        groups=tuple(TickGroup(_HEADINGS[about], tuple(lines)) for about, lines in groups.items()),
    )


def _line(one: OfferedTick) -> TickLine:
    return TickLine(
        name=one.asked.tick,
        words=first_upper(one.asked.words),
        ticked=one.ticked,
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
