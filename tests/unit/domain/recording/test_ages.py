"""The day on which somebody is so many years and months old."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.days import PartialDate, Precision, age_in_months_on
from gpsupport.domain.recording.ages import day_of_age

DAY, MONTH, YEAR = Precision.DAY, Precision.MONTH, Precision.YEAR


@pytest.mark.parametrize(
    ("born", "years", "months", "day"),
    [
        (PartialDate(date(2013, 3, 4)), 11, 0, date(2024, 3, 4)),
        (PartialDate(date(2013, 3, 4)), 15, 9, date(2028, 12, 4)),
        (PartialDate(date(2012, 4, 10)), 15, 9, date(2028, 1, 10)),
        (PartialDate(date(2012, 2, 29)), 11, 0, date(2023, 2, 28)),
        (PartialDate(date(2012, 2, 29)), 12, 0, date(2024, 2, 29)),
        (PartialDate(date(2012, 5, 31)), 15, 9, date(2028, 2, 29)),
        (PartialDate(date(2011, 5, 31)), 15, 9, date(2027, 2, 28)),
        (PartialDate(date(2012, 5, 1), MONTH), 11, 0, date(2023, 5, 1)),
        (PartialDate(date(2012, 1, 1), YEAR), 15, 9, date(2027, 10, 1)),
    ],
)
def test_the_day(born: PartialDate, years: int, months: int, day: date) -> None:
    assert day_of_age(born, years, months) == day


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.integers(0, 20), st.integers(0, 11))
def test_it_is_never_later_than_the_age(born: date, years: int, months: int) -> None:
    """At most a day too early, where the month is too short; never late."""
    day = day_of_age(PartialDate(born), years, months)
    whole = years * 12 + months
    assert age_in_months_on(PartialDate(born), day) in {whole - 1, whole}
    assert (day.year * 12 + day.month) - (born.year * 12 + born.month) == whole
    assert day.day <= born.day
