"""Consultations: who is here, and how far each has come."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, update

from gpsupport.domain.access import Kind
from gpsupport.domain.consultation import (
    GATE_HOLDS,
    Consultation,
    ConsultationState,
    GateAnswer,
)
from gpsupport.domain.enquiry import Mode, Presence
from gpsupport.domain.people import Actor
from gpsupport.persistence.rows import ConsultationRow, DraftRow, TypedFormRow, WebSessionRow
from gpsupport.persistence.stores.base import Store, new_id
from gpsupport.persistence.stores.drafts import MOVING

_COMPANY = ("consultation", "gate_company_sealed")
_NAMES = ("company",)


class ConsultationStore(Store):
    """The consultations of the actor's practice."""

    kind = Kind.CLINICAL

    def find(self, actor: Actor, consultation_id: str) -> Consultation | None:
        """One consultation of this clinician's own."""
        row = self._session.scalars(
            select(ConsultationRow).where(
                ConsultationRow.practice_id == self._practice(actor),
                ConsultationRow.clinician_id == actor.clinician_id,
                ConsultationRow.id == consultation_id,
            )
        ).one_or_none()
        if row is None or not self._may(actor, row.patient_id):
            return None
        return self._consultation(row, actor)

    def find_latest(
        self, actor: Actor, patient_id: str, day: date, now: datetime | None = None
    ) -> Consultation | None:
        """This clinician's own consultation of that day: the unfinished one, else the newest.

        With `now`, one of the day before counts too while its gate is open: midnight ends no
        conversation. A transaction that writes locks it, so that of two windows the second waits.
        """
        if not self._may(actor, patient_id):
            return None
        finished = ConsultationRow.state == ConsultationState.FINISHED.value
        wanted = ConsultationRow.opened_on == day
        statement = (
            self._own(actor, patient_id)
            .where(or_(wanted, _gate_open_at(actor, now)) if now else wanted)
            .order_by(finished, ConsultationRow.opened_at.desc(), ConsultationRow.id)
            .limit(1)
        )
        if self._writing():
            statement = statement.with_for_update()
        row = self._session.scalars(statement).one_or_none()
        return self._consultation(row, actor) if row else None

    def find_left_open(self, actor: Actor, patient_id: str, now: datetime) -> Consultation | None:
        """This clinician's newest consultation that holds something which the next one takes over.

        It is over, but what was typed in it and not saved is not to be lost, whether or not an
        answer was recorded in it, and whether or not somebody finished it.
        """
        if not self._may(actor, patient_id):
            return None
        typed = (
            exists().where(
                row.practice_id == ConsultationRow.practice_id,
                row.consultation_id == ConsultationRow.id,
                row.expires_at > now,
                *which,
            )
            for row, which in ((DraftRow, ()), (TypedFormRow, (TypedFormRow.name.in_(MOVING),)))
        )
        row = self._session.scalars(
            self._own(actor, patient_id)
            .where(or_(*typed))
            .order_by(ConsultationRow.opened_at.desc(), ConsultationRow.id)
            .limit(1)
        ).one_or_none()
        return self._consultation(row, actor) if row else None

    def close_gates(self, actor: Actor) -> None:
        """Take back every answer of this clinician to "Who is here today?", whatever its version.

        Nobody's change may stand in the way of putting things out of sight; a window that read an
        earlier version finds its own stale. What was said of who sees the screen is taken back too.
        """
        self._run(
            update(ConsultationRow)
            .where(
                ConsultationRow.practice_id == self._practice(actor),
                ConsultationRow.clinician_id == actor.clinician_id,
                ConsultationRow.gate_at.is_not(None),
            )
            .values(
                gate_presence=None,
                gate_at=None,
                gate_mode=None,
                gate_company_sealed=None,
                version=ConsultationRow.version + 1,
            )
            .execution_options(synchronize_session=False)
        )
        self._run(
            update(WebSessionRow)
            .where(
                WebSessionRow.practice_id == self._practice(actor),
                WebSessionRow.staff_id == actor.clinician_id,
                WebSessionRow.screen_private_at.is_not(None),
            )
            .values(screen_private_at=None)
            .execution_options(synchronize_session=False)
        )

    def add(self, actor: Actor, patient_id: str, now: datetime, day: date) -> Consultation:
        """Open a consultation of this clinician with a patient.

        Of two windows that open one at once both get the same: the one that was first.
        """
        values = {
            "practice_id": self._must(actor, patient_id),
            "id": new_id(),
            "patient_id": patient_id,
            "clinician_id": actor.clinician_id,
            "opened_at": now,
            "opened_on": day,
            "state": ConsultationState.OPEN.value,
            "gate_session": "",
            "added": [],
            "version": 1,
        }
        self._insert_unless_there(ConsultationRow, values)
        opened = self.find_latest(actor, patient_id, day)
        if opened is None:
            raise LookupError("a consultation was opened and is not there")
        return opened

    def save(self, actor: Actor, consultation: Consultation) -> Consultation:
        """Write a changed consultation; its version must be the one that was read.

        Returns it with its new version. Raises StaleRow when somebody else was first.
        """
        gate = consultation.gate
        company = {"company": gate.company} if gate else {}
        self._change(
            update(ConsultationRow)
            .where(
                ConsultationRow.practice_id == self._must(actor, consultation.patient_id),
                ConsultationRow.clinician_id == actor.clinician_id,
                ConsultationRow.id == consultation.id,
                ConsultationRow.version == consultation.version,
            )
            .values(
                state=consultation.state.value,
                gate_presence=gate.presence.value if gate else None,
                gate_at=gate.at if gate else None,
                gate_session=actor.session_id if gate else "",
                gate_mode=gate.mode.value if gate else None,
                gate_company_sealed=self._seal(company, _COMPANY, consultation.id, actor),
                enquiry_id=consultation.enquiry_id,
                added=sorted(consultation.added),
                version=consultation.version + 1,
            )
        )
        return replace(consultation, version=consultation.version + 1)

    def _own(self, actor: Actor, patient_id: str) -> Select[ConsultationRow]:
        return select(ConsultationRow).where(
            ConsultationRow.practice_id == self._practice(actor),
            ConsultationRow.patient_id == patient_id,
            ConsultationRow.clinician_id == actor.clinician_id,
        )

    def _consultation(self, row: ConsultationRow, actor: Actor) -> Consultation:
        return Consultation(
            id=row.id,
            patient_id=row.patient_id,
            clinician_id=row.clinician_id,
            opened_at=row.opened_at,
            state=ConsultationState(row.state),
            gate=self._gate(row, actor),
            enquiry_id=row.enquiry_id,
            added=frozenset(row.added),
            version=row.version,
        )

    def _gate(self, row: ConsultationRow, actor: Actor) -> GateAnswer | None:
        """What this browser session answered; what another one did is nothing here."""
        if row.gate_session != actor.session_id or row.gate_presence is None or row.gate_at is None:
            return None
        (company,) = self._unseal(row.gate_company_sealed, _COMPANY, row.id, actor, _NAMES)
        mode = Mode(row.gate_mode) if row.gate_mode else Mode.FACE_TO_FACE
        return GateAnswer(Presence(row.gate_presence), row.gate_at, mode, company)


def _gate_open_at(actor: Actor, now: datetime) -> ColumnElement[bool]:
    safe = [presence.value for presence in Presence if presence.opens]
    return and_(
        ConsultationRow.gate_session == actor.session_id,
        ConsultationRow.gate_presence.in_(safe),
        ConsultationRow.gate_at > now - GATE_HOLDS,
        ConsultationRow.gate_at <= now,
    )
