"""Who is to be helped: read off the record, the links and what somebody said."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gpsupport.actions.needs import Looking, needs_of
from gpsupport.domain.days import PartialDate
from gpsupport.domain.people import Patient, PersonName, Relationship, Relative, Sex
from gpsupport.domain.record import CodedEntry, Coding, EntryKind, PatientPicture
from gpsupport.knowledge.load import load_knowledge

TODAY = date(2026, 11, 23)
KNOWLEDGE = load_knowledge()
assert KNOWLEDGE.referral is not None
DAYS = KNOWLEDGE.referral.matching.refuge_days
(REFUGE,) = KNOWLEDGE.referral.matching.refuge_codes
JANE = Patient("p", PersonName("Atkinson", "Jane"), Sex.FEMALE, PartialDate(date(1985, 7, 14)))
ELLA = Relative(
    "RelatedPerson/1", Relationship.CHILD, PersonName("", "Ella"), PartialDate(date(2013, 5, 1))
)


def picture(days_ago: int | None, code_set: str = REFUGE) -> PatientPicture:
    (code, *_) = sorted(KNOWLEDGE.code_sets[code_set].codes)
    on = None if days_ago is None else PartialDate(TODAY - timedelta(days=days_ago))
    entry = CodedEntry("Condition/1", EntryKind.CONDITION, (Coding(code),), on)
    return PatientPicture(JANE, entries=(entry,), relatives=(ELLA,))


@pytest.mark.parametrize(
    ("days_ago", "there"), [(0, True), (DAYS, True), (DAYS + 1, None), (None, None)]
)
def test_a_recent_entry_says_that_somebody_lives_in_a_refuge(
    days_ago: int | None, there: bool | None
) -> None:
    found = needs_of(picture(days_ago), KNOWLEDGE, TODAY)
    assert [one.in_refuge for one in found] == [there, there]


def test_no_other_code_says_so() -> None:
    assert needs_of(picture(1, "referral-returned"), KNOWLEDGE, TODAY)[0].in_refuge is None


def test_what_was_said_holds_for_the_whole_family() -> None:
    said = Looking(area="north", language="Polish")
    found = needs_of(picture(1), KNOWLEDGE, TODAY, looking=said)
    assert [(one.area, one.language) for one in found] == [("north", "Polish")] * 2
    assert [one.area for one in needs_of(picture(1), KNOWLEDGE, TODAY)] == [None, None]


def test_linked_children_stand_beside_those_of_the_record() -> None:
    born = PartialDate(date(2019, 2, 1))
    noah = replace(ELLA, resource="FamilyLink/1", name=PersonName("", "Noah"), born=born)
    found = needs_of(picture(1), KNOWLEDGE, TODAY, relatives=(ELLA, noah))
    assert [one.name for one in found] == ["Jane", "Ella", "Noah"]
