"""The gate: who is in the room, and putting everything out of sight."""

from dataclasses import replace
from datetime import datetime

from gpsupport.actions.consultation.current import ensure_open, require_patient
from gpsupport.actions.consultation.drafts import fit_draft
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import Incomplete
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, FormName, GateAnswer
from gpsupport.domain.days import age_on
from gpsupport.domain.enquiry import Mode, Presence, asked_as_child, offered_presences
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Patient
from gpsupport.persistence.work import Database, UnitOfWork

# Among what was typed and not yet saved.
COMPANY_FORM = FormName.COMPANY


def answer_gate(  # noqa: PLR0917 - each is what the clinician or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    presence: Presence,
    now: datetime,
    mode: Mode = Mode.FACE_TO_FACE,
    company: str = "",
) -> Consultation:
    """Keep the answer to "Who is here today?"; `now` is in UTC.

    Whoever is here, the lists of other patients are no longer for this screen. Raises Incomplete
    for an answer that is not offered to this patient in this mode ("presence"), and for a safe
    adult of whom nobody says who it is ("company"). Raises Denied, NotFound.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.ANSWER_GATE)) as work:
        patient = require_patient(work, actor, patient_id)
        child = is_asked_as_child(patient, now)
        company = company.strip()
        if presence not in offered_presences(mode, child=child):
            raise Incomplete(("presence",))
        if presence is Presence.SAFE_ADULT and not company:
            raise Incomplete(("company",))
        consultation = ensure_open(work, actor, patient_id, now)
        work.sessions.say_screen_private(actor, None)
        work.forms.drop(actor, consultation.id, COMPANY_FORM)
        gate = GateAnswer(presence, now, mode, company)
        fit_draft(work, actor, consultation, gate, now)
        return work.consultations.save(actor, replace(consultation, gate=gate))


def is_asked_as_child(patient: Patient, now: datetime) -> bool:
    """Whether the patient is asked as a child on the London day of `now`, an instant in UTC."""
    return asked_as_child(age_on(patient.born, london_day(now)) if patient.born else None)


def keep_company(
    database: Database, actor: Actor, patient_id: str, company: str, now: datetime
) -> None:
    """Keep who came along, typed when the screen had locked, until the question is answered.

    Raises Denied, NotFound.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.SAVE_DRAFT)) as work:
        require_patient(work, actor, patient_id)
        consultation = ensure_open(work, actor, patient_id, now)
        if company.strip():
            work.forms.save(actor, consultation.id, COMPANY_FORM, {"company": [company]}, now)


def typed_company(work: UnitOfWork, actor: Actor, consultation_id: str, now: datetime) -> str:
    """Who came along as it was kept so; empty where nothing was typed."""
    kept = work.forms.find(actor, consultation_id, COMPANY_FORM, now) or {}
    return next(iter(kept.get("company", ())), "")


def close_gate(
    work: UnitOfWork, actor: Actor, consultation: Consultation, gate: GateAnswer | None = None
) -> Consultation:
    """Shut the gate of one consultation, leaving the answer that shuts it, or none at all.

    For an action that has more to write in the same transaction. Returns it with its new version.
    """
    if gate is not None and gate.presence.opens:
        raise ValueError("this answer would open the gate")
    return work.consultations.save(actor, replace(consultation, gate=gate))


def close_gates(database: Database, actor: Actor, now: datetime) -> None:
    """Forget every answer of this clinician: whatever was on the screen needs asking again.

    Raises Denied. Does nothing when no gate is open, so it may be called at any time.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.CLOSE_GATES)) as work:
        work.consultations.close_gates(actor)
        work.drafts.drop_expired(actor, now)
        work.sessions.say_screen_private(actor, None)
