"""Draws ordinary patients from the table: people for whom nothing is known to be wrong at home.

Nobody ever asked any of them: an asking would quieten rules, so this counts too much, not too
little. A record is drawn whole, and a decision about a day uses what was there on that day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from math import exp
from random import Random

from gpsupport.domain.days import PartialDate
from gpsupport.domain.knowledge.content.prevalence import CommonThing, Ordinary, Prevalence, Rates
from gpsupport.domain.people import Patient, PersonName, Relationship, Relative, Sex
from gpsupport.domain.record import (
    Attendance,
    CodedEntry,
    Coding,
    Contact,
    PatientPicture,
    Setting,
)

# Four years before the twelve months that are measured: the rules look back at most 24 months
# before an entry of the last twelve, and longer for what is counted from birth.
YEARS = 5
ADULT_FROM = 16

_YEAR = 365
_FIRST_EARLIER_ENTRY = 10


@dataclass(frozen=True, slots=True)
class Life:
    """One drawn patient, with the days of every encounter in the practice, oldest first."""

    picture: PatientPicture
    encounters: tuple[date, ...]


def draw_people(
    prevalence: Prevalence, on: date, draw: Random, *, adults: int, children: int
) -> Iterator[Life]:
    """So many adults (16 and over) and then children, with records that end on a day."""
    odds = _Odds(prevalence)
    kinds = [
        *_kinds(prevalence.people, range(ADULT_FROM, _oldest(prevalence.people)), adults, draw),
        *_kinds(prevalence.people, range(ADULT_FROM), children, draw),
    ]
    for number, (age, sex) in enumerate(kinds):
        yield _Record(odds, on, draw, age, sex).drawn(f"{number + 1}")


def _kinds(people: Ordinary, ages: range, number: int, draw: Random) -> list[tuple[int, Sex]]:
    """Ages and sexes in their shares: evenly spaced, so that chance plays no part in the mix."""
    kinds = [(age, sex) for sex in (Sex.FEMALE, Sex.MALE) for age in ages]
    reached = list(accumulate(people.rates.at(age, sex) for age, sex in kinds))
    steps = (reached[-1] * (place + draw.random()) / number for place in range(number))
    return [kinds[bisect_left(reached, step)] for step in steps]


class _Odds:
    """The means of the table by age and sex, worked out once for each."""

    def __init__(self, prevalence: Prevalence) -> None:
        self.prevalence = prevalence
        self._things: dict[tuple[int, Sex], list[tuple[CommonThing, list[float]]]] = {}

    def of(self, age: int, sex: Sex) -> list[tuple[CommonThing, list[float]]]:
        """What people of an age may have had, with the mean number of each year, the last first."""
        found = self._things.get((age, sex))
        if found is None:
            rows = [
                (thing, self.years(thing.a_year, age, sex))
                for thing in self.prevalence.things.values()
            ]
            found = [(thing, means) for thing, means in rows if any(means)]
            self._things[age, sex] = found
        return found

    @staticmethod
    def years(rates: Rates, age: int, sex: Sex) -> list[float]:
        """The figure of each year for somebody who has this age at the end, the last year first."""
        return [rates.at(age - years_ago, sex) for years_ago in range(YEARS)]


@dataclass(slots=True)
class _Record:
    """One record in the making."""

    odds: _Odds
    on: date
    draw: Random
    age: int
    sex: Sex
    born: date = field(init=False)
    days: set[date] = field(init=False, default_factory=set)
    entries: list[CodedEntry] = field(init=False, default_factory=list)
    contacts: list[Contact] = field(init=False, default_factory=list)

    def drawn(self, patient_id: str) -> Life:
        """The whole record, entry by entry."""
        birthday = _years_before(self.on, self.age)
        self.born = birthday - timedelta(days=self.draw.randrange(_YEAR))
        table = self.odds.prevalence
        seeking_help = self._factor(table.encounters.unevenness)
        self.days |= set(self._times(table.encounters, seeking_help))
        traits = {
            name: (seeking_help + self._factor(unevenness)) / 2
            for name, unevenness in sorted(table.traits.items())
        }
        for thing, means in self.odds.of(self.age, self.sex):
            for first, last in self._years(means, traits.get(thing.trait, 1.0)):
                day = self._encounter(first, last)
                self._entry(thing, day)
                self._follow_up(thing, day)
        for thing in table.things.values():
            self._earlier(thing)
        emergencies = (seeking_help + self._factor(table.emergencies.unevenness)) / 2
        for day in self._times(table.emergencies, emergencies):
            self._contact(day, Setting.EMERGENCY, Attendance.ATTENDED)
        for day in self._times(table.missed, self._factor(table.missed.unevenness)):
            self._contact(day, Setting.SURGERY, Attendance.MISSED)
        for day in sorted(self.days):
            self._contact(day, Setting.SURGERY, Attendance.ATTENDED)
        picture = PatientPicture(
            patient=Patient(patient_id, PersonName(), self.sex, PartialDate(self.born)),
            entries=tuple(self.entries),
            contacts=tuple(self.contacts),
            relatives=self._children(),
        )
        return Life(picture, tuple(sorted(self.days)))

    def _years(self, means: list[float], factor: float) -> Iterator[tuple[date, date]]:
        """The year of each of so many events, as the part of it in which the person lived."""
        for years_ago, mean in enumerate(means):
            if not mean:
                continue
            last = self.on - timedelta(days=_YEAR * years_ago)
            first = last - timedelta(days=_YEAR - 1)
            lived = min(_YEAR, max(0, (last - self.born).days + 1))
            first = max(first, self.born)
            for _ in range(self._count(mean * factor * lived / _YEAR)):
                yield first, last

    def _times(self, often: Ordinary, factor: float) -> list[date]:
        means = self.odds.years(often.rates, self.age, self.sex)
        return [self._day(first, last) for first, last in self._years(means, factor)]

    def _follow_up(self, thing: CommonThing, day: date) -> None:
        first = day + timedelta(days=1)
        last = min(self.on, day + timedelta(days=thing.over_days))
        if first <= last:
            share = (last - day).days / thing.over_days
            for _ in range(self._count(thing.visits * share)):
                self.days.add(self._day(first, last))
            for _ in range(self._count(thing.repeats * share)):
                self._entry(thing, self._encounter(first, last))
        for companion in thing.along:
            if self.draw.random() < companion.chance:
                span = timedelta(days=companion.within_days)
                near = self._encounter(max(self.born, day - span), min(self.on, day + span))
                self._entry(self.odds.prevalence.things[companion.code_set], near)

    def _earlier(self, thing: CommonThing) -> None:
        chance = thing.earlier.at(self.age, self.sex)
        last = self.on - timedelta(days=YEARS * _YEAR)
        if chance and self.draw.random() < chance:
            first = max(self.born, last - timedelta(days=_FIRST_EARLIER_ENTRY * _YEAR))
            if first < last:
                self._entry(thing, self._day(first, last))

    def _encounter(self, first: date, last: date) -> date:
        """An encounter between two days, both included: one that is there, else a new one."""
        there = [day for day in sorted(self.days) if first <= day <= last]
        if there:
            return self.draw.choice(there)
        day = self._day(first, last)
        self.days.add(day)
        return day

    def _entry(self, thing: CommonThing, day: date) -> None:
        self.entries.append(
            CodedEntry(
                resource=f"Condition/{len(self.entries) + 1}",
                kind=thing.kind,
                codings=(Coding(self.draw.choice(thing.codes)),),
                on=PartialDate(day),
            )
        )

    def _contact(self, day: date, setting: Setting, attendance: Attendance) -> None:
        name = f"Encounter/{len(self.contacts) + 1}"
        self.contacts.append(Contact(name, setting, attendance, PartialDate(day)))

    def _children(self) -> tuple[Relative, ...]:
        chance = self.odds.prevalence.parents.rates.at(self.age, self.sex)
        named = chance and self.draw.random() < chance
        return (Relative("RelatedPerson/1", Relationship.CHILD),) if named else ()

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=int(self.draw.random() * ((last - first).days + 1)))

    def _factor(self, unevenness: float) -> float:
        """By how much this person differs: gamma distributed, with mean 1 and this variance."""
        return self.draw.gammavariate(1 / unevenness, unevenness) if unevenness else 1.0

    def _count(self, mean: float) -> int:
        """A Poisson distributed number."""
        limit, product, count = exp(-mean), self.draw.random(), 0
        while product > limit:
            product *= self.draw.random()
            count += 1
        return count


def _oldest(people: Ordinary) -> int:
    return max(band.below_age for band in people.rates.bands)


def _years_before(day: date, years: int) -> date:
    """The same day so many years before; the 28th of February for a leap day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
