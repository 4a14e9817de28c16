"""Writing an enquiry into the ledger, in place of what this consultation recorded before."""

from dataclasses import replace
from datetime import date

from gpsupport.actions.consultation.beside import FORM
from gpsupport.actions.consultation.current import require_picture
from gpsupport.actions.consultation.standing import keep_standing
from gpsupport.domain.assessment import Assessment, assess
from gpsupport.domain.consultation import Consultation, ConsultationState
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.domain.showing import said_in_company
from gpsupport.persistence.work import UnitOfWork

_SAID = ("outcome", "reason", "until", "words", "observed", "note", "privacy_said")


def write_enquiry(
    work: UnitOfWork, actor: Actor, consultation: Consultation, made: Enquiry
) -> tuple[Consultation, Enquiry]:
    """Record it, and drop what was typed. What the consultation recorded before is replaced by it.

    Saying the same twice is one enquiry. After a note made before the patient came the consultation
    is still open, and so is its draft.
    """
    earlier = consultation.enquiry_id
    present = work.enquiries.find(actor, earlier) if earlier else None
    if not made.note_only:
        work.drafts.drop(actor, consultation.id)
        work.forms.drop(actor, consultation.id, FORM)
    if present is not None and says_the_same(present, made):
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
    state = consultation.state if made.note_only else ConsultationState.RECORDED
    recorded = replace(consultation, state=state, enquiry_id=enquiry.id)
    return work.consultations.save(actor, recorded), enquiry


def write_in_company(
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    made: Enquiry,
    history: EnquiryHistory,
) -> tuple[Consultation, Enquiry]:
    """Record what was said with an adult beside the child.

    What the consultation recorded before the adult was there stays, and stays its answer: the page
    did not show it, so nobody meant to correct it.
    """
    made_id, gate = consultation.enquiry_id, consultation.gate
    present = work.enquiries.find(actor, made_id) if made_id else None
    here = said_in_company(history, gate, actor.name) if gate else ()
    if present is None or present.note_only or present.kept_by_company or present in here:
        note = made.note or (present.note if present else "")
        return write_enquiry(work, actor, consultation, replace(made, note=note))
    work.drafts.drop(actor, consultation.id)
    earlier = here[-1] if here else None
    if earlier is not None and says_the_same(earlier, made):
        return consultation, earlier
    replaced = earlier.id if earlier else None
    return consultation, work.enquiries.add(actor, consultation, made, supersedes=replaced)


def says_the_same(present: Enquiry, made: Enquiry) -> bool:
    """Whether both say the same of what was asked, whoever wrote it and when."""
    if present.note_only is not made.note_only:
        return False
    return all(getattr(present, name) == getattr(made, name) for name in _SAID)


def judge_again(
    work: UnitOfWork, actor: Actor, patient_id: str, knowledge: Knowledge, today: date
) -> Assessment:
    """Assess the record as it is after an enquiry, and keep where asking stands now."""
    after = require_picture(work, actor, patient_id)
    assessment = assess(after, knowledge, today)
    keep_standing(work, actor, after, assessment, knowledge.cadence)
    return assessment
