"""When to ask again: after each outcome, and what never happens."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.enquiry import (
    Enquiry,
    EnquiryHistory,
    EnquiryOutcome,
    NotAskedReason,
    next_enquiry,
)
from gpsupport.knowledge.load import load_knowledge
from tests.unit.domain.pictures import TODAY, histories

CADENCE = load_knowledge().cadence
OLD = TODAY - timedelta(days=200)


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


def enquiry(days: int, outcome: EnquiryOutcome, reason: NotAskedReason | None = None) -> Enquiry:
    return Enquiry(f"{days}-{outcome}", back(days), outcome, reason=reason)


def due(*enquiries: Enquiry, evidence: date | None = OLD) -> date | None:
    return next_enquiry(EnquiryHistory(enquiries), evidence, CADENCE, TODAY).due_on


def test_nobody_has_asked() -> None:
    assert due() == TODAY
    assert due(evidence=None) is None


@pytest.mark.parametrize(
    ("outcome", "days"),
    [
        (EnquiryOutcome.NOT_DISCLOSED, 56),
        (EnquiryOutcome.ANSWER_UNKNOWN, 56),
        (EnquiryOutcome.DECLINED, 91),
        (EnquiryOutcome.DISCLOSED_PAST, 183),
        (EnquiryOutcome.DISCLOSED_CURRENT, 28),
    ],
)
def test_after_an_asking(outcome: EnquiryOutcome, days: int) -> None:
    assert due(enquiry(10, outcome)) == back(10) + timedelta(days=days)


@pytest.mark.parametrize(
    ("reason", "days"),
    [
        (NotAskedReason.NOT_ALONE, 28),
        (NotAskedReason.NO_TIME, 14),
        (NotAskedReason.INTERPRETER_MISSING, 14),
        (NotAskedReason.TOO_UNWELL, 14),
        (NotAskedReason.OTHER, 28),
    ],
)
def test_after_not_asking(reason: NotAskedReason, days: int) -> None:
    assert due(enquiry(10, EnquiryOutcome.NOT_ASKED, reason)) == back(10) + timedelta(days=days)


def test_already_done_leaves_the_decision_to_the_other_entry() -> None:
    done = enquiry(1, EnquiryOutcome.NOT_ASKED, NotAskedReason.ALREADY_DONE)
    assert due(enquiry(2, EnquiryOutcome.DECLINED), done) == back(2) + timedelta(days=91)


def test_a_second_no_waits_a_year() -> None:
    twice = enquiry(100, EnquiryOutcome.NOT_DISCLOSED), enquiry(10, EnquiryOutcome.NOT_DISCLOSED)
    assert due(*twice) == back(10) + timedelta(days=365)


def test_two_askings_on_one_day_are_one() -> None:
    twice = enquiry(10, EnquiryOutcome.NOT_DISCLOSED), enquiry(10, EnquiryOutcome.ANSWER_UNKNOWN)
    assert due(*twice) == back(10) + timedelta(days=56)


@pytest.mark.parametrize(
    "outcome",
    [EnquiryOutcome.NOT_DISCLOSED, EnquiryOutcome.DECLINED, EnquiryOutcome.DISCLOSED_PAST],
)
def test_something_new_is_due_at_once(outcome: EnquiryOutcome) -> None:
    assert due(enquiry(10, outcome), evidence=back(3)) == back(3)


def test_a_no_with_nothing_left_has_no_next_date() -> None:
    assert due(enquiry(10, EnquiryOutcome.NOT_DISCLOSED), evidence=None) is None


def test_a_no_after_a_disclosure_does_not_take_the_next_date_away() -> None:
    told, no = (
        enquiry(40, EnquiryOutcome.DISCLOSED_CURRENT),
        enquiry(10, EnquiryOutcome.NOT_DISCLOSED),
    )
    assert due(told, no, evidence=None) == back(10) + timedelta(days=56)
    assert due(told, no, evidence=OLD) == back(10) + timedelta(days=56)


def test_what_lies_in_the_future_does_not_count() -> None:
    assert due(enquiry(-5, EnquiryOutcome.DECLINED)) == TODAY


def test_only_an_enquiry_that_was_not_made_has_a_reason() -> None:
    with pytest.raises(ValueError, match="not made"):
        enquiry(1, EnquiryOutcome.DECLINED, NotAskedReason.NO_TIME)


@given(histories(), st.none() | st.integers(0, 900).map(back))
def test_a_no_never_makes_the_next_asking_come_sooner(
    history: EnquiryHistory, evidence: date | None
) -> None:
    before = next_enquiry(history, evidence, CADENCE, TODAY).due_on
    # Said last of all that happened that day.
    no = Enquiry("z", TODAY, EnquiryOutcome.NOT_DISCLOSED)
    after = next_enquiry(EnquiryHistory((*history.enquiries, no)), evidence, CADENCE, TODAY).due_on
    assert (after or date.max) >= (before or date.min)


@given(histories())
def test_a_disclosure_of_now_always_has_a_next_date(history: EnquiryHistory) -> None:
    told = Enquiry("z", TODAY, EnquiryOutcome.DISCLOSED_CURRENT)
    after = next_enquiry(EnquiryHistory((*history.enquiries, told)), None, CADENCE, TODAY).due_on
    assert after == TODAY + timedelta(days=28)


@given(histories(), st.none() | st.integers(0, 900).map(back))
def test_there_are_always_words(history: EnquiryHistory, evidence: date | None) -> None:
    assert next_enquiry(history, evidence, CADENCE, TODAY).because


def test_told_is_now_or_in_the_past() -> None:
    assert [outcome for outcome in EnquiryOutcome if outcome.told] == [
        EnquiryOutcome.DISCLOSED_CURRENT,
        EnquiryOutcome.DISCLOSED_PAST,
    ]


@pytest.mark.parametrize("outcome", list(EnquiryOutcome))
def test_a_due_date_ends_where_the_calendar_does(outcome: EnquiryOutcome) -> None:
    history = EnquiryHistory((Enquiry("1", date.max, outcome),))
    due = next_enquiry(history, date.max, CADENCE, date.max)
    assert due.due_on in {date.max, None}
