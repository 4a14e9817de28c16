"""What clinicians said that no code holds: every answer, none of them ever changed."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, select

from gpsupport.domain.access import Kind
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.people import Actor
from gpsupport.domain.record import Tick
from gpsupport.persistence.rows import StaffRow, TickRow
from gpsupport.persistence.stores.base import Store, new_id


class TickStore(Store):
    """The answers about patients of the actor's practice, by every clinician."""

    kind = Kind.CLINICAL

    def read_all(self, actor: Actor, patient_id: str) -> tuple[Tick, ...]:
        """Every answer about a patient, in the order in which they were given."""
        if not self._may(actor, patient_id):
            return ()
        rows = self._session.execute(
            select(TickRow, StaffRow.name)
            .outerjoin(
                StaffRow,
                and_(
                    StaffRow.practice_id == TickRow.practice_id,
                    StaffRow.id == TickRow.clinician_id,
                ),
            )
            .where(
                TickRow.practice_id == self._practice(actor),
                TickRow.patient_id == patient_id,
            )
            .order_by(TickRow.on_day, TickRow.at, TickRow.id)
        )
        return tuple(Tick(row.name, row.answer, row.on_day, by or "") for row, by in rows)

    def add(
        self,
        actor: Actor,
        consultation: Consultation,
        ticks: Iterable[Tick],
        release: str,
        at: datetime,
    ) -> None:
        """Keep answers given in a consultation, with the release that asked. Raises Denied."""
        practice_id = self._must(actor, consultation.patient_id)
        self._insert(
            TickRow,
            [
                {
                    "practice_id": practice_id,
                    "id": new_id(),
                    "patient_id": consultation.patient_id,
                    "consultation_id": consultation.id,
                    "name": tick.name,
                    "answer": tick.answer,
                    "on_day": tick.on,
                    "at": at,
                    "clinician_id": actor.clinician_id,
                    "release": release,
                }
                for tick in ticks
            ],
        )
