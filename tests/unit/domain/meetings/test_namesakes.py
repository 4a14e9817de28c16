"""Names that could be one person's, however they are spelled, until somebody tells them apart."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gpsupport.domain.meetings.meeting import Attendee, SomebodyElse
from gpsupport.domain.meetings.namesakes import could_be_one, taken_for

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("M Dunne", "Mark Dunne", True),
        ("DUNNE, Mark", "Mark Dunne", True),
        ("Mark Dunne (school)", "Mr Mark Dunne", True),
        ("Dunne (school nurse)", "Mark Dunne", True),
        ("Dr T Reid", "Dr Tom Reid", True),
        ("Thomas Reid", "Tom Reid", True),
        ("T.Reid", "Tom Reid", True),
        ("PC Dunne", "Mark Dunne", True),
        ("Ann Smith-Jones", "Ann Jones", True),
        ("Zoë O’Neill", "zoe o'neill", True),
        ("Susan Dunne", "Mark Dunne", False),
        ("Mark Dale", "Mark Dunne", False),
        ("Nina Hale", "Mark Dunne", False),
        ("Dr", "Dr Tom Reid", False),
        ("", "Ann Bell", False),
    ],
)
def test_names_that_could_be_one_person(one: str, other: str, *, same: bool) -> None:
    assert could_be_one(one, other) is same
    assert could_be_one(other, one) is same


WORD = st.from_regex(r"[A-Z][a-z]{2,7}", fullmatch=True).filter(
    lambda word: word.casefold() not in {"mrs", "miss", "prof", "sir", "dame", "rev", "sgt", "cllr"}
)
SPELLINGS = (
    "{given} {family}",
    "{initial} {family}",
    "{initial}.{family}",
    "{family}, {given}",
    "{family}, {initial}.",
    "Dr {initial}. {family}",
    "{given} {second} {family}",
    "{given} {family} (school)",
    "{given} {family}-{second}",
    "Mr {family}",
    "{given}\u00a0{family}",
)


@settings(max_examples=40)
@given(WORD, WORD, WORD, st.sampled_from(SPELLINGS), st.sampled_from((str, str.upper, str.lower)))
def test_every_spelling_of_a_name_is_found(
    given_name: str, family: str, second: str, spelling: str, case: type[str]
) -> None:
    parts = {"given": given_name, "family": family, "second": second, "initial": given_name[0]}
    spelled = case(spelling.format(**parts))
    assert could_be_one(spelled, f"{given_name} {family}"), spelled


def test_told_apart_holds_for_that_one_and_those_names_alone() -> None:
    mark = Attendee("1", "Mark Dunne", "gp")
    assert taken_for(mark, ("M Dunne", "Ann Bell")) == ("M Dunne",)
    said = SomebodyElse("1", "Mark Dunne", ("M Dunne",), NOW, "Dr Lead")
    assert taken_for(mark, ("M Dunne",), (said,)) == ()
    assert taken_for(mark, ("M Dunne", "Mark Dunne"), (said,)) == ("Mark Dunne",)
    assert taken_for(Attendee("1", "M. Dunne", "gp"), ("M Dunne",), (said,)) == ("M Dunne",)
