"""Boxes and dates that no code holds: written, read back in their order, and refused when odd."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gpsupport.domain.record import DateKind, KnownDate, Tick
from gpsupport.fhir.labels import SECURITY
from gpsupport.fhir.noted_form import NOTED, noted_response
from gpsupport.fhir.reading import read_record
from gpsupport.fhir.writing import write_record
from tests.unit.fhir.made import SUBJECT, bundle, faults
from tests.unit.fhir.test_writing import AT, PATIENT, PRACTICE, WORDS_OF_ABUSE, named

ON = date(2026, 11, 23)
TICKS = (
    Tick("separation", True, ON, "Dr Ada Okafor"),
    Tick("separation", False, ON, "Amy Cole"),
    Tick("separation", True, ON, "Dr Ada Okafor"),
)
DATES = (
    KnownDate(DateKind.EXPECTED_BIRTH, date(2027, 3, 1), ON, "Amy Cole"),
    KnownDate(DateKind.EXPECTED_BIRTH, None, ON),
)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
ticks = st.builds(
    Tick, st.sampled_from(["separation", "moved"]), st.booleans(), days, st.just("") | named
)
dates = st.builds(KnownDate, st.sampled_from(DateKind), st.none() | days, days, st.just("") | named)


def written(**parts: Any) -> bytes:
    return write_record(PATIENT, PRACTICE, (), (), AT, ticks=TICKS, dates=DATES, **parts)


@settings(max_examples=40)
@given(st.lists(ticks, max_size=6), st.lists(dates, max_size=4))
def test_everything_noted_comes_back_in_its_order(made: list[Tick], said: list[KnownDate]) -> None:
    picture = read_record(
        write_record(PATIENT, PRACTICE, (), (), AT, ticks=made, dates=said)
    ).picture
    assert (list(picture.ticks), list(picture.dates)) == (made, said)
    assert picture.entries == ()
    assert picture.history.enquiries == ()


def test_it_says_who_and_when_and_carries_our_labels() -> None:
    entries = {one["resource"]["resourceType"]: one for one in json.loads(written())["entry"]}
    assert set(entries) == {"Patient", "Organization", "QuestionnaireResponse", "Provenance"}
    made = entries["Provenance"]["resource"]
    assert made["target"] == [{"reference": entries["QuestionnaireResponse"]["fullUrl"]}]
    assert [one["who"]["display"] for one in made["agent"]] == [
        "Dr Ada Okafor",
        "Amy Cole",
        "Not named",
    ]
    assert made["occurredPeriod"] == {"start": "2026-11-23", "end": "2026-11-23"}
    for one in entries.values():
        assert one["resource"]["meta"]["security"] == list(SECURITY)


def test_nothing_noted_is_nothing_written() -> None:
    kinds = [
        one["resource"]["resourceType"]
        for one in json.loads(write_record(PATIENT, PRACTICE, (), (), AT))["entry"]
    ]
    assert kinds == ["Patient"]


def test_it_is_the_same_resource_each_time_and_comes_back_once() -> None:
    came = read_record(written()).resources
    again = write_record(PATIENT, PRACTICE, came, (), AT, ticks=TICKS[:1], dates=DATES)
    answers = [
        one["resource"]
        for one in json.loads(again)["entry"]
        if one["resource"]["resourceType"] == "QuestionnaireResponse"
    ]
    assert len(answers) == 1
    assert read_record(again).picture.ticks == TICKS[:1]


def test_no_text_of_the_form_says_what_it_is_about() -> None:
    texts = NOTED.questionnaire().model_dump_json().lower()
    assert not [word for word in (*WORDS_OF_ABUSE, "strangl", "pregnan") if word in texts]


def answers(**parts: Any) -> dict[str, Any]:
    made = noted_response(TICKS[:1], DATES[:1], "p1", SUBJECT)
    content: dict[str, Any] = made.model_dump(mode="json")
    return content | parts


@pytest.mark.parametrize(
    "parts",
    [
        {"status": "entered-in-error"},
        {"status": "in-progress"},
        {"questionnaire": "https://other.example/Questionnaire/noted"},
        {"modifierExtension": [{"url": "https://other.example/not", "valueBoolean": True}]},
    ],
)
def test_what_does_not_count_tells_nothing(parts: dict[str, Any]) -> None:
    reading = read_record(bundle(answers(**parts)))
    assert (reading.picture.ticks, reading.picture.dates) == ((), ())


@pytest.mark.parametrize(
    ("group", "place", "answer"),
    [
        ("box", 0, {"valueString": "x" * 257}),
        ("box", 0, {"valueInteger": 1}),
        ("box", 1, {"valueString": "yes"}),
        ("box", 2, {"valueDate": "2026"}),
        ("date", 0, {"valueCoding": {"system": "https://other.example", "code": "birth"}}),
        ("date", 0, {"valueCoding": {"system": NOTED.question("date.of").system, "code": "due"}}),
        ("date", 1, {"valueDate": "2026-05"}),
    ],
)
def test_an_answer_that_the_form_does_not_offer_is_refused(
    group: str, place: int, answer: dict[str, Any]
) -> None:
    content = answers()
    number = ["box", "date"].index(group)
    content["item"][number]["item"][place]["answer"] = [answer]
    (fault,) = faults(bundle(content))
    assert fault.where == f"Bundle.entry[1].resource.item[{number}]"


def test_an_answer_that_is_missing_is_refused() -> None:
    content = answers()
    del content["item"][0]["item"][0]
    assert len(faults(bundle(content))) == 1
