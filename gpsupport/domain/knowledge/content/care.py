"""What to ask, say, weigh and pass on: the reviewed content that is not an indicator.

Everything clinical says what it rests on: `sources` are ids of the pack's sources, and `defaults`
says in words what of it is our own choice. Texts may name people: {lead}, {advocate}, {help}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gpsupport.domain.enquiry import TEENAGER_FROM, NotAskedReason, asked_as_child
from gpsupport.domain.knowledge.language.conditions import Condition
from gpsupport.domain.people import CHILD_BELOW, Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounded:
    """What something rests on. At least one of the two is there."""

    sources: tuple[str, ...] = ()
    defaults: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Grounded):
    """One thing to know, to say or to do."""

    words: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Who does something.

    With `is_you` whoever reads it does, and `who` says who else, or how; empty for that person
    alone. `before_leaving`: while the patient is still there.
    """

    who: str = ""
    is_you: bool = False
    before_leaving: bool = False


NOBODY = Owner()


class CheckPart(StrEnum):
    """Which part of the safety check a question belongs to."""

    NOW = "now"
    SITUATION = "situation"


class IfOver(StrEnum):
    """What becomes of a safety question where somebody told of what is over.

    ALONE: it is asked only then, and a yes brings the others back. TOO: it stands open then as
    well, as the others do not.
    """

    ALONE = "alone"
    TOO = "too"


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyQuestion(Grounded):
    """One question of the immediate safety check, and what a yes means.

    `label` names it in a row, `question` is what to say, `to_teenager` the same to somebody who is
    asked as a child and is a small one no more; `action` is what a yes asks for, and `step` the
    same in a few words with the `owner` who does it. `stands_open` questions are shown at once,
    the others folded; `urgent` carries the red word. `raises_risk`: a yes counts for professional
    judgement, whatever the total of a checklist. `honour_based`: a yes means harm from family or
    community. `recent_days`: how far back a yes asks for same-day care, {recent} in the texts names
    it; `later` is the step when it lies further back, without symptoms. `sex`: nobody of whom
    another is known is asked; ages in whole years, `below_age` excludes its own value.
    """

    id: str
    label: str
    question: str
    action: str
    step: str
    owner: Owner
    to_teenager: str = ""
    part: CheckPart = CheckPart.NOW
    for_child: bool = False
    stands_open: bool = False
    urgent: bool = False
    raises_risk: bool = False
    honour_based: bool = False
    recent_days: int | None = None
    later: str = ""
    to_note: tuple[Statement, ...] = ()
    if_over: IfOver | None = None
    from_age: int | None = None
    below_age: int | None = None
    sex: Sex | None = None

    def asked_of(self, age: int | None, sex: Sex) -> bool:
        """Whether it is asked of a patient of so many years; an unknown age is an adult's."""
        return (
            asked_as_child(age) is self.for_child
            and within_ages(age, self.from_age, self.below_age)
            and (self.sex is None or sex.may_be(self.sex))
        )

    def said_to(self, age: int | None) -> str:
        """What to say to a patient of so many years."""
        older = age is not None and age >= TEENAGER_FROM
        return self.to_teenager if older and self.to_teenager else self.question


@dataclass(frozen=True, slots=True, kw_only=True)
class NotToAsk(Grounded):
    """A situation in which nobody asks, and what to do instead.

    `reason` is what is recorded then; None where no enquiry was to be made at all.
    """

    id: str
    situation: str
    instead: str
    reason: NotAskedReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One part of the conversation: what the screen says there (`wordings`), and what to know."""

    id: str
    title: str
    wordings: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """How to ask, to listen and to leave the door open; and when not to ask."""

    passages: tuple[Passage, ...] = ()
    not_to_ask: tuple[NotToAsk, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People whom the ordinary words fit less well: what is known, and what to do otherwise."""

    id: str
    name: str
    facts: tuple[Statement, ...] = ()
    rules: tuple[Statement, ...] = ()
    helplines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStatement(Grounded):
    """Something that a patient says of their own behaviour; a tick alone records it."""

    id: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStatements:
    """What to do when a patient speaks of their own behaviour towards others at home.

    `rule` says what may be read for it: nothing of another person's record. `routes` are ids of
    kinds of help.
    """

    rule: Statement
    ticks: tuple[OwnStatement, ...]
    say: tuple[Statement, ...]
    routes: tuple[str, ...]
    consider: tuple[Statement, ...]
    never: tuple[Statement, ...]


class LedgerSays(StrEnum):
    """What the entries about asking may say that keeps prompts quiet."""

    ASKED_NOT_TO = "asked-not-to"
    ASKED_TODAY = "asked-today"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """When no prompt is shown to a clinician.

    `when` is answered from the picture and `ledger` from the entries about asking; neither where
    another part of the product keeps the exclusion, which `kept_by` names. `defaults` says which
    numbers are our own.
    """

    id: str
    words: str
    when: Condition | None = None
    ledger: LedgerSays | None = None
    kept_by: str = ""
    sources: tuple[str, ...] = ()
    defaults: str = ""


class Consent(StrEnum):
    """What a step of sharing needs from the person whom it is about."""

    NOT_NEEDED = "not-needed"
    SOUGHT_IF_SAFE = "sought-if-safe"
    NEEDED = "needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingStep(Grounded):
    """One question of the sharing flow. Each yes has its own route; none replaces another.

    `tell` says whether and when the person is told, `ground` on what lawful ground it is shared.
    `with_whom` is whom the way leads to, `why` the reason that always holds; empty: somebody says.
    """

    id: str
    question: str
    route: str
    consent: Consent
    tell: str
    ground: str
    with_whom: str = ""
    why: str = ""

    @property
    def needs_a_yes(self) -> bool:
        """Whether nothing but a yes of the person carries it."""
        return self.consent is Consent.NEEDED


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingFlow:
    """Whether, with whom and how to share; what to log each time; what the law says.

    All steps are gone through, in their order; what needs a yes, only where nothing else holds.
    """

    steps: tuple[SharingStep, ...] = ()
    to_log: tuple[Statement, ...] = ()
    replying: tuple[Statement, ...] = ()
    law: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskBand:
    """A band of a checklist's total, from this many points up to the next band."""

    name: str
    from_points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """What differs from place to place. `basis` says for every value what it rests on.

    `marac_count` points of the checklist, or `escalation_events` in `escalation_days`, or anything
    new within `repeat_days` of the last meeting, or judgement alone, lead to the agencies'
    meeting; with `honour_based_automatic` so does feared harm from family or community. Nobody is
    asked while a child of `child_present_months` or older is in the room.
    """

    id: str
    name: str
    marac_count: int
    escalation_events: int
    escalation_days: int
    repeat_days: int
    honour_based_automatic: bool
    child_present_months: int
    risk_bands: tuple[RiskBand, ...] = ()
    basis: Mapping[str, Grounded] = field(default_factory=dict)

    @property
    def baby_age(self) -> str:
        """Below what age a child may be there, to stand after "under": 2, or 18 months."""
        years, left = divmod(self.child_present_months, 12)
        return f"{self.child_present_months} months" if left else str(years)


def within_ages(age: int | None, from_age: int | None, below_age: int | None) -> bool:
    """Whether an age in whole years lies in a span; an unknown one counts as an adult's."""
    years = CHILD_BELOW if age is None else age
    return (from_age is None or years >= from_age) and (below_age is None or years < below_age)
