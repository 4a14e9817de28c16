"""Which consultation an actor is in, and whether its gate is open."""

from collections.abc import Iterable
from datetime import datetime

from gpsupport.actions.days import LONDON, london_day
from gpsupport.actions.errors import GateClosed, InCompany, NotFound
from gpsupport.domain.consultation import Consultation, ConsultationState
from gpsupport.domain.people import Actor, Clinician, Patient, Role
from gpsupport.domain.record import PatientPicture
from gpsupport.domain.record_access import ItemKind
from gpsupport.persistence.work import UnitOfWork


def require_patient(work: UnitOfWork, actor: Actor, patient_id: str) -> Patient:
    """The patient. Raises NotFound alike for the unknown and for the forbidden.

    Whoever opens their own record or one of their household sees no difference, but a lead hears
    of it, once a day.
    """
    patient = work.patients.find(actor, patient_id)
    if patient is None:
        raise NotFound
    alike = work.patients.likeness(actor, patient_id)
    if alike.own_record or alike.same_address:
        kind = ItemKind.OWN_RECORD if alike.own_record else ItemKind.SAME_ADDRESS
        work.notices.add_once_a_day(actor, kind, patient_id, LONDON)
    return patient


def require_picture(work: UnitOfWork, actor: Actor, patient_id: str) -> PatientPicture:
    """Everything known of a patient. Raises NotFound."""
    picture = work.pictures.read(actor, patient_id)
    if picture is None:
        raise NotFound
    return picture


def find_latest(
    work: UnitOfWork, actor: Actor, patient_id: str, now: datetime
) -> Consultation | None:
    """Today's consultation of this clinician with this patient, finished or not.

    One opened before midnight is today's until its gate shuts.
    """
    return work.consultations.find_latest(actor, patient_id, london_day(now), now)


def find_current(
    work: UnitOfWork, actor: Actor, patient_id: str, now: datetime
) -> Consultation | None:
    """The same, unless it is over: a finished one is once its gate is shut.

    Until then one may still turn back a page.
    """
    found = find_latest(work, actor, patient_id, now)
    if found is None or (found.state is ConsultationState.FINISHED and not found.gate_passed(now)):
        return None
    return found


def ensure_open(work: UnitOfWork, actor: Actor, patient_id: str, now: datetime) -> Consultation:
    """Today's consultation, opened if there is none. Wants a transaction that writes.

    What was typed before midnight and never saved comes along, and so does what was typed beside
    an answer that is recorded there: that one without the answers.
    """
    found = find_current(work, actor, patient_id, now)
    if found is not None:
        return found
    left = work.consultations.find_left_open(actor, patient_id, now)
    opened = work.consultations.add(actor, patient_id, now, london_day(now))
    if left is not None and left.id != opened.id:
        work.drafts.move(actor, left.id, opened.id)
        draft = work.drafts.find(actor, opened.id, now) if left.enquiry_id else None
        if draft is not None:
            words = draft.without_answers()
            work.drafts.save(actor, opened.id, words, draft.saved_at or now)
    return opened


def require_gate(work: UnitOfWork, actor: Actor, patient_id: str, now: datetime) -> Consultation:
    """Today's consultation, whose gate must be open. Raises NotFound, GateClosed."""
    require_patient(work, actor, patient_id)
    found = find_latest(work, actor, patient_id, now)
    if found is None or not found.gate_passed(now):
        raise GateClosed
    return found


def require_gate_without_company(
    work: UnitOfWork, actor: Actor, patient_id: str, now: datetime
) -> Consultation:
    """The same, for what was told and noted before. Raises NotFound, GateClosed."""
    found = require_gate(work, actor, patient_id, now)
    require_history(found, now)
    return found


def require_history(consultation: Consultation, now: datetime) -> None:
    """Let nobody read what was told before who has not said that no company is there.

    Raises GateClosed, and with an open gate InCompany, which is one.
    """
    if consultation.history_open(now):
        return
    raise InCompany if consultation.gate_passed(now) else GateClosed


def name_of_lead(staff: Iterable[Clinician]) -> str:
    """The practice's safeguarding lead, empty when nobody has that role."""
    return next((one.name for one in staff if one.role is Role.SAFEGUARDING_LEAD), "")
