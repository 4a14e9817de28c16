"""Which consultation an actor is in, and whether its gate is open."""

from datetime import datetime

from gpsupport.actions.days import london_day
from gpsupport.actions.errors import GateClosed, NotFound
from gpsupport.domain.consultation import Consultation, ConsultationState
from gpsupport.domain.people import Actor, Patient
from gpsupport.persistence.work import UnitOfWork


def require_patient(work: UnitOfWork, actor: Actor, patient_id: str) -> Patient:
    """The patient. Raises NotFound alike for the unknown and for the forbidden."""
    patient = work.patients.find(actor, patient_id)
    if patient is None:
        raise NotFound
    return patient


def find_current(
    work: UnitOfWork, actor: Actor, patient_id: str, now: datetime
) -> Consultation | None:
    """Today's consultation of this clinician with this patient.

    A finished one is over once its gate is shut; until then one may still turn back a page.
    """
    found = work.consultations.find_latest(actor, patient_id, london_day(now))
    if found is None or (found.state is ConsultationState.FINISHED and not found.gate_passed(now)):
        return None
    return found


def ensure_open(work: UnitOfWork, actor: Actor, patient_id: str, now: datetime) -> Consultation:
    """Today's consultation, opened if there is none. Wants a transaction that writes."""
    found = find_current(work, actor, patient_id, now)
    return found or work.consultations.add(actor, patient_id, now, london_day(now))


def require_gate(work: UnitOfWork, actor: Actor, patient_id: str, now: datetime) -> Consultation:
    """Today's consultation, whose gate must be open. Raises NotFound, GateClosed."""
    require_patient(work, actor, patient_id)
    found = work.consultations.find_latest(actor, patient_id, london_day(now))
    if found is None or not found.gate_passed(now):
        raise GateClosed
    return found
