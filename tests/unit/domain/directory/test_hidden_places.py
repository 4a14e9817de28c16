"""What tells an address, and which places must have none."""

from dataclasses import replace

import pytest

from gpsupport.domain.directory.hidden_places import (
    is_hidden,
    names_hidden_place,
    require_no_address,
    tells_address,
    without_address,
    without_addresses,
)
from gpsupport.domain.directory.option import OptionKind, ReferralOption
from gpsupport.domain.directory.texts import Unfit, with_texts

REFUGE = ReferralOption(id="1", name="Harbour", kind=OptionKind.REFUGE, summary="A safe place.")


@pytest.mark.parametrize(
    "text",
    [
        "SW1A 1AA", "sw1a1aa", "M1 1AE", "m11ae", "Ring at EC1A-1BB!", "EL1\n2MF",
        "12 Rose Street", "12, rose street", "12a Rose St", "Flat 3, Rose House", "7-9 Mill Lane",
        "Near Mill Lane", "221b upper baker street", "4 The Close", "https://x.example/12-rose-road",
        "53.4031, -1.2031", "53.40312 -1.20311", "///filled.count.soap", "UPRN 1", "SK 123 456",
        "51° 30 north", "\u041d\u043eus\u0435 at 12 R\u043ese Str\u0435\u0435t",
        "fourteen Hawthorn Road", "What 3 words a.b.c",
        "She lives at number fourteen", "house number 14", "Flat four",
        "14, Heol y Bont", "Near Stryd Fawr", "w3w filled.count.soap", "Hawthorn Rd",
        "14 L\u00f4n Las",
    ],
)  # fmt: skip
def test_an_address(text: str) -> None:
    assert tells_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "Harbour", "Elmford", "Phone 01632 960321", "Call on 0808 2000 247", "020 7946 0000",
        "24 hours a day, 7 days a week", "12 self contained flats", "A six bedroom house",
        "Women aged 16 and over with up to 3 children", "Monday to Friday, 9am to 5pm",
        "https://help.example/women", "https://www.help.example", "Needs a referral by 31 May 2026",
        "Part of Safe Lives 2", "The family court", "Key stage 2 and 3", "COVID-19 tests",
        "Their number 0808 2000 247", "Dial number 999", "Number 116 123",
    ],
)  # fmt: skip
def test_no_address(text: str) -> None:
    assert not tells_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "Refuge",
        "Women’s REFUGES",
        "safe-house",
        "Safe accommodation",
        "R\u0435fug\u0435",
        "Lloches Môn",
        "Women's Aid accommodation",
        "Womens Aid house",
        "emergency accommodation",
        "emergency housing",
        "R\u00e9fuge",
        "A secret location",
    ],
)
def test_a_secret_place_by_words(text: str) -> None:
    assert names_hidden_place([text])


@pytest.mark.parametrize("text", ["Refugees welcome", "House of toys", "Safe at home"])
def test_no_secret_place(text: str) -> None:
    assert not names_hidden_place([text])


def test_a_secret_place_tells_no_address_anywhere() -> None:
    require_no_address(REFUGE)
    for name in ("summary", "availability", "evidence", "named_person", "safe_channel"):
        with pytest.raises(Unfit) as caught:
            require_no_address(with_texts(REFUGE, {name: "12 Canary Street"}))
        assert set(caught.value.faults) == {name}
        assert "Canary" not in str(caught.value)
    with pytest.raises(Unfit):
        require_no_address(replace(REFUGE, site="Larch Surgery"))


def test_an_open_place_may() -> None:
    shop = replace(REFUGE, kind=OptionKind.VOLUNTARY, summary="At 12 Canary Street", site="Larch")
    assert not is_hidden(shop)
    require_no_address(shop)
    assert without_address(shop) == shop


def test_what_goes_out_of_a_secret_place() -> None:
    told = replace(REFUGE, name="12 Canary Street", evidence="EL1 2MF", phone="01632 960321")
    said = without_address(told)
    assert (said.name, said.evidence, said.phone) == ("Refuge", "", "01632 960321")


@pytest.mark.parametrize(
    "text",
    [
        "Noah, 7, has no place at school and cuts himself every week",
        "Ella has waited 31 weeks for a place. Wants to die", "Could not stand the 10 minute walk",
        "B12 5mg, rang no 960703", "2 very close friends", "7 in one house",
        "fell 3 times in the park", "Aged 4, mother way down", "Slept 3 nights at Gran's house",
        "Seen at Family Hub, Mill Lane. Overdose last week",
    ],
)  # fmt: skip
def test_what_a_clinician_wrote_stays_whole(text: str) -> None:
    assert without_addresses(text, "[x]", ["Family Hub, Mill Lane", "Oak"]) == text


@pytest.mark.parametrize("text", ["At 14 Oak Road", "At 14 Mill Lane", "At Mill Lane 2, EL1 2MF"])
def test_the_name_of_a_service_hides_no_address(text: str) -> None:
    assert without_addresses(text, "[x]", ["Oak", "Mill Lane", "El"]) == "[x]"
    assert without_addresses("On 2 May 2026, Mill Lane rang", "[x]", ["Mill Lane"]) != "[x]"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Lives at 14 Oak Road. Cuts himself.", "[x] Cuts himself."),
        ("Wants to die.\nAt 14\noak rd", "Wants to die.\n[x]\n[x]"),
        ("At Mill Lane. Overdose last week", "[x] Overdose last week"),
        ("Sleeps badly; is at 4 Oak Close", "Sleeps badly; [x]"),
        ("No sleep. near zz9 9zz", "No sleep. [x]"),
        ("7, Hawthorn Drive", "[x]"),
        ("at 14 old oak road", "[x]"),
    ],
)
def test_a_sentence_that_tells_an_address_goes_alone(text: str, kept: str) -> None:
    assert without_addresses(text, "[x]", ["Family Hub, Mill Lane"]) == kept
