"""Opening what is noted after a telling, and keeping what is being typed there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gpsupport.actions.consultation.current import (
    ensure_open,
    name_of_lead,
    require_gate_without_company,
    require_history,
    require_patient,
    require_picture,
)
from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure.telling import (
    NobodyTold,
    Telling,
    area_of,
    find_open_telling,
    find_telling,
    keep_words,
    named_in,
    place_for,
)
from gpsupport.actions.family.people import relatives_of
from gpsupport.actions.forms import Fields
from gpsupport.actions.needs import need_of
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.assessment import assess
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.days import age_on
from gpsupport.domain.disclosure.contact import KeptContact, SafeContact
from gpsupport.domain.disclosure.disclosure import ChildPlan, Disclosure
from gpsupport.domain.disclosure.plans import children_to_plan_for
from gpsupport.domain.enquiry import Enquiry
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.care import Area
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.referral.matching import Fit, rank
from gpsupport.persistence.work import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class OpenDisclosure:
    """What the page after a telling shows.

    `enquiry` is the answer that it is about, `consultation` today's; `of` is the one in which that
    answer was given, empty where it is today's. An answer that was corrected since is no telling
    any more. `saved` is what was last noted after it, by whomever, `typed` the fields as they were
    last kept and not yet saved. `children` are those of the record and the linked ones, the patient
    first where the patient is one, none with a plan. `contacts` are the safe ways that were kept,
    of which the last one counts, whether or not it still holds. `again_on` is the day of the next
    asking. `lead_name` is empty when the practice has none.
    """

    patient: Patient
    consultation: Consultation
    enquiry: Enquiry
    saved: Disclosure | None
    typed: Mapping[str, list[str]] | None
    children: tuple[ChildPlan, ...]
    contacts: tuple[KeptContact, ...]
    options: tuple[Fit, ...]
    lead_name: str
    area: Area
    age: int | None
    again_on: date | None
    of: str = ""

    @property
    def contact(self) -> SafeContact | None:
        """The safe way last kept, whether or not it still holds."""
        return self.contacts[-1].contact if self.contacts else None

    @property
    def about(self) -> str:
        """The id of the consultation in which the patient told."""
        return self.of or self.consultation.id


def open_disclosure(  # noqa: PLR0917 - each is what the page asks for or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    knowledge: Knowledge,
    now: datetime,
    of: str = "",
) -> OpenDisclosure:
    """What was noted after a telling, and what it needs.

    `of` names the consultation of an earlier one, whoever was told. Without it, it is that of
    today's consultation, else the newest about which this clinician typed something that is kept.
    Raises Denied, NotFound, GateClosed, and NobodyTold when nobody told.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_NEXT_STEPS)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        telling = find_open_telling(work, actor, consultation, of, now)
        if telling is not None:
            return _open(work, actor, consultation, telling, knowledge, now)
    raise NobodyTold


def keep_disclosure_form(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    fields: Fields,
    knowledge: Knowledge,
    now: datetime,
) -> OpenDisclosure:
    """Keep the fields as typed so far, for 24 hours, and open the page that shows them.

    With a shut gate they are kept too, and then GateClosed is raised, as NobodyTold is when nothing
    was recorded in the consultation that they name. Raises Denied, NotFound.
    """
    opened = None
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.SAVE_DRAFT)) as work:
        require_patient(work, actor, patient_id)
        consultation = ensure_open(work, actor, patient_id, now)
        keep_words(work, actor, consultation, fields, now)
        telling = find_telling(work, actor, consultation, named_in(fields))
        if telling is not None and consultation.history_open(now):
            opened = _open(work, actor, consultation, telling, knowledge, now)
    require_history(consultation, now)
    if opened is None:
        raise NobodyTold
    return opened


def give_up_words(
    database: Database, actor: Actor, patient_id: str, of: str, now: datetime
) -> None:
    """Forget what was typed about the consultation `of`: what was saved shall stand instead.

    Raises Denied, NotFound, GateClosed.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.SAVE_DRAFT)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        place = place_for(work, actor, consultation, of)
        work.forms.drop(actor, place.consultation_id, place.form)


def _open(  # noqa: PLR0917 - whose page, about what, and on which day
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    telling: Telling,
    knowledge: Knowledge,
    now: datetime,
) -> OpenDisclosure:
    today = london_day(now)
    picture = require_picture(work, actor, consultation.patient_id)
    patient = picture.patient
    about = telling.consultation_id
    return OpenDisclosure(
        patient=patient,
        consultation=consultation,
        enquiry=telling.enquiry,
        saved=work.disclosures.find_of(actor, about),
        typed=work.forms.find(actor, telling.place.consultation_id, telling.place.form, now),
        children=children_to_plan_for(patient, relatives_of(work, actor, picture), today),
        contacts=work.safe_contacts.read_all(actor, patient.id),
        options=rank(work.options.list_all(actor), need_of(picture, knowledge, today), today),
        lead_name=name_of_lead(work.staff.list_all(actor)),
        area=area_of(knowledge),
        age=age_on(patient.born, today) if patient.born else None,
        again_on=assess(picture, knowledge, today).next_enquiry.due_on,
        of="" if about == consultation.id else about,
    )
