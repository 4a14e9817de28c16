"""The answer of one indicator: a prompt, a silence with its reason, or what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from gpsupport.domain.knowledge.content.pack import (
    Audience,
    Branch,
    Indicator,
    KnownCode,
    Source,
)
from gpsupport.domain.knowledge.deciding.events import Evidence
from gpsupport.domain.knowledge.deciding.facts import Facts
from gpsupport.domain.knowledge.deciding.judging import Verdict, judge
from gpsupport.domain.knowledge.language.conditions import uses_household
from gpsupport.domain.record import Code


@dataclass(frozen=True, slots=True)
class Prompt:
    """A suggestion with its reasons. `tier` 1 comes first; None is for information.

    `title` is discreet. `review_by` is the day until which the indicator's content was reviewed.
    `same_day` cannot wait for another visit; how often it may stand in front is its branch's.
    """

    indicator: str
    tier: int | None
    audience: Audience
    title: str
    say: tuple[str, ...]
    why: tuple[Evidence, ...]
    sources: tuple[Source, ...]
    review_by: date
    sensitive: bool = False
    household: bool = False
    same_day: bool = False
    front_times: int | None = None
    front_again_days: int | None = None

    @property
    def newest_on(self) -> date | None:
        """The day of the newest reason, None when no reason has one."""
        return max([reason.on for reason in self.why if reason.on], default=None)

    def overdue(self, on: date) -> bool:
        """Whether the content was due for review before that day."""
        return self.review_by < on


@dataclass(frozen=True, slots=True)
class Silence:
    """An indicator that does not fire, and why."""

    indicator: str
    because: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """An indicator that the record cannot answer, and what is missing."""

    indicator: str
    missing: str


Answer = Prompt | Silence | Unknown

FOR_THE_LEAD = "what only the lead for safeguarding may see"


@dataclass(frozen=True, slots=True)
class Decision:
    """What an indicator's conditions come to: the number of the branch that is met, or why not."""

    branch: int | None = None
    evidence: tuple[Evidence, ...] = ()
    because: str = ""
    missing: str = ""


def may_look(indicator: Indicator) -> bool:
    """Whether an indicator looks only at what it may: others' records are for the lead alone."""
    if indicator.audience is Audience.LEAD and indicator.household:
        return True
    return not any(uses_household(condition) for condition in indicator.conditions)


def answer(
    indicator: Indicator,
    facts: Facts,
    sources: Mapping[str, Source],
    codes: Mapping[Code, KnownCode],
) -> Answer:
    """The answer of one indicator, before any asking quietens it. Never raises for any facts."""
    if not may_look(indicator):
        return Unknown(indicator.id, FOR_THE_LEAD)
    return in_full(indicator, decide(indicator, facts, codes), sources)


def decide(indicator: Indicator, facts: Facts, codes: Mapping[Code, KnownCode]) -> Decision:
    """Judge the conditions of an indicator that may look at what it looks at.

    A reason without words takes the term of `codes`.
    """
    for condition, excluded_by in ((indicator.population, False), (indicator.unless, True)):
        if condition is None:
            continue
        found = judge(condition, facts)
        if found.verdict is Verdict.UNKNOWN:
            return Decision(missing=found.missing)
        if (found.verdict is Verdict.MET) is excluded_by:
            return Decision(because=found.because)
    judged = [judge(branch.when, facts) for branch in indicator.branches]
    for number, found in enumerate(judged):
        if found.verdict is Verdict.MET:
            reasons = tuple(_with_words(reason, codes) for reason in found.evidence)
            return Decision(branch=number, evidence=reasons)
    missing = [found.missing for found in judged if found.verdict is Verdict.UNKNOWN]
    if missing:
        return Decision(missing="; ".join(dict.fromkeys(missing)))
    because = dict.fromkeys(found.because for found in judged if found.because)
    return Decision(because=" ".join(because))


def in_full(indicator: Indicator, decision: Decision, sources: Mapping[str, Source]) -> Answer:
    """A decision as the answer of an indicator that has these conditions."""
    if decision.branch is not None:
        return _prompt(indicator, indicator.branches[decision.branch], decision, sources)
    if decision.missing:
        return Unknown(indicator.id, decision.missing)
    return Silence(indicator.id, decision.because)


def _prompt(
    indicator: Indicator, branch: Branch, decision: Decision, sources: Mapping[str, Source]
) -> Prompt:
    title = branch.title
    if "{times}" in title:
        days = {reason.on for reason in decision.evidence if reason.on}
        title = title.replace("{times}", _times(len(days)))
    return Prompt(
        indicator=indicator.id,
        tier=branch.tier,
        audience=indicator.audience,
        title=title,
        say=branch.say,
        why=decision.evidence,
        sources=tuple([sources[source] for source in indicator.sources]),
        review_by=indicator.review_by,
        sensitive=indicator.sensitive,
        household=indicator.household,
        same_day=branch.same_day,
        front_times=branch.front_times,
        front_again_days=branch.front_again_days,
    )


def _with_words(reason: Evidence, codes: Mapping[Code, KnownCode]) -> Evidence:
    """A reason in words: the sender's, else the term of the pack's table."""
    known = codes.get(reason.code) if reason.code and not reason.display else None
    return replace(reason, display=known.term) if known else reason


def _times(days: int) -> str:
    return {1: "once", 2: "twice", 3: "three times", 4: "four times"}.get(days, f"{days} times")
