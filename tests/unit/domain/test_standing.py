"""Where asking stands: one state over all clinicians, counts in a row, a note, who should ask."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.days import PartialDate, Precision
from gpsupport.domain.enquiry import (
    Enquiry,
    EnquiryHistory,
    EnquiryOutcome,
    NextEnquiry,
    NotAskedReason,
    Presence,
)
from gpsupport.domain.enquiry.standing import (
    DueMarks,
    EnquiryStanding,
    EnquiryState,
    marks_of,
    standing_of,
)
from gpsupport.domain.record import Attendance, Contact, Setting
from gpsupport.knowledge.load import load_knowledge
from tests.unit.domain.pictures import TODAY, histories

CADENCE = load_knowledge().cadence
NEXT = NextEnquiry(None, "Nothing.")
NO, TOLD = EnquiryOutcome.NOT_DISCLOSED, EnquiryOutcome.DISCLOSED_CURRENT
NOT_ASKED = EnquiryOutcome.NOT_ASKED
NOT_ALONE, NO_TIME = NotAskedReason.NOT_ALONE, NotAskedReason.NO_TIME
SHAH, REID = "Dr Maya Shah", "Dr Tom Reid"


def back(days: int) -> date:
    """A day counted back from TODAY."""
    return TODAY - timedelta(days=days)


def one(
    days: int,
    outcome: EnquiryOutcome = NO,
    reason: NotAskedReason | None = None,
    *,
    presence: Presence | None = None,
    until: int | None = None,
    by: str | None = SHAH,
    note: str = "",
) -> Enquiry:
    """An entry of so many days ago, until so many days ago."""
    end = None if until is None else back(until)
    return Enquiry(
        f"{days:04}-{outcome}", back(days), outcome, by, reason=reason, presence=presence,
        until=end, note=note,
    )  # fmt: skip


def stands(*enquiries: Enquiry, contacts: tuple[Contact, ...] = ()) -> EnquiryStanding:
    return standing_of(EnquiryHistory(enquiries), NEXT, TODAY, CADENCE, contacts)


def contact(days: int, by: str = REID, attendance: Attendance = Attendance.ATTENDED) -> Contact:
    """A contact of so many days ago."""
    return Contact(
        f"Encounter/{days}-{by}", Setting.SURGERY, attendance, PartialDate(back(days)), "", by
    )


ALONE = one(30, presence=Presence.ALONE)
COMPANY = one(20, NOT_ASKED, NOT_ALONE)
THREE = (contact(1), contact(2), contact(3))


def test_nobody_has_asked() -> None:
    assert stands() == EnquiryStanding(EnquiryState.NEVER_ASKED, TODAY, NEXT)


@pytest.mark.parametrize(
    ("enquiry", "state", "until"),
    [
        (one(9), EnquiryState.ASKED_NO, None),
        (one(9, EnquiryOutcome.DECLINED), EnquiryState.ASKED_DECLINED, None),
        (one(9, EnquiryOutcome.ANSWER_UNKNOWN), EnquiryState.ASKED_UNKNOWN, None),
        (one(9, EnquiryOutcome.DISCLOSED_PAST), EnquiryState.DISCLOSED_PAST, None),
        (one(9, TOLD), EnquiryState.DISCLOSED_CURRENT, None),
        (one(9, NOT_ASKED, NOT_ALONE), EnquiryState.NOT_ASKED, None),
        (one(9, EnquiryOutcome.DEFERRED, until=-5), EnquiryState.DEFERRED, -5),
        (one(9, EnquiryOutcome.DEFERRED, until=0), EnquiryState.NOT_ASKED, None),
        (one(9, EnquiryOutcome.OPTED_OUT, until=-1), EnquiryState.OPTED_OUT, -1),
        (one(9, EnquiryOutcome.OPTED_OUT, until=0), EnquiryState.ASKED_DECLINED, None),
    ],
)
def test_what_came_last_as_far_as_it_holds(
    enquiry: Enquiry, state: EnquiryState, until: int | None
) -> None:
    found = stands(one(50), enquiry)
    assert (found.state, found.since) == (state, back(9))
    assert found.until == (None if until is None else back(until))
    assert found.reason == enquiry.reason


def test_a_wish_stands_above_what_came_after_it_and_below_a_telling() -> None:
    wish = one(30, EnquiryOutcome.OPTED_OUT, until=-30)
    assert stands(wish, one(9)).state is EnquiryState.OPTED_OUT
    assert stands(wish, one(9, NOT_ASKED, NO_TIME)).since == back(30)
    assert stands(wish, one(9, TOLD)).state is EnquiryState.DISCLOSED_CURRENT


def test_already_done_points_to_another_entry() -> None:
    done = one(2, NOT_ASKED, NotAskedReason.ALREADY_DONE)
    assert stands(one(9, EnquiryOutcome.DECLINED), done).state is EnquiryState.ASKED_DECLINED
    assert stands(done).state is EnquiryState.NOT_ASKED


def test_last_asked_is_the_last_asking_by_whomever() -> None:
    found = stands(one(30, by=REID), one(9, NOT_ASKED, NO_TIME))
    assert (found.last_asked_on, found.last_asked_by) == (back(30), REID)
    assert stands(one(30, by=None)).last_asked_by == ""


@pytest.mark.parametrize(
    ("enquiries", "count"),
    [
        ((one(30, NOT_ASKED, NOT_ALONE), one(9, NOT_ASKED, NotAskedReason.NOT_PRIVATE)), 2),
        ((one(30, NOT_ASKED, NOT_ALONE), one(30, EnquiryOutcome.DEFERRED, NOT_ALONE, until=1)), 1),
        ((one(30, NOT_ASKED, NOT_ALONE), one(9, NOT_ASKED, NO_TIME, presence=Presence.ALONE)), 0),
        ((one(30, NOT_ASKED, NOT_ALONE), one(9, presence=Presence.PROFESSIONAL_INTERPRETER)), 0),
        ((one(30, NOT_ASKED, NOT_ALONE), one(9, NOT_ASKED, NO_TIME)), 1),
        ((one(30, NOT_ASKED, NOT_ALONE), one(9, presence=Presence.SAFE_ADULT)), 1),
        ((one(30, NOT_ASKED, NOT_ALONE), one(9)), 1),
        ((one(9, NOT_ASKED, NotAskedReason.INTERPRETER_MISSING),), 0),
        ((one(60, NOT_ASKED, NOT_ALONE), ALONE, one(9, NOT_ASKED, NOT_ALONE)), 1),
    ],
)  # fmt: skip
def test_not_alone_in_a_row(enquiries: tuple[Enquiry, ...], count: int) -> None:
    assert stands(*enquiries).not_alone_in_a_row == count


@pytest.mark.parametrize(
    ("enquiries", "count"),
    [
        ((one(30, NOT_ASKED, NO_TIME), one(9, EnquiryOutcome.DEFERRED, until=-3)), 2),
        ((one(30, NOT_ASKED, NO_TIME), one(20), one(9, NOT_ASKED, NO_TIME)), 1),
        ((one(30, NOT_ASKED, NO_TIME), COMPANY, one(9, NOT_ASKED, NO_TIME)), 2),
        ((one(30, NOT_ASKED, NO_TIME), one(20)), 0),
        ((one(9, NOT_ASKED, NotAskedReason.ALREADY_DONE),), 0),
        ((one(9, NOT_ASKED),), 0),
        ((one(9, EnquiryOutcome.DEFERRED, NotAskedReason.INTERPRETER_MISSING, until=-3),), 0),
    ],
)  # fmt: skip
def test_put_off_in_a_row(enquiries: tuple[Enquiry, ...], count: int) -> None:
    assert stands(*enquiries).put_off_in_a_row == count


def test_the_newest_note_is_handed_on() -> None:
    found = stands(
        one(30, note="Call her Rosa."), one(20, by=REID, note="Ask about work."), one(9, note=" ")
    )
    assert (found.note, found.note_by, found.note_on) == ("Ask about work.", REID, back(20))


def test_whom_the_patient_told_should_ask() -> None:
    often = tuple(contact(days) for days in (1, 2, 3, 4))
    found = stands(one(400, TOLD, by=SHAH), one(9, by=REID), contacts=often)
    assert found.ask_by == SHAH
    assert found.ask_by_because == "The patient told them on 19 Oct 2025."


@pytest.mark.parametrize(
    ("contacts", "name"),
    [
        ((contact(1), contact(100), contact(365)), REID),
        ((contact(1), contact(100), contact(366)), ""),
        ((contact(1), contact(100), contact(3, attendance=Attendance.MISSED)), ""),
        ((*THREE, contact(1, SHAH), contact(2, SHAH), contact(3, SHAH)), ""),
        ((*THREE, contact(1, SHAH)), REID),
        ((contact(1, ""), contact(2, ""), contact(3, "")), ""),
    ],
)  # fmt: skip
def test_who_saw_the_patient_most_often_should_ask(
    contacts: tuple[Contact, ...], name: str
) -> None:
    assert stands(contacts=contacts).ask_by == name


def test_an_asking_and_a_contact_of_one_day_are_one_day() -> None:
    assert stands(one(1, by=REID), one(2, by=REID), contacts=(contact(1),)).ask_by == ""
    found = stands(one(1, by=REID), one(2, by=REID), contacts=(contact(1), contact(3)))
    assert (found.ask_by, found.ask_by_because) == (
        REID,
        "Saw the patient on 3 days of the last 365.",
    )


def test_a_contact_without_a_day_is_none() -> None:
    month = Contact(
        "Encounter/m",
        Setting.SURGERY,
        Attendance.ATTENDED,
        PartialDate(back(30), Precision.MONTH),
        "",
        REID,
    )
    assert stands(contacts=(contact(1), contact(2), month)).ask_by == ""


def test_the_numbers_of_the_lists_are_content() -> None:
    assert marks_of(CADENCE) == DueMarks(overdue_days=28, not_alone=2, put_off=2)


@given(histories(), st.randoms(), st.lists(st.integers(0, 500), max_size=5))
def test_a_ledger_replayed_gives_the_same_whatever_the_order(
    history: EnquiryHistory, order: Random, seen: list[int]
) -> None:
    contacts = [
        contact(days, by)
        for number, days in enumerate(seen)
        for by in (SHAH, REID)[: number % 2 + 1]
    ]
    found = standing_of(history, NEXT, TODAY, CADENCE, contacts)
    shuffled = list(history.enquiries)
    order.shuffle(shuffled)
    order.shuffle(contacts)
    again: tuple[Enquiry, ...] = ()
    for enquiry in shuffled:
        again = EnquiryHistory((*again, enquiry)).enquiries
    assert standing_of(EnquiryHistory(again), NEXT, TODAY, CADENCE, contacts) == found


@given(histories())
def test_what_lies_in_the_future_says_nothing(history: EnquiryHistory) -> None:
    later = one(-3, TOLD, note="Later.")
    with_later = EnquiryHistory((*history.enquiries, later))
    assert standing_of(with_later, NEXT, TODAY, CADENCE) == standing_of(
        history, NEXT, TODAY, CADENCE
    )
