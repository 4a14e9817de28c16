"""Why something is due stands in one place, and how far a date may lie away is the content's."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gpsupport.actions.consultation.dates import fault_of
from gpsupport.actions.enquiry.due_in_words import why_due
from gpsupport.domain.enquiry import (
    DueBecause,
    DueWords,
    Enquiry,
    EnquiryHistory,
    EnquiryOutcome,
    NotAskedReason,
    next_enquiry,
)
from gpsupport.domain.enquiry.standing import DueList, standing_of
from gpsupport.domain.record import DateKind
from gpsupport.knowledge.load import load_knowledge

TODAY = date(2026, 11, 23)
PACK = load_knowledge()
OURS = {one: DueWords(f"page {one}", f"list {one}") for one in DueBecause}
CHANGED = replace(PACK, cadence=replace(PACK.cadence, because=OURS))


def history(outcome: EnquiryOutcome, reason: NotAskedReason | None = None) -> EnquiryHistory:
    holds = outcome in {EnquiryOutcome.DEFERRED, EnquiryOutcome.OPTED_OUT}
    until = TODAY + timedelta(days=9) if holds else None
    return EnquiryHistory((Enquiry("e", TODAY, outcome, reason=reason, until=until),))


@pytest.mark.parametrize("reason", sorted(set(NotAskedReason) - {NotAskedReason.ALREADY_DONE}))
def test_why_nobody_asked_is_said_from_one_place(reason: NotAskedReason) -> None:
    found = history(EnquiryOutcome.NOT_ASKED, reason)
    upcoming = next_enquiry(found, None, CHANGED.cadence, TODAY)
    assert upcoming.because == f"page {reason}"
    standing = standing_of(found, upcoming, TODAY, CHANGED.cadence)
    assert why_due(standing, DueList.DUE, CHANGED) == f"list {reason}"


@pytest.mark.parametrize(
    ("outcome", "because"),
    [
        (EnquiryOutcome.DISCLOSED_CURRENT, DueBecause.TOLD_NOW),
        (EnquiryOutcome.DISCLOSED_PAST, DueBecause.TOLD_PAST),
        (EnquiryOutcome.DECLINED, DueBecause.DECLINED),
        (EnquiryOutcome.DEFERRED, DueBecause.PUT_OFF),
        (EnquiryOutcome.OPTED_OUT, DueBecause.WISH),
    ],
)
def test_so_is_what_came_of_the_last_time(outcome: EnquiryOutcome, because: DueBecause) -> None:
    found = history(outcome)
    upcoming = next_enquiry(found, None, CHANGED.cadence, TODAY)
    assert upcoming.because == f"page {because}"
    standing = standing_of(found, upcoming, TODAY, CHANGED.cadence)
    assert why_due(standing, DueList.DUE, CHANGED) == f"list {because}"


def test_what_holds_until_a_day_names_it_in_the_list() -> None:
    standing = standing_of(
        history(EnquiryOutcome.OPTED_OUT),
        next_enquiry(history(EnquiryOutcome.OPTED_OUT), None, PACK.cadence, TODAY),
        TODAY,
        PACK.cadence,
    )
    assert why_due(standing, DueList.DUE, PACK) == "May be raised again from 2 Dec 2026"


@pytest.mark.parametrize(
    ("kind", "days", "words"),
    [
        (DateKind.EXPECTED_BIRTH, 310, ""),
        (DateKind.EXPECTED_BIRTH, 311, "The expected date must be in the next 10 months"),
        (DateKind.EXPECTED_BIRTH, -31, ""),
        (DateKind.EXPECTED_BIRTH, -32, "The expected date is past by more than 4 weeks."),
        (DateKind.BIRTH, 0, ""),
        (DateKind.BIRTH, 1, "The date of birth of the baby must be today or earlier"),
        (DateKind.BIRTH, -731, ""),
        (DateKind.BIRTH, -732, "The date of birth of the baby must be in the last 2 years"),
    ],
)
def test_a_date_is_judged_by_the_numbers_of_the_content(
    kind: DateKind, days: int, words: str
) -> None:
    limits = PACK.cadence.entered_dates
    assert limits is not None
    day = TODAY + timedelta(days=days)
    said = fault_of(kind, day, TODAY, limits)
    assert said.startswith(words)
    assert bool(said) is bool(words)
    narrow = replace(limits, expected_ahead=20, expected_past=1, born_within=1)
    within = -1 <= days <= (20 if kind is DateKind.EXPECTED_BIRTH else 0)
    assert bool(fault_of(kind, day, TODAY, narrow)) is not within
    # Content without numbers still knows that nobody is born tomorrow.
    assert bool(fault_of(kind, day, TODAY, None)) is (kind is DateKind.BIRTH and days > 0)
