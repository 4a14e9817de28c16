"""Synthetic NHS numbers: valid by modulus 11, and in the range that is never given to a person."""

from __future__ import annotations

from collections.abc import Iterator

# Numbers beginning 999 are kept for tests: no patient has one.
FIRST = 999_000_001


def synthetic_numbers(first: int = FIRST) -> Iterator[str]:
    """Yield valid test numbers in order, ten digits each, from the nine digits of `first` on.

    The first of all is 999 000 0018.
    """
    base = first
    while base < 1_000_000_000:
        digits = str(base)
        weighed = sum((10 - place) * int(digit) for place, digit in enumerate(digits))
        check = (11 - weighed % 11) % 11
        if check != 10:
            yield f"{digits}{check}"
        base += 1
