"""Meetings, and what is noted at them about each family: notes that are never changed."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Select, select, update
from sqlalchemy.orm import aliased

from gpsupport.domain.access import Denied, Kind
from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.meetings.meeting import (
    AgendaItem,
    AnyNote,
    Basis,
    Decision,
    Filing,
    Meeting,
    MeetingAction,
    PackGiven,
)
from gpsupport.domain.people import Actor
from gpsupport.persistence.plain import read_back, written
from gpsupport.persistence.rows import MeetingNoteRow, MeetingRow
from gpsupport.persistence.stores.base import AT_ONCE, Store, may_be_id, new_id

_BODY = ("meeting", "body_sealed")
_NOTE_BODY = ("meeting_note", "body_sealed")
_LATER = aliased(MeetingNoteRow)
_KINDS: dict[str, type[AnyNote]] = {
    "item": AgendaItem,
    "basis": Basis,
    "decision": Decision,
    "action": MeetingAction,
    "filed": Filing,
    "given": PackGiven,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class MeetingStore(Store):
    """The meetings of a practice: when, of what kind, who comes. Nothing in them of any patient."""

    kind = Kind.CLINICAL

    def add(self, actor: Actor, made: Meeting) -> Meeting:
        """Keep a meeting under a new id. Raises Denied."""
        practice = self._practice(actor)
        kept = replace(made, id=new_id(), version=1)
        self._insert(
            MeetingRow,
            [{"practice_id": practice, "id": kept.id, **self._columns(kept, practice)}],
        )
        return kept

    def save(self, actor: Actor, meeting: Meeting) -> Meeting:
        """Keep it as it is now, in the version that was read; as it is kept.

        Raises Denied, and StaleRow where somebody else changed it meanwhile.
        """
        practice = self._practice(actor)
        kept = replace(meeting, version=meeting.version + 1)
        self._change(
            update(MeetingRow)
            .where(
                MeetingRow.practice_id == practice,
                MeetingRow.id == meeting.id,
                MeetingRow.version == meeting.version,
            )
            .values(self._columns(kept, practice))
        )
        return kept

    def find(self, actor: Actor, meeting_id: str) -> Meeting | None:
        """One meeting; None for the unknown."""
        if not may_be_id(meeting_id):
            return None
        row = self._session.scalars(
            self._of(actor).where(MeetingRow.id == meeting_id)
        ).one_or_none()
        return self._meeting(row) if row else None

    def hold(self, actor: Actor, meeting_id: str) -> Meeting | None:
        """The same, and of two transactions that hold it the second waits for the first.

        Whatever reads what a meeting decides on and then writes holds it first.
        """
        if not may_be_id(meeting_id):
            return None
        row = self._session.scalars(
            self._of(actor).where(MeetingRow.id == meeting_id).with_for_update(key_share=True)
        ).one_or_none()
        return self._meeting(row) if row else None

    def list_all(self, actor: Actor, limit: int) -> tuple[Meeting, ...]:
        """The meetings, the last day first."""
        rows = self._session.scalars(
            self._of(actor).order_by(MeetingRow.on_day.desc(), MeetingRow.id.desc()).limit(limit)
        )
        return tuple(self._meeting(row) for row in rows)

    def _of(self, actor: Actor) -> Select[MeetingRow]:
        return (
            select(MeetingRow)
            .where(MeetingRow.practice_id == self._practice(actor))
            .execution_options(populate_existing=True)
        )

    def _columns(self, meeting: Meeting, practice: str) -> dict[str, object]:
        return {
            "on_day": meeting.on,
            "closed_at": meeting.closed_at,
            "version": meeting.version,
            "body_sealed": self._sealer.seal(written(meeting), *_BODY, meeting.id, practice),
        }

    def _meeting(self, row: MeetingRow) -> Meeting:
        plain = self._sealer.unseal(row.body_sealed, *_BODY, row.id, row.practice_id)
        return read_back(Meeting, plain)


class MeetingNoteStore(Store):
    """What is noted at meetings, family by family. Whom the policy hides leaves no trace."""

    kind = Kind.CLINICAL

    def add(self, actor: Actor, made: AnyNote, supersedes: str | None = None) -> AnyNote:
        """Keep a note under a new id, in place of the one that `supersedes` names.

        Raises Denied, also where that is no note of this meeting about this family, and StaleRow
        where somebody else corrected it meanwhile.
        """
        practice = self._must(actor, made.patient_id)
        if supersedes is not None and not self._stands(actor, made, supersedes):
            raise Denied(self.kind.value)
        kept = replace(made, id=new_id())
        self._insert_or_stale(
            MeetingNoteRow,
            {
                "practice_id": practice,
                "id": kept.id,
                "meeting_id": kept.meeting_id,
                "patient_id": kept.patient_id,
                "kind": _NAMES[type(kept)],
                "at": kept.at,
                "supersedes": supersedes,
                "body_sealed": self._sealer.seal(written(kept), *_NOTE_BODY, kept.id, practice),
            },
        )
        return kept

    def read_all(self, actor: Actor, meeting_ids: Collection[str]) -> tuple[AnyNote, ...]:
        """The newest versions of whatever was noted at these meetings, oldest first."""
        row, ids = MeetingNoteRow, list(meeting_ids)
        found: list[AnyNote] = []
        hidden = self._scope.hidden(actor, self.kind)
        for start in range(0, len(ids), AT_ONCE):
            wanted = row.meeting_id.in_(ids[start : start + AT_ONCE])
            found += self._read(actor, self._of(actor).where(wanted))
        return tuple(
            one
            for one in found
            if one.patient_id not in hidden and self._may(actor, one.patient_id)
        )

    def unowned_unseen(self, actor: Actor, meeting_id: str) -> int:
        """How many actions of a meeting nobody does by a day, of whom the policy hides alone.

        Only the number: an action must not be lost because the record was closed to whoever leads
        the meeting.
        """
        hidden = self._scope.hidden(actor, self.kind)
        row = MeetingNoteRow
        own = (row.meeting_id == meeting_id, row.kind == _NAMES[MeetingAction])
        notes = self._read(actor, self._of(actor).where(*own, row.patient_id.in_(hidden)))
        return sum(
            isinstance(one, MeetingAction) and one.gone is None and not one.owned for one in notes
        )

    def find_newest(self, actor: Actor, note_id: str) -> AnyNote | None:
        """What stands in the place of a note now; None for the unknown and the hidden."""
        row, practice, wanted = MeetingNoteRow, self._practice(actor), note_id
        while may_be_id(wanted):
            own = (row.practice_id == practice, row.supersedes == wanted)
            later = self._session.scalar(select(row.id).where(*own))
            if later is None:
                break
            wanted = later
        else:
            return None
        for one in self._read(actor, self._of(actor).where(row.id == wanted)):
            return one if self._may(actor, one.patient_id) else None
        return None

    def shared_of(self, actor: Actor, patient_id: str) -> tuple[SharingEntry, ...]:
        """What packs of meetings gave away of one patient, as entries of the sharing log."""
        if not self._may(actor, patient_id):
            return ()
        row = MeetingNoteRow
        own = (row.patient_id == patient_id, row.kind == _NAMES[PackGiven])
        notes = self._read(actor, self._of(actor).where(*own))
        return tuple(
            replace(one.entry, id=one.id)
            for one in notes
            if isinstance(one, PackGiven) and one.entry is not None
        )

    def kept_from(
        self, actor: Actor, patient_id: str, staff_ids: Collection[str]
    ) -> frozenset[str]:
        """Those of our staff from whom a patient's record is kept, by the rules of the case."""
        self._must(actor, patient_id)
        rules = self._scope.rules(patient_id)
        return frozenset(
            one
            for one in staff_ids
            if one in rules.denied or (rules.named and one not in rules.named)
        )

    def _stands(self, actor: Actor, made: AnyNote, replaced: str) -> bool:
        row = MeetingNoteRow
        return may_be_id(replaced) and bool(
            self._session.scalar(
                select(row.id).where(
                    row.practice_id == self._practice(actor),
                    row.id == replaced,
                    row.meeting_id == made.meeting_id,
                    row.patient_id == made.patient_id,
                    row.kind == _NAMES[type(made)],
                )
            )
        )

    def _of(self, actor: Actor) -> Select[MeetingNoteRow]:
        replaced = (
            select(_LATER.id)
            .where(
                _LATER.practice_id == MeetingNoteRow.practice_id,
                _LATER.supersedes == MeetingNoteRow.id,
            )
            .exists()
        )
        return (
            select(MeetingNoteRow)
            .where(MeetingNoteRow.practice_id == self._practice(actor), ~replaced)
            .order_by(MeetingNoteRow.at, MeetingNoteRow.id)
        )

    def _read(self, actor: Actor, statement: Select[MeetingNoteRow]) -> tuple[AnyNote, ...]:
        practice = self._practice(actor)
        return tuple(
            read_back(
                _KINDS[row.kind],
                self._sealer.unseal(row.body_sealed, *_NOTE_BODY, row.id, practice),
            )
            for row in self._session.scalars(statement)
        )
