"""Real FHIR that nobody here wrote: Synthea bundles and UK Core examples."""

import gzip
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gpsupport.domain.people import Practice
from gpsupport.fhir.r4_facts import USED_TYPES
from gpsupport.fhir.reading import read_record
from gpsupport.fhir.writing import write_record
from tests.contract.command import gpsupport, real_files

pytestmark = pytest.mark.real_data
PRACTICE = Practice("6ff1a1a5-29ee-4b2b-a7f8-3cde5de2d4ce", "Y12345", "Larch Surgery")


@pytest.fixture(params=["ervin", "jesus", "max", "oralia"])
def synthea(request: pytest.FixtureRequest) -> Path:
    """One of the four Synthea bundles."""
    (found,) = real_files("synthea", f"{request.param}.json.gz")
    return found


def test_a_synthea_bundle_is_assessed_and_what_is_not_used_is_counted(synthea: Path) -> None:
    ran = gpsupport("assess", synthea, "--on", "2026-11-23", "--json")
    assert (ran.code, ran.err) == (0, "")
    entries = json.loads(gzip.decompress(synthea.read_bytes()))["entry"]
    types = Counter(entry["resource"]["resourceType"] for entry in entries)
    expected = {name: n for name, n in types.items() if name not in USED_TYPES}
    assert ran.json["not_used"] == expected
    assert {"Claim", "ExplanationOfBenefit"} <= set(expected)


def test_a_synthea_record_is_read_whole_and_written_unchanged(synthea: Path) -> None:
    data = synthea.read_bytes()
    reading = read_record(data)
    entries = json.loads(gzip.decompress(data))["entry"]
    types = Counter(entry["resource"]["resourceType"] for entry in entries)
    assert len(reading.resources) == len(entries)
    assert len(reading.picture.contacts) == types["Encounter"]
    conditions = {one for one in reading.picture.entries if one.resource.startswith("Condition/")}
    assert len(conditions) == types["Condition"]
    assert all(entry.on for entry in conditions)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    patient = reading.picture.patient
    back = read_record(write_record(patient, PRACTICE, reading.resources, (), at))
    assert back.picture == reading.picture
    assert back.resources == reading.resources


def _patients_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        reference = value.get("reference")
        own = {str(reference)} if str(reference).startswith("Patient/") else set()
        return own.union(*(_patients_in(one) for one in value.values()), set())
    if isinstance(value, list):
        return set().union(*(_patients_in(one) for one in value))
    return set()


def test_uk_core_examples_are_read_with_their_patient() -> None:
    read: Counter[str] = Counter()
    for path in real_files("ukcore", "*.json"):
        content = json.loads(path.read_bytes())
        if content["resourceType"] == "Bundle":
            continue
        ids = {one.removeprefix("Patient/") for one in _patients_in(content)}
        assert len(ids) <= 1
        resources = [content]
        if content["resourceType"] != "Patient":
            resources.append({"resourceType": "Patient", "id": next(iter(ids), "p1")})
        entries = [{"resource": one} for one in resources]
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
        reading = read_record(json.dumps(bundle).encode())
        assert content["resourceType"] in {one.type for one in reading.resources}
        picture = reading.picture
        read["entries"] += len(picture.entries)
        read["contacts"] += len(picture.contacts)
        read["relatives"] += len(picture.relatives)
        read["appointments"] += len(reading.appointments)
        read["not used"] += sum(reading.not_used.values())
    assert all(read[kind] for kind in ("entries", "contacts", "relatives", "appointments"))
    assert read["not used"]
