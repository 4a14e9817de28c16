"""Parts of a record, the household, today and registration; and the words of every answer."""

from dataclasses import replace

import pytest

from gpsupport.domain.knowledge.deciding.judging import Verdict, judge
from gpsupport.domain.knowledge.language.conditions import (
    Age,
    Attended,
    Coded,
    Condition,
    Household,
    Open,
    Registered,
    Ticked,
    Today,
)
from gpsupport.domain.record import (
    CodedEntry,
    ContactKind,
    EntryKind,
    HouseholdEntry,
    PatientPicture,
    Setting,
    Tick,
)
from tests.unit.domain.pictures import TODAY, ago, entry, facts_of, somebody

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
SETS = {"fall": ("1", "2"), "cold": ("3",), "start": ("4",), "end": ("5",)}
OPEN = Ticked("open", "nobody has said")


def answer(condition: Condition, *entries: object, **parts: object) -> Verdict:
    picture = PatientPicture(somebody(), entries, **parts)  # type: ignore[arg-type]
    return judge(condition, facts_of(sets=SETS, picture=picture)).verdict


def test_a_part_of_the_record_alone_may_be_counted() -> None:
    condition = Coded(("fall",), days=365, at_least=2, kinds=(EntryKind.MEDICATION,))
    issues = [replace(entry("1", back, back), kind=EntryKind.MEDICATION) for back in (10, 20)]
    assert answer(condition, *issues) is MET
    assert answer(condition, issues[0], entry("1", 20)) is NOT_MET
    assert answer(replace(condition, kinds=()), issues[0], entry("1", 20)) is MET


def test_a_medicine_counts_even_where_a_problem_of_that_day_has_its_code() -> None:
    condition = Coded(("fall",), kinds=(EntryKind.MEDICATION,))
    medicine = replace(entry("1", 10, 2), kind=EntryKind.MEDICATION)
    assert answer(condition, entry("1", 10, 1), medicine) is MET


@pytest.mark.parametrize(
    ("days_ago", "expected"), [(0, MET), (91, MET), (92, NOT_MET), (-1, UNKNOWN), (None, UNKNOWN)]
)
def test_registered_lately(days_ago: int | None, expected: Verdict) -> None:
    on = None if days_ago is None else ago(days_ago)
    assert answer(Registered(91), registered_on=on) is expected


def test_a_registration_is_a_reason_with_a_day() -> None:
    picture = PatientPicture(somebody(), registered_on=ago(10))
    judgement = judge(Registered(91), facts_of(sets=SETS, picture=picture))
    assert [(one.resource, one.on) for one in judgement.evidence] == [
        ("registration", ago(10).earliest)
    ]


def at_home(*entries: tuple[str, CodedEntry]) -> dict[str, object]:
    return {"household": tuple(HouseholdEntry(person, one) for person, one in entries)}


def test_what_the_household_holds() -> None:
    condition = Household(("fall",), days=365)
    assert answer(condition) is UNKNOWN
    assert answer(condition, **at_home()) is NOT_MET
    assert answer(condition, **at_home(("m", entry("1", 365)))) is MET
    assert answer(condition, **at_home(("m", entry("1", 366)))) is NOT_MET
    assert answer(condition, **at_home(("m", entry("1", -1)))) is NOT_MET
    assert answer(condition, **at_home(("m", entry("1", None)))) is UNKNOWN
    assert answer(Household(("fall",)), **at_home(("m", entry("1", None)))) is MET
    assert answer(condition, entry("1", 5), **at_home(("m", entry("3", 5)))) is NOT_MET


def test_entries_of_two_people_are_two() -> None:
    condition = Household(("fall",), days=365, at_least=2)
    one = entry("1", 5)
    assert answer(condition, **at_home(("m", one), ("m", one))) is NOT_MET
    assert answer(condition, **at_home(("m", one), ("f", one))) is MET
    assert answer(condition, **at_home(("m", one), ("f", entry("1", None)))) is UNKNOWN


def test_the_household_never_counts_as_the_own_record() -> None:
    assert answer(Coded(("fall",)), **at_home(("m", entry("1", 5)))) is NOT_MET


def test_what_today_is_for() -> None:
    condition = Today((ContactKind.VACCINATION, ContactKind.DISPENSING))
    assert answer(condition) is UNKNOWN
    assert answer(condition, contact_today=ContactKind.VACCINATION) is MET
    assert answer(condition, contact_today=ContactKind.CONSULTATION) is NOT_MET


def test_what_a_clinician_says_today_counts_before_the_record() -> None:
    condition = Open(("start",), ("end",), days=280, asks=Ticked("now", "it is so now"))
    begun, ended = entry("4", 100, 1), entry("5", 50, 2)
    assert answer(condition, begun, ticks=(Tick("now", False, TODAY),)) is NOT_MET
    assert answer(condition, begun, ended, ticks=(Tick("now", True, TODAY),)) is MET
    assert answer(condition, begun, ended) is NOT_MET
    assert answer(condition, begun) is MET
    assert answer(condition) is UNKNOWN


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Coded(("fall",), days=365), "No entry for fall in the last 12 months."),
        (
            Coded(("fall",), days=365, at_least=2, apart_days=28),
            (
                "1 of the 2 entries for fall that it takes in the last 12 months,"
                " at least 28 days apart."
            ),
        ),
        (Coded(("fall",), days=90, new_after_days=9), "No new entry for fall in the last 90 days."),
        (Age(from_years=60), "For those aged 60 or over."),
        (Registered(91), "Registered here earlier than the last 3 months."),
        (
            Household(("fall",), days=365),
            "No entry for fall in the household's records in the last 12 months.",
        ),
        (Today((ContactKind.VACCINATION,)), "Today's contact is dispensing alone."),
        (
            Attended(365, 3, Setting.EMERGENCY),
            "0 of the 3 emergency attendances that it takes in the last 12 months.",
        ),
    ],
)
def test_a_silence_says_why(condition: Condition, words: str) -> None:
    entries = (entry("1", 100),) if words.startswith("1 of the 2") else ()
    picture = PatientPicture(
        somebody(),
        entries,
        registered_on=ago(1000),
        household=(),
        contact_today=ContactKind.DISPENSING,
    )
    assert judge(condition, facts_of(sets=SETS, picture=picture)).because == words


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Registered(91), "the day of registration at this practice"),
        (Household(("fall",)), "who belongs to the household"),
        (Today((ContactKind.VACCINATION,)), "what today's contact is for"),
        (Open(("start",), ("end",), 280), "start, now or not"),
        (OPEN, "a clinician's answer: nobody has said"),
    ],
)
def test_what_is_missing_is_named(condition: Condition, words: str) -> None:
    facts = facts_of(sets=SETS, picture=PatientPicture(somebody()))
    assert judge(condition, facts).missing == words
