"""After saving: what to write in whose record, finishing, and what goes out as FHIR."""

from dataclasses import dataclass, replace
from datetime import datetime

from gpsupport.actions.consultation.current import require_gate, require_patient
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.needs import children_of
from gpsupport.domain.access import Permission, require
from gpsupport.domain.assessment import assess
from gpsupport.domain.coding import CodingAdvice, advise_coding
from gpsupport.domain.consultation import Consultation, ConsultationState
from gpsupport.domain.enquiry import Enquiry, NextEnquiry
from gpsupport.domain.knowledge import Knowledge
from gpsupport.domain.people import Actor, Clinician, Patient, Practice
from gpsupport.persistence.work import Database

MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Advice:
    """The entries to make by hand after an enquiry; `children` are the names on record."""

    patient: Patient
    consultation: Consultation
    enquiry: Enquiry
    steps: tuple[CodingAdvice, ...]
    children: tuple[str, ...]
    next_enquiry: NextEnquiry


@dataclass(frozen=True, slots=True)
class SavedConsultation:
    """A consultation with everybody it concerns, as it goes out. `enquiry` may be missing."""

    practice: Practice
    patient: Patient
    consultation: Consultation
    enquiry: Enquiry | None
    clinician: Clinician
    next_enquiry: NextEnquiry


def recording_advice(
    database: Database, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> Advice:
    """What to write after today's enquiry.

    Raises Denied, GateClosed, and NotFound when there is no such patient or no enquiry yet.
    """
    require(actor, Permission.CONSULT)
    today = london_day(now)
    with database.reading() as work:
        consultation = require_gate(work, actor, patient_id, now)
        picture = work.pictures.read(actor, patient_id)
        made = consultation.enquiry_id
        enquiry = work.enquiries.find(actor, made) if made else None
    if picture is None or enquiry is None:
        raise NotFound
    children = tuple(str(child.name) for child in children_of(picture.relatives, today))
    return Advice(
        patient=picture.patient,
        consultation=consultation,
        enquiry=enquiry,
        steps=advise_coding(
            enquiry.outcome,
            str(picture.patient.name),
            children,
            knowledge.record_rules,
            dict(knowledge.codes),
        ),
        children=children,
        next_enquiry=assess(picture, knowledge, today).next_enquiry,
    )


def finish_consultation(
    database: Database, actor: Actor, patient_id: str, added: frozenset[str], now: datetime
) -> Consultation:
    """Close today's consultation, keeping which steps a person ticked as done.

    Finishing twice keeps the later ticks. Raises Denied, and NotFound when none was opened.
    """
    require(actor, Permission.CONSULT)
    with database.writing() as work:
        require_patient(work, actor, patient_id)
        found = work.consultations.find_latest(actor, patient_id, london_day(now))
        if found is None or len(added) > MOST_STEPS:
            raise NotFound
        finished = replace(found, state=ConsultationState.FINISHED, added=added)
        return work.consultations.save(actor, finished)


def read_consultation(
    database: Database, actor: Actor, consultation_id: str, knowledge: Knowledge
) -> SavedConsultation:
    """A consultation as it was saved, by its id. The next enquiry is as of the day it was held.

    Raises Denied, and NotFound alike for the unknown and for another practice's.
    """
    require(actor, Permission.CONSULT)
    with database.reading() as work:
        consultation = work.consultations.find(actor, consultation_id)
        if consultation is None:
            raise NotFound
        practice = work.practices.find(actor)
        picture = work.pictures.read(actor, consultation.patient_id)
        clinician = work.staff.find(actor, consultation.clinician_id)
        made = consultation.enquiry_id
        enquiry = work.enquiries.find(actor, made) if made else None
    if practice is None or picture is None or clinician is None:
        raise NotFound
    day = london_day(consultation.opened_at)
    return SavedConsultation(
        practice=practice,
        patient=picture.patient,
        consultation=consultation,
        enquiry=enquiry,
        clinician=clinician,
        next_enquiry=assess(picture, knowledge, day).next_enquiry,
    )
