"""What is written in whose record, by the age of the patient who was asked."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from gpsupport.domain.enquiry import EnquiryOutcome, asked_as_child
from gpsupport.domain.knowledge.content.recording import RecordOf, RecordRule
from gpsupport.domain.recording.advice import CodingAdvice, Noted, advise_coding
from gpsupport.knowledge.load import load_knowledge

NOW = EnquiryOutcome.DISCLOSED_CURRENT
VICTIM, HISTORY = "879911000000102", "429746005"
OWN_CONCERN, HOUSEHOLD = "836881000000105", "881081000000100"
OF_AN_ENQUIRY = frozenset({"700410005", "700411009", "887331000000105"})
OF_ADULTS = OF_AN_ENQUIRY | {VICTIM, HISTORY, "1064961000000107"}


def advice(outcome: EnquiryOutcome, age: int | None, *children: str) -> tuple[CodingAdvice, ...]:
    """What the packaged content says for a patient of that age."""
    knowledge = load_knowledge()
    return advise_coding(
        outcome, "P", children, knowledge.record_rules, dict(knowledge.codes), age=age
    )


def codes(steps: tuple[CodingAdvice, ...], record_of: RecordOf = RecordOf.PATIENT) -> set[str]:
    """The codes for one kind of record."""
    return {step.code.code.value for step in steps if step.code and step.record_of is record_of}


@pytest.mark.parametrize("outcome", list(EnquiryOutcome))
@pytest.mark.parametrize("age", [0, 7, 15])
def test_no_adults_code_in_a_childs_record(outcome: EnquiryOutcome, age: int) -> None:
    steps = advice(outcome, age)
    assert not codes(steps) & OF_ADULTS
    assert steps, "something is always to be written"


def test_a_child_who_tells() -> None:
    steps = {step.code.code.value: step for step in advice(NOW, 7) if step.code}
    assert steps[OWN_CONCERN].only_if == ""
    assert steps[HOUSEHOLD].only_if
    assert "{lead}" in steps[OWN_CONCERN].detail


@pytest.mark.parametrize("age", [16, 17])
def test_both_ways_at_sixteen_and_seventeen(age: int) -> None:
    assert {VICTIM, "700410005", OWN_CONCERN} <= codes(advice(NOW, age))


@pytest.mark.parametrize("age", [18, 41, None])
def test_an_adult_is_no_child(age: int | None) -> None:
    assert {VICTIM, "700410005"} <= codes(advice(NOW, age))
    assert not codes(advice(NOW, age)) & {OWN_CONCERN, HOUSEHOLD}


def test_each_child_of_a_patient_has_entries_of_its_own() -> None:
    steps = [step for step in advice(NOW, 41, "A", "B") if step.record_of is RecordOf.CHILD]
    assert [step.about for step in steps] == ["A", "B"] * 3
    assert len({step.key for step in steps}) == 6


def test_ages_include_the_first_and_exclude_the_last() -> None:
    rule = RecordRule(
        "r", frozenset({NOW}), RecordOf.PATIENT, "T", "D", from_years=16, below_years=18
    )
    assert [age for age in range(20) if rule.for_age(age)] == [16, 17]
    assert not rule.for_age(None)


def test_who_is_asked_as_a_child() -> None:
    assert [asked_as_child(age) for age in (0, 15, 16, None)] == [True, True, False, False]


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (EnquiryOutcome.DECLINED, "700411009"),
        (EnquiryOutcome.OPTED_OUT, "700411009"),
        (EnquiryOutcome.NOT_ASKED, "887331000000105"),
        (EnquiryOutcome.DEFERRED, "887331000000105"),
    ],
)
def test_a_wish_is_declined_and_a_put_off_asking_was_not_made(
    outcome: EnquiryOutcome, code: str
) -> None:
    assert codes(advice(outcome, 41)) & OF_AN_ENQUIRY == {code}


WHOLE = Disclosure(
    "d",
    "p",
    "c",
    "e",
    datetime(2026, 11, 23, 9, tzinfo=UTC),
    "Dr A",
    safety=(SafetyAnswer("refuge", Answer.YES),),
    risk=RiskFacts(checklist=ChecklistResult(16, date(2026, 11, 23), "Dr A")),
    contact=SafeContact(SafeWay.WORK_PHONE),
    agreements=(Agreement("advocate", agreed=True),),
)
PLAN = ChildPlan("A", 7, "r1", lives_here=True, plan="social-care", owner="Dr A")


def after(noted: Noted, *children: str, outcome: EnquiryOutcome = NOW) -> dict[str, str]:
    """What each entry depends on, by its key: empty for what is certain."""
    knowledge = load_knowledge()
    found = advise_coding(
        outcome,
        "P",
        children,
        knowledge.record_rules,
        dict(knowledge.codes),
        age=41,
        noted=noted,
    )
    return {one.key: one.only_if for one in found}


def test_without_a_saved_disclosure_nothing_of_it_is_written() -> None:
    keys = set(after(Noted(), "A"))
    assert not {"in-refuge-0", "checklist-result-0", "meeting-referral-0"} & keys
    assert not {"advocate-referral-0", "child-plan-0", "each-visit-0"} & keys


def test_entries_follow_from_what_was_saved() -> None:
    found = after(Noted(disclosure=WHOLE, meeting_ground=True, company=True), "A")
    assert found["checklist-result-0"] == ""
    assert found["each-visit-0"] == ""
    for key in ("in-refuge-0", "in-refuge-child-0", "advocate-referral-0", "meeting-referral-0"):
        assert found[key], f"a person must say so first: {key}"


def test_a_no_and_a_question_not_asked_lead_to_nothing() -> None:
    for answer in (Answer.NO, Answer.NOT_ASKED):
        made = replace(WHOLE, safety=(SafetyAnswer("refuge", answer),))
        assert "in-refuge-0" not in after(Noted(disclosure=made), "A")
    refused = replace(WHOLE, agreements=(Agreement("advocate", agreed=False),))
    assert "advocate-referral-0" not in after(Noted(disclosure=refused))


def test_what_was_shared_is_certain_and_stands_once() -> None:
    found = after(Noted(disclosure=WHOLE, meeting_ground=True, shared=frozenset({"high-risk"})))
    assert found["meeting-referred-0"] == ""
    assert "meeting-referral-0" not in found


def test_a_plan_is_of_that_very_child() -> None:
    found = after(Noted(disclosure=WHOLE, plans=(PLAN, None)), "A", "B")
    assert (found["child-household-here-0"], found["child-concern-planned-0"]) == ("", "")
    assert {"child-household-0", "child-concern-0"}.isdisjoint(found)
    assert found["child-household-1"]
    assert found["child-concern-1"]
    assert ("child-plan-0" in found, "child-plan-1" in found) == (True, False)


@given(
    st.sampled_from(list(EnquiryOutcome)),
    st.integers(0, 90) | st.none(),
    st.booleans(),
    st.booleans(),
    st.lists(st.sampled_from([PLAN, None]), max_size=3),
)
def test_the_other_persons_record_takes_nothing_and_no_code_comes_twice(
    outcome: EnquiryOutcome,
    age: int | None,
    ground: bool,
    company: bool,
    plans: list[ChildPlan | None],
) -> None:
    knowledge = load_knowledge()
    noted = Noted(WHOLE, tuple(plans), own_plan=PLAN, meeting_ground=ground, company=company)
    names = tuple(f"C{number}" for number in range(len(plans)))
    steps = advise_coding(
        outcome, "P", names, knowledge.record_rules, dict(knowledge.codes), age=age, noted=noted
    )
    assert all(step.record_of is not RecordOf.OTHER_PARTY for step in steps)
    certain = [
        (step.record_of, step.number, step.code.code)
        for step in steps
        if step.code and not step.only_if
    ]
    assert len(certain) == len(set(certain))
    assert len({step.key for step in steps}) == len(steps)
    if age is not None and age < 16:
        assert not codes(steps) & OF_ADULTS
