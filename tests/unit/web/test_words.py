"""Dates, ages and names as people read them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.days import PartialDate
from gpsupport.domain.enquiry import EnquiryOutcome, NotAskedReason, Presence
from gpsupport.domain.events import Event
from gpsupport.domain.people import PersonName, Role
from gpsupport.fhir.audit_events import _MEANING, _PATIENT_RECORD
from gpsupport.web import words
from gpsupport.web.records.pages import _EVENTS

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (TODAY, "today"),
        (date(2026, 11, 22), "yesterday"),
        (date(2026, 11, 10), "13 days ago"),
        (date(2026, 11, 9), "2 weeks ago"),
        (date(2026, 8, 17), "14 weeks ago"),
        (date(2025, 3, 3), "20 months ago"),
        (date(2020, 11, 23), "6 years ago"),
    ],
)
def test_how_long_ago(on: date, said: str) -> None:
    assert words.ago(on, TODAY) == said


@given(st.dates(min_value=date(1900, 1, 1), max_value=TODAY))
def test_no_past_day_lies_zero_units_ago(on: date) -> None:
    said = words.ago(on, TODAY)
    assert not said.startswith(("0", "-", "1 "))


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 23, 9, 12, tzinfo=UTC), "9:12am"),
        (datetime(2026, 7, 1, 12, 5, tzinfo=UTC), "1:05pm"),  # summer time
        (datetime(2026, 11, 23, 0, 0, tzinfo=UTC), "12:00am"),
        (datetime(2026, 11, 23, 12, 0, tzinfo=UTC), "12:00pm"),
    ],
)
def test_times_are_london_time(at: datetime, said: str) -> None:
    assert words.clock_time(at) == said


@pytest.mark.parametrize(
    ("born", "said"),
    [
        ("1985-07-14", "14-Jul-1985 (41y)"),
        ("2026-03-20", "20-Mar-2026 (8m)"),
        ("1985-07", "Jul-1985 (41y)"),
        ("1985", "1985 (41y)"),
    ],
)
def test_birth_on_the_banner(born: str, said: str) -> None:
    assert words.banner_birth(PartialDate.parse(born), TODAY) == said


def test_a_birth_date_that_is_not_known_is_not_made_up() -> None:
    assert words.banner_birth(None, TODAY) == "Not known"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (PersonName("Atkinson", "Jane", "Ms"), "ATKINSON, Jane (Ms)"),
        (PersonName("Atkinson", "", ""), "ATKINSON"),
        (PersonName("", "Jane", ""), "NAME NOT KNOWN, Jane"),
    ],
)
def test_names_on_the_banner(name: PersonName, said: str) -> None:
    assert words.banner_name(name) == said


@pytest.mark.parametrize(
    ("said", "quoted"),
    [("He hit me.", "“He hit me.”"), ("“He hit me.”", "“He hit me.”"), ("", "")],
)
def test_words_are_quoted_once(said: str, quoted: str) -> None:
    assert words.quoted(said) == quoted


def test_initials_leave_the_title_out() -> None:
    assert words.initials("Dr Priya Shah") == "PS"
    assert words.initials("Cher") == "C"
    assert words.untitled("Miss Ella Atkinson") == "Ella Atkinson"
    assert words.untitled("Miss") == "Miss"


def test_every_value_has_words() -> None:
    assert set(words.ROLES) == set(Role)
    assert set(words.PRESENCES) == set(Presence)
    assert set(words.OUTCOMES) == set(EnquiryOutcome)
    assert set(words.REASONS) == set(NotAskedReason)


def test_everything_done_with_a_record_has_words_for_who_looked() -> None:
    of_nobody = {Event.SEE_APPOINTMENTS, Event.CLOSE_GATES}
    of_record = {event for event, (kind, _) in _MEANING.items() if kind == _PATIENT_RECORD}
    assert {event.value for event in of_record - of_nobody if event} <= set(_EVENTS)
