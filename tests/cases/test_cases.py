"""The cases of the pack, each as a test: a record in a few lines, and what must be said of it."""

from dataclasses import replace

import pytest

from gpsupport.knowledge.cases.reading import Case, Expectation, find_wrong, read_cases
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.load import ENGLAND, load_knowledge

FAULTS: list[Finding] = []
CASES = read_cases(ENGLAND, FAULTS)

# The rules that must hold at their edges, both sides of each.
TESTED_AT_THEIR_EDGES = (
    "A01 A02 A06 A07 A08 A09 A10 A11 A13 A15 A17 A21 A22 C01 C02 C05 C07 C08".split()
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.indicator}: {case.name}")
def test_case(case: Case) -> None:
    wrong = find_wrong(case, load_knowledge())
    assert wrong is None, f"{case.place.file}:{case.place.line}: {wrong}"


def test_the_cases_can_be_read() -> None:
    assert not FAULTS


@pytest.mark.parametrize("indicator", TESTED_AT_THEIR_EDGES)
def test_edges_have_cases(indicator: str) -> None:
    own = [case for case in CASES if case.indicator == indicator]
    assert len(own) >= 5
    assert {case.expect.value for case in own} >= {"fires", "silent"}


def test_a_wrong_case_is_found() -> None:
    case = next(case for case in CASES if case.indicator == "A10" and case.tier)
    wrong_ones = (
        replace(case, expect=Expectation.SILENT),
        replace(case, tier=(3,)),
        replace(case, evidence=7),
        replace(case, prompts=9),
        replace(case, indicator="A99"),
    )
    assert find_wrong(case, load_knowledge()) is None
    assert all(find_wrong(wrong, load_knowledge()) for wrong in wrong_ones)
