"""What is too long for an index, or too far away for a calendar, is refused with its place."""

import json
from typing import Any

import pytest

from gpsupport.fhir.reading import read_record
from tests.unit.fhir.made import bundle, condition, faults, patient, read

SNOMED = "http://snomed.info/sct"


def coded(**parts: str) -> dict[str, Any]:
    return condition(code={"coding": [{"system": SNOMED, "code": "1", **parts}]})


CODING = "Bundle.entry[1].resource.code.coding[0]"


@pytest.mark.parametrize(("element", "most"), [("code", 256), ("system", 1024), ("display", 4096)])
def test_a_coding_is_not_too_long(element: str, most: int) -> None:
    start = "http://a.example/" if element == "system" else "x"
    fits = (start * most)[:most] if element != "system" else start + "x" * (most - len(start))
    read(coded(**{element: fits}))
    (fault,) = faults(bundle(coded(**{element: fits + "x"})))
    assert str(fault) == (
        f"{CODING}.{element}: is longer than {most} bytes, the most that is kept here"
    )


def test_bytes_count_and_not_letters() -> None:
    read(coded(code="é" * 128))
    assert faults(bundle(coded(code="é" * 129)))


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ({"family": "x" * 601}, "name[0].family"),
        ({"family": "A", "given": ["x" * 300, "y" * 300]}, "name[0].given"),
        ({"text": "x" * 601}, "name[0].text"),
        # One letter that is searched for as eighteen.
        ({"family": "\ufdfa" * 100}, "name[0].family"),
    ],
)
def test_a_name_is_not_too_long(name: dict[str, Any], where: str) -> None:
    entries = [{"resource": patient(name=[name])}]
    data = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()
    (fault,) = faults(data)
    assert fault.where == f"Bundle.entry[0].resource.{where}"


def test_a_long_name_that_fits_is_read() -> None:
    data = json.dumps(patient(name=[{"family": "x" * 600, "given": ["y" * 300, "z" * 299]}]))
    assert len(read_record(data.encode()).picture.patient.name.given) == 600


def test_a_source_is_not_too_long() -> None:
    for owner, where in (("Bundle", "Bundle.meta.source"), ("Patient", "Patient.meta.source")):
        meta = {"source": "http://a.example/" + "x" * 1024}
        content = patient(meta=meta)
        if owner == "Bundle":
            entries = [{"resource": patient()}]
            content = {"resourceType": "Bundle", "type": "collection", "entry": entries}
            content["meta"] = meta
        (fault,) = faults(json.dumps(content).encode())
        assert fault.where == where


def test_an_id_is_not_too_long_whatever_its_type() -> None:
    (fault,) = faults(bundle({"resourceType": "Claim", "id": "x" * 257}))
    assert fault.where == "Bundle.entry[1].resource.id"
    oid = "urn:oid:" + "1." * 200
    entries = [{"resource": patient()}, {"fullUrl": oid, "resource": {"resourceType": "Claim"}}]
    data = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()
    (fault,) = faults(data)
    assert fault.where == "Bundle.entry[1].fullUrl"


def answered(authored: str) -> dict[str, Any]:
    base = "https://gpsupport.example/fhir"
    coding = {"system": f"{base}/CodeSystem/outcome", "code": "not-disclosed"}
    return {
        "resourceType": "QuestionnaireResponse",
        "id": "q1",
        "subject": {"reference": "Patient/p1"},
        "questionnaire": f"{base}/Questionnaire/enquiry|1",
        "status": "completed",
        "authored": authored,
        "item": [
            {"linkId": "on", "answer": [{"valueDate": "2026-11-01"}]},
            {"linkId": "outcome", "answer": [{"valueCoding": coding}]},
        ],
    }


@pytest.mark.parametrize("authored", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_outside_the_calendar_is_a_fault_with_its_place(authored: str) -> None:
    (fault,) = faults(bundle(answered(authored)))
    assert fault.where == "Bundle.entry[1].resource.authored"


def test_an_instant_inside_it_is_read() -> None:
    (made,) = read(answered("2026-11-01T10:00:00+01:00")).picture.history.enquiries
    assert made.at is not None
    assert made.at.isoformat() == "2026-11-01T09:00:00+00:00"


def test_a_reading_says_whether_its_source_was_named() -> None:
    data = json.dumps(patient()).encode()
    named = json.dumps(patient(meta={"source": "urn:a#1"})).encode()
    told = [read_record(data), read_record(data, "System B"), read_record(named)]
    told.append(read_record(data, "file"))
    assert [(one.source_system, one.source_named) for one in told] == [
        ("file", False),
        ("System B", True),
        ("urn:a", True),
        ("file", False),
    ]


def test_a_reading_says_what_a_part_leans_on() -> None:
    code = {"coding": [{"system": SNOMED, "code": "322236009"}]}
    made = read(
        {
            "resourceType": "MedicationRequest",
            "id": "mr",
            "status": "active",
            "intent": "order",
            "subject": {"reference": "Patient/p1"},
            "medicationReference": {"reference": "Medication/m"},
        },
        {"resourceType": "Medication", "id": "m", "code": code},
        condition(),
    )
    assert made.leans_on == {"MedicationRequest/mr": frozenset({"Medication/m"})}
