"""The pages on which nothing of the record may show: before the gate, and with somebody there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gpsupport.domain.consultation import SEE_ALONE, BookedAppointment, Consultation, Visit
from gpsupport.domain.days import day_in_words
from gpsupport.web import words
from gpsupport.web.frame import Row


@dataclass(frozen=True, slots=True)
class VisitRow:
    """An earlier visit as its table shows it."""

    on: str
    reason: str
    seen_by: str


@dataclass(frozen=True, slots=True)
class GatePage:
    """Who is here today?"""

    answer_href: str
    hints: dict[str, str]
    appointment: tuple[Row, ...]
    visits: tuple[VisitRow, ...]


@dataclass(frozen=True, slots=True)
class OrdinaryPage:
    """The page with somebody there.

    `noted`: somebody planned to see the patient alone for part of the next visit.
    """

    state: str
    change_href: str
    note_href: str
    noted: bool
    appointment: tuple[Row, ...]
    visits: tuple[VisitRow, ...]


@dataclass(frozen=True, slots=True)
class GateState:
    """The answer that opened the gate, and where to change it."""

    words: str
    change: str


def address(patient_id: str, below: str = "") -> str:
    """An address below a patient's consultation."""
    return f"/patients/{patient_id}/consultation{'/' + below if below else ''}"


def gate_page(
    patient_id: str,
    hints: dict[str, str],
    appointment: BookedAppointment | None,
    visits: tuple[Visit, ...],
) -> GatePage:
    """The first page of every patient."""
    return GatePage(
        address(patient_id, "gate"), hints, appointment_rows(appointment), visit_rows(visits)
    )


def ordinary_page(
    consultation: Consultation,
    appointment: BookedAppointment | None,
    visits: tuple[Visit, ...],
) -> OrdinaryPage:
    """The page when asking is not safe: the same whatever was recorded before."""
    patient_id = consultation.patient_id
    return OrdinaryPage(
        state=gate_words(consultation),
        change_href=address(patient_id, "who"),
        note_href=address(patient_id, "see-alone"),
        noted=SEE_ALONE in consultation.added,
        appointment=appointment_rows(appointment),
        visits=visit_rows(visits),
    )


def gate_state(consultation: Consultation) -> GateState:
    """Who is here and since when."""
    return GateState(gate_words(consultation), address(consultation.patient_id, "who"))


def gate_words(consultation: Consultation) -> str:
    """Patient alone, 9:12am."""
    if consultation.gate is None:
        return ""
    return f"{words.PRESENCES[consultation.gate.presence]}, {_time(consultation.gate.at)}"


def visit_rows(visits: tuple[Visit, ...]) -> tuple[VisitRow, ...]:
    """Earlier visits with their days in words."""
    return tuple(VisitRow(day_in_words(visit.on), visit.reason, visit.seen_by) for visit in visits)


def appointment_rows(booked: BookedAppointment | None) -> tuple[Row, ...]:
    """When, how and for what the patient is booked today."""
    if booked is None:
        return (Row("When", "Not booked today"),)
    length = f", {booked.minutes} minutes" if booked.minutes else ""
    rows = (
        Row("When", f"{_time(booked.starts_at)}{length}"),
        Row("How", booked.how),
        Row("Booked for", booked.booked_for),
        Row("With", booked.clinician_name),
    )
    return tuple(row for row in rows if row.value)


def _time(at: datetime) -> str:
    return words.clock_time(at)
