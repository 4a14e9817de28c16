"""What events of a patient's own record bring: the days, what keeps them, and what never counts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from gpsupport.domain.assessment import assess
from gpsupport.domain.days import PartialDate
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome
from gpsupport.domain.enquiry.schedule import Occasion, scheduled_askings
from gpsupport.domain.people import Sex
from gpsupport.domain.record import DateKind, HouseholdEntry, KnownDate, PatientPicture
from gpsupport.knowledge.load import load_knowledge
from tests.unit.domain.pictures import TODAY, entry, pictures, somebody

PACK = load_knowledge()
MARAC, MARAC_REFERRAL, VICTIM, ALLEGED = (
    "758941000000108",
    "978091000000105",
    "879911000000102",
    "205181000000109",
)
IN_PREGNANCY = "10756301000119105"
REFUGE, RETURNED, PREGNANT, ENDED = "864131000000100", "769131000000103", "77386006", "386639001"
BIRTH, EXPECTED = DateKind.BIRTH, DateKind.EXPECTED_BIRTH


def back(days: int) -> date:
    """A day counted back from TODAY."""
    return TODAY - timedelta(days=days)


def record(*coded: tuple[str, int | None], age: int = 34, sex: Sex = Sex.FEMALE) -> PatientPicture:
    """A record of these codes, so many days ago."""
    entries = (entry(code, days, number) for number, (code, days) in enumerate(coded))
    return PatientPicture(somebody(age, sex), tuple(entries))


def dated(kind: DateKind, days: int | None, said: int) -> KnownDate:
    """A date so many days back, entered so many days back."""
    return KnownDate(kind, None if days is None else back(days), back(said))


def asked(*days: int) -> EnquiryHistory:
    """A "no" on each of these days."""
    told = EnquiryOutcome.NOT_DISCLOSED
    return EnquiryHistory(tuple(Enquiry(f"e{one:04}", back(one), told) for one in days))


def open_days(picture: PatientPicture, *askings: int, row: str = "") -> list[int]:
    """How many days back each asking is due that nobody has kept."""
    picture = replace(picture, history=asked(*askings))
    assessment = assess(picture, PACK, TODAY)
    return [
        (TODAY - one.due_on).days
        for one in scheduled_askings(assessment.occasions, assessment.history, TODAY)
        if row in {"", one.row}
    ]


# The meeting


HEARD = ((MARAC, 20), (VICTIM, 25))


def test_a_meeting_brings_two_weeks_and_three_months_and_no_asking_at_its_year() -> None:
    assert open_days(record(*HEARD)) == [6, -71]


@pytest.mark.parametrize(
    "coded",
    [
        ((MARAC, 20),),
        ((MARAC, 20), (VICTIM, 731)),
        ((MARAC, 20), (VICTIM, 25), (ALLEGED, 300)),
        ((MARAC_REFERRAL, 20), (VICTIM, 25)),
        ((MARAC, None), (VICTIM, 25)),
        ((MARAC, -3), (VICTIM, 25)),
    ],
    ids=["role unknown", "long ago", "alleged", "only referred", "no date", "to come"],
)
def test_no_meeting_of_this_patient_is_known(coded: tuple[tuple[str, int | None], ...]) -> None:
    assert open_days(record(*coded)) == []


def test_harm_in_pregnancy_confirms_the_role_of_a_woman_alone() -> None:
    coded = ((MARAC, 20), (IN_PREGNANCY, 25))
    assert open_days(record(*coded)) == [6, -71]
    assert open_days(record(*coded, sex=Sex.MALE)) == []


def test_two_entries_of_one_meeting_are_one_and_a_later_meeting_is_another() -> None:
    twice = record((MARAC, 20), (MARAC, 8), (VICTIM, 25))
    assert open_days(twice) == [6, -71]
    again = record((MARAC, 60), (MARAC, 20), (VICTIM, 70))
    assert open_days(again) == [46, 6, -31, -71]
    assert open_days(again, 12) == [-31, -71]


@pytest.mark.parametrize(
    ("days_ago", "left"),
    [(20, [6, -71]), (14, [6, -71]), (13, [6, -71]), (12, [-71]), (6, [-71]), (0, [-71])],
)
def test_an_asking_keeps_what_it_is_nearer_to(days_ago: int, left: list[int]) -> None:
    assert open_days(record(*HEARD), days_ago) == left


def test_nothing_of_it_is_due_once_its_window_is_over() -> None:
    assert open_days(record((MARAC, 365), (VICTIM, 400))) == [351, 274]
    assert open_days(record((MARAC, 366), (VICTIM, 400))) == []


# Other events


def test_a_refuge_is_one_stay_however_often_it_is_written() -> None:
    weekly = record(*((REFUGE, days) for days in range(3, 40, 7)))
    assert open_days(weekly) == [24, -53]
    assert open_days(weekly, 1) == [-53]


def test_a_returned_referral_counts_on_the_childs_own_record() -> None:
    assert open_days(record((RETURNED, 3), age=9)) == [-4]
    assert open_days(record((RETURNED, 3), age=17)) == [-4]
    assert open_days(record((RETURNED, 3), age=18)) == []
    nobody_knows = PatientPicture(somebody(None), (entry(RETURNED, 3),))
    assert open_days(nobody_knows) == []


@pytest.mark.parametrize("code", [MARAC, VICTIM, REFUGE, RETURNED, PREGNANT])
def test_another_persons_record_brings_nothing(code: str) -> None:
    others = (HouseholdEntry("other", entry(code, 3)), HouseholdEntry("other", entry(VICTIM, 3)))
    picture = PatientPicture(somebody(), household=others)
    assert assess(picture, PACK, TODAY).occasions == ()


# Pregnancy


def expecting(due_in: int, said: int, *coded: tuple[str, int | None]) -> PatientPicture:
    """Somebody whose child is expected in so many days, as entered so many days back."""
    return replace(record(*coded), dates=(dated(EXPECTED, -due_in, said),))


def test_without_an_expected_date_only_the_booking_can_be_due() -> None:
    assert open_days(record((PREGNANT, 30))) == [30]
    assert open_days(record((PREGNANT, 30)), 10) == []
    assert open_days(record((PREGNANT, 30)), 31) == [30]


@pytest.mark.parametrize("age", [15, 34])
def test_a_code_of_pregnancy_counts_for_women_from_16(age: int) -> None:
    sex = Sex.MALE if age == 34 else Sex.FEMALE
    assert open_days(record((PREGNANT, 30), age=age, sex=sex)) == []


def test_weeks_count_from_280_days_before_the_expected_date() -> None:
    # 200 days to go is day 80; week 16 is day 112 and week 28 is day 196.
    assert open_days(expecting(200, 0)) == [0, -32, -116]
    assert open_days(expecting(200, 0), 0) == [-32, -116]


def test_the_booking_is_the_day_on_which_it_became_known() -> None:
    assert open_days(expecting(200, 5, (PREGNANT, 30)), row="pregnancy-booking") == [30]
    corrected = replace(
        expecting(200, 5), dates=(dated(EXPECTED, -190, 20), dated(EXPECTED, -200, 5))
    )
    assert open_days(corrected, row="pregnancy-booking") == [20]


def test_an_asking_of_this_pregnancy_keeps_the_booking_when_it_is_nearer_to_it() -> None:
    # Day 80 is today and known today; the pregnancy began 80 days ago.
    assert open_days(expecting(200, 0), 39, row="pregnancy-booking") == []
    assert open_days(expecting(200, 0), 40, row="pregnancy-booking") == [0]


def test_a_date_that_was_taken_back_brings_nothing() -> None:
    taken = (dated(EXPECTED, -200, 5), dated(EXPECTED, None, 2))
    assert open_days(replace(record(), dates=taken)) == []


def test_the_end_of_a_pregnancy_ends_what_it_brings() -> None:
    picture = expecting(20, 100, (PREGNANT, 100))
    assert open_days(picture, row="pregnancy-third") == [64]
    born = replace(picture, dates=(*picture.dates, dated(BIRTH, 1, 1)))
    assert open_days(born) == [-41, -182]
    ended = expecting(20, 100, (PREGNANT, 100), (ENDED, 1))
    assert open_days(ended) == []


def test_an_earlier_birth_ends_no_later_pregnancy() -> None:
    picture = expecting(200, 10)
    before = replace(picture, dates=(dated(BIRTH, 500, 490), *picture.dates))
    assert open_days(before) == open_days(picture)


def test_a_birth_to_come_is_none() -> None:
    assert open_days(replace(record(), dates=(dated(BIRTH, -3, 0),))) == []


def test_six_weeks_and_six_months_after_the_birth() -> None:
    born = replace(record(), dates=(dated(BIRTH, 50, 45),))
    assert open_days(born) == [8, -133]
    assert open_days(born, 29) == [8, -133]
    assert open_days(born, 28) == [-133]
    assert open_days(replace(record(), dates=(dated(BIRTH, 366, 45),))) == []


# Whatever stands in a record


@settings(max_examples=40)
@given(pictures())
def test_occasions_lie_in_order_and_never_before_their_event(picture: PatientPicture) -> None:
    for one in assess(picture, PACK, TODAY).occasions:
        assert one.after <= one.due_on
        assert one.kept_by(one.due_on)
        assert one.after == one.due_on or not one.kept_by(one.after)


@settings(max_examples=40)
@given(pictures())
def test_an_asking_today_leaves_nothing_that_had_come(picture: PatientPicture) -> None:
    assessment = assess(picture, PACK, TODAY)
    no = Enquiry("z", TODAY, EnquiryOutcome.NOT_DISCLOSED)
    with_no = EnquiryHistory((*assessment.history.enquiries, no))
    left = scheduled_askings(assessment.occasions, with_no, TODAY)
    assert all(one.due_on > TODAY for one in left)
    assert set(left) <= set(scheduled_askings(assessment.occasions, assessment.history, TODAY))


@settings(max_examples=40)
@given(pictures())
def test_a_no_of_today_never_brings_the_next_asking_of_a_record_forward(
    picture: PatientPicture,
) -> None:
    before = assess(picture, PACK, TODAY).next_enquiry.due_on
    no = Enquiry("z", TODAY, EnquiryOutcome.NOT_DISCLOSED)
    told = EnquiryHistory((*picture.history.enquiries, no))
    after = assess(replace(picture, history=told), PACK, TODAY).next_enquiry.due_on
    assert (after or date.max) >= (before or date.min)


@settings(max_examples=40)
@given(pictures())
def test_what_others_records_hold_changes_no_date(picture: PatientPicture) -> None:
    alone = assess(replace(picture, household=None), PACK, TODAY)
    linked = assess(picture, PACK, TODAY)
    assert linked.occasions == alone.occasions
    assert linked.next_enquiry == alone.next_enquiry


def test_an_entry_of_a_month_counts_from_its_first_day() -> None:
    month = replace(entry(REFUGE, 0), on=PartialDate.parse("2026-11"))
    picture = PatientPicture(somebody(), (month,))
    due = [one.due_on for one in assess(picture, PACK, TODAY).occasions]
    assert due == [date(2026, 11, 15), date(2027, 1, 31)]


def test_an_occasion_of_the_last_day_there_is() -> None:
    one = Occasion("row", date.max, date.max, date.max, "An event.")
    assert scheduled_askings((one,), asked(), date.max)[0].due_on == date.max
