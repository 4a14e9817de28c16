"""Booked appointments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from gpsupport.domain.access import Kind
from gpsupport.domain.exchange import ReceivedAppointment
from gpsupport.domain.people import Actor, PersonName
from gpsupport.persistence.rows import AppointmentRow, PatientRow
from gpsupport.persistence.stores.base import Store, new_id

_WORDS = ("appointment", "words_sealed")
_NAMES = ("how", "booked_for", "practitioner")


@dataclass(frozen=True, slots=True)
class StoredAppointment:
    """An appointment in its sender's words, which no page before the gate may show."""

    resource: str
    patient_id: str
    patient_name: PersonName
    starts_at: datetime
    minutes: int | None
    how: str
    booked_for: str
    practitioner: str


class AppointmentStore(Store):
    """What is booked in the actor's practice."""

    kind = Kind.APPOINTMENT

    def read_between(
        self, actor: Actor, start: datetime, end: datetime, patient_id: str | None = None
    ) -> tuple[StoredAppointment, ...]:
        """Appointments that start in [start, end), earliest first; of one patient or of all."""
        statement = (
            select(AppointmentRow, PatientRow.family, PatientRow.given, PatientRow.title)
            .join(
                PatientRow,
                and_(
                    PatientRow.practice_id == AppointmentRow.practice_id,
                    PatientRow.id == AppointmentRow.patient_id,
                ),
            )
            .where(
                AppointmentRow.practice_id == self._practice(actor),
                AppointmentRow.starts_at >= start,
                AppointmentRow.starts_at < end,
            )
            .order_by(AppointmentRow.starts_at, PatientRow.family_folded, AppointmentRow.id)
        )
        if patient_id is not None:
            if not self._may(actor, patient_id):
                return ()
            statement = statement.where(AppointmentRow.patient_id == patient_id)
        elif hidden := self._scope.hidden(actor, self.kind):
            statement = statement.where(AppointmentRow.patient_id.not_in(hidden))
        return tuple(
            self._appointment(actor, row, PersonName(family, given, title))
            for row, family, given, title in self._session.execute(statement)
        )

    def add(
        self,
        actor: Actor,
        patient_id: str,
        appointments: Iterable[tuple[str, datetime, ReceivedAppointment]],
    ) -> None:
        """Add appointments, each with its received resource's id and the instant it starts at."""
        practice, rows = self._must(actor, patient_id), []
        for place, (resource_id, starts_at, appointment) in enumerate(appointments):
            row_id = new_id()
            words = {name: getattr(appointment, name) for name in _NAMES}
            rows.append(
                {
                    "practice_id": practice,
                    "id": row_id,
                    "patient_id": patient_id,
                    "resource_id": resource_id,
                    "resource": appointment.resource,
                    "place": place,
                    "starts_at": starts_at,
                    "minutes": appointment.minutes,
                    "words_sealed": self._seal(words, _WORDS, row_id, actor),
                }
            )
        self._insert(AppointmentRow, rows)

    def drop(self, actor: Actor, resource_ids: Sequence[str]) -> None:
        """Remove what stands in these received resources, before it is read again."""
        self._drop_standing_in(actor, AppointmentRow, resource_ids)

    def _appointment(
        self, actor: Actor, row: AppointmentRow, name: PersonName
    ) -> StoredAppointment:
        how, booked_for, practitioner = self._unseal(
            row.words_sealed, _WORDS, row.id, actor, _NAMES
        )
        return StoredAppointment(
            resource=row.resource,
            patient_id=row.patient_id,
            patient_name=name,
            starts_at=row.starts_at,
            minutes=row.minutes,
            how=how,
            booked_for=booked_for,
            practitioner=practitioner,
        )
