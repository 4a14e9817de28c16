"""Small FHIR files made for a test."""

import json
from typing import Any

from gpsupport.domain.exchange import Fault, RecordReading, Unreadable
from gpsupport.fhir.limits import Limits
from gpsupport.fhir.reading import read_record, read_records

Json = dict[str, Any]

SNOMED = "http://snomed.info/sct"
SELF_HARM = {"coding": [{"system": SNOMED, "code": "248062006", "display": "Self-harm"}]}
SUBJECT = {"reference": "Patient/p1"}


def patient(**parts: Any) -> Json:
    """A woman born in 1990, whose id is p1."""
    return {
        "resourceType": "Patient",
        "id": "p1",
        "gender": "female",
        "birthDate": "1990-05-17",
    } | parts


def condition(**parts: Any) -> Json:
    """A coded condition of hers; None takes a part away."""
    return _without_none(
        {
            "resourceType": "Condition",
            "id": "c1",
            "code": SELF_HARM,
            "subject": SUBJECT,
            "onsetDateTime": "2026-03-04",
        }
        | parts
    )


def resource(type_name: str, **parts: Any) -> Json:
    """Any resource of hers, with what its type requires."""
    required: dict[str, Json] = {
        "Observation": {"status": "final", "code": SELF_HARM, "subject": SUBJECT},
        "Procedure": {"status": "completed", "code": SELF_HARM, "subject": SUBJECT},
        "MedicationRequest": {
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": SELF_HARM,
            "subject": SUBJECT,
        },
        "Immunization": {
            "status": "completed",
            "vaccineCode": SELF_HARM,
            "patient": SUBJECT,
            "occurrenceDateTime": "2026-03-04",
        },
        "Flag": {"status": "active", "code": SELF_HARM, "subject": SUBJECT},
        "ServiceRequest": {
            "status": "active",
            "intent": "order",
            "code": SELF_HARM,
            "subject": SUBJECT,
        },
        "DocumentReference": {
            "status": "current",
            "type": SELF_HARM,
            "subject": SUBJECT,
            "content": [{"attachment": {"title": "Letter"}}],
        },
        "Encounter": {
            "status": "finished",
            "class": {
                "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
                "code": "AMB",
            },
            "subject": SUBJECT,
        },
        "Appointment": {
            "status": "booked",
            "participant": [{"actor": SUBJECT, "status": "accepted"}],
        },
        "RelatedPerson": {"patient": SUBJECT},
        "FamilyMemberHistory": {"status": "completed", "patient": SUBJECT},
    }
    return _without_none(
        {"resourceType": type_name, "id": "r1"} | required.get(type_name, {}) | parts
    )


def _without_none(content: Json) -> Json:
    return {key: value for key, value in content.items() if value is not None}


def bundle(*resources: Json, kind: str = "collection") -> bytes:
    """The patient and these resources in one Bundle."""
    entries = [{"resource": one} for one in (patient(), *resources)]
    return json.dumps({"resourceType": "Bundle", "type": kind, "entry": entries}).encode()


def read(*resources: Json) -> RecordReading:
    """The record made of the patient and these resources."""
    return read_record(bundle(*resources))


def faults(data: bytes, limits: Limits | None = None) -> tuple[Fault, ...]:
    """The faults of a file that cannot be read."""
    try:
        read_records(data, limits=limits)
    except Unreadable as error:
        return error.faults
    raise AssertionError("this file was read")
