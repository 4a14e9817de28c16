"""Reviewed content as values: what to look for, what to say, where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from gpsupport.domain.enquiry import Cadence, EnquiryOutcome
from gpsupport.domain.knowledge.content.afterwards import Afterwards
from gpsupport.domain.knowledge.content.care import (
    Area,
    Conversation,
    Exclusion,
    Group,
    OwnStatements,
    SafetyQuestion,
    SharingFlow,
)
from gpsupport.domain.knowledge.content.family import Difficulty
from gpsupport.domain.knowledge.content.follow_ups import FollowUp
from gpsupport.domain.knowledge.content.instruments import (
    FORM_ADDRESS,
    Instrument,
    ScoredAs,
    Scoring,
)
from gpsupport.domain.knowledge.content.letters import LetterRules
from gpsupport.domain.knowledge.content.life_events import LifeRules
from gpsupport.domain.knowledge.content.meetings import MeetingContent
from gpsupport.domain.knowledge.content.prevalence import Prevalence
from gpsupport.domain.knowledge.content.recording import OutOfSight, RecordRule
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.knowledge.content.standing import Origin, PackVersion, Standing
from gpsupport.domain.knowledge.content.tracks import TrackRules
from gpsupport.domain.knowledge.language.conditions import Condition, code_sets_of
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


class CodeStatus(StrEnum):
    """What is known of a code in a terminology release of the United Kingdom."""

    NOT_CHECKED = "not-checked"
    ACTIVE = "active"
    INACTIVE = "inactive"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class KnownCode:
    """A code of the pack's table, with where it was seen and what it may be used for.

    `checked_against` names the release that `status` was read from; empty when none was.
    """

    code: Code
    term: str
    category: str
    meaning: str
    source: str
    confidence: str
    use: CodeUse
    note: str = ""
    status: CodeStatus = CodeStatus.NOT_CHECKED
    checked_against: str = ""


@dataclass(frozen=True, slots=True)
class CodeSet:
    """Codes that mean the same to a rule; `label` finishes "no ... on record".

    `descendants` says whether a terminology release may add what lies below the codes, `because`
    why not; `not_below` names single codes below which nothing is taken, each with the reason.
    """

    id: str
    label: str
    codes: frozenset[Code]
    descendants: bool = True
    because: str = ""
    not_below: tuple[tuple[Code, str], ...] = ()


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

    `tier` is 1, 2, 3 or None (for information). `same_day` cannot wait for another visit: it
    comes before everything else, and neither an asking nor an exclusion silences it. `front_times`:
    in how many consultations the same reason may stand in front while nobody asks (None: in every
    one), counted over the last `front_again_days` (None: ever); later it is kept in mind below.
    """

    tier: int | None
    title: str
    when: Condition
    say: tuple[str, ...] = ()
    same_day: bool = False
    front_times: int | None = None
    front_again_days: int | None = None


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
    gate. `beside_adult` marks what may be read by an adult who came with a child: the child's coded
    health alone. `defaults` says which numbers are our own and not from a source. `matters` tells a
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
    beside_adult: bool = False
    defaults: str = ""
    known_false_alarms: str = ""
    matters: str = ""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Everything that it looks at: whom it is for, what silences it, what it fires on."""
        unless = () if self.unless is None else (self.unless,)
        return (self.population, *unless, *(branch.when for branch in self.branches))

    @property
    def code_sets(self) -> frozenset[str]:
        """The ids of the code sets that it looks at."""
        return frozenset().union(*(code_sets_of(condition) for condition in self.conditions))

    def overdue(self, on: date) -> bool:
        """Whether the content was due for review before a day."""
        return self.review_by < on


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

    def stale(self, on: date) -> bool:
        """Whether nobody has checked the number, or too long ago to give it unchecked."""
        return self.expires_on is None or self.expires_on < on


@dataclass(frozen=True)
class Knowledge:
    """All reviewed content of one pack release.

    `ordinary_visits` maps a keyword to the neutral label that a visit may carry before the gate.
    `standing` and `review` say how far the content has been reviewed; every door shows them.
    `wording_sources` has every wording's sources; none: it states nothing clinical, or is ours.
    `area_id` names the one of `areas` that holds here. `origin` says for each indicator whether it
    is the pack's or local; `retired` are those that are not used here, with the reason.
    `instruments` are licensed texts, which an overlay alone can bring. `codes_of_asking` are the
    codes that speak of asking, and the forms that do.
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
    standing: Standing = field(default_factory=Standing)
    review: str = ""
    follow_ups: tuple[FollowUp, ...] = ()
    wording_sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    safety_check: tuple[SafetyQuestion, ...] = ()
    conversation: Conversation = field(default_factory=Conversation)
    groups: tuple[Group, ...] = ()
    own_statements: OwnStatements | None = None
    referral: ReferralRules | None = None
    sharing: SharingFlow = field(default_factory=SharingFlow)
    afterwards: Afterwards = field(default_factory=Afterwards)
    out_of_sight: OutOfSight = field(default_factory=OutOfSight)
    exclusions: tuple[Exclusion, ...] = ()
    areas: Mapping[str, Area] = field(default_factory=dict)
    area_id: str = ""
    difficulties: tuple[Difficulty, ...] = ()
    life_events: LifeRules | None = None
    meetings: MeetingContent | None = None
    tracks: TrackRules | None = None
    letters: LetterRules = field(default_factory=LetterRules)
    prevalence: Prevalence | None = None
    origin: Mapping[str, Origin] = field(default_factory=dict)
    retired: Mapping[str, str] = field(default_factory=dict)
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    scorings: Mapping[ScoredAs, Scoring] = field(default_factory=dict)
    sets_of_code: Mapping[Code, tuple[str, ...]] = field(init=False)
    codes_of_asking: Mapping[Code, EnquiryOutcome] = field(init=False)

    def __post_init__(self) -> None:
        sets: dict[Code, tuple[str, ...]] = {}
        for code_set in self.code_sets.values():
            for code in code_set.codes:
                sets[code] = (*sets.get(code, ()), code_set.id)
        object.__setattr__(self, "sets_of_code", sets)
        forms = {
            Code(FORM_ADDRESS, address): EnquiryOutcome.ANSWER_UNKNOWN
            for instrument in self.instruments.values()
            for address in instrument.forms
        }
        object.__setattr__(self, "codes_of_asking", {**forms, **self.enquiry_codes})

    def find_area(self) -> Area | None:
        """The area that holds here; None for content without one."""
        return self.areas.get(self.area_id)

    def indicator(self, indicator_id: str) -> Indicator:
        """The indicator of that id. Raises KeyError when there is none."""
        for indicator in self.indicators:
            if indicator.id == indicator_id:
                return indicator
        raise KeyError(indicator_id)
