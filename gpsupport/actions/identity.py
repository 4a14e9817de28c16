"""People who work in a practice, and as whom somebody acts."""

from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.practices import acting_for, system_actor
from gpsupport.domain.people import Actor, Clinician, Practice, Role
from gpsupport.persistence.stores.base import new_id
from gpsupport.persistence.work import Database


@dataclass(frozen=True, slots=True)
class PracticeSize:
    """How many patients and members of staff a practice has."""

    patients: int
    staff: int


def list_staff(database: Database, practice: Practice) -> tuple[Clinician, ...]:
    """Everybody who works in a practice, the longest there first, then by name."""
    with database.reading() as work:
        return work.staff.list_all(system_actor(practice))


def find_actor(database: Database, practice_id: str, clinician_id: str) -> Actor | None:
    """The actor that a member of staff is, None when there is no such person in the practice."""
    with database.reading() as work:
        found = work.staff.find(acting_for(practice_id), clinician_id)
    if found is None:
        return None
    return Actor(practice_id, found.id, found.name, found.role)


def add_clinician(  # noqa: PLR0917 - each is a plain fact about the person
    database: Database,
    practice: Practice,
    name: str,
    role: Role,
    now: datetime,
    clinician_id: str | None = None,
) -> Clinician:
    """Add a member of staff; an id is made unless one is given."""
    clinician = Clinician(id=clinician_id or new_id(), name=name.strip(), role=role)
    with database.writing() as work:
        work.staff.add(system_actor(practice), clinician, now)
    return clinician


def practice_size(database: Database, practice: Practice) -> PracticeSize:
    """How large a practice is."""
    actor = system_actor(practice)
    with database.reading() as work:
        return PracticeSize(work.patients.count(actor), work.staff.count(actor))
