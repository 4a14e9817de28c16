"""The content check: every fault of a pack with file and line, and its cases and stories judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.conditions import ticks_of
from gpsupport.knowledge.cases.coverage import uncovered, wrong_boundaries
from gpsupport.knowledge.cases.reading import Case, find_wrong, read_cases
from gpsupport.knowledge.cases.stories import read_stories, wrong_steps
from gpsupport.knowledge.faults import Finding, KnowledgeError
from gpsupport.knowledge.lints import has_check_digit, lint, overdue
from gpsupport.knowledge.load import ENGLAND, all_files, read_files

__all__ = ["Checked", "Finding", "KnowledgeError", "check", "check_files", "has_check_digit"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check read and found. `knowledge` may be used only when there are no findings.

    `cases` and `stories` are how many were judged.
    """

    knowledge: Knowledge
    findings: tuple[Finding, ...]
    cases: int
    stories: int


def check(folder: Path | None, on: date, overlay: Path | None = None) -> tuple[Finding, ...]:
    """Every fault of a pack (None: the packaged one) on a day; none means that it may be used."""
    return check_files(all_files(folder or ENGLAND, overlay), on).findings


def check_files(files: Mapping[str, bytes], on: date | None) -> Checked:
    """Every fault of the files of a pack, as `all_files` names them, on a day.

    What the loader refuses comes first. Only content that loads is judged further, since a case
    means nothing against a rule that could not be read. Without a day (None) overdue reviews are
    no faults: content that was published goes on serving when its review is late, and says so.
    """
    knowledge, loading_faults = read_files(files)
    findings = list(loading_faults)
    cases = read_cases(files, findings)
    stories = read_stories(files, findings)
    if not loading_faults:
        findings += _judged(cases, knowledge)
        findings += wrong_boundaries(cases, knowledge)
        findings += uncovered(cases, knowledge)
        findings += [wrong for story in stories for wrong in wrong_steps(story, knowledge)]
        findings += lint(knowledge, files)
        findings += overdue(knowledge, files, on) if on is not None else ()
    return Checked(knowledge, tuple(sorted(set(findings))), len(cases), len(stories))


def _judged(cases: tuple[Case, ...], knowledge: Knowledge) -> list[Finding]:
    """Cases that do not hold, or that speak of what the pack does not have."""
    ids = {indicator.id for indicator in knowledge.indicators}
    parts = [part for one in knowledge.indicators for part in one.conditions]
    parts += [one.when for one in knowledge.exclusions if one.when is not None]
    parts += [one.event.when for one in knowledge.follow_ups if one.event.when is not None]
    ticks = {tick for part in parts for tick in ticks_of(part)}
    findings = []
    for case in cases:
        wrongs = [f"there is no such indicator: {case.indicator}"]
        if case.indicator in ids:
            wrongs = [find_wrong(case, knowledge) or ""]
        wrongs += [
            f"this code is not in the table of codes: {coding.code.value}"
            for entry in case.picture.entries
            for coding in entry.codings
            if coding.code not in knowledge.codes
        ]
        wrongs += [
            f"no rule asks for this tick: {tick.name}"
            for tick in case.picture.ticks
            if tick.name not in ticks
        ]
        findings += [Finding(case.place.file, case.place.line, wrong) for wrong in wrongs if wrong]
    return findings
