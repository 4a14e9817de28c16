"""Releases of the content, with the steps that each has taken and what its checks found."""

import base64
import io
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from gpsupport.domain.access import Decision, Kind, Ruling
from gpsupport.domain.knowledge.content.standing import PackVersion
from gpsupport.domain.knowledge.releases.governance import Release, ReleaseState, Step
from gpsupport.domain.people import Actor
from gpsupport.persistence.rows import KnowledgeReleaseRow, KnowledgeReportRow, KnowledgeStepRow
from gpsupport.persistence.stores.base import StaleRow, Store, new_id

# Whatever the clock says: the same files make the same archive.
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


class ReleaseStore(Store):
    """The releases of the actor's practice. Nothing of them is ever changed or removed."""

    kind = Kind.KNOWLEDGE

    def list_all(self, actor: Actor) -> tuple[Release, ...]:
        """Every release with its steps, the newest proposal first."""
        practice = self._practice(actor)
        steps: defaultdict[str, list[Step]] = defaultdict(list)
        for taken in self._session.scalars(
            select(KnowledgeStepRow)
            .where(KnowledgeStepRow.practice_id == practice)
            .order_by(KnowledgeStepRow.release_id, KnowledgeStepRow.seq)
        ):
            steps[taken.release_id].append(_step(taken))
        # The files are large, and a list shows none of them.
        row = KnowledgeReleaseRow
        found = self._run(
            select(
                row.id,
                row.pack,
                row.version,
                row.release,
                row.by,
                row.why,
                row.proposed_by,
                row.proposed_at,
            )
            .where(row.practice_id == practice)
            .order_by(row.proposed_at.desc(), row.id)
        )
        return tuple(
            Release(
                id=one.id,
                version=PackVersion(one.pack, one.version, one.release, one.by),
                why=one.why,
                proposed_by=one.proposed_by,
                proposed_at=one.proposed_at,
                steps=tuple(steps[one.id]),
            )
            for one in found
        )

    def find(self, actor: Actor, release_id: str) -> Release | None:
        """One release by its id."""
        return next((one for one in self.list_all(actor) if one.id == release_id), None)

    def find_files(self, actor: Actor, release_id: str) -> Mapping[str, bytes] | None:
        """The files of a release by their names: the content, its cases and its stories."""
        row = KnowledgeReleaseRow
        packed = self._session.scalar(
            select(row.files).where(row.practice_id == self._practice(actor), row.id == release_id)
        )
        return None if packed is None else _unpacked(packed)

    def find_report(self, actor: Actor, release: str, software: str) -> dict[str, Any] | None:
        """What the checks of a release found with a version of the software.

        `release` is the hash of the content. None where this version never checked it.
        """
        row, report = KnowledgeReleaseRow, KnowledgeReportRow
        found: dict[str, Any] | None = self._session.scalar(
            select(report.report)
            .join(row, (row.practice_id == report.practice_id) & (row.id == report.release_id))
            .where(
                row.practice_id == self._practice(actor),
                row.release == release,
                report.software == software,
            )
        )
        return found

    def find_newest_report(self, actor: Actor, release_id: str) -> dict[str, Any] | None:
        """What the newest checks of a release found, whatever the software."""
        row = KnowledgeReportRow
        found: dict[str, Any] | None = self._session.scalar(
            select(row.report)
            .where(row.practice_id == self._practice(actor), row.release_id == release_id)
            .order_by(row.made_at.desc(), row.id)
            .limit(1)
        )
        return found

    def add(self, actor: Actor, release: Release, files: Mapping[str, bytes]) -> None:
        """Keep a release and its files. Raises StaleRow where this content is kept already."""
        practice = self._practice(actor)
        self._scope.note(release.id, Ruling(Decision.ALLOW))
        self._insert_new(
            KnowledgeReleaseRow,
            {
                "practice_id": practice,
                "id": release.id,
                "release": release.version.release,
                "pack": release.version.pack,
                "version": release.version.version,
                "by": release.version.by,
                "files": _packed(files),
                "why": release.why,
                "proposed_by": release.proposed_by,
                "proposed_at": release.proposed_at,
            },
            ("practice_id", "release"),
        )

    def add_report(
        self,
        actor: Actor,
        release_id: str,
        software: str,
        report: Mapping[str, Any],
        now: datetime,
    ) -> None:
        """Keep what the checks found. Raises StaleRow where this version's report is kept."""
        practice = self._practice(actor)
        self._scope.note(release_id, Ruling(Decision.ALLOW))
        self._insert_new(
            KnowledgeReportRow,
            {
                "practice_id": practice,
                "id": new_id(),
                "release_id": release_id,
                "software": software,
                "report": dict(report),
                "made_at": now,
            },
            ("practice_id", "release_id", "software"),
        )

    def add_step(self, actor: Actor, release: Release) -> None:
        """Keep the newest step of a release. Raises StaleRow where somebody else was faster."""
        practice = self._practice(actor)
        step = release.steps[-1]
        self._scope.note(release.id, Ruling(Decision.ALLOW))
        self._scope.state_reason(step.state.value)
        self._insert_new(
            KnowledgeStepRow,
            {
                "practice_id": practice,
                "id": new_id(),
                "release_id": release.id,
                "seq": len(release.steps),
                "state": step.state.value,
                "by": step.by,
                "reviewer": step.reviewer,
                "why": step.why,
                "at": step.at,
                "effective_on": step.effective_on,
            },
            ("practice_id", "release_id", "seq"),
        )

    def _insert_new(
        self,
        row: type[KnowledgeReleaseRow | KnowledgeReportRow | KnowledgeStepRow],
        values: dict[str, Any],
        unique: tuple[str, ...],
    ) -> None:
        if not self._insert_if_new(row, values, unique):
            raise StaleRow("somebody else kept the same in the meantime")


def _step(row: KnowledgeStepRow) -> Step:
    return Step(
        state=ReleaseState(row.state),
        by=row.by,
        reviewer=row.reviewer,
        why=row.why,
        at=row.at,
        effective_on=row.effective_on,
    )


def _packed(files: Mapping[str, bytes]) -> str:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packing:
        for name, content in sorted(files.items()):
            packing.writestr(zipfile.ZipInfo(name, _ZIP_DAY), content, zipfile.ZIP_DEFLATED)
    return base64.b64encode(archive.getvalue()).decode("ascii")


def _unpacked(packed: str) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(packed))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
