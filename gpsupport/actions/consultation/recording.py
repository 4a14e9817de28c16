"""Writing down what was asked: drafts, the enquiry itself, and that nobody could ask."""

from dataclasses import dataclass, replace
from datetime import datetime

from gpsupport.actions.consultation.current import ensure_open, require_patient
from gpsupport.actions.consultation.gate import close_gate
from gpsupport.actions.consultation.look import view
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import GateClosed, Incomplete, NotFound
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.assessment import assess
from gpsupport.domain.consultation import (
    SEE_ALONE,
    Consultation,
    ConsultationDraft,
    ConsultationState,
    GateAnswer,
)
from gpsupport.domain.enquiry import (
    Enquiry,
    EnquiryOutcome,
    NextEnquiry,
    NotAskedReason,
    Presence,
)
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.domain.record import PatientPicture
from gpsupport.persistence.work import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class Recorded:
    """An enquiry as it was saved, and when to ask again."""

    consultation: Consultation
    enquiry: Enquiry
    next_enquiry: NextEnquiry


def save_draft(
    database: Database, actor: Actor, patient_id: str, draft: ConsultationDraft, now: datetime
) -> ConsultationDraft:
    """Keep what was typed so far, for 24 hours.

    Only reading wants an open gate: with a shut one the draft is kept too, and then GateClosed is
    raised, so that nothing is shown until somebody has said again who is here. Raises Denied,
    NotFound.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.SAVE_DRAFT)) as work:
        require_patient(work, actor, patient_id)
        consultation = ensure_open(work, actor, patient_id, now)
        kept = work.drafts.save(actor, consultation.id, draft, now)
    if not consultation.gate_passed(now):
        raise GateClosed
    return kept


def record_enquiry(  # noqa: PLR0917 - each is what the clinician or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    draft: ConsultationDraft,
    knowledge: Knowledge,
    now: datetime,
) -> Recorded:
    """Save the two answers as an enquiry. One already saved in this consultation is replaced by it.

    Not asking because somebody came in shuts the gate in the same transaction. With a shut gate
    nothing is recorded: what was typed is kept as a draft, and GateClosed is raised. Raises Denied,
    NotFound, Incomplete.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.RECORD_ENQUIRY)) as work:
        require_patient(work, actor, patient_id)
        consultation = ensure_open(work, actor, patient_id, now)
        recorded = None
        if consultation.gate_passed(now):
            recorded = _record(work, actor, consultation, draft, knowledge, now)
        else:
            _keep_unless_recorded(work, actor, consultation, draft, now)
    if recorded is None:
        raise GateClosed
    return recorded


def note_not_alone(
    database: Database, actor: Actor, patient_id: str, now: datetime
) -> Consultation:
    """Record that the patient could not be asked because of who was there; plan to see them alone.

    Needs a gate that was answered and found unsafe. What was recorded before in this consultation
    stays: an earlier answer counts for more. Raises Denied, NotFound, GateClosed.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.NOTE_NOT_ALONE)) as work:
        require_patient(work, actor, patient_id)
        consultation = ensure_open(work, actor, patient_id, now)
        if consultation.gate is None or consultation.gate.presence.safe_to_ask:
            raise GateClosed
        if SEE_ALONE in consultation.added:
            return consultation
        planned = replace(consultation, added=consultation.added | {SEE_ALONE})
        if consultation.enquiry_id is not None:
            return work.consultations.save(actor, planned)
        made = Enquiry(
            id="",
            on=london_day(now),
            at=now,
            outcome=EnquiryOutcome.NOT_ASKED,
            by=actor.name,
            role=actor.role,
            reason=NotAskedReason.NOT_ALONE,
            presence=consultation.gate.presence,
        )
        return _write(work, actor, planned, made)[0]


def faults_of(draft: ConsultationDraft) -> tuple[str, ...]:
    """Which answers are missing or contradict each other, in the form's order."""
    if draft.asked is None:
        return ("asked",)
    outcome_given = draft.outcome is not None and draft.outcome.asked
    reason_given = draft.reason is not None
    faults = {"outcome": outcome_given is not draft.asked, "reason": reason_given is draft.asked}
    return tuple(field for field, wrong in faults.items() if wrong)


def _record(  # noqa: PLR0917 - each is what the clinician or the clock says
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    draft: ConsultationDraft,
    knowledge: Knowledge,
    now: datetime,
) -> Recorded:
    if faults := faults_of(draft):
        raise Incomplete(faults)
    today = london_day(now)
    picture = _require_picture(work, actor, consultation.patient_id)
    _, front = view(picture, knowledge, consultation, today)
    made = replace(
        _made(draft, actor, consultation, now),
        prompted_by=front.indicator if front else None,
        knowledge_release=knowledge.version.release,
    )
    consultation, enquiry = _write(work, actor, consultation, made)
    if made.reason is NotAskedReason.NOT_ALONE:
        somebody = GateAnswer(Presence.SOMEONE_ELSE, now)
        planned = replace(consultation, added=consultation.added | {SEE_ALONE})
        consultation = close_gate(work, actor, planned, somebody)
    after = _require_picture(work, actor, consultation.patient_id)
    return Recorded(consultation, enquiry, assess(after, knowledge, today).next_enquiry)


def _made(
    draft: ConsultationDraft, actor: Actor, consultation: Consultation, now: datetime
) -> Enquiry:
    """The enquiry that the two answers make, without what the content adds to it."""
    presence = consultation.gate.presence if consultation.gate else None
    came_in = not draft.asked and draft.reason is NotAskedReason.NOT_ALONE
    return Enquiry(
        id="",
        on=london_day(now),
        at=now,
        outcome=draft.outcome if draft.asked and draft.outcome else EnquiryOutcome.NOT_ASKED,
        by=actor.name,
        role=actor.role,
        reason=None if draft.asked else draft.reason,
        presence=Presence.SOMEONE_ELSE if came_in else presence,
        words=draft.words.strip(),
        observed=draft.observed.strip(),
    )


def _keep_unless_recorded(
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    draft: ConsultationDraft,
    now: datetime,
) -> None:
    """Keep what was typed, unless it is what was saved: a button may be pressed twice."""
    saved = consultation.enquiry_id
    present = work.enquiries.find(actor, saved) if saved else None
    said = None if faults_of(draft) else _made(draft, actor, consultation, now)
    if present is None or said is None or not _says_the_same(present, said):
        work.drafts.save(actor, consultation.id, draft, now)


def _write(
    work: UnitOfWork, actor: Actor, consultation: Consultation, made: Enquiry
) -> tuple[Consultation, Enquiry]:
    earlier = consultation.enquiry_id
    present = work.enquiries.find(actor, earlier) if earlier else None
    work.drafts.drop(actor, consultation.id)
    if present is not None and _says_the_same(present, made):
        # A button pressed twice is one enquiry.
        return consultation, present
    if present is not None and present.prompted_by is not None:
        # What is saved keeps its reason quiet: a correction would find something else in front.
        made = replace(
            made,
            prompted_by=present.prompted_by,
            knowledge_release=present.knowledge_release,
        )
    enquiry = work.enquiries.add(actor, consultation, made, supersedes=earlier)
    recorded = replace(consultation, state=ConsultationState.RECORDED, enquiry_id=enquiry.id)
    return work.consultations.save(actor, recorded), enquiry


def _says_the_same(present: Enquiry, made: Enquiry) -> bool:
    return (present.outcome, present.reason, present.words, present.observed) == (
        made.outcome,
        made.reason,
        made.words,
        made.observed,
    )


def _require_picture(work: UnitOfWork, actor: Actor, patient_id: str) -> PatientPicture:
    picture = work.pictures.read(actor, patient_id)
    if picture is None:
        raise NotFound
    return picture
