"""What the records of other people say reaches the lead for safeguarding, and nobody else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from gpsupport.domain.assessment import Assessment, Prompt, Unknown, assess, explain
from gpsupport.domain.knowledge.content.care import Exclusion
from gpsupport.domain.knowledge.content.pack import Audience, Branch, Knowledge
from gpsupport.domain.knowledge.deciding.answering import FOR_THE_LEAD
from gpsupport.domain.knowledge.language.conditions import (
    AllOf,
    AnyOf,
    Coded,
    Household,
    Not,
    uses_household,
)
from gpsupport.domain.record import HouseholdEntry, PatientPicture
from gpsupport.knowledge.load import load_knowledge
from tests.unit.domain.pictures import TODAY, entry, households, pictures, somebody

PACK = load_knowledge()


def for_a_clinician(assessment: Assessment) -> list[Prompt]:
    return [one for one in assessment.prompts if one.audience is Audience.CLINICIAN]


def looks_at_the_household(audience: Audience, *, household: bool) -> Knowledge:
    """A pack with one rule that looks at other people's records, as no pack should have it."""
    model = PACK.indicators[0]
    every_set = tuple(PACK.code_sets)
    when = AnyOf((Household(every_set), Not(Household(every_set)), Coded(every_set)))
    rule = replace(
        model,
        id="X",
        audience=audience,
        household=household,
        population=AllOf(()),
        unless=None,
        branches=(Branch(1, "A title.", when, ("words",)),),
    )
    return replace(PACK, indicators=(rule,), exclusions=())


@pytest.mark.parametrize(
    ("audience", "household"),
    [
        (Audience.CLINICIAN, True),
        (Audience.CLINICIAN, False),
        (Audience.OWNER, True),
        (Audience.LEAD, False),
    ],
)
@settings(max_examples=30)
@given(picture=pictures(), home=households())
def test_other_records_decide_nothing_for_a_clinician(
    audience: Audience,
    household: bool,
    picture: PatientPicture,
    home: tuple[HouseholdEntry, ...],
) -> None:
    pack = looks_at_the_household(audience, household=household)
    linked = replace(picture, household=home)
    assert assess(linked, pack, TODAY).unknown == (Unknown("X", FOR_THE_LEAD),)
    found = explain(pack.indicators[0], linked, pack, TODAY)
    assert (found.fires, found.found, found.missing) == (False, (), FOR_THE_LEAD)


@given(pictures(), households())
def test_other_records_change_nothing_that_a_clinician_sees(
    picture: PatientPicture, home: tuple[HouseholdEntry, ...]
) -> None:
    linked = assess(replace(picture, household=home), PACK, TODAY)
    alone = assess(replace(picture, household=None), PACK, TODAY)
    assert for_a_clinician(linked) == for_a_clinician(alone)
    assert not any(reason.person for one in for_a_clinician(linked) for reason in one.why)
    assert linked.next_enquiry == alone.next_enquiry
    for_lead = {one.id for one in PACK.indicators if one.audience is Audience.LEAD}
    for before, after in ((alone.silent, linked.silent), (alone.unknown, linked.unknown)):
        assert [one for one in before if one.indicator not in for_lead] == [
            one for one in after if one.indicator not in for_lead
        ]


def test_other_records_reach_the_lead_with_whose_they_are() -> None:
    pack = looks_at_the_household(Audience.LEAD, household=True)
    home = (HouseholdEntry("mother", entry("248062006", 5)),)
    (prompt,) = assess(PatientPicture(somebody(), household=home), pack, TODAY).prompts
    assert [reason.person for reason in prompt.why] == ["mother"]


@pytest.mark.parametrize("first", ["lead", "clinician"])
def test_a_rule_for_the_lead_lends_its_answer_to_nobody(first: str) -> None:
    (rule,) = looks_at_the_household(Audience.LEAD, household=True).indicators
    twin = replace(rule, id="Y", audience=Audience.CLINICIAN)
    both = (rule, twin) if first == "lead" else (twin, rule)
    home = (HouseholdEntry("mother", entry("248062006", 5)),)
    pack = replace(PACK, indicators=both, exclusions=())
    found = assess(PatientPicture(somebody(), household=home), pack, TODAY)
    assert [prompt.indicator for prompt in found.prompts] == ["X"]
    assert found.unknown == (Unknown("Y", FOR_THE_LEAD),)


def test_an_exclusion_never_reads_other_records() -> None:
    every_set = tuple(PACK.code_sets)
    reads = Exclusion("x", "Not today.", AnyOf((Household(every_set), Not(Household(every_set)))))
    picture = PatientPicture(somebody(), (entry("248062006", 5),), household=())
    assert for_a_clinician(assess(picture, replace(PACK, exclusions=(reads,)), TODAY))


def test_the_pack_looks_at_other_records_for_the_lead_alone() -> None:
    reads = [one for one in PACK.indicators if any(map(uses_household, one.conditions))]
    assert all(one.audience is Audience.LEAD and one.household for one in reads)
