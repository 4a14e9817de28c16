"""The content lint: every fault of a pack with file and line, and its cases judged."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from gpsupport.domain.knowledge.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Not,
    Ticked,
    code_sets_of,
)
from gpsupport.domain.knowledge.pack import Indicator, Knowledge
from gpsupport.knowledge.cases.reading import Case, Expectation, find_wrong, read_cases
from gpsupport.knowledge.faults import Finding, KnowledgeError
from gpsupport.knowledge.load import ENGLAND, content_files, read_pack
from gpsupport.knowledge.reading import Table, read_yaml

__all__ = ["Finding", "KnowledgeError", "check"]

# Words that must not stand in a title: the patient may read it.
NOT_IN_A_TITLE = re.compile(
    r"abus|violen|victim|perpetrator|\balert|curiosity|can of worms|domestic", re.IGNORECASE
)

_TIMES_TABLE = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_SHUFFLE = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def check(folder: Path | None, on: date) -> tuple[Finding, ...]:
    """Every fault of a pack (None: the packaged one) on a day; none means that it may be used.

    What the loader refuses comes first. Only content that loads is judged further, since a case
    means nothing against a rule that could not be read.
    """
    folder = folder or ENGLAND
    knowledge, loading_faults = read_pack(folder)
    findings = list(loading_faults)
    cases = read_cases(folder, findings)
    if not loading_faults:
        files = content_files(folder)
        places = {
            indicator.id: read_yaml(
                files[f"indicators/{indicator.id}.yaml"], f"indicators/{indicator.id}.yaml", []
            )
            for indicator in knowledge.indicators
        }
        findings += _judged(cases, knowledge)
        findings += _uncovered(cases, knowledge)
        findings += _overdue(knowledge, places, on)
        findings += _loud_titles(knowledge, places)
        findings += _code_faults(knowledge)
        findings += _unused_sets(knowledge)
        findings += _unsourced_helplines(knowledge)
    return tuple(sorted(set(findings)))


def _judged(cases: tuple[Case, ...], knowledge: Knowledge) -> list[Finding]:
    """Cases that do not hold, or that speak of what the pack does not have."""
    ids = {indicator.id for indicator in knowledge.indicators}
    ticks = frozenset().union(*(_ticks_of_indicator(one) for one in knowledge.indicators))
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
            f"no rule asks for this tick: {tick}"
            for tick, _ in case.picture.ticks
            if tick not in ticks
        ]
        findings += [Finding(case.place.file, case.place.line, wrong) for wrong in wrongs if wrong]
    return findings


def _uncovered(cases: tuple[Case, ...], knowledge: Knowledge) -> list[Finding]:
    findings = []
    for indicator in knowledge.indicators:
        expected = {case.expect for case in cases if case.indicator == indicator.id}
        for kind in (Expectation.FIRES, Expectation.SILENT):
            if kind not in expected:
                message = f"{indicator.id} has no case where it is expected: {kind}"
                findings.append(Finding(f"indicators/{indicator.id}.yaml", 1, message))
    return findings


def _overdue(knowledge: Knowledge, places: dict[str, Table], on: date) -> list[Finding]:
    return [
        Finding(
            f"indicators/{indicator.id}.yaml",
            places[indicator.id].need("review_by").line,
            f"the review is overdue since {indicator.review_by.isoformat()}",
        )
        for indicator in knowledge.indicators
        if indicator.review_by < on
    ]


def _loud_titles(knowledge: Knowledge, places: dict[str, Table]) -> list[Finding]:
    findings = []
    for indicator in knowledge.indicators:
        listed = places[indicator.id].need("branches").items()
        for branch, value in zip(indicator.branches, listed, strict=True):
            loud = NOT_IN_A_TITLE.search(branch.title)
            if loud:
                line = value.table().need("title").line
                message = f"a title must be calm; it has the word “{loud.group()}”"
                findings.append(Finding(f"indicators/{indicator.id}.yaml", line, message))
    return findings


def _code_faults(knowledge: Knowledge) -> list[Finding]:
    return [
        Finding("codes/codes.csv", 0, f"the check digit does not fit: {code.value}")
        for code in knowledge.codes
        if not has_check_digit(code.value)
    ]


def _unused_sets(knowledge: Knowledge) -> list[Finding]:
    used = frozenset().union(
        *(code_sets_of(part) for one in knowledge.indicators for part in _conditions_of(one))
    )
    return [
        Finding("codes/sets.yaml", 0, f"no rule uses this code set: {set_id}")
        for set_id in knowledge.code_sets
        if set_id not in used
    ]


def _unsourced_helplines(knowledge: Knowledge) -> list[Finding]:
    return [
        Finding("helplines.yaml", 0, f"{helpline.id}: there is no such source: {helpline.source}")
        for helpline in knowledge.helplines
        if helpline.source not in knowledge.sources
    ]


def has_check_digit(code: str) -> bool:
    """Whether the last digit of a SNOMED CT identifier is its Verhoeff check digit."""
    total = 0
    for place, digit in enumerate(reversed(code)):
        shuffled = int(digit)
        for _ in range(place % 8):
            shuffled = _SHUFFLE[shuffled]
        total = _TIMES_TABLE[total][shuffled]
    return total == 0


def ticks_of(condition: Condition) -> dict[str, str]:
    """What a condition asks a clinician: the name of each tick with its words."""
    match condition:
        case AllOf(of) | AnyOf(of) | AtLeast(_, of):
            return {name: words for inner in of for name, words in ticks_of(inner).items()}
        case Not(inner):
            return ticks_of(inner)
        case Ticked(tick, words):
            return {tick: words}
        case _:
            return {}


def _ticks_of_indicator(indicator: Indicator) -> frozenset[str]:
    return frozenset(name for part in _conditions_of(indicator) for name in ticks_of(part))


def _conditions_of(indicator: Indicator) -> tuple[Condition, ...]:
    parts = [indicator.population, *(branch.when for branch in indicator.branches)]
    return tuple(parts if indicator.unless is None else [*parts, indicator.unless])
