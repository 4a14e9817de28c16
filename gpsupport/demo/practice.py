"""The whole synthetic practice: the stories first, then ordinary households until it is full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from gpsupport.demo import asking_stories, family_stories, stories
from gpsupport.demo.households import Builder, Registrar
from gpsupport.demo.local_options import local_options
from gpsupport.demo.nhs_numbers import synthetic_numbers
from gpsupport.demo.ordinary import fill_ordinary
from gpsupport.demo.record import SyntheticRecord
from gpsupport.demo.shapes import Resource, as_bytes
from gpsupport.demo.staff import ADEYEMI, COLE, MARSH, REID, SHAH
from gpsupport.domain.days import PartialDate, age_on
from gpsupport.domain.directory.option import ReferralOption

DEFAULT_SEED = 1
PATIENTS = 400

_STORIES = (
    stories.atkinson,
    stories.bennett,
    stories.whitfield,
    stories.pemberton,
    stories.linton,
    stories.kovac,
    stories.quiet,
    family_stories.karim,
    family_stories.osei,
    family_stories.barnes,
    family_stories.diallo,
    family_stories.rowe,
    family_stories.lawson,
    family_stories.hussain,
    asking_stories.hollis,
    asking_stories.marlow,
    asking_stories.okafor,
    asking_stories.price,
    asking_stories.duffy,
    asking_stories.finch,
)

# The stories fill most of the GP's and the nurse's morning; these are the slots between.
_SLOTS = (
    (SHAH, 8, 30, "Blood test results", "Phone"),
    (COLE, 8, 40, "Blood pressure check", "In person"),
    (REID, 8, 50, "Knee pain", "In person"),
    (REID, 9, 10, "Repeat medicines review", "Phone"),
    (ADEYEMI, 9, 20, "Cough", "In person"),
    (MARSH, 9, 30, "Skin rash", "In person"),
)


@dataclass(frozen=True, slots=True)
class SyntheticPractice:
    """What is put into a demo database.

    The records of the stories come first, then the others who are booked today: `stories` and
    `first` say how many records these are.
    """

    seed: int
    today: date
    records: tuple[Resource, ...]
    stories: int
    first: int
    options: tuple[ReferralOption, ...]

    def bundles(self) -> tuple[bytes, ...]:
        """Every patient's record as FHIR R4 JSON."""
        return tuple(as_bytes(record) for record in self.records)


def build_practice(seed: int, today: date, patients: int = PATIENTS) -> SyntheticPractice:
    """Build the practice. The same seed on the same day gives the same bytes."""
    draw = Random(seed)
    registrar = Registrar(synthetic_numbers())
    told = [record for story in _STORIES for record in story(registrar, today)]
    ordinary = []
    for household in Builder(draw, today, registrar).households(up_to=patients):
        for person in household.members:
            record = SyntheticRecord(person, household.ties.get(person.id, ()))
            fill_ordinary(record, draw, today)
            ordinary.append(record)
    booked = _book(ordinary, draw, today)
    others = [record for record in ordinary if record not in booked]
    return SyntheticPractice(
        seed=seed,
        today=today,
        records=tuple(record.bundle() for record in (*told, *booked, *others)),
        stories=len(told),
        first=len(told) + len(booked),
        options=local_options(today),
    )


def _book(ordinary: list[SyntheticRecord], draw: Random, today: date) -> list[SyntheticRecord]:
    """Give some adults an appointment today, and return their records."""
    adults = [one for one in ordinary if age_on(PartialDate(one.person.born), today) >= 30]
    booked = draw.sample(adults, min(len(_SLOTS), len(adults)))
    for record, (by, hour, minute, reason, how) in zip(booked, _SLOTS, strict=False):
        record.appointment(today, (hour, minute), reason, by, how=how)
    return booked
