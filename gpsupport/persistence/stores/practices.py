"""Practices, and what holds for the installation."""

from datetime import datetime

from sqlalchemy import delete, select

from gpsupport.domain.people import Actor, Practice
from gpsupport.persistence.rows import InstallationRow, PracticeRow
from gpsupport.persistence.stores.base import Store


class PracticeStore(Store):
    """The practices. Choosing one comes before anybody can act for it, so `list_all` sees all."""

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

    def find(self, actor: Actor, key: str) -> str | None:
        """The value of a key, None when it was never written."""
        return self._session.scalar(select(InstallationRow.value).where(InstallationRow.key == key))

    def write(self, actor: Actor, key: str, value: str) -> None:
        """Write a key, replacing what was there."""
        self._run(delete(InstallationRow).where(InstallationRow.key == key))
        self._insert(InstallationRow, [{"key": key, "value": value}])


def _practice(row: PracticeRow) -> Practice:
    return Practice(id=row.id, ods_code=row.ods_code, name=row.name)
