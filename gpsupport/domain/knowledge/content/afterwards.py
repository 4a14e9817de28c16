"""What the content says of the time once somebody has told: plans, agreements, routes, the meeting.

As everywhere, `sources` are ids of the pack's sources and `defaults` says what is our own choice.
Texts may name people: {lead}, {advocate}, {help}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gpsupport.domain.knowledge.content.care import Grounded, Owner, Statement, within_ages
from gpsupport.domain.people import Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildPlanKind(Grounded):
    """A plan that a child may have: what is done, for which ages, how soon, and who does it.

    Ages in whole years; `below_age` excludes its own value. `within_days` proposes a day, 0 is
    today; `owner` hints at who usually does it. `owner_is_you`: whoever makes the plan does, and
    `owner` stands after the name, empty for that person alone. `help_kind` is the id of the kind of
    help to which it leads, empty where the practice does it by itself. `needs_yes`: not without the
    family's.
    """

    id: str
    name: str
    do: str
    owner: str
    within_days: int
    from_age: int
    below_age: int
    owner_is_you: bool = False
    help_kind: str = ""
    needs_yes: bool = False

    @property
    def by_lead(self) -> bool:
        """Whether the lead of the practice does it, so that without one nobody would."""
        return not self.owner_is_you and "{lead}" in self.owner

    def for_age(self, age: int | None) -> bool:
        """Whether it is for a child of so many years; of an unknown age it may be."""
        return age is None or self.from_age <= age < self.below_age

    def owned_by(self, you: str) -> str:
        """Who usually does it, where `you` makes the plan; the people of the content by place."""
        if not self.owner_is_you:
            return self.owner
        return f"{you}, {self.owner}" if self.owner else you


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementKind(Grounded):
    """With whom a patient may agree to share, and what is then done.

    `what` hints at how much is shared. `without` says when it goes there without a yes, and `steps`
    are the ids of the steps of the sharing flow that say so; both empty: never. `named_in` are
    those whose way leads to just these people. `names_nobody`: the patient says who it is. `sex`:
    nobody of whom another is known is asked.
    """

    id: str
    name: str
    do: str
    what: str
    without: str = ""
    steps: tuple[str, ...] = ()
    named_in: tuple[str, ...] = ()
    names_nobody: bool = False
    from_age: int | None = None
    below_age: int | None = None
    sex: Sex | None = None

    def asked_of(self, age: int | None, sex: Sex) -> bool:
        """Whether it is asked of a patient of so many years; an unknown age is an adult's."""
        return within_ages(age, self.from_age, self.below_age) and (
            self.sex is None or sex.may_be(self.sex)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteWhen:
    """Whom a further route may concern: the patient, or with `children` also a child of theirs.

    `any_yes` are ids of safety questions of which one must be answered yes; none: age alone
    decides. `high_risk`: only where there is a ground for the agencies' meeting.
    """

    from_age: int | None = None
    below_age: int | None = None
    children: bool = False
    any_yes: tuple[str, ...] = ()
    high_risk: bool = False

    def for_age(self, age: int | None) -> bool:
        """Whether somebody of so many years may be meant; an unknown age is an adult's."""
        return within_ages(age, self.from_age, self.below_age)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Grounded):
    """A further way that a telling may open. It is offered; a clinician opens it.

    `applies` says in words when it is the one to take, `step` what is done first in a few words,
    `owner` who does it, and `within_working_days` by when (0 today, None without a day).
    `honour_based`: harm from family or community, which some areas always bring before the
    agencies' meeting.
    """

    id: str
    name: str
    applies: str
    when: RouteWhen
    step: str
    owner: Owner
    within_working_days: int | None = None
    honour_based: bool = False
    do: tuple[Statement, ...] = ()
    never: tuple[Statement, ...] = ()


class MeetingGround(StrEnum):
    """Why the agencies meet about somebody. Each one is enough by itself."""

    COUNT = "count"
    JUDGEMENT = "judgement"
    ESCALATION = "escalation"
    REPEAT = "repeat"
    HONOUR_BASED = "honour-based"


class MeetingNeed(StrEnum):
    """What is to be done about the agencies' meeting.

    REFER with a ground; JUDGE while an answer counts for judgement and nobody has judged;
    LOOK_AGAIN while one counts and the risk was not judged high; SINCE_MEETING while nobody has
    said whether anything is new since the last one; CHILD in place of all for somebody too young.
    """

    REFER = "refer"
    JUDGE = "judge"
    LOOK_AGAIN = "look-again"
    SINCE_MEETING = "since-meeting"
    CHILD = "child"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep(Statement):
    """Something to do after a telling, in a few words, and who does it."""

    owner: Owner


class OpenPoint(StrEnum):
    """What stands open after a telling whatever was answered, or is open until a day.

    SAFETY: a question that stands open has no answer; CHILDREN: nobody asked for them; CHILD_PLAN:
    one has none; CONTACT: no safe way is noted; NO_SAFE_WAY: there is none; CONFIRM_CONTACT: one
    has to be confirmed; AGREED: something may be shared; ASK_AGAIN: the next asking.
    """

    SAFETY = "safety"
    CHILDREN = "children"
    CHILD_PLAN = "child-plan"
    CONTACT = "contact"
    NO_SAFE_WAY = "no-safe-way"
    CONFIRM_CONTACT = "confirm-contact"
    AGREED = "agreed"
    ASK_AGAIN = "ask-again"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRules:
    """The agencies' meeting: its grounds in words, and what to do.

    The words of a ground may have {total}, {limit}, {events} and {time}. The meeting is held about
    people of `from_age` and over, and `basis` says why.
    """

    from_age: int = 0
    basis: Grounded = field(default_factory=Grounded)
    grounds: Mapping[MeetingGround, Statement] = field(default_factory=dict)
    steps: Mapping[MeetingNeed, NextStep] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRules(Grounded):
    """How long a safe way to get in touch may hold before the patient must confirm it.

    `longest_days` is the most that may be chosen, `proposed_days` what a form proposes, and
    `confirm_days_before` how long before its end somebody is reminded.
    """

    longest_days: int = 0
    proposed_days: int = 0
    confirm_days_before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Afterwards:
    """All of it, as one pack has it."""

    child_plans: tuple[ChildPlanKind, ...] = ()
    agreements: tuple[AgreementKind, ...] = ()
    routes: tuple[Route, ...] = ()
    meeting: MeetingRules = field(default_factory=MeetingRules)
    contact: ContactRules = field(default_factory=ContactRules)
    open_points: Mapping[OpenPoint, NextStep] = field(default_factory=dict)
