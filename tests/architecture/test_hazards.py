"""The hazard log: every file is whole, and every test that a hazard names is there and has run."""

import re
from collections.abc import Iterable
from pathlib import Path
from textwrap import dedent

import pytest

from tests.architecture.source import ROOT
from tests.rig.hazards import (
    HAZARDS,
    THREATS,
    BadHazard,
    Hazard,
    faults_of_log,
    is_a_test,
    read_hazard,
    read_hazards,
)
from tests.rig.missing import skip_or_fail
from tests.rig.ran import HOW_TO_RUN, Judgement, Ran, is_whole, judge

LEAST = 25
HERE = "tests/architecture/test_hazards.py"

GOOD = """\
---
id: H-001
title: A title of some length
threats: [T1]
cause: "A cause of some length."
effect: "An effect of some length."
harm: "A harm of some length."
severity: "TBC (Clinical Safety Officer)"
likelihood: "TBC (Clinical Safety Officer)"
status: partly
controls:
  - words: "A control of some length."
    code: gpsupport/domain/access.py
tests:
  - tests/architecture/test_hazards.py::test_the_log_is_whole
missing: "Something of some length."
brought_by: issue 7
---
A body that a clinician understands.
"""


def hazard(**changes: object) -> Hazard:
    """A hazard that is as it should be, but for what is changed."""
    return read_hazard("H-001.md", GOOD).model_copy(update=changes)


def report(
    name: str, outcome: str = "passed", when: str = "call", words: str = ""
) -> pytest.TestReport:
    """What pytest says of one test."""
    return pytest.TestReport(
        nodeid=name,
        location=(name, 0, name),
        keywords={},
        outcome=outcome,  # type: ignore[arg-type]
        longrepr=(name, 0, words) if words else None,
        when=when,  # type: ignore[arg-type]
    )


def ran(*reports: pytest.TestReport) -> Ran:
    """A session in which these reports came."""
    made = Ran()
    for one in reports:
        made.note(one)
    return made


def test_the_log_is_whole() -> None:
    hazards = read_hazards()
    assert faults_of_log(hazards) == []
    assert len(hazards) >= LEAST


def test_nothing_else_lies_among_the_hazards() -> None:
    assert {path.suffix for path in HAZARDS.iterdir()} == {".md"}


SECURITY = ROOT / "docs" / "security.md"
SAFETY_CASE = ROOT / "docs" / "safety" / "safety-case.md"
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py::[\w:]+)`")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def test_every_threat_and_failure_names_its_tests_and_they_exist() -> None:
    text = SECURITY.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (T?\d+) \|", text, re.MULTILINE)
    assert rows == [*THREATS, *(str(number) for number in range(1, 17))]
    named = NAMED_TEST.findall(text)
    assert [test for test in named if not is_a_test(test)] == []
    # T5 has nothing built, SQL made of strings is found by the linter.
    assert len(named) == len(rows) - 2


def test_the_safety_case_forgets_no_hazard() -> None:
    text = SAFETY_CASE.read_text(encoding="utf-8")
    assert [one.id for one in read_hazards() if f"hazards/{one.id}.md" not in text] == []


@pytest.mark.parametrize("document", [SECURITY, SAFETY_CASE, SAFETY_CASE.with_name("README.md")])
def test_every_link_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize(
    ("present", "instead", "words"),
    [
        ("threats:", "threat:", "Extra inputs"),
        ("threats: [T1]", "threats: [T18]", "no such threat"),
        ("id: H-001", "id: H-002", "its id is H-002"),
        ("id: H-001", "id: H-001\nid: H-001", "duplicate key"),
        ('severity: "TBC (Clinical Safety Officer)"', "severity: high", "severity"),
        ('likelihood: "TBC (Clinical Safety Officer)"', 'likelihood: "TBC"', "likelihood"),
        ("status: partly", "status: done", "status"),
        ("status: partly", "status: controlled", "missing and brought_by"),
        ("brought_by: issue 7", "brought_by: soon", "brought_by"),
        ("brought_by: issue 7\n", "", "missing and brought_by"),
        ('words: "A control of some length."', 'words: ""', "words"),
        ('harm: "A harm of some length."\n', "", "harm"),
        ("A body that a clinician understands.\n", "", "body"),
        ("---\nid", "--\nid", "no front matter"),
        ("tests:", "tests: []\nothers:", "Extra inputs"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_refused(
    present: str, instead: str, words: str
) -> None:
    assert present in GOOD
    with pytest.raises(BadHazard, match=words):
        read_hazard("H-001.md", GOOD.replace(present, instead, 1))


def test_a_control_without_a_test_is_refused() -> None:
    test = "  - tests/architecture/test_hazards.py::test_the_log_is_whole\n"
    with pytest.raises(BadHazard, match="without a control or without a test"):
        read_hazard("H-001.md", GOOD.replace(f"tests:\n{test}", "tests: []\n"))


def test_an_open_hazard_needs_no_test_but_says_when() -> None:
    test = "  - tests/architecture/test_hazards.py::test_the_log_is_whole\n"
    text = GOOD.replace(f"tests:\n{test}", "tests: []\n").replace("partly", "open")
    assert read_hazard("H-001.md", text).brought_by == "issue 7"


def whole_log(**changes: object) -> list[Hazard]:
    """A log of one hazard for all threats."""
    return [hazard(threats=list(THREATS), **changes)]


def test_a_gap_in_the_log_is_found() -> None:
    assert faults_of_log(whole_log()) == []
    assert "gap" in faults_of_log(whole_log(id="H-002"))[0]
    assert "gap" in faults_of_log(whole_log() * 2)[0]
    assert faults_of_log([hazard(threats=list(THREATS[:-1]))]) == ["T17 has no hazard"]


def test_a_test_or_a_code_that_is_not_there_is_found() -> None:
    gone = f"{HERE}::test_that_was_renamed_away"
    assert faults_of_log(whole_log(tests=[gone])) == [f"H-001: there is no test {gone}"]
    control = hazard().controls[0].model_copy(update={"code": "gpsupport/nowhere.py"})
    assert faults_of_log(whole_log(controls=[control])) == [
        "H-001: there is no gpsupport/nowhere.py"
    ]


def test_a_test_is_found_by_its_name_alone(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        dedent(
            """
            def test_a(): ...
            def helper(): ...
            class TestB:
                def test_c(self): ...
            TestD = Machine.TestCase
            """
        ),
        encoding="utf-8",
    )
    names = ("test_a", "TestB::test_c", "TestD::runTest")
    assert all(is_a_test(f"test_it.py::{name}", tmp_path) for name in names)
    others = ("helper", "test_c", "TestB", "TestD", "test_a[1]", "")
    assert not any(is_a_test(f"test_it.py::{name}", tmp_path) for name in others)
    assert not is_a_test("test_it.py", tmp_path)
    assert not is_a_test("test_other.py::test_a", tmp_path)


NAME = f"{HERE}::test_the_log_is_whole"


@pytest.mark.parametrize(
    ("reports", "judged"),
    [
        ([report(NAME)], Judgement()),
        ([report(f"{NAME}[1]"), report(f"{NAME}[2]")], Judgement()),
        ([report(NAME, when="setup")], Judgement((f"H-001: {NAME} did not run",))),
        ([report(f"{NAME}_too")], Judgement((f"H-001: {NAME} did not run",))),
        (
            [report(f"{NAME}[1]"), report(f"{NAME}[2]", "failed")],
            Judgement((f"H-001: {NAME} failed",)),
        ),
        ([report(NAME), report(NAME, "failed", "teardown")], Judgement((f"H-001: {NAME} failed",))),
        (
            [report(f"{NAME}[1]"), report(f"{NAME}[2]", "skipped", "setup", "not today")],
            Judgement((f"H-001: {NAME} was skipped",)),
        ),
        (
            [report(NAME, "skipped", "setup", f"No browser. {HOW_TO_RUN} get one")],
            Judgement(excused=(f"H-001: {NAME} did not run here, or not in every form",)),
        ),
    ],
)
def test_what_did_not_run_and_pass_proves_nothing(
    reports: Iterable[pytest.TestReport], judged: Judgement
) -> None:
    assert judge([hazard(tests=[NAME])], ran(*reports)) == judged


def test_a_skip_for_want_of_something_says_how_to_run_the_test(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("GPSUPPORT_REQUIRE_ANYTHING", raising=False)
    with pytest.raises(pytest.skip.Exception, match=HOW_TO_RUN):
        skip_or_fail("Nothing here.", "get it", "GPSUPPORT_REQUIRE_ANYTHING")
    monkeypatch.setenv("GPSUPPORT_REQUIRE_ANYTHING", "1")
    with pytest.raises(pytest.fail.Exception):
        skip_or_fail("Nothing here.", "get it", "GPSUPPORT_REQUIRE_ANYTHING")


@pytest.mark.parametrize(
    ("options", "arguments", "whole"),
    [
        ({}, ["tests"], True),
        ({"keyword": "", "markexpr": "", "deselect": None}, ["tests"], True),
        ({"keyword": "audit"}, ["tests"], False),
        ({"markexpr": "not browser"}, ["tests"], False),
        ({"deselect": ["tests/x.py::test_y"]}, ["tests"], False),
        ({"ignore": ["tests/browser"]}, ["tests"], False),
        ({"lf": True}, ["tests"], False),
        ({}, ["tests/unit"], False),
        ({}, ["tests", "tests/unit"], False),
        ({}, [f"{HERE}::test_the_log_is_whole"], False),
    ],
)
def test_only_a_run_of_everything_is_judged(
    options: dict[str, object], arguments: list[str], whole: bool
) -> None:
    assert is_whole(options, arguments, {"tests"}) is whole


SUITE = """
import pytest

def test_fine(): ...

@pytest.mark.skip("not today")
def test_left_out(): ...
"""


@pytest.mark.parametrize(
    ("relied_on", "arguments", "said"),
    [
        ("test_fine", "", ""),
        ("test_left_out", "", "H-001: tests/test_it.py::test_left_out was skipped"),
        ("test_gone", "", "H-001: tests/test_it.py::test_gone did not run"),
        ("test_gone", "-n 1", "H-001: tests/test_it.py::test_gone did not run"),
        ("test_gone", "-k fine", ""),
        ("test_gone", "tests/test_it.py", ""),
    ],
)
def test_a_run_fails_for_a_hazard_without_a_proof(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    relied_on: str,
    arguments: str,
    said: str,
) -> None:
    found = [hazard(tests=[f"tests/test_it.py::{relied_on}"])]
    monkeypatch.setattr("tests.rig.ran.read_hazards", lambda: found)
    pytester.makeini("[pytest]\ntestpaths = tests\n")
    pytester.mkdir("tests").joinpath("test_it.py").write_text(SUITE, encoding="utf-8")
    done = pytester.runpytest_inprocess("-p", "tests.rig.ran", *arguments.split())
    assert done.ret == bool(said)
    assert said in done.stdout.str()
    assert ("hazards without a test" in done.stdout.str()) is bool(said)
