"""fhir_samples/: written by our generator, valid FHIR, and leading where the index says."""

import json
import re
from datetime import date
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from gpsupport import shipped
from gpsupport.demo.samples import INDEX, samples
from gpsupport.domain.assessment import assess
from gpsupport.fhir.reading import read_record
from gpsupport.knowledge.load import load_knowledge

FOLDER = shipped.fhir_samples()
FILES = samples()
ENTRIES: list[dict[str, Any]] = json.loads(FILES[INDEX])["samples"]
KNOWLEDGE = load_knowledge()
TELLING = re.compile("abuse|violen|domestic|victim|perpetrat|safeguard", re.IGNORECASE)


def test_the_folder_holds_what_the_generator_writes() -> None:
    there = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.is_file()}
    assert sorted(there) == sorted(FILES)
    for name, content in FILES.items():
        assert there[name] == content, f"type: python -m gpsupport.demo.samples {FOLDER.name}"


def test_the_index_names_every_sample_and_no_name_tells() -> None:
    named = [entry["file"] for entry in ENTRIES]
    assert sorted(named) == sorted(name for name in FILES if name.startswith("sample-"))
    assert len(named) >= 14
    assert [name for name in FILES if TELLING.search(name)] == []
    assert [entry["shows"] for entry in ENTRIES if TELLING.search(entry["shows"])] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: str(entry["file"]))
def test_a_sample_is_fhir_r4(entry: dict[str, Any]) -> None:
    Bundle.model_validate_json(FILES[entry["file"]])


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: str(entry["file"]))
def test_a_sample_leads_where_the_index_says(entry: dict[str, Any]) -> None:
    reading = read_record(FILES[entry["file"]])
    found = assess(reading.picture, KNOWLEDGE, date.fromisoformat(entry["assessed_on"]))
    prompts = sorted((one.indicator, one.tier, one.audience.value) for one in found.prompts)
    expected = sorted((one["indicator"], one["tier"], one["for"]) for one in entry["prompts"])
    assert prompts == expected
    assert set(entry["silent"]) <= {one.indicator for one in found.silent}
    assert set(entry["unknown"]) <= {one.indicator for one in found.unknown}


def test_together_the_samples_show_every_indicator_that_must_work() -> None:
    shown = {prompt["indicator"] for entry in ENTRIES for prompt in entry["prompts"]}
    assert shown >= set(
        "A01 A02 A06 A07 A08 A09 A10 A11 A13 A15 A17 A21 A22 C01 C02 C05 C07 C08".split()
    )


def test_every_prompt_that_a_sample_expects_is_also_silent_in_another() -> None:
    shown = {prompt["indicator"] for entry in ENTRIES for prompt in entry["prompts"]}
    silent = {indicator for entry in ENTRIES for indicator in entry["silent"]}
    # What only a clinician, or the records of linked people, can answer is open in a file, never
    # silent.
    assert shown - {"A07", "A18", "C01"} <= silent
