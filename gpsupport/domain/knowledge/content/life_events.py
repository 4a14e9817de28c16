"""What becomes of each thing of a record when a life changes: the table of the content."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.domain.knowledge.content.care import Grounded, Statement
from gpsupport.domain.life_events.kinds import Decider, LifeEventKind, Then, Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeRule(Grounded):
    """What becomes of one thing. `decider` is there where somebody is asked.

    `beside` is what the other end of a link reads of the reason: as much as may be known there.
    """

    thing: Thing
    then: Then
    words: str
    decider: Decider | None = None
    beside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeKindRules(Grounded):
    """One kind: its name, what it means, a rule for each thing, and what else to think of."""

    kind: LifeEventKind
    name: str
    means: str
    rules: tuple[LifeRule, ...]
    notes: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeRules(Grounded):
    """All kinds. A question is to be answered `within_days` after it was asked.

    `again` says what to do about what an event had ended, once that is taken back.
    """

    within_days: int
    again: str
    kinds: tuple[LifeKindRules, ...]

    def of(self, kind: LifeEventKind) -> LifeKindRules:
        """The rules of one kind: the loader lets none be missing."""
        return next(one for one in self.kinds if one.kind is kind)

    def rule(self, kind: LifeEventKind, thing: Thing) -> LifeRule:
        """What becomes of that thing: the loader lets none be missing."""
        return next(one for one in self.of(kind).rules if one.thing is thing)
