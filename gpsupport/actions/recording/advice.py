"""What to write in whose record after an enquiry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from gpsupport.actions.consultation.current import (
    name_of_lead,
    require_gate_without_company,
    require_picture,
)
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.family import relatives_of
from gpsupport.actions.needs import need_of
from gpsupport.actions.reminders import actions_of_the_day
from gpsupport.actions.ways import ways_kept
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.assessment import assess
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.days import age_on
from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.disclosure.disclosure import ChildPlan, Disclosure
from gpsupport.domain.disclosure.meeting import grounds_for_meeting
from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome, NextEnquiry
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.recording import FilledFrom, RecordOf
from gpsupport.domain.people import Actor, Patient, Relative, Role, children_of
from gpsupport.domain.recording.advice import CodingAdvice, Noted, advise_coding
from gpsupport.domain.recording.drafts import EntryPart, Recording
from gpsupport.domain.recording.out_of_sight import Person, steps_by_hand
from gpsupport.domain.recording.safe_ways import way_to_write, withdrawn_ways, without_withdrawn
from gpsupport.domain.referral.matching import Fit, rank
from gpsupport.domain.reminders import Reminder
from gpsupport.persistence.work import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class Advice:
    """The entries to make by hand after an enquiry, and how far somebody has come with them.

    It is as of the day `on`. `noted` is what the entries follow from beside the answer. `children`
    are the children on record and those named in the talk. `by_hand` are the steps that keep
    entries out of sight. `recording` is what was last saved here, `typed` the fields as they were
    kept since, neither with a way of reaching the patient that was taken back. `reminders` are what
    is still to be done for this patient, `actions` what was to be done at once: what is open first,
    then what was done today. `options` are weighed for the patient; `told_before` says that it was
    told, in whichever consultation, that it goes on. `lead_name` is empty when the practice has
    named no safeguarding lead; `by_lead` says that this is the lead.
    """

    on: date
    patient: Patient
    consultation: Consultation
    enquiry: Enquiry
    steps: tuple[CodingAdvice, ...]
    noted: Noted
    shared: tuple[SharingEntry, ...]
    children: tuple[Person, ...]
    by_hand: tuple[str, ...]
    recording: Recording | None
    typed: dict[str, list[str]] | None
    reminders: tuple[Reminder, ...]
    actions: tuple[Reminder, ...]
    next_enquiry: NextEnquiry
    told_before: bool
    options: tuple[Fit, ...]
    lead_name: str
    by_lead: bool

    @property
    def age(self) -> int | None:
        """The patient's, in whole years; None where no birth date is known."""
        return age_on(self.patient.born, self.on) if self.patient.born else None

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
    today, patient_id = london_day(now), consultation.patient_id
    picture = require_picture(work, actor, patient_id)
    enquiry = _find_enquiry(work, actor, consultation)
    shared = _shared(work, actor, consultation)
    ways = [one.contact for one in ways_kept(work, actor, patient_id)]
    disclosure = work.disclosures.find_of(actor, consultation.id) if enquiry.outcome.told else None
    family = _children(relatives_of(work, actor, picture), disclosure, today)
    noted = _noted(picture.patient, enquiry, disclosure, family, shared, ways, knowledge, today)
    children = tuple(person for person, _ in family)
    steps = _steps(picture.patient, enquiry, noted, children, knowledge, today)
    recording, typed = _without_withdrawn(work, actor, consultation, steps, ways, now)
    reminders = work.reminders.read_all(actor, patient_id)
    assessment = assess(picture, knowledge, today)
    askings = assessment.history.askings_until(today)
    return Advice(
        on=today,
        patient=picture.patient,
        consultation=consultation,
        enquiry=enquiry,
        steps=steps,
        noted=noted,
        shared=shared,
        children=children,
        by_hand=steps_by_hand(told=enquiry.outcome.told, children=bool(children)),
        recording=recording,
        typed=typed,
        reminders=tuple(one for one in reminders if one.open),
        actions=actions_of_the_day(reminders, today),
        next_enquiry=assessment.next_enquiry,
        told_before=any(one.outcome is EnquiryOutcome.DISCLOSED_CURRENT for one in askings),
        options=rank(work.options.list_all(actor), need_of(picture, knowledge, today), today),
        lead_name=name_of_lead(work.staff.list_all(actor)),
        by_lead=actor.role is Role.SAFEGUARDING_LEAD,
    )


def _find_enquiry(work: UnitOfWork, actor: Actor, consultation: Consultation) -> Enquiry:
    made = consultation.enquiry_id
    enquiry = work.enquiries.find(actor, made) if made else None
    if enquiry is None:
        raise NotFound
    return enquiry


def _shared(work: UnitOfWork, actor: Actor, consultation: Consultation) -> tuple[SharingEntry, ...]:
    return tuple(
        one
        for one in work.sharing.read_all(actor, consultation.patient_id)
        if one.shared and one.consultation_id == consultation.id
    )


def _noted(  # noqa: PLR0917 - each is a part of what was noted
    patient: Patient,
    enquiry: Enquiry,
    disclosure: Disclosure | None,
    family: Iterable[tuple[Person, ChildPlan | None]],
    shared: Iterable[SharingEntry],
    ways: Sequence[SafeContact],
    knowledge: Knowledge,
    today: date,
) -> Noted:
    age = age_on(patient.born, today) if patient.born else None
    return Noted(
        disclosure=disclosure,
        plans=tuple(plan for _, plan in family),
        own_plan=next((one for one in _plans(disclosure) if one.of_patient), None),
        shared=frozenset(one.step for one in shared),
        meeting_ground=_meeting_ground(disclosure, knowledge, age, today),
        company=bool(enquiry.company),
        contact=way_to_write(ways[-1] if ways else None, today),
    )


def _steps(  # noqa: PLR0917 - each is a part of what was noted
    patient: Patient,
    enquiry: Enquiry,
    noted: Noted,
    children: Iterable[Person],
    knowledge: Knowledge,
    today: date,
) -> tuple[CodingAdvice, ...]:
    return advise_coding(
        enquiry.outcome,
        str(patient.name),
        tuple(child.name for child in children),
        knowledge.record_rules,
        dict(knowledge.codes),
        age=age_on(patient.born, today) if patient.born else None,
        noted=noted,
    )


def _without_withdrawn(  # noqa: PLR0917 - of which consultation, which boxes, and what to leave out
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    steps: Iterable[CodingAdvice],
    ways: Sequence[SafeContact],
    now: datetime,
) -> tuple[Recording | None, dict[str, list[str]] | None]:
    """What was saved and what was typed, with a mark for each way that was taken back since.

    What is stored stays as it is.
    """
    withdrawn = withdrawn_ways(ways, london_day(now))
    never = ways[-1].never if ways else ""
    keys = {one.key for one in steps if FilledFrom.SAFE_CONTACT in one.fills}

    def clean(text: str) -> str:
        return without_withdrawn(text, withdrawn, never)

    recording = work.recordings.find_of(actor, consultation.id)
    if recording is not None:
        entries = [
            replace(one, **{part.value: clean(one.of(part)) for part in EntryPart})
            if one.key in keys
            else one
            for one in recording.entries
        ]
        recording = replace(recording, entries=tuple(entries))
    typed: Mapping[str, list[str]] | None
    typed = work.forms.find(actor, consultation.id, FormName.RECORDING, now)
    if typed is None:
        return recording, None
    return recording, {
        name: [clean(text) for text in texts] if name.partition(".")[2] in keys else texts
        for name, texts in typed.items()
    }


def _children(
    relatives: Iterable[Relative], disclosure: Disclosure | None, today: date
) -> tuple[tuple[Person, ChildPlan | None], ...]:
    """The children on record or linked, oldest first, then those named: each with its plan."""
    planned = {one.resource: one for one in _plans(disclosure) if one.resource}
    found: list[tuple[Person, ChildPlan | None]] = [
        (Person(child.resource, str(child.name), child.born), planned.get(child.resource))
        for child in children_of(relatives, today)
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
