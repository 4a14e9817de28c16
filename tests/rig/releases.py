"""Releases for tests: the packaged content with one thing changed, and checks that take no time."""

from collections.abc import Mapping
from datetime import date
from functools import cache

import pytest

from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.knowledge.faults import Finding, KnowledgeError
from gpsupport.knowledge.load import ENGLAND, all_files, read_files
from gpsupport.knowledge.measure.figures import Figures, GroupFigures, Share
from gpsupport.knowledge.report import Passed, Told

FRONT = Share(12, 400, 0.03, 0.015, 0.045)
GROUP = GroupFigures(100, 400, FRONT, 1.5, ())


def changed_files(name: str, indicator: str = "A06") -> dict[str, bytes]:
    """The packaged files, in which one rule has another name."""
    files = all_files(ENGLAND)
    at = f"indicators/{indicator}.yaml"
    lines = files[at].decode().splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines) if line.startswith("name:"))
    lines[place] = f"name: {name}\n"
    return {**files, at: "".join(lines).encode()}


def examine_fast(
    files: Mapping[str, bytes], _on: date, software: str, told: Told = lambda _: None
) -> tuple[Knowledge, Passed]:
    """What reads passes. The real checks and the measure have tests of their own."""
    told("Reading")
    knowledge, faults = _read(frozenset(files.items()))
    if faults:
        raise KnowledgeError(faults)
    release = knowledge.version.release
    return knowledge, Passed(release, software, 160, 9, Figures(release, 1, GROUP, GROUP))


@cache
def _read(files: frozenset[tuple[str, bytes]]) -> tuple[Knowledge, tuple[Finding, ...]]:
    return read_files(dict(files))


@pytest.fixture
def fast_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publishing without the seconds that the real checks take."""
    monkeypatch.setattr("gpsupport.actions.knowledge.publishing.examine", examine_fast)
