"""Counts how often a rule stands in front of a clinician who sees an ordinary patient."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from gpsupport.domain.assessment import assess
from gpsupport.domain.front import TIERS_TO_ASK, find_front, for_clinician, is_for_clinician
from gpsupport.domain.knowledge.content.pack import Indicator, Knowledge
from gpsupport.domain.record import Shown
from gpsupport.knowledge.measure.figures import (
    Figures,
    GroupFigures,
    RuleFigures,
    share_of,
)
from gpsupport.knowledge.measure.population import Life, draw_people

ADULTS = 2_000
CHILDREN = 500
SEED = 1
# For the spread only: the limits are judged with the seed above.
OTHER_SEEDS = (2, 3, 4, 5, 6, 7, 8)
# The records end on this day. Any other would do: no rule knows the date from anything else.
MEASURED_ON = date(2026, 11, 23)

_TWELVE_MONTHS = timedelta(days=364)
# What stood in front before the twelve months: the rules look back at most so far.
_SHOWN_BEFORE = timedelta(days=730)


def measure(
    knowledge: Knowledge, seed: int = SEED, *, adults: int = ADULTS, children: int = CHILDREN
) -> Figures:
    """Every encounter of twelve months of ordinary patients, judged on its own day.

    The same knowledge and seed give the same figures. Takes some seconds.
    """
    groups = {True: _Tally(knowledge), False: _Tally(knowledge)}
    if knowledge.prevalence is not None:
        draw = Random(seed)  # noqa: S311  the same seed must draw the same people
        people = draw_people(
            knowledge.prevalence, MEASURED_ON, draw, adults=adults, children=children
        )
        for number, life in enumerate(people):
            groups[number < adults].see(life)
    return Figures(
        release=knowledge.version.release,
        seed=seed,
        adults=groups[True].figures(),
        children=groups[False].figures(),
        unmeasured=_unmeasured(knowledge),
    )


def can_stand_in_front(indicator: Indicator) -> bool:
    """Whether a clinician's page may ever put it in front."""
    return is_for_clinician(indicator) and any(
        branch.tier in TIERS_TO_ASK or branch.same_day for branch in indicator.branches
    )


def _unmeasured(knowledge: Knowledge) -> tuple[str, ...]:
    looked_at = frozenset().union(*(indicator.code_sets for indicator in knowledge.indicators))
    known = knowledge.prevalence.things if knowledge.prevalence else {}
    return tuple(sorted(looked_at - set(known)))


@dataclass(slots=True)
class _Tally:
    """The encounters of one group, patient by patient."""

    knowledge: Knowledge
    encounters: list[int] = field(default_factory=list)
    fronts: list[Counter[str]] = field(default_factory=list)
    first_showings: Counter[str] = field(default_factory=Counter)

    def see(self, life: Life) -> None:
        """Judge each encounter of the last twelve months, after those before them."""
        start = MEASURED_ON - _TWELVE_MONTHS
        counted: Counter[str] = Counter()
        last_front: str | None = None
        for day, front in self._fronts(life, start - _SHOWN_BEFORE):
            if day >= start and front is not None:
                counted[front] += 1
                self.first_showings[front] += front != last_front
            last_front = front
        self.encounters.append(sum(day >= start for day in life.encounters))
        self.fronts.append(counted)

    def _fronts(self, life: Life, first: date) -> Iterator[tuple[date, str | None]]:
        """What the page puts in front at each encounter from a day on, while nobody asks.

        The gate is passed each time and the patient is alone, so that nothing is held back.
        """
        shown: list[Shown] = []
        for day in life.encounters:
            if day < first:
                continue
            picture = replace(life.picture, shown=tuple(shown))
            assessment = assess(picture, self.knowledge, day)
            seen = for_clinician(assessment, self.knowledge, alone=True)
            front = find_front(seen)
            if front is not None:
                shown.append(Shown(front.indicator, day, front.newest_on))
            yield day, front.indicator if front else None

    def figures(self) -> GroupFigures:
        """What was counted."""
        people = list(zip(self.fronts, self.encounters, strict=True))
        rules = tuple(
            RuleFigures(
                indicator.id,
                share_of([(fronts[indicator.id], whole) for fronts, whole in people]),
                self._a_hundred(self.first_showings[indicator.id]),
            )
            for indicator in self.knowledge.indicators
            if can_stand_in_front(indicator)
        )
        return GroupFigures(
            patients=len(people),
            encounters=sum(self.encounters),
            front=share_of([(fronts.total(), whole) for fronts, whole in people]),
            first_showings=self._a_hundred(self.first_showings.total()),
            rules=rules,
        )

    def _a_hundred(self, count: int) -> float:
        return round(100 * count / max(len(self.encounters), 1), 2)
