"""The gate: who is in the room, and putting everything out of sight."""

from dataclasses import replace
from datetime import datetime

from gpsupport.actions.consultation.current import ensure_open, require_patient
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, GateAnswer
from gpsupport.domain.enquiry import Presence
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database, UnitOfWork


def answer_gate(
    database: Database, actor: Actor, patient_id: str, presence: Presence, now: datetime
) -> Consultation:
    """Keep the answer to "Who is here today?". Raises Denied, NotFound."""
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.ANSWER_GATE)) as work:
        require_patient(work, actor, patient_id)
        consultation = ensure_open(work, actor, patient_id, now)
        answered = replace(consultation, gate=GateAnswer(presence, now))
        return work.consultations.save(actor, answered)


def close_gate(
    work: UnitOfWork, actor: Actor, consultation: Consultation, gate: GateAnswer | None = None
) -> Consultation:
    """Shut the gate of one consultation, leaving the answer that shuts it, or none at all.

    For an action that has more to write in the same transaction. Returns it with its new version.
    """
    if gate is not None and gate.presence.safe_to_ask:
        raise ValueError("this answer would open the gate")
    return work.consultations.save(actor, replace(consultation, gate=gate))


def close_gates(database: Database, actor: Actor, now: datetime) -> None:
    """Forget every answer of this clinician: whatever was on the screen needs asking again.

    Raises Denied. Does nothing when no gate is open, so it may be called at any time.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.CLOSE_GATES)) as work:
        work.consultations.close_gates(actor)
        work.drafts.drop_expired(actor, now)
