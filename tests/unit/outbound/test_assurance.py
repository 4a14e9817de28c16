"""Levels of assurance: what a token proves, never more."""

from typing import Any

import pytest

from gpsupport.outbound.assurance import assurance_of, class_to_ask_for, level_of_class

AAL, IAL = "authentication_assurance_level", "id_assurance_level"


@pytest.mark.parametrize(
    ("claims", "told", "two", "three"),
    [
        ({AAL: "3", IAL: "3"}, "AAL3/IAL3", True, True),
        ({AAL: 2, IAL: 3}, "AAL2/IAL3", True, False),
        ({AAL: "3", IAL: "2"}, "AAL3/IAL2", True, False),
        ({"acr": "AAL3_ANY"}, "AAL3", True, True),
        ({"acr": "AAL2_OR_AAL3_ANY"}, "AAL2", True, False),
        ({"acr": "AAL1_USERPASS"}, "AAL1", False, False),
        ({"acr": "AAL3_ANY", AAL: "1"}, "AAL1", False, False),
        ({AAL: True}, "AAL0", False, False),
        ({AAL: "4"}, "AAL0", False, False),
        ({AAL: 3.0}, "AAL0", False, False),
        ({AAL: ["3"]}, "AAL0", False, False),
        ({AAL: "3", IAL: "none"}, "AAL3/IAL0", False, False),
        ({"acr": "3"}, "AAL0", False, False),
        ({"acr": "AAL33"}, "AAL0", False, False),
        ({"acr": ["AAL3_ANY"]}, "AAL0", False, False),
        ({}, "AAL0", False, False),
    ],
)  # fmt: skip
def test_a_level_is_what_is_certain(
    claims: dict[str, Any], told: str, two: bool, three: bool
) -> None:
    found = assurance_of(claims)
    assert str(found) == told
    assert (found.reaches(2), found.reaches(3)) == (two, three)


def test_the_lowest_level_of_a_class_counts() -> None:
    assert level_of_class("AAL2_OR_AAL3_ANY") == 2
    assert level_of_class("urn:example:AAL3") == 3
    assert level_of_class("silver") == 0


@pytest.mark.parametrize(
    ("least", "offered", "asked"),
    [
        (2, ("AAL3_ANY", "AAL2_OR_AAL3_ANY"), "AAL2_OR_AAL3_ANY"),
        (3, ("AAL3_ANY", "AAL2_OR_AAL3_ANY"), "AAL3_ANY"),
        (3, ("AAL3",), "AAL3"),
        (2, (), "AAL2_OR_AAL3_ANY"),
        (2, ("1", "2"), None),
        (1, (), None),
    ],
)
def test_what_is_asked_for(least: int, offered: tuple[str, ...], asked: str | None) -> None:
    assert class_to_ask_for(least, offered) == asked
