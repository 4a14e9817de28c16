"""The day's appointments: the ordinary page that is always safe to show."""

from datetime import date

from gpsupport.actions.days import bounds_of
from gpsupport.actions.neutral import booked
from gpsupport.domain.access import Permission, require
from gpsupport.domain.consultation import BookedAppointment
from gpsupport.domain.knowledge import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database


def list_appointments(
    database: Database, actor: Actor, today: date, knowledge: Knowledge
) -> tuple[BookedAppointment, ...]:
    """Everything booked on a day, earliest first, in neutral words. Raises Denied."""
    require(actor, Permission.SEE_APPOINTMENTS)
    with database.reading() as work:
        staff = work.staff.list_all(actor)
        stored = work.appointments.read_between(actor, *bounds_of(today))
    return tuple(booked(appointment, staff, knowledge) for appointment in stored)
