"""Calendar days: ages, windows and dates that are known only in part."""

from datetime import date

import pytest

from gpsupport.domain.days import (
    PartialDate,
    age_in_months_on,
    age_on,
    days_after,
    days_before,
    within,
)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        ("2010-11-23", date(2026, 11, 23), 16),
        ("2010-11-24", date(2026, 11, 23), 15),
        # Born on 29 February: a year older on 1 March of other years, on the day in a leap year.
        ("2008-02-29", date(2024, 2, 28), 15),
        ("2008-02-29", date(2024, 2, 29), 16),
        ("2008-02-29", date(2026, 2, 28), 17),
        ("2008-02-29", date(2026, 3, 1), 18),
        # A partial birth date counts as its earliest day.
        ("2010", date(2026, 1, 1), 16),
        ("2010-12", date(2026, 11, 30), 15),
    ],
)
def test_age_in_years(born: str, on: date, years: int) -> None:
    assert age_on(PartialDate.parse(born), on) == years


@pytest.mark.parametrize(
    ("born", "on", "months"),
    [
        ("2026-05-23", date(2026, 11, 22), 5),
        ("2026-05-23", date(2026, 11, 23), 6),
        ("2026-05-31", date(2026, 11, 30), 5),
    ],
)
def test_age_in_months(born: str, on: date, months: int) -> None:
    assert age_in_months_on(PartialDate.parse(born), on) == months


def test_a_window_includes_both_ends() -> None:
    on = date(2026, 11, 23)
    assert within(date(2025, 11, 23), on, 365)
    assert not within(date(2025, 11, 22), on, 365)
    assert within(on, on, 365)
    assert not within(date(2026, 11, 24), on, 365)


def test_a_partial_date_is_written_as_it_was_given() -> None:
    assert [str(PartialDate.parse(text)) for text in ("2026", "2026-02", "2026-02-03")] == [
        "2026",
        "2026-02",
        "2026-02-03",
    ]
    assert PartialDate.parse("2024-02").latest == date(2024, 2, 29)
    assert PartialDate.parse("2025").latest == date(2025, 12, 31)


def test_the_day_of_a_date_time_is_the_day_as_written() -> None:
    assert PartialDate.parse("2026-11-23T23:59:59+14:00").earliest == date(2026, 11, 23)


# Digits of another script are digits to Python, and no date.
FULL_WIDTH = "\uff12\uff10\uff12\uff16"


@pytest.mark.parametrize("text", ["", "2026-1", "2026-02-30", "26-02-03", "today", FULL_WIDTH])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


def test_counting_days_ends_where_the_calendar_does() -> None:
    assert days_before(date(2026, 1, 2), 1) == date(2026, 1, 1)
    assert days_after(date(2026, 1, 2), 1) == date(2026, 1, 3)
    assert days_before(date.min, 1) == days_before(date(2026, 1, 1), 10**10) == date.min
    assert days_after(date.max, 1) == days_after(date(2026, 1, 1), 10**10) == date.max
    assert within(date.min, date(1, 1, 5), 30)
