"""Kinds of file: Bundles, lists, single resources, NDJSON, packed or not; and what is kept."""

import gzip
import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gpsupport.fhir.reading import read_record, read_records
from tests.unit.fhir.made import bundle, condition, faults, patient, read, resource


def lines(*values: Any) -> bytes:
    return "\n".join(json.dumps(value) for value in values).encode()


@pytest.mark.parametrize("kind", ["collection", "transaction", "batch", "searchset", "document"])
def test_bundles_of_these_types_are_read(kind: str) -> None:
    assert len(read_record(bundle(condition(), kind=kind)).picture.entries) == 1


@pytest.mark.parametrize("kind", ["message", "history", "batch-response", "transaction-response"])
def test_bundles_of_other_types_are_refused_by_name(kind: str) -> None:
    (fault,) = faults(bundle(condition(), kind=kind))
    assert fault.where == "Bundle.type"
    assert kind in fault.what


def test_a_single_patient_is_a_record() -> None:
    assert read_record(json.dumps(patient()).encode()).picture.patient.id == "p1"


def test_a_single_resource_without_its_patient_is_none() -> None:
    (fault,) = faults(json.dumps(condition()).encode())
    assert "no Patient" in fault.what


def test_a_list_of_resources_is_read() -> None:
    data = json.dumps([condition(), patient()], indent=1).encode()
    assert len(read_record(data).picture.entries) == 1


def test_ndjson_is_read_with_blank_lines_and_a_byte_order_mark() -> None:
    data = b"\xef\xbb\xbf\n" + lines(patient()) + b"\r\n\n" + lines(condition()) + b"\n"
    assert len(read_record(data).picture.entries) == 1


def test_ndjson_may_hold_several_patients_each_with_their_own() -> None:
    other = condition(id="c2", subject={"reference": "Patient/p2"})
    practice = {"resourceType": "Organization", "id": "o", "name": "The practice"}
    data = lines(patient(), condition(), patient(id="p2"), other, practice)
    first, second = read_records(data)
    assert [entry.resource for entry in first.picture.entries] == ["Condition/c1"]
    assert [entry.resource for entry in second.picture.entries] == ["Condition/c2"]
    for reading in (first, second):
        assert "Organization" in {one.type for one in reading.resources}


def test_one_record_is_refused_when_there_are_two_and_both_places_are_named() -> None:
    from gpsupport.domain.exchange import Unreadable

    with pytest.raises(Unreadable) as refusal:
        read_record(lines(patient(), patient(id="p2")))
    assert "line 1" in str(refusal.value)
    assert "line 2" in str(refusal.value)


def test_ndjson_of_bundles_is_a_record_each() -> None:
    second = json.loads(bundle())
    second["entry"][0]["resource"]["id"] = "p2"
    first = json.loads(bundle(condition()))
    readings = read_records(lines(first, second))
    assert [len(reading.picture.entries) for reading in readings] == [1, 0]


def test_gzip_is_recognised_by_its_first_bytes_even_in_several_members() -> None:
    data = bundle(condition())
    packed = gzip.compress(data[:100]) + gzip.compress(data[100:])
    assert read_record(packed) == read_record(data)


def test_two_patients_in_a_bundle_are_refused_with_both_places() -> None:
    (fault,) = faults(bundle(patient(id="p2")))
    assert fault.where == "Bundle.entry[1].resource"
    assert "Bundle.entry[0].resource" in fault.what


def test_two_versions_of_one_resource_are_refused() -> None:
    (fault,) = faults(bundle(condition(), condition(onsetDateTime="2020")))
    assert fault.where == "Bundle.entry[2].resource"


def test_the_same_resource_twice_is_one() -> None:
    assert len(read(condition(), condition()).resources) == 2


def test_deletions_and_remarks_of_the_server_are_passed_over() -> None:
    content = json.loads(bundle(kind="searchset"))
    content["entry"] += [
        {"request": {"method": "DELETE", "url": "Condition/c9"}},
        {"request": {"method": "DELETE", "url": "Condition/c1"}, "resource": condition()},
        {
            "search": {"mode": "outcome"},
            "resource": {"resourceType": "OperationOutcome", "issue": []},
        },
    ]
    reading = read_record(json.dumps(content).encode())
    assert reading.picture.entries == ()
    assert reading.not_used == {}


def test_types_that_are_not_used_are_counted_and_kept() -> None:
    claims = [{"resourceType": "Claim", "id": f"x{n}", "anything": n} for n in range(3)]
    doctor = {"resourceType": "Practitioner", "id": "d"}
    reading = read(*claims, doctor, condition())
    assert reading.not_used == {"Claim": 3, "Practitioner": 1}
    assert len(reading.resources) == 6


def test_the_source_is_what_the_file_says_without_the_message_part() -> None:
    content = json.loads(bundle())
    assert read_record(bundle(), "north").source_system == "north"
    content["entry"][0]["resource"]["meta"] = {"source": "https://a.example"}
    assert read_record(json.dumps(content).encode()).source_system == "https://a.example"
    content["meta"] = {"source": "https://b.example#message-7"}
    assert read_record(json.dumps(content).encode()).source_system == "https://b.example"


def test_the_text_of_a_resource_is_kept_to_the_letter() -> None:
    text = (
        '{ "resourceType":"Observation", "id":"o", "status":"final",\n "code":{"text":"\\u00e9"},'
    )
    text += ' "subject":{"reference":"Patient/p1"}, "valueQuantity":{"value":72.50} }'
    data = '{"resourceType":"Bundle","type":"collection","entry":[{"resource":%s},{"resource":%s}]}'
    reading = read_record((data % (text, json.dumps(patient()))).encode())
    kept = next(one for one in reading.resources if one.type == "Observation")
    assert kept.text == text
    assert kept.digest == sha256(text.encode()).hexdigest()


def test_a_resource_without_any_id_is_named_by_its_digest() -> None:
    nameless = condition(id=None)
    reading = read(nameless)
    (entry,) = reading.picture.entries
    digest = sha256(json.dumps(nameless).encode()).hexdigest()
    assert entry.resource == f"Condition/{digest}"


RESOURCES = [
    condition(id=f"c{number}", onsetDateTime=f"20{number:02}-01-01") for number in range(6)
] + [
    resource("Encounter", id="e1", period={"start": "2026-01-01T10:00:00Z"}),
    resource("RelatedPerson", id="k1"),
    resource("Appointment", id="a1", start="2026-01-01T10:00:00Z"),
    {"resourceType": "Claim", "id": "x1"},
    {"resourceType": "Basic", "id": "x2"},
]


@settings(max_examples=40)
@given(st.permutations([patient(), *RESOURCES]))
def test_the_order_of_a_bundle_never_changes_what_is_read(order: list[dict[str, Any]]) -> None:
    entries = [{"resource": one} for one in order]
    shuffled = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    assert read_record(json.dumps(shuffled).encode()) == read(*RESOURCES)
