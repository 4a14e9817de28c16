"""After saving: what to write in whose record, finishing, and what goes out as FHIR."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from gpsupport.actions.consultation.current import (
    find_latest,
    name_of_lead,
    require_gate,
    require_patient,
)
from gpsupport.actions.consultation.gate import close_gate
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.needs import children_of
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.assessment import assess
from gpsupport.domain.coding import CodingAdvice, advise_coding
from gpsupport.domain.consultation import SEE_ALONE, Consultation, ConsultationState
from gpsupport.domain.days import age_on
from gpsupport.domain.enquiry import Enquiry, NextEnquiry
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Clinician, Patient, Practice
from gpsupport.persistence.work import Database

MOST_STEPS = 200
_STEP = re.compile(r"[a-z0-9-]{1,80}")


@dataclass(frozen=True, slots=True)
class Advice:
    """The entries to make by hand after an enquiry.

    `children` are the names on record and `children_ages` their ages in years, in the same order.
    `lead_name` is empty when the practice has named no safeguarding lead.
    """

    patient: Patient
    consultation: Consultation
    enquiry: Enquiry
    steps: tuple[CodingAdvice, ...]
    children: tuple[str, ...]
    children_ages: tuple[int | None, ...]
    next_enquiry: NextEnquiry
    lead_name: str


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
    today = london_day(now)
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_ADVICE)) as work:
        consultation = require_gate(work, actor, patient_id, now)
        picture = work.pictures.read(actor, patient_id)
        made = consultation.enquiry_id
        enquiry = work.enquiries.find(actor, made) if made else None
        staff = work.staff.list_all(actor)
    if picture is None or enquiry is None:
        raise NotFound
    found = children_of(picture.relatives, today)
    children = tuple(str(child.name) for child in found)
    born = picture.patient.born
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
            age=age_on(born, today) if born else None,
        ),
        children=children,
        children_ages=tuple(age_on(one.born, today) if one.born else None for one in found),
        next_enquiry=assess(picture, knowledge, today).next_enquiry,
        lead_name=name_of_lead(staff),
    )


def finish_consultation(
    database: Database, actor: Actor, patient_id: str, added: frozenset[str], now: datetime
) -> Consultation:
    """End today's consultation and its gate, keeping which steps a person ticked as done.

    Finishing twice keeps the later ticks. Raises Denied, and NotFound when none was recorded or
    when a tick is for no step of its advice.
    """
    with database.writing(
        Occasion(actor, Permission.CONSULT, now, Event.FINISH_CONSULTATION)
    ) as work:
        require_patient(work, actor, patient_id)
        found = find_latest(work, actor, patient_id, now)
        if found is None or found.enquiry_id is None or not _plausible(added):
            raise NotFound
        kept = added | (found.added & {SEE_ALONE})
        finished = replace(found, state=ConsultationState.FINISHED, added=kept)
        return close_gate(work, actor, finished)


def _plausible(added: frozenset[str]) -> bool:
    return len(added) <= MOST_STEPS and all(_STEP.fullmatch(key) for key in added)


def read_consultation(
    database: Database, actor: Actor, consultation_id: str, knowledge: Knowledge, now: datetime
) -> SavedConsultation:
    """A consultation as it was saved, by its id. The next enquiry is as of the day it was held.

    Raises Denied, and NotFound alike for the unknown and for somebody else's.
    """
    with database.writing(
        Occasion(actor, Permission.CONSULT, now, Event.DOWNLOAD_CONSULTATION)
    ) as work:
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
