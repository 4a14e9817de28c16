"""What no letter holds, whatever was typed (T7)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.letters.kept_out import LEFT_OUT, kept_out

TODAY = date(2026, 11, 23)
UNTIL = date(2026, 12, 20)


def way(detail: str, never: str = "", until: date = UNTIL) -> SafeContact:
    return SafeContact(
        SafeWay.OWN_PHONE,
        detail,
        never=never,
        confirmed_on=date(2026, 11, 1),
        valid_until=until,
    )


OUT = kept_out(
    (way("01632 960701"), way("01632 960702", "Not 960 703, not a.b@home.example")),
    TODAY,
    names=("Fern Lane Surgery", "Amy Lane"),
    allowed=("01632 960100",),
)


@pytest.mark.parametrize(
    "text",
    [
        "Rang 01632 960701",
        "Rang (01632) 960-701 twice",
        "Rang +44 1632 960701",
        "on 960703 only",
        "mail A.B@home.example",
        "mail other@else.example",
        "Her sister: 07700 900123",
        "Her sister: 0044 7700 900123",
        "Her sister: 07700/900123",
        "Her sister: ٠٧٧٠٠٩٠٠١٢٣",
        "Tel.07700 900123 now",
        "Lives at 14 Oak Road.",
        "Lives at 14\nOak Road",
        "Now near zz9 9zz",
    ],
)
def test_it_is_taken_out(text: str) -> None:
    cleaned = OUT.cleaned(text)
    assert LEFT_OUT in cleaned
    for part in ("960701", "960-701", "960703", "home.example", "900123", "٩٠٠١٢٣", "Oak", "9zz"):
        assert part not in cleaned


@pytest.mark.parametrize(
    "text",
    [
        "Ring 01632 960702 in the morning",
        "Ring +44 1632 960702",
        "Our number is 01632 960100",
        "Seen on 03.03.2026 at 10:30 and on 2026-11-01",
        "NHS No. 943 476 5919",
        "Seen at Fern Lane Surgery by Amy Lane",
        "Sleeps 4 hours, missed 12 school days of 20",
        "Noah, 7, has no place at school. B12 5mg since week 4, no 10 minute walk",
    ],
)
def test_it_stays(text: str) -> None:
    assert OUT.cleaned(text) == text


def test_the_rest_of_what_was_typed_stays_as_it_was() -> None:
    assert OUT.cleaned("No plan. Lives at 14 Oak Road.\nSleeps badly.") == (
        f"No plan. {LEFT_OUT}\nSleeps badly."
    )


def test_a_way_that_has_run_out_is_no_way() -> None:
    over = kept_out((way("01632 960701", until=date(2026, 11, 22)),), TODAY)
    assert over.cleaned("Ring 01632 960701") == f"Ring {LEFT_OUT}"


def test_one_plain_word_leads_nobody_anywhere() -> None:
    school = kept_out((way("school"), way("01632 960702")), TODAY)
    assert school.cleaned("No longer at school") == "No longer at school"


@given(
    st.lists(st.integers(1632_960_000, 1632_960_999), min_size=1, max_size=5, unique=True),
    st.text(alphabet=" abc.;\n", max_size=12),
)
def test_after_any_changes_only_the_last_number_stands(numbers: list[int], between: str) -> None:
    details = [f"0{number}" for number in numbers]
    out = kept_out([way(one) for one in details], TODAY)
    cleaned = out.cleaned(f"{between} ".join(details))
    assert details[-1] in cleaned
    assert not any(one in cleaned for one in details[:-1])


@pytest.mark.parametrize(
    "sign", ["a", "0 ", "(", "a-", "A'", "1 a ", "0_", "a@", "1.", "Aa ", "\n"]
)
def test_a_long_text_is_finished(sign: str) -> None:
    assert OUT.cleaned(sign * (20_000 // len(sign)))
