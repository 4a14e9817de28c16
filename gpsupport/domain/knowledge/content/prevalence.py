"""How common each coded thing is in ordinary patients: the table behind the false-alarm measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gpsupport.domain.people import Sex
from gpsupport.domain.record import Code, EntryKind


class Basis(StrEnum):
    """Whether a figure was seen in a source, or assumed and then rather too high."""

    SOURCED = "sourced"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class SeenFigure:
    """Where a figure of the table comes from; `seen` says in own words what was read there."""

    id: str
    title: str
    url: str
    seen: str


@dataclass(frozen=True, slots=True)
class Band:
    """A figure for females and one for males of an age in years; `below_age` is excluded."""

    from_age: int
    below_age: int
    female: float
    male: float


@dataclass(frozen=True, slots=True)
class Rates:
    """Figures by age and sex. An age that no band covers has none: zero."""

    bands: tuple[Band, ...] = ()

    def at(self, age: int, sex: Sex) -> float:
        """The figure at an age in whole years."""
        for band in self.bands:
            if band.from_age <= age < band.below_age:
                return band.female if sex is Sex.FEMALE else band.male
        return 0.0


@dataclass(frozen=True, slots=True)
class Companion:
    """Another code set that often comes along: how often (0 to 1), and within how many days."""

    code_set: str
    chance: float
    within_days: int


@dataclass(frozen=True, slots=True)
class CommonThing:
    """One row: how often a code set is newly recorded in ordinary patients, and what follows.

    `a_year` are new episodes per person a year. `codes` are those the row stands for. `through`
    names the rows whose entries make up this set, which then has no rate of its own; `absent` says
    why ordinary patients have none. `repeats` is the mean number of further entries of an episode
    and `visits` that of further encounters because of it, both within `over_days`. `earlier` is
    the share of people with an entry from before the years that are drawn. `trait` names what
    makes some people have more of it than others, empty for nothing.
    """

    code_set: str
    basis: Basis
    sources: tuple[str, ...]
    note: str
    a_year: Rates = field(default_factory=Rates)
    codes: tuple[Code, ...] = ()
    through: tuple[str, ...] = ()
    absent: str = ""
    kind: EntryKind = EntryKind.CONDITION
    repeats: float = 0.0
    visits: float = 0.0
    over_days: int = 180
    earlier: Rates = field(default_factory=Rates)
    trait: str = ""
    along: tuple[Companion, ...] = ()


@dataclass(frozen=True, slots=True)
class Ordinary:
    """A figure about people that is no code: contacts a year, weights of ages, shares of parents.

    `unevenness` is the variance of the factor (mean 1) by which people differ from one another.
    """

    basis: Basis
    sources: tuple[str, ...]
    note: str
    rates: Rates
    unevenness: float = 0.0


@dataclass(frozen=True)
class Prevalence:
    """The whole table. `people` weighs ages and sexes against one another.

    `encounters` are consultations, `emergencies` attendances at an emergency department and
    `missed` appointments not kept, each per person a year; `parents` are shares of people whose
    record names a child; `traits` holds the unevenness of each trait.
    """

    people: Ordinary
    encounters: Ordinary
    emergencies: Ordinary
    missed: Ordinary
    parents: Ordinary
    traits: Mapping[str, float]
    things: Mapping[str, CommonThing]
    sources: Mapping[str, SeenFigure]
