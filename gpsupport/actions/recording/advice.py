"""What to write in whose record after an enquiry."""

from dataclasses import dataclass
from datetime import date, datetime

from gpsupport.actions.consultation.current import name_of_lead, require_gate_without_company
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.reminders import actions_of_the_day
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.assessment import assess
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.days import age_on
from gpsupport.domain.disclosure.disclosure import ChildPlan, Disclosure
from gpsupport.domain.disclosure.meeting import grounds_for_meeting
from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.enquiry import Enquiry, NextEnquiry
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.recording import RecordOf
from gpsupport.domain.people import Actor, Patient, Role, children_of
from gpsupport.domain.record import PatientPicture
from gpsupport.domain.recording.advice import CodingAdvice, Saved, advise_coding
from gpsupport.domain.recording.drafts import Recording
from gpsupport.domain.recording.keeping import Person, steps_by_hand
from gpsupport.domain.reminders import Reminder
from gpsupport.persistence.work import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class Advice:
    """The entries to make by hand after an enquiry, and how far somebody has come with them.

    `saved` is what the entries follow from beside the answer. `children` are the children on record
    and those named in the talk. `by_hand` are the steps that keep entries out of sight. `recording`
    is what was last saved here, `typed` the fields as they were kept since, `reminders` what is
    still to be done for this patient, `actions` what was to be done at once: what is open first,
    then what was done today. `lead_name` is empty when the practice has named no
    safeguarding lead; `by_lead` says that this is the lead.
    """

    patient: Patient
    consultation: Consultation
    enquiry: Enquiry
    steps: tuple[CodingAdvice, ...]
    saved: Saved
    shared: tuple[SharingEntry, ...]
    children: tuple[Person, ...]
    by_hand: tuple[str, ...]
    recording: Recording | None
    typed: dict[str, list[str]] | None
    reminders: tuple[Reminder, ...]
    actions: tuple[Reminder, ...]
    next_enquiry: NextEnquiry
    lead_name: str
    by_lead: bool

    @property
    def people(self) -> dict[RecordOf, tuple[Person, ...]]:
        """Those in whose records something is to be written."""
        patient = Person("own", str(self.patient.name), self.patient.born)
        return {RecordOf.PATIENT: (patient,), RecordOf.CHILD: self.children}


def recording_advice(
    database: Database, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> Advice:
    """What to write after today's enquiry.

    Raises Denied, GateClosed, and NotFound when there is no such patient or no enquiry yet.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_ADVICE)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        return advice_for(work, actor, consultation, knowledge, now)


def advice_for(
    work: UnitOfWork, actor: Actor, consultation: Consultation, knowledge: Knowledge, now: datetime
) -> Advice:
    """The advice of one consultation, whether or not its gate is open. Raises NotFound."""
    today = london_day(now)
    patient_id = consultation.patient_id
    picture = work.pictures.read(actor, patient_id)
    made = consultation.enquiry_id
    enquiry = work.enquiries.find(actor, made) if made else None
    if picture is None or enquiry is None:
        raise NotFound
    disclosure = work.disclosures.find_of(actor, consultation.id) if enquiry.outcome.told else None
    shared = tuple(
        one
        for one in work.sharing.read_all(actor, patient_id)
        if one.shared and one.consultation_id == consultation.id
    )
    family = _children(picture, disclosure, today)
    children = tuple(person for person, _ in family)
    born = picture.patient.born
    age = age_on(born, today) if born else None
    saved = Saved(
        disclosure=disclosure,
        plans=tuple(plan for _, plan in family),
        own_plan=next((one for one in _plans(disclosure) if one.of_patient), None),
        shared=frozenset(one.step for one in shared),
        meeting_ground=_meeting_ground(disclosure, knowledge, age, today),
        company=bool(enquiry.company),
    )
    typed = work.forms.find(actor, consultation.id, FormName.RECORDING, now)
    reminders = work.reminders.read_all(actor, patient_id)
    return Advice(
        patient=picture.patient,
        consultation=consultation,
        enquiry=enquiry,
        steps=advise_coding(
            enquiry.outcome,
            str(picture.patient.name),
            tuple(child.name for child in children),
            knowledge.record_rules,
            dict(knowledge.codes),
            age=age,
            saved=saved,
        ),
        saved=saved,
        shared=shared,
        children=children,
        by_hand=steps_by_hand(told=enquiry.outcome.told, children=bool(children)),
        recording=work.recordings.find_of(actor, consultation.id),
        typed=dict(typed) if typed is not None else None,
        reminders=tuple(one for one in reminders if one.open),
        actions=actions_of_the_day(reminders, today),
        next_enquiry=assess(picture, knowledge, today).next_enquiry,
        lead_name=name_of_lead(work.staff.list_all(actor)),
        by_lead=actor.role is Role.SAFEGUARDING_LEAD,
    )


def _children(
    picture: PatientPicture, disclosure: Disclosure | None, today: date
) -> tuple[tuple[Person, ChildPlan | None], ...]:
    """The children on record, oldest first, then those named in the talk: each with its plan."""
    planned = {one.resource: one for one in _plans(disclosure) if one.resource}
    found: list[tuple[Person, ChildPlan | None]] = [
        (Person(child.resource, str(child.name), child.born), planned.get(child.resource))
        for child in children_of(picture.relatives, today)
    ]
    known = {person.id for person, _ in found}
    named = [one for one in _plans(disclosure) if not one.of_patient and one.resource not in known]
    found += [(Person(f"named-{number}", one.name), one) for number, one in enumerate(named)]
    return tuple(found)


def _plans(disclosure: Disclosure | None) -> tuple[ChildPlan, ...]:
    return disclosure.children if disclosure else ()


def _meeting_ground(
    disclosure: Disclosure | None, knowledge: Knowledge, age: int | None, today: date
) -> bool:
    """Whether there is ground for the agencies' meeting, which is not about children."""
    area = knowledge.find_area()
    if disclosure is None or area is None:
        return False
    if age is not None and age < knowledge.afterwards.meeting.from_age:
        return False
    return bool(grounds_for_meeting(disclosure, knowledge, area, today))
