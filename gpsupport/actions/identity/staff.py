"""People who work in a practice, and as whom somebody acts."""

from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.practices import operator, server
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Clinician, Practice, Role
from gpsupport.persistence.stores.base import new_id
from gpsupport.persistence.work import Database


@dataclass(frozen=True, slots=True)
class PracticeSize:
    """How many patients and members of staff a practice has."""

    patients: int
    staff: int


def list_staff(database: Database, practice: Practice, now: datetime) -> tuple[Clinician, ...]:
    """Everybody who works in a practice, the longest there first, then by name."""
    with database.reading(_identifying(practice.id, now)) as work:
        return work.staff.list_all(server(practice.id))


def find_actor(
    database: Database, practice_id: str, clinician_id: str, now: datetime, role: Role | None = None
) -> Actor | None:
    """The actor that a member of staff is, in the usual role or in another of their own.

    None when there is no such person in the practice, when they may not work here any more, or do
    not have that role.
    """
    with database.reading(_identifying(practice_id, now)) as work:
        found = work.staff.find(server(practice_id), clinician_id)
    if found is None or found.disabled or (role is not None and role not in found.roles):
        return None
    return Actor(practice_id, found.id, found.name, role or found.role)


def add_clinician(  # noqa: PLR0917 - each is a plain fact about the person
    database: Database,
    practice: Practice,
    name: str,
    role: Role,
    now: datetime,
    clinician_id: str | None = None,
    *,
    more_roles: tuple[Role, ...] = (),
) -> Clinician:
    """Add a member of staff with a usual role and others; an id is made unless one is given."""
    roles = tuple(dict.fromkeys((role, *more_roles)))
    clinician = Clinician(id=clinician_id or new_id(), name=name.strip(), roles=roles)
    actor = operator(practice)
    occasion = Occasion(actor, Permission.SET_UP_PRACTICE, now, Event.ADD_STAFF, Purpose.OPERATION)
    with database.writing(occasion) as work:
        work.staff.add(actor, clinician, now)
    return clinician


def practice_size(database: Database, practice: Practice, now: datetime) -> PracticeSize:
    """How large a practice is."""
    with database.reading(_identifying(practice.id, now)) as work:
        patients, staff = work.practices.size(server(practice.id))
    return PracticeSize(patients, staff)


def _identifying(practice_id: str, now: datetime) -> Occasion:
    return Occasion(server(practice_id), Permission.IDENTIFY, now, purpose=Purpose.OPERATION)
