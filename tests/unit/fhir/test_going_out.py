"""What goes out beside the answers: who made them, what took their place, and what is next."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gpsupport.domain.consultation import GateAnswer
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import (
    Agreement,
    Answer,
    ChecklistResult,
    ChildPlan,
    Disclosure,
    RiskFacts,
    SafetyAnswer,
)
from gpsupport.domain.enquiry import (
    Enquiry,
    EnquiryHistory,
    EnquiryOutcome,
    Mode,
    NextEnquiry,
    Presence,
)
from gpsupport.domain.people import Role
from gpsupport.domain.record import Setting
from gpsupport.fhir.follow_up_form import FOLLOW_UP
from gpsupport.fhir.labels import SECURITY
from gpsupport.fhir.reading import read_record
from gpsupport.fhir.writing import Replaced, write_consultation, write_record
from tests.unit.fhir.made import bundle, condition
from tests.unit.fhir.test_writing import (
    AT,
    CLINICIAN,
    CONSULTATION,
    DUE,
    PATIENT,
    PRACTICE,
    WORDS_OF_ABUSE,
    an_enquiry,
)

CANARY = "KANARIENVOGEL"
RELEASE = "a" * 64
TOLD = an_enquiry(role=Role.GP, knowledge_release=RELEASE)
NOTED = Disclosure(
    id="d1",
    patient_id=PATIENT.id,
    consultation_id=CONSULTATION.id,
    enquiry_id=TOLD.id,
    at=AT,
    by=CLINICIAN.name,
    matters_most="To sleep.",
    safety=(
        SafetyAnswer("question-1", Answer.YES, "Said so twice", on=date(2026, 11, 20)),
        SafetyAnswer("question-2", Answer.NOT_ASKED),
    ),
    children_asked=True,
    children=(
        ChildPlan("Sam", 7, plan="school-nurse", owner="Dr Ada Okafor", by=date(2026, 12, 1)),
        ChildPlan("Kit", None, why_none="Grown up and away"),
    ),
    risk=RiskFacts(
        checklist=ChecklistResult(9, date(2026, 11, 23), "Dr Ada Okafor", answered=20),
        judgement=True,
        judgement_reasons="It is getting worse.",
        events=2,
    ),
    contact=SafeContact(
        SafeWay.OWN_PHONE,
        detail=f"{CANARY} 07700 900111",
        code_words=f"{CANARY}-words",
        confirmed_on=date(2026, 11, 23),
        valid_until=date(2026, 12, 1),
    ),
    agreements=(Agreement("advocate", agreed=True, what="Name and number"),),
    routes=("forced-marriage",),
)


def consultation(disclosure: Disclosure = NOTED) -> list[dict[str, Any]]:
    """The entries of a saved consultation in which somebody told."""
    file = write_consultation(PRACTICE, PATIENT, CONSULTATION, TOLD, DUE, CLINICIAN, disclosure)
    return list(json.loads(file)["entry"])


def of_kind(entries: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [one["resource"] for one in entries if one["resource"]["resourceType"] == kind]


def references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["reference"]] if isinstance(value.get("reference"), str) else []
        return own + [found for one in value.values() for found in references(one)]
    if isinstance(value, list):
        return [found for one in value for found in references(one)]
    return []


def test_everything_has_an_address_a_label_and_leads_somewhere() -> None:
    entries = consultation()
    addresses = [one["fullUrl"] for one in entries]
    assert len(set(addresses)) == len(entries) == 9
    assert set(references(entries)) <= set(addresses)
    for one in entries:
        assert one["resource"]["meta"]["security"] == list(SECURITY)


def test_who_when_and_from_which_release_stands_beside_each_answer() -> None:
    entries = consultation()
    answers = of_kind(entries, "QuestionnaireResponse")
    made = {one["target"][0]["reference"]: one for one in of_kind(entries, "Provenance")}
    by_id = {one["resource"]["id"]: one["fullUrl"] for one in entries}
    assert set(made) == {by_id[one["id"]] for one in answers}
    asked, noted = made[by_id[TOLD.id]], made[by_id[NOTED.id]]
    assert asked["recorded"].startswith("2026-11-23T09:30:00")
    assert asked["agent"][0]["who"]["display"] == CLINICIAN.name
    assert asked["agent"][0]["role"][0]["coding"][0]["code"] == "gp"
    (source,) = [one for one in asked["entity"] if one["role"] == "source"]
    assert source["what"]["identifier"]["value"] == RELEASE
    (after,) = noted["entity"]
    assert (after["role"], after["what"]["reference"]) == ("derivation", by_id[TOLD.id])


def test_what_was_noted_goes_out_and_no_way_to_reach_anybody() -> None:
    entries = consultation()
    text = json.dumps(entries)
    for said in ("To sleep.", "Said so twice", "Sam", "school-nurse", "It is getting worse."):
        assert said in text
    assert CANARY not in text
    assert "07700" not in text
    (form,) = [
        one
        for one in of_kind(entries, "QuestionnaireResponse")
        if "follow-up" in one["questionnaire"]
    ]
    groups = [one["linkId"] for one in form["item"]]
    assert (groups.count("answer"), groups.count("child"), groups.count("checklist")) == (2, 2, 1)
    (total,) = [
        item["answer"][0]["valueInteger"]
        for one in form["item"]
        if one["linkId"] == "checklist"
        for item in one["item"]
        if item["linkId"] == "checklist.total"
    ]
    assert total == 9


def test_no_text_of_ours_says_what_it_is_about() -> None:
    texts = FOLLOW_UP.questionnaire().model_dump_json().lower()
    neutral = replace(NOTED, routes=(), risk=replace(NOTED.risk, judgement_reasons=""))
    texts += json.dumps(consultation(disclosure=neutral)).lower()
    for word in (*WORDS_OF_ABUSE, "strangl", "marac", "dash", "disclosure"):
        assert word not in texts, word


def test_every_answer_stands_under_a_question_of_the_form() -> None:
    def links(items: list[Any]) -> dict[str, str]:
        found = {one.linkId: one.text for one in items}
        for one in items:
            found |= links(one.item or [])
        return found

    known = links(FOLLOW_UP.questionnaire().item)

    def check(items: list[dict[str, Any]]) -> None:
        for one in items:
            assert known[one["linkId"]] == one["text"]
            check(one.get("item", []))

    (form,) = [
        one
        for one in of_kind(consultation(), "QuestionnaireResponse")
        if "follow-up" in one["questionnaire"]
    ]
    check(form["item"])


def test_our_own_bundle_reads_back_as_the_same_ledger_without_a_fault() -> None:
    file = write_record(PATIENT, PRACTICE, (), [TOLD], AT, disclosures=[NOTED], next_due=DUE)
    reading = read_record(file)
    (back,) = reading.picture.history.enquiries
    assert replace(back, resource=None) == TOLD
    assert reading.not_used == {"Organization": 1, "Provenance": 2, "Task": 1}
    assert reading.picture.entries == ()


def test_the_next_conversation_says_when_and_whose_it_is_and_not_why() -> None:
    file = json.loads(write_record(PATIENT, PRACTICE, (), [TOLD], AT, next_due=DUE))
    (task,) = of_kind(file["entry"], "Task")
    assert task["restriction"]["period"]["end"] == "2027-02-01"
    assert task["owner"]["display"] == PRACTICE.name
    assert task["performerType"][0]["text"] == "Whoever sees the patient next"
    assert "reasonCode" not in task
    assert "ask" not in json.dumps(task).lower().replace("task", "")
    assert not of_kind(file["entry"], "Flag")
    none = write_record(PATIENT, PRACTICE, (), [TOLD], AT, next_due=NextEnquiry(None, "Nothing."))
    assert not of_kind(json.loads(none)["entry"], "Task")


def test_what_was_corrected_goes_out_as_entered_in_error_and_counts_no_more() -> None:
    later = replace(TOLD, id="e2", outcome=EnquiryOutcome.DECLINED, at=AT + timedelta(minutes=5))
    file = write_record(PATIENT, PRACTICE, (), [later], AT, replaced=[Replaced(TOLD, later.id)])
    assert [one.id for one in read_record(file).picture.history.enquiries] == [later.id]
    entries = json.loads(file)["entry"]
    status = {one["id"]: one["status"] for one in of_kind(entries, "QuestionnaireResponse")}
    assert status == {later.id: "completed", TOLD.id: "entered-in-error"}
    by_id = {one["resource"]["id"]: one["fullUrl"] for one in entries}
    (made,) = [
        one
        for one in of_kind(entries, "Provenance")
        if one["target"][0]["reference"] == by_id[later.id]
    ]
    revised = [one for one in made["entity"] if one["role"] == "revision"]
    assert [one["what"]["reference"] for one in revised] == [by_id[TOLD.id]]


def test_our_own_that_came_back_goes_out_once() -> None:
    before = read_record(bundle(condition()))
    once = write_record(
        before.picture.patient,
        PRACTICE,
        before.resources,
        [TOLD],
        AT,
        disclosures=[NOTED],
        next_due=DUE,
    )
    came_back = read_record(once).resources
    again = write_record(
        before.picture.patient,
        PRACTICE,
        came_back,
        [TOLD],
        AT,
        disclosures=[NOTED],
        next_due=replace(DUE, due_on=date(2027, 3, 1)),
    )
    resources = [one["resource"] for one in json.loads(again)["entry"]]
    names = [(one["resourceType"], one["id"]) for one in resources]
    assert len(set(names)) == len(names)
    (task,) = [one for one in resources if one["resourceType"] == "Task"]
    assert task["restriction"]["period"]["end"] == "2027-03-01"


def test_the_class_of_a_meeting_follows_from_how_it_took_place() -> None:
    settings_of = {
        Mode.FACE_TO_FACE: Setting.SURGERY,
        Mode.HOME_VISIT: Setting.HOME,
        Mode.TELEPHONE: Setting.REMOTE,
        Mode.VIDEO: Setting.REMOTE,
        Mode.ONLINE: Setting.REMOTE,
    }
    assert set(settings_of) == set(Mode)
    for mode, setting in settings_of.items():
        gate = GateAnswer(Presence.PROFESSIONAL_INTERPRETER, AT, mode)
        made = replace(CONSULTATION, gate=gate)
        file = write_consultation(PRACTICE, PATIENT, made, TOLD, DUE, CLINICIAN)
        (contact,) = read_record(file).picture.contacts
        assert contact.setting is setting


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[Enquiry, ...]:
    days = draw(st.lists(st.dates(date(2020, 1, 1), date(2026, 11, 23)), max_size=6, unique=True))
    made = []
    for number, day in enumerate(sorted(days)):
        outcome = draw(st.sampled_from(EnquiryOutcome))
        holds = outcome in {EnquiryOutcome.DEFERRED, EnquiryOutcome.OPTED_OUT}
        made.append(
            Enquiry(
                id=f"e{number}",
                on=day,
                outcome=outcome,
                by=draw(st.sampled_from(["Dr A", "Dr B"])),
                role=Role.GP,
                at=datetime(day.year, day.month, day.day, 10, tzinfo=UTC),
                presence=draw(st.none() | st.sampled_from(Presence)),
                mode=draw(st.none() | st.sampled_from(Mode)),
                company=draw(st.sampled_from(["", "A friend"])),
                until=day + timedelta(days=draw(st.integers(1, 400))) if holds else None,
                note=draw(st.sampled_from(["", "Ask about work."])),
                privacy_said=draw(st.booleans()),
            )
        )
    return tuple(made)


@settings(max_examples=40)
@given(ledgers())
def test_any_ledger_comes_back_as_it_went(made: tuple[Enquiry, ...]) -> None:
    file = write_record(PATIENT, PRACTICE, (), made, AT, disclosures=[NOTED], next_due=DUE)
    back = read_record(file).picture.history
    plain = EnquiryHistory(tuple(replace(one, resource=None) for one in back.enquiries))
    assert plain == EnquiryHistory(made)
