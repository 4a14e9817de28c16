"""What is wanting before anything is saved: above all a plan for every child."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import (
    Agreement,
    Answer,
    ChecklistResult,
    ChildPlan,
    Disclosure,
    RiskFacts,
    SafetyAnswer,
)
from gpsupport.domain.disclosure.faults import (
    Fault,
    faults_of,
    faults_of_contact,
    faults_of_sharing,
)
from gpsupport.domain.disclosure.sharing import SharingEntry
from tests.unit.domain.disclosure.made import PACK, TODAY, disclosures, noted, yes

RULES = PACK.afterwards.contact
TOMORROW = TODAY + timedelta(days=1)
ELLA = ChildPlan("Ella", 13, plan="see-alone", owner="Dr Shah", by=TODAY)
SHARED = SharingEntry(
    id="",
    patient_id="p",
    consultation_id="c",
    at=datetime(2026, 11, 23, 10, tzinfo=UTC),
    by="Dr Rahman",
    step="high-risk",
    shared=True,
    with_whom="The multi-agency meeting (MARAC)",
    what="What was answered",
    why="He has a gun",
    ground="To prevent death or serious harm",
    consent_asked=True,
    consent_given=True,
    told="She was, today",
    proportion="Only what bears on the risk",
)


def places(faults: tuple[Fault, ...]) -> list[str]:
    """Where each lies: "children-0-plan" for the plan of the first child."""
    found = []
    for one in faults:
        name, _, detail = one.part.partition(".")
        rows = "" if one.index is None else f"-{one.index}"
        found.append(f"{name}{rows}" + (f"-{detail}" if detail else ""))
    return found


def fields(made: Disclosure) -> list[str]:
    return places(faults_of(made, PACK, TODAY))


def complete(**values: Any) -> Disclosure:
    return noted(**{"children_asked": True, **values})


def test_nothing_else_has_to_be_answered() -> None:
    assert fields(complete()) == []


def test_somebody_asks_who_the_children_are() -> None:
    assert fields(noted()) == ["children_asked"]
    assert fields(noted(children=(ELLA,))) == []


@pytest.mark.parametrize(
    ("child", "wanting"),
    [
        (ELLA, []),
        (ChildPlan("Noah", 7), ["children-1-plan"]),
        (ChildPlan("Noah", 7, why_none="  "), ["children-1-plan"]),
        (ChildPlan("Noah", 7, why_none="Grown up with an aunt"), []),
        (replace(ELLA, name=" "), ["children-1-name"]),
        (replace(ELLA, owner=" "), ["children-1-owner"]),
        (replace(ELLA, by=None), ["children-1-by"]),
        (replace(ELLA, by=TODAY - timedelta(days=1)), ["children-1-by"]),
        (replace(ELLA, owner="", by=None), ["children-1-owner", "children-1-by"]),
        (replace(ELLA, plan="pray"), ["children-1-plan"]),
    ],
)
def test_every_child_has_a_plan_or_a_reason(child: ChildPlan, wanting: list[str]) -> None:
    assert fields(noted(children=(ELLA, child))) == wanting


@given(disclosures)
def test_what_is_saved_leaves_no_child_without_a_plan(made: Disclosure) -> None:
    if not faults_of(made, PACK, TODAY):
        assert made.children_asked or made.children
        assert all(child.planned for child in made.children)


@pytest.mark.parametrize("judgement", [True, False])
def test_a_judgement_has_its_reasons(judgement: bool) -> None:
    bare = RiskFacts(judgement=judgement, judgement_reasons=" ")
    assert fields(complete(risk=bare)) == ["judgement_reasons"]
    assert fields(complete(risk=replace(bare, judgement_reasons="He has a gun"))) == []


def test_days_to_come_are_not_in_the_past() -> None:
    late = RiskFacts(checklist=ChecklistResult(3, TOMORROW, "Jo"), last_meeting_on=TOMORROW)
    made = complete(risk=late, safety=yes("neck", on=TOMORROW))
    assert fields(made) == ["safety-0-on", "checklist-on", "last_meeting_on"]


def test_what_the_content_does_not_know_is_not_taken() -> None:
    made = complete(
        safety=(SafetyAnswer("neck", Answer.NO), SafetyAnswer("nothing", Answer.YES)),
        agreements=(Agreement("the-pope", agreed=True),),
        routes=("nowhere",),
    )
    assert fields(made) == ["safety-1", "agreements-0", "routes-0"]


@pytest.mark.parametrize(
    ("days", "wanting"), [(None, True), (-1, True), (0, False), (91, False), (92, True)]
)
def test_a_safe_way_has_its_last_day(days: int | None, wanting: bool) -> None:
    assert RULES.longest_days == 91
    until = None if days is None else TODAY + timedelta(days=days)
    contact = SafeContact(SafeWay.OWN_PHONE, "in the evening", valid_until=until)
    assert bool(faults_of_contact(contact, RULES, TODAY)) is wanting
    assert ("contact-valid_until" in fields(complete(contact=contact))) is wanting


def test_a_safe_way_says_how() -> None:
    until = TODAY + timedelta(days=1)
    bare = SafeContact(SafeWay.WORK_PHONE, valid_until=until)
    assert places(faults_of_contact(bare, RULES, TODAY)) == ["contact-detail"]
    in_person = SafeContact(SafeWay.IN_PERSON, valid_until=until)
    assert faults_of_contact(in_person, RULES, TODAY) == ()
    assert faults_of_contact(SafeContact(SafeWay.NONE), RULES, TODAY) == ()


@pytest.mark.parametrize(
    ("change", "wanting"),
    [
        ({}, []),
        ({"step": "somewhere"}, ["step"]),
        ({"why": " "}, ["why"]),
        ({"with_whom": ""}, ["with_whom"]),
        ({"what": ""}, ["what"]),
        ({"ground": ""}, ["ground"]),
        ({"told": ""}, ["told"]),
        ({"proportion": ""}, ["proportion"]),
        ({"consent_asked": None}, ["consent_asked"]),
        ({"consent_given": None}, ["consent_given"]),
        # At high risk it may go there against a no, and without asking where there is a reason.
        ({"consent_given": False}, []),
        ({"consent_asked": False, "consent_given": None}, ["why_not_asked"]),
        ({"consent_asked": False, "consent_given": None, "why_not_asked": "He is here"}, []),
        # Where only consent opens the way nothing else does.
        ({"step": "otherwise", "consent_given": False}, ["consent_given"]),
        (
            {
                "step": "otherwise",
                "consent_asked": False,
                "consent_given": None,
                "why_not_asked": "x",
            },
            ["consent_given"],
        ),
        # The yes itself says who was told, and how much is right.
        ({"step": "otherwise", "told": "", "proportion": ""}, []),
        ({"step": "otherwise", "why": "", "ground": ""}, ["why", "ground"]),
        # Nothing was shared: only why.
        (
            {
                "shared": False,
                "with_whom": "",
                "what": "",
                "ground": "",
                "told": "",
                "proportion": "",
                "consent_asked": None,
                "consent_given": None,
            },
            [],
        ),
        ({"shared": False, "why": ""}, ["why"]),
    ],
)
def test_an_entry_of_the_sharing_log(change: dict[str, Any], wanting: list[str]) -> None:
    entry = replace(SHARED, **change)
    assert places(faults_of_sharing(entry, PACK.sharing)) == wanting
