"""Kinds of help, what makes a referral ready, how it moves, and what bridges a wait."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.domain.knowledge.content.care import Grounded, Statement
from gpsupport.domain.referral import OptionKind


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
class AfterReturn(Grounded):
    """What a returned referral demands, and in how many working days.

    `meeting_from` returns in one family put it before the lead's meeting; `escalate_from` make a
    letter to whoever commissions the service.
    """

    stage: str
    within_working_days: int
    demands: tuple[Statement, ...]
    meeting_from: int
    escalate_from: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WhileWaiting(Grounded):
    """How often somebody who waits is looked at, in days, and what then changes the referral."""

    stage: str
    every_days: int
    triggers: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralRules:
    """Kinds of help, what makes a referral ready, how it moves, and what bridges a wait."""

    kinds: tuple[HelpKind, ...]
    service_questions: tuple[ReadinessQuestion, ...]
    letter_parts: tuple[ReadinessQuestion, ...]
    stages: tuple[ReferralStage, ...]
    after_return: AfterReturn
    while_waiting: WhileWaiting
    holding: tuple[Statement, ...]

    def stage(self, stage_id: str) -> ReferralStage:
        """The state of that id. Raises KeyError when there is none."""
        return {one.id: one for one in self.stages}[stage_id]
