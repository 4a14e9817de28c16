"""The steps of a recording, as the tests take them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from gpsupport.actions.forms import keep_form
from gpsupport.actions.identity import add_clinician, find_actor
from gpsupport.actions.recording import (
    RecordingForm,
    SavedRecording,
    finish_consultation,
    recording_advice,
    save_recording,
)
from gpsupport.actions.recording.advice import Advice
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.people import Actor, Role
from gpsupport.domain.recording.drafts import EntryWords, Recording
from gpsupport.knowledge.load import load_knowledge
from tests.integration.actions.steps import pass_gate
from tests.integration.actions.world import CANARY, NOW, TODAY, World

WORDS = EntryWords("own-words-0", fact="Seen", reported=f"“{CANARY}-said”", opinion="Afraid")
FIELDS = {"reported.own-words-0": [f"{CANARY}-typed"]}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def shipped(world: World) -> World:
    """The practice with the packaged content, and an open gate."""
    pack = replace(world, knowledge=load_knowledge())
    pass_gate(pack, pack.doctor)
    return pack


def advised(world: World) -> Advice:
    """What the doctor is to write."""
    return recording_advice(world.database, world.doctor, world.patient_id, world.knowledge, NOW)


def keep(world: World) -> datetime:
    """What the doctor's window sends while somebody types."""
    return keep_form(
        world.database, world.doctor, world.patient_id, FormName.RECORDING, FIELDS, NOW
    )


def save_all(world: World, sent: RecordingForm) -> SavedRecording:
    """The doctor saves and stays."""
    return save_recording(
        world.database, world.doctor, world.patient_id, sent, world.knowledge, NOW, FIELDS
    )


def save(world: World, sent: RecordingForm) -> Consultation:
    """The same, for what became of the consultation."""
    return save_all(world, sent).consultation


def finish(world: World, *added: str, done: Mapping[str, int] | None = None) -> Consultation:
    """The doctor finishes with these ticks."""
    sent = RecordingForm(added=frozenset(added), done=done)
    return finish_consultation(
        world.database, world.doctor, world.patient_id, sent, world.knowledge, NOW, FIELDS
    )


def keep_way(world: World, contact: SafeContact) -> None:
    """The patient says anew how to be reached."""
    with world.acting(world.doctor) as work:
        found = work.consultations.find_latest(world.doctor, world.patient_id, TODAY, NOW)
        assert found is not None
        kept_before = work.safe_contacts.read_all(world.doctor, world.patient_id)
        work.safe_contacts.add(
            world.doctor,
            world.patient_id,
            found.id,
            replace(contact, confirmed_on=TODAY),
            NOW,
            kept_before[-1].id if kept_before else None,
        )


def lead_of(world: World) -> Actor:
    """A safeguarding lead, outside any browser."""
    added = add_clinician(
        world.database, world.practice, "Dr Helen Marsh", Role.SAFEGUARDING_LEAD, NOW
    )
    actor = find_actor(world.database, world.practice.id, added.id, NOW)
    assert actor is not None
    return actor


def kept(world: World, consultation_id: str) -> Recording | None:
    """The newest version of what was saved."""
    with world.acting(world.doctor) as work:
        return work.recordings.find_of(world.doctor, consultation_id)
