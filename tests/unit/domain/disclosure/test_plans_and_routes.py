"""Who are the children, which plans are for them, and which further routes are offered."""

from datetime import date, timedelta

import pytest

from gpsupport.domain.days import PartialDate
from gpsupport.domain.disclosure.disclosure import ChildPlan, Disclosure, RiskFacts
from gpsupport.domain.disclosure.plans import (
    children_to_plan_for,
    plans_for,
    proposed_day,
    taken_over,
)
from gpsupport.domain.disclosure.routes import due_day, routes_offered, working_days_after
from gpsupport.domain.people import Patient, PersonName, Relationship, Relative, Sex
from tests.unit.domain.disclosure.made import AREA, PACK, TODAY, noted, yes

KINDS = PACK.afterwards.child_plans


def patient(born: str | None) -> Patient:
    when = PartialDate.parse(born) if born else None
    return Patient("p", PersonName("Atkinson", "Jane"), Sex.FEMALE, when)


def relative(number: int, given: str, born: str | None, kind: str = "child") -> Relative:
    return Relative(
        f"RelatedPerson/{number}",
        Relationship(kind),
        PersonName("Atkinson", given),
        PartialDate.parse(born) if born else None,
    )


def test_the_children_of_the_record_oldest_first_without_a_plan() -> None:
    relatives = (
        relative(1, "Noah", "2019-05"),
        relative(2, "Ella", "2013-02-01"),
        relative(3, "Max", "2001"),
        relative(4, "Ann", "1960", "parent"),
        relative(5, "", None),
    )
    found = children_to_plan_for(patient("1985-07-14"), relatives, TODAY)
    assert [(one.name, one.age, one.resource) for one in found] == [
        ("Ella", 13, "RelatedPerson/2"),
        ("Noah", 7, "RelatedPerson/1"),
        ("Atkinson", None, "RelatedPerson/5"),
    ]
    assert not [one for one in found if one.planned or one.of_patient]


@pytest.mark.parametrize(
    ("born", "own"), [("2008-11-23", 0), ("2008-11-24", 1), ("2014", 1), (None, 0)]
)
def test_a_patient_under_eighteen_is_a_child_with_a_plan(born: str | None, own: int) -> None:
    found = children_to_plan_for(patient(born), (), TODAY)
    assert len(found) == own
    assert all(one.of_patient and one.name == "Jane" for one in found)


@pytest.mark.parametrize("age", [None, *range(18)])
def test_every_age_has_plans_to_choose_between(age: int | None) -> None:
    assert len(plans_for(KINDS, age)) >= 2


def test_who_sees_a_child_depends_on_the_age() -> None:
    def ids(age: int) -> set[str]:
        return {kind.id for kind in plans_for(KINDS, age)}

    assert "health-visitor" in ids(4)
    assert "school-nurse" not in ids(4)
    assert "school-nurse" in ids(5)
    assert "health-visitor" not in ids(5)
    assert "see-alone" not in ids(7)
    assert {"see-alone", "lead-today", "social-care"} <= ids(8)


def test_whom_the_lead_takes_over_has_the_name_and_the_day() -> None:
    child = ChildPlan("Ella", 13, plan="lead-today")
    led = taken_over(child, KINDS, "Dr Marsh", TODAY)
    assert (led.owner, led.by, led.planned) == ("Dr Marsh", TODAY, True)
    # Said otherwise, it stays as it was said.
    said = ChildPlan("Ella", 13, plan="lead-today", owner="Jo Hart", by=TODAY + timedelta(days=2))
    assert taken_over(said, KINDS, "Dr Marsh", TODAY) == said
    # Where nobody is the lead nobody takes over: it counts as no plan.
    assert taken_over(child, KINDS, "", TODAY) == child
    assert not child.planned
    other = ChildPlan("Ella", 13, plan="see-alone")
    assert taken_over(other, KINDS, "Dr Marsh", TODAY) == other


def test_the_day_that_is_proposed() -> None:
    kinds = {kind.id: kind for kind in KINDS}
    assert proposed_day(kinds["lead-today"], TODAY) == TODAY
    assert proposed_day(kinds["see-alone"], TODAY) == TODAY + timedelta(days=7)


def offered(made: Disclosure, age: int | None) -> set[str]:
    return {one.id for one in routes_offered(made, PACK, AREA, TODAY, age)}


@pytest.mark.parametrize(
    ("made", "age", "routes"),
    [
        (noted(), 34, set()),
        (noted(), None, set()),
        (noted(), 18, set()),
        (noted(), 17, {"known-fgm", "sixteen-seventeen"}),
        (noted(), 16, {"known-fgm", "sixteen-seventeen"}),
        (noted(), 15, {"known-fgm"}),
        (noted(), 12, {"known-fgm", "under-thirteen"}),
        (noted(children=(ChildPlan("Ella", 17),)), 34, {"known-fgm"}),
        (noted(children=(ChildPlan("Ella"),)), 34, {"known-fgm"}),
        (noted(safety=yes("care")), 70, {"adult-safeguarding"}),
        (noted(safety=yes("care")), 17, {"known-fgm", "sixteen-seventeen"}),
        (noted(safety=yes("marriage")), 20, {"forced-marriage"}),
        (noted(safety=yes("child-marriage")), 15, {"known-fgm", "forced-marriage"}),
        (noted(safety=yes("from-child")), 50, {"from-child"}),
        (noted(risk=RiskFacts(judgement=True)), 50, {"high-risk"}),
        (noted(risk=RiskFacts(judgement=True)), 15, {"known-fgm"}),
        (noted(routes=("adult-safeguarding",)), 50, {"adult-safeguarding"}),
    ],
)
def test_which_routes_are_offered(made: Disclosure, age: int | None, routes: set[str]) -> None:
    assert offered(made, age) == routes


@pytest.mark.parametrize(
    ("on", "days", "due"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
        (date(2026, 11, 26), 3, date(2026, 12, 1)),
    ],
)
def test_working_days(on: date, days: int, due: date) -> None:
    assert working_days_after(on, days) == due


def test_the_duty_to_tell_the_police_is_for_the_next_working_day() -> None:
    (fgm,) = (one for one in PACK.afterwards.routes if one.id == "known-fgm")
    assert due_day(fgm, date(2026, 11, 27)) == date(2026, 11, 30)
    assert "cannot be handed on" in fgm.owner.who
