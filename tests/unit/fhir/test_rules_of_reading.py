"""Which entries count, under which code and on which day: one test for each rule."""

import json
from datetime import date
from typing import Any

import pytest

from gpsupport.domain.days import PartialDate, Precision
from gpsupport.domain.exchange import Unreadable
from gpsupport.domain.record import Attendance, Code, EntryKind, Setting
from gpsupport.fhir.reading import read_record
from tests.unit.fhir.made import SELF_HARM, SNOMED, SUBJECT, condition, patient, read, resource

VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
OBSERVED_ON = {"effectiveDateTime": "2026-03-04"}


def counts(content: dict[str, Any]) -> bool:
    return bool(read(content).picture.entries)


def day(content: dict[str, Any]) -> str:
    (entry,) = read(content).picture.entries
    return str(entry.on)


def verified(code: str) -> dict[str, Any]:
    return {"coding": [{"system": VERIFICATION, "code": code}]}


def test_a_confirmed_entry_counts_under_its_code_and_system() -> None:
    (entry,) = read(condition()).picture.entries
    assert entry.resource == "Condition/c1"
    assert entry.kind is EntryKind.CONDITION
    assert [coding.code for coding in entry.codings] == [Code(SNOMED, "248062006")]
    assert entry.on == PartialDate(date(2026, 3, 4))


@pytest.mark.parametrize("status", ["refuted", "entered-in-error"])
def test_a_condition_refuted_or_entered_in_error_never_counts(status: str) -> None:
    assert not counts(condition(verificationStatus=verified(status)))


@pytest.mark.parametrize("said", ["Refuted", "Entered in error"])
def test_the_same_said_in_words_alone_never_counts(said: str) -> None:
    assert not counts(condition(verificationStatus={"text": said}))


@pytest.mark.parametrize("status", ["active", "inactive", "remission", "resolved"])
def test_what_is_over_still_happened(status: str) -> None:
    clinical = {"coding": [{"system": CLINICAL, "code": status}]}
    assert counts(condition(clinicalStatus=clinical, verificationStatus=verified("confirmed")))


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("Observation", "entered-in-error"),
        ("Observation", "cancelled"),
        ("Observation", "registered"),
        ("Procedure", "entered-in-error"),
        ("Procedure", "not-done"),
        ("Procedure", "preparation"),
        ("MedicationRequest", "entered-in-error"),
        ("MedicationRequest", "cancelled"),
        ("MedicationRequest", "draft"),
        ("Immunization", "entered-in-error"),
        ("Immunization", "not-done"),
        ("Flag", "entered-in-error"),
        ("ServiceRequest", "entered-in-error"),
        ("ServiceRequest", "revoked"),
        ("ServiceRequest", "draft"),
        ("DocumentReference", "entered-in-error"),
    ],
)
def test_what_was_retracted_cancelled_or_only_planned_never_counts(kind: str, status: str) -> None:
    assert counts(resource(kind))
    assert not counts(resource(kind, status=status))


@pytest.mark.parametrize("kind", ["MedicationRequest", "ServiceRequest"])
def test_an_order_not_to_do_something_never_counts(kind: str) -> None:
    assert counts(resource(kind, doNotPerform=False))
    assert not counts(resource(kind, doNotPerform=True))


@pytest.mark.parametrize("intent", ["proposal", "option"])
@pytest.mark.parametrize("kind", ["MedicationRequest", "ServiceRequest"])
def test_what_was_only_proposed_never_counts(kind: str, intent: str) -> None:
    assert not counts(resource(kind, intent=intent))


@pytest.mark.parametrize(
    "answer",
    [
        {"valueBoolean": False},
        {
            "valueCodeableConcept": {
                "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0136", "code": "N"}]
            }
        },
        {"valueCodeableConcept": {"text": "No"}},
        {"valueCodeableConcept": {"coding": [{"display": "Absent (qualifier value)"}]}},
        {"valueString": "negative"},
        {
            "interpretation": [
                {
                    "coding": [
                        {
                            "system": (
                                "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
                            ),
                            "code": "NEG",
                        }
                    ]
                }
            ]
        },
        {"dataAbsentReason": {"text": "Not asked"}},
        {"valueInteger": 0},
        {"valueQuantity": {"value": 0, "unit": "times"}},
    ],
)
def test_an_observation_answered_with_no_never_counts(answer: dict[str, Any]) -> None:
    assert not counts(resource("Observation", **OBSERVED_ON, **answer))


@pytest.mark.parametrize(
    "answer",
    [
        {"valueBoolean": True},
        {"valueCodeableConcept": {"text": "Yes"}},
        {"valueString": "Not sure, no injury seen"},
        {"valueInteger": 2},
        {"valueQuantity": {"value": 1}},
    ],
)
def test_an_observation_answered_otherwise_counts(answer: dict[str, Any]) -> None:
    assert counts(resource("Observation", **OBSERVED_ON, **answer))


def test_an_observation_about_somebody_else_never_counts() -> None:
    husband = resource("RelatedPerson", id="h")
    about_him = resource("Observation", focus=[{"reference": "RelatedPerson/h"}])
    about_her = resource("Observation", focus=[SUBJECT])
    assert read(husband, about_him).picture.entries == ()
    assert len(read(husband, about_her).picture.entries) == 1


def test_family_history_is_never_the_patients_own() -> None:
    history = resource(
        "FamilyMemberHistory",
        relationship={"text": "Mother"},
        condition=[{"code": SELF_HARM}],
    )
    reading = read(history)
    assert reading.picture.entries == ()
    assert reading.not_used == {"FamilyMemberHistory": 1}


@pytest.mark.parametrize("part", ["modifierExtension", "implicitRules"])
def test_an_entry_whose_meaning_may_be_turned_round_never_counts(part: str) -> None:
    modifier: dict[str, Any] = {
        "modifierExtension": [{"url": "https://example.org/negated", "valueBoolean": True}],
        "implicitRules": "https://example.org/rules",
    }
    assert not counts(condition(**{part: modifier[part]}))


@pytest.mark.parametrize(
    "coding", [{"code": "248062006"}, {"system": SNOMED}, {"display": "Self-harm"}]
)
def test_a_code_without_its_system_is_no_code(coding: dict[str, str]) -> None:
    assert not counts(condition(code={"coding": [coding], "text": "Self-harm"}))


def test_a_date_in_the_future_is_kept_for_the_day_asked_to_judge() -> None:
    assert day(condition(onsetDateTime="2999-01-01")) == "2999-01-01"


@pytest.mark.parametrize(
    ("written", "earliest", "precision"),
    [
        ("2020", date(2020, 1, 1), Precision.YEAR),
        ("2020-06", date(2020, 6, 1), Precision.MONTH),
        ("2020-06-30", date(2020, 6, 30), Precision.DAY),
        ("2020-06-30T23:30:00-05:00", date(2020, 6, 30), Precision.DAY),
        ("2020-06-30T00:30:00+14:00", date(2020, 6, 30), Precision.DAY),
    ],
)
def test_a_day_is_the_day_as_written(written: str, earliest: date, precision: Precision) -> None:
    (entry,) = read(condition(onsetDateTime=written)).picture.entries
    assert entry.on == PartialDate(earliest, precision)


def test_an_undated_entry_has_no_day() -> None:
    (entry,) = read(condition(onsetDateTime=None)).picture.entries
    assert entry.on is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (condition(recordedDate="2026-05-01"), "2026-03-04"),
        (condition(onsetDateTime=None, recordedDate="2026-05-01"), "2026-05-01"),
        (
            condition(onsetDateTime=None, onsetPeriod={"start": "2026-02"}, recordedDate="2026-05"),
            "2026-02",
        ),
        (condition(onsetDateTime=None, onsetString="in spring", recordedDate="2026-05"), "2026-05"),
        (
            resource("Observation", effectivePeriod={"start": "2026-01-02"}),
            "2026-01-02",
        ),
        (resource("Observation", issued="2026-01-03T09:00:00Z"), "2026-01-03"),
        (resource("Observation", effectiveInstant="2026-01-04T09:00:00Z"), "2026-01-04"),
        (
            resource("Observation", effectiveTiming={"event": ["2026-01-05T09:00:00Z"]}),
            "2026-01-05",
        ),
        (resource("Procedure", performedDateTime="2026-01-06"), "2026-01-06"),
        (resource("Procedure", performedPeriod={"start": "2026-01-07"}), "2026-01-07"),
        (resource("MedicationRequest", authoredOn="2026-01-08"), "2026-01-08"),
        (resource("Immunization", recorded="2026-09-09"), "2026-03-04"),
        (resource("Flag", period={"start": "2026-01-09"}), "2026-01-09"),
        (
            resource("ServiceRequest", authoredOn="2026-01-10", occurrenceDateTime="2026-02-01"),
            "2026-01-10",
        ),
        (resource("ServiceRequest", occurrenceDateTime="2026-02-01"), "2026-02-01"),
        (resource("DocumentReference", date="2026-01-11T10:00:00Z"), "2026-01-11"),
        (
            resource(
                "DocumentReference",
                date="2026-01-11T10:00:00Z",
                context={"period": {"start": "2026-01-01"}},
            ),
            "2026-01-01",
        ),
    ],
)
def test_the_day_is_when_it_happened_else_when_it_was_written_down(
    content: dict[str, Any], expected: str
) -> None:
    assert day(content) == expected


@pytest.mark.parametrize(
    ("code", "setting"),
    [
        ("EMER", Setting.EMERGENCY),
        ("AMB", Setting.SURGERY),
        ("HH", Setting.HOME),
        ("VR", Setting.REMOTE),
        ("IMP", Setting.HOSPITAL),
        ("ACUTE", Setting.HOSPITAL),
        ("NONAC", Setting.HOSPITAL),
        ("SS", Setting.HOSPITAL),
        ("OBSENC", Setting.HOSPITAL),
        ("FLD", Setting.OTHER),
    ],
)
def test_the_class_of_an_encounter_says_where_it_was(code: str, setting: Setting) -> None:
    act_code = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": code}
    (contact,) = read(resource("Encounter", **{"class": act_code})).picture.contacts
    assert contact.setting is setting


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("finished", [Attendance.ATTENDED]),
        ("planned", [Attendance.BOOKED]),
        ("in-progress", []),
        ("unknown", []),
        ("cancelled", []),
        ("entered-in-error", []),
    ],
)
def test_only_a_finished_encounter_took_place(status: str, expected: list[Attendance]) -> None:
    contacts = read(resource("Encounter", status=status)).picture.contacts
    assert [contact.attendance for contact in contacts] == expected


def test_the_coded_reason_of_an_encounter_is_an_entry_on_its_day() -> None:
    encounter = resource(
        "Encounter",
        reasonCode=[SELF_HARM],
        period={"start": "2026-02-03T10:00:00Z"},
        participant=[{"individual": {"display": "Dr A Khan"}}],
    )
    picture = read(encounter).picture
    (entry,), (contact,) = picture.entries, picture.contacts
    assert (entry.resource, entry.kind, str(entry.on)) == (
        "Encounter/r1",
        EntryKind.CONDITION,
        "2026-02-03",
    )
    assert (contact.reason, contact.seen_by) == ("Self-harm", "Dr A Khan")
    planned = resource("Encounter", status="planned", reasonCode=[SELF_HARM])
    assert read(planned).picture.entries == ()


def test_an_appointment_that_the_patient_missed_is_a_missed_contact() -> None:
    missed = resource("Appointment", status="noshow", start="2026-02-03T10:00:00Z")
    reading = read(missed)
    (contact,) = reading.picture.contacts
    assert contact.attendance is Attendance.MISSED
    assert str(contact.on) == "2026-02-03"
    assert reading.appointments == ()


def test_a_booked_appointment_is_one_to_come() -> None:
    booked = resource(
        "Appointment",
        start="2026-02-03T10:00:00Z",
        end="2026-02-03T10:15:00Z",
        appointmentType={"text": "Face to face"},
        reasonCode=[{"text": "Blood pressure"}],
        participant=[
            {"actor": SUBJECT, "status": "accepted"},
            {"actor": {"reference": "Practitioner/d", "display": "Dr Lee"}, "status": "accepted"},
        ],
    )
    reading = read(booked)
    (appointment,) = reading.appointments
    assert appointment.starts_at == "2026-02-03T10:00:00Z"
    assert appointment.minutes == 15
    assert (appointment.how, appointment.booked_for) == ("Face to face", "Blood pressure")
    assert appointment.practitioner == "Dr Lee"
    assert reading.picture.contacts == ()


@pytest.mark.parametrize("status", ["fulfilled", "arrived", "checked-in", "cancelled", "proposed"])
def test_other_appointments_are_neither(status: str) -> None:
    reading = read(resource("Appointment", status=status, start="2026-02-03T10:00:00Z"))
    assert reading.picture.contacts == ()
    assert reading.appointments == ()


@pytest.mark.parametrize(
    ("code", "relationship"),
    [
        ("CHILD", "child"),
        ("SON", "child"),
        ("DAUINLAW", "child"),
        ("STPSON", "child"),
        ("MTH", "parent"),
        ("PRN", "parent"),
        ("WIFE", "partner"),
        ("DOMPART", "partner"),
        ("FMRSPS", "partner"),
        ("NBOR", "other"),
    ],
)
def test_a_relative_is_what_the_code_says(code: str, relationship: str) -> None:
    concept = {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": code}]
    }
    (relative,) = read(resource("RelatedPerson", relationship=[concept])).picture.relatives
    assert relative.relationship.value == relationship


def test_a_relationship_that_no_longer_holds_is_left_out() -> None:
    assert read(resource("RelatedPerson", active=False)).picture.relatives == ()


def test_a_medicine_may_stand_in_a_resource_of_its_own() -> None:
    medicine = {"resourceType": "Medication", "id": "m", "code": SELF_HARM}
    prescription = resource(
        "MedicationRequest",
        medicationCodeableConcept=None,
        medicationReference={"reference": "Medication/m"},
    )
    (entry,) = read(prescription, medicine).picture.entries
    assert entry.codings[0].code.value == "248062006"


def test_a_number_that_is_no_nhs_number_counts_as_not_known() -> None:
    import json

    from gpsupport.fhir.reading import read_record
    from tests.unit.fhir.made import patient

    system = "https://fhir.nhs.uk/Id/nhs-number"
    for value, known in (("9434765919", True), ("9434765918", False)):
        data = json.dumps(patient(identifier=[{"system": system, "value": value}])).encode()
        assert bool(read_record(data).picture.patient.nhs_number) is known


@pytest.mark.parametrize(
    ("subject", "known"),
    [
        ("Patient/p1", True),
        ("https://here.example/fhir/Patient/p1", True),
        ("https://other.example/fhir/Patient/p1", False),
    ],
)
def test_the_same_id_on_another_server_is_somebody_else(subject: str, known: bool) -> None:
    told = condition(subject={"reference": subject})
    owner = {"fullUrl": "https://here.example/fhir/Patient/p1", "resource": patient(id="p1")}
    file = {"resourceType": "Bundle", "type": "collection", "entry": [owner, {"resource": told}]}
    if known:
        assert read_record(json.dumps(file).encode()).picture.entries
        return
    with pytest.raises(Unreadable, match="a patient who is not in this file"):
        read_record(json.dumps(file).encode())
