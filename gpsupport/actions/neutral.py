"""What a page before the gate may say. An allow-list: the sender's own words never show there."""

import re
from collections.abc import Iterable

from gpsupport.domain.consultation import BookedAppointment, Visit
from gpsupport.domain.days import PartialDate
from gpsupport.domain.directory.option import OptionKind, ReferralOption
from gpsupport.domain.enquiry import Mode
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Clinician
from gpsupport.domain.record import Attendance, Contact
from gpsupport.persistence.stores.appointments import StoredAppointment

ANY_REASON = "Appointment"
ANY_CLINICIAN = "Practice team"
MOST_VISITS = 5

# Help that anybody may look for, whatever the reason: that it is listed tells nothing.
GENERAL = frozenset(
    {
        OptionKind.TALKING_THERAPIES,
        OptionKind.FAMILY_HUB,
        OptionKind.SCHOOL,
        OptionKind.EARLY_HELP,
    }
)
_TELLING = ("abus", "violen", "victim", "perpetrat", "refuge", "safeguard", "assault", "rape")

# Our own label of each way; the first words of a sender that fit say which it is.
WAYS = {
    Mode.FACE_TO_FACE: "Face to face",
    Mode.HOME_VISIT: "Home visit",
    Mode.TELEPHONE: "Phone",
    Mode.VIDEO: "Video",
    Mode.ONLINE: "Online message",
}
_HOW = (
    ("video", Mode.VIDEO),
    ("phone", Mode.TELEPHONE),
    ("telephone", Mode.TELEPHONE),
    ("remote", Mode.TELEPHONE),
    ("home", Mode.HOME_VISIT),
    ("face", Mode.FACE_TO_FACE),
    ("surgery", Mode.FACE_TO_FACE),
    ("person", Mode.FACE_TO_FACE),
    ("online", Mode.ONLINE),
    ("message", Mode.ONLINE),
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
    return next((WAYS[mode] for keyword, mode in _HOW if re.search(rf"\b{keyword}", words)), "")


def mode_of(appointment: BookedAppointment | None) -> Mode:
    """How a booked consultation takes place: face to face where nothing else is said."""
    way = appointment.how if appointment else ""
    return next((mode for mode, label in WAYS.items() if label == way), Mode.FACE_TO_FACE)


def ordinary_name(name: str, staff: Iterable[Clinician]) -> str:
    """The name of a member of staff, else "Practice team": a sender may name a service here.

    It is never empty: an empty place where others have a name would be seen.
    """
    wanted = " ".join(name.casefold().split())
    return next((one.name for one in staff if one.name.casefold() == wanted), ANY_CLINICIAN)


def is_general(option: ReferralOption) -> bool:
    """Whether an option may stand on a page that anybody in the room can see.

    What a practice typed counts as well: a family hub may name in its summary what it helps with.
    """
    typed = (option.name, option.summary, option.availability, option.named_person, *option.areas)
    told = " ".join(typed).casefold()
    return option.kind in GENERAL and not any(word in told for word in _TELLING)


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
    """The latest contacts that took place, newest first; none that lies in the future."""
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
