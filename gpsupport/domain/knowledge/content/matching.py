"""How local help is weighed, what takes somebody instead, and who plans together."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.knowledge.content.care import Grounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead(Grounded):
    """Which kinds take somebody who is not ill enough for one kind, or whom it does not take yet.

    The nearest kind comes first.
    """

    missed: OptionKind
    kinds: tuple[OptionKind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together(Grounded):
    """Two sides of which neither should wait for the other: one plan of both.

    `words` is what to ask of them.
    """

    id: str
    one: tuple[OptionKind, ...]
    other: tuple[OptionKind, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingRules(Grounded):
    """How local help is weighed.

    In weeks: `long_wait_weeks` is the wait that speaks against an option, `soon_weeks` the longest
    with which something can start now. What came back to the practice in the last
    `remembered_days` is told of others once one option sent back those of `remembered_from`
    records: fewer might point at a family. An entry that somebody lives in a refuge is believed for
    `refuge_days`. An entry of local help may be relied on for `stale_after_days` after its check.
    """

    long_wait_weeks: int
    soon_weeks: int
    remembered_days: int
    remembered_from: int
    refuge_days: int
    stale_after_days: int
    refuge_codes: tuple[str, ...]
    instead: tuple[Instead, ...]
    together: tuple[Together, ...]

    def instead_of(self, kind: OptionKind) -> tuple[OptionKind, ...]:
        """What takes somebody whom that kind does not; empty where the content names nothing."""
        return next((one.kinds for one in self.instead if one.missed is kind), ())
