"""References in every form that R4 allows, and entries about somebody else."""

import json
from typing import Any

import pytest

from gpsupport.fhir.reading import read_record
from tests.unit.fhir.made import condition, faults, patient, read, resource

UUID = "7f3d8e3a-57a3-4f0e-9b57-0d6b0a4c2a11"
URN = f"urn:uuid:{UUID}"


def bundle(full_url: str | None, subject: dict[str, Any], **parts: Any) -> bytes:
    entry = {"fullUrl": full_url} if full_url else {}
    entries = [
        entry | {"resource": patient(**parts)},
        {"resource": condition(subject=subject)},
    ]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


NHS = {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9434765919"}


@pytest.mark.parametrize(
    ("full_url", "subject"),
    [
        (None, {"reference": "Patient/p1"}),
        (None, {"reference": "Patient/p1/_history/3"}),
        ("https://ehr.example/fhir/Patient/p1", {"reference": "Patient/p1"}),
        (
            "https://ehr.example/fhir/Patient/p1",
            {"reference": "https://ehr.example/fhir/Patient/p1"},
        ),
        (None, {"reference": "https://ehr.example/fhir/Patient/p1/_history/2"}),
        (URN, {"reference": URN}),
        (URN, {"reference": URN.replace("urn:uuid:7f", "urn:uuid:7F")}),
        (URN, {"reference": "Patient/p1"}),
        (None, {"reference": "Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|9434765919"}),
        (None, {"identifier": NHS}),
    ],
)
def test_every_form_of_reference_leads_to_the_patient(
    full_url: str | None, subject: dict[str, Any]
) -> None:
    reading = read_record(bundle(full_url, subject, identifier=[NHS]))
    assert len(reading.picture.entries) == 1


def test_a_patient_without_an_id_is_known_by_the_uuid_of_the_entry() -> None:
    entries = [
        {"fullUrl": URN, "resource": {"resourceType": "Patient"}},
        {"resource": condition(subject={"reference": URN})},
    ]
    data = json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries})
    reading = read_record(data.encode())
    assert reading.picture.patient.id == UUID
    assert len(reading.picture.entries) == 1


def test_a_contained_patient_is_recognised_by_the_identifier() -> None:
    for value, alike in (("9434765919", True), ("9990548609", False)):
        contained = [{"resourceType": "Patient", "id": "x", "identifier": [NHS | {"value": value}]}]
        one = condition(subject={"reference": "#x"}, contained=contained)
        entries = [{"resource": patient(identifier=[NHS])}, {"resource": one}]
        data = json.dumps({"resourceType": "Bundle", "type": "batch", "entry": entries}).encode()
        if alike:
            assert len(read_record(data).picture.entries) == 1
        else:
            (fault,) = faults(data)
            assert fault.where == "Bundle.entry[1].resource.subject"


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/p2"},
        {"reference": "https://ehr.example/fhir/Patient/p2"},
        {"reference": "urn:uuid:00000000-0000-4000-8000-000000000000"},
        {"reference": "Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|9990548609"},
        {"type": "Patient", "identifier": {"system": NHS["system"], "value": "9990548609"}},
        {"display": "Ann Test"},
    ],
)
def test_an_entry_about_somebody_else_is_refused_by_its_place(subject: dict[str, Any]) -> None:
    (fault,) = faults(bundle(None, subject))
    assert fault.where == "Bundle.entry[1].resource.subject"
    assert "Test" not in str(fault)


def test_a_resource_that_we_do_not_use_may_not_be_about_somebody_else_either() -> None:
    claim = {"resourceType": "Claim", "id": "x", "patient": {"reference": "Patient/p2"}}
    entries = [{"resource": patient()}, {"resource": claim}]
    data = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()
    (fault,) = faults(data)
    assert fault.where == "Bundle.entry[1].resource.patient"


def test_an_observation_of_a_group_is_not_the_patients() -> None:
    assert read(resource("Observation", subject={"reference": "Group/g"})).picture.entries == ()


def test_who_recorded_an_entry_is_named_by_display_or_by_resource() -> None:
    doctor = {
        "resourceType": "Practitioner",
        "id": "d",
        "name": [{"family": "Okafor", "given": ["Ada"], "prefix": ["Dr"]}],
    }
    role = {
        "resourceType": "PractitionerRole",
        "id": "role",
        "practitioner": {"reference": "Practitioner/d"},
    }
    for reference, name in (
        ({"reference": "Practitioner/d"}, "Dr Ada Okafor"),
        ({"reference": "PractitionerRole/role"}, "Dr Ada Okafor"),
        ({"reference": "Practitioner/unknown", "display": "Dr Lee"}, "Dr Lee"),
        ({"reference": "Patient/p1", "display": "Ann Test"}, ""),
    ):
        (entry,) = read(condition(recorder=reference), doctor, role).picture.entries
        assert entry.recorded_by == name


def test_roles_that_lead_round_in_a_circle_name_nobody() -> None:
    role = {
        "resourceType": "PractitionerRole",
        "id": "role",
        "practitioner": {"reference": "PractitionerRole/role"},
    }
    recorded = condition(recorder={"reference": "PractitionerRole/role"})
    (entry,) = read(recorded, role).picture.entries
    assert entry.recorded_by == ""
