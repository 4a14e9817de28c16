"""The people of the synthetic practice, before anything is in their records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from gpsupport.domain.people import Sex


@dataclass(frozen=True, slots=True)
class Person:
    """An invented patient. `address` is empty for somebody whose address must not be known."""

    id: str
    nhs_number: str
    title: str
    given: str
    family: str
    sex: Sex
    born: date
    address: tuple[str, ...] = ()
    area: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """How another person is related to the patient in whose record this stands (v3-RoleCode)."""

    code: str
    to: Person


@dataclass(frozen=True, slots=True)
class Household:
    """People at one address, and who is what to whom."""

    members: tuple[Person, ...]
    ties: dict[str, tuple[Tie, ...]] = field(default_factory=dict)


_ROLE_WORDS = {
    "CHILD": "Child",
    "MTH": "Mother",
    "FTH": "Father",
    "PRN": "Parent",
    "DOMPART": "Domestic partner",
    "SPS": "Spouse",
    "SIB": "Sibling",
}


def role_words(code: str) -> str:
    """A relationship in words. Raises KeyError for one that the generator does not use."""
    return _ROLE_WORDS[code]


def parent_code(person: Person) -> str:
    """What a parent is to their child."""
    return {Sex.FEMALE: "MTH", Sex.MALE: "FTH"}.get(person.sex, "PRN")


def ties_of(
    adults: tuple[Person, ...], children: tuple[Person, ...], *, partners: str = ""
) -> dict[str, tuple[Tie, ...]]:
    """Ties of a household: every adult here is a parent of every child here.

    `partners` is the v3-RoleCode between two adults, empty when they are no couple.
    """
    ties: dict[str, tuple[Tie, ...]] = {}
    for adult in adults:
        others = tuple(Tie(partners, one) for one in adults if one is not adult and partners)
        ties[adult.id] = others + tuple(Tie("CHILD", child) for child in children)
    for child in children:
        siblings = tuple(Tie("SIB", one) for one in children if one is not child)
        ties[child.id] = tuple(Tie(parent_code(adult), adult) for adult in adults) + siblings
    return ties
