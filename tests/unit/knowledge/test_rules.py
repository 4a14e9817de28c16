"""How a condition is written, and what is refused."""

import pytest

from gpsupport.domain.knowledge.language.conditions import (
    About,
    Age,
    AllOf,
    AnyOf,
    Asked,
    AtLeast,
    Attended,
    Coded,
    Condition,
    HasChild,
    Household,
    Missed,
    Near,
    Not,
    Open,
    Registered,
    SexIs,
    Ticked,
    Today,
)
from gpsupport.domain.people import Sex
from gpsupport.domain.record import ContactKind, EntryKind, Setting
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.reading import read_yaml
from gpsupport.knowledge.rules import read_condition

SETS = frozenset({"fall", "cold"})


def read(written: str) -> tuple[Condition, list[str]]:
    """A condition as it stands under `when`, with the faults found in it."""
    faults: list[Finding] = []
    table = read_yaml(f"when: {written}\n".encode(), "a.yaml", faults)
    condition = read_condition(table.need("when"), SETS)
    table.finish()
    return condition, [fault.message for fault in faults]


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ("{all: []}", AllOf(())),
        ("{any: [{sex: female}]}", AnyOf((SexIs(Sex.FEMALE),))),
        ("{at_least: {count: 1, of: [{sex: male}]}}", AtLeast(1, (SexIs(Sex.MALE),))),
        ("{not: {sex: male}}", Not(SexIs(Sex.MALE))),
        ('{not: {of: {sex: male}, words: "for others"}}', Not(SexIs(Sex.MALE), "for others")),
        ("{coded: {codes: [fall]}}", Coded(("fall",))),
        (
            (
                "{coded: {codes: [fall, cold], days: 9, at_least: 2, apart_days: 3,"
                " new_after_days: 4, kinds: [medication, condition]}}"
            ),
            Coded(("fall", "cold"), 9, 2, 3, 4, (EntryKind.MEDICATION, EntryKind.CONDITION)),
        ),
        (
            "{near: {codes: [fall], others: [cold], before: 0, after: 9, days: 99}}",
            Near(("fall",), ("cold",), 0, 9, 99),
        ),
        (
            "{open: {codes: [fall], ended_by: [cold], days: 9}}",
            Open(("fall",), ("cold",), 9),
        ),
        (
            '{open: {codes: [fall], ended_by: [cold], days: 9, asks: {tick: t, words: "w"}}}',
            Open(("fall",), ("cold",), 9, Ticked("t", "w")),
        ),
        (
            "{attended: {days: 9, at_least: 2, setting: emergency}}",
            Attended(9, 2, Setting.EMERGENCY),
        ),
        ("{missed: {codes: [fall], days: 9, at_least: 2}}", Missed(("fall",), 9, 2)),
        ("{age: {from_years: 1, below_months: 37}}", Age(from_years=1, below_months=37)),
        ("{asked: {days: 9, since: [fall]}}", Asked(9, ("fall",))),
        ('{ticked: {tick: t, words: "w"}}', Ticked("t", "w")),
        (
            '{ticked: {tick: t, words: "w", days: 91, until_answered: no, about: child}}',
            Ticked("t", "w", 91, open_is_no=True, about=About.CHILD),
        ),
        ("{has_child: {}}", HasChild()),
        ("{registered: {days: 91}}", Registered(91)),
        ("{household: {codes: [fall]}}", Household(("fall",))),
        (
            "{household: {codes: [fall], days: 9, at_least: 2}}",
            Household(("fall",), 9, 2),
        ),
        (
            "{today: {kinds: [vaccination, dispensing]}}",
            Today((ContactKind.VACCINATION, ContactKind.DISPENSING)),
        ),
    ],
)
def test_what_is_written_is_what_is_meant(written: str, condition: Condition) -> None:
    assert read(written) == (condition, [])


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("{coded: {codes: [unheard-of]}}", "there is no such code set: unheard-of"),
        ("{coded: {codes: []}}", "at least one code set is expected here"),
        ("{coded: {codes: [fall], day: 9}}", "there is no such key here: day"),
        ("{coded: {codes: [fall], kinds: []}}", "at least one word is expected here"),
        ("{coded: {codes: [fall], kinds: [pill]}}", "one of these is expected here: condition,"),
        ("{coded: {codes: [fall], days: 0}}", "the number must be at least 1"),
        ("{household: {days: 9}}", "the key is missing: codes"),
        ("{household: {codes: [unheard-of]}}", "there is no such code set: unheard-of"),
        ("{household: {codes: [fall], apart_days: 9}}", "there is no such key here: apart_days"),
        ("{registered: {}}", "the key is missing: days"),
        ("{registered: {days: 0}}", "the number must be at least 1"),
        ("{today: {}}", "the key is missing: kinds"),
        ("{today: {kinds: []}}", "at least one word is expected here"),
        ("{today: {kinds: [party]}}", "one of these is expected here: consultation,"),
        (
            "{open: {codes: [fall], ended_by: [cold], days: 9, asks: {tick: t}}}",
            "the key is missing: words",
        ),
        ('{ticked: {tick: t, words: "w", days: 0}}', "the number must be at least 1"),
        ('{ticked: {tick: t, words: "w", until_answered: yes}}', "only no can stand here"),
        ('{ticked: {tick: t, words: "w", about: tea}}', "one of these is expected here: company,"),
        (
            (
                "{open: {codes: [fall], ended_by: [cold], days: 9,"
                ' asks: {tick: t, words: "w", until_answered: no}}}'
            ),
            "until somebody answers the record counts here",
        ),
        ("{seen: {}}", "there is no such condition: seen"),
        ("{sex: female, age: {}}", "a condition has exactly one key"),
        ("{any: []}", "nothing to choose from"),
        ("{age: {}}", "an age range is expected here"),
        ("{at_least: {count: 2, of: [{sex: male}]}}", "asks for more conditions than there are"),
        ("female", "a condition is expected here"),
    ],
)
def test_what_is_refused(written: str, fault: str) -> None:
    _, faults = read(written)
    assert len(faults) == 1
    assert faults[0].startswith(fault)
