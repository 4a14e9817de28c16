"""What follows when a patient tells, paper by paper: each written once and sealed whole."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from gpsupport.domain.access import Denied, Kind
from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.people import Actor
from gpsupport.domain.recording.drafts import Recording
from gpsupport.persistence.plain import read_back, written
from gpsupport.persistence.rows import ConsultationRow, PaperRow
from gpsupport.persistence.stores.base import Store, in_parts, new_id

_BODY = ("paper", "body_sealed")
# Made once: making it costs more than the statement in which it stands.
_LATER = aliased(PaperRow)
_DISCLOSURE, _SHARING, _RECORDING = "disclosure", "sharing", "recording"

_Paper = TypeVar("_Paper", Disclosure, SharingEntry, Recording, SafeContact)
_Made = TypeVar("_Made", Disclosure, SharingEntry, Recording)


@dataclass(frozen=True, slots=True)
class ReplacedDisclosure:
    """What was noted first, and when and by whom it was corrected; an instant in UTC.

    `later_id` names the version in its place, which may have been corrected in its turn.
    """

    disclosure: Disclosure
    replaced_at: datetime
    replaced_by: str
    later_id: str


class PaperStore(Store):
    """Papers of one practice: nothing written is changed, and the newest version of each counts."""

    kind = Kind.CLINICAL

    def _add(self, actor: Actor, kind: str, made: _Made, supersedes: str | None) -> _Made:
        """Keep a paper under a new id. Raises Denied, and StaleRow as _write does."""
        practice = self._must(actor, made.patient_id)
        kept = replace(made, id=new_id())
        self._write(
            actor,
            practice,
            kept.patient_id,
            kept.consultation_id,
            kind,
            row_id=kept.id,
            paper=kept,
            at=kept.at,
            supersedes=supersedes,
        )
        return kept

    def _write(
        self,
        actor: Actor,
        practice: str,
        patient_id: str,
        consultation_id: str,
        kind: str,
        *,
        row_id: str,
        paper: Disclosure | SharingEntry | Recording | SafeContact,
        at: datetime,
        supersedes: str | None,
    ) -> None:
        """Write one paper of a patient whom the caller has asked about.

        Raises Denied, and StaleRow where another took its place meanwhile.
        """
        if self._patient_of(actor, consultation_id) != patient_id:
            raise Denied(self.kind.value)
        seq = self._place(actor, patient_id, kind, supersedes)
        self._insert_or_stale(
            PaperRow,
            {
                "practice_id": practice,
                "id": row_id,
                "kind": kind,
                "patient_id": patient_id,
                "consultation_id": consultation_id,
                "clinician_id": actor.clinician_id,
                "seq": seq,
                "at": at,
                "body_sealed": self._sealer.seal(written(paper), *_BODY, row_id, practice),
                "supersedes": supersedes,
            },
        )

    def _read(
        self, actor: Actor, kind: str, paper: type[_Paper], *wanted: ColumnElement[bool]
    ) -> tuple[_Paper, ...]:
        """The newest versions of papers, in the order in which each was first written."""
        practice = self._practice(actor)
        replaced = (
            select(_LATER.id)
            .where(_LATER.practice_id == PaperRow.practice_id, _LATER.supersedes == PaperRow.id)
            .exists()
        )
        rows = self._session.scalars(
            select(PaperRow)
            .where(PaperRow.practice_id == practice, PaperRow.kind == kind, *wanted, ~replaced)
            .order_by(PaperRow.seq, PaperRow.id)
        )
        return tuple(self._unsealed(paper, row) for row in rows)

    def _unsealed(self, paper: type[_Paper], row: PaperRow) -> _Paper:
        plain = self._sealer.unseal(row.body_sealed, *_BODY, row.id, row.practice_id)
        return read_back(paper, plain)

    def _place(self, actor: Actor, patient_id: str, kind: str, supersedes: str | None) -> int:
        """Where a paper stands among the patient's: a correction stands where the first did."""
        practice = self._practice(actor)
        own = (PaperRow.practice_id == practice, PaperRow.patient_id == patient_id)
        if supersedes is None:
            last = self._session.scalar(select(func.max(PaperRow.seq)).where(*own))
            return (last or 0) + 1
        corrected = select(PaperRow.seq).where(*own, PaperRow.kind == kind)
        place = self._session.scalar(corrected.where(PaperRow.id == supersedes))
        if place is None:
            raise Denied(self.kind.value)
        return place

    def _patient_of(self, actor: Actor, consultation_id: str) -> str | None:
        return self._session.scalar(
            select(ConsultationRow.patient_id).where(
                ConsultationRow.practice_id == self._practice(actor),
                ConsultationRow.id == consultation_id,
            )
        )

    def _seen(self, actor: Actor, consultation_id: str) -> bool:
        """Whether there is such a consultation, with a patient whom the actor may see."""
        patient_id = self._patient_of(actor, consultation_id)
        return patient_id is not None and self._may(actor, patient_id)


class DisclosureStore(PaperStore):
    """What was noted after a patient told; one for a consultation, with its corrections."""

    def add(self, actor: Actor, made: Disclosure, supersedes: str | None) -> Disclosure:
        """Keep it under a new id, in place of the version that `supersedes` names.

        Raises Denied, and StaleRow where another window was first.
        """
        return self._add(actor, _DISCLOSURE, made, supersedes)

    def find_of(self, actor: Actor, consultation_id: str) -> Disclosure | None:
        """The newest version of a consultation's."""
        if not self._seen(actor, consultation_id):
            return None
        of = PaperRow.consultation_id == consultation_id
        found = self._read(actor, _DISCLOSURE, Disclosure, of)
        return found[-1] if found else None

    def find_latest(self, actor: Actor, patient_id: str) -> Disclosure | None:
        """The newest version of what was told last."""
        found = self.read_all(actor, patient_id)
        return found[-1] if found else None

    def read_all(self, actor: Actor, patient_id: str) -> tuple[Disclosure, ...]:
        """The newest version of each, oldest first."""
        if not self._may(actor, patient_id):
            return ()
        return self._read(actor, _DISCLOSURE, Disclosure, PaperRow.patient_id == patient_id)

    def read_many(
        self, actor: Actor, patient_ids: Iterable[str]
    ) -> dict[str, tuple[Disclosure, ...]]:
        """The same for several patients, by patient; without those whom the policy hides."""
        found: dict[str, tuple[Disclosure, ...]] = {
            one: () for one in patient_ids if self._may(actor, one)
        }
        for some in in_parts(found):
            wanted = PaperRow.patient_id.in_(some)
            for one in self._read(actor, _DISCLOSURE, Disclosure, wanted):
                found[one.patient_id] += (one,)
        return found

    def read_replaced(self, actor: Actor, patient_id: str) -> tuple[ReplacedDisclosure, ...]:
        """What was noted and later corrected, each with its next version; oldest first."""
        if not self._may(actor, patient_id):
            return ()
        rows = self._session.execute(
            select(PaperRow, _LATER)
            .join(
                _LATER,
                and_(_LATER.practice_id == PaperRow.practice_id, _LATER.supersedes == PaperRow.id),
            )
            .where(
                PaperRow.practice_id == self._practice(actor),
                PaperRow.patient_id == patient_id,
                PaperRow.kind == _DISCLOSURE,
            )
            .order_by(PaperRow.seq, PaperRow.at, _LATER.at, PaperRow.id)
        )
        found = []
        for row, next_row in rows:
            corrected = self._unsealed(Disclosure, next_row)
            first = self._unsealed(Disclosure, row)
            found.append(ReplacedDisclosure(first, corrected.at, corrected.by, corrected.id))
        return tuple(found)


class SharingStore(PaperStore):
    """What was shared or was not: the sharing log."""

    def add(self, actor: Actor, made: SharingEntry, supersedes: str | None = None) -> SharingEntry:
        """Keep an entry under a new id, in place of the version that `supersedes` names.

        Raises Denied, and StaleRow where another window corrected the same one first.
        """
        return self._add(actor, _SHARING, made, supersedes)

    def read_all(self, actor: Actor, patient_id: str) -> tuple[SharingEntry, ...]:
        """The newest version of each entry, in the order in which they were written."""
        if not self._may(actor, patient_id):
            return ()
        return self._read(actor, _SHARING, SharingEntry, PaperRow.patient_id == patient_id)


class RecordingStore(PaperStore):
    """The words drafted for the record; one for a consultation, with its corrections."""

    def add(self, actor: Actor, made: Recording, supersedes: str | None) -> Recording:
        """Keep it under a new id, in place of the version that `supersedes` names.

        Raises Denied, and StaleRow where another window was first.
        """
        return self._add(actor, _RECORDING, made, supersedes)

    def find_of(self, actor: Actor, consultation_id: str) -> Recording | None:
        """The newest version of a consultation's."""
        if not self._seen(actor, consultation_id):
            return None
        of = PaperRow.consultation_id == consultation_id
        found = self._read(actor, _RECORDING, Recording, of)
        return found[-1] if found else None
