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
NUMBER = "1614960123"
NONE = SafeContact(SafeWay.NONE, confirmed_on=TODAY)


@pytest.mark.parametrize(
    ("kept", "withdrawn"),
    [
        ((), ()),
        ((PHONE,), ()),
        ((PHONE, NONE), (NUMBER,)),
        ((PHONE, replace(PHONE, detail="01614960123")), ()),
        ((PHONE, replace(PHONE, detail="0161 496 0124")), (NUMBER,)),
        ((replace(PHONE, valid_until=YESTERDAY),), (NUMBER,)),
        # What must never be used, that of the last way too.
        ((replace(PHONE, never="home 01632 960777, or 12 until 14:00"),), ("1632960777",)),
        # What is too short would be found in words about something else.
        ((replace(PHONE, detail="Ann"), NONE), ()),
    ],
)
def test_what_the_last_one_does_not_allow_is_taken_back(
    kept: tuple[SafeContact, ...], withdrawn: tuple[str, ...]
) -> None:
    assert withdrawn_ways(kept, TODAY) == withdrawn


def test_each_number_of_a_box_stands_alone() -> None:
    both = replace(PHONE, detail="0161 496 0123, 07700 900456")
    assert {NUMBER, "7700900456"} <= set(withdrawn_ways((both, NONE), TODAY))


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


PREFIXES = ("0", "+44", "+44 ", "0044", "0044 ", "+44 (0)", "(0)", "44")
GAPS = ("", " ", "-", "–", "\u00a0", ".", "/", " - ", "\u200b", "\u2011")
SIGNS = (
    "0123456789",
    *("".join(chr(first + place) for place in range(10)) for first in (0x660, 0xFF10)),
)
DIGITS = st.integers(1_632_960_000, 1_632_960_999).map(str)


@st.composite
def written(draw: st.DrawFn, digits: str) -> str:
    """A number of here in one of the ways in which somebody types it."""
    gaps = draw(st.lists(st.sampled_from(GAPS), min_size=9, max_size=9))
    spaced = "".join(f"{one}{gap}" for one, gap in zip(digits, [*gaps, ""], strict=True))
    signs = draw(st.sampled_from(SIGNS))
    said = f"{draw(st.sampled_from(PREFIXES))}{spaced}"
    return said.translate(str.maketrans(SIGNS[0], signs))


@given(st.data(), DIGITS, DIGITS)
def test_however_it_is_typed_it_is_found_and_the_safe_one_stays(
    data: st.DataObject, old: str, safe: str
) -> None:
    """T7: of a box and of a warning, with a second number beside it and an extension behind it."""
    standing = replace(PHONE, detail=f"0{safe}", valid_until=date(2027, 1, 1))
    kept = data.draw(written(old))
    before = data.draw(
        st.sampled_from(
            (
                replace(PHONE, detail=f"after 3pm {kept} ext 4"),
                replace(PHONE, detail=f"07700 900456 or {kept}"),
                replace(PHONE, detail="the school", never=f"never {kept}"),
            )
        )
    )
    ways = withdrawn_ways((before, standing), TODAY)
    text = f"Ring {data.draw(written(old))} today, not 0{safe}."
    found = without_withdrawn(text, ways, standing=standing.detail)
    assert f"0{safe}." in found
    if old != safe:
        assert found == f"Ring {NO_LONGER} today, not 0{safe}."


def test_days_and_times_are_no_numbers() -> None:
    ways = withdrawn_ways((replace(PHONE, detail="10:30-14:00 on 03.03.2026"), NONE), TODAY)
    said = "Seen 10:30-14:00, again on 03.03.2026 and 2026-11-01"
    assert [one for one in ways if one.isdigit()] == []
    assert without_withdrawn(said, ["1614960123", *ways[1:]]) == said


@pytest.mark.parametrize("sign", ["_", "0", "a", "(", "0 ", "a.", "0_", "o0", "///a."])
def test_a_long_text_is_gone_through_once(sign: str) -> None:
    text = sign * (20_000 // len(sign))
    assert without_withdrawn(text, ("7700900123", "her sister", "a@b.example")) == text
