"""Opening a patient's page: what may be shown before anybody has said who is in the room."""

from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.consultation.current import ensure_open, require_patient
from gpsupport.actions.consultation.gate import typed_company
from gpsupport.actions.consultation.look import Look, look_in
from gpsupport.actions.days import bounds_of, london_day
from gpsupport.actions.neutral import booked, visits_of
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import BookedAppointment, Consultation, Visit
from gpsupport.domain.days import PartialDate
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.persistence.work import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class OpenConsultation:
    """A patient's ordinary page. Nothing in it depends on what the record says of any risk.

    `record_loaded` says whether a record was ever received: without one, silence means nothing.
    `typed_company` is who came along, as typed into this very page and not kept because of a lock.
    """

    patient: Patient
    consultation: Consultation
    appointment: BookedAppointment | None
    visits: tuple[Visit, ...]
    record_loaded: bool
    typed_company: str = ""


def open_consultation(
    database: Database, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> OpenConsultation:
    """Open today's consultation with a patient, or come back to it. Raises Denied, NotFound."""
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.OPEN_PATIENT)) as work:
        patient = require_patient(work, actor, patient_id)
        opened = ensure_open(work, actor, patient_id, now)
        return _ordinary_page(work, actor, patient, opened, knowledge, now)


def open_and_look(
    database: Database, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> OpenConsultation | Look:
    """The same, and with an open gate what is behind it in place of the ordinary page.

    It is audited as the one or as the other. Raises Denied, NotFound.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.OPEN_PATIENT)) as work:
        patient = require_patient(work, actor, patient_id)
        opened = ensure_open(work, actor, patient_id, now)
        if not opened.gate_passed(now):
            return _ordinary_page(work, actor, patient, opened, knowledge, now)
        work.turn_into(Event.LOOK_AT_RECORD)
        return look_in(work, actor, opened, knowledge, now)


def _ordinary_page(  # noqa: PLR0917 - whose page, with which content and when
    work: UnitOfWork,
    actor: Actor,
    patient: Patient,
    consultation: Consultation,
    knowledge: Knowledge,
    now: datetime,
) -> OpenConsultation:
    today = london_day(now)
    staff = work.staff.list_all(actor)
    stored = work.appointments.read_between(actor, *bounds_of(today), patient.id)
    nearest = min(stored, key=lambda one: abs(one.starts_at - now), default=None)
    contacts = work.contacts.read_all(actor, patient.id)
    return OpenConsultation(
        patient=patient,
        consultation=consultation,
        appointment=booked(nearest, staff, knowledge) if nearest else None,
        visits=visits_of(contacts, staff, knowledge, PartialDate(today)),
        record_loaded=work.received.has_any(actor, patient.id),
        typed_company=typed_company(work, actor, consultation.id, now),
    )
