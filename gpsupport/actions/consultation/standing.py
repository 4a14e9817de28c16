"""Keeping where the asking of a patient stands, for the lists: in the same transaction."""

from dataclasses import replace
from datetime import date

from gpsupport.domain.assessment import Assessment, assess
from gpsupport.domain.enquiry import Cadence
from gpsupport.domain.enquiry.kinds import raised_kind
from gpsupport.domain.enquiry.standing import EnquiryStanding, standing_of
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.life_events.cases import stops_asking
from gpsupport.domain.people import Actor
from gpsupport.domain.record import PatientPicture
from gpsupport.persistence.work import UnitOfWork


def judge_standing(
    picture: PatientPicture, assessment: Assessment, cadence: Cadence
) -> EnquiryStanding:
    """Where the asking of a picture stands, on the day of its assessment."""
    return standing_of(
        assessment.history, assessment.next_enquiry, assessment.on, cadence, picture.contacts
    )


def keep_standing(
    work: UnitOfWork,
    actor: Actor,
    picture: PatientPicture,
    assessment: Assessment,
    cadence: Cadence,
) -> EnquiryStanding:
    """Judge it and keep it, unless it is kept like that already. Returns it.

    `assessment` may be what one clinician sees: what it says of asking is the same for everybody.
    Of what concerns the lead alone it says nothing, so that stays as it was judged last.
    """
    patient_id = picture.patient.id
    kept = work.standings.find(actor, patient_id)
    standing = judge_standing(picture, assessment, cadence)
    if kept is not None:
        standing = replace(standing, unseen_young=kept.unseen_young, raised=kept.raised)
    if kept != standing and not _over(work, actor, patient_id):
        work.standings.save(actor, patient_id, standing)
    return standing


def keep_whole_standing(
    work: UnitOfWork, actor: Actor, picture: PatientPicture, knowledge: Knowledge, today: date
) -> EnquiryStanding:
    """Judge all of it afresh, with what concerns the lead alone; kept where it changed."""
    standing = standing_on(picture, knowledge, today)
    patient_id = picture.patient.id
    if work.standings.find(actor, patient_id) != standing and not _over(work, actor, patient_id):
        work.standings.save(actor, patient_id, standing)
    return standing


def _over(work: UnitOfWork, actor: Actor, patient_id: str) -> bool:
    """Whether nobody asks this patient any more: then no list names them."""
    return stops_asking(work.life_events.read_all(actor, patient_id))


def standing_on(picture: PatientPicture, knowledge: Knowledge, today: date) -> EnquiryStanding:
    """Where the asking of a picture stands on a day, with what concerns the lead alone."""
    assessment = assess(picture, knowledge, today)
    unseen = any(one.indicator == knowledge.cadence.unseen_young for one in assessment.prompts)
    raised = raised_kind(assessment.prompts, knowledge.cadence)
    standing = judge_standing(picture, assessment, knowledge.cadence)
    return replace(standing, unseen_young=unseen, raised=raised)
