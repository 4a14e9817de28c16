"""Kinds of help, what makes a referral ready, how it moves, and what bridges a wait."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.knowledge.content.care import Grounded, Statement
from gpsupport.domain.knowledge.content.matching import MatchingRules
from gpsupport.domain.referral.states import Worse


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpKind(Grounded):
    """A kind of help. `options` are the kinds of local option that give it, as far as listed."""

    id: str
    name: str
    purpose: str
    options: tuple[OptionKind, ...] = ()
    for_child: bool = False
    moves_patient: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessQuestion(Grounded):
    """What to know of a service, or to put into a referral, so that it is not sent back."""

    id: str
    asks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralStage(Grounded):
    """A state of a referral, and the states that may follow. `side` ones leave the main path."""

    id: str
    words: str
    then: tuple[str, ...] = ()
    side: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonBack(Grounded):
    """Why a referral came back. `gap` is the gap group that it suggests, empty when none.

    `ask` is what to ask them besides, empty where the reason asks for nothing of its own.
    """

    id: str
    words: str
    gap: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapGroup(Grounded):
    """Whom a need that nobody meets leaves behind. `short` stands in lists and measures."""

    id: str
    words: str
    short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorseSign(Grounded):
    """What may become worse while somebody waits."""

    id: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorseRule(Grounded):
    """What to do about what became worse: it applies to any of the signs in `when`."""

    id: str
    words: str
    when: frozenset[Worse] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterReturn(Grounded):
    """What a returned referral demands, and in how many working days.

    `meeting_from` returns in one family put it before the lead's meeting; `escalate_from` make a
    letter to whoever commissions the service. `say` is what the family may be told.
    """

    stage: str
    within_working_days: int
    demands: tuple[Statement, ...]
    meeting_from: int
    escalate_from: int
    say: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class WhileWaiting(Grounded):
    """How often somebody who waits is looked at, and what then changes the referral.

    In days: `every_days` between two looks, `every_days_when_worse` where it is urgent or something
    of the same day was found, `no_reply_after_days` until a referral has run out
    that nobody answered; for an urgent one `urgent_reply_working_days`. `same_day` is what cannot
    wait for another day.
    """

    stage: str
    every_days: int
    every_days_when_worse: int
    no_reply_after_days: int
    urgent_reply_working_days: int
    worse: tuple[WorseSign, ...]
    triggers: tuple[WorseRule, ...]
    same_day: tuple[WorseRule, ...]

    @property
    def cannot_wait(self) -> frozenset[Worse]:
        """The signs about which something is done on the same day."""
        return frozenset[Worse]().union(*(one.when for one in self.same_day))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralRules:
    """Kinds of help, what makes a referral ready, how it moves, and what bridges a wait.

    `not_safe` is the way that is left where it is not safe to get in touch.
    """

    kinds: tuple[HelpKind, ...]
    service_questions: tuple[ReadinessQuestion, ...]
    letter_parts: tuple[ReadinessQuestion, ...]
    stages: tuple[ReferralStage, ...]
    return_reasons: tuple[ReasonBack, ...]
    gap_groups: tuple[GapGroup, ...]
    after_return: AfterReturn
    while_waiting: WhileWaiting
    holding: tuple[Statement, ...]
    not_safe: Statement
    matching: MatchingRules

    def stage(self, stage_id: str) -> ReferralStage:
        """The state of that id. Raises KeyError when there is none."""
        return {one.id: one for one in self.stages}[stage_id]

    def reason(self, reason_id: str) -> ReasonBack:
        """The reason of that id. Raises KeyError when there is none."""
        return {one.id: one for one in self.return_reasons}[reason_id]
