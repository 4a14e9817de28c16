"""Days, sentences, and the neutral words of the page before the gate."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.actions.days import bounds_of, instant_of, london_day
from gpsupport.actions.enquiry.timeline import sentence_of
from gpsupport.actions.neutral import ordinary_name, ordinary_reason, ordinary_way
from gpsupport.domain.days import PartialDate, day_in_words, span_in_words
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome
from gpsupport.domain.people import Clinician, Role
from tests.integration.actions.pack import knowledge

TODAY = date(2026, 11, 23)
STAFF = (Clinician("1", "Dr Amin Rahman", (Role.GP,)),)


def enquiry(on: date, by: str | None, outcome: EnquiryOutcome) -> Enquiry:
    return Enquiry(id=f"{on}{by}", on=on, by=by, outcome=outcome)


def test_the_sentence_of_a_timeline() -> None:
    history = EnquiryHistory(
        (
            enquiry(date(2025, 2, 17), "Dr A", EnquiryOutcome.NOT_DISCLOSED),
            enquiry(date(2025, 9, 1), "Dr B", EnquiryOutcome.NOT_ASKED),
            enquiry(date(2025, 12, 1), "Dr B", EnquiryOutcome.DISCLOSED_PAST),
            enquiry(date(2026, 8, 17), "Nurse C", EnquiryOutcome.DECLINED),
            enquiry(date(2026, 12, 1), "Dr Tomorrow", EnquiryOutcome.DISCLOSED_CURRENT),
        )
    )
    assert sentence_of(history, TODAY) == (
        "Asked 3 times by 3 clinicians in 18 months. Disclosed once. Last asked 14 weeks ago."
    )


@pytest.mark.parametrize(
    ("askings", "sentence"),
    [
        ((), "Nobody has asked yet."),
        (
            (enquiry(TODAY, "Dr A", EnquiryOutcome.NOT_DISCLOSED),),
            "Asked once by 1 clinician. Not disclosed. Last asked today.",
        ),
        (
            (
                enquiry(TODAY - timedelta(days=1), None, EnquiryOutcome.ANSWER_UNKNOWN),
                enquiry(TODAY - timedelta(days=8), "Dr A", EnquiryOutcome.DISCLOSED_CURRENT),
            ),
            "Asked twice in 7 days. Disclosed once. Last asked 1 day ago.",
        ),
    ],
)
def test_other_sentences(askings: tuple[Enquiry, ...], sentence: str) -> None:
    assert sentence_of(EnquiryHistory(askings), TODAY) == sentence


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1 day"), (13, "13 days"), (14, "2 weeks"), (98, "14 weeks"), (119, "17 weeks"),
     (120, "3 months"), (546, "17 months"), (549, "18 months"), (729, "23 months"),
     (730, "2 years"), (731, "2 years"), (3653, "10 years")],
)  # fmt: skip
def test_spans(days: int, words: str) -> None:
    start = TODAY - timedelta(days=days)
    assert span_in_words(start, TODAY) == words


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 1, 23, 59, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_the_day_is_londons(instant: datetime, day: date) -> None:
    assert london_day(instant) == day


def test_a_time_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        london_day(datetime(2026, 7, 1))  # noqa: DTZ001


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_the_bounds_of_a_day_hold_that_day(day: date) -> None:
    start, end = bounds_of(day)
    moment = timedelta(microseconds=1)
    assert london_day(start) == london_day(end - moment) == day
    assert london_day(start - moment) == day - timedelta(days=1)
    assert end - start in (timedelta(hours=23), timedelta(hours=24), timedelta(hours=25))


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-07-01T09:00:00+01:00", datetime(2026, 7, 1, 8, tzinfo=UTC)),
        ("2026-07-01T09:00:00", datetime(2026, 7, 1, 8, tzinfo=UTC)),
        ("2026-07-01T09:00:00.5Z", datetime(2026, 7, 1, 9, 0, 0, 500000, tzinfo=UTC)),
        ("2026-07-01", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("Tuesday", None),
        ("", None),
    ],
)
def test_instants_of_fhir(text: str, instant: datetime | None) -> None:
    assert instant_of(text) == instant


@pytest.mark.parametrize(
    ("text", "words"),
    [("2026-11-03", "3 Nov 2026"), ("2026-11", "Nov 2026"), ("2026", "2026")],
)
def test_dates_as_a_page_shows_them(text: str, words: str) -> None:
    assert day_in_words(PartialDate.parse(text)) == words


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Bad HEADACHES since the fight", "Headaches"),
        ("coughing", "Cough"),
        ("hiccough", "Appointment"),
        ("injury review, headache, cough", "Headaches"),
        ("", "Appointment"),
    ],
)
def test_a_reason_before_the_gate_is_one_of_ours(text: str, label: str) -> None:
    assert ordinary_reason(text, knowledge()) == label


@given(st.text())
def test_no_text_gets_through(text: str) -> None:
    assert ordinary_reason(text, knowledge()) in {"Appointment", "Headaches", "Cough"}
    assert ordinary_way(text) in {"", "Video", "Phone", "Home visit", "Face to face"}
    assert ordinary_name(text, STAFF) in {"Practice team", "Dr Amin Rahman"}


def test_a_member_of_staff_is_named() -> None:
    assert ordinary_name("  dr amin  RAHMAN ", STAFF) == "Dr Amin Rahman"
    assert ordinary_name("", STAFF) == "Practice team"
