"""Finding a patient."""

from gpsupport.actions.errors import Incomplete
from gpsupport.domain.access import Permission, require
from gpsupport.domain.people import Actor, Patient, PatientSearch
from gpsupport.persistence.work import Database

MOST_FOUND = 50


def find_patients(database: Database, actor: Actor, search: PatientSearch) -> tuple[Patient, ...]:
    """Those whom every given criterion fits, by name, at most 50.

    Raises Denied, and Incomplete(("search",)) when no criterion was given.
    """
    require(actor, Permission.FIND_PATIENT)
    if search.empty:
        raise Incomplete(("search",))
    with database.reading() as work:
        return work.patients.search(actor, search, MOST_FOUND)


def find_patient(database: Database, actor: Actor, patient_id: str) -> Patient | None:
    """One patient, None when there is no such patient for this actor. Raises Denied."""
    require(actor, Permission.FIND_PATIENT)
    with database.reading() as work:
        return work.patients.find(actor, patient_id)
