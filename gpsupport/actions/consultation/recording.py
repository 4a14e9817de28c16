"""Writing down what was asked: drafts, the enquiry itself, and that nobody could ask."""

from dataclasses import dataclass, replace
from datetime import datetime

from gpsupport.actions.consultation.beside import Fields, keep_beside
from gpsupport.actions.consultation.current import (
    ensure_open,
    require_patient,
    require_picture,
)
from gpsupport.actions.consultation.drafts import keep_draft
from gpsupport.actions.consultation.gate import close_gate
from gpsupport.actions.consultation.look import known_in, view
from gpsupport.actions.consultation.writing import (
    judge_again,
    says_the_same,
    write_enquiry,
    write_in_company,
)
from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure.correcting import follow_correction
from gpsupport.actions.errors import GateClosed, Incomplete
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import (
    SEE_ALONE,
    Consultation,
    ConsultationDraft,
    GateAnswer,
)
from gpsupport.domain.days import days_after
from gpsupport.domain.enquiry import (
    Cadence,
    Enquiry,
    EnquiryOutcome,
    Mode,
    NextEnquiry,
    NotAskedReason,
    Presence,
)
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class Recorded:
    """An enquiry as it was saved, and when to ask again."""

    consultation: Consultation
    enquiry: Enquiry
    next_enquiry: NextEnquiry


def save_draft(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    draft: ConsultationDraft | None,
    now: datetime,
    beside: Fields | None = None,
) -> ConsultationDraft:
    """Keep what was typed so far, for 24 hours; returns it with the instant of keeping.

    `beside` are boxes and dates that are not saved yet. None of either leaves what was kept.

    Only reading wants an open gate: with a shut one the draft is kept too, and then GateClosed is
    raised, so that nothing is shown until somebody has said again who is here. Raises Denied,
    NotFound.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.SAVE_DRAFT)) as work:
        require_patient(work, actor, patient_id)
        consultation = ensure_open(work, actor, patient_id, now)
        if draft is not None:
            if _is_recorded(_present(work, actor, consultation), draft):
                # A draft that a script sent before the answer was saved, and that came after it.
                work.drafts.drop(actor, consultation.id)
            else:
                keep_draft(work, actor, consultation, draft, now)
        if beside is not None:
            keep_beside(work, actor, consultation.id, beside, now)
    if not consultation.gate_passed(now):
        raise GateClosed
    return replace(draft or ConsultationDraft(), saved_at=now)


def record_enquiry(  # noqa: PLR0917 - each is what the clinician or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    draft: ConsultationDraft,
    knowledge: Knowledge,
    now: datetime,
) -> Recorded:
    """Save the two answers as an enquiry. One already saved in this consultation is replaced by it.

    Not asking because somebody came in or could hear shuts the gate in the same transaction, and so
    does a child who tells with an adult there: the rest wants the child alone. With a shut gate, or
    before the patient is there, nothing is recorded: what was typed is kept as a draft, and
    GateClosed is raised. Raises Denied, NotFound, Incomplete.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.RECORD_ENQUIRY)) as work:
        require_patient(work, actor, patient_id)
        consultation = ensure_open(work, actor, patient_id, now)
        recorded = None
        if _may_record(work, actor, consultation, draft, now):
            recorded = _record(work, actor, consultation, draft, knowledge, now)
        else:
            _keep_unless_recorded(work, actor, consultation, draft, knowledge.cadence, now)
    if recorded is None:
        raise GateClosed
    return recorded


def faults_of(draft: ConsultationDraft, cadence: Cadence) -> tuple[str, ...]:
    """Which answers are missing or contradict each other, in the form's order.

    A wish not to be asked again has a last day: without one in the cadence it is no answer.
    """
    if draft.asked is None:
        return ("asked",)
    outcome_given = draft.outcome is not None and draft.outcome.asked
    if draft.outcome is EnquiryOutcome.OPTED_OUT and cadence.quiet is None:
        outcome_given = False
    reason_given = draft.reason is not None
    put_off = draft.put_off_days
    faults = {
        "outcome": outcome_given is not draft.asked,
        "reason": reason_given is draft.asked,
        "put_off": put_off is not None and (draft.asked or put_off < 1),
    }
    return tuple(field for field, wrong in faults.items() if wrong)


def _record(  # noqa: PLR0917 - each is what the clinician or the clock says
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    draft: ConsultationDraft,
    knowledge: Knowledge,
    now: datetime,
) -> Recorded:
    if faults := faults_of(draft, knowledge.cadence):
        raise Incomplete(faults)
    today = london_day(now)
    picture = require_picture(work, actor, consultation.patient_id)
    known = known_in(picture, knowledge, consultation, actor)
    _, front = view(known, knowledge, consultation, today)
    made = replace(
        _made(draft, actor, consultation, knowledge.cadence, now),
        prompted_by=front.indicator if front else None,
        knowledge_release=knowledge.version.release,
    )
    before = _present(work, actor, consultation)
    if consultation.in_company:
        consultation, enquiry = write_in_company(work, actor, consultation, made, picture.history)
    else:
        consultation, enquiry = write_enquiry(work, actor, consultation, made)
    answer = _present(work, actor, consultation)
    follow_correction(work, actor, consultation, before, answer, picture.patient, knowledge, now)
    if made.kept_by_company and made.presence is not None:
        somebody = GateAnswer(made.presence, now, made.mode or Mode.FACE_TO_FACE)
        planned = replace(consultation, added=consultation.added | {SEE_ALONE})
        consultation = close_gate(work, actor, planned, somebody)
    elif made.outcome.told and consultation.gate is not None and consultation.in_company:
        # What helps now is spoken of alone: it stands behind the question, with all that was saved.
        somebody = replace(consultation.gate, presence=Presence.SOMEONE_ELSE, at=now)
        consultation = close_gate(work, actor, consultation, somebody)
    after = judge_again(work, actor, consultation.patient_id, knowledge, today)
    return Recorded(consultation, enquiry, after.next_enquiry)


def _made(
    draft: ConsultationDraft,
    actor: Actor,
    consultation: Consultation,
    cadence: Cadence,
    now: datetime,
) -> Enquiry:
    """The enquiry that the two answers make, without what the content adds to it."""
    gate = consultation.gate
    outcome = draft.outcome if draft.asked and draft.outcome else EnquiryOutcome.NOT_ASKED
    reason = None if draft.asked else draft.reason
    holds = None
    if outcome is EnquiryOutcome.OPTED_OUT and cadence.quiet is not None:
        holds = cadence.quiet.opt_out_days
    elif not draft.asked and draft.put_off_days is not None:
        outcome, holds = EnquiryOutcome.DEFERRED, draft.put_off_days
    today = london_day(now)
    return Enquiry(
        id="",
        on=today,
        at=now,
        outcome=outcome,
        by=actor.name,
        role=actor.role,
        reason=reason,
        presence=_who_was_there(reason, gate),
        mode=gate.mode if gate else None,
        company=gate.company if gate else "",
        until=None if holds is None else days_after(today, holds),
        words=draft.words.strip(),
        observed=draft.observed.strip(),
        note=draft.note.strip(),
        privacy_said=draft.privacy_said,
    )


def _who_was_there(reason: NotAskedReason | None, gate: GateAnswer | None) -> Presence | None:
    """The answer at the gate, unless the reason says that somebody was there after all."""
    if reason not in {NotAskedReason.NOT_ALONE, NotAskedReason.NOT_PRIVATE}:
        return gate.presence if gate else None
    if gate is not None and gate.mode.remote:
        return Presence.NOT_FREE_TO_TALK
    came_in = reason is NotAskedReason.NOT_ALONE
    return Presence.SOMEONE_ELSE if came_in else Presence.OVERHEARD


def _keep_unless_recorded(  # noqa: PLR0917 - each is what the clinician or the clock says
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    draft: ConsultationDraft,
    cadence: Cadence,
    now: datetime,
) -> None:
    """Keep what was typed, unless it is what was saved: a button may be pressed twice."""
    present = _present(work, actor, consultation)
    said = None
    if not faults_of(draft, cadence):
        said = _made(draft, actor, consultation, cadence, now)
    if present is None or said is None or not says_the_same(present, said):
        keep_draft(work, actor, consultation, draft, now)


def _is_recorded(present: Enquiry | None, draft: ConsultationDraft) -> bool:
    """Whether a draft says nothing that the recorded answer does not say as well."""
    if present is None or present.note_only or draft.asked is not present.outcome.asked:
        return False
    answered = (
        draft.outcome is present.outcome
        if draft.asked
        else draft.reason is present.reason and draft.put_off_days is None
    )
    texts = ("words", "observed", "note")
    return (
        answered
        and draft.privacy_said is present.privacy_said
        and all(getattr(draft, name).strip() == getattr(present, name) for name in texts)
    )


def _may_record(
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    draft: ConsultationDraft,
    now: datetime,
) -> bool:
    """Whether asking was safe; what was saved may also be corrected once the patient has left.

    Not from a page that stood under another answer to "Who is here today?" than now.
    """
    if consultation.gate is None or not consultation.gate_passed(now):
        return False
    if not draft.stands_under(consultation.gate):
        return False
    if consultation.gate.presence.safe_to_ask:
        return True
    present = _present(work, actor, consultation)
    return present is not None and not present.note_only


def _present(work: UnitOfWork, actor: Actor, consultation: Consultation) -> Enquiry | None:
    saved = consultation.enquiry_id
    return work.enquiries.find(actor, saved) if saved else None
