"""Calendar days: dates that may be known only to the month or year, ages and windows."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Precision(StrEnum):
    """How much of a date was written down."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as written: the earliest day it can mean, and how precisely it was given."""

    earliest: date
    precision: Precision = Precision.DAY

    @property
    def latest(self) -> date:
        """The last day this date can mean."""
        if self.precision is Precision.YEAR:
            return date(self.earliest.year, 12, 31)
        if self.precision is Precision.MONTH:
            last = monthrange(self.earliest.year, self.earliest.month)[1]
            return self.earliest.replace(day=last)
        return self.earliest

    def __str__(self) -> str:
        length = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}[self.precision]
        return self.earliest.isoformat()[:length]

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or a dateTime, whose day is the day as written.

        Raises ValueError when the text is no date that exists.
        """
        day = text.split("T", 1)[0]
        parts = day.split("-")
        lengths = [len(part) for part in parts]
        if lengths not in ([4], [4, 2], [4, 2, 2]) or not all(
            part.isascii() and part.isdigit() for part in parts
        ):
            raise ValueError(f"not a date: {text[:40]!r}")
        numbers = [int(part) for part in parts]
        precision = (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(numbers) - 1]
        year, month, day_of_month = [*numbers, 1, 1][:3]
        return cls(date(year, month, day_of_month), precision)


def age_on(born: PartialDate, on: date) -> int:
    """Age in whole years on a day; a partial birth date counts as its earliest day."""
    start = born.earliest
    return on.year - start.year - ((on.month, on.day) < (start.month, start.day))


def age_in_months_on(born: PartialDate, on: date) -> int:
    """Age in whole months on a day; a partial birth date counts as its earliest day."""
    start = born.earliest
    return (on.year - start.year) * 12 + on.month - start.month - (on.day < start.day)


def within(day: date, on: date, days: int) -> bool:
    """Whether `day` lies in the window of `days` whole days back from `on`, both ends included."""
    return days_before(on, days) <= day <= on


def days_before(on: date, days: int) -> date:
    """The day that many days before; the first day that there is where that lies before it."""
    try:
        return on - timedelta(days=days)
    except OverflowError:
        return date.min


def days_after(on: date, days: int) -> date:
    """The day that many days after; the last day that there is where that lies beyond it."""
    try:
        return on + timedelta(days=days)
    except OverflowError:
        return date.max


def day_in_words(on: PartialDate) -> str:
    """17 Aug 2026, Aug 2026 or 2026, as much as is known."""
    month = _MONTHS[on.earliest.month - 1]
    if on.precision is Precision.YEAR:
        return str(on.earliest.year)
    if on.precision is Precision.MONTH:
        return f"{month} {on.earliest.year}"
    return f"{on.earliest.day} {month} {on.earliest.year}"


def span_in_words(start: date, end: date) -> str:
    """A span rounded down to a unit that one would say: "14 weeks", "18 months", "2 years"."""
    days = (end - start).days
    if days < 14:
        return _counted(days, "day")
    if days < 120:
        return _counted(days // 7, "week")
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return _counted(months, "month") if months < 24 else _counted(months // 12, "year")


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


# Not strftime: its names change with the locale of the machine.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
