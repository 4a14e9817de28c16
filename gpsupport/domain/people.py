"""Who is who: patients, clinicians, practices, relatives."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from gpsupport.domain.days import PartialDate, age_on

# The law on children holds below it.
CHILD_BELOW = 18


@dataclass(frozen=True, slots=True)
class NhsNumber:
    """A valid NHS number: ten digits whose last is the modulus 11 check digit.

    Raises ValueError for anything else; spaces and hyphens are ignored.
    """

    value: str

    def __post_init__(self) -> None:
        digits = self.value.replace(" ", "").replace("-", "")
        if len(digits) != 10 or not (digits.isascii() and digits.isdigit()):
            raise ValueError("an NHS number has ten digits")
        weighed = sum((10 - place) * int(digit) for place, digit in enumerate(digits[:9]))
        if (11 - weighed % 11) % 11 != int(digits[9]):
            raise ValueError("the check digit of this NHS number does not fit")
        object.__setattr__(self, "value", digits)

    def __str__(self) -> str:
        return f"{self.value[:3]} {self.value[3:6]} {self.value[6:]}"


class Sex(StrEnum):
    """Administrative gender as FHIR R4 has it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"

    def may_be(self, wanted: Sex) -> bool:
        """Whether something for people of one sex may be for this one: not known is no reason."""
        return self is wanted or self in {Sex.OTHER, Sex.UNKNOWN}


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in parts; each may be empty."""

    family: str = ""
    given: str = ""
    title: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.given, self.family) if part)


@dataclass(frozen=True, slots=True)
class Patient:
    """A person being seen. `id` is opaque; a patient without an NHS number exists."""

    id: str
    name: PersonName
    sex: Sex
    born: PartialDate | None = None
    nhs_number: NhsNumber | None = None


def folded(name: str) -> str:
    """A name as it is searched for: no accents, case, spaces, hyphens or apostrophes."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(mark for mark in plain if mark.isalnum())


@dataclass(frozen=True, slots=True)
class PatientSearch:
    """What is known of the patient looked for; names from their beginning, the rest exactly."""

    family: str = ""
    given: str = ""
    born: date | None = None
    nhs_number: NhsNumber | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was given by which anybody could be found."""
        names = folded(self.family) + folded(self.given)
        return not names and self.born is None and self.nhs_number is None


class Role(StrEnum):
    """What somebody does in or for the practice."""

    GP = "gp"
    NURSE = "nurse"
    SAFEGUARDING_LEAD = "safeguarding-lead"
    PRACTICE_MANAGER = "practice-manager"
    RECEPTIONIST = "receptionist"
    ADMINISTRATOR = "administrator"
    IRIS_ADVOCATE = "iris-advocate"
    INTEGRATOR = "integrator"


@dataclass(frozen=True, slots=True)
class Practice:
    """A general practice, known outside by its ODS code."""

    id: str
    ods_code: str
    name: str


@dataclass(frozen=True, slots=True)
class Clinician:
    """A member of staff as others see them; `roles` holds at least one, the usual one first."""

    id: str
    name: str
    roles: tuple[Role, ...]
    disabled: bool = False

    @property
    def role(self) -> Role:
        """The usual role."""
        return self.roles[0]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is doing something, for which practice and in which role.

    `session_id` is the browser session it is done in, empty elsewhere: what one browser may show
    another may not.
    """

    practice_id: str
    clinician_id: str
    name: str
    role: Role
    session_id: str = ""


class Relationship(StrEnum):
    """What a related person in a record is to the patient."""

    CHILD = "child"
    PARENT = "parent"
    PARTNER = "partner"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Relative:
    """A related person named in the patient's own record."""

    resource: str
    relationship: Relationship
    name: PersonName = field(default_factory=PersonName)
    born: PartialDate | None = None


def children_of(relatives: Iterable[Relative], on: date) -> tuple[Relative, ...]:
    """The children whom a record names, oldest first; one without a birth date counts."""
    children = [
        relative
        for relative in relatives
        if relative.relationship is Relationship.CHILD
        and (relative.born is None or 0 <= age_on(relative.born, on) < CHILD_BELOW)
    ]
    children.sort(key=lambda child: (child.born.earliest if child.born else on, child.resource))
    return tuple(children)
