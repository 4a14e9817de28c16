"""Who is a child, for whom something of one sex may be, and how one age reaches every rule."""

from datetime import date

import pytest

from gpsupport.domain.days import PartialDate
from gpsupport.domain.people import CHILD_BELOW, Relationship, Relative, Sex, children_of
from gpsupport.web.disclosure.reading import About, Choices, read_disclosure
from gpsupport.web.disclosure.typed import Typed
from tests.unit.web.test_disclosure_boxes import ABOUT, CHOICES

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("sex", "wanted", "may"),
    [
        (Sex.FEMALE, Sex.FEMALE, True),
        (Sex.MALE, Sex.FEMALE, False),
        (Sex.FEMALE, Sex.MALE, False),
        (Sex.OTHER, Sex.FEMALE, True),
        (Sex.UNKNOWN, Sex.MALE, True),
    ],
)
def test_what_is_not_known_is_no_reason(sex: Sex, wanted: Sex, may: bool) -> None:
    assert sex.may_be(wanted) is may


def test_a_child_is_one_until_the_eighteenth_birthday() -> None:
    days = {"2008-11-24": True, "2008-11-23": False, "2027-01-01": False, None: True}
    relatives = [
        Relative(str(born), Relationship.CHILD, born=PartialDate.parse(born) if born else None)
        for born in days
    ]
    parent = Relative("parent", Relationship.PARENT, born=PartialDate.parse("2015"))
    found = {one.resource for one in children_of([*relatives, parent], TODAY)}
    assert found == {str(born) for born, there in days.items() if there}


@pytest.mark.parametrize(("age", "wrong"), [(CHILD_BELOW - 1, False), (CHILD_BELOW, True)])
def test_a_child_who_is_named_in_the_talk_is_one(age: int, wrong: bool) -> None:
    choices: Choices = CHOICES
    about: About = ABOUT
    typed = Typed({"named.0.name": ["Mia"], "named.0.age": [str(age)]})
    faults = {one.name for one in read_disclosure(typed, choices, about).faults}
    assert ("named.0.age" in faults) is wrong
