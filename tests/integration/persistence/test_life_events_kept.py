"""What changed a life is added to and never changed, and nobody else's."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from gpsupport.domain.access import Denied
from gpsupport.domain.life_events.cases import LifeCase, LifeEvent, LifeStep, Outcome
from gpsupport.domain.life_events.kinds import LifeEventKind, Thing
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.guarded import another_patient
from tests.integration.actions.world import NOW, World, another_practice

KIND = LifeEventKind.NEW_NUMBER


def test_it_is_kept_once_read_whole_and_never_changed(world: World) -> None:
    doctor, patient_id = world.doctor, world.patient_id
    other = another_patient(world, None)
    with world.acting(doctor) as work:
        kept = work.life_events.add(doctor, LifeEvent("", patient_id, KIND, NOW), "m")
        assert kept is not None
        assert work.life_events.add(doctor, LifeEvent("", patient_id, KIND, NOW), "m") is None
        made = [
            LifeStep("", kept.id, one, NOW, Outcome.ENDED, thing=Thing.LINK, thing_id="l")
            for one in (patient_id, other)
        ]
        steps = work.life_events.add_steps(doctor, kept.id, made, expected=0)
        assert work.life_events.read_all(doctor, patient_id) == (LifeCase(kept, steps),)
        (beside,) = work.life_events.read_beside(doctor, other)
        assert (beside.id, beside.event_id, beside.thing_id) == (steps[1].id, "", "")
        assert work.life_events.kept_apart(doctor) == {patient_id}
    with pytest.raises(StaleRow), world.acting(doctor) as work:
        work.life_events.add_steps(doctor, kept.id, made, expected=0)
    for gone in ("UPDATE life_step SET seq = 9", "DELETE FROM life_event"):
        with pytest.raises(DatabaseError), world.acting(doctor) as work:
            work._scope.session.execute(text(gone))
    stranger = another_practice(world)
    with world.acting(stranger) as work:
        assert work.life_events.read_all(stranger, patient_id) == ()
        assert work.life_events.kept_apart(stranger) == frozenset()
    with pytest.raises(Denied), world.acting(stranger) as work:
        work.life_events.add_steps(stranger, kept.id, made, expected=2)
