"""Counting dated evidence: windows, episodes, and what is new."""

from __future__ import annotations

from datetime import date

from gpsupport.domain.days import within
from gpsupport.domain.knowledge.facts import Events, Evidence


def in_day_order(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Oldest first; what has no date stands in front."""
    return tuple(sorted(evidence, key=lambda one: (one.on or date.min, one.resource)))


def in_window(events: Events, days: int | None, on: date) -> tuple[Evidence, ...]:
    """The dated events of the last `days` (None: ever) up to the day asked, oldest first."""
    if days is None:
        return events.dated
    return tuple(one for one in events.dated if one.on and within(one.on, on, days))


def new_ones(
    in_window: tuple[Evidence, ...], events: Events, quiet_days: int
) -> tuple[Evidence, ...]:
    """Those before which there was no event for `quiet_days`."""
    days = sorted({one.on for one in events.dated if one.on})
    new = {
        day
        for earlier, day in zip([None, *days], days, strict=False)
        if earlier is None or (day - earlier).days > quiet_days
    }
    return tuple(one for one in in_window if one.on in new)


def episodes(evidence: tuple[Evidence, ...], apart_days: int) -> int:
    """How many episodes: days that lie at least `apart_days` apart, counted from the oldest."""
    count, last = 0, date.min
    for one in evidence:
        if one.on and (not count or (one.on - last).days >= max(apart_days, 1)):
            count, last = count + 1, one.on
    return count
