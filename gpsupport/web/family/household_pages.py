"""The household together, as the lead for safeguarding sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gpsupport.actions.family import Household, Member
from gpsupport.domain.assessment import Prompt
from gpsupport.domain.days import day_in_words
from gpsupport.domain.family.difficulties import Noted
from gpsupport.domain.people import Patient
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import address
from gpsupport.web.family.kinds import KINDS

_TOLD = "Told here when asked"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one record says of one difficulty; both empty where it says nothing."""

    head: str
    what: str
    when: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One person with a cell for each difficulty."""

    name: str
    kind: str
    age: str
    href: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the records together suggest about one person, with its reasons and whose they are."""

    name: str
    title: str
    reasons: tuple[str, ...]
    do: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """The table and what it suggests. `alone`: nobody is linked who counts as the household."""

    columns: tuple[str, ...]
    rows: tuple[MemberRow, ...]
    suggestions: tuple[Suggestion, ...]
    alone: bool
    family: str


def household_page(found: Household, today: date) -> HouseholdPage:
    """The household on a day."""
    heads = {one.id: one.name for one in found.columns}
    here = f"/patients/{found.patient.id}/family"
    return HouseholdPage(
        columns=tuple(heads.values()),
        rows=tuple(_row(one, heads, today) for one in found.members),
        suggestions=tuple(
            _suggestion(member, prompt, found.names, here)
            for member in found.members
            for prompt in member.prompts
        ),
        alone=len(found.members) == 1,
        family=here,
    )


def _row(member: Member, heads: Mapping[str, str], today: date) -> MemberRow:
    noted = {one.difficulty: one for one in member.difficulties}
    patient = member.patient
    return MemberRow(
        name=words.banner_name(patient.name),
        kind=KINDS[member.link.kind] if member.link else "Patient",
        age=words.short_age(patient.born, today) if patient.born else "Age not known",
        href=address(patient.id),
        cells=tuple(_cell(head, noted.get(one)) for one, head in heads.items()),
    )


def _cell(head: str, noted: Noted | None) -> Cell:
    if noted is None:
        return Cell(head, "", "")
    when = day_in_words(noted.on) if noted.on else "No date"
    more = f", {noted.times} entries" if noted.times > 1 else ""
    what = noted.words[:1].upper() + noted.words[1:] or _TOLD
    return Cell(head, what, f"{when}{more}")


def _suggestion(
    member: Member, prompt: Prompt, names: Mapping[str, Patient], here: str
) -> Suggestion:
    newest = sorted(prompt.why, key=lambda one: one.on or date.min, reverse=True)
    reasons = []
    for one in newest:
        whose = names.get(one.person, member.patient)
        when = words.day(one.on) if one.on else "No date"
        reasons.append(f"{when}: {one.display} ({whose.name.given or whose.name})")
    return Suggestion(
        name=str(member.patient.name),
        title=prompt.title,
        reasons=tuple(dict.fromkeys(reasons)),
        do=prompt.say,
        rule=f"/knowledge/{prompt.indicator}?next={here}/together",
    )
