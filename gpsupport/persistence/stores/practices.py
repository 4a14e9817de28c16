"""Practices, and what holds for the installation."""

from datetime import datetime

from sqlalchemy import delete, func, select

from gpsupport.domain.access import Kind
from gpsupport.domain.people import Actor, Practice
from gpsupport.persistence.rows import InstallationRow, PatientRow, PracticeRow, StaffRow
from gpsupport.persistence.stores.base import Store


class PracticeStore(Store):
    """The practices. Choosing one comes before anybody can act for it, so `list_all` sees all."""

    kind = Kind.PRACTICE

    def list_all(self, actor: Actor) -> tuple[Practice, ...]:
        """Every practice, by ODS code."""
        rows = self._session.scalars(select(PracticeRow).order_by(PracticeRow.ods_code))
        return tuple(_practice(row) for row in rows)

    def find(self, actor: Actor) -> Practice | None:
        """The actor's own practice."""
        row = self._session.scalars(
            select(PracticeRow).where(PracticeRow.practice_id == self._practice(actor))
        ).one_or_none()
        return _practice(row) if row else None

    def size(self, actor: Actor) -> tuple[int, int]:
        """How many patients and members of staff the actor's practice has."""
        practice = self._practice(actor)
        patients = select(func.count()).where(PatientRow.practice_id == practice)
        staff = select(func.count()).where(StaffRow.practice_id == practice)
        return self._session.scalar(patients) or 0, self._session.scalar(staff) or 0

    def hold(self, actor: Actor) -> None:
        """Let only this transaction take records into the practice, until it ends.

        A lock that new rows which refer to the practice do not wait for. On SQLite a writer has the
        whole database anyway.
        """
        self._run(
            select(PracticeRow.id)
            .where(PracticeRow.practice_id == self._practice(actor))
            .with_for_update(key_share=True)
        )

    def add(self, actor: Actor, practice: Practice, now: datetime) -> None:
        """Add the practice for which this actor will act."""
        self._insert(
            PracticeRow,
            [
                {
                    "practice_id": self._practice(actor),
                    "id": practice.id,
                    "ods_code": practice.ods_code,
                    "name": practice.name,
                    "created_at": now,
                    "version": 1,
                }
            ],
        )


class InstallationStore(Store):
    """Facts about the installation as a whole, none of them about people."""

    kind = Kind.INSTALLATION

    def find(self, actor: Actor, key: str) -> str | None:
        """The value of a key, None when it was never written."""
        return self._session.scalar(select(InstallationRow.value).where(InstallationRow.key == key))

    def write(self, actor: Actor, key: str, value: str) -> None:
        """Write a key, replacing what was there."""
        self._run(delete(InstallationRow).where(InstallationRow.key == key))
        self._insert(InstallationRow, [{"key": key, "value": value}])


def _practice(row: PracticeRow) -> Practice:
    return Practice(id=row.id, ods_code=row.ods_code, name=row.name)
