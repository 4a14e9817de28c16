"""A day as a clinician types it into one box."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.web import words
from gpsupport.web.disclosure.days import read_day

MONDAY = date(2026, 11, 23)
DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("today", date(2026, 11, 23)),
        ("Tomorrow", date(2026, 11, 24)),
        ("friday", date(2026, 11, 27)),
        ("Mon", date(2026, 11, 23)),
        ("1 week", date(2026, 11, 30)),
        ("in 2 weeks", date(2026, 12, 7)),
        ("a month", date(2026, 12, 23)),
        ("3 months", date(2027, 2, 23)),
        ("30 Nov", date(2026, 11, 30)),
        ("30th November", date(2026, 11, 30)),
        ("3 Nov", date(2027, 11, 3)),
        ("30/11", date(2026, 11, 30)),
        ("30/11/26", date(2026, 11, 30)),
        ("30 11 2026", date(2026, 11, 30)),
        ("2026-11-30", date(2026, 11, 30)),
        ("29 Feb", date(2028, 2, 29)),
    ],
)
def test_a_day_to_come(typed: str, meant: date) -> None:
    assert read_day(typed, MONDAY) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yesterday", date(2026, 11, 22)),
        ("2 weeks ago", date(2026, 11, 9)),
        ("2 weeks", date(2026, 11, 9)),
        ("Friday", date(2026, 11, 20)),
        ("Monday", date(2026, 11, 23)),
        ("3 Nov", date(2026, 11, 3)),
        ("30 Nov", date(2025, 11, 30)),
        ("a year ago", date(2025, 11, 23)),
    ],
)
def test_a_day_that_was(typed: str, meant: date) -> None:
    assert read_day(typed, MONDAY, past=True) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "31 Nov", "30 Mayor", "32/1/2026", "1000 weeks", "0-0", "week", "1/13/2026"],
)
def test_what_is_no_day_is_said_in_words(typed: str) -> None:
    with pytest.raises(ValueError, match="write a day"):
        read_day(typed, MONDAY)


def test_a_month_ends_where_it_ends() -> None:
    assert read_day("1 month", date(2027, 1, 31)) == date(2027, 2, 28)
    assert read_day("12 months ago", date(2028, 2, 29)) == date(2027, 2, 28)


@given(on=DAYS, today=DAYS, past=st.booleans())
def test_a_day_as_it_is_shown_is_read_back(on: date, today: date, past: bool) -> None:
    assert read_day(words.day(on), today, past=past) == on


@given(ahead=st.integers(0, 200), today=DAYS)
def test_a_day_without_its_year_is_the_next_or_the_last(ahead: int, today: date) -> None:
    day = today + timedelta(days=ahead)
    assert read_day(f"{day.day} {day:%b}", today) == day
    day = today - timedelta(days=ahead)
    assert read_day(f"{day.day} {day:%b}", today, past=True) == day


@given(typed=st.text(max_size=20), today=DAYS, past=st.booleans())
def test_nothing_that_is_typed_breaks_it(typed: str, today: date, past: bool) -> None:
    with suppress(ValueError):
        assert isinstance(read_day(typed, today, past=past), date)
