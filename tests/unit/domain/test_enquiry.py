"""When to ask again: after each outcome, and what never happens."""

from datetime import date, timedelta
from random import Random

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
from gpsupport.domain.enquiry.schedule import Occasion
from gpsupport.domain.enquiry.upcoming import Rest, rests
from gpsupport.knowledge.load import load_knowledge
from tests.unit.domain.pictures import HELD, TODAY, histories, occasion_lists

CADENCE = load_knowledge().cadence
OLD = TODAY - timedelta(days=200)


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


def enquiry(
    days: int,
    outcome: EnquiryOutcome,
    reason: NotAskedReason | None = None,
    until: int | None = None,
) -> Enquiry:
    """So many days back, until so many days back."""
    end = None if until is None else back(until)
    return Enquiry(f"{days:03}-{outcome}", back(days), outcome, reason=reason, until=end)


def due(
    *enquiries: Enquiry, evidence: date | None = OLD, occasions: tuple[Occasion, ...] = ()
) -> date | None:
    return next_enquiry(EnquiryHistory(enquiries), evidence, CADENCE, TODAY, occasions).due_on


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
        (NotAskedReason.NOT_PRIVATE, 28),
        (NotAskedReason.LACKS_CAPACITY, 14),
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


NO = EnquiryOutcome.NOT_DISCLOSED
TOLD, TOLD_PAST = EnquiryOutcome.DISCLOSED_CURRENT, EnquiryOutcome.DISCLOSED_PAST
WISH = enquiry(40, EnquiryOutcome.OPTED_OUT, until=-100)


def test_what_was_put_off_is_due_on_its_day_or_on_something_new() -> None:
    later = enquiry(10, EnquiryOutcome.DEFERRED, until=-20)
    assert due(later) == back(-20)
    assert due(later, evidence=None) == back(-20)
    assert due(later, evidence=back(3)) == back(3)


@pytest.mark.parametrize(
    "since",
    [
        enquiry(5, EnquiryOutcome.NOT_ASKED, NotAskedReason.NO_TIME),
        enquiry(5, EnquiryOutcome.DEFERRED, until=-7),
        enquiry(5, NO),
        enquiry(5, EnquiryOutcome.ANSWER_UNKNOWN),
    ],
)
@pytest.mark.parametrize("evidence", [None, OLD, back(1)])
def test_nothing_shortens_a_wish(since: Enquiry, evidence: date | None) -> None:
    assert due(WISH, evidence=evidence) == back(-100)
    found = due(WISH, since, evidence=evidence)
    # A second "no" to the same reason asks for a year, which may be longer still.
    assert found == (back(-360) if since.outcome.asked and evidence == OLD else back(-100))


def test_a_newer_wish_replaces_an_older_one() -> None:
    assert due(WISH, enquiry(5, EnquiryOutcome.OPTED_OUT, until=-30)) == back(-30)


@pytest.mark.parametrize(("outcome", "days"), [(TOLD, 28), (TOLD_PAST, 183)])
def test_a_telling_ends_a_wish(outcome: EnquiryOutcome, days: int) -> None:
    assert due(WISH, enquiry(5, outcome)) == back(5 - days)


def test_after_its_day_a_wish_is_due_until_somebody_asks() -> None:
    over = enquiry(200, EnquiryOutcome.OPTED_OUT, until=10)
    asked_early, asked_late = enquiry(100, NO), enquiry(5, NO)
    assert due(over, evidence=None) == back(10)
    assert due(over, asked_early, evidence=None) == back(10)
    assert due(over, asked_late, evidence=None) is None
    assert due(over, enquiry(5, EnquiryOutcome.NOT_ASKED, NotAskedReason.NO_TIME)) == back(-9)


def occasion(days: int, after: int, lapses: int = -300) -> Occasion:
    """Due so many days back; the one before it, and its last day, likewise."""
    return Occasion("row", back(days), back(after), back(lapses), "An event.")


def test_an_event_brings_a_date_of_its_own() -> None:
    assert due(evidence=None, occasions=(occasion(-9, 5),)) == back(-9)
    assert due(enquiry(10, NO), evidence=None, occasions=(occasion(-9, 5),)) == back(-9)
    assert due(enquiry(10, NO), occasions=(occasion(-9, 5),)) == back(-9)
    assert due(enquiry(10, NO), occasions=(occasion(-90, 5),)) == back(-46)


def test_what_is_put_off_takes_along_what_had_come() -> None:
    put_off = enquiry(10, EnquiryOutcome.NOT_ASKED, NotAskedReason.NO_TIME)
    assert due(put_off, evidence=None, occasions=(occasion(12, 30),)) == back(-4)
    assert due(put_off, evidence=None, occasions=(occasion(8, 30),)) == back(8)
    done = enquiry(10, EnquiryOutcome.NOT_ASKED, NotAskedReason.ALREADY_DONE)
    assert due(done, evidence=None, occasions=(occasion(12, 30),)) == back(12)


def test_no_event_shortens_a_wish() -> None:
    assert due(WISH, occasions=(occasion(5, 20), occasion(-30, 5))) == back(-100)


def test_a_no_with_no_event_left_has_no_next_date() -> None:
    no = enquiry(0, NO)
    assert due(no, evidence=None, occasions=(occasion(5, 20),)) is None
    assert due(no, evidence=None, occasions=(occasion(-30, 5, lapses=1),)) is None


@given(histories(), st.none() | st.integers(0, 900).map(back), occasion_lists())
def test_a_no_never_makes_the_next_asking_come_sooner(
    history: EnquiryHistory, evidence: date | None, occasions: tuple[Occasion, ...]
) -> None:
    before = next_enquiry(history, evidence, CADENCE, TODAY, occasions).due_on
    # Said last of all that happened that day.
    no = Enquiry("z", TODAY, EnquiryOutcome.NOT_DISCLOSED)
    with_no = EnquiryHistory((*history.enquiries, no))
    after = next_enquiry(with_no, evidence, CADENCE, TODAY, occasions).due_on
    assert (after or date.max) >= (before or date.min)


@given(histories())
def test_a_no_with_nothing_told_and_nothing_wished_has_no_next_date(
    history: EnquiryHistory,
) -> None:
    kept = [one for one in history.enquiries if not one.outcome.told and one.outcome not in HELD]
    no = Enquiry("z", TODAY, EnquiryOutcome.NOT_DISCLOSED)
    found = next_enquiry(EnquiryHistory((*kept, no)), None, CADENCE, TODAY)
    assert found.due_on is None


@given(histories(), st.none() | st.integers(0, 900).map(back), occasion_lists())
def test_nothing_is_due_before_a_wish_ends(
    history: EnquiryHistory, evidence: date | None, occasions: tuple[Occasion, ...]
) -> None:
    wish = history.find_wish(TODAY)
    if wish is not None and wish.until is not None:
        found = next_enquiry(history, evidence, CADENCE, TODAY, occasions)
        assert found.due_on is not None
        assert found.due_on >= wish.until


@given(histories())
def test_every_wish_runs_out(history: EnquiryHistory) -> None:
    ends = [one.until for one in history.enquiries if one.until]
    assert history.find_wish(max(ends, default=TODAY)) is None


@given(histories(), st.none() | st.integers(0, 900).map(back), occasion_lists(), st.randoms())
def test_the_order_of_arrival_says_nothing(
    history: EnquiryHistory,
    evidence: date | None,
    occasions: tuple[Occasion, ...],
    order: Random,
) -> None:
    shuffled, others = list(history.enquiries), list(occasions)
    order.shuffle(shuffled)
    order.shuffle(others)
    again = EnquiryHistory(tuple(shuffled))
    assert next_enquiry(again, evidence, CADENCE, TODAY, others) == next_enquiry(
        history, evidence, CADENCE, TODAY, occasions
    )
    assert rests(again, CADENCE, TODAY) == rests(history, CADENCE, TODAY)


@pytest.mark.parametrize(
    ("put_off", "until"),
    [
        (enquiry(5, EnquiryOutcome.NOT_ASKED, NotAskedReason.NO_TIME), 9),
        (enquiry(5, EnquiryOutcome.NOT_ASKED, NotAskedReason.TOO_UNWELL), 9),
        (enquiry(5, EnquiryOutcome.NOT_ASKED, NotAskedReason.LACKS_CAPACITY), 9),
        (enquiry(5, EnquiryOutcome.NOT_ASKED, NotAskedReason.OTHER), 23),
        (enquiry(5, EnquiryOutcome.NOT_ASKED, NotAskedReason.ALREADY_DONE), 23),
        (enquiry(5, EnquiryOutcome.DEFERRED, until=-3), 3),
        (enquiry(5, EnquiryOutcome.DEFERRED, until=-90), 90),
        (enquiry(5, EnquiryOutcome.DEFERRED, NotAskedReason.NO_TIME, until=-90), 90),
        (enquiry(5, EnquiryOutcome.NOT_ASKED, NotAskedReason.NOT_ALONE), None),
        (enquiry(5, EnquiryOutcome.NOT_ASKED, NotAskedReason.NOT_PRIVATE), None),
        (enquiry(5, EnquiryOutcome.NOT_ASKED, NotAskedReason.INTERPRETER_MISSING), None),
        (enquiry(5, EnquiryOutcome.NOT_ASKED), None),
        (enquiry(5, NO), None),
        (enquiry(19, EnquiryOutcome.NOT_ASKED, NotAskedReason.NO_TIME), None),
    ],
)
def test_what_was_put_off_by_choice_rests(put_off: Enquiry, until: int | None) -> None:
    found = rests(EnquiryHistory((put_off,)), CADENCE, TODAY)
    named = put_off.until is not None
    assert found == (() if until is None else (Rest(put_off.on, back(-until), named),))


def test_an_asking_ends_every_rest() -> None:
    put_off = enquiry(5, EnquiryOutcome.NOT_ASKED, NotAskedReason.NO_TIME)
    assert rests(EnquiryHistory((put_off, enquiry(3, NO))), CADENCE, TODAY) == ()


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
    until = date.max if outcome in HELD else None
    history = EnquiryHistory((Enquiry("1", date.max - timedelta(days=1), outcome, until=until),))
    due = next_enquiry(history, date.max, CADENCE, date.max)
    assert due.due_on in {date.max, None}
