"""A saved consultation with everybody it concerns, as it goes out."""

from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.consultation.current import (
    require_gate_without_company,
    require_picture,
)
from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure.counted import noted_and_counting
from gpsupport.actions.errors import NotFound
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.assessment import assess
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.enquiry import Enquiry, NextEnquiry
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Clinician, Patient, Practice
from gpsupport.persistence.work import Database


@dataclass(frozen=True, slots=True)
class SavedConsultation:
    """A consultation with everybody it concerns, as it goes out.

    `enquiry` may be missing, and so may `disclosure`: what was noted after the patient told,
    as long as that counts.
    """

    practice: Practice
    patient: Patient
    consultation: Consultation
    enquiry: Enquiry | None
    clinician: Clinician
    next_enquiry: NextEnquiry
    disclosure: Disclosure | None = None


def read_consultation(
    database: Database, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> SavedConsultation:
    """Today's consultation as it was saved. The next enquiry is as of the day it was held.

    Raises Denied, NotFound, GateClosed, and InCompany with company there.
    """
    with database.writing(
        Occasion(actor, Permission.CONSULT, now, Event.DOWNLOAD_CONSULTATION)
    ) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        practice = work.practices.find(actor)
        picture = require_picture(work, actor, patient_id)
        clinician = work.staff.find(actor, consultation.clinician_id)
        made = consultation.enquiry_id
        enquiry = work.enquiries.find(actor, made) if made else None
        made_here = (enquiry,) if enquiry is not None else ()
        noted = noted_and_counting(work, actor, patient_id, made_here)
    if practice is None or clinician is None:
        raise NotFound
    day = london_day(consultation.opened_at)
    return SavedConsultation(
        practice=practice,
        patient=picture.patient,
        consultation=consultation,
        enquiry=enquiry,
        clinician=clinician,
        next_enquiry=assess(picture, knowledge, day).next_enquiry,
        disclosure=noted[-1] if noted else None,
    )
