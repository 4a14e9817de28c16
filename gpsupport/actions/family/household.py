"""The household of a patient together, for the lead for safeguarding and nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from gpsupport.actions.consultation.current import require_patient, require_picture
from gpsupport.actions.days import london_day
from gpsupport.actions.screen import require_private_screen
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.assessment import Prompt, assess
from gpsupport.domain.events import Event
from gpsupport.domain.family.difficulties import Noted, difficulties_of
from gpsupport.domain.family.household import (
    household_entries,
    household_of,
    is_of_household,
)
from gpsupport.domain.family.links import FamilyLink
from gpsupport.domain.knowledge.content.family import Difficulty
from gpsupport.domain.knowledge.content.pack import Audience, Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.record import PatientPicture
from gpsupport.persistence.work import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the household: what the own record says, and what it and the others suggest.

    `link` is how the person belongs to the patient, None for the patient. `prompts` are for the
    lead alone.
    """

    patient: Patient
    link: FamilyLink | None
    difficulties: tuple[Noted, ...]
    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class Household:
    """A patient and whoever is linked as the household, the patient first.

    Whose record the lead may not see is left out, and nothing says so. `names` holds everybody
    whom a prompt's reasons may name, by id.
    """

    patient: Patient
    members: tuple[Member, ...]
    columns: tuple[Difficulty, ...]
    names: Mapping[str, Patient]


def read_household(
    database: Database, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> Household:
    """Look at a household as one. Raises Denied, NotFound, ScreenNotPrivate."""
    occasion = Occasion(
        actor, Permission.SEE_WORK_LISTS, now, Event.READ_HOUSEHOLD, Purpose.SAFEGUARDING
    )
    with database.writing(occasion) as work:
        require_patient(work, actor, patient_id)
        require_private_screen(work, actor, now)
        reader = _Reader(work, actor)
        links = work.links.read_all(actor, patient_id)
        by_other = {one.other_id: one for one in reversed(links) if is_of_household(one)}
        ids = (patient_id, *household_of(links))
        pictures = {one: reader.with_household(one) for one in ids}
        names = work.patients.list_some(actor, reader.read_ids)
    today = london_day(now)
    return Household(
        patient=names[patient_id],
        members=tuple(
            Member(
                patient=picture.patient,
                link=None if one == patient_id else by_other.get(one),
                difficulties=difficulties_of(picture, knowledge, today),
                prompts=tuple(
                    prompt
                    for prompt in assess(picture, knowledge, today).prompts
                    if prompt.audience is Audience.LEAD
                ),
            )
            for one, picture in pictures.items()
        ),
        columns=knowledge.difficulties,
        names=names,
    )


class _Reader:
    """Reads each record of a household once, and every reading is audited."""

    def __init__(self, work: UnitOfWork, actor: Actor) -> None:
        self._work = work
        self._actor = actor
        self._pictures: dict[str, PatientPicture] = {}

    @property
    def read_ids(self) -> frozenset[str]:
        """Everybody whose record was read."""
        return frozenset(self._pictures)

    def read(self, patient_id: str) -> PatientPicture:
        """One record. Raises NotFound."""
        if patient_id not in self._pictures:
            require_patient(self._work, self._actor, patient_id)
            self._pictures[patient_id] = require_picture(self._work, self._actor, patient_id)
        return self._pictures[patient_id]

    def with_household(self, patient_id: str) -> PatientPicture:
        """One record with what those of the own household hold."""
        people = household_of(self._work.links.read_all(self._actor, patient_id))
        entries = {one: self.read(one).entries for one in people}
        return replace(self.read(patient_id), household=household_entries(people, entries))
