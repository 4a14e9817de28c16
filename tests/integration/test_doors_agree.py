"""A page behind the gate and the command line give the same answer for every sample."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from gpsupport import shipped
from gpsupport.actions.consultation import answer_gate, look, open_consultation
from gpsupport.actions.exchange import take_in_record
from gpsupport.actions.practices import system_actor
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.assessment import assess
from gpsupport.domain.enquiry import Presence
from gpsupport.domain.events import Event
from gpsupport.domain.exchange import RecordReading
from gpsupport.fhir.reading import read_record
from gpsupport.knowledge.load import load_knowledge
from tests.contract.command import gpsupport
from tests.integration.web.test_before_the_gate import answers_about, told_by
from tests.rig.world import GP, MORNING, World, make_template, open_world

TODAY = MORNING.date()
INDEX = json.loads((shipped.fhir_samples() / "index.json").read_text(encoding="utf-8"))
SAMPLES = [sample["file"] for sample in INDEX["samples"]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The demo practice, into which each sample is taken."""
    folder = make_template(tmp_path_factory.mktemp("doors"))
    with open_world(folder, tmp_path_factory.mktemp("copy") / "data") as made:
        yield made


def taken_in(world: World, reading: RecordReading) -> str:
    """Take a sample in, and answer the id of its patient."""
    actor = system_actor(world.practice)
    return take_in_record(world.database, actor, reading, MORNING).patient_id


def reading_of(file: str, test: str) -> RecordReading:
    """A sample as a patient of each test's own: some share numbers with the demo's people."""
    reading = read_record((shipped.fhir_samples() / file).read_bytes())
    stranger = replace(reading.picture.patient, nhs_number=None)
    picture = replace(reading.picture, patient=stranger)
    return replace(reading, source_system=f"{test}/{file}", picture=picture)


def from_command_line(file: str) -> dict[str, Any]:
    """What `gpsupport assess --json` prints."""
    path = str(shipped.fhir_samples() / file)
    done = gpsupport("assess", path, "--on", TODAY.isoformat(), "--json")
    assert done.code == 0, done.err
    answer: dict[str, Any] = done.json
    return answer


def test_the_samples_are_those_of_the_day() -> None:
    assert SAMPLES
    assert {sample["assessed_on"] for sample in INDEX["samples"]} == {TODAY.isoformat()}
    assert date.fromisoformat(INDEX["assessed_on"]) == TODAY


@pytest.mark.parametrize("file", SAMPLES)
def test_page_and_command_line_agree(world: World, file: str) -> None:
    knowledge = load_knowledge()
    patient_id = taken_in(world, reading_of(file, "agree"))
    actor = world.actor(GP)
    open_consultation(world.database, actor, patient_id, knowledge, MORNING)
    answer_gate(world.database, actor, patient_id, Presence.ALONE, MORNING)
    seen = look(world.database, actor, patient_id, knowledge, MORNING)
    printed = from_command_line(file)
    for_the_room = [
        prompt["indicator"]
        for prompt in printed["prompts"]
        if prompt["for"] == "clinician" and not knowledge.indicator(prompt["indicator"]).household
    ]
    assert [prompt.indicator for prompt in seen.prompts] == for_the_room

    with world.database.writing(
        Occasion(actor, Permission.CONSULT, MORNING, Event.OPEN_PATIENT)
    ) as work:
        stored = work.pictures.read(actor, patient_id)
    assert stored is not None
    whole = assess(stored, knowledge, TODAY)
    for part in ("prompts", "silent", "unknown"):
        ids = [one.indicator for one in getattr(whole, part)]
        assert ids == [one["indicator"] for one in printed[part]], part
    due = whole.next_enquiry.due_on
    assert (due.isoformat() if due else None) == printed["next_enquiry"]["due_on"]


@pytest.mark.parametrize("file", SAMPLES)
def test_nothing_of_a_sample_is_told_before_the_gate(world: World, file: str) -> None:
    reading = reading_of(file, "canary")
    patient = replace(reading.picture.patient, id=taken_in(world, reading))
    for answer in answers_about(world, patient):
        assert told_by(answer, load_knowledge()) == [], answer[:400]
