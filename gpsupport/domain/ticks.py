"""Which ticks to offer a clinician about one patient: those that would change an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.days import within
from gpsupport.domain.front import is_for_clinician
from gpsupport.domain.knowledge.content.care import OwnStatements
from gpsupport.domain.knowledge.content.pack import Branch, Indicator, Knowledge
from gpsupport.domain.knowledge.deciding.answering import decide, may_look
from gpsupport.domain.knowledge.deciding.compiled import compiled
from gpsupport.domain.knowledge.deciding.facts import Facts, arrange
from gpsupport.domain.knowledge.deciding.judging import judge
from gpsupport.domain.knowledge.language.conditions import (
    AllOf,
    Condition,
    Ticked,
    ticked_in,
    uses_household,
)
from gpsupport.domain.record import PatientPicture, Tick, newest_ticks

# What no branch ranks, such as the ticks of an exclusion, comes last.
_LAST = (True, 9)


@dataclass(frozen=True, slots=True)
class OfferedTick:
    """One box. `said` is the newest answer, `holds` whether it still counts.

    `rank` puts first what cannot wait, then the lower tier.
    """

    asked: Ticked
    rank: tuple[bool, int]
    said: Tick | None
    holds: bool

    @property
    def ticked(self) -> bool:
        """Whether the box is ticked: somebody said yes, and that still counts."""
        return self.said is not None and self.said.answer and self.holds


def offered_ticks(
    picture: PatientPicture, knowledge: Knowledge, on: date, *, alone: bool
) -> tuple[OfferedTick, ...]:
    """The boxes for a clinician's page, what cannot wait first.

    One is offered where its answer decides whether a rule fires for this patient, or where somebody
    ticked it. Left out is what is for the lead or the owner or about the household, and what is
    sensitive unless the patient is `alone` or it cannot wait.
    """
    index = compiled(knowledge).index
    askings = picture.history.askings_until(on)
    facts = Facts(picture, askings, arrange(picture.entries, index, on), index, on)
    said = newest_ticks(picture.ticks, on)
    found: dict[str, OfferedTick] = {}
    for asked, rank, matters in _asked(facts, knowledge, alone=alone):
        last = said.get(asked.tick)
        holds = last is not None and within(last.on, on, asked.holds_days)
        one = OfferedTick(asked, rank, last, holds)
        if not (matters or one.ticked):
            continue
        present = found.get(asked.tick)
        if present is not None:
            longest = max(present.asked, asked, key=lambda each: each.holds_days)
            holds = present.holds or holds
            one = OfferedTick(longest, min(present.rank, rank), last, holds)
        found[asked.tick] = one
    return tuple(sorted(found.values(), key=lambda one: (one.rank, one.asked.tick)))


def told_ticks(
    picture: PatientPicture, knowledge: Knowledge, on: date, *, alone: bool
) -> tuple[tuple[Tick, str], ...]:
    """Every answer up to a day in the words of the content that asked, the oldest first.

    What nothing asks any more, and what this reader may not see, is left out.
    """
    own = knowledge.own_statements
    asked = {one.id: one.words for one in own.ticks} if own else {}
    asked |= {
        one.tick: one.words
        for indicator in knowledge.indicators
        if is_for_clinician(indicator)
        for one, _ in _ticks_of(indicator, alone=alone)
    }
    for exclusion in knowledge.exclusions:
        asked |= {one.tick: one.words for one in ticked_in(exclusion.when or AllOf(()))}
    return tuple(
        (one, asked[one.name]) for one in picture.ticks if one.on <= on and one.name in asked
    )


def own_words_on(ticks: Iterable[Tick], content: OwnStatements, on: date) -> frozenset[str]:
    """The ids of what a patient said of their own behaviour on that very day, and not taken back.

    What was said on another day counts no more: the patient speaks of it again, or nobody does.
    """
    newest = newest_ticks(ticks, on)
    own = (newest.get(one.id) for one in content.ticks)
    return frozenset(one.name for one in own if one and one.answer and one.on == on)


def ticks_that_may_leave(ticks: Iterable[Tick], knowledge: Knowledge) -> tuple[Tick, ...]:
    """The answers to what a rule asks; what patients say of their own behaviour stays here."""
    asked: set[str] = set()
    for indicator in knowledge.indicators:
        asked |= {one.tick for one, _ in _ticks_of(indicator, alone=True)}
    for exclusion in knowledge.exclusions:
        asked |= {one.tick for one in ticked_in(exclusion.when or AllOf(()))}
    return tuple(one for one in ticks if one.name in asked - own_statements_of(knowledge))


def own_statements_of(knowledge: Knowledge) -> frozenset[str]:
    """The ids of what a patient may say of their own behaviour."""
    own = knowledge.own_statements
    return frozenset(one.id for one in own.ticks) if own else frozenset()


def _asked(
    facts: Facts, knowledge: Knowledge, *, alone: bool
) -> Iterator[tuple[Ticked, tuple[bool, int], bool]]:
    """Each tick that may be asked here, with its rank, and whether its answer changes anything."""
    for indicator in knowledge.indicators:
        if not (is_for_clinician(indicator) and may_look(indicator)):
            continue
        for asked, rank in _ticks_of(indicator, alone=alone):
            yes, no = (
                decide(indicator, facts.as_if(asked.tick, answer=answer), knowledge.codes)
                for answer in (True, False)
            )
            yield asked, rank, (yes.branch, not yes.missing) != (no.branch, not no.missing)
    for exclusion in knowledge.exclusions:
        if exclusion.when is not None and not uses_household(exclusion.when):
            for asked in ticked_in(exclusion.when):
                yield asked, _LAST, _changes(exclusion.when, asked, facts)


def _ticks_of(indicator: Indicator, *, alone: bool) -> Iterator[tuple[Ticked, tuple[bool, int]]]:
    shown = [one for one in indicator.branches if alone or one.same_day or not indicator.sensitive]
    for branch in shown:
        for asked in ticked_in(branch.when):
            yield asked, _rank(branch)
    if shown:
        for condition in (indicator.population, indicator.unless):
            if condition is not None:
                for asked in ticked_in(condition):
                    yield asked, _rank(shown[0])


def _rank(branch: Branch) -> tuple[bool, int]:
    return not branch.same_day, branch.tier or _LAST[1]


def _changes(condition: Condition, asked: Ticked, facts: Facts) -> bool:
    yes, no = (
        judge(condition, facts.as_if(asked.tick, answer=answer)).verdict for answer in (True, False)
    )
    return yes is not no
