"""Members of staff."""

from datetime import datetime

from sqlalchemy import func, select

from gpsupport.domain.people import Actor, Clinician, Role
from gpsupport.persistence.rows import StaffRow
from gpsupport.persistence.stores.base import Store


class StaffStore(Store):
    """The staff of the actor's practice."""

    def list_all(self, actor: Actor) -> tuple[Clinician, ...]:
        """Everybody, the longest there first, then by name."""
        rows = self._session.scalars(
            select(StaffRow)
            .where(StaffRow.practice_id == self._practice(actor))
            .order_by(StaffRow.created_at, StaffRow.name, StaffRow.id)
        )
        return tuple(_clinician(row) for row in rows)

    def find(self, actor: Actor, clinician_id: str) -> Clinician | None:
        """One member of staff."""
        row = self._session.scalars(
            select(StaffRow).where(
                StaffRow.practice_id == self._practice(actor), StaffRow.id == clinician_id
            )
        ).one_or_none()
        return _clinician(row) if row else None

    def add(self, actor: Actor, clinician: Clinician, now: datetime) -> None:
        """Add somebody."""
        self._insert(
            StaffRow,
            [
                {
                    "practice_id": self._practice(actor),
                    "id": clinician.id,
                    "name": clinician.name,
                    "role": clinician.role.value,
                    "created_at": now,
                    "version": 1,
                }
            ],
        )

    def count(self, actor: Actor) -> int:
        """How many there are."""
        statement = select(func.count()).where(StaffRow.practice_id == self._practice(actor))
        return self._session.scalar(statement) or 0


def _clinician(row: StaffRow) -> Clinician:
    return Clinician(id=row.id, name=row.name, role=Role(row.role))
