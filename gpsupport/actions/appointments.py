"""The day's appointments: the ordinary page that is always safe to show."""

from datetime import date

from gpsupport.actions.days import bounds_of
from gpsupport.actions.neutral import booked
from gpsupport.domain.access import Decision, Permission, decide, require
from gpsupport.domain.consultation import BookedAppointment
from gpsupport.domain.knowledge import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database


def list_appointments(
    database: Database, actor: Actor, today: date, knowledge: Knowledge
) -> tuple[BookedAppointment, ...]:
    """What is booked on a day, earliest first, in neutral words. Raises Denied.

    Whoever consults gets their own appointments alone: other patients' names are nobody's business
    on a screen that a patient can see. A receptionist gets them all.
    """
    require(actor, Permission.SEE_APPOINTMENTS)
    with database.reading() as work:
        staff = work.staff.list_all(actor)
        stored = work.appointments.read_between(actor, *bounds_of(today))
    shown = (booked(appointment, staff, knowledge) for appointment in stored)
    if decide(actor, Permission.CONSULT) is not Decision.ALLOW:
        return tuple(shown)
    return tuple(one for one in shown if one.clinician_name == actor.name)
