"""Which descendants of our codes a release would bring into which code set, and which stay out.

A person put each code of the table into its sets. So a code of the table that stands outside a set
was left out of it, and neither it nor what lies below it comes in, unless a code of the set lies
between. What names harm or somebody's part in it never comes in from above.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from gpsupport.domain.knowledge.content.pack import CodeSet, Knowledge
from gpsupport.domain.record import SNOMED_CT, Code
from gpsupport.knowledge.terminology.concepts import CONCEPT_FILES, active_among, read_terms
from gpsupport.knowledge.terminology.hierarchy import (
    HIERARCHY_FILES,
    Hierarchy,
    read_hierarchy,
)
from gpsupport.knowledge.terminology.release import Kind, Release
from gpsupport.knowledge.terminology.rows import Progress

# What `expand` goes through, for the length of a progress bar.
EXPANDING_FILES = (*HIERARCHY_FILES, *CONCEPT_FILES, Kind.CONCEPTS)

# Categories of the table of codes whose members name harm, or whose part in it somebody has.
PLAIN_SPOKEN = frozenset({"disclosure", "risk", "perpetrator/household", "MARAC"})


class Why(StrEnum):
    """Why a descendant stays out; each is followed by the code that decides."""

    LEFT_OUT = "a person left it, or what it lies below, out of this set"
    PLAIN_SPOKEN = "it names harm, or lies below what does"


@dataclass(frozen=True, slots=True)
class Added:
    """A descendant that comes into a set; `below` is the code of ours that it was found from."""

    code: Code
    term: str
    below: Code


@dataclass(frozen=True, slots=True)
class StaysOut:
    """How many descendants of a set stay out because of one code, and why."""

    because: Code
    why: Why
    count: int


@dataclass(frozen=True, slots=True)
class Growth:
    """What a release brings to one set.

    `closed` says why the set takes none; then all else is empty. `cut` counts what the limit left
    out (the farthest first), `not_active` our codes in it below which nothing can lie.
    """

    set_id: str
    added: tuple[Added, ...] = ()
    stays_out: tuple[StaysOut, ...] = ()
    cut: int = 0
    not_active: tuple[Code, ...] = ()
    not_below: tuple[tuple[Code, str], ...] = ()
    closed: str = ""


@dataclass(frozen=True, slots=True)
class _Candidates:
    steps: Mapping[int, int]
    origin: Mapping[int, int]
    stays_out: Mapping[int, tuple[int, Why]]


def expand(
    release: Release,
    knowledge: Knowledge,
    sets: Collection[str],
    limit: int,
    progress: Progress | None = None,
) -> tuple[Growth, ...]:
    """What lies below the codes of these sets, by set. Raises ReleaseFault, and KeyError for a set.

    Only active concepts count; nearest first, and never more than `limit` in one set.
    """
    chosen = [knowledge.code_sets[set_id] for set_id in sets]
    hierarchy = read_hierarchy(release, progress)
    found = {one.id: _candidates(one, knowledge, hierarchy) for one in chosen if one.descendants}
    asked = {int(code.value) for one in chosen for code in one.codes}
    asked.update(code for one in found.values() for code in (*one.steps, *one.stays_out))
    active = active_among(release, asked, progress)
    taken, cut = {}, {}
    for set_id, candidates in found.items():
        living = (code for code in candidates.steps if active.get(code))
        order = sorted(living, key=lambda code: (candidates.steps[code], code))
        taken[set_id], cut[set_id] = order[:limit], len(order[limit:])
    named = {code: True for codes in taken.values() for code in codes}
    concepts = read_terms(release, named, progress)
    return tuple(
        Growth(
            set_id=one.id,
            added=tuple(
                Added(_code(code), concepts[code].preferred, _code(found[one.id].origin[code]))
                for code in taken[one.id]
            ),
            stays_out=_counted(found[one.id].stays_out, active),
            cut=cut[one.id],
            not_active=tuple(
                sorted((code for code in one.codes if not active.get(int(code.value))), key=_value)
            ),
            not_below=one.not_below,
        )
        if one.descendants
        else Growth(one.id, closed=one.because)
        for one in chosen
    )


def _candidates(code_set: CodeSet, knowledge: Knowledge, hierarchy: Hierarchy) -> _Candidates:
    """What lies below the codes of a set, apart from what must stay out."""
    own = {int(code.value) for code in code_set.codes}
    open_to = sorted(own - {int(code.value) for code, _ in code_set.not_below})
    steps: dict[int, int] = {}
    origin: dict[int, int] = {}
    for root in open_to:
        for code, distance in hierarchy.levels([root]).items():
            if code not in own and distance < steps.get(code, distance + 1):
                steps[code], origin[code] = distance, root
    stays_out = _kept_out(own, steps, knowledge, hierarchy)
    for code in stays_out:
        del steps[code]
    return _Candidates(steps, origin, stays_out)


def _kept_out(
    own: set[int], reached: Collection[int], knowledge: Knowledge, hierarchy: Hierarchy
) -> dict[int, tuple[int, Why]]:
    """Which of the concepts that were reached stay out, because of which code of the table."""
    out: dict[int, tuple[int, Why]] = {}
    for known in knowledge.codes.values():
        if known.code.system != SNOMED_CT or int(known.code.value) in own:
            continue
        barrier = int(known.code.value)
        beyond = hierarchy.below(barrier)
        if known.category in PLAIN_SPOKEN:
            out |= dict.fromkeys(beyond.intersection(reached), (barrier, Why.PLAIN_SPOKEN))
        elif barrier in reached:
            within = frozenset().union(*(hierarchy.below(one) for one in own & beyond))
            kept = beyond.intersection(reached) - within
            out |= {code: (barrier, Why.LEFT_OUT) for code in kept if code not in out}
    return out


def _counted(
    stays_out: Mapping[int, tuple[int, Why]], active: Mapping[int, bool]
) -> tuple[StaysOut, ...]:
    counts = Counter(reason for code, reason in stays_out.items() if active.get(code))
    return tuple(
        StaysOut(_code(barrier), why, count) for (barrier, why), count in sorted(counts.items())
    )


def _code(number: int) -> Code:
    return Code(SNOMED_CT, str(number))


def _value(code: Code) -> int:
    return int(code.value)
