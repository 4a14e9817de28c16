"""Responses to our own form of either version, and to the forms of other systems."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from gpsupport.domain.assessment import assess
from gpsupport.domain.enquiry import (
    Enquiry,
    EnquiryOutcome,
    Mode,
    NotAskedReason,
    Presence,
)
from gpsupport.domain.knowledge.content.instruments import (
    FORM_ADDRESS,
    Instrument,
    Item,
    Licence,
    ScoredAs,
)
from gpsupport.domain.record import Code, EntryKind
from gpsupport.fhir.enquiry_form import ENQUIRY, response
from gpsupport.fhir.labels import OUR_BASE
from gpsupport.fhir.reading import read_record
from gpsupport.knowledge.load import load_knowledge
from tests.unit.fhir.made import SUBJECT, bundle, faults

NEUTRAL = ("abus", "violen", "domestic", "victim", "perpetrat", "safeguard", "partner")
ON = date(2026, 11, 23)
FULL = Enquiry(
    id="e1",
    on=ON,
    outcome=EnquiryOutcome.DEFERRED,
    reason=NotAskedReason.NOT_PRIVATE,
    presence=Presence.OVERHEARD,
    mode=Mode.TELEPHONE,
    company="Her mother in law",
    until=date(2026, 12, 7),
    note="Ring her at work.",
    privacy_said=True,
)
# What the first version of the form had, as it was written then.
FIRST_VERSION = {
    "resourceType": "QuestionnaireResponse",
    "id": "old",
    "questionnaire": f"{ENQUIRY.url}|1",
    "status": "completed",
    "subject": SUBJECT,
    "authored": "2026-03-04T10:00:00+00:00",
    "item": [
        {"linkId": "on", "answer": [{"valueDate": "2026-03-04"}]},
        {
            "linkId": "outcome",
            "answer": [
                {"valueCoding": {"system": f"{OUR_BASE}/CodeSystem/outcome", "code": "not-asked"}}
            ],
        },
        {
            "linkId": "reason",
            "answer": [
                {"valueCoding": {"system": f"{OUR_BASE}/CodeSystem/reason", "code": "no-time"}}
            ],
        },
    ],
}


def written(enquiry: Enquiry) -> dict[str, Any]:
    """The response to our form as an object."""
    model = response(enquiry, enquiry.id, SUBJECT, None)
    content: dict[str, Any] = model.model_dump(mode="json")
    return content


def test_a_full_entry_reads_back_as_it_was() -> None:
    (back,) = read_record(bundle(written(FULL))).picture.history.enquiries
    assert replace(back, resource=None) == FULL


def test_a_response_to_the_first_version_still_reads() -> None:
    (back,) = read_record(bundle(FIRST_VERSION)).picture.history.enquiries
    assert (back.outcome, back.reason, back.on) == (
        EnquiryOutcome.NOT_ASKED,
        NotAskedReason.NO_TIME,
        date(2026, 3, 4),
    )
    assert (back.mode, back.company, back.until, back.note, back.privacy_said) == (
        None,
        "",
        None,
        "",
        False,
    )


def test_the_new_questions_stand_at_the_end_and_say_nothing_of_the_subject() -> None:
    form = ENQUIRY.questionnaire()
    assert form.version == "2"
    links = [item.linkId for item in form.item]
    assert links[-5:] == ["mode", "company", "until", "note", "privacy-said"]
    shown = " ".join([form.title, *(item.text for item in form.item)]).lower()
    assert not [word for word in NEUTRAL if word in shown]


@pytest.mark.parametrize(
    ("until", "what"),
    [(None, "has a day"), ("2026-11-23", "must come after"), ("2026-02-30", "date")],
)
def test_a_day_to_which_it_cannot_be_put_off_is_refused(until: str | None, what: str) -> None:
    content = written(FULL)
    for item in list(content["item"]):
        if item["linkId"] == "until":
            item["answer"][0]["valueDate"] = until
            if until is None:
                content["item"].remove(item)
    assert any(what in fault.what for fault in faults(bundle(content)))


# Forms of other systems

OTHER = "https://forms.example/Questionnaire/four-questions"


def filled_in(**parts: Any) -> dict[str, Any]:
    """Somebody else's form, filled in."""
    return {
        "resourceType": "QuestionnaireResponse",
        "id": "q1",
        "questionnaire": f"{OTHER}|3.1",
        "status": "completed",
        "subject": SUBJECT,
        "authored": "2026-05-06T09:00:00+01:00",
        "author": {"display": "Nurse Ann Lee"},
        "item": [{"linkId": "1", "answer": [{"valueBoolean": True}]}],
    } | parts


def test_another_form_is_an_entry_under_its_address_without_a_version() -> None:
    picture = read_record(bundle(filled_in())).picture
    assert picture.history.enquiries == ()
    (entry,) = picture.entries
    assert entry.codings[0].code == Code(FORM_ADDRESS, OTHER)
    assert (entry.kind, entry.recorded_by, str(entry.on)) == (
        EntryKind.OBSERVATION,
        "Nurse Ann Lee",
        "2026-05-06",
    )


@pytest.mark.parametrize(
    "parts",
    [
        {"status": "in-progress"},
        {"status": "entered-in-error"},
        {"questionnaire": f"{OUR_BASE}/Questionnaire/follow-up|1"},
        {"questionnaire": f"https://forms.example/{'x' * 256}"},
        {"implicitRules": "https://forms.example/rules"},
    ],
)
def test_what_is_no_finished_form_of_another_system_is_no_entry(parts: dict[str, Any]) -> None:
    assert read_record(bundle(filled_in(**parts))).picture.entries == ()


def test_it_is_an_asking_only_where_the_content_knows_the_form() -> None:
    pack = load_knowledge()
    picture = read_record(bundle(filled_in())).picture
    assert assess(picture, pack, ON).history.enquiries == ()
    licence = Licence("Nobody", "none")
    four = Instrument("four", "Four questions", licence, (Item("a", "?"),), forms=(OTHER,))
    known = replace(pack, instruments={"four": four})
    (asking,) = assess(picture, known, ON).history.enquiries
    assert (asking.on, asking.outcome, asking.by, asking.resource) == (
        date(2026, 5, 6),
        EnquiryOutcome.ANSWER_UNKNOWN,
        "Nurse Ann Lee",
        "QuestionnaireResponse/q1",
    )


# A licensed instrument that the content knows: its answers are read

ITEMS = ("one", "two", "three", "four")
FOUR = Instrument(
    "hark",
    "Four questions",
    Licence("the holder of the rights", "letter"),
    tuple(Item(one, f"Question {one}?") for one in ITEMS),
    scored=ScoredAs.HARK,
    forms=(OTHER,),
)
SCORED = replace(load_knowledge(), instruments={"hark": FOUR})
YES_NO = "http://terminology.hl7.org/CodeSystem/v2-0136"


def answered(*answers: bool, **parts: Any) -> dict[str, Any]:
    """The form with these answers to its first questions."""
    items = [
        {"linkId": link, "answer": [{"valueBoolean": answer}]}
        for link, answer in zip(ITEMS, answers, strict=False)
    ]
    return filled_in(**{"item": items} | parts)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ((False, True, False, False), EnquiryOutcome.DISCLOSED_CURRENT),
        ((True,), EnquiryOutcome.DISCLOSED_CURRENT),
        ((False,) * 4, EnquiryOutcome.NOT_DISCLOSED),
        ((False,) * 3, EnquiryOutcome.ANSWER_UNKNOWN),
        ((), EnquiryOutcome.ANSWER_UNKNOWN),
    ],
)
def test_the_answers_of_a_known_instrument_are_one_entry_of_the_ledger(
    answers: tuple[bool, ...], outcome: EnquiryOutcome
) -> None:
    content = answered(*answers)
    if not answers:
        del content["item"]
    picture = read_record(bundle(content), knowledge=SCORED).picture
    (asking,) = assess(picture, SCORED, ON).history.enquiries
    assert (asking.outcome, asking.on, asking.by, asking.resource) == (
        outcome,
        date(2026, 5, 6),
        "Nurse Ann Lee",
        "QuestionnaireResponse/q1",
    )


def test_answers_below_a_group_and_as_codes_are_read_too() -> None:
    yes = {"system": YES_NO, "code": "Y", "display": "Yes"}
    group = {"linkId": "g", "item": [{"linkId": "two", "answer": [{"valueCoding": yes}]}]}
    (asking,) = read_record(bundle(answered(item=[group])), knowledge=SCORED).picture.history.until(
        ON
    )
    assert asking.outcome is EnquiryOutcome.DISCLOSED_CURRENT


@pytest.mark.parametrize(
    "parts",
    [
        {"status": "in-progress"},
        {"status": "entered-in-error"},
        {"questionnaire": "https://forms.example/Questionnaire/something-else"},
        {"modifierExtension": [{"url": "https://forms.example/not", "valueBoolean": True}]},
    ],
)
def test_answers_that_do_not_count_tell_nothing(parts: dict[str, Any]) -> None:
    picture = read_record(bundle(answered(*[True] * 4, **parts)), knowledge=SCORED).picture
    assert picture.history.enquiries == ()


def test_what_the_content_does_not_score_is_never_read_as_an_answer() -> None:
    for content in (
        load_knowledge(),
        replace(SCORED, instruments={"hark": replace(FOUR, scored=None)}),
        None,
    ):
        picture = read_record(bundle(answered(*[True] * 4)), knowledge=content).picture
        assert picture.history.enquiries == ()
        assert len(picture.entries) == 1


def test_a_response_without_a_day_is_no_entry_of_the_ledger() -> None:
    content = answered(*[True] * 4)
    del content["authored"]
    picture = read_record(bundle(content), knowledge=SCORED).picture
    assert picture.history.enquiries == ()
