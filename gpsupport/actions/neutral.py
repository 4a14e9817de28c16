"""What a page before the gate may say. An allow-list: the sender's own words never show there."""

import re
from collections.abc import Iterable

from gpsupport.domain.consultation import BookedAppointment, Visit
from gpsupport.domain.days import PartialDate
from gpsupport.domain.knowledge import Knowledge
from gpsupport.domain.people import Clinician
from gpsupport.domain.record import Attendance, Contact
from gpsupport.persistence.stores.appointments import StoredAppointment

ANY_REASON = "Appointment"
MOST_VISITS = 5

_HOW = (
    ("video", "Video"),
    ("phone", "Phone"),
    ("telephone", "Phone"),
    ("remote", "Phone"),
    ("home", "Home visit"),
    ("face", "Face to face"),
    ("surgery", "Face to face"),
    ("person", "Face to face"),
)


def ordinary_reason(text: str, knowledge: Knowledge) -> str:
    """Our own label for the first keyword found in the sender's text, else "Appointment"."""
    words = text.casefold()
    for keyword, label in knowledge.ordinary_visits:
        if re.search(rf"\b{re.escape(keyword.casefold())}", words):
            return label
    return ANY_REASON


def ordinary_way(text: str) -> str:
    """Our own label for how an appointment takes place, or nothing."""
    words = text.casefold()
    return next((label for keyword, label in _HOW if re.search(rf"\b{keyword}", words)), "")


def ordinary_name(name: str, staff: Iterable[Clinician]) -> str:
    """The name of a member of staff, or nothing: a sender may name a service in this place."""
    wanted = " ".join(name.casefold().split())
    return next((one.name for one in staff if one.name.casefold() == wanted), "")


def booked(
    appointment: StoredAppointment, staff: Iterable[Clinician], knowledge: Knowledge
) -> BookedAppointment:
    """An appointment as the day's list shows it."""
    return BookedAppointment(
        patient_id=appointment.patient_id,
        patient_name=str(appointment.patient_name),
        starts_at=appointment.starts_at,
        minutes=appointment.minutes,
        how=ordinary_way(appointment.how),
        booked_for=ordinary_reason(appointment.booked_for, knowledge),
        clinician_name=ordinary_name(appointment.practitioner, staff),
    )


def visits_of(
    contacts: Iterable[Contact],
    staff: Iterable[Clinician],
    knowledge: Knowledge,
    today: PartialDate,
) -> tuple[Visit, ...]:
    """The latest visits to this or another surgery, newest first; none that lies in the future."""
    came = [
        (contact.on, contact)
        for contact in contacts
        if contact.attendance is Attendance.ATTENDED
        and contact.on is not None
        and contact.on.earliest <= today.earliest
    ]
    came.sort(key=lambda found: (found[0].earliest, found[1].resource), reverse=True)
    return tuple(
        Visit(
            on=on,
            reason=ordinary_reason(contact.reason, knowledge),
            seen_by=ordinary_name(contact.seen_by, staff),
        )
        for on, contact in came[:MOST_VISITS]
    )
