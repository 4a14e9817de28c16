"""Who may be whom, and which links cannot be."""

from datetime import date

import pytest

from gpsupport.domain.days import PartialDate, Precision
from gpsupport.domain.family.links import (
    Likeness,
    LinkKind,
    candidates,
    likeness,
    wrong_way_round,
)
from gpsupport.domain.people import Patient, PersonName, Relationship, Relative, Sex

BORN = PartialDate(date(2013, 2, 20))
ELLA = Patient("ella", PersonName("Atkinson", "Ella May", "Miss"), Sex.FEMALE, BORN)


def named(given: str, family: str, born: PartialDate | None = BORN) -> Relative:
    return Relative("RelatedPerson/1", Relationship.CHILD, PersonName(family, given), born)


@pytest.mark.parametrize(
    ("relative", "why"),
    [
        (named("Ella", "ATKINSON"), Likeness.NAME_AND_BIRTH),
        (named("Mia", "Atkinson"), Likeness.FAMILY_NAME_AND_BIRTH),
        (named("Ella", "Dunne"), Likeness.GIVEN_NAME_AND_BIRTH),
        (named("Mia", "Dunne"), None),
        (named("Ella", "Atkinson", None), None),
        (named("Ella", "Atkinson", PartialDate(date(2013, 2, 21))), None),
        (named("", "", BORN), None),
    ],
)
def test_who_may_be_whom(relative: Relative, why: Likeness | None) -> None:
    assert likeness(relative, ELLA) is why


def test_a_year_alone_proposes_nobody() -> None:
    year = PartialDate(date(2013, 1, 1), Precision.YEAR)
    somebody = Patient("x", ELLA.name, Sex.FEMALE, year)
    assert likeness(named("Ella", "Atkinson", year), somebody) is None


def test_what_was_decided_is_not_proposed_again() -> None:
    relative = named("Ella", "Atkinson")
    assert [one.patient.id for one in candidates([relative], [ELLA], [])] == ["ella"]
    assert candidates([relative], [ELLA], [("RelatedPerson/1", "ella")]) == ()
    assert len(candidates([relative], [ELLA], [("RelatedPerson/2", "ella")])) == 1


def test_nothing_but_fear_stands_on_one_side() -> None:
    assert [kind for kind in LinkKind if kind.one_way] == [LinkKind.FEARED]
    for kind in LinkKind:
        there = kind.seen_from_other_side
        assert (there is None) is kind.one_way
        assert there is None or there.seen_from_other_side is kind


@pytest.mark.parametrize(
    ("kind", "patient_year", "other_year", "wrong"),
    [
        (LinkKind.CHILD, 1985, 2013, False),
        (LinkKind.CHILD, 2013, 1985, True),
        (LinkKind.PARENT, 2013, 1985, False),
        (LinkKind.PARENT, 1985, 2013, True),
        (LinkKind.CHILD, 1985, None, False),
        (LinkKind.CARER, 2013, 1985, False),
        (LinkKind.PARTNER, 1985, 2013, False),
    ],
)
def test_a_child_is_younger_than_the_parent(
    kind: LinkKind, patient_year: int, other_year: int | None, *, wrong: bool
) -> None:
    def born(year: int | None) -> Patient:
        day = PartialDate(date(year, 1, 1)) if year else None
        return Patient("p", PersonName(), Sex.FEMALE, day)

    assert wrong_way_round(kind, born(patient_year), born(other_year)) is wrong
