"""Counts of people as they may be shown: never so exact that they point at somebody.

The rule: every count is shown as the band of five that it lies in, and the lowest band is "fewer
than 5", nought included. A total is divided into two, three or six parts at most, never into four
or five: bands alone could give five small parts away, since five of them that add up to 20 are 4
each. So no count, and no difference between counts that stand on one page, can be worked out; nor
does a count that grows by one between two looks tell what happened in between, but at the edge of a
band, and there it tells that something was added and not to whom.
"""

from __future__ import annotations

from dataclasses import dataclass

WIDTH = 5
# For these numbers of parts at least three values stay possible for each part; a test tries all.
SAFE_PARTS = frozenset({1, 2, 3, 6})


@dataclass(frozen=True, slots=True)
class Band:
    """A count, known to lie from `low` up to `high`, both included."""

    low: int

    @property
    def high(self) -> int:
        """The largest count of the band."""
        return self.low + WIDTH - 1

    @property
    def is_small(self) -> bool:
        """Whether it may be anything below five."""
        return self.low == 0

    def __str__(self) -> str:
        """10 to 14, or fewer than 5."""
        return f"fewer than {WIDTH}" if self.is_small else f"{self.low} to {self.high}"


def band_of(count: int) -> Band:
    """The band that a count lies in. Raises ValueError for less than nothing."""
    if count < 0:
        raise ValueError("a count is not below nought")
    return Band(count - count % WIDTH)
