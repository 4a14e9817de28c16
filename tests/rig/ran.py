"""Fails a run of the whole suite in which a test that a hazard relies on did not run and pass.

A hazard whose test was skipped, renamed away or never collected is a hazard that nothing controls.
A run of a part of the suite proves nothing either way, so it is not judged.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pytest

from tests.rig.hazards import BadHazard, Hazard, read_hazards

# What tests/rig/missing.py says when it skips: the machine lacks something, and how to mend that.
HOW_TO_RUN = "To run this test:"

# What a run is asked with when only some of the tests are wanted.
NARROWING = (
    "keyword",
    "markexpr",
    "deselect",
    "ignore",
    "ignore_glob",
    "lf",
    "collectonly",
    "pyargs",
)


@dataclass(frozen=True)
class Judgement:
    """`faults` fail the run; `excused` is said aloud: this machine lacks what those tests need."""

    faults: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()


@dataclass
class Ran:
    """What became of each test of this session, its parameters taken together."""

    passed: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    skipped: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def note(self, report: pytest.TestReport) -> None:
        """Take in one report; a test has three: of its preparation, its call and its end."""
        name = report.nodeid.partition("[")[0]
        if report.failed:
            self.failed.add(name)
        elif report.skipped:
            # An expected failure comes as skipped, with words that excuse nothing here.
            self.skipped[name].add(str(report.longrepr))
        elif report.when == "call":
            self.passed.add(name)


def judge(hazards: Iterable[Hazard], ran: Ran) -> Judgement:
    """Say which hazard has no proof in this run, and which has one only on other machines."""
    faults, excused = [], []
    for hazard in hazards:
        for test in hazard.tests:
            reasons = ran.skipped.get(test, set())
            lacking = {reason for reason in reasons if HOW_TO_RUN in reason}
            if test in ran.failed:
                faults.append(f"{hazard.id}: {test} failed")
            elif reasons - lacking:
                faults.append(f"{hazard.id}: {test} was skipped")
            elif lacking:
                excused.append(f"{hazard.id}: {test} did not run here, or not in every form")
            elif test not in ran.passed:
                faults.append(f"{hazard.id}: {test} did not run")
    return Judgement(tuple(faults), tuple(excused))


def is_whole(options: Mapping[str, object], arguments: Iterable[str], whole: set[str]) -> bool:
    """Whether a run was asked for every test: no selection, and no path but those of the suite."""
    return not any(options.get(name) for name in NARROWING) and set(arguments) <= whole


def pytest_configure(config: pytest.Config) -> None:
    """Watch, unless this is a worker: the process that hands out the tests sees every report."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Watch(config), "gpsupport-hazards")


class _Watch:
    def __init__(self, config: pytest.Config) -> None:
        self._ran = Ran()
        self._judgement = Judgement()
        testpaths = {str(path) for path in config.getini("testpaths")}
        arguments = {argument.rstrip("/") for argument in config.args}
        whole = testpaths | {str(config.rootpath / path) for path in testpaths} | {"."}
        self._whole = is_whole(vars(config.option), arguments, whole)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._ran.note(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        ended = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        if not self._whole or not ended or session.shouldstop or session.shouldfail:
            return
        try:
            self._judgement = judge(read_hazards(), self._ran)
        except BadHazard as fault:
            self._judgement = Judgement(faults=(str(fault),))
        if self._judgement.faults:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        judged = self._judgement
        if judged.excused:
            terminalreporter.section("hazards whose test this machine cannot run")
            for line in judged.excused:
                terminalreporter.line(line, yellow=True)
        if judged.faults:
            terminalreporter.section("hazards without a test that ran and passed", red=True)
            for line in judged.faults:
                terminalreporter.line(line, red=True)
            terminalreporter.line("A hazard without a proof fails the run: docs/safety/README.md")
