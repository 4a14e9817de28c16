"""What is done by hand so that nobody reads it online, and what becomes a reminder."""

from datetime import date

import pytest

from gpsupport.domain.days import PartialDate, Precision
from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.knowledge.content.recording import RecordOf
from gpsupport.domain.recording.advice import CodingAdvice, advise_coding
from gpsupport.domain.recording.out_of_sight import (
    Person,
    left_to_do,
    looks_to_come,
    steps_by_hand,
    without_a_day,
)
from gpsupport.domain.reminders import ReminderKind
from gpsupport.knowledge.load import load_knowledge

TODAY = date(2026, 11, 23)
OWNER = "Dr Shah"
AT_11, BEFORE_16 = ReminderKind.REVIEW_PROXY_AT_11, ReminderKind.REVIEW_ACCESS_BEFORE_16


def advice(*children: str, age: int = 41) -> tuple[CodingAdvice, ...]:
    """The entries after a telling."""
    knowledge = load_knowledge()
    told = EnquiryOutcome.DISCLOSED_CURRENT
    return advise_coding(
        told, "P", children, knowledge.record_rules, dict(knowledge.codes), age=age
    )


def looks(born: PartialDate | None) -> dict[ReminderKind, date]:
    """When to look again at one child's access."""
    people = {RecordOf.PATIENT: (Person("own", "P"),), RecordOf.CHILD: (Person("c1", "C", born),)}
    made = looks_to_come("p1", advice("C"), people, load_knowledge().out_of_sight, TODAY, OWNER)
    assert {(one.patient_id, one.about) for one in made} <= {("p1", "C")}
    return {one.kind: one.due_on for one in made}


@pytest.mark.parametrize(
    ("told", "children", "steps"),
    [
        (False, True, ("hide-entries",)),
        (False, False, ("hide-entries",)),
        (True, False, ("hide-entries", "hide-own-access", "hide-proxies")),
        (
            True,
            True,
            ("hide-entries", "hide-own-access", "hide-proxies", "hide-child-proxies"),
        ),
    ],
)
def test_the_steps(told: bool, children: bool, steps: tuple[str, ...]) -> None:
    assert steps_by_hand(told=told, children=children) == steps
    assert set(steps) <= set(load_knowledge().wordings)


def test_what_is_left_is_due_today_and_each_once() -> None:
    steps = steps_by_hand(told=True, children=True)
    left = left_to_do("p1", "c1", steps, frozenset({"hide-proxies"}), TODAY, OWNER)
    assert [one.detail for one in left] == [step for step in steps if step != "hide-proxies"]
    assert {(one.due_on, one.owner) for one in left} == {(TODAY, OWNER)}
    assert len({one.key for one in left}) == len(left)
    assert not left_to_do("p1", "c1", steps, frozenset(steps), TODAY, OWNER)
    other = left_to_do("p1", "c2", steps, frozenset(), TODAY, OWNER)
    assert not {one.key for one in other} & {one.key for one in left}


@pytest.mark.parametrize(
    ("born", "at_11", "before_16"),
    [
        (PartialDate(date(2019, 3, 4)), date(2030, 3, 4), date(2034, 12, 4)),
        (PartialDate(date(2020, 2, 29)), date(2031, 2, 28), date(2035, 11, 29)),
        (PartialDate(date(2019, 3, 1), Precision.MONTH), date(2030, 3, 1), date(2034, 12, 1)),
        # Already past: due today.
        (PartialDate(date(2013, 3, 4)), TODAY, date(2028, 12, 4)),
        (PartialDate(date(2009, 3, 4)), TODAY, TODAY),
    ],
)
def test_when_to_look_at_a_childs_access(born: PartialDate, at_11: date, before_16: date) -> None:
    assert looks(born) == {AT_11: at_11, BEFORE_16: before_16}


def test_without_a_birth_date_there_is_none_and_it_is_said() -> None:
    assert looks(None) == {}
    people = {RecordOf.PATIENT: (Person("own", "P"),), RecordOf.CHILD: (Person("c1", "C"),)}
    assert without_a_day(advice("C"), people) == ("C",)


def test_a_patient_who_is_a_child_has_the_looks_themselves() -> None:
    born = PartialDate(date(2019, 3, 4))
    people = {RecordOf.PATIENT: (Person("own", "P", born),), RecordOf.CHILD: ()}
    rules = load_knowledge().out_of_sight
    made = looks_to_come("p1", advice(age=7), people, rules, TODAY, OWNER)
    assert {one.kind for one in made} == {AT_11, BEFORE_16}
    assert not looks_to_come("p1", advice(age=41), people, rules, TODAY, OWNER)
