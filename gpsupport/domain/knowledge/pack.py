"""Reviewed content as values: what to look for, what to say, where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from gpsupport.domain.enquiry import Cadence, EnquiryOutcome
from gpsupport.domain.knowledge.conditions import Condition
from gpsupport.domain.record import Code


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from. `checked` is False until a human read the original."""

    id: str
    title: str
    url: str
    checked: bool = False


class CodeUse(StrEnum):
    """What a code of the table may be used for."""

    OFFER = "offer"
    OFFER_AFTER_CHECK = "offer-after-terminology-check"
    RECOGNISE_ONLY = "recognise-only"
    PROMPT_INPUT = "prompt-input"


@dataclass(frozen=True, slots=True)
class KnownCode:
    """A code of the pack's table, with where it was seen and what it may be used for."""

    code: Code
    term: str
    category: str
    meaning: str
    source: str
    confidence: str
    use: CodeUse
    note: str = ""


@dataclass(frozen=True, slots=True)
class CodeSet:
    """Codes that mean the same to a rule; `label` finishes "no ... on record"."""

    id: str
    label: str
    codes: frozenset[Code]


class Audience(StrEnum):
    """Whom a prompt is for."""

    CLINICIAN = "clinician"
    LEAD = "lead"
    OWNER = "owner"


class Strength(StrEnum):
    """How good the evidence is: A explicit or validated, B guideline list, C context, D opinion."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True, slots=True)
class Branch:
    """One way an indicator fires. Branches are tried in order and the first that is met counts.

    `tier` is 1, 2, 3 or None (for information). `say` names wordings; texts may use {reasons}.
    """

    tier: int | None
    title: str
    when: Condition
    say: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AfterAsking:
    """How an asking quietens an indicator.

    `quiet_days`: any asking in that window silences it; with `since_evidence` only one that was
    not before the newest evidence. Otherwise the cadence decides, and only new evidence breaks the
    quiet. `ignore` is for what an asking does not answer.
    """

    quiet_days: int | None = None
    ignore: bool = False
    since_evidence: bool = False


@dataclass(frozen=True, slots=True)
class Indicator:
    """A sign that should make one curious, with everything a reviewer needs.

    `sensitive` marks sexual and reproductive reasons, which never show with anybody present.
    `household` marks facts about the household that a page shows only to the lead, or after the
    gate. `defaults` says which numbers are our own and not from a source. `matters` tells a
    clinician in full, after the gate, why this should make one curious; a branch's `title` is the
    discreet wording.
    """

    id: str
    name: str
    branches: tuple[Branch, ...]
    strength: Strength
    sources: tuple[str, ...]
    version: int
    review_by: date
    population: Condition
    audience: Audience = Audience.CLINICIAN
    unless: Condition | None = None
    after_asking: AfterAsking = field(default_factory=AfterAsking)
    sensitive: bool = False
    household: bool = False
    defaults: str = ""
    signoffs: tuple[str, ...] = ()
    known_false_alarms: str = ""
    matters: str = ""


@dataclass(frozen=True, slots=True)
class PackVersion:
    """Which content decided: the pack's name, its version, and the hash of its files."""

    pack: str
    version: str
    release: str


class RecordOf(StrEnum):
    """Whose record an entry belongs in."""

    PATIENT = "patient"
    CHILD = "child"
    OTHER_PARTY = "other-party"


@dataclass(frozen=True, slots=True)
class RecordRule:
    """One row of the record matrix: after these outcomes, this entry in that record.

    `code` None means words alone: the fact has no verified code. `detail` qualifies the entry, and
    `only_if` says when a person should make it at all. `from_years` and `below_years` are ages of
    the patient who was asked, the latter excluding its own value.
    """

    id: str
    after: frozenset[EnquiryOutcome]
    record_of: RecordOf
    term: str
    detail: str
    code: Code | None = None
    hide: bool = True
    only_if: str = ""
    from_years: int | None = None
    below_years: int | None = None

    def for_age(self, age: int | None) -> bool:
        """Whether the rule holds for a patient of so many years; an unknown age is an adult's."""
        if age is None:
            return self.below_years is None
        above = self.from_years is None or age >= self.from_years
        return above and (self.below_years is None or age < self.below_years)


@dataclass(frozen=True, slots=True)
class Helpline:
    """A national helpline; `verified_on` None means that nobody has checked the number."""

    id: str
    name: str
    phone: str
    hours: str
    source: str
    verified_on: date | None
    expires_on: date | None


@dataclass(frozen=True)
class Knowledge:
    """All reviewed content of one pack release.

    `ordinary_visits` maps a keyword to the neutral label that a visit may carry before the gate.
    `status` and `review` say how far the content has been reviewed; every door shows them.
    """

    version: PackVersion
    sources: Mapping[str, Source]
    codes: Mapping[Code, KnownCode]
    code_sets: Mapping[str, CodeSet]
    indicators: tuple[Indicator, ...]
    cadence: Cadence
    enquiry_codes: Mapping[Code, EnquiryOutcome]
    wordings: Mapping[str, tuple[str, ...]]
    record_rules: tuple[RecordRule, ...]
    helplines: tuple[Helpline, ...]
    ordinary_visits: tuple[tuple[str, str], ...]
    status: str = ""
    review: str = ""
    sets_of_code: Mapping[Code, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        sets: dict[Code, tuple[str, ...]] = {}
        for code_set in self.code_sets.values():
            for code in code_set.codes:
                sets[code] = (*sets.get(code, ()), code_set.id)
        object.__setattr__(self, "sets_of_code", sets)

    def indicator(self, indicator_id: str) -> Indicator:
        """The indicator of that id. Raises KeyError when there is none."""
        for indicator in self.indicators:
            if indicator.id == indicator_id:
                return indicator
        raise KeyError(indicator_id)
