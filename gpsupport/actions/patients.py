"""Finding a patient."""

from gpsupport.actions.errors import Incomplete
from gpsupport.domain.access import Permission, require
from gpsupport.domain.people import Actor, Patient, PatientSearch
from gpsupport.persistence.work import Database

MOST_FOUND = 50


def find_patients(database: Database, actor: Actor, search: PatientSearch) -> tuple[Patient, ...]:
    """Those whom every given criterion fits, by name. One more than 50 says that there are more.

    Raises Denied, and Incomplete(("search",)) when no criterion was given.
    """
    require(actor, Permission.FIND_PATIENT)
    if search.empty:
        raise Incomplete(("search",))
    with database.reading() as work:
        return work.patients.search(actor, search, MOST_FOUND + 1)
