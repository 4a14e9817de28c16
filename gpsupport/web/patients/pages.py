"""Today's list and the results of a search, as shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.patients import MOST_FOUND
from gpsupport.domain.access import Permission, permits
from gpsupport.domain.consultation import BookedAppointment
from gpsupport.domain.people import Actor, Patient
from gpsupport.web import words


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """One line of the day's list."""

    at: str
    patient: str
    booked_for: str
    how: str
    clinician: str
    href: str


@dataclass(frozen=True, slots=True)
class TodayPage:
    """The day's list; `opens` says whether this role may open a patient from it.

    `prepare` is where whoever consults sees what to prepare for, `lists` where the lead finds the
    work lists; each is empty for others.
    """

    subtitle: str
    heading: str
    rows: tuple[AppointmentRow, ...]
    opens: bool
    prepare: str
    lists: str


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One patient found."""

    name: str
    born: str
    gender: str
    nhs_number: str
    href: str


@dataclass(frozen=True, slots=True)
class FindPage:
    """The search page; `searched` is False before anything was typed."""

    searched: bool = False
    heading: str = ""
    found: tuple[FoundRow, ...] = ()


def today_page(booked: tuple[BookedAppointment, ...], actor: Actor, today: date) -> TodayPage:
    """What the day's list holds for this actor, in order of time."""
    opens = permits(actor.role, Permission.CONSULT)
    return TodayPage(
        subtitle=f"{words.weekday(today)}. {words.count(len(booked), 'appointment')}.",
        heading="Your appointments" if opens else "All appointments",
        rows=tuple(_row(one) for one in booked),
        opens=opens,
        prepare="/today/prepare" if opens else "",
        lists="/reviews/due" if permits(actor.role, Permission.SEE_WORK_LISTS) else "",
    )


def _row(booked: BookedAppointment) -> AppointmentRow:
    length = f", {booked.minutes} minutes" if booked.minutes else ""
    return AppointmentRow(
        at=words.clock_time(booked.starts_at),
        patient=booked.patient_name,
        booked_for=booked.booked_for or "Not stated",
        how=f"{booked.how or 'Not stated'}{length}",
        clinician=booked.clinician_name,
        href=f"/patients/{booked.patient_id}/consultation",
    )


def find_page(found: tuple[Patient, ...], today: date) -> FindPage:
    """The patients found, as the banner writes them."""
    rows = tuple(
        FoundRow(
            name=words.banner_name(patient.name),
            born=words.banner_birth(patient.born, today),
            gender=words.gender(patient.sex),
            nhs_number=words.nhs_number(patient),
            href=f"/patients/{patient.id}/consultation",
        )
        for patient in found[:MOST_FOUND]
    )
    heading = words.count(len(rows), "patient") + " found" if rows else "Nobody found"
    if len(found) > MOST_FOUND:
        heading = f"More than {MOST_FOUND} patients fit. Type more to narrow it down."
    return FindPage(searched=True, heading=heading, found=rows)
