"""Opening what is noted after a telling, and keeping what is being typed there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gpsupport.actions.consultation.current import (
    name_of_lead,
    require_gate_without_company,
    require_history,
    require_picture,
)
from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure.telling import NobodyTold, area_of, find_told
from gpsupport.actions.forms import Fields, keep_in
from gpsupport.actions.needs import need_of
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.assessment import assess
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.days import age_on
from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.disclosure.disclosure import ChildPlan, Disclosure
from gpsupport.domain.disclosure.plans import children_to_plan_for
from gpsupport.domain.enquiry import Enquiry
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.care import Area
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.referral import Fit, rank
from gpsupport.persistence.work import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class OpenDisclosure:
    """What the page after a telling shows.

    `saved` is what was last noted in this consultation, `typed` the fields as they were last kept
    and not yet saved. `children` are those of the record, the patient first where the patient is
    one, none with a plan. `contact` is the safe way last kept, whether or not it still holds.
    `again_on` is the day of the next asking. `lead_name` is empty when the practice has none.
    """

    patient: Patient
    consultation: Consultation
    enquiry: Enquiry
    saved: Disclosure | None
    typed: Mapping[str, list[str]] | None
    children: tuple[ChildPlan, ...]
    contact: SafeContact | None
    options: tuple[Fit, ...]
    lead_name: str
    area: Area
    age: int | None
    again_on: date | None


def open_disclosure(
    database: Database, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> OpenDisclosure:
    """What was noted after the telling of today's consultation, and what it needs.

    Raises Denied, NotFound, GateClosed, and NobodyTold when nobody told.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_NEXT_STEPS)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        opened = _open(work, actor, consultation, knowledge, now)
    if opened is None:
        raise NobodyTold
    return opened


def keep_disclosure_form(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    fields: Fields,
    knowledge: Knowledge,
    now: datetime,
) -> OpenDisclosure:
    """Keep the fields as typed so far, for 24 hours, and open the page that shows them.

    With a shut gate they are kept too, and then GateClosed is raised, as NobodyTold is when nobody
    told (any more). Raises Denied, NotFound.
    """
    opened = None
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.SAVE_DRAFT)) as work:
        consultation = keep_in(work, actor, patient_id, FormName.DISCLOSURE, fields, now)
        if consultation.history_open(now):
            opened = _open(work, actor, consultation, knowledge, now)
    require_history(consultation, now)
    if opened is None:
        raise NobodyTold
    return opened


def _open(
    work: UnitOfWork, actor: Actor, consultation: Consultation, knowledge: Knowledge, now: datetime
) -> OpenDisclosure | None:
    today = london_day(now)
    enquiry = find_told(work, actor, consultation)
    if enquiry is None:
        return None
    picture = require_picture(work, actor, consultation.patient_id)
    patient = picture.patient
    return OpenDisclosure(
        patient=patient,
        consultation=consultation,
        enquiry=enquiry,
        saved=work.disclosures.find_of(actor, consultation.id),
        typed=work.forms.find(actor, consultation.id, FormName.DISCLOSURE, now),
        children=children_to_plan_for(patient, picture.relatives, today),
        contact=work.safe_contacts.find_current(actor, patient.id),
        options=rank(work.options.list_all(actor), need_of(picture, knowledge, today), today),
        lead_name=name_of_lead(work.staff.list_all(actor)),
        area=area_of(knowledge),
        age=age_on(patient.born, today) if patient.born else None,
        again_on=assess(picture, knowledge, today).next_enquiry.due_on,
    )
