"""The day's appointments: the ordinary page that is always safe to show."""

from datetime import datetime

from gpsupport.actions.days import bounds_of, london_day
from gpsupport.actions.neutral import booked
from gpsupport.domain.access import Occasion, Permission, permits
from gpsupport.domain.consultation import BookedAppointment
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database


def list_appointments(
    database: Database, actor: Actor, now: datetime, knowledge: Knowledge
) -> tuple[BookedAppointment, ...]:
    """What is booked for the day of `now`, earliest first, in neutral words. Raises Denied.

    Whoever consults gets their own appointments alone: other patients' names are nobody's business
    on a screen that a patient can see. A receptionist gets them all.
    """
    with database.writing(
        Occasion(actor, Permission.SEE_APPOINTMENTS, now, Event.SEE_APPOINTMENTS)
    ) as work:
        staff = work.staff.list_all(actor)
        stored = work.appointments.read_between(actor, *bounds_of(london_day(now)))
    shown = (booked(appointment, staff, knowledge) for appointment in stored)
    if not permits(actor.role, Permission.CONSULT):
        return tuple(shown)
    return tuple(one for one in shown if one.clinician_name == actor.name)
