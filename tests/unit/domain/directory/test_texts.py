"""An entry as texts: what cannot be is refused by field, without repeating the text."""

from dataclasses import fields

import pytest

from gpsupport.domain.directory.option import OptionKind, ReferralOption
from gpsupport.domain.directory.texts import BY_NAME, Unfit, with_texts

OPTION = ReferralOption(id="1", name="Toys", kind=OptionKind.VOLUNTARY, summary="", from_age=3)


def test_every_field_that_says_something_of_the_service_has_a_text() -> None:
    own = {"id", "version", "feed", "source_id", "feed_said"}
    assert set(BY_NAME) == {field.name for field in fields(ReferralOption)} - own


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("name", " ", "must not be empty"),
        ("name", "x" * 201, "must have 200 letters or fewer"),
        ("kind", "canary", "must be one of the list"),
        ("from_age", "canary", "must be a whole number such as 12"),
        ("from_age", "-1", "must be a whole number such as 12"),
        ("from_age", "٣", "must be a whole number such as 12"),
        ("wait_weeks", "99999", "must be a whole number such as 12"),
        ("below_age", "3", "must be above the lowest age"),
        ("assured_on", "canary", "must be a day such as 2026-11-23"),
        ("needs_diagnosis", "canary", "must be yes, no or empty"),
        ("consent_of", "patient\ncanary", "must be one of the list"),
        ("web_address", "javascript:canary", "must be an address such as https://service.example"),
        ("version", "3", "is no field of an entry"),
        ("feed_said", "{}", "is no field of an entry"),
    ],
)
def test_what_cannot_be(field: str, text: str, words: str) -> None:
    with pytest.raises(Unfit) as caught:
        with_texts(OPTION, {field: text})
    assert caught.value.faults == {field: words}
    assert "canary" not in str(caught.value)


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Unfit) as caught:
        with_texts(OPTION, {"name": "", "from_age": "x", "phone": "01632 960321"})
    assert set(caught.value.faults) == {"name", "from_age"}


def test_nothing_known_is_none_and_not_no() -> None:
    changed = with_texts(OPTION, {"needs_diagnosis": "", "from_age": "", "areas": " \n "})
    assert (changed.needs_diagnosis, changed.from_age, changed.areas) == (None, None, frozenset())
    assert with_texts(OPTION, {"needs_diagnosis": "no"}).needs_diagnosis is False


def test_a_line_ends_the_same_way_wherever_it_was_typed() -> None:
    assert with_texts(OPTION, {"summary": "One\r\ntwo\rthree"}).summary == "One\ntwo\nthree"
