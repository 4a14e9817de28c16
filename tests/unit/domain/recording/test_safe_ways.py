"""A way of reaching the patient that was taken back is in no text, however it is written."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.recording.safe_ways import (
    NO_LONGER,
    way_to_write,
    withdrawn_ways,
    without_withdrawn,
)

TODAY, YESTERDAY = date(2026, 11, 23), date(2026, 11, 22)
PHONE = SafeContact(SafeWay.WORK_PHONE, "0161 496 0123", confirmed_on=YESTERDAY, valid_until=TODAY)
NONE = SafeContact(SafeWay.NONE, confirmed_on=TODAY)


@pytest.mark.parametrize(
    ("kept", "withdrawn"),
    [
        ((), ()),
        ((PHONE,), ()),
        ((PHONE, NONE), (PHONE.detail,)),
        ((PHONE, replace(PHONE, detail="01614960123")), ()),
        ((PHONE, replace(PHONE, detail="0161 496 0124")), (PHONE.detail,)),
        ((replace(PHONE, valid_until=YESTERDAY),), (PHONE.detail,)),
        # What is too short would be found in words about something else.
        ((replace(PHONE, detail="Ann"), NONE), ()),
    ],
)
def test_what_the_last_one_does_not_allow_is_taken_back(
    kept: tuple[SafeContact, ...], withdrawn: tuple[str, ...]
) -> None:
    assert withdrawn_ways(kept, TODAY) == withdrawn


def test_a_way_that_is_over_says_only_what_must_never_be_used() -> None:
    over = replace(PHONE, valid_until=YESTERDAY)
    warned = replace(over, never="the home phone")
    for kept, written in ((None, None), (PHONE, PHONE), (NONE, NONE), (over, None)):
        assert way_to_write(kept, TODAY) == written
    assert way_to_write(warned, TODAY) == warned


@given(
    st.text(alphabet="0123456789", min_size=5, max_size=14),
    st.lists(st.sampled_from(["", " ", "-", ") ", ".", "/"]), min_size=14, max_size=14),
    st.text(max_size=20),
)
def test_no_spacing_hides_it(digits: str, gaps: list[str], around: str) -> None:
    spaced = "".join(f"{digit}{gap}" for digit, gap in zip(digits, gaps, strict=False))
    found = without_withdrawn(f"{around} ({spaced} {around}", (digits,))
    assert digits not in "".join(letter for letter in found if letter.isdigit()) or (
        digits in "".join(letter for letter in around + around if letter.isdigit())
    )
    assert NO_LONGER in found


def test_what_must_never_be_used_may_be_named() -> None:
    never = "never 0161 496 0123"
    assert without_withdrawn(f"No way. {never}", (PHONE.detail,), never) == f"No way. {never}"
    assert without_withdrawn("Ring 0161 496 0123", (PHONE.detail,), never) == f"Ring {NO_LONGER}"
