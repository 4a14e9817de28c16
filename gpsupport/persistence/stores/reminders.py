"""What somebody has to do by a day."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Select, Update, and_, select, update

from gpsupport.domain.access import Denied, Kind
from gpsupport.domain.people import Actor
from gpsupport.domain.reminders import Reminder, ReminderKind, owner_as_compared
from gpsupport.persistence.rows import ReminderRow, StaffRow
from gpsupport.persistence.stores.base import StaleRow, Store, in_parts, may_be_id, new_id

_WORDS = ("reminder", "words_sealed")
_NAMES = ("key", "about", "owner", "detail", "urgent")
_URGENT = "yes"
_KEY, _OWNER = "reminder", "reminder-owner"


class ReminderStore(Store):
    """The reminders about patients of the actor's practice."""

    kind = Kind.CLINICAL

    def add_new(self, actor: Actor, reminders: Iterable[Reminder]) -> None:
        """Keep reminders, each under a new id; one of a key that the patient has is left alone.

        Raises Denied.
        """
        for one in reminders:
            practice, row_id = self._must(actor, one.patient_id), new_id()
            blind = self._sealer.keyed(_KEY, f"{one.patient_id}|{one.key}", practice)
            row = {
                "practice_id": practice,
                "id": row_id,
                "patient_id": one.patient_id,
                "key_blind": blind,
                "owner_blind": self._blind_owner(one.owner, practice),
                "kind": one.kind.value,
                "due_on": one.due_on,
                "words_sealed": self._sealed(one, row_id, actor),
                "version": 1,
            }
            self._insert_if_new(ReminderRow, row, ("practice_id", "patient_id", "key_blind"))

    def read_open(self, actor: Actor, patient_id: str) -> tuple[Reminder, ...]:
        """What is still to be done for a patient, the earliest first."""
        if not self._may(actor, patient_id):
            return ()
        return self._read(
            actor,
            self._of(actor).where(
                ReminderRow.patient_id == patient_id, ReminderRow.done_at.is_(None)
            ),
        )

    def read_open_of(
        self, actor: Actor, patient_ids: Iterable[str]
    ) -> dict[str, tuple[Reminder, ...]]:
        """The same for several patients, by patient; without those whom the policy hides."""
        found: dict[str, tuple[Reminder, ...]] = {
            one: () for one in patient_ids if self._may(actor, one)
        }
        for some in in_parts(found):
            wanted = self._of(actor).where(ReminderRow.patient_id.in_(some))
            for one in self._read(actor, wanted.where(ReminderRow.done_at.is_(None))):
                found[one.patient_id] += (one,)
        return found

    def read_all(self, actor: Actor, patient_id: str) -> tuple[Reminder, ...]:
        """All that there was to do for a patient, done or not, the earliest first."""
        if not self._may(actor, patient_id):
            return ()
        return self._read(actor, self._of(actor).where(ReminderRow.patient_id == patient_id))

    def find(self, actor: Actor, reminder_id: str) -> Reminder | None:
        """One reminder, done or not; None for the unknown and the forbidden alike."""
        if not may_be_id(reminder_id):
            return None
        for found in self._read(actor, self._of(actor).where(ReminderRow.id == reminder_id)):
            if self._may(actor, found.patient_id):
                return found
        return None

    def mark_done(self, actor: Actor, reminder_id: str, version: int, at: datetime) -> None:
        """Note that the actor has done it. Raises Denied, and StaleRow when it has moved on."""
        self._end(self._one(actor, reminder_id, version), version, at, actor.clinician_id)

    def take_back(self, actor: Actor, reminder_id: str, version: int, at: datetime) -> None:
        """Note that its reason is gone: it is over, and nobody did it. Raises as `mark_done`."""
        self._end(self._one(actor, reminder_id, version), version, at, None)

    def open_again(self, actor: Actor, reminder_id: str, version: int) -> None:
        """Open one that was taken back: its reason is there again. Raises Denied, StaleRow."""
        self._change(
            self._one(actor, reminder_id, version)
            .where(ReminderRow.done_at.is_not(None), ReminderRow.done_by.is_(None))
            .values(done_at=None, version=version + 1)
        )

    def give_owner(self, actor: Actor, reminder_id: str, version: int, owner: str) -> None:
        """Say who does what nobody had. Raises Denied, and StaleRow where somebody has it now."""
        found = self.find(actor, reminder_id)
        if found is None:
            raise Denied(self.kind.value)
        if found.owner or not found.open:
            raise StaleRow("somebody has it by now")
        practice = self._practice(actor)
        self._change(
            self._one(actor, reminder_id, version)
            .where(ReminderRow.done_at.is_(None))
            .values(
                owner_blind=self._blind_owner(owner, practice),
                words_sealed=self._sealed(replace(found, owner=owner), found.id, actor),
                version=version + 1,
            )
        )

    def list_open(self, actor: Actor, until: date, limit: int) -> tuple[Reminder, ...]:
        """What is to be done in the practice up to a day, the earliest first.

        Whom the policy hides from this actor is left out without a word; of the others it is
        audited that each was seen.
        """
        statement = self._of(actor).where(
            ReminderRow.done_at.is_(None), ReminderRow.due_on <= until
        )
        if hidden := self._scope.hidden(actor, self.kind):
            statement = statement.where(ReminderRow.patient_id.not_in(hidden))
        found = self._read(actor, statement.limit(limit))
        return tuple(one for one in found if self._may(actor, one.patient_id))

    def list_own(self, actor: Actor, until: date, limit: int) -> tuple[Reminder, ...]:
        """What the actor, by name, is to do up to a day, the earliest first; seen as above."""
        statement = self._of(actor).where(
            ReminderRow.owner_blind == self._blind_owner(actor.name, self._practice(actor)),
            ReminderRow.done_at.is_(None),
            ReminderRow.due_on <= until,
        )
        if hidden := self._scope.hidden(actor, self.kind):
            statement = statement.where(ReminderRow.patient_id.not_in(hidden))
        found = self._read(actor, statement.limit(limit))
        return tuple(one for one in found if self._may(actor, one.patient_id))

    def _sealed(self, one: Reminder, row_id: str, actor: Actor) -> bytes | None:
        words = {
            "key": one.key,
            "about": one.about,
            "owner": one.owner,
            "detail": one.detail,
            "urgent": _URGENT if one.urgent else "",
        }
        return self._seal(words, _WORDS, row_id, actor)

    def _blind_owner(self, owner: str, practice: str) -> str | None:
        name = owner_as_compared(owner)
        return self._sealer.keyed(_OWNER, name, practice) if name else None

    def _end(self, change: Update, version: int, at: datetime, by: str | None) -> None:
        self._change(
            change.where(ReminderRow.done_at.is_(None)).values(
                done_at=at, done_by=by, version=version + 1
            )
        )

    def _one(self, actor: Actor, reminder_id: str, version: int) -> Update:
        """The change of one row in the version that was seen. Raises Denied."""
        patient_id = self._session.scalar(
            select(ReminderRow.patient_id).where(
                ReminderRow.practice_id == self._practice(actor), ReminderRow.id == reminder_id
            )
        )
        if patient_id is None:
            raise Denied(self.kind.value)
        return update(ReminderRow).where(
            ReminderRow.practice_id == self._must(actor, patient_id),
            ReminderRow.id == reminder_id,
            ReminderRow.version == version,
        )

    def _of(self, actor: Actor) -> Select[ReminderRow, str]:
        return (
            select(ReminderRow, StaffRow.name)
            .outerjoin(
                StaffRow,
                and_(
                    StaffRow.practice_id == ReminderRow.practice_id,
                    StaffRow.id == ReminderRow.done_by,
                ),
            )
            .where(ReminderRow.practice_id == self._practice(actor))
            .order_by(ReminderRow.due_on, ReminderRow.id)
            .execution_options(populate_existing=True)
        )

    def _read(self, actor: Actor, statement: Select[ReminderRow, str]) -> tuple[Reminder, ...]:
        return tuple(
            self._reminder(actor, row, by or "") for row, by in self._session.execute(statement)
        )

    def _reminder(self, actor: Actor, row: ReminderRow, done_by: str) -> Reminder:
        words = self._unseal(row.words_sealed, _WORDS, row.id, actor, _NAMES)
        key, about, owner, detail, urgent = words
        return Reminder(
            id=row.id,
            patient_id=row.patient_id,
            key=key,
            kind=ReminderKind(row.kind),
            due_on=row.due_on,
            about=about,
            owner=owner,
            detail=detail,
            done_at=row.done_at,
            done_by=done_by,
            version=row.version,
            urgent=urgent == _URGENT,
        )
