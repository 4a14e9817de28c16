"""Coming to a patient's page: one transaction, audited as what came of it."""

from datetime import timedelta

import pytest

from gpsupport.actions.consultation import Look, OpenConsultation, open_and_look
from gpsupport.actions.errors import NotFound
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import GATE_HOLDS
from gpsupport.domain.enquiry import Presence
from gpsupport.domain.people import Actor
from tests.integration.actions.steps import SAID_NO, look_in, opened, pass_gate, record
from tests.integration.actions.world import NOW, World


def come(world: World, now: object = NOW, patient_id: str = "") -> object:
    return open_and_look(
        world.database,
        world.doctor,
        patient_id or world.patient_id,
        world.knowledge,
        now,  # type: ignore[arg-type]
    )


def newest(world: World, operator: Actor) -> tuple[int, str, str, str]:
    with world.database.reading(Occasion(operator, Permission.CHECK_AUDIT, NOW)) as work:
        entry = work.audit.newest(operator, 1)[0]
    return entry.seq, entry.fact.event, entry.fact.object_id, entry.fact.decision


def test_behind_an_open_gate_it_is_one_look(world: World) -> None:
    opened(world, world.doctor)
    pass_gate(world, world.doctor)
    before, *_ = newest(world, world.operator)
    assert isinstance(come(world), Look)
    assert newest(world, world.operator) == (
        before + 1,
        "look-at-record",
        world.patient_id,
        "allow",
    )


@pytest.mark.parametrize("presence", [None, Presence.SOMEONE_ELSE, Presence.ALONE])
def test_before_the_gate_nothing_is_looked_at(world: World, presence: Presence | None) -> None:
    opened(world, world.doctor)
    if presence is not None:
        pass_gate(world, world.doctor, presence)
    before, *_ = newest(world, world.operator)
    now = NOW + GATE_HOLDS + timedelta(minutes=1) if presence is Presence.ALONE else NOW
    assert isinstance(come(world, now), OpenConsultation)
    assert newest(world, world.operator)[:2] == (before + 1, "open-patient")


def test_it_shows_what_looking_alone_shows(world: World) -> None:
    opened(world, world.doctor)
    pass_gate(world, world.doctor)
    # The first look of a day notes what stood in front, which the later ones find.
    look_in(world, world.doctor)
    assert come(world) == look_in(world, world.doctor)


def test_nobody_opens_whom_the_practice_does_not_have(world: World) -> None:
    with pytest.raises(NotFound):
        come(world, patient_id="no-such-patient")


def test_the_day_after_a_no_is_the_one_that_saving_it_brings(world: World) -> None:
    opened(world, world.doctor)
    pass_gate(world, world.doctor)
    said = look_in(world, world.doctor).after_no
    record(world, world.doctor, SAID_NO)
    assert said is not None
    assert said.due_on is not None
    assert look_in(world, world.doctor).assessment.next_enquiry == said
