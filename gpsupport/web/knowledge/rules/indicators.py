"""One rule in full: what it looks for, what it says, how sure it is, and how it is used here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gpsupport.actions.knowledge.backing import Backing, RuleChange
from gpsupport.actions.knowledge.using import RuleUse
from gpsupport.domain.front import is_for_clinician
from gpsupport.domain.knowledge.content.pack import Branch, Indicator, Knowledge
from gpsupport.domain.knowledge.language.conditions import Condition
from gpsupport.domain.knowledge.language.explaining import Line, outline
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.knowledge.measure.figures import Figures, RuleFigures
from gpsupport.web import words
from gpsupport.web.knowledge.pages import RuleRow, rule_row
from gpsupport.web.knowledge.rules.cases import CaseRow, case_rows
from gpsupport.web.knowledge.rules.rules import codes_in, labels_of, sets_of
from gpsupport.web.knowledge.rules.usage import UseLine, used_lines, used_sentence
from gpsupport.web.knowledge.texts.document import HOME, SourceNote, filled, source_note
from gpsupport.web.knowledge.words import (
    TIERS,
    USES,
    after_asking,
    common_status,
    span,
    status,
)


@dataclass(frozen=True, slots=True)
class Point:
    """One line of what a rule looks for, with the lines that belong to it."""

    words: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a rule speaks up, under the quiet words that stand in front.

    `limit` says how often it may stand there for the same entries; empty without a limit.
    """

    tier: str
    title: str
    looks_for: tuple[Point, ...]
    limit: str


@dataclass(frozen=True, slots=True)
class Sayings:
    """What is said to the patient, and what is done; `when` names the way, where there are more."""

    when: str
    say: tuple[str, ...]
    do: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code as a table shows it."""

    code: str
    term: str
    use: str
    status: str


@dataclass(frozen=True, slots=True)
class CodeGroup:
    """The codes of one set."""

    label: str
    codes: tuple[CodeLine, ...]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A release in which the rule changed."""

    on: str
    version: str
    what: str
    href: str


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """A rule as a clinician reads it. `used` is empty where the counts may be of too few."""

    rule: RuleRow
    ways: tuple[Way, ...]
    sayings: tuple[Sayings, ...]
    for_whom: tuple[Point, ...]
    never: tuple[Point, ...]
    silent: tuple[str, ...]
    excluded_href: str
    matters: str
    false_alarms: str
    defaults: str
    ordinary: tuple[str, ...]
    ordinary_about: str
    version: str
    review: str
    overdue: bool
    release: str
    sources: tuple[SourceNote, ...]
    used_sentence: str
    used: tuple[UseLine, ...]
    code_groups: tuple[CodeGroup, ...]
    codes_heading: str
    codes_status: str
    cases: tuple[CaseRow, ...]
    cases_heading: str
    history: tuple[HistoryLine, ...]


def indicator_page(  # noqa: PLR0917 - what the page brings together
    indicator: Indicator,
    knowledge: Knowledge,
    backing: Backing,
    use: RuleUse | None,
    history: tuple[RuleChange, ...],
    today: date,
) -> IndicatorPage:
    """Everything about one rule. `use` None: the counts of a practice have no place here."""
    labels = labels_of(knowledge)
    groups = tuple(
        CodeGroup(
            first_upper(one.label),
            tuple(
                CodeLine(
                    known.code.value,
                    known.term,
                    USES[known.use],
                    status(known.status, known.checked_against),
                )
                for known in codes_in(one, knowledge)
            ),
        )
        for one in sets_of(indicator, knowledge)
    )
    cases = case_rows(backing.cases, indicator, knowledge)
    figures = backing.passed.figures if backing.passed else None
    return IndicatorPage(
        rule=rule_row(indicator, knowledge, today),
        ways=tuple(
            Way(_tier(branch), filled(branch.title), points(branch.when, labels), _limit(branch))
            for branch in indicator.branches
        ),
        sayings=_sayings(indicator),
        for_whom=points(indicator.population, labels),
        never=points(indicator.unless, labels) if indicator.unless else (),
        silent=_silent(indicator),
        excluded_href=_excluded_href(indicator, knowledge),
        matters=indicator.matters,
        false_alarms=indicator.known_false_alarms,
        defaults=indicator.defaults,
        ordinary=_ordinary(indicator, figures),
        ordinary_about=_ordinary_about(figures),
        version=str(indicator.version),
        review=words.day(indicator.review_by),
        overdue=indicator.overdue(today),
        release=first_upper(knowledge.standing.words),
        sources=tuple(
            source_note(knowledge.sources[one], number)
            for number, one in enumerate(indicator.sources, start=1)
        ),
        used_sentence=used_sentence(indicator, use),
        used=used_lines(indicator, use),
        code_groups=groups,
        codes_heading=f"Codes it looks at ({sum(len(one.codes) for one in groups)})",
        codes_status=common_status(code.status for group in groups for code in group.codes),
        cases=cases,
        cases_heading=f"Cases that it must get right ({len(cases)})",
        history=tuple(_history_line(one) for one in history),
    )


def _tier(branch: Branch) -> str:
    return "Cannot wait: first of all, whoever asked" if branch.same_day else TIERS[branch.tier]


def _limit(branch: Branch) -> str:
    if branch.front_times is None:
        return ""
    visits = words.count(branch.front_times, "consultation")
    limit = f"While nobody asks: in front in {visits} for the same entries, then below."
    if branch.front_again_days is None:
        return limit
    return f"{limit} In front again after {span(branch.front_again_days)}."


def points(condition: Condition, labels: dict[str, str]) -> tuple[Point, ...]:
    """A condition as nested points."""
    return _nested(outline(condition, labels))


def _nested(lines: Iterable[Line], depth: int = 0) -> tuple[Point, ...]:
    found: list[tuple[str, list[Line]]] = []
    for line in lines:
        if line.depth == depth:
            found.append((line.words, []))
        elif found:
            found[-1][1].append(line)
    return tuple(Point(first_upper(said), _nested(below, depth + 1)) for said, below in found)


def _sayings(indicator: Indicator) -> tuple[Sayings, ...]:
    """What is said, once for all the ways in which it is the same."""
    titles: dict[tuple[str, ...], list[str]] = {}
    for branch in indicator.branches:
        titles.setdefault(branch.say, []).append(filled(branch.title))
    return tuple(
        Sayings(
            when=" ".join(dict.fromkeys(named)) if len(titles) > 1 else "",
            say=tuple(filled(one) for one in say if one.startswith("“")),
            do=tuple(filled(one) for one in say if not one.startswith("“")),
        )
        for say, named in titles.items()
    )


def _silent(indicator: Indicator) -> tuple[str, ...]:
    found = [after_asking(indicator.after_asking)]
    if indicator.sensitive:
        found.append("Sexual or reproductive: shown only when the patient is alone.")
    if indicator.household:
        found.append("About the household: never on a clinician’s page.")
    if indicator.beside_adult:
        found.append("May be read by an adult who came with the child. Ticks do not count then.")
    return tuple(found)


def _excluded_href(indicator: Indicator, knowledge: Knowledge) -> str:
    """Where it stands when nobody is prompted: that is about what a clinician sees."""
    if not is_for_clinician(indicator) or not knowledge.exclusions:
        return ""
    return f"{HOME}/timing#no-prompt"


def _ordinary(indicator: Indicator, figures: Figures | None) -> tuple[str, ...]:
    if figures is None:
        return ("Not measured for this release.",)
    found = ((name, group.rule(indicator.id)) for name, group in figures.groups)
    said = tuple(_share(name, rule) for name, rule in found if rule and rule.front.count)
    return said or ("It never stood in front.",)


def _share(group: str, rule: RuleFigures) -> str:
    front = rule.front
    return (
        f"In front in {front.share:.1%} of the encounters of {group}"
        f" ({front.low:.1%} to {front.high:.1%})."
    )


def _ordinary_about(figures: Figures | None) -> str:
    if figures is None:
        return ""
    adults, children = figures.adults, figures.children
    return (
        f"A model of {adults.patients:,} adults and {children.patients:,} children for whom"
        " nothing is wrong at home. It is no practice’s figures."
    )


def _history_line(change: RuleChange) -> HistoryLine:
    what = "Changed" if change.was_there else "New"
    return HistoryLine(
        on=words.day(change.effective_on),
        version=f"{change.version.pack} {change.version.version}",
        what=what if change.is_there else "No longer used",
        href=f"{HOME}/releases/{change.release_id}",
    )
