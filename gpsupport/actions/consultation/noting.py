"""A note for whoever sees the patient next, made while the patient is not there."""

from dataclasses import replace
from datetime import datetime

from gpsupport.actions.consultation.current import ensure_open, require_patient
from gpsupport.actions.consultation.drafts import keep_draft
from gpsupport.actions.consultation.writing import judge_again, write_enquiry
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import GateClosed
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, ConsultationDraft
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome, Presence
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database, UnitOfWork


def note_for_next(  # noqa: PLR0917 - each is what the clinician or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    note: str,
    knowledge: Knowledge,
    now: datetime,
) -> None:
    """Keep the note in the ledger, in place of an earlier one of this consultation.

    It is no occasion on which somebody might have asked. Only while the patient is not there, and
    nothing else was recorded: else the note is kept with what was typed, and GateClosed is raised.
    Raises Denied, NotFound.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.RECORD_ENQUIRY)) as work:
        require_patient(work, actor, patient_id)
        consultation = ensure_open(work, actor, patient_id, now)
        may = _may_note(work, actor, consultation, now)
        typed = work.drafts.find(actor, consultation.id, now)
        if may:
            _note(work, actor, consultation, note.strip(), knowledge, now)
        if typed is not None or not may:
            # What is asked for once the patient is there begins with the same note.
            keep_draft(work, actor, consultation, _with_note(consultation, typed, note), now)
    if not may:
        raise GateClosed


def keep_note(
    database: Database, actor: Actor, patient_id: str, note: str, now: datetime
) -> datetime:
    """Keep a note as it is typed, with what else was typed; returns when, an instant in UTC.

    With a shut gate it is kept too, and then GateClosed is raised. Raises Denied, NotFound.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.SAVE_DRAFT)) as work:
        require_patient(work, actor, patient_id)
        consultation = ensure_open(work, actor, patient_id, now)
        typed = work.drafts.find(actor, consultation.id, now)
        keep_draft(work, actor, consultation, _with_note(consultation, typed, note), now)
    if not consultation.gate_passed(now):
        raise GateClosed
    return now


def _with_note(
    consultation: Consultation, typed: ConsultationDraft | None, note: str
) -> ConsultationDraft:
    """The draft with the note, or the note alone where the draft was typed with company there."""
    if typed is None or consultation.in_company:
        return ConsultationDraft(note=note, presence=Presence.PATIENT_ABSENT)
    return replace(typed, note=note)


def _may_note(work: UnitOfWork, actor: Actor, consultation: Consultation, now: datetime) -> bool:
    if consultation.gate is None or not consultation.gate_passed(now):
        return False
    if consultation.gate.presence is not Presence.PATIENT_ABSENT:
        return False
    saved = consultation.enquiry_id
    present = work.enquiries.find(actor, saved) if saved else None
    return present is None or present.note_only


def _note(  # noqa: PLR0917 - each is what the clinician or the clock says
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    note: str,
    knowledge: Knowledge,
    now: datetime,
) -> None:
    if not note and consultation.enquiry_id is None:
        return
    today = london_day(now)
    gate = consultation.gate
    made = Enquiry(
        id="",
        on=today,
        at=now,
        outcome=EnquiryOutcome.NOT_ASKED,
        by=actor.name,
        role=actor.role,
        presence=Presence.PATIENT_ABSENT,
        mode=gate.mode if gate else None,
        note=note,
        knowledge_release=knowledge.version.release,
    )
    write_enquiry(work, actor, consultation, made)
    judge_again(work, actor, consultation.patient_id, knowledge, today)
