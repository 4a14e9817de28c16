"""Meetings with the patient: encounters that took place, appointments missed and booked."""

from __future__ import annotations

from datetime import datetime

from gpsupport.domain.exchange import ReceivedAppointment
from gpsupport.domain.record import Attendance, Contact, Setting
from gpsupport.fhir.elements import (
    Json,
    codings,
    find_day,
    first,
    objects,
    text_of,
    understood,
    words,
)
from gpsupport.fhir.references import Addresses, first_name
from gpsupport.fhir.unpacking import Found

ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
DELIVERY_CHANNEL = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeliveryChannel"

_SETTINGS = {
    "EMER": Setting.EMERGENCY,
    "AMB": Setting.SURGERY,
    "HH": Setting.HOME,
    "VR": Setting.REMOTE,
    "IMP": Setting.HOSPITAL,
    "ACUTE": Setting.HOSPITAL,
    "NONAC": Setting.HOSPITAL,
    "SS": Setting.HOSPITAL,
    "OBSENC": Setting.HOSPITAL,
}
CLASS_OF = {setting: code for code, setting in reversed(_SETTINGS.items())}

# A week. What is longer is a mistake, and could be larger than a database keeps.
LONGEST_MINUTES = 7 * 24 * 60

_ENCOUNTERS = {"finished": Attendance.ATTENDED, "planned": Attendance.BOOKED}


def find_contact(found: Found, addresses: Addresses) -> Contact | None:
    """The contact that an Encounter or a missed Appointment tells of; None when it tells of none.

    An encounter that has only begun, or whose state is unknown, is not yet a contact.
    """
    content = found.content
    if not understood(content):
        return None
    status = text_of(content, "status")
    if found.type == "Appointment":
        if status != "noshow":
            return None
        attendance, setting, days = Attendance.MISSED, Setting.OTHER, ("start",)
    elif status in _ENCOUNTERS:
        attendance, setting = _ENCOUNTERS[status], _setting(content)
        days = ("period.start",)
    else:
        return None
    return Contact(
        resource=found.name,
        setting=setting,
        attendance=attendance,
        on=find_day(content, days, found.where),
        reason=words(content.get("reasonCode")) or words(content.get("type")),
        seen_by=first_name(content.get("participant"), addresses, found),
    )


def _setting(content: Json) -> Setting:
    code = content.get("class")
    if isinstance(code, dict) and text_of(code, "system") in {ACT_CODE, ""}:
        return _SETTINGS.get(text_of(code, "code"), Setting.OTHER)
    return Setting.OTHER


def find_booking(found: Found, addresses: Addresses) -> ReceivedAppointment | None:
    """A booked appointment; None when it has no time, or is no longer or not yet booked."""
    content = found.content
    starts_at = text_of(content, "start")
    booked = text_of(content, "status") in {"booked", "pending"}
    if not (booked and starts_at and understood(content)):
        return None
    return ReceivedAppointment(
        resource=found.name,
        starts_at=starts_at,
        minutes=_minutes(content),
        how=_channel(content) or words(content.get("appointmentType")),
        booked_for=words(content.get("reasonCode")) or text_of(content, "description"),
        practitioner=first_name(content.get("participant"), addresses, found),
    )


def _minutes(content: Json) -> int | None:
    told = content.get("minutesDuration")
    if isinstance(told, int) and not isinstance(told, bool):
        return told if 0 < told <= LONGEST_MINUTES else None
    try:
        start = datetime.fromisoformat(text_of(content, "start"))
        end = datetime.fromisoformat(text_of(content, "end"))
        minutes = int((end - start).total_seconds() // 60)
    except (TypeError, ValueError):
        return None
    return minutes if 0 < minutes <= LONGEST_MINUTES else None


def _channel(content: Json) -> str:
    for extension in objects(content.get("extension")):
        if extension.get("url") == DELIVERY_CHANNEL:
            concept = first(extension.get("valueCodeableConcept"))
            return words(concept) or next((c.code.value for c in codings(concept)), "")
    return ""
