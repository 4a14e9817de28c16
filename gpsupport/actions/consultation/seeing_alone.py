"""When asking is not safe: the reason is recorded, and seeing the patient alone is planned."""

from dataclasses import replace
from datetime import datetime

from gpsupport.actions.consultation.current import ensure_open, require_patient
from gpsupport.actions.consultation.standing import keep_standing
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import GateClosed, Incomplete
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.assessment import assess
from gpsupport.domain.consultation import SEE_ALONE, Consultation, ConsultationState, GateAnswer
from gpsupport.domain.enquiry import CLOSER, Enquiry, EnquiryOutcome, Presence
from gpsupport.domain.enquiry.not_safe import reason_for
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database, UnitOfWork


def note_not_alone(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    knowledge: Knowledge,
    now: datetime,
    closer: Presence | None = None,
    company: str = "",
) -> Consultation:
    """Record why asking was not safe, and plan to see the patient alone; `now` is in UTC.

    `closer` says more exactly who was there, None leaves it at the answer to the first question;
    `company` is that in words, and none leaves what was said before. Said again it changes
    nothing, said otherwise it corrects the entry. Whatever else was recorded in this consultation
    stays: an earlier answer counts for more. Needs a gate that was answered and found unsafe.
    Raises Incomplete ("closer") for an answer that is none of these, Denied, NotFound, GateClosed.
    """
    if closer is not None and closer not in CLOSER:
        raise Incomplete(("closer",))
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.NOTE_NOT_ALONE)) as work:
        require_patient(work, actor, patient_id)
        consultation = ensure_open(work, actor, patient_id, now)
        gate = consultation.gate
        if gate is None or gate.presence.opens:
            raise GateClosed
        said = replace(
            gate, presence=closer or gate.presence, company=company.strip() or gate.company
        )
        if SEE_ALONE in consultation.added and said == gate:
            return consultation
        planned = replace(consultation, gate=said, added=consultation.added | {SEE_ALONE})
        earlier = consultation.enquiry_id
        present = work.enquiries.find(actor, earlier) if earlier else None
        if present is not None and not _was_noted(present):
            return work.consultations.save(actor, planned)
        return _record(work, actor, planned, present, knowledge, now)


def _was_noted(present: Enquiry) -> bool:
    """Whether it says no more than that asking was not safe, so that saying it closer mends it."""
    return (
        present.outcome is EnquiryOutcome.NOT_ASKED
        and present.presence is not None
        and present.reason is reason_for(present.presence)
    )


def _record(  # noqa: PLR0917 - each is what the clinician or the clock says
    work: UnitOfWork,
    actor: Actor,
    planned: Consultation,
    present: Enquiry | None,
    knowledge: Knowledge,
    now: datetime,
) -> Consultation:
    """Write the entry, in place of `present`, whose words and reason for asking it keeps."""
    gate = planned.gate
    if gate is None:
        raise GateClosed
    made = _made(actor, gate, present, now)
    enquiry = work.enquiries.add(
        actor, planned, made, supersedes=present.id if present is not None else None
    )
    recorded = replace(planned, state=ConsultationState.RECORDED, enquiry_id=enquiry.id)
    saved = work.consultations.save(actor, recorded)
    today = london_day(now)
    picture = work.pictures.read(actor, planned.patient_id)
    if picture is not None:
        keep_standing(work, actor, picture, assess(picture, knowledge, today), knowledge.cadence)
    return saved


def _made(actor: Actor, gate: GateAnswer, present: Enquiry | None, now: datetime) -> Enquiry:
    said = Enquiry(
        id="",
        on=london_day(now),
        at=now,
        outcome=EnquiryOutcome.NOT_ASKED,
        by=actor.name,
        role=actor.role,
        reason=reason_for(gate.presence),
        presence=gate.presence,
        mode=gate.mode,
        company=gate.company,
    )
    if present is None:
        return said
    return replace(
        present,
        id="",
        at=now,
        reason=said.reason,
        presence=said.presence,
        mode=said.mode,
        company=said.company,
    )
