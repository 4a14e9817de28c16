"""The referrals of one record as they stand, with what a new one is chosen from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gpsupport.actions.circumstances import circumstances
from gpsupport.actions.consultation.current import (
    name_of_lead,
    require_gate_without_company,
    require_picture,
)
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.family.people import people_of, relatives_of
from gpsupport.actions.kept_together import WRITTEN, Fields, each_of
from gpsupport.actions.needs import needs_of
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.directory.option import ReferralOption
from gpsupport.domain.disclosure.contact import KeptContact
from gpsupport.domain.events import Event
from gpsupport.domain.family.children import linked_children
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.people import Actor, Patient, children_of
from gpsupport.domain.record import PatientPicture
from gpsupport.domain.referral.chains import of_same_person
from gpsupport.domain.referral.criteria import Circumstances, Need
from gpsupport.domain.referral.events import BegunReferral
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.unmet import UnmetNeed
from gpsupport.domain.referral.waiting import cannot_wait
from gpsupport.domain.referral.warning import to_warn
from gpsupport.persistence.work import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody for whom a referral may be. `patient_id` where this practice has a child of hers.

    `name` is empty for the patient, whose record it is.
    """

    name: str
    patient_id: str
    need: Need


@dataclass(frozen=True, slots=True)
class Followed:
    """The referrals of a record, oldest first, and what a new one is chosen from.

    `people` are the patient and then each child, `staff` who may own a step. `typed` and
    `typed_step` hold what was typed and not saved yet: of a new one by the name of its page, of a
    step by its referral, what was typed last coming last. The directory and what came back from it
    are there where somebody is about to choose. `contact` is the safe way as the patient said it
    last, None where nobody asked. `printed` are the referrals of which a letter was printed or
    saved in this consultation. `lead` is empty where the practice has no safeguarding lead.
    """

    patient: Patient
    consultation: Consultation
    referrals: tuple[Referral, ...]
    unmet: tuple[UnmetNeed, ...]
    options: tuple[ReferralOption, ...]
    people: tuple[Person, ...]
    around: Circumstances
    staff: tuple[str, ...]
    typed: Mapping[str, Mapping[str, list[str]]]
    typed_step: Mapping[str, Mapping[str, list[str]]]
    contact: KeptContact | None = None
    printed: frozenset[str] = frozenset()
    lead: str = ""

    def find(self, referral_id: str) -> Referral | None:
        """The referral of that id; None where this record has none."""
        return next((one for one in self.referrals if one.begun.id == referral_id), None)


def rules_of(knowledge: Knowledge) -> ReferralRules:
    """How referrals move. Raises NotFound for content that says nothing of them."""
    if knowledge.referral is None:
        raise NotFound
    return knowledge.referral


def read_referrals(
    database: Database,
    actor: Actor,
    patient_id: str,
    knowledge: Knowledge,
    now: datetime,
    *,
    choosing: bool = False,
    of: str = "",
) -> Followed:
    """Everything followed on one record. Raises Denied, NotFound, GateClosed.

    With `of`, the id of a referral, somebody is about to choose where that one asks for it.
    """
    rules, today = rules_of(knowledge), london_day(now)
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_REFERRALS)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        picture = require_picture(work, actor, patient_id)
        referrals = work.referrals.read_all(actor, patient_id)
        choosing = choosing or any(
            one.returned_without_plan or cannot_wait(one, rules) or to_warn(one)
            for one in referrals
            if one.begun.id == of
        )
        staff = work.staff.list_all(actor)
        return Followed(
            patient=picture.patient,
            consultation=consultation,
            referrals=referrals,
            unmet=work.unmet.read_all(actor, patient_id),
            options=work.options.list_all(actor) if choosing else (),
            people=people_to_help(work, actor, picture, knowledge, now),
            around=circumstances(work, actor, patient_id, today, knowledge)
            if choosing
            else Circumstances(),
            staff=tuple(sorted(one.name for one in staff)),
            typed=each_of(work.forms.find(actor, consultation.id, FormName.REFERRAL, now), now),
            typed_step=each_of(
                work.forms.find(actor, consultation.id, FormName.REFERRAL_STEP, now), now
            ),
            contact=next(reversed(work.safe_contacts.read_all(actor, patient_id)), None),
            printed=_printed_in(work.forms.find(actor, consultation.id, FormName.LETTER, now), now),
            lead=name_of_lead(staff),
        )


def _printed_in(kept: Fields | None, now: datetime) -> frozenset[str]:
    """The referrals of which a letter was printed or saved since somebody last typed."""
    letters = (name for name, boxes in each_of(kept, now).items() if WRITTEN in boxes)
    return frozenset(one.partition(":")[2] for one in letters)


def place_among(begun: BegunReferral, people: Sequence[Person]) -> int | None:
    """The place of whoever a referral is about among the people of its record.

    None where they are not among them, or where several could be meant: a name alone decides only
    where one person has it.
    """
    alike = [
        place
        for place, one in enumerate(people)
        if of_same_person(begun, replace(begun, about=one.name, about_patient_id=one.patient_id))
    ]
    own = [place for place in alike if people[place].patient_id == begun.about_patient_id]
    found = own if begun.about_patient_id and own else alike
    return found[0] if len(found) == 1 else None


def people_to_help(
    work: UnitOfWork, actor: Actor, picture: PatientPicture, knowledge: Knowledge, now: datetime
) -> tuple[Person, ...]:
    """The patient and each child, of the record and of the links; the patient comes first."""
    today = london_day(now)
    relatives = relatives_of(work, actor, picture)
    own, *needs = needs_of(picture, knowledge, today, relatives=relatives)
    links = work.links.read_all(actor, picture.patient.id)
    here = linked_children(picture.relatives, links, people_of(work, actor, links))
    return Person("", "", own), *(
        Person(str(child.name), here.get(child.resource, ""), need)
        for child, need in zip(children_of(relatives, today), needs, strict=True)
    )
