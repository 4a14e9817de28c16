"""Counting days: episodes, and what is new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date


def new_days(in_window: Sequence[date], ever: Sequence[date], quiet_days: int) -> list[date]:
    """Those days before which there was none for `quiet_days`; both lists are oldest first."""
    starts: set[date] = set()
    earlier: date | None = None
    for day in ever:
        if earlier is None or (day - earlier).days > quiet_days:
            starts.add(day)
        earlier = day
    return [day for day in in_window if day in starts]


def episodes(days: Sequence[date], apart_days: int) -> int:
    """How many episodes: days at least `apart_days` apart, counted from the oldest."""
    count, last = 0, date.min
    for day in days:
        if not count or (day - last).days >= max(apart_days, 1):
            count, last = count + 1, day
    return count
