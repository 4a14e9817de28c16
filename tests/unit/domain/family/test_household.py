"""Who counts as the household, and the children of record and links together."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.days import PartialDate, Precision
from gpsupport.domain.family.children import linked_children, relatives_with_linked
from gpsupport.domain.family.household import household_entries, household_of
from gpsupport.domain.family.links import FamilyLink, LinkEnd, LinkKind
from gpsupport.domain.people import (
    Patient,
    PersonName,
    Relationship,
    Relative,
    Sex,
    children_of,
)
from gpsupport.domain.record import HouseholdEntry
from tests.unit.domain.pictures import TODAY, entry

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
BORN = PartialDate(date(2013, 2, 20))
ELLA = Patient("ella", PersonName("Atkinson", "Ella", "Miss"), Sex.FEMALE, BORN)
OF_RECORD = Relative("RelatedPerson/1", Relationship.CHILD, PersonName("Atkinson", "Ella"), BORN)


def link(
    kind: LinkKind, other: str = "ella", *, ended: bool = False, proposed_from: str = ""
) -> FamilyLink:
    made = FamilyLink("l1", "jane", other, kind, AT, "Dr Shah", proposed_from)
    return replace(made, ended_at=AT, end=LinkEnd.MOVED_OUT) if ended else made


@pytest.mark.parametrize("kind", LinkKind)
def test_who_is_the_household(kind: LinkKind) -> None:
    inside = {LinkKind.CHILD, LinkKind.PARENT, LinkKind.PARTNER, LinkKind.SAME_HOUSEHOLD}
    assert household_of([link(kind)]) == (("ella",) if kind in inside else ())
    assert household_of([link(kind, ended=True)]) == ()
    assert household_of([link(kind, other="")]) == ()


def test_everybody_of_the_household_comes_once() -> None:
    links = [link(LinkKind.PARTNER, "mark"), link(LinkKind.SAME_HOUSEHOLD, "mark")]
    assert household_of([*links, link(LinkKind.CHILD)]) == ("mark", "ella")
    feared = [link(LinkKind.FEARED, "mark")]
    assert household_of(feared) == ()


def test_without_links_nothing_is_known_of_a_household() -> None:
    assert household_entries((), {}) is None
    assert household_entries(("ella",), {}) == ()
    one = entry("248062006", 5)
    assert household_entries(("ella",), {"ella": (one,), "mark": (one,)}) == (
        HouseholdEntry("ella", one),
    )


@pytest.mark.parametrize(
    "relative",
    [
        OF_RECORD,
        replace(OF_RECORD, born=None),
        replace(OF_RECORD, name=PersonName("ATKINSON", "Ella May")),
        replace(OF_RECORD, born=PartialDate(date(2013, 1, 1), Precision.YEAR)),
    ],
)
def test_a_child_of_the_record_who_is_linked_stands_there_once(relative: Relative) -> None:
    found = relatives_with_linked([relative], [link(LinkKind.CHILD)], {"ella": ELLA})
    (child,) = children_of(found, TODAY)
    assert (child.resource, child.name, child.born) == ("RelatedPerson/1", ELLA.name, BORN)


def test_two_linked_children_of_one_name_are_two() -> None:
    """A name leads to nobody: each entry has its own child, in whatever order they were linked."""
    namesake = replace(ELLA, id="namesake", born=None)
    both = {"ella": ELLA, "namesake": namesake}
    links = [link(LinkKind.CHILD), replace(link(LinkKind.CHILD), id="l2", other_id="namesake")]
    for order in (links, links[::-1]):
        found = relatives_with_linked([OF_RECORD], order, both)
        assert len(children_of(found, TODAY)) == 2
        assert sorted(linked_children([OF_RECORD], order, both).values()) == ["ella", "namesake"]
    ended = replace(links[1], ended_at=links[1].made_at)
    assert linked_children([OF_RECORD], [links[0], ended], both) == {"RelatedPerson/1": "ella"}


@pytest.mark.parametrize(
    "relative",
    [
        replace(OF_RECORD, name=PersonName("Atkinson", "Noah")),
        replace(OF_RECORD, born=PartialDate(date(2013, 2, 21))),
    ],
)
def test_a_linked_child_whom_the_record_does_not_name_is_added(relative: Relative) -> None:
    found = relatives_with_linked([relative], [link(LinkKind.CHILD)], {"ella": ELLA})
    assert len(children_of(found, TODAY)) == 2
    added = found[-1]
    assert (added.resource, added.relationship) == ("FamilyLink/l1", Relationship.CHILD)


def test_a_confirmed_proposal_is_the_entry_that_led_to_it() -> None:
    other = replace(OF_RECORD, relationship=Relationship.OTHER, name=PersonName("Dunne", "Elle"))
    links = [link(LinkKind.CHILD, proposed_from="RelatedPerson/1")]
    (child,) = relatives_with_linked([other], links, {"ella": ELLA})
    assert child == replace(
        OF_RECORD, name=ELLA.name, relationship=Relationship.CHILD, born=ELLA.born
    )


@given(st.sampled_from([kind for kind in LinkKind if kind is not LinkKind.CHILD]))
def test_no_other_link_makes_a_child(kind: LinkKind) -> None:
    assert relatives_with_linked([], [link(kind)], {"ella": ELLA}) == ()


def test_an_ended_link_and_one_to_somebody_hidden_make_no_child() -> None:
    assert relatives_with_linked([], [link(LinkKind.CHILD, ended=True)], {"ella": ELLA}) == ()
    assert relatives_with_linked([], [link(LinkKind.CHILD)], {}) == ()
    assert relatives_with_linked([], [link(LinkKind.CHILD, other="")], {"ella": ELLA}) == ()
