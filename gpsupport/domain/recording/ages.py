"""The days on which a child's online access wants another look."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from gpsupport.domain.days import PartialDate

_MONTHS_OF_A_YEAR = 12


def day_of_age(born: PartialDate, years: int, months: int = 0) -> date:
    """The day on which somebody is so many years and months old, the first that it can be.

    Where the month has no such day (29 February, 31 November) it is the last that it has: to look
    too early does no harm. Raises ValueError beyond the calendar.
    """
    first = born.earliest
    whole = first.month - 1 + months
    year = first.year + years + whole // _MONTHS_OF_A_YEAR
    month = whole % _MONTHS_OF_A_YEAR + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))
