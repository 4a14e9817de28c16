"""Days and times of the generator: everything is counted from today, so the demo never ages."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def ago(today: date, days: int) -> date:
    """The day that many days before today."""
    return today - timedelta(days=days)


def born(today: date, age: int, month: int, day: int) -> date:
    """The birthday in this month and on this day of somebody who has this age today.

    29 February is not for this function: not every year has one.
    """
    passed = (today.month, today.day) >= (month, day)
    return date(today.year - age - (0 if passed else 1), month, day)


def at(day: date, hour: int, minute: int) -> str:
    """An instant as FHIR writes it, with London's offset on that day."""
    return datetime.combine(day, time(hour, minute), LONDON).isoformat()
