"""Counts of people in bands: nothing small can be worked out from what stands on one page."""

from collections.abc import Iterator
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.small_numbers import SAFE_PARTS, WIDTH, Band, band_of


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "fewer than 5"),
        (1, "fewer than 5"),
        (4, "fewer than 5"),
        (5, "5 to 9"),
        (9, "5 to 9"),
        (10, "10 to 14"),
        (1234, "1230 to 1234"),
    ],
)
def test_a_count_is_shown_as_its_band(count: int, words: str) -> None:
    assert str(band_of(count)) == words


def test_nothing_is_below_nought() -> None:
    with pytest.raises(ValueError, match="nought"):
        band_of(-1)


@given(st.integers(0, 10_000))
def test_a_count_lies_in_its_band(count: int) -> None:
    band = band_of(count)
    assert band.low <= count <= band.high
    assert band.high - band.low == WIDTH - 1


def fewest_left(parts: tuple[int, ...]) -> int:
    """For how few values a part stays open to somebody who sees the bands of parts and total."""
    total = band_of(sum(parts))
    bands = [band_of(part) for part in parts]
    open_to: list[set[int]] = [set() for _ in parts]
    for values in product(*(range(band.low, band.high + 1) for band in bands)):
        if total.low <= sum(values) <= total.high:
            for place, value in enumerate(values):
                open_to[place].add(value)
    return min(len(values) for values in open_to)


@pytest.mark.parametrize("parts", sorted(SAFE_PARTS))
def test_no_part_of_a_total_can_be_worked_out(parts: int) -> None:
    # What counts is how far each part lies above the start of its band.
    worst = min(
        fewest_left(values) for values in combinations_with_replacement(range(WIDTH), parts)
    )
    assert worst >= 3


@pytest.mark.parametrize("parts", [4, 5])
def test_four_or_five_parts_would_give_themselves_away(parts: int) -> None:
    assert parts not in SAFE_PARTS
    assert fewest_left((4,) * parts) < 3


Range = tuple[int, int]


def narrowed(bands: list[Range], total: Range) -> tuple[list[Range], Range]:
    """What parts and total may be, once each is held against the others."""
    low, high = sum(one for one, _ in bands), sum(one for _, one in bands)
    total = max(total[0], low), min(total[1], high)
    parts = [
        (max(first, total[0] - (high - last)), min(last, total[1] - (low - first)))
        for first, last in bands
    ]
    return parts, total


def as_range(count: int) -> Range:
    band: Band = band_of(count)
    return band.low, band.high


def uses() -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
    """Told, asked without telling, nothing recorded, and the six reasons for not asking."""
    rests = range(WIDTH)
    for told, silent, nothing in product(rests, rests, rests):
        for reasons in combinations_with_replacement(rests, 6):
            yield told, silent, nothing, reasons


def test_the_counts_of_one_rule_together_give_none_of_them_away() -> None:
    """Shown = asked + not asked + nothing recorded; not asked = six reasons; told is of asked."""
    for told, silent, nothing, reasons in uses():
        asked, not_asked = told + silent, sum(reasons)
        shown = as_range(asked + not_asked + nothing)
        top = [as_range(asked), as_range(not_asked), as_range(nothing)]
        below = [as_range(one) for one in reasons]
        for _ in range(4):
            top, shown = narrowed(top, shown)
            below, top[1] = narrowed(below, top[1])
        left = [*top, *below, shown]
        assert all(last > first for first, last in left), (told, silent, nothing, reasons)
