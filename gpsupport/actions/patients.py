"""Finding a patient."""

from datetime import datetime

from gpsupport.actions.errors import Incomplete
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Patient, PatientSearch
from gpsupport.persistence.work import Database

MOST_FOUND = 50


def find_patients(
    database: Database, actor: Actor, search: PatientSearch, now: datetime
) -> tuple[Patient, ...]:
    """Those whom every given criterion fits, by name. One more than 50 says that there are more.

    Raises Denied, and Incomplete(("search",)) when no criterion was given.
    """
    if search.empty:
        raise Incomplete(("search",))
    with database.writing(
        Occasion(actor, Permission.FIND_PATIENT, now, Event.FIND_PATIENTS)
    ) as work:
        return work.patients.search(actor, search, MOST_FOUND + 1)
