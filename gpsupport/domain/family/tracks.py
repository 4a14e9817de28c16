"""Three things a family needs side by side: who does each, where it stands, what it waits for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gpsupport.domain.family.waits import rings


class TrackKind(StrEnum):
    """The tracks. Values are ids of the content."""

    SAFETY = "safety"
    STABILISATION = "stabilisation"
    TRAUMA_WORK = "trauma-work"


class TrackState(StrEnum):
    """Where a track stands."""

    CAN_START = "can-start"
    UNDER_WAY = "under-way"
    WAITS = "waits"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class View:
    """What somebody holds, in their words, and who it is."""

    who: str
    what: str

    @property
    def whole(self) -> bool:
        """Whether both are said."""
        return bool(self.who.strip() and self.what.strip())


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two who see a track differently: both views stand, and nobody's is put right here."""

    one: View
    other: View


@dataclass(frozen=True, slots=True)
class Track:
    """One track of a family. `state` is None while nobody has said.

    `again_on` is the day on which to look at it again, which ends a wait at the latest. A track
    that waits says for which other one, or in `waits_words` for what else.
    """

    kind: TrackKind
    state: TrackState | None = None
    owner: str = ""
    again_on: date | None = None
    waits_for: TrackKind | None = None
    waits_words: str = ""
    words: str = ""
    disagreement: Disagreement | None = None

    @property
    def open(self) -> bool:
        """Whether there is still something to do for it."""
        return self.state is not TrackState.DONE


@dataclass(frozen=True, slots=True)
class TracksPlan:
    """One version of the tracks of a family, on the record of one patient. Never changed.

    `barriers` are ids of the content: what stands in the way of leaving.
    """

    id: str
    patient_id: str
    at: datetime
    by: str
    tracks: tuple[Track, ...]
    barriers: tuple[str, ...] = ()

    def track(self, kind: TrackKind) -> Track:
        """The track of that kind; one that nobody has touched where the version has none."""
        return next((one for one in self.tracks if one.kind is kind), Track(kind))

    def says_the_same(self, other: TracksPlan) -> bool:
        """Whether both say the same, whoever said it when."""
        alike = {kind: self.track(kind) == other.track(kind) for kind in TrackKind}
        return all(alike.values()) and set(self.barriers) == set(other.barriers)


class Part(StrEnum):
    """What of a track something is wrong with."""

    STATE = "state"
    OWNER = "owner"
    AGAIN = "again"
    WAITS = "waits"
    PARALLEL = "parallel"
    VIEWS = "views"


@dataclass(frozen=True, slots=True)
class TrackFault:
    """Why a version cannot be saved; `past` tells a day that has gone from one that is missing."""

    kind: TrackKind
    part: Part
    past: bool = False


def faults_of(
    plan: TracksPlan, parallel: Iterable[Collection[TrackKind]], today: date
) -> tuple[TrackFault, ...]:
    """Everything that keeps a version from being saved; empty when nothing does.

    `parallel` holds, for each barrier of the version, the tracks that never wait for each other.
    """
    together = tuple(parallel)
    found: list[TrackFault] = []
    for one in plan.tracks:
        found += _faults_of(one, today)
        if any(one.kind in each and one.waits_for in each for each in together):
            found.append(TrackFault(one.kind, Part.PARALLEL))
    if all(one.state is None for one in plan.tracks):
        found.append(TrackFault(TrackKind.SAFETY, Part.STATE))
    return tuple(found)


def _faults_of(one: Track, today: date) -> Iterator[TrackFault]:
    if one.disagreement is not None and not (
        one.disagreement.one.whole and one.disagreement.other.whole
    ):
        yield TrackFault(one.kind, Part.VIEWS)
    if one.state is None:
        if one.owner.strip() or one.words.strip() or one.again_on is not None:
            yield TrackFault(one.kind, Part.STATE)
        return
    if not one.open:
        return
    if not one.owner.strip():
        yield TrackFault(one.kind, Part.OWNER)
    if one.again_on is None or one.again_on < today:
        yield TrackFault(one.kind, Part.AGAIN, past=one.again_on is not None)
    if one.state is TrackState.WAITS and not _says_for_what(one):
        yield TrackFault(one.kind, Part.WAITS)


def _says_for_what(one: Track) -> bool:
    if one.waits_for is one.kind:
        return False
    return one.waits_for is not None or bool(one.waits_words.strip())


def each_waits(plan: TracksPlan) -> tuple[tuple[TrackKind, ...], ...]:
    """The rings of tracks in which each waits for the next, so that none can begin."""
    waiting = {
        one.kind: (one.waits_for,)
        for one in plan.tracks
        if one.state is TrackState.WAITS and one.waits_for is not None
    }
    return rings(waiting)
