"""Needs that nobody meets, by whom they leave behind; how many there are, but never how few."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gpsupport.domain.knowledge.content.referring import GapGroup
from gpsupport.domain.referral.unmet import UnmetNeed
from gpsupport.domain.small_numbers import Band, band_of


@dataclass(frozen=True, slots=True)
class GapCount:
    """The needs of one gap group, in the order in which they came; `met` are met by now."""

    group: GapGroup
    open: tuple[UnmetNeed, ...]
    met: tuple[UnmetNeed, ...]

    @property
    def band(self) -> Band:
        """How many are open, as it may leave the practice."""
        return band_of(len(self.open))


def by_group(needs: Iterable[UnmetNeed], groups: Iterable[GapGroup]) -> tuple[GapCount, ...]:
    """Every group in the order of the content, also those with none.

    A need whose group the content has no more stands under the last one.
    """
    known = tuple(groups)
    ids = {one.id for one in known}
    found = tuple(needs)
    counts = []
    for one in known:
        own = [
            need
            for need in found
            if need.gap == one.id or (one is known[-1] and need.gap not in ids)
        ]
        counts.append(
            GapCount(
                one,
                tuple(need for need in own if need.met_on is None),
                tuple(need for need in own if need.met_on is not None),
            )
        )
    return tuple(counts)
