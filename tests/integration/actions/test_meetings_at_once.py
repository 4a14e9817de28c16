"""Several windows at one meeting: what each reads before it writes stays true until it has."""

from gpsupport.actions.identity import add_clinician, find_actor
from gpsupport.actions.meetings.families import content_of
from gpsupport.actions.meetings.writing import Asked, begin_meeting, note, put_on_agenda
from gpsupport.domain.meetings.kinds import Reason
from gpsupport.domain.meetings.meeting import Basis
from gpsupport.domain.people import Actor, Role
from gpsupport.knowledge.load import load_knowledge
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.world import NOW, TODAY, World
from tests.integration.persistence.test_at_once import at_once

CONTENT = content_of(load_knowledge())
WINDOWS = 6


def lead_of(world: World) -> Actor:
    role = Role.SAFEGUARDING_LEAD
    added = add_clinician(world.database, world.practice, "Dr Helen Marsh", role, NOW)
    found = find_actor(world.database, world.practice.id, added.id, NOW)
    assert found is not None
    return found


def test_a_family_is_put_on_it_once_and_has_one_ground(world: World) -> None:
    lead = lead_of(world)
    meeting = begin_meeting(world.database, lead, TODAY, "practice", lead.name, CONTENT, NOW)
    families = {world.patient_id: Asked((Reason.LEAD,))}

    def put() -> None:
        put_on_agenda(world.database, lead, meeting.id, families, CONTENT, NOW)

    def ground() -> bool:
        said = Basis("", meeting.id, world.patient_id, NOW, "", why="She wants it")
        try:
            note(world.database, lead, said, "", NOW)
        except StaleRow:
            return False
        return True

    at_once([put] * WINDOWS)
    assert sum(at_once([ground] * WINDOWS)) == 1
    with world.acting(lead) as work:
        notes = work.meeting_notes.read_all(lead, [meeting.id])
    assert sorted(type(one).__name__ for one in notes) == ["AgendaItem", "Basis"]
