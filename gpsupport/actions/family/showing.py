"""Who belongs to a patient, who may, and finding somebody to link."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.consultation.current import require_gate_without_company, require_picture
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import Incomplete
from gpsupport.actions.family.people import has_told, people_of, proposed
from gpsupport.actions.patients import MOST_FOUND
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.events import Event
from gpsupport.domain.family.links import Candidate, FamilyLink
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient, PatientSearch, PersonName
from gpsupport.persistence.work import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class LinkedPerson:
    """A link with whom it leads to.

    `patient` is there for a link that stands on both sides. Of a one-way link there is the name
    alone, empty where the actor may not see that person.
    """

    link: FamilyLink
    name: PersonName
    patient: Patient | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """Who belongs to a patient as one clinician sees it.

    `linked` are the open links, oldest first, `ended` those that ended. `proposals` are patients
    who may be whom the record names. `told`: the patient has told. `typed` is None when nothing was
    typed and not yet saved.
    """

    patient: Patient
    consultation: Consultation
    linked: tuple[LinkedPerson, ...]
    ended: tuple[LinkedPerson, ...]
    proposals: tuple[Candidate, ...]
    told: bool
    typed: Mapping[str, list[str]] | None


def read_family(
    database: Database, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> Family:
    """Who belongs to a patient. Raises Denied, NotFound, GateClosed."""
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_FAMILY)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        links = work.links.read_all(actor, patient_id)
        linked = _with_people(work, actor, patient_id, links)
        picture = require_picture(work, actor, patient_id)
        return Family(
            patient=picture.patient,
            consultation=consultation,
            linked=tuple(one for one in linked if one.link.open),
            ended=tuple(one for one in linked if not one.link.open),
            proposals=proposed(work, actor, patient_id, links),
            told=has_told(picture, knowledge, london_day(now)),
            typed=work.forms.find(actor, consultation.id, FormName.FAMILY, now),
        )


def find_to_link(
    database: Database, actor: Actor, patient_id: str, sought: PatientSearch, now: datetime
) -> tuple[Patient, ...]:
    """The other patients that fit, one more than a page shows where there are more.

    Without those kept apart: they are linked from their own record alone.

    Raises Denied, NotFound, GateClosed, and Incomplete when nothing was given to look for.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_FAMILY)) as work:
        require_gate_without_company(work, actor, patient_id, now)
        if sought.empty:
            raise Incomplete(("family",))
        apart = work.life_events.kept_apart(actor)
        found = work.patients.search(actor, sought, MOST_FOUND + 2 + len(apart))
    shown = (one for one in found if one.id != patient_id and one.id not in apart)
    return tuple(shown)[: MOST_FOUND + 1]


def _with_people(
    work: UnitOfWork, actor: Actor, patient_id: str, links: tuple[FamilyLink, ...]
) -> list[LinkedPerson]:
    """The links with their people; one to somebody hidden from the actor leaves no trace.

    But for a one-way link, which is what this very patient told: it stays, without a name.
    """
    people = people_of(work, actor, links)
    feared = work.links.name_feared(actor, patient_id)
    found = []
    for link in links:
        patient = people.get(link.other_id)
        if link.kind.one_way:
            found.append(LinkedPerson(link, feared.get(link.other_id, PersonName())))
        elif patient is not None:
            found.append(LinkedPerson(link, patient.name, patient))
    return found
