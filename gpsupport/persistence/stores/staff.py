"""Members of staff."""

from datetime import datetime

from sqlalchemy import select, update

from gpsupport.domain.access import Decision, Kind, Ruling
from gpsupport.domain.people import Actor, Clinician, NhsNumber, Role
from gpsupport.persistence.rows import StaffRow
from gpsupport.persistence.stores.base import Store
from gpsupport.persistence.stores.patients import blind_home


class StaffStore(Store):
    """The staff of the actor's practice."""

    kind = Kind.STAFF

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

    def hold(self, actor: Actor, clinician_id: str) -> Clinician | None:
        """The same, read afresh and held against changes until the transaction ends."""
        row = self._session.scalars(
            select(StaffRow)
            .where(StaffRow.practice_id == self._practice(actor), StaffRow.id == clinician_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        ).one_or_none()
        return _clinician(row) if row else None

    def add(
        self,
        actor: Actor,
        clinician: Clinician,
        now: datetime,
        *,
        nhs_number: NhsNumber | None = None,
        home: str = "",
    ) -> None:
        """Add somebody. Of their own number and home (an address key) only keyed hashes stay."""
        practice = self._practice(actor)
        self._scope.note(clinician.id, Ruling(Decision.ALLOW))
        self._insert(
            StaffRow,
            [
                {
                    "practice_id": practice,
                    "id": clinician.id,
                    "name": clinician.name,
                    "roles": [role.value for role in clinician.roles],
                    "nhs_number_blind": (
                        self._sealer.blind(nhs_number, practice) if nhs_number else None
                    ),
                    "home_blind": blind_home(self._sealer, home, practice),
                    "created_at": now,
                    "version": 1,
                }
            ],
        )

    def disable(self, actor: Actor, clinician_id: str, now: datetime) -> None:
        """Let somebody do nothing any more. Raises StaleRow where they are disabled already."""
        practice = self._practice(actor)
        self._scope.note(clinician_id, Ruling(Decision.ALLOW))
        self._change(
            update(StaffRow)
            .where(
                StaffRow.practice_id == practice,
                StaffRow.id == clinician_id,
                StaffRow.disabled_at.is_(None),
            )
            .values(disabled_at=now, version=StaffRow.version + 1)
        )


def _clinician(row: StaffRow) -> Clinician:
    return Clinician(
        id=row.id,
        name=row.name,
        roles=tuple(Role(role) for role in row.roles),
        disabled=row.disabled_at is not None,
    )
