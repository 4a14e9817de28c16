"""Every kind of bad file: refused with the place and the fault, never with a value of a person."""

import gzip
import json
from typing import Any

import pytest

from gpsupport.fhir.limits import Limits
from tests.unit.fhir.made import bundle, condition, faults, patient, resource

SECRET = "Featherstonehaugh"


def told(data: bytes, limits: Limits | None = None) -> str:
    (fault,) = faults(data, limits)
    return str(fault)


def test_not_json() -> None:
    assert told(b"Dear doctor,").startswith("line 1: not JSON")
    assert told(b'{"a":\n {"b" 1}}').startswith("line 2: not JSON")


def test_empty() -> None:
    assert "empty" in told(b" \n ")


@pytest.mark.parametrize("data", [b"[]", b"3", b'"x"', b"null", b"{}", b'{"a": 1}', b"[3]"])
def test_json_but_not_fhir(data: bytes) -> None:
    assert faults(data)


def test_a_type_that_fhir_does_not_have() -> None:
    (fault,) = faults(bundle({"resourceType": "Banana", "id": "b"}))
    assert str(fault) == "Bundle.entry[1].resource.resourceType: FHIR R4 has no such resource type"


def test_an_entry_without_a_type() -> None:
    (fault,) = faults(bundle({"id": "b"}))
    assert fault.where == "Bundle.entry[1].resource"


@pytest.mark.parametrize("kind", ["sideways", None, 7, ["batch"], {}])
def test_a_bundle_of_no_known_type(kind: object) -> None:
    data = json.dumps({"resourceType": "Bundle", "type": kind, "entry": []}).encode()
    assert told(data).startswith("Bundle.type")


@pytest.mark.parametrize("entries", [7, {"resource": {}}, [7], [{"resource": "x"}]])
def test_a_bundle_whose_entries_are_none(entries: object) -> None:
    data = json.dumps({"resourceType": "Bundle", "type": "batch", "entry": entries}).encode()
    assert told(data).startswith("Bundle")


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "yesterday", "2026-02-30T10:00:00Z"])
def test_an_impossible_date_is_named_with_its_place(text: str) -> None:
    (fault,) = faults(bundle(condition(onsetDateTime=text)))
    assert fault.where == "Bundle.entry[1].resource.onsetDateTime"
    assert text not in fault.what


def test_a_date_that_is_a_number() -> None:
    (fault,) = faults(bundle(condition(onsetDateTime=1234567)))
    assert fault.where == "Bundle.entry[1].resource.onsetDateTime"


def test_absurd_depth() -> None:
    deep = "[" * 500 + "]" * 500
    assert "100 levels" in told(f'{{"resourceType":"Patient","x":{deep}}}'.encode())
    assert "deep" in told(("[" * 100_000 + "]" * 100_000).encode())


def test_absurd_size_plain_and_packed() -> None:
    limits = Limits(bytes=1000)
    data = bundle(condition(note=[{"text": "x" * 2000}]))
    assert "larger than" in told(data, limits)
    assert "unpacks to more than" in told(gzip.compress(data), limits)
    bomb = gzip.compress(b" " * 3_000_000)
    assert len(bomb) < 10_000
    assert "unpacks to more than" in told(bomb, limits)


def test_too_many_entries() -> None:
    many = [condition(id=f"c{number}") for number in range(5)]
    assert "more than 3" in told(bundle(*many), Limits(resources=3))
    ndjson = "\n".join(json.dumps(one) for one in many).encode()
    assert "more than 3" in told(ndjson, Limits(resources=3))
    assert "more than 3" in told(json.dumps(many).encode(), Limits(resources=3))


def test_damaged_gzip() -> None:
    packed = gzip.compress(bundle())
    assert "cut short" in told(packed[:-12])
    assert "damaged" in told(packed[:10] + b"\xff\xff\xff\xff" + packed[14:])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_wide_encodings(encoding: str) -> None:
    assert "UTF-8" in told(bundle().decode().encode(encoding))


def test_latin_1_is_refused_at_its_byte() -> None:
    data = json.dumps(patient(name=[{"family": "Müller"}]), ensure_ascii=False).encode("latin-1")
    assert told(data) == f"byte {data.index(0xFC)}: the file is not UTF-8"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1" * 400, "1e999"])
def test_numbers_that_are_none(number: str) -> None:
    assert told(f'{{"resourceType":"Patient","x":{number}}}'.encode()).startswith("line 1")


@pytest.mark.parametrize("text", ['"\\ud800"', '"a\\u0000b"'])
def test_texts_that_are_none(text: str) -> None:
    assert faults(f'{{"resourceType":"Patient","id":"p","x":{text}}}'.encode())


def test_an_escaped_backslash_before_u0000_is_harmless() -> None:
    from gpsupport.fhir.reading import read_record

    data = b'{"resourceType":"Patient","id":"p","name":[{"family":"a\\\\u0000b"}]}'
    assert read_record(data).picture.patient.name.family == "a\\u0000b"


def test_a_key_given_twice_is_named_with_its_place() -> None:
    data = (
        b'{"resourceType":"Bundle","type":"batch","entry":[{"resource":'
        b'{"resourceType":"Patient","gender":"male","gender":"female"}}]}'
    )
    assert told(data) == "Bundle.entry[0].resource: the key 'gender' stands here twice"


def test_a_bad_line_is_named_by_its_number() -> None:
    data = b"\n".join([json.dumps(patient()).encode(), b'{"resourceType": }', b"nonsense"])
    assert [fault.where for fault in faults(data)] == ["line 2", "line 3"]


def test_a_fault_inside_a_line_names_the_line_and_the_element() -> None:
    data = b"\n".join(json.dumps(one).encode() for one in (patient(), condition(onsetDateTime="x")))
    assert [fault.where for fault in faults(data)] == ["line 2, Condition.onsetDateTime"]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (condition(subject=None), "subject"),
        (condition(colour="red"), "colour"),
        (condition(code="x"), "code"),
        (condition(code={"coding": [{"code": 5}]}), "code.coding[0].code"),
        (condition(onsetDateTime="2020", onsetString="x"), ""),
        (condition(id="x" * 65), "id"),
        (condition(id="a b"), "id"),
        (condition(verificationStatus="refuted"), "verificationStatus"),
        (condition(contained=[{"resourceType": "Nope"}]), ""),
        (
            condition(
                verificationStatus={
                    "coding": [
                        {
                            "system": "http://terminology.hl7.org/CodeSystem/condition-ver-status",
                            "code": "perhaps",
                        }
                    ]
                }
            ),
            "verificationStatus",
        ),
        (resource("Observation", status="finished"), "status"),
        (resource("Observation", status=None), "status"),
        (resource("Observation", valueBoolean="false"), "valueBoolean"),
        (resource("MedicationRequest", doNotPerform="true"), "doNotPerform"),
        (resource("MedicationRequest", intent="wish"), "intent"),
        (resource("Encounter", status="done"), "status"),
        (resource("RelatedPerson", active=0), "active"),
    ],
)
def test_what_is_not_fhir_r4_is_named_by_its_element(content: dict[str, Any], where: str) -> None:
    found = {fault.where for fault in faults(bundle(content))}
    expected = "Bundle.entry[1].resource" + (f".{where}" if where else "")
    assert expected in found


def test_a_gender_that_fhir_does_not_have() -> None:
    (fault,) = faults(json.dumps(patient(gender="zzz")).encode())
    assert fault.where == "Patient.gender"


def test_every_fault_is_told_at_once_up_to_twenty() -> None:
    bad = [condition(id=f"c{number}", onsetDateTime="2026-02-30") for number in range(30)]
    found = faults(bundle(*bad))
    assert len(found) == 21
    assert found[-1].what == "and 10 more faults"


def test_no_message_repeats_what_the_file_says_of_a_person() -> None:
    bad = [
        patient(gender=SECRET, birthDate=SECRET, name=SECRET),
        patient(name=[{"family": [SECRET]}], telecom=[{"system": 5, "value": SECRET}]),
        patient(active=SECRET),
        patient(id=SECRET + " " + SECRET),
    ]
    for content in bad:
        for fault in faults(json.dumps(content).encode()):
            assert SECRET not in str(fault)
    assert all(SECRET not in str(f) for f in faults(bundle(condition(onsetDateTime=SECRET))))


def test_many_keys_given_twice_are_told_up_to_twenty() -> None:
    keys = ",".join(f'"k{number % 20_000}":1' for number in range(40_000))
    found = faults(f'{{"resourceType":"Patient",{keys}}}'.encode())
    assert found[-1].what == "and 19980 more faults"
