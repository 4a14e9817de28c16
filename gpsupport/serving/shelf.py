"""Which content serves each practice: never any that did not pass its checks."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock

from gpsupport.actions.knowledge.serving import (
    Decided,
    as_signed_off,
    find_decided,
    has_passed,
    read_release_files,
)
from gpsupport.actions.practices import list_practices
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.releases.governance import Release
from gpsupport.knowledge.check import check_files
from gpsupport.knowledge.load import ENGLAND, read_files
from gpsupport.knowledge.report import find_shipped_report, software_version
from gpsupport.persistence.work import Database
from gpsupport.serving.fitness import Installed, NotFitToServe, listed

# A running server looks this often whether another release is in force, in seconds.
LOOK_AGAIN_SECONDS = 60

_LOG = logging.getLogger("gpsupport.knowledge")


@dataclass(frozen=True, slots=True)
class FixedShelf:
    """The same content for everybody, which somebody else has vouched for."""

    knowledge: Knowledge

    def current(self, _practice_id: str | None, _today: date, _now: datetime) -> Knowledge:
        """The one content."""
        return self.knowledge

    def require(self, _today: date, _now: datetime) -> None:
        """Nothing to make sure of."""

    def serves_anybody(self, _today: date, _now: datetime) -> bool:
        """It always does."""
        return True


@dataclass(frozen=True, slots=True)
class _Shelved:
    """What serves one practice, when that was found out, and for which day."""

    knowledge: Knowledge
    in_force: Release | None
    looked_at: float
    today: date

    def get(self) -> Knowledge:
        """The content."""
        return self.knowledge


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why nothing serves one practice, when that was found out, and for which day."""

    because: NotFitToServe
    looked_at: float
    today: date

    def get(self) -> Knowledge:
        """Raises the refusal."""
        raise self.because.again()


class Shelf:
    """What serves each practice of one database. Threads may share it; processes have their own.

    The release in force serves; without one the content on disk as the draft that it is, where it
    passed: the shipped content with the report that came with it, an overlay with a report that was
    stored when it was published. `seconds` is a clock that never goes back.
    """

    def __init__(
        self,
        database: Database,
        overlay: Path | None = None,
        *,
        folder: Path = ENGLAND,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is read before somebody asks. `folder` is that of the shipped content."""
        self._database = database
        self._overlay = overlay
        self._folder = folder
        self._seconds = seconds
        self._software = software_version()
        self._found: dict[str | None, _Shelved | _Refused] = {}
        self._locks: dict[str | None, Lock] = {}
        self._locking = Lock()

    def current(self, practice_id: str | None, today: date, now: datetime) -> Knowledge:
        """What serves a practice on a day; without one, the only practice's.

        What is in force is looked up once a minute, and so is whether a refusal still holds. What
        served goes on serving where a new release cannot be loaded. Where nobody says which of
        several practices is meant, it is the content on disk. Raises NotFitToServe where there is
        nothing that may be used.
        """
        if practice_id is None:
            practice_id = self._only_practice()
        found = self._found.get(practice_id)
        if found is not None and self._is_fresh(found, today):
            return found.get()
        looking = self._lock_of(practice_id)
        # Whoever finds somebody looking already goes on with what there is.
        if found is not None and looking.locked():
            return found.get()
        with looking:
            found = self._found.get(practice_id)
            if found is None or not self._is_fresh(found, today):
                try:
                    found = self._look(practice_id, found, today, now)
                except Exception:
                    # Nothing stays behind that might have been stopped.
                    self._found.pop(practice_id, None)
                    raise
                self._found[practice_id] = found
        return found.get()

    def require(self, today: date, now: datetime) -> None:
        """Make sure that every practice has content that may be used. Raises NotFitToServe."""
        for practice_id in self._practices():
            self.current(practice_id, today, now)

    def serves_anybody(self, today: date, now: datetime) -> bool:
        """Whether there is a practice with content that may be used."""
        for practice_id in self._practices():
            with suppress(NotFitToServe):
                self.current(practice_id, today, now)
                return True
        return False

    def _practices(self) -> tuple[str | None, ...]:
        return tuple(one.id for one in list_practices(self._database)) or (None,)

    def _is_fresh(self, found: _Shelved | _Refused, today: date) -> bool:
        return found.today == today and self._seconds() - found.looked_at < LOOK_AGAIN_SECONDS

    def _lock_of(self, practice_id: str | None) -> Lock:
        with self._locking:
            return self._locks.setdefault(practice_id, Lock())

    def _only_practice(self) -> str | None:
        practices = self._practices()
        return practices[0] if len(practices) == 1 else None

    def _look(
        self,
        practice_id: str | None,
        found: _Shelved | _Refused | None,
        today: date,
        now: datetime,
    ) -> _Shelved | _Refused:
        """What serves now. What served before stays where that fails, but not if it was stopped.

        Raises what is no refusal, such as a fault of the database, where nothing may go on.
        """
        looked_at = self._seconds()
        before = found if isinstance(found, _Shelved) else None
        decided = Decided(None, frozenset())
        try:
            if practice_id is not None:
                decided = find_decided(self._database, practice_id, today, now)
            knowledge = self._chosen(practice_id, decided, before, now)
        except Exception as fault:
            if before is not None and before.knowledge.version.release not in decided.stopped:
                _LOG.warning(
                    "practice=%s release=%s goes on serving: the next one is of no use (%s)",
                    practice_id,
                    before.knowledge.version.release,
                    type(fault).__name__,
                )
                return replace(before, looked_at=looked_at, today=today)
            if isinstance(fault, NotFitToServe):
                return _Refused(fault, looked_at, today)
            raise
        _LOG.log(
            logging.DEBUG if before and before.knowledge is knowledge else logging.INFO,
            "practice=%s release=%s serves",
            practice_id,
            knowledge.version.release,
        )
        return _Shelved(knowledge, decided.in_force, looked_at, today)

    def _chosen(
        self, practice_id: str | None, decided: Decided, before: _Shelved | None, now: datetime
    ) -> Knowledge:
        serving = decided.in_force
        if serving is None or practice_id is None:
            return self._require_disk(practice_id, decided.stopped, now)
        if before is not None and before.in_force == serving:
            return before.knowledge
        return as_signed_off(self._of_release(practice_id, serving, now), serving)

    def _of_release(self, practice_id: str, serving: Release, now: datetime) -> Knowledge:
        """The files of a release in force, judged again where this software never did so."""
        files = read_release_files(self._database, practice_id, serving.id, now)
        if self._has_passed(practice_id, serving.version.release, now):
            knowledge, findings = read_files(files)
        else:
            checked = check_files(files, None)
            knowledge, findings = checked.knowledge, checked.findings
        if findings:
            release = serving.version.mark
            raise NotFitToServe(
                f"Release {release} is in force, and this version of the software cannot use it.",
                listed(findings),
                "Run the version that it was published with, or type:"
                f" gpsupport knowledge withdraw {release}",
                release=release,
            )
        return knowledge

    def _require_disk(
        self, practice_id: str | None, stopped: frozenset[str], now: datetime
    ) -> Knowledge:
        """The content on disk, which must have passed and not been withdrawn or returned."""
        for disk in (self._on_disk, self._shipped):
            release = disk.knowledge.version.release
            if release in stopped:
                _LOG.warning("practice=%s release=%s was stopped", practice_id, release)
            elif not disk.findings and self._has_passed(practice_id, release, now):
                return disk.knowledge
            else:
                raise disk.refusal(self._software)
        raise NotFitToServe(
            "All the content that is installed was withdrawn or returned.",
            "No other release is in force for this practice.",
            "Sign off another release, or install a version with other content.",
            release=self._on_disk.knowledge.version.mark,
        )

    def _has_passed(self, practice_id: str | None, release: str, now: datetime) -> bool:
        """Whether a report covers this content: the shipped one, or one of this practice."""
        shipped = find_shipped_report()
        if shipped is not None and shipped.release == release:
            return True
        return practice_id is not None and has_passed(
            self._database, practice_id, release, self._software, now
        )

    @cached_property
    def _shipped(self) -> Installed:
        return Installed.read(self._folder, None)

    @cached_property
    def _on_disk(self) -> Installed:
        return Installed.read(self._folder, self._overlay) if self._overlay else self._shipped
