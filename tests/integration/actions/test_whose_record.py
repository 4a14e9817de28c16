"""Two people are never made one: an id counts under a source that somebody named, not else."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gpsupport.actions.errors import Refused
from gpsupport.actions.exchange import TakenIn, take_in_record
from gpsupport.fhir.reading import read_record
from tests.integration.actions.world import NOW, World, build_world

NHS = [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990548609"}]
BORN = "1980-03-04"


def person(name: str, given: str, gender: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": "1",
        "name": [{"family": name, "given": [given]}],
        "gender": gender,
        **more,
    }


def file_of(patient: dict[str, Any], source: str | None = None, *others: dict[str, Any]) -> bytes:
    entries = [{"resource": one} for one in (patient, *others)]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return json.dumps(bundle | ({"meta": {"source": source}} if source else {})).encode()


def take(
    world: World, patient: dict[str, Any], source: str | None = None, typed: str | None = None
) -> TakenIn:
    record = read_record(file_of(patient, source), typed)
    return take_in_record(world.database, world.system, record, NOW)


ANNA = person("Adams", "Anna", "female")
BORIS = person("Brown", "Boris", "male")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (ANNA, BORIS),
        (ANNA | {"birthDate": "1980"}, BORIS | {"birthDate": "1980"}),
        (ANNA | {"birthDate": "1980-03"}, ANNA | {"birthDate": "1980-03", "active": True}),
        (ANNA, ANNA | {"active": True}),
        (ANNA | {"birthDate": BORN}, BORIS | {"birthDate": BORN}),
        (ANNA | {"birthDate": BORN}, ANNA | {"birthDate": BORN, "gender": "male"}),
        (ANNA | {"birthDate": BORN}, ANNA | {"birthDate": "1980-03-05"}),
        (
            {"resourceType": "Patient", "id": "1", "gender": "female", "birthDate": BORN},
            {
                "resourceType": "Patient",
                "id": "1",
                "gender": "female",
                "birthDate": BORN,
                "name": [],
            },
        ),
    ],
)
def test_an_id_of_no_named_source_joins_nobody(
    world: World, first: dict[str, Any], second: dict[str, Any]
) -> None:
    anna = take(world, first).patient_id
    if second.get("name") == []:
        second = {key: value for key, value in second.items() if key != "name"} | {"active": True}
    with pytest.raises(Refused, match="--source"):
        take(world, second)
    with world.acting(world.doctor) as work:
        kept = work.patients.find(world.doctor, anna)
        assert work.practices.size(world.doctor)[0] == 2
    assert kept is not None
    assert kept.sex.value == first["gender"]


@pytest.mark.parametrize("patient", [ANNA, BORIS | {"birthDate": "1980"}])
def test_the_same_file_again_is_all_known(world: World, patient: dict[str, Any]) -> None:
    assert take(world, patient).new == 1
    again = take(world, patient)
    assert (again.new, again.changed, again.known) == (0, 0, 1)


def test_what_agrees_is_the_same_person_without_a_named_source(world: World) -> None:
    whole = ANNA | {"birthDate": BORN}
    taken = take(world, whole)
    corrected = take(world, whole | {"active": True})
    assert (corrected.patient_id, corrected.changed) == (taken.patient_id, 1)
    numbered = take(world, whole | {"identifier": NHS})
    renamed = take(world, BORIS | {"birthDate": BORN, "gender": "female", "identifier": NHS})
    assert numbered.patient_id == renamed.patient_id == taken.patient_id


def test_an_id_counts_under_a_source_that_is_named(world: World) -> None:
    for named in ({"source": "https://a.example"}, {"typed": "System B"}):
        taken = take(world, ANNA, **named)
        married = person("Clark", "Anna", "female")
        assert take(world, married, **named).patient_id == taken.patient_id
        with pytest.raises(Refused):
            take(world, BORIS, **named)
        with pytest.raises(Refused):
            take(world, married | {"birthDate": BORN}, **named)


def test_another_named_source_is_another_patient(world: World) -> None:
    ids = {take(world, ANNA, source).patient_id for source in (None, "urn:a", "urn:b")}
    assert len(ids) == 3


def test_what_is_as_long_as_it_may_be_fits_every_index(world: World) -> None:
    def long(most: int) -> str:
        # Not to be compressed, as an index would do with a text that repeats itself.
        return "".join(sha256(bytes([n])).hexdigest() for n in range(64))[:most]

    coding = {"system": ("urn:" + long(1024))[:1024], "code": long(256), "display": long(4096)}
    condition = {
        "resourceType": "Condition",
        "id": long(64),
        "subject": {"reference": "Patient/1"},
        "code": {"coding": [coding]},
    }
    patient = person(long(600), long(600)[::-1], "female")
    record = read_record(file_of(patient, ("urn:" + long(1024))[:1024], condition))
    taken = take_in_record(world.database, world.system, record, NOW)
    assert taken.new == 2
    with world.acting(world.doctor) as work:
        (entry,) = work.entries.read_all(world.doctor, taken.patient_id)
    assert entry.codings[0].code.value == long(256)


# ---- a part that leans on another


def test_a_medicine_that_comes_after_its_prescription_is_read(
    database_url: str, tmp_path: Path
) -> None:
    world = build_world(database_url, tmp_path)
    request = {
        "resourceType": "MedicationRequest",
        "id": "mr1",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/1"},
        "medicationReference": {"reference": "Medication/m1"},
    }
    code = {"coding": [{"system": "http://snomed.info/sct", "code": "322236009"}]}
    medicine = {"resourceType": "Medication", "id": "m1", "code": code}
    asthma = {
        "resourceType": "Condition",
        "id": "k1",
        "subject": {"reference": "Patient/1"},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "195967001"}]},
    }

    def come(*others: dict[str, Any]) -> tuple[TakenIn, list[str]]:
        record = read_record(file_of(ANNA, "urn:a", *others))
        taken = take_in_record(world.database, world.system, record, NOW)
        with world.acting(world.doctor) as work:
            entries = work.entries.read_all(world.doctor, taken.patient_id)
        return taken, [coding.code.value for one in entries for coding in one.codings]

    assert come(request)[1] == []
    taken, codes = come(request, medicine)
    assert (taken.new, taken.changed, taken.known) == (1, 0, 2)
    assert codes == ["322236009"]
    # Without the medicine in the file, what was read with its help stays.
    assert sorted(come(request, asthma)[1]) == ["195967001", "322236009"]
    corrected = medicine | {"code": {"coding": [{**code["coding"][0], "code": "322280009"}]}}
    assert sorted(come(request, asthma, corrected)[1]) == ["195967001", "322280009"]
    world.database.close()
