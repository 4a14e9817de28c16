"""What is written as JSON is read back as it was, and nothing that does not fit is guessed at."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import ChecklistResult, Disclosure
from gpsupport.domain.enquiry.standing import EnquiryStanding
from gpsupport.persistence.plain import Unreadable, read_back, written
from tests.integration.persistence.onward import KINDS as ONWARD
from tests.integration.persistence.papers import KINDS, told

SECRET = "Grashuepfer"


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Part:
    name: str
    colour: Colour | None = None


@dataclass(frozen=True)
class Whole:
    number: int
    parts: tuple[Part, ...] = ()
    day: date | None = None
    at: datetime | None = None
    sure: bool = False
    added_later: tuple[str, ...] = field(default_factory=lambda: ("usual",))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_every_paper_is_read_back_as_it_was(kind: type[Any], data: st.DataObject) -> None:
    paper = data.draw(KINDS[kind])
    assert read_back(kind, written(paper)) == paper


@pytest.mark.parametrize("kind", ONWARD, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_what_a_referral_holds_is_read_back_as_it_was(kind: type[Any], data: st.DataObject) -> None:
    made = data.draw(ONWARD[kind])
    assert read_back(kind, written(made)) == made


@given(st.builds(EnquiryStanding))
def test_a_standing_is_read_back_as_it_was(standing: EnquiryStanding) -> None:
    assert read_back(EnquiryStanding, written(standing)) == standing


def test_what_an_older_version_wrote_takes_the_default_of_a_newer_field() -> None:
    assert read_back(Whole, b'{"number": 3}') == Whole(3)
    older = orjson.loads(written(told("p", "c")))
    del older["routes"], older["children"][0]["why_none"], older["contact"]["never"]
    assert read_back(Disclosure, orjson.dumps(older)).routes == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SECRET.encode(), "no JSON"),
        (b'["x"]', "Whole has no fields"),
        (b"{}", "Whole.number is missing"),
        (b'{"number": true}', "Whole.number"),
        (b'{"number": 1.5}', "Whole.number"),
        (b'{"number": "1"}', "Whole.number"),
        (b'{"number": null}', "Whole.number"),
        (b'{"number": 1, "sure": 1}', "Whole.sure"),
        (b'{"number": 1, "parts": {}}', "Whole.parts is no list"),
        (b'{"number": 1, "parts": [{"name": 2}]}', "Whole.parts.name"),
        (b'{"number": 1, "parts": [{"name": "a", "colour": "Grashuepfer"}]}', "Whole.parts.colour"),
        (b'{"number": 1, "day": "Grashuepfer"}', "Whole.day"),
        (b'{"number": 1, "day": 20260101}', "Whole.day"),
        (b'{"number": 1, "at": "soon"}', "Whole.at"),
        (b'{"number": 1, "Grashuepfer": 1}', "1 fields that this version does not know"),
    ],
)
def test_what_does_not_fit_is_refused_without_repeating_it(text: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said) as refused:
        read_back(Whole, text)
    assert SECRET not in str(refused.value)
    assert refused.value.__cause__ is None


def test_what_contradicts_itself_is_refused() -> None:
    plain = written(ChecklistResult(3, date(2026, 1, 1), "x", answered=4))
    with pytest.raises(Unreadable, match="fit together"):
        read_back(ChecklistResult, plain.replace(b'"answered":4', b'"answered":2'))


def test_an_instant_keeps_its_moment_and_needs_a_zone() -> None:
    east = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=5.5)))
    assert read_back(Whole, written(Whole(1, at=east))).at == east
    with pytest.raises(ValueError, match="time zone"):
        written(Whole(1, at=east.replace(tzinfo=None)))


@pytest.mark.parametrize("value", [1.5, b"x", {"a": 1}, ["a"]])
def test_what_could_not_be_read_back_is_not_written(value: Any) -> None:
    with pytest.raises(TypeError, match="cannot be stored"):
        written(Whole(1, added_later=(value,)))


def test_an_enum_is_written_as_its_value() -> None:
    plain = orjson.loads(written(SafeContact(SafeWay.OWN_PHONE)))
    assert plain["way"] == "own-phone"
