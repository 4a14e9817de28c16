"""The pages on which nothing of the record may show: before the gate, and with somebody there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.neutral import WAYS
from gpsupport.domain.consultation import SEE_ALONE, BookedAppointment, Consultation, Visit
from gpsupport.domain.days import day_in_words
from gpsupport.domain.enquiry import Mode
from gpsupport.domain.enquiry.not_safe import Plan, plans_for
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.web import words
from gpsupport.web.consultation.gate_forms import texts_of
from gpsupport.web.frame import Row


@dataclass(frozen=True, slots=True)
class VisitRow:
    """An earlier visit as its table shows it."""

    on: str
    reason: str
    seen_by: str


@dataclass(frozen=True, slots=True)
class ModeLink:
    """One way in which a patient may be met; `current` is the one that is asked about."""

    words: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class GatePage:
    """Who is here today? `how` is the mode by its code, for the form."""

    answer_href: str
    how: str
    modes: tuple[ModeLink, ...]
    hints: dict[str, str]
    asks_company: bool
    appointment: tuple[Row, ...]
    visits: tuple[VisitRow, ...]


@dataclass(frozen=True, slots=True)
class OrdinaryPage:
    """The page with somebody there.

    `noted`: somebody planned to see the patient alone for part of the next visit. `plans` says
    what is to be done, in words that anybody in the room may read.
    """

    state: str
    change_href: str
    note_href: str
    note_words: str
    noted: bool
    plans: tuple[str, ...]
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
    mode: Mode,
    appointment: BookedAppointment | None,
    visits: tuple[Visit, ...],
    *,
    asks_company: bool,
) -> GatePage:
    """The first page of every patient."""
    return GatePage(
        answer_href=address(patient_id, "gate"),
        how=mode.value,
        modes=tuple(
            ModeLink(label, f"{address(patient_id, 'who')}?how={one.value}", one is mode)
            for one, label in WAYS.items()
        ),
        hints=hints,
        asks_company=asks_company,
        appointment=appointment_rows(appointment),
        visits=visit_rows(visits),
    )


def ordinary_page(
    consultation: Consultation,
    knowledge: Knowledge,
    appointment: BookedAppointment | None,
    visits: tuple[Visit, ...],
) -> OrdinaryPage:
    """The page when asking is not safe: the same whatever was recorded before."""
    patient_id = consultation.patient_id
    gate = consultation.gate
    noted = SEE_ALONE in consultation.added
    mode = gate.mode if gate else Mode.FACE_TO_FACE
    plans = plans_for(gate.presence, mode) if gate else ()
    return OrdinaryPage(
        state=gate_words(consultation),
        change_href=address(patient_id, "who"),
        note_href=address(patient_id, "see-alone"),
        note_words=texts_of(knowledge, Plan.SEE_ALONE.value, mode)[0],
        noted=noted,
        plans=tuple(texts_of(knowledge, plan.value, mode)[-1] for plan in plans),
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
