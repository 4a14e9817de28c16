"""What a rule is made of: the code sets and codes it looks at, and whom it is about."""

from __future__ import annotations

from gpsupport.domain.knowledge.content.pack import CodeSet, Indicator, Knowledge, KnownCode
from gpsupport.domain.knowledge.language.conditions import (
    Age,
    AllOf,
    AnyOf,
    Condition,
    code_sets_of,
    ticks_of,
)
from gpsupport.domain.people import CHILD_BELOW


def labels_of(knowledge: Knowledge) -> dict[str, str]:
    """The words of every code set, by its id."""
    return {one.id: one.label for one in knowledge.code_sets.values()}


def sets_of(indicator: Indicator, knowledge: Knowledge) -> tuple[CodeSet, ...]:
    """The code sets that a rule looks at, in the order of their words."""
    looked_at = frozenset().union(*(code_sets_of(part) for part in indicator.conditions))
    found = (knowledge.code_sets[set_id] for set_id in looked_at if set_id in knowledge.code_sets)
    return tuple(sorted(found, key=lambda one: one.label))


def codes_in(code_set: CodeSet, knowledge: Knowledge) -> tuple[KnownCode, ...]:
    """The codes of a set that the table knows, by their terms."""
    found = (knowledge.codes[code] for code in code_set.codes if code in knowledge.codes)
    return tuple(sorted(found, key=lambda one: (one.term.casefold(), one.code.value)))


def codes_of(indicator: Indicator, knowledge: Knowledge) -> tuple[KnownCode, ...]:
    """Every code that a rule looks at, once, set by set."""
    found = (known for one in sets_of(indicator, knowledge) for known in codes_in(one, knowledge))
    return tuple(dict.fromkeys(found))


def ticks_asked(indicator: Indicator) -> tuple[str, ...]:
    """What a rule asks a clinician to say, in its own words."""
    asked = [words for part in indicator.conditions for words in ticks_of(part).values()]
    return tuple(dict.fromkeys(asked))


def about_children(indicator: Indicator) -> bool:
    """Whether a rule is about nobody of full age."""
    return _below_full_age(indicator.population)


def _below_full_age(condition: Condition) -> bool:
    match condition:
        case Age(below_years=years, below_months=months):
            return (years is not None and years <= CHILD_BELOW) or months is not None
        case AllOf(of):
            return any(_below_full_age(one) for one in of)
        case AnyOf(of) if of:
            return all(_below_full_age(one) for one in of)
        case _:
            return False
