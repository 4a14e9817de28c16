"""What is written in whose record, by the age of the patient who was asked."""

import pytest

from gpsupport.domain.coding import CodingAdvice, advise_coding
from gpsupport.domain.enquiry import EnquiryOutcome, asked_as_child
from gpsupport.domain.knowledge.content.pack import RecordOf, RecordRule
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
