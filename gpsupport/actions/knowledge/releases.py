"""Releases of the content as a reviewer reads them: where each stands, and what it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.standing import PackVersion
from gpsupport.domain.knowledge.releases.differences import Change, differences
from gpsupport.domain.knowledge.releases.governance import (
    Release,
    ReleaseState,
    in_force,
    next_states,
    states_on,
)
from gpsupport.domain.people import Actor
from gpsupport.knowledge.faults import KnowledgeError
from gpsupport.knowledge.load import load_knowledge, read_files
from gpsupport.persistence.work import Database, UnitOfWork

# Two are compared at a time; each takes a few megabytes.
_KEPT_READ = 4


@dataclass(frozen=True, slots=True)
class ListedRelease:
    """One release with its state today; `report` is what its newest checks found, as kept.

    It is empty where nobody asked for it, and where no check of the release was kept.
    """

    release: Release
    state: ReleaseState
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Releases:
    """Every release of a practice, the newest proposal first.

    `serving` is the id of the one in force, None while the content serves as it was installed.
    `names` are those of the staff, by id.
    """

    today: date
    releases: tuple[ListedRelease, ...]
    serving: str | None
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReleaseDetails:
    """One release with its steps and what it changes.

    `against` is what it is compared with: the release that serves, or that served when this one
    took effect, or else the content as installed. `changes` is None where either cannot be read by
    this version of the software. `onward` are the states that a step may lead to today.
    """

    listed: ListedRelease
    names: Mapping[str, str]
    serving: bool
    against: PackVersion
    changes: tuple[Change, ...] | None
    onward: tuple[ReleaseState, ...]
    today: date


def list_releases(
    database: Database, actor: Actor, now: datetime, *, reports: bool = False
) -> Releases:
    """Every release and what serves today; on demand what their checks found. Raises Denied."""
    today = london_day(now)
    with database.reading(Occasion(actor, Permission.SEE_KNOWLEDGE, now)) as work:
        found = work.releases.list_all(actor)
        states = states_on(found, today)
        serving = in_force(found, today)
        return Releases(
            today=today,
            releases=tuple(
                _listed(work, actor, one, states)
                if reports
                else ListedRelease(one, states[one.id], {})
                for one in found
            ),
            serving=serving.id if serving else None,
            names=_names(work, actor),
        )


def read_release(
    database: Database, actor: Actor, release_id: str, now: datetime
) -> ReleaseDetails:
    """One release, compared with what it would replace or has replaced. Raises Denied, NotFound."""
    today = london_day(now)
    with database.reading(Occasion(actor, Permission.SEE_KNOWLEDGE, now)) as work:
        found = work.releases.list_all(actor)
        release = _pick(found, release_id)
        other = replaced_by(release, found, today)
        files = work.releases.find_files(actor, release.id)
        old = work.releases.find_files(actor, other.id) if other else None
        serving = in_force(found, today)
        listed = _listed(work, actor, release, states_on(found, today))
        names = _names(work, actor)
    before = read_content(old) if old is not None else load_knowledge()
    after = read_content(files) if files is not None else None
    return ReleaseDetails(
        listed=listed,
        names=names,
        serving=serving is not None and serving.id == release.id,
        against=other.version if other else load_knowledge().version,
        changes=differences(before, after) if before and after else None,
        onward=next_states(release.steps, today),
        today=today,
    )


def compare_releases(
    database: Database, actor: Actor, first: str, second: str | None, now: datetime
) -> tuple[Change, ...]:
    """What the second release changes of the first, each named by id or by the start of its hash.

    Without a second one the first is compared with what it replaces. Raises Denied, NotFound, and
    KnowledgeError where this version of the software cannot read one of them.
    """
    with database.reading(Occasion(actor, Permission.SEE_KNOWLEDGE, now)) as work:
        found = work.releases.list_all(actor)
        after = pick_named(found, first if second is None else second)
        before = replaced_by(after, found, london_day(now))
        if second is not None:
            before = pick_named(found, first)
        old = work.releases.find_files(actor, before.id) if before else None
        new = work.releases.find_files(actor, after.id)
    return differences(_strictly(old), _strictly(new))


def replaced_by(release: Release, among: Iterable[Release], today: date) -> Release | None:
    """The release that this one would replace today, or did when it took effect; None: no other."""
    signed = release.sign_off
    on = signed.effective_on if signed and signed.effective_on else today
    return in_force((one for one in among if one.id != release.id), on)


def pick_named(releases: Iterable[Release], name: str) -> Release:
    """The one release of this id, or whose hash begins so. Raises NotFound for none and several."""
    wanted = name.strip().lower()
    fitting = [one for one in releases if wanted and (one.id == wanted or _begins(one, wanted))]
    if len(fitting) != 1:
        raise NotFound
    return fitting[0]


def read_content(files: Mapping[str, bytes]) -> Knowledge | None:
    """The content of a release's files; None where this version of the software cannot read it."""
    knowledge, sound = _read(frozenset(files.items()))
    return knowledge if sound else None


@lru_cache(maxsize=_KEPT_READ)
def _read(files: frozenset[tuple[str, bytes]]) -> tuple[Knowledge, bool]:
    knowledge, faults = read_files(dict(files))
    return knowledge, not faults


def _strictly(files: Mapping[str, bytes] | None) -> Knowledge:
    if files is None:
        return load_knowledge()
    knowledge, faults = read_files(files)
    if faults:
        raise KnowledgeError(faults)
    return knowledge


def _begins(release: Release, wanted: str) -> bool:
    return release.version.release.startswith(wanted)


def _pick(releases: Iterable[Release], release_id: str) -> Release:
    found = next((one for one in releases if one.id == release_id), None)
    if found is None:
        raise NotFound
    return found


def _listed(
    work: UnitOfWork, actor: Actor, release: Release, states: Mapping[str, ReleaseState]
) -> ListedRelease:
    report = work.releases.find_newest_report(actor, release.id) or {}
    return ListedRelease(release, states[release.id], report)


def _names(work: UnitOfWork, actor: Actor) -> Mapping[str, str]:
    return {one.id: one.name for one in work.staff.list_all(actor)}
