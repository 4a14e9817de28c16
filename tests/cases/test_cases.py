"""The cases of the pack, each as a test: a record in a few lines, and what must be said of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from gpsupport.domain.assessment import assess
from gpsupport.domain.knowledge.content.pack import Audience
from gpsupport.domain.record import EntryKind
from gpsupport.knowledge.cases.coverage import may_be_unknown, uncovered, wrong_boundaries
from gpsupport.knowledge.cases.reading import (
    Case,
    Expectation,
    ReadBy,
    find_wrong,
    read_cases,
)
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.load import ENGLAND, all_files, load_knowledge
from gpsupport.knowledge.overlay import judging_files
from tests.unit.knowledge.packs import copy_pack

FAULTS: list[Finding] = []
CASES = read_cases(all_files(ENGLAND), FAULTS)
INDICATORS = [indicator.id for indicator in load_knowledge().indicators]
NOBODY_ALONE = {"A13", "A14", "A15", "A16", "A29", "C13"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.indicator}: {case.name}")
def test_case(case: Case) -> None:
    wrong = find_wrong(case, load_knowledge())
    assert wrong is None, f"{case.place.file}:{case.place.line}: {wrong}"


def test_the_cases_can_be_read() -> None:
    assert not FAULTS


def test_no_edge_is_left_untried() -> None:
    assert uncovered(CASES, load_knowledge()) == []
    assert wrong_boundaries(CASES, load_knowledge()) == []


@pytest.mark.parametrize("indicator", INDICATORS)
def test_every_indicator_is_tried_on_all_sides(indicator: str) -> None:
    own = [case for case in CASES if case.indicator == indicator]
    assert {case.expect for case in own} == set(Expectation)
    assert [case for case in own if case.boundary]


@pytest.mark.parametrize("indicator", INDICATORS)
def test_who_may_read_a_prompt_is_said_in_a_case(indicator: str) -> None:
    said = {case.read_by for case in CASES if case.indicator == indicator and case.read_by}
    if indicator not in NOBODY_ALONE:
        assert len(said) == 1
        assert ReadBy.CLINICIAN_ALONE not in said
        return
    # What cannot wait is shown with an interpreter too, or on the phone.
    branches = load_knowledge().indicator(indicator).branches
    same_day = {ReadBy.CLINICIAN} if any(branch.same_day for branch in branches) else set()
    assert said == {ReadBy.CLINICIAN_ALONE} | same_day


def test_whoever_is_named_as_the_other_one_reads_of_it_nowhere() -> None:
    """Events without a role on a record that names its person: no prompt, and no telling reason."""
    named = [case for case in CASES if "named as the one who did" in case.name]
    assert {case.indicator for case in named} >= {"A01", "A02", "A03", "A04", "A05", "A07"}
    for case in named:
        silent = {
            one.indicator: one for one in assess(case.picture, load_knowledge(), case.on).silent
        }
        if case.expect is Expectation.SILENT and case.indicator != "A03":
            assert "keeps this quiet" not in silent[case.indicator].because


def test_a_record_of_a_family_gives_no_prompt_to_anybody() -> None:
    case = next(case for case in CASES if "gives no prompt at all" in case.name)
    codes = {coding.code.value for entry in case.picture.entries for coding in entry.codings}
    assert codes == {"895141000000105", "758941000000108", "206411000000103"}
    assert assess(case.picture, load_knowledge(), case.on).prompts == ()


def test_what_a_linked_record_says_is_for_the_lead_alone() -> None:
    linked = [case for case in CASES if case.picture.household]
    assert {case.indicator for case in linked} == {"A33", "C01", "C14", "C15"}
    for case in linked:
        for prompt in assess(case.picture, load_knowledge(), case.on).prompts:
            assert prompt.audience is Audience.LEAD


def test_a_wrong_case_is_found() -> None:
    case = next(case for case in CASES if case.indicator == "A10" and case.read_by)
    wrong_ones = (
        replace(case, expect=Expectation.SILENT),
        replace(case, tier=(3,)),
        replace(case, evidence=7),
        replace(case, prompts=9),
        replace(case, read_by=ReadBy.LEAD),
        replace(case, indicator="A99"),
    )
    assert find_wrong(case, load_knowledge()) is None
    assert all(find_wrong(wrong, load_knowledge()) for wrong in wrong_ones)


def test_a_boundary_without_another_side_is_found() -> None:
    edge = next(case for case in CASES if case.boundary)
    here = [case for case in CASES if case.indicator == edge.indicator]
    same = next(case for case in here if case.name != edge.name and case.expect is edge.expect)
    knowledge = load_knowledge()
    lost = wrong_boundaries((replace(edge, boundary="nobody"),), knowledge)
    assert "names a neighbour that does not exist: nobody" in lost[0].message
    alike = wrong_boundaries((replace(edge, boundary=same.name, tier=()), same), knowledge)
    assert "give the same answer" in alike[0].message
    twice = wrong_boundaries((same, replace(same)), knowledge)
    assert any("two cases have this name" in finding.message for finding in twice)


def test_what_is_left_untried_is_named() -> None:
    knowledge = load_knowledge()
    ticked = next(one for one in knowledge.indicators if one.id == "A23")
    assert may_be_unknown(ticked)
    left = uncovered((), replace(knowledge, indicators=(ticked,)))
    assert [finding.message for finding in left] == [
        "A23 has no case where it is expected: fires",
        "A23 has no case where it is expected: silent",
        "A23 has no case where it is expected: unknown",
        "A23 has no case at a boundary, beside one where it answers differently",
        "A23 has no case that says who reads it",
    ]


def test_a_local_indicator_is_judged_by_local_cases_alone() -> None:
    names = dict.fromkeys(
        [
            "cases/A06.yaml",
            "cases/A08.yaml",
            "overlay/indicators/A06.yaml",
            "overlay/cases/L01.yaml",
        ],
        b"",
    )
    assert tuple(judging_files(names, "cases")) == ("cases/A08.yaml", "overlay/cases/L01.yaml")


FIELDS = """indicator: A06
on: 2026-11-23
cases:
  - name: everything that a case can say
    patient: {age: 34, sex: female}
    record: [{code: "35489007", days_ago: 3, kind: medication}]
    registered_days_ago: 20
    household: [{person: child, code: "342191000000101", on: 2026-10}]
    contact_today: vaccination
    expect: silent
    boundary: another
    for: clinician
"""


def test_every_field_of_a_case_is_read(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    (pack / "cases" / "A06.yaml").write_text(FIELDS, encoding="utf-8")
    faults: list[Finding] = []
    case = next(case for case in read_cases(all_files(pack), faults) if case.indicator == "A06")
    assert not faults
    assert case.boundary == "another"
    assert case.read_by is ReadBy.CLINICIAN
    assert case.picture.entries[0].kind is EntryKind.MEDICATION
    assert str(case.picture.registered_on) == "2026-11-03"
    assert case.picture.contact_today == "vaccination"
    assert case.picture.household is not None
    assert [(one.person, str(one.entry.on)) for one in case.picture.household] == [
        ("child", "2026-10")
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("person: child, ", "", "the key is missing: person"),
        ("for: clinician", "for: everybody", "one of these is expected here"),
        ("contact_today: vaccination", "contact_today: tea", "one of these is expected here"),
        ("kind: medication", "kind: tea", "one of these is expected here"),
        ("registered_days_ago: 20", "registered_days_ago: soon", "a whole number is expected"),
        ("days_ago: 3,", "days_ago: 3, on: 2026,", "give on or days_ago, not both"),
        ("age: 34,", "age: 34, age_months: 3,", "give one of age, age_months and born"),
        ("boundary: another", "border: another", "there is no such key here: border"),
    ],
)
def test_a_fault_in_a_case_has_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in FIELDS
    pack = copy_pack(tmp_path)
    (pack / "cases" / "A06.yaml").write_text(FIELDS.replace(old, new), encoding="utf-8")
    faults: list[Finding] = []
    read_cases(all_files(pack), faults)
    assert [one for one in faults if one.file == "cases/A06.yaml" and message in one.message]
    assert all(one.line >= 4 for one in faults)
