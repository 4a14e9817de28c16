"""Links between patients: made by hand, or proposed from a record and confirmed by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gpsupport.domain.days import PartialDate
from gpsupport.domain.people import Patient, PersonName, Relative, folded


class LinkKind(StrEnum):
    """What the other person is to the patient from whose side the link was made."""

    CHILD = "child"
    PARENT = "parent"
    PARTNER = "partner"
    FORMER_PARTNER = "former-partner"
    CARED_FOR = "cared-for"
    CARER = "carer"
    SAME_HOUSEHOLD = "same-household"
    OTHER = "other"
    FEARED = "feared"

    @property
    def one_way(self) -> bool:
        """Whether it stands on this patient's side alone, and nothing of it on the other's."""
        return self is LinkKind.FEARED

    @property
    def seen_from_other_side(self) -> LinkKind | None:
        """What the patient is to the other person; None where nothing stands on that side."""
        return None if self.one_way else _OTHER_SIDE.get(self, self)


_OTHER_SIDE = {
    LinkKind.CHILD: LinkKind.PARENT,
    LinkKind.PARENT: LinkKind.CHILD,
    LinkKind.CARED_FOR: LinkKind.CARER,
    LinkKind.CARER: LinkKind.CARED_FOR,
}


class LinkEnd(StrEnum):
    """Why a link ended."""

    MISTAKE = "mistake"
    SEPARATED = "separated"
    MOVED_OUT = "moved-out"
    DIED = "died"
    LEFT_PRACTICE = "left-practice"
    ADOPTED = "adopted"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FamilyLink:
    """One link, as seen from `patient_id`. `proposed_from` names the entry that led to it.

    `by` is the name of whoever made it. Ended is ended; a new link is a new one. `note` is
    whatever whoever made it wrote beside it.
    """

    id: str
    patient_id: str
    other_id: str
    kind: LinkKind
    made_at: datetime
    by: str
    proposed_from: str = ""
    note: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""
    end: LinkEnd | None = None
    version: int = 1

    @property
    def open(self) -> bool:
        """Whether it still holds."""
        return self.ended_at is None


class Likeness(StrEnum):
    """Why a patient of the practice may be the person whom a record names, surest first."""

    NAME_AND_BIRTH = "name-and-birth"
    FAMILY_NAME_AND_BIRTH = "family-name-and-birth"
    GIVEN_NAME_AND_BIRTH = "given-name-and-birth"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patient who may be a related person, and why. Somebody decides; nothing is linked alone."""

    relative: Relative
    patient: Patient
    likeness: Likeness


def likeness(relative: Relative, patient: Patient) -> Likeness | None:
    """Why a patient may be a related person; None when nothing speaks for it.

    Without a birth date that is known to the day nobody is proposed: a name alone is not enough.
    """
    if not _born_alike(relative.born, patient.born):
        return None
    family = _same(relative.name.family, patient.name.family)
    given = _same(_first(relative.name), _first(patient.name))
    if family and given:
        return Likeness.NAME_AND_BIRTH
    if family:
        return Likeness.FAMILY_NAME_AND_BIRTH
    return Likeness.GIVEN_NAME_AND_BIRTH if given else None


def candidates(
    relatives: Iterable[Relative], patients: Iterable[Patient], decided: Iterable[tuple[str, str]]
) -> tuple[Candidate, ...]:
    """Who may be whom, surest first, without what somebody has decided before.

    `decided` holds pairs of a related person's entry and a patient's id, linked or refused.
    """
    known = set(decided)
    everybody = tuple(patients)
    found = [
        Candidate(relative, patient, why)
        for relative in relatives
        for patient in everybody
        if (relative.resource, patient.id) not in known
        and (why := likeness(relative, patient)) is not None
    ]
    order = list(Likeness)
    return tuple(
        sorted(
            found,
            key=lambda one: (order.index(one.likeness), one.relative.resource, one.patient.id),
        )
    )


def wrong_way_round(kind: LinkKind, patient: Patient, other: Patient) -> bool:
    """Whether a child would be born before the parent; unknown birth dates say nothing."""
    if patient.born is None or other.born is None:
        return False
    if kind is LinkKind.CHILD:
        return other.born.latest <= patient.born.earliest
    return kind is LinkKind.PARENT and patient.born.latest <= other.born.earliest


def _born_alike(one: PartialDate | None, other: PartialDate | None) -> bool:
    return one is not None and one == other and one.earliest == one.latest


def _same(one: str, other: str) -> bool:
    return bool(folded(one)) and folded(one) == folded(other)


def _first(name: PersonName) -> str:
    return name.given.split(" ", 1)[0]
