"""A pack made ready for many records: only what a record touches is judged.

An indicator that nothing in a record touches answers as on an empty record, which depends on age
and sex alone; between two ages that some rule names, every age answers alike. So these answers are
worked out once for each such band. What remains is judged once for each set of equal conditions.
"""

from __future__ import annotations

import weakref
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from gpsupport.domain.days import days_after
from gpsupport.domain.enquiry import Cadence, EnquiryHistory
from gpsupport.domain.knowledge.content.care import Exclusion, LedgerSays
from gpsupport.domain.knowledge.content.pack import Indicator, Knowledge
from gpsupport.domain.knowledge.deciding.answering import (
    FOR_THE_LEAD,
    Answer,
    Unknown,
    decide,
    in_full,
    may_look,
)
from gpsupport.domain.knowledge.deciding.facts import Arranged, CodeIndex, Facts
from gpsupport.domain.knowledge.deciding.judging import Verdict, judge
from gpsupport.domain.knowledge.language.conditions import (
    Age,
    Asked,
    Attended,
    Coded,
    Condition,
    HasChild,
    Household,
    Missed,
    Near,
    Open,
    Registered,
    Ticked,
    Today,
    code_sets_of,
    parts_of,
    uses_household,
)
from gpsupport.domain.people import Sex
from gpsupport.domain.record import PatientPicture


class Part(Enum):
    """A part of a picture that is looked at as a whole."""

    ASKINGS = auto()
    CONTACTS = auto()
    RELATIVES = auto()
    REGISTRATION = auto()
    HOUSEHOLD = auto()
    TODAY = auto()


# A code set, a tick or a part of the picture.
Look = tuple[str, str] | Part

_NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Untouched:
    """The answers on an empty record, and the groups that an entry could still change."""

    answers: tuple[Answer, ...]
    open_groups: frozenset[int]


class Compiled:
    """The rules of one pack by what they look at."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.index = CodeIndex(
            knowledge.sets_of_code,
            {code_set.id: code_set.label for code_set in knowledge.code_sets.values()},
            knowledge.codes_of_asking,
        )
        self.by_id = {indicator.id: indicator for indicator in knowledge.indicators}
        self.exclusions = tuple(
            one
            for one in knowledge.exclusions
            if one.ledger is not None or (one.when is not None and not uses_household(one.when))
        )
        self._indicators = knowledge.indicators
        self._sources = knowledge.sources
        self._codes = knowledge.codes
        self._members = tuple(_alike(knowledge.indicators))
        self._groups = _by_look(knowledge.indicators[group[0]] for group in self._members)
        self._ages = sorted({age for one in knowledge.indicators for age in _ages_named(one)})
        self._untouched: dict[tuple[int | None, Sex], Untouched] = {}

    def answers(self, facts: Facts) -> list[Answer]:
        """The answer of every indicator, in the order of the pack."""
        untouched = self._untouched_for(facts)
        touched: set[int] = set()
        for look in _looks_of_record(facts):
            touched |= self._groups.get(look, _NOBODY)
        answers = list(untouched.answers)
        for group in touched & untouched.open_groups:
            self._answer(group, facts, answers)
        return answers

    def find_exclusion(
        self, facts: Facts, history: EnquiryHistory, cadence: Cadence
    ) -> Exclusion | None:
        """The first exclusion that holds; what is not known excludes nothing."""
        for one in self.exclusions:
            if one.ledger is not None and _says(one.ledger, history, cadence, facts.on):
                return one
            if one.when is not None and judge(one.when, facts).verdict is Verdict.MET:
                return one
        return None

    def _answer(self, group: int, facts: Facts, answers: list[Answer]) -> None:
        """Judge a group once, and put the answer of each member into its place."""
        members = self._members[group]
        decision = decide(self._indicators[members[0]], facts, self._codes)
        for member in members:
            answers[member] = in_full(self._indicators[member], decision, self._sources)

    def _untouched_for(self, facts: Facts) -> Untouched:
        months = facts.age_in_months
        band = None if months is None else bisect_right(self._ages, months)
        known = self._untouched.get((band, facts.sex))
        if known is None:
            known = self._untouched[band, facts.sex] = self._work_out(facts)
        return known

    def _work_out(self, facts: Facts) -> Untouched:
        nothing = Facts(
            PatientPicture(facts.picture.patient), (), Arranged({}, ()), self.index, facts.on
        )
        answers: list[Answer] = [Unknown(one.id, FOR_THE_LEAD) for one in self._indicators]
        open_groups = set()
        for group, members in enumerate(self._members):
            indicator = self._indicators[members[0]]
            if not may_look(indicator):
                continue
            self._answer(group, nothing, answers)
            if not _settled(indicator.population, nothing):
                open_groups.add(group)
        return Untouched(tuple(answers), frozenset(open_groups))


def compiled(knowledge: Knowledge) -> Compiled:
    """The pack made ready, once for as long as it lives."""
    key = id(knowledge)
    kept = _KEPT.get(key)
    if kept is None:
        kept = _KEPT[key] = Compiled(knowledge)
        weakref.finalize(knowledge, _KEPT.pop, key, None)
    return kept


# By identity: a pack is full of mappings, and to compare two of them takes longer than to judge.
_KEPT: dict[int, Compiled] = {}


def _says(ledger: LedgerSays, history: EnquiryHistory, cadence: Cadence, on: date) -> bool:
    """Whether the entries about asking say so on a day."""
    if ledger is LedgerSays.ASKED_NOT_TO:
        return history.find_wish(on) is not None
    askings = history.askings_until(on)
    days = cadence.quiet.asked_again_days if cadence.quiet else 0
    return bool(askings) and on < days_after(askings[-1].on, days)


def _settled(population: Condition, nothing: Facts) -> bool:
    """Whether age and sex alone leave somebody out, so that no entry can change the answer."""
    if any(_looks_of(part) for part in parts_of(population)):
        return False
    return judge(population, nothing).verdict is not Verdict.MET


def _alike(indicators: tuple[Indicator, ...]) -> Iterable[tuple[int, ...]]:
    """The places of indicators in groups with equal conditions."""
    groups: dict[object, list[int]] = {}
    for place, one in enumerate(indicators):
        whens = tuple(branch.when for branch in one.branches)
        key = (one.population, one.unless, whens, may_look(one))
        groups.setdefault(key, []).append(place)
    return (tuple(places) for places in groups.values())


def _by_look(indicators: Iterable[Indicator]) -> dict[Look, frozenset[int]]:
    groups: dict[Look, set[int]] = {}
    for group, one in enumerate(indicators):
        for condition in one.conditions:
            for part in parts_of(condition):
                for look in _looks_of(part):
                    groups.setdefault(look, set()).add(group)
    return {look: frozenset(found) for look, found in groups.items()}


def _looks_of(part: Condition) -> list[Look]:
    """What one condition looks at, without those inside it; age and sex are in the band."""
    if isinstance(part, Household):
        return [Part.HOUSEHOLD]
    if isinstance(part, Ticked):
        return [("tick", part.tick)]
    sets: list[Look] = [("set", set_id) for set_id in _own_sets(part)]
    whole = _WHOLE.get(type(part))
    return [*sets, whole] if whole else sets


def _own_sets(part: Condition) -> frozenset[str]:
    holds = isinstance(part, Coded | Near | Open | Missed | Asked | HasChild)
    return code_sets_of(part) if holds else frozenset()


_WHOLE: dict[type, Look] = {
    Asked: Part.ASKINGS,
    Attended: Part.CONTACTS,
    Missed: Part.CONTACTS,
    HasChild: Part.RELATIVES,
    Registered: Part.REGISTRATION,
    Today: Part.TODAY,
}


def _looks_of_record(facts: Facts) -> list[Look]:
    """Everything that a record holds for rules to look at."""
    picture = facts.picture
    looks: list[Look] = [("set", set_id) for set_id in facts.arranged.by_set]
    looks += [("tick", tick) for tick in facts.ticks]
    wholes = (
        (Part.ASKINGS, bool(facts.askings)),
        (Part.CONTACTS, bool(picture.contacts)),
        (Part.RELATIVES, bool(picture.relatives)),
        (Part.REGISTRATION, picture.registered_on is not None),
        (Part.HOUSEHOLD, picture.household is not None),
        (Part.TODAY, picture.contact_today is not None),
    )
    return looks + [part for part, there in wholes if there]


def _ages_named(indicator: Indicator) -> Iterable[int]:
    """The ages in months at which an answer may change."""
    for condition in indicator.conditions:
        for part in parts_of(condition):
            if isinstance(part, Age):
                years = (part.from_years, part.below_years)
                months = (part.from_months, part.below_months)
                yield from (12 * age for age in years if age is not None)
                yield from (age for age in months if age is not None)
