"""What stands behind a release: the cases that judge it, its measure, and how rules changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise

from gpsupport.actions.days import london_day
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.knowledge.content.standing import PackVersion
from gpsupport.domain.knowledge.releases.governance import Release
from gpsupport.domain.people import Actor
from gpsupport.knowledge.cases.reading import Case, read_cases
from gpsupport.knowledge.load import ENGLAND, load_knowledge
from gpsupport.knowledge.overlay import INDICATORS, OVERLAY, all_files
from gpsupport.knowledge.report import Passed, find_shipped_report, passed_from
from gpsupport.persistence.work import Database, UnitOfWork

# A practice changes its content a few times a year; older changes stand with the releases.
RELEASES_COMPARED = 12
_KEPT_READ = 2


@dataclass(frozen=True, slots=True)
class Backing:
    """What shows that a release does what it says.

    `passed` is None where no check of this release was kept, `cases` is empty where its files are
    not at hand.
    """

    cases: tuple[Case, ...]
    passed: Passed | None


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A release in which the file of a rule is another one than before.

    `release_id` names it among the practice's releases. `was_there` and `is_there` tell a new rule
    from a changed one and from one that went.
    """

    release_id: str
    version: PackVersion
    effective_on: date
    was_there: bool
    is_there: bool


def read_backing(database: Database, actor: Actor, release: str, now: datetime) -> Backing:
    """The cases and the measure of a release, named by the hash of its content. Raises Denied."""
    with database.reading(Occasion(actor, Permission.SEE_KNOWLEDGE, now)) as work:
        stored = [one for one in work.releases.list_all(actor) if one.version.release == release]
        files = work.releases.find_files(actor, stored[0].id) if stored else None
        report = work.releases.find_newest_report(actor, stored[0].id) if stored else None
    if files is None:
        return _shipped(release)
    return Backing(_cases(frozenset(files.items())), passed_from(report) if report else None)


def read_history(
    database: Database, actor: Actor, indicator: str, now: datetime
) -> tuple[RuleChange, ...]:
    """The releases in force so far in which a rule changed, the newest first. Raises Denied."""
    today = london_day(now)
    with database.reading(Occasion(actor, Permission.SEE_KNOWLEDGE, now)) as work:
        taken = _in_force_so_far(work.releases.list_all(actor), today)
        found = [
            (on, release, _rules_of(work, actor, release).get(indicator)) for on, release in taken
        ]
    changes = []
    for (_, _, before), (on, release, after) in pairwise([(None, None, None), *found]):
        if before != after and on is not None and release is not None:
            there = before is not None, after is not None
            changes.append(RuleChange(release.id, release.version, on, *there))
    return tuple(reversed(changes))


def _shipped(release: str) -> Backing:
    if load_knowledge().version.release != release:
        return Backing((), None)
    passed = find_shipped_report()
    return Backing(_shipped_cases(), passed if passed and passed.release == release else None)


@lru_cache(maxsize=1)
def _shipped_cases() -> tuple[Case, ...]:
    return read_cases(all_files(ENGLAND), [])


@lru_cache(maxsize=_KEPT_READ)
def _cases(files: frozenset[tuple[str, bytes]]) -> tuple[Case, ...]:
    return read_cases(dict(files), [])


def _in_force_so_far(releases: Iterable[Release], today: date) -> tuple[tuple[date, Release], ...]:
    """The newest releases that have taken effect, in the order in which they did."""
    taken = [
        (signed.effective_on, signed.at, release)
        for release in releases
        if (signed := release.sign_off) and signed.effective_on and signed.effective_on <= today
    ]
    taken.sort(key=lambda one: (one[0], one[1], one[2].id))
    return tuple((on, release) for on, _, release in taken[-RELEASES_COMPARED:])


# The files of a release never change, so what was read of them once holds for every process.
_RULES: dict[tuple[str, str], Mapping[str, str]] = {}


def _rules_of(work: UnitOfWork, actor: Actor, release: Release) -> Mapping[str, str]:
    """The hash of each rule's file in a release; a local one stands above the pack's."""
    place = actor.practice_id, release.id
    if place not in _RULES:
        files = work.releases.find_files(actor, release.id) or {}
        found = {name: files[name] for name in files if name.startswith(INDICATORS)}
        above = f"{OVERLAY}{INDICATORS}"
        found |= {
            name.removeprefix(OVERLAY): files[name] for name in files if name.startswith(above)
        }
        _RULES[place] = {
            name.removeprefix(INDICATORS).removesuffix(".yaml"): sha256(content).hexdigest()
            for name, content in found.items()
        }
    return _RULES[place]
