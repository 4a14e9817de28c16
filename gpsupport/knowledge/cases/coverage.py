"""What the cases of a pack leave open: an indicator that nothing has tried at its edges."""

from __future__ import annotations

from gpsupport.domain.knowledge.content.pack import Indicator, Knowledge
from gpsupport.domain.knowledge.language.conditions import (
    HasChild,
    Household,
    Open,
    Registered,
    Ticked,
    Today,
    parts_of,
)
from gpsupport.knowledge.cases.reading import Case, Expectation, answer
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.overlay import indicator_file

# What a record may be silent about, so that an indicator that needs it may have no answer.
_MAY_BE_UNKNOWN = (Ticked, Open, HasChild, Household, Registered, Today)


def uncovered(cases: tuple[Case, ...], knowledge: Knowledge) -> list[Finding]:
    """Each indicator needs a case that fires, one that stays silent, one at a boundary, one that
    says who reads it, and one that is unknown where a record may be silent about what it needs.
    """
    findings = []
    for indicator in knowledge.indicators:
        own = [case for case in cases if case.indicator == indicator.id]
        wanted = [Expectation.FIRES, Expectation.SILENT]
        if may_be_unknown(indicator):
            wanted.append(Expectation.UNKNOWN)
        missing = [
            f"where it is expected: {kind}"
            for kind in wanted
            if kind not in {case.expect for case in own}
        ]
        if not any(case.boundary for case in own):
            missing.append("at a boundary, beside one where it answers differently")
        if not any(case.read_by for case in own):
            missing.append("that says who reads it")
        file = indicator_file(indicator.id, knowledge)
        findings += [Finding(file, 1, f"{indicator.id} has no case {words}") for words in missing]
    return findings


def wrong_boundaries(cases: tuple[Case, ...], knowledge: Knowledge) -> list[Finding]:
    """Cases whose neighbour does not exist or answers the same, and names that come twice."""
    ids = {indicator.id for indicator in knowledge.indicators}
    named: dict[tuple[str, str], Case] = {}
    findings = []
    for case in cases:
        if named.setdefault((case.indicator, case.name), case) is not case:
            wrong = f"two cases have this name: {case.name}"
            findings.append(Finding(case.place.file, case.place.line, wrong))
    for case in cases:
        if not case.boundary or case.indicator not in ids:
            continue
        neighbour = named.get((case.indicator, case.boundary))
        wrong = ""
        if neighbour is None:
            wrong = f"“{case.name}” names a neighbour that does not exist: {case.boundary}"
        elif case.expect is neighbour.expect and _answer_alike(case, neighbour, knowledge):
            wrong = f"“{case.name}” and its neighbour “{neighbour.name}” give the same answer"
        if wrong:
            findings.append(Finding(case.place.file, case.place.line, wrong))
    return findings


def _answer_alike(case: Case, neighbour: Case, knowledge: Knowledge) -> bool:
    return answer(case, knowledge) == answer(neighbour, knowledge)


def may_be_unknown(indicator: Indicator) -> bool:
    """Whether an indicator needs something that a record may be silent about."""
    return any(
        isinstance(part, _MAY_BE_UNKNOWN) and not (isinstance(part, Ticked) and part.open_is_no)
        for condition in indicator.conditions
        for part in parts_of(condition)
    )
