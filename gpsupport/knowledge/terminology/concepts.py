"""What a release says of chosen concepts: whether they are active, their terms, what came after.

Where two packages hold versions of the same row, the newer one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from gpsupport.knowledge.terminology.meanings import (
    FULLY_SPECIFIED_NAME,
    INACTIVATION,
    LANGUAGES,
    PERHAPS_SUBSTITUTED,
    PREFERRED,
    SUBSTITUTED,
    SUCCESSIONS,
    SYNONYM,
)
from gpsupport.knowledge.terminology.release import Kind, Release
from gpsupport.knowledge.terminology.rows import Progress, Rows

# The files that `read_concepts` and `read_history` go through, once each.
CONCEPT_FILES = (Kind.CONCEPTS, Kind.DESCRIPTIONS, Kind.LANGUAGE)
HISTORY_FILES = (Kind.ASSOCIATIONS, Kind.ATTRIBUTE_VALUES, Kind.SUBSTITUTIONS)

_Key = TypeVar("_Key", bytes, tuple[bytes, bytes])
_What = TypeVar("_What")

_RANK = {refset: rank for rank, refset in enumerate(LANGUAGES)}


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of a release.

    `preferred` is the term of the first language reference set that prefers one, else the fully
    specified name. `terms` are all its terms that are in use, `old_terms` those that were.
    """

    code: int
    active: bool
    preferred: str
    full_name: str
    terms: frozenset[str]
    old_terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class History:
    """What became of inactive concepts: the reason's concept, and successors as (how, concept)."""

    reasons: Mapping[int, int]
    successors: Mapping[int, tuple[tuple[str, int], ...]]

    def named(self) -> frozenset[int]:
        """The concepts that a report has to name beside those that it is about."""
        after = {code for found in self.successors.values() for _, code in found}
        return frozenset(after | set(self.reasons.values()))


def active_among(
    release: Release, wanted: Iterable[int], progress: Progress | None = None
) -> dict[int, bool]:
    """Which of these concepts the release has, and whether each is active. Raises ReleaseFault."""
    newest: dict[bytes, tuple[bytes, bool]] = {}
    keys = _keys(wanted)
    for rows, row in _rows(release, Kind.CONCEPTS, progress):
        if row[0] in keys:
            _keep_newest(newest, row[0], row[1], rows.flag(row[2]))
    return {int(code): active for code, (_, active) in newest.items()}


def read_concepts(
    release: Release, wanted: Iterable[int], progress: Progress | None = None
) -> dict[int, Concept]:
    """These concepts with their terms, as far as the release has them. Raises ReleaseFault."""
    return read_terms(release, active_among(release, wanted, progress), progress)


def read_terms(
    release: Release, active: Mapping[int, bool], progress: Progress | None = None
) -> dict[int, Concept]:
    """The terms of concepts that are known to be in the release. Raises ReleaseFault."""
    described = _read_descriptions(release, active, progress)
    ranks = _read_preferences(release, described, progress)
    by_concept: dict[int, list[_Description]] = {code: [] for code in active}
    for description in described.values():
        description.rank = ranks.get(description.id, len(LANGUAGES))
        by_concept[description.concept].append(description)
    return {code: _concept(code, active[code], found) for code, found in by_concept.items()}


def read_history(
    release: Release, wanted: Iterable[int], progress: Progress | None = None
) -> History:
    """Why these concepts are inactive and what came after them. Raises ReleaseFault."""
    keys = _keys(wanted)
    reasons: dict[bytes, tuple[bytes, int | None]] = {}
    for rows, row in _rows(release, Kind.ATTRIBUTE_VALUES, progress):
        if row[5] in keys and row[4] == INACTIVATION:
            value = rows.number(row[6]) if rows.flag(row[2]) else None
            _keep_newest(reasons, row[5], row[1], value)
    links: dict[bytes, tuple[bytes, tuple[bytes, bytes, int] | None]] = {}
    for rows, row in _rows(release, Kind.ASSOCIATIONS, progress):
        if row[5] in keys and row[4] in SUCCESSIONS:
            link = (row[5], row[4], rows.number(row[6])) if rows.flag(row[2]) else None
            _keep_newest(links, row[0], row[1], link)
    found = [link for _, link in links.values() if link is not None]
    order = list(SUCCESSIONS)
    found.sort(key=lambda link: (order.index(link[1]), link[2]))
    after: dict[int, list[tuple[str, int]]] = {}
    for old, how, new in found:
        after.setdefault(int(old), []).append((SUCCESSIONS[how], new))
    for rows, row in _rows(release, Kind.SUBSTITUTIONS, progress):
        if row[0] in keys:
            how_in_words = SUBSTITUTED if row[5] == b"0" else PERHAPS_SUBSTITUTED
            _add_substitution(after.setdefault(int(row[0]), []), how_in_words, rows.number(row[2]))
    return History(
        {int(code): value for code, (_, value) in reasons.items() if value is not None},
        {code: tuple(links_of) for code, links_of in after.items()},
    )


def _add_substitution(known: list[tuple[str, int]], how: str, code: int) -> None:
    """The table repeats what the release's own history says; only what is new is worth a line."""
    if code not in {one for _, one in known}:
        known.append((how, code))


@dataclass(slots=True)
class _Description:
    id: bytes
    concept: int
    term: str
    is_full_name: bool
    active: bool
    effective: bytes
    rank: int = field(default=len(LANGUAGES))


def _rows(
    release: Release, kind: Kind, progress: Progress | None
) -> Iterator[tuple[Rows, list[bytes]]]:
    """The rows of every file of a kind, each with its place."""
    for file in release.of(kind):
        rows = Rows(file, progress)
        for row in rows:
            yield rows, row


def _keys(wanted: Iterable[int]) -> frozenset[bytes]:
    return frozenset(str(code).encode() for code in wanted)


def _keep_newest(
    newest: dict[_Key, tuple[bytes, _What]], key: _Key, effective: bytes, what: _What
) -> None:
    known = newest.get(key)
    if known is None or known[0] <= effective:
        newest[key] = (effective, what)


def _read_descriptions(
    release: Release, wanted: Iterable[int], progress: Progress | None
) -> dict[bytes, _Description]:
    """Names and synonyms of the concepts, by the description's identifier."""
    keys = _keys(wanted)
    found: dict[bytes, _Description] = {}
    for rows, row in _rows(release, Kind.DESCRIPTIONS, progress):
        if row[4] not in keys or row[6] not in (SYNONYM, FULLY_SPECIFIED_NAME):
            continue
        known = found.get(row[0])
        if known is None or known.effective <= row[1]:
            found[row[0]] = _Description(
                id=row[0],
                concept=int(row[4]),
                term=rows.text(row[7]),
                is_full_name=row[6] == FULLY_SPECIFIED_NAME,
                active=rows.flag(row[2]),
                effective=row[1],
            )
    return found


def _read_preferences(
    release: Release, described: Mapping[bytes, _Description], progress: Progress | None
) -> dict[bytes, int]:
    """For each description the rank of the best language that prefers it; none if none does."""
    members: dict[tuple[bytes, bytes], tuple[bytes, bool]] = {}
    for rows, row in _rows(release, Kind.LANGUAGE, progress):
        if row[5] in described and row[4] in _RANK:
            prefers = rows.flag(row[2]) and row[6] == PREFERRED
            _keep_newest(members, (row[5], row[4]), row[1], prefers)
    ranks: dict[bytes, int] = {}
    for (description, refset), (_, prefers) in members.items():
        if prefers:
            rank = _RANK[refset]
            ranks[description] = min(rank, ranks.get(description, rank))
    return ranks


def _concept(code: int, active: bool, descriptions: list[_Description]) -> Concept:
    in_use = sorted((one for one in descriptions if one.active), key=lambda one: (one.rank, one.id))
    full_name = next((one.term for one in in_use if one.is_full_name), "")
    preferred = next(
        (one.term for one in in_use if not one.is_full_name and one.rank < len(LANGUAGES)),
        full_name,
    )
    terms = frozenset(one.term for one in in_use)
    old = frozenset(one.term for one in descriptions if not one.active) - terms
    return Concept(code, active, preferred, full_name, terms, old)
