"""The page of who belongs to a patient, as shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.days import london_day
from gpsupport.actions.family import Family, LinkedPerson
from gpsupport.actions.patients import MOST_FOUND
from gpsupport.domain.access import Permission, permits
from gpsupport.domain.days import age_on
from gpsupport.domain.family.links import Candidate, LinkKind
from gpsupport.domain.people import CHILD_BELOW, Actor, Patient, Sex
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import GateState, address, gate_state
from gpsupport.web.family.kinds import ENDS, KINDS, LIKENESSES, ONE_SIDE, SUGGESTED

_THIS_SIDE = "stays on this record only"
_UNNAMED = "Somebody whose name is not shown to you"


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link. `id` and `version` are for ending it; `ended` says when and why, or is empty."""

    id: str
    version: int
    name: str
    born: str
    kind: str
    one_side: bool
    note: str
    made: str
    ended: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer to a proposal that was not taken: to which one, what was chosen, and why not."""

    resource: str
    other: str
    kind: str
    words: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """Somebody whom the record names, and the patient who may be that person.

    `kind` is what is chosen already, for a child alone: what grown-ups are to each other somebody
    says. `confirms`: that it shows on both records has to be meant, which `tick` says; `confirmed`:
    somebody said so.
    `fault` says why nothing was done.
    """

    resource: str
    other: str
    named: str
    patient: str
    born: str
    nhs_number: str
    why: str
    kind: str
    kinds: tuple[tuple[str, str], ...]
    confirms: bool
    tick: str
    confirmed: bool
    fault: str


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One patient found, to be chosen."""

    id: str
    name: str
    born: str
    gender: str
    nhs_number: str


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """The whole page. `found` is None before anything was looked for.

    `household` is where the lead looks at all of them together; empty for others. `confirms`: that
    a link shows on both records has to be meant.
    """

    gate: GateState
    conversation: str
    href: str
    linked: tuple[LinkRow, ...]
    ended: tuple[LinkRow, ...]
    proposals: tuple[ProposalRow, ...]
    ends: tuple[tuple[str, str], ...]
    household: str
    confirms: bool
    found_words: str = ""
    found: tuple[FoundRow, ...] | None = None
    one_side: str = ONE_SIDE


def family_page(
    family: Family,
    actor: Actor,
    today: date,
    found: tuple[Patient, ...] | None = None,
    refused: Refusal | None = None,
) -> FamilyPage:
    """Who belongs to a patient; `found` are the patients that a search gave.

    `refused` is an answer to a proposal that has to be given again.
    """
    patient_id = family.patient.id
    leads = permits(actor.role, Permission.SEE_WORK_LISTS)
    return FamilyPage(
        gate=gate_state(family.consultation),
        conversation=address(patient_id),
        href=f"/patients/{patient_id}/family",
        linked=tuple(_link_row(one, today) for one in family.linked),
        ended=tuple(_link_row(one, today) for one in reversed(family.ended)),
        proposals=tuple(_proposal_row(one, family, today, refused) for one in family.proposals),
        ends=tuple((one.value, told) for one, told in ENDS.items()),
        household=f"/patients/{patient_id}/family/together" if leads else "",
        confirms=family.told or any(one.link.kind.one_way for one in family.linked),
        found_words=_found_words(found),
        found=None if found is None else tuple(_found_row(one, today) for one in found),
    )


def _link_row(one: LinkedPerson, today: date) -> LinkRow:
    link = one.link
    name = words.banner_name(one.name) if any((one.name.family, one.name.given)) else _UNNAMED
    return LinkRow(
        id=link.id,
        version=link.version,
        name=name,
        born=words.banner_birth(one.patient.born, today) if one.patient else "",
        kind=KINDS[link.kind],
        one_side=link.kind.one_way,
        note=link.note,
        made=f"{words.day(london_day(link.made_at))}, {link.by}",
        ended=_ended(one),
    )


def _ended(one: LinkedPerson) -> str:
    link = one.link
    if link.ended_at is None or link.end is None:
        return ""
    return f"{words.day(london_day(link.ended_at))}, {link.ended_by}. {ENDS[link.end]}"


def _proposal_row(
    one: Candidate, family: Family, today: date, refused: Refusal | None
) -> ProposalRow:
    born = one.patient.born
    child = born is not None and age_on(born, today) < CHILD_BELOW
    suggested = SUGGESTED[one.relative.relationship].value if child else ""
    here = (one.relative.resource, one.patient.id)
    fault = refused if refused and (refused.resource, refused.other) == here else None
    return ProposalRow(
        resource=one.relative.resource,
        other=one.patient.id,
        named=str(one.relative.name) or "No name on the record",
        patient=words.banner_name(one.patient.name),
        born=words.banner_birth(one.patient.born, today),
        nhs_number=words.nhs_number(one.patient),
        why=LIKENESSES[one.likeness],
        kind=fault.kind if fault else suggested,
        kinds=_kinds(first_feared=family.told and not child),
        # Asked of a child only where somebody chose otherwise.
        confirms=family.told and (suggested != LinkKind.CHILD or fault is not None),
        tick=f"It may show on {_whose(one.patient)} record too",
        confirmed=fault is not None and fault.confirmed,
        fault=fault.words if fault else "",
    )


def _whose(patient: Patient) -> str:
    return {Sex.FEMALE: "her", Sex.MALE: "his"}.get(patient.sex, "their")


def _kinds(*, first_feared: bool) -> tuple[tuple[str, str], ...]:
    """What somebody may be to the patient; after a telling first that it stays on this side."""
    order = sorted(KINDS, key=lambda one: not one.one_way) if first_feared else list(KINDS)
    return tuple(
        (one.value, f"{KINDS[one]} ({_THIS_SIDE})" if one.one_way else KINDS[one]) for one in order
    )


def _found_words(found: tuple[Patient, ...] | None) -> str:
    if not found:
        return "" if found is None else "Nobody else found"
    if len(found) > MOST_FOUND:
        return f"More than {MOST_FOUND} patients fit. Type more to narrow it down."
    return f"{words.count(len(found), 'patient')} found"


def _found_row(one: Patient, today: date) -> FoundRow:
    return FoundRow(
        id=one.id,
        name=words.banner_name(one.name),
        born=words.banner_birth(one.born, today),
        gender=words.gender(one.sex),
        nhs_number=words.nhs_number(one),
    )
