"""Opening a page, and the gate before everything."""

from datetime import date, timedelta
from typing import Any

import pytest

from gpsupport.actions.consultation import (
    answer_gate,
    close_gates,
    look,
    note_not_alone,
    open_consultation,
    read_consultation,
    record_enquiry,
    save_draft,
)
from gpsupport.actions.directory.listing import list_directory, list_general_help
from gpsupport.actions.enquiry.timeline import read_timeline
from gpsupport.actions.errors import GateClosed, NotFound
from gpsupport.actions.local_help import read_local_help
from gpsupport.actions.recording import RecordingForm, finish_consultation, recording_advice
from gpsupport.domain.access import Denied
from gpsupport.domain.consultation import ConsultationState
from gpsupport.domain.days import PartialDate, Precision
from gpsupport.domain.enquiry import Mode, Presence, offered_presences
from gpsupport.domain.people import Actor
from tests.integration.actions.steps import (
    TOLD,
    look_in,
    opened,
    pass_gate,
)
from tests.integration.actions.world import (
    CANARY,
    HOUR,
    NOW,
    World,
    another_practice,
)


def test_a_page_opens_on_ordinary_things(world: World) -> None:
    page = opened(world, world.doctor)
    assert page.patient.id == world.patient_id
    assert page.record_loaded
    assert page.consultation.state is ConsultationState.OPEN
    assert page.consultation.gate is None
    assert page.appointment.booked_for == "Cough"
    assert page.appointment.how == "Phone"
    assert page.appointment.clinician_name == "Dr Amin Rahman"
    assert [(one.on, one.reason, one.seen_by) for one in page.visits] == [
        (PartialDate(date(2026, 10, 2)), "Headaches", "Dr Amin Rahman"),
        (PartialDate(date(2025, 3, 1), Precision.MONTH), "Appointment", "Practice team"),
    ]
    assert CANARY not in repr(page)


def test_a_clinician_comes_back_to_the_same_consultation(world: World) -> None:
    first = opened(world, world.doctor).consultation
    assert opened(world, world.doctor, NOW + HOUR).consultation == first
    assert opened(world, world.colleague).consultation.id != first.id
    assert opened(world, world.doctor, NOW + 24 * HOUR).consultation.id != first.id


def test_the_day_of_a_consultation_is_londons(world: World) -> None:
    summer = NOW.replace(month=7, day=1, hour=23, minute=30)
    first = opened(world, world.doctor, summer).consultation
    # Half past midnight in London: the next day there, still the first of July in UTC.
    assert opened(world, world.doctor, summer - HOUR).consultation.id != first.id
    assert opened(world, world.doctor, summer + HOUR).consultation.id == first.id


def test_unknown_and_forbidden_patients_look_alike(world: World) -> None:
    stranger = another_practice(world)
    refusals = []
    for actor, patient_id in (
        (world.doctor, "no-such-patient"),
        (stranger, world.patient_id),
        (stranger, "no-such-patient"),
    ):
        with pytest.raises(NotFound) as refused:
            open_consultation(world.database, actor, patient_id, world.knowledge, NOW)
        refusals.append(repr(refused.value))
        with pytest.raises(NotFound):
            answer_gate(world.database, actor, patient_id, Presence.ALONE, NOW)
        with pytest.raises(NotFound):
            look(world.database, actor, patient_id, world.knowledge, NOW)
        with pytest.raises(NotFound):
            note_not_alone(world.database, actor, patient_id, world.knowledge, NOW)
        with pytest.raises(NotFound):
            finish_consultation(
                world.database, actor, patient_id, RecordingForm(), world.knowledge, NOW
            )
        with pytest.raises(NotFound):
            read_timeline(world.database, actor, patient_id, world.knowledge, NOW)
        with pytest.raises(NotFound):
            read_local_help(world.database, actor, patient_id, NOW, world.knowledge)
    assert len(set(refusals)) == 1


def test_a_receptionist_may_not_consult(world: World) -> None:
    actor, patient = world.receptionist, world.patient_id
    pack, data = world.knowledge, world.database
    attempts: list[Any] = [
        lambda: open_consultation(data, actor, patient, pack, NOW),
        lambda: answer_gate(data, actor, patient, Presence.ALONE, NOW),
        lambda: close_gates(data, actor, NOW),
        lambda: look(data, actor, patient, pack, NOW),
        lambda: save_draft(data, actor, patient, TOLD, NOW),
        lambda: record_enquiry(data, actor, patient, TOLD, pack, NOW),
        lambda: note_not_alone(data, actor, patient, pack, NOW),
        lambda: recording_advice(data, actor, patient, pack, NOW),
        lambda: finish_consultation(data, actor, patient, RecordingForm(), world.knowledge, NOW),
        lambda: read_consultation(data, actor, patient, pack, NOW),
        lambda: read_timeline(data, actor, patient, pack, NOW),
        lambda: read_local_help(data, actor, patient, NOW, pack),
        lambda: list_directory(data, actor, NOW),
        lambda: list_general_help(data, actor, NOW),
    ]
    for attempt in attempts:
        with pytest.raises(Denied):
            attempt()


# ---- the gate


def behind_the_gate(world: World, actor: Actor, now: Any) -> list[Any]:
    data, patient, pack = world.database, world.patient_id, world.knowledge
    return [
        lambda: look(data, actor, patient, pack, now),
        lambda: save_draft(data, actor, patient, TOLD, now),
        lambda: record_enquiry(data, actor, patient, TOLD, pack, now),
        lambda: recording_advice(data, actor, patient, pack, now),
        lambda: read_timeline(data, actor, patient, pack, now),
        lambda: read_local_help(data, actor, patient, now, pack),
    ]


def assert_shut(world: World, actor: Actor, now: Any = NOW) -> None:
    for attempt in behind_the_gate(world, actor, now):
        with pytest.raises(GateClosed):
            attempt()


def test_nothing_is_shown_before_the_gate(world: World) -> None:
    assert_shut(world, world.doctor)
    opened(world, world.doctor)
    assert_shut(world, world.doctor)


@pytest.mark.parametrize(
    "presence", sorted({one for mode in Mode for one in offered_presences(mode, child=False)})
)
def test_only_a_safe_answer_opens_the_gate(world: World, presence: Presence) -> None:
    assert pass_gate(world, world.doctor, presence).gate.presence is presence
    if presence.opens:
        assert look_in(world, world.doctor).prompts
    else:
        assert_shut(world, world.doctor)


def test_the_gate_shuts_after_an_hour(world: World) -> None:
    pass_gate(world, world.doctor)
    assert look_in(world, world.doctor, NOW + timedelta(minutes=59, seconds=59))
    assert_shut(world, world.doctor, NOW + HOUR)


def test_the_gate_is_one_clinicians(world: World) -> None:
    pass_gate(world, world.doctor)
    assert_shut(world, world.colleague)


def test_hiding_shuts_every_gate_of_the_clinician_alone(world: World) -> None:
    pass_gate(world, world.doctor)
    pass_gate(world, world.colleague)
    close_gates(world.database, world.doctor, NOW)
    assert_shut(world, world.doctor)
    assert look_in(world, world.colleague)
    close_gates(world.database, world.doctor, NOW)
    pass_gate(world, world.doctor)
    assert look_in(world, world.doctor)


def test_somebody_coming_in_shuts_the_gate(world: World) -> None:
    pass_gate(world, world.doctor)
    pass_gate(world, world.doctor, Presence.SOMEONE_ELSE, NOW + timedelta(minutes=5))
    assert_shut(world, world.doctor, NOW + timedelta(minutes=6))
