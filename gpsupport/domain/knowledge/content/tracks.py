"""What a family needs side by side, what of it can start now, and when to look at it again."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.family.tracks import TrackKind
from gpsupport.domain.knowledge.content.care import Grounded, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackContent:
    """One track: what belongs to it, what need not wait, and what makes one look again."""

    kind: TrackKind
    name: str
    holds: str
    start_now: tuple[Statement, ...]
    again: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrier(Grounded):
    """What stands in the way of leaving. The tracks in `parallel` never wait for each other."""

    id: str
    words: str
    parallel: tuple[TrackKind, ...]
    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition(Grounded):
    """At which age to plan what follows a referral to one of these kinds of help for children."""

    kinds: tuple[OptionKind, ...]
    years: int
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRules(Grounded):
    """The tracks in their order; `look_again_days` is the day that a form proposes."""

    tracks: tuple[TrackContent, ...]
    look_again_days: int
    barriers: tuple[Barrier, ...]
    each_waits: Statement
    transition: Transition

    def track(self, kind: TrackKind) -> TrackContent:
        """The track of that kind. Raises KeyError when there is none."""
        return {one.kind: one for one in self.tracks}[kind]
