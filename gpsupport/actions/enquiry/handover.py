"""One page for whoever sees the patient next: what stands, and what not to do."""

from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.consultation.current import (
    name_of_lead,
    require_gate_without_company,
    require_picture,
)
from gpsupport.actions.consultation.standing import judge_standing
from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure.counted import noted_and_counting
from gpsupport.actions.enquiry.timeline import sentence_of
from gpsupport.actions.errors import NotFound
from gpsupport.actions.needs import need_of
from gpsupport.actions.reminders import actions_of_the_day
from gpsupport.actions.ways import ways_kept
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.assessment import assess
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.enquiry import EnquiryHistory
from gpsupport.domain.enquiry.standing import EnquiryStanding
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient, Practice
from gpsupport.domain.referral.matching import Fit, rank
from gpsupport.domain.reminders import Reminder
from gpsupport.persistence.work import Database


@dataclass(frozen=True, slots=True)
class Handover:
    """What the next clinician or the advocate needs, and no more.

    `disclosure` is what was noted after the newest telling that counts; `contact` the way last
    called safe, whether or not it still holds. None where nobody noted any. `left` is what was to
    be done at once and is still open, urgent things first; `options` are those whom the words name.
    `lead_name` is empty when the practice has named no safeguarding lead.
    """

    practice: Practice
    patient: Patient
    consultation: Consultation
    sentence: str
    standing: EnquiryStanding
    disclosure: Disclosure | None
    contact: SafeContact | None
    lead_name: str
    left: tuple[Reminder, ...]
    options: tuple[Fit, ...]


def read_handover(
    database: Database, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> Handover:
    """The sheet as of today. Raises Denied, NotFound, GateClosed."""
    today = london_day(now)
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_HANDOVER)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        practice = work.practices.find(actor)
        if practice is None:
            raise NotFound
        picture = require_picture(work, actor, patient_id)
        noted = noted_and_counting(work, actor, patient_id, picture.history.enquiries)
        reminders = work.reminders.read_open(actor, patient_id)
        options = work.options.list_all(actor)
        kept = ways_kept(work, actor, patient_id)
        lead_name = name_of_lead(work.staff.list_all(actor))
    assessment = assess(picture, knowledge, today)
    return Handover(
        practice=practice,
        patient=picture.patient,
        consultation=consultation,
        sentence=sentence_of(EnquiryHistory(assessment.history.until(today)), today),
        standing=judge_standing(picture, assessment, knowledge.cadence),
        disclosure=noted[-1] if noted else None,
        contact=kept[-1].contact if kept else None,
        lead_name=lead_name,
        left=actions_of_the_day(reminders, today),
        options=rank(options, need_of(picture, knowledge, today), today),
    )
