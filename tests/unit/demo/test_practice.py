"""The synthetic practice: the same each time, plausible, and made of nothing real."""

import json
import re
from collections import Counter
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import given, settings
from hypothesis import strategies as st

from gpsupport.demo.codes import TERMS
from gpsupport.demo.practice import PATIENTS, SyntheticPractice, build_practice
from gpsupport.demo.staff import COLE, SHAH, STAFF
from gpsupport.domain.days import PartialDate, age_on
from gpsupport.domain.people import NhsNumber
from gpsupport.domain.record import SNOMED_CT, Code
from gpsupport.knowledge.load import load_knowledge

TODAY = date(2026, 11, 23)
FICTION_PHONES = re.compile(r"07700 900\d{3}")


@pytest.fixture(scope="module")
def practice() -> SyntheticPractice:
    return build_practice(1, TODAY)


def resources(practice: SyntheticPractice) -> list[dict[str, Any]]:
    return [entry["resource"] for record in practice.records for entry in record["entry"]]


def patients(practice: SyntheticPractice) -> list[dict[str, Any]]:
    return [one for one in resources(practice) if one["resourceType"] == "Patient"]


def record_of(practice: SyntheticPractice, given_name: str, family: str) -> list[dict[str, Any]]:
    for record in practice.records:
        name = record["entry"][0]["resource"]["name"][0]
        if (name["given"], name["family"]) == ([given_name], family):
            return [entry["resource"] for entry in record["entry"]]
    raise LookupError(given_name)


def test_the_same_seed_on_the_same_day_gives_the_same_bytes(practice: SyntheticPractice) -> None:
    assert build_practice(1, TODAY).bundles() == practice.bundles()


def test_another_seed_or_another_day_gives_something_else(practice: SyntheticPractice) -> None:
    assert build_practice(2, TODAY, 60).bundles() != build_practice(1, TODAY, 60).bundles()
    assert build_practice(1, date(2026, 11, 24), 60).bundles() != practice.bundles()[:60]


def test_there_are_four_hundred_patients_with_ids_and_numbers_of_their_own(
    practice: SyntheticPractice,
) -> None:
    ids = [one["id"] for one in resources(practice)]
    numbers = [one["identifier"][0]["value"] for one in patients(practice)]
    assert len(numbers) == PATIENTS
    assert len(set(numbers)) == PATIENTS
    assert len(set(ids)) == len(ids)


def test_every_number_is_valid_and_of_the_range_kept_for_tests(
    practice: SyntheticPractice,
) -> None:
    numbers = [NhsNumber(one["identifier"][0]["value"]) for one in patients(practice)]
    assert {number.value[:3] for number in numbers} == {"999"}
    assert str(numbers[0]) == "999 000 0018"


def test_every_resource_is_fhir_r4(practice: SyntheticPractice) -> None:
    seen: Counter[str] = Counter()
    for one in resources(practice):
        kind = one["resourceType"]
        seen[kind] += 1
        # Ordinary resources are all alike; the first of each kind and all of the stories will do.
        if seen[kind] <= 60:
            get_fhir_model_class(kind).model_validate(one)
    assert {"Condition", "Encounter", "Appointment", "RelatedPerson"} < set(seen)


def codings_in(value: object) -> list[dict[str, str]]:
    if isinstance(value, dict):
        found = [value] if {"system", "code"} <= set(value) else []
        return found + [one for child in value.values() for one in codings_in(child)]
    if isinstance(value, list):
        return [one for child in value for one in codings_in(child)]
    return []


def test_every_clinical_code_is_in_the_pack_with_its_term(practice: SyntheticPractice) -> None:
    table = load_knowledge().codes
    used = {c["code"] for c in codings_in(resources(practice)) if c["system"] == SNOMED_CT}
    assert used
    assert used <= set(TERMS)
    for code, words in TERMS.items():
        term = re.sub(r" \([^)]*\)$", "", table[Code(SNOMED_CT, code)].term)
        assert words == term


def test_phones_are_of_the_range_kept_for_drama(practice: SyntheticPractice) -> None:
    phones = [t["value"] for one in patients(practice) for t in one.get("telecom", [])]
    assert len(phones) > 100
    assert [phone for phone in phones if not FICTION_PHONES.fullmatch(phone)] == []


def test_families_are_linked_in_both_directions(practice: SyntheticPractice) -> None:
    related = [one for one in resources(practice) if one["resourceType"] == "RelatedPerson"]
    roles = Counter(one["relationship"][0]["coding"][0]["code"] for one in related)
    assert roles["CHILD"] == roles["MTH"] + roles["FTH"] + roles["PRN"]
    assert roles["CHILD"] > 80


def test_whoever_is_in_a_refuge_has_no_address_and_no_phone(practice: SyntheticPractice) -> None:
    for given_name in ("Aisha", "Zayn"):
        whole = record_of(practice, given_name, "Karim")
        assert "864131000000100" in json.dumps(whole)
        assert not {"address", "telecom"} & set(whole[0])
        assert "refuge" not in json.dumps(whole).lower().replace("living in refuge", "")


def test_the_partner_s_record_holds_nothing_from_hers(practice: SyntheticPractice) -> None:
    mark = record_of(practice, "Mark", "Dunne")
    assert [c for c in codings_in(mark) if c["system"] == SNOMED_CT] == []
    kinds = {one["resourceType"] for one in mark}
    assert kinds == {"Patient", "RelatedPerson", "Encounter", "Observation"}


def test_the_gp_and_the_nurse_have_a_full_morning(practice: SyntheticPractice) -> None:
    booked: Counter[str] = Counter()
    slots = []
    for one in resources(practice):
        if one["resourceType"] == "Appointment" and one["status"] == "booked":
            assert one["start"].startswith("2026-11-23T")
            name = one["participant"][1]["actor"]["display"]
            booked[name] += 1
            slots.append((name, one["start"], one["end"]))
    assert 13 <= booked[SHAH.name] + booked[COLE.name] <= 17
    ordered = sorted(slots)
    for (name, _, end), (next_name, start, _) in pairwise(ordered):
        assert name != next_name or end <= start
    assert (SHAH.name, "2026-11-23T09:10:00+00:00", "2026-11-23T09:20:00+00:00") in slots


def test_twelve_people_work_here() -> None:
    assert len(STAFF) == 12
    assert len({member.id for member in STAFF}) == 12


@settings(max_examples=25, deadline=None)
@given(st.dates(date(2024, 1, 1), date(2040, 12, 31)))
def test_the_demo_never_ages(today: date) -> None:
    people = build_practice(1, today, 40)
    births = {
        one["name"][0]["given"][0]: PartialDate.parse(one["birthDate"])
        for one in patients(people)[: people.stories]
    }
    ages = {name: age_on(born, today) for name, born in births.items()}
    assert (ages["Jane"], ages["Ella"], ages["Noah"], ages["Mark"]) == (41, 13, 7, 44)
    days = [one["onsetDateTime"] for one in resources(people) if "onsetDateTime" in one]
    assert max(days) <= today.isoformat()


def test_jane_s_injuries_read_as_people_say_them(practice: SyntheticPractice) -> None:
    shown = {
        coding["code"]: coding["display"]
        for one in record_of(practice, "Jane", "Atkinson")
        if one["resourceType"] == "Condition"
        for coding in one["code"]["coding"]
    }
    plain = {
        "125667009": "Bruised ribs",
        "417746004": "Sprained wrist",
        "125668004": "Bruise of face",
    }
    assert shown.items() >= plain.items()
    assert shown["48694002"] == TERMS["48694002"]
