"""What we write reads back as the same facts, carries our labels, and keeps received text."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gpsupport.domain.consultation import Consultation, ConsultationState, GateAnswer
from gpsupport.domain.days import PartialDate, Precision
from gpsupport.domain.enquiry import (
    Enquiry,
    EnquiryOutcome,
    Mode,
    NextEnquiry,
    NotAskedReason,
    Presence,
)
from gpsupport.domain.people import Clinician, NhsNumber, Patient, PersonName, Practice, Role, Sex
from gpsupport.domain.record import Setting
from gpsupport.fhir.enquiry_form import ENQUIRY
from gpsupport.fhir.reading import read_record
from gpsupport.fhir.writing import write_consultation, write_record
from tests.unit.fhir.made import bundle, condition, faults, resource

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PRACTICE = Practice("6ff1a1a5-29ee-4b2b-a7f8-3cde5de2d4ce", "Y12345", "Larch Surgery")
CLINICIAN = Clinician("d5a7a2e5-3fd3-4d8d-9d36-c5ad28d2ef31", "Dr Ada Okafor", (Role.GP,))
PATIENT = Patient(
    "0b1f1b0e-3dd1-4a07-8f3e-6a53f7bd9b9f",
    PersonName("MARCH", "Rosa Jane", "Ms"),
    Sex.FEMALE,
    PartialDate(date(1990, 5, 1), Precision.MONTH),
    NhsNumber("9434765919"),
)
CONSULTATION = Consultation(
    "c8b0b9f7-7a5c-4e63-a9a5-0f6d8a2f8b1d",
    PATIENT.id,
    CLINICIAN.id,
    AT,
    ConsultationState.RECORDED,
    GateAnswer(Presence.ALONE, AT),
)
DUE = NextEnquiry(date(2027, 2, 1), "Abuse now was disclosed. Ask at each contact.")
WORDS_OF_ABUSE = ("abuse", "violence", "domestic", "victim", "perpetrator", "safeguarding")

# FHIR forbids control characters in a text, half a surrogate pair is no text at all, and the
# library takes no other space than the plain one.
texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), max_size=40)
named = st.text(st.characters(categories=["L"]), min_size=1, max_size=20)
FIRST, LAST = date(1900, 1, 1), date(2200, 1, 1)
instants = st.builds(
    lambda day, time: datetime.combine(day, time, UTC), st.dates(FIRST, LAST), st.times()
)


@st.composite
def enquiries(draw: st.DrawFn) -> Enquiry:
    outcome = draw(st.sampled_from(EnquiryOutcome))
    not_asked = not outcome.asked
    held = outcome in {EnquiryOutcome.DEFERRED, EnquiryOutcome.OPTED_OUT}
    on = draw(st.dates(FIRST, LAST))
    return Enquiry(
        id=str(draw(st.uuids())),
        on=on,
        outcome=outcome,
        by=draw(named),
        role=draw(st.none() | st.sampled_from(Role)),
        at=draw(st.none() | instants),
        reason=draw(st.none() | st.sampled_from(NotAskedReason)) if not_asked else None,
        presence=draw(st.none() | st.sampled_from(Presence)),
        words=draw(texts),
        observed=draw(texts),
        prompted_by=draw(st.none() | st.sampled_from(["A01", "C20"])),
        knowledge_release=draw(st.none() | st.sampled_from(["0" * 64, "abc"])),
        mode=draw(st.none() | st.sampled_from(Mode)),
        company=draw(texts),
        until=on + timedelta(days=draw(st.integers(1, 400))) if held else None,
        note=draw(texts),
        privacy_said=draw(st.booleans()),
    )


def an_enquiry(**parts: Any) -> Enquiry:
    known = Enquiry(
        id="e1",
        on=date(2026, 11, 23),
        outcome=EnquiryOutcome.DISCLOSED_CURRENT,
        by=CLINICIAN.name,
        at=AT,
    )
    return replace(known, **parts)


def written(enquiry: Enquiry, due: NextEnquiry = DUE) -> bytes:
    return write_consultation(PRACTICE, PATIENT, CONSULTATION, enquiry, due, CLINICIAN)


def without_place(enquiry: Enquiry) -> Enquiry:
    """An enquiry that was read names the resource it came from; that is new, the rest is not."""
    return replace(enquiry, resource=None)


@settings(max_examples=60)
@given(enquiries())
def test_a_consultation_reads_back_as_the_same_patient_and_enquiry(enquiry: Enquiry) -> None:
    picture = read_record(written(enquiry)).picture
    assert picture.patient == PATIENT
    (back,) = picture.history.enquiries
    assert back.resource == f"QuestionnaireResponse/{enquiry.id}"
    assert without_place(back) == enquiry


@settings(max_examples=30)
@given(st.lists(enquiries(), max_size=4, unique_by=lambda enquiry: enquiry.id))
def test_a_record_reads_back_as_the_same_entries_and_enquiries(made: list[Enquiry]) -> None:
    before = read_record(bundle(condition(), condition(id="c2"), resource("Encounter", id="v")))
    file = write_record(before.picture.patient, PRACTICE, before.resources, made, AT)
    after = read_record(file)
    assert after.picture.entries == before.picture.entries
    assert after.picture.contacts == before.picture.contacts
    assert after.picture.patient == before.picture.patient
    assert {one.digest for one in before.resources} <= {one.digest for one in after.resources}
    back = {enquiry.id: without_place(enquiry) for enquiry in after.picture.history.enquiries}
    assert back == {enquiry.id: enquiry for enquiry in made}


def test_writing_twice_changes_nothing() -> None:
    before = read_record(bundle(condition()))
    once = read_record(
        write_record(before.picture.patient, PRACTICE, before.resources, [an_enquiry()], AT)
    )
    history = once.picture.history.enquiries
    twice = write_record(once.picture.patient, PRACTICE, once.resources, history, AT)
    assert read_record(twice) == once


def test_a_patient_who_was_never_received_is_written_too() -> None:
    file = write_record(PATIENT, PRACTICE, (), [an_enquiry()], AT)
    assert read_record(file).picture.patient == PATIENT


def test_references_by_uuid_still_lead_somewhere() -> None:
    uuid = "7f3d8e3a-57a3-4f0e-9b57-0d6b0a4c2a11"
    patient = {"resourceType": "Patient", "id": uuid}
    about = condition(subject={"reference": f"urn:uuid:{uuid}"})
    before = read_record(json.dumps([patient, about]).encode())
    file = write_record(before.picture.patient, PRACTICE, before.resources, (), AT)
    urls = {entry["fullUrl"] for entry in json.loads(file)["entry"]}
    assert f"urn:uuid:{uuid}" in urls
    assert read_record(file).picture.entries == before.picture.entries


def test_every_resource_that_we_write_is_labelled_restricted_and_sensitive() -> None:
    file = json.loads(written(an_enquiry()))
    kinds = [entry["resource"]["resourceType"] for entry in file["entry"]]
    assert kinds == [
        "Patient",
        "Practitioner",
        "Organization",
        "Encounter",
        "QuestionnaireResponse",
        "Task",
        "Provenance",
    ]
    for labelled in (file, *(entry["resource"] for entry in file["entry"])):
        labels = {(one["system"], one["code"]) for one in labelled["meta"]["security"]}
        assert labels == {
            ("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R"),
            ("http://terminology.hl7.org/CodeSystem/v3-ActCode", "SDV"),
        }


def test_no_word_of_ours_says_what_the_conversation_was_about() -> None:
    file = (
        written(an_enquiry()).decode().lower() + ENQUIRY.questionnaire().model_dump_json().lower()
    )
    for word in WORDS_OF_ABUSE:
        assert word not in file.replace("safeguarding-lead", "")


def test_the_task_is_due_on_the_next_day_and_absent_without_one() -> None:
    entries = json.loads(written(an_enquiry()))["entry"]
    (task,) = [one["resource"] for one in entries if one["resource"]["resourceType"] == "Task"]
    assert task["restriction"]["period"]["end"] == "2027-02-01"
    assert (task["status"], task["intent"]) == ("requested", "plan")
    without = json.loads(written(an_enquiry(), NextEnquiry(None, "")))["entry"]
    assert "Task" not in {entry["resource"]["resourceType"] for entry in without}


def test_every_reference_leads_to_an_entry() -> None:
    file = json.loads(written(an_enquiry()))
    known = {entry["fullUrl"] for entry in file["entry"]}
    assert set(_references(file)) <= known


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["reference"]] if isinstance(value.get("reference"), str) else []
        return own + [found for one in value.values() for found in _references(one)]
    if isinstance(value, list):
        return [found for one in value for found in _references(one)]
    return []


def test_a_number_that_nobody_traced_is_not_called_verified() -> None:
    patient = json.loads(written(an_enquiry()))["entry"][0]["resource"]
    (extension,) = patient["identifier"][0]["extension"]
    assert extension["valueCodeableConcept"]["coding"][0]["code"] == "02"


def test_a_conversation_on_the_telephone_is_a_virtual_encounter() -> None:
    remote = GateAnswer(Presence.REMOTE_FREE_TO_TALK, AT)
    for gate, setting in ((remote, Setting.REMOTE), (CONSULTATION.gate, Setting.SURGERY)):
        consultation = replace(CONSULTATION, gate=gate)
        file = write_consultation(PRACTICE, PATIENT, consultation, an_enquiry(), DUE, CLINICIAN)
        (contact,) = read_record(file).picture.contacts
        assert contact.setting is setting


def test_the_form_offers_every_answer_that_we_write() -> None:
    offered = {
        (item.linkId, option.valueCoding.code)
        for item in ENQUIRY.questionnaire().item
        for option in item.answerOption or []
    }
    for link, values in (
        ("outcome", EnquiryOutcome),
        ("reason", NotAskedReason),
        ("presence", Presence),
        ("role", Role),
        ("mode", Mode),
    ):
        assert {(link, value.value) for value in values} <= offered


def response(**parts: Any) -> dict[str, Any]:
    entries = json.loads(write_record(PATIENT, PRACTICE, (), [an_enquiry()], AT))["entry"]
    found: dict[str, Any] = next(
        one["resource"]
        for one in entries
        if one["resource"]["resourceType"] == "QuestionnaireResponse"
    )
    return found | {"subject": {"reference": "Patient/p1"}} | parts


def test_a_response_to_another_form_or_one_not_finished_is_no_enquiry() -> None:
    for parts in (
        {"questionnaire": "https://other.example/Questionnaire/enquiry"},
        {"status": "in-progress"},
        {"status": "entered-in-error"},
    ):
        reading = read_record(bundle(response(**parts)))
        assert reading.picture.history.enquiries == ()
        assert reading.not_used == {}


def test_an_answer_that_the_form_does_not_offer_is_refused() -> None:
    answers = response()["item"]
    for item in answers:
        if item["linkId"] == "outcome":
            item["answer"][0]["valueCoding"]["code"] = "perhaps"
    (fault,) = faults(bundle(response(item=answers)))
    assert fault.where == "Bundle.entry[1].resource.item.where(linkId='outcome').answer"


def test_control_characters_are_left_out_of_what_is_written() -> None:
    picture = read_record(written(an_enquiry(words="a\x0bb\nc\xa0d"))).picture
    assert picture.history.enquiries[0].words == "ab\nc d"


def test_two_systems_that_use_one_id_lose_nothing() -> None:
    north = read_record(bundle(condition())).resources
    south = read_record(bundle(condition(onsetDateTime="2020"))).resources
    file = json.loads(write_record(PATIENT, PRACTICE, (*north, *south), (), AT))
    kept = [entry["resource"] for entry in file["entry"]]
    assert [one.get("onsetDateTime") for one in kept if one["resourceType"] == "Condition"] == [
        "2026-03-04",
        "2020",
    ]
    assert len({entry["fullUrl"] for entry in file["entry"]}) == len(kept) == 3
