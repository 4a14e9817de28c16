"""Dates that clinicians entered because no code says them: every one, none of them ever changed."""

from datetime import datetime

from sqlalchemy import and_, func, select

from gpsupport.domain.access import Kind
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.people import Actor
from gpsupport.domain.record import DateKind, KnownDate
from gpsupport.persistence.rows import KnownDateRow, StaffRow
from gpsupport.persistence.stores.base import Store, new_id


class KnownDateStore(Store):
    """The dates of patients of the actor's practice, by every clinician."""

    kind = Kind.CLINICAL

    def add(self, actor: Actor, consultation: Consultation, made: KnownDate, at: datetime) -> None:
        """Keep a date, or that it is taken back. `at` is an instant in UTC. Raises Denied."""
        practice, patient_id = self._must(actor, consultation.patient_id), consultation.patient_id
        last = self._session.scalar(
            select(func.max(KnownDateRow.seq)).where(
                KnownDateRow.practice_id == practice, KnownDateRow.patient_id == patient_id
            )
        )
        row = {
            "practice_id": practice,
            "id": new_id(),
            "patient_id": patient_id,
            "consultation_id": consultation.id,
            "clinician_id": actor.clinician_id,
            "seq": (last or 0) + 1,
            "kind": made.kind.value,
            "day": made.day,
            "said_on": made.said_on,
            "at": at,
        }
        self._insert(KnownDateRow, [row])

    def read_all(self, actor: Actor, patient_id: str) -> tuple[KnownDate, ...]:
        """Every date of a patient, in the order in which they were entered."""
        if not self._may(actor, patient_id):
            return ()
        rows = self._session.execute(
            select(KnownDateRow, StaffRow.name)
            .outerjoin(
                StaffRow,
                and_(
                    StaffRow.practice_id == KnownDateRow.practice_id,
                    StaffRow.id == KnownDateRow.clinician_id,
                ),
            )
            .where(
                KnownDateRow.practice_id == self._practice(actor),
                KnownDateRow.patient_id == patient_id,
            )
            .order_by(KnownDateRow.seq, KnownDateRow.id)
        )
        return tuple(
            KnownDate(DateKind(row.kind), row.day, row.said_on, by or "") for row, by in rows
        )
