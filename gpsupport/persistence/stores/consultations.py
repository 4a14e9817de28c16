"""Consultations and their drafts."""

import json
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select, update

from gpsupport.domain.access import Denied, Kind
from gpsupport.domain.consultation import (
    DRAFT_HOLDS,
    GATE_HOLDS,
    Consultation,
    ConsultationDraft,
    ConsultationState,
    GateAnswer,
)
from gpsupport.domain.enquiry import EnquiryOutcome, NotAskedReason, Presence
from gpsupport.domain.people import Actor
from gpsupport.persistence.rows import ConsultationRow, DraftRow
from gpsupport.persistence.stores.base import Store, new_id

_BODY = ("draft", "body_sealed")


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
        return _consultation(row, actor)

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
        return _consultation(row, actor) if row else None

    def find_left_open(self, actor: Actor, patient_id: str, now: datetime) -> Consultation | None:
        """This clinician's newest consultation that holds a draft, and in which nothing was saved.

        It is over, but what was typed in it is not to be lost.
        """
        if not self._may(actor, patient_id):
            return None
        row = self._session.scalars(
            self._own(actor, patient_id)
            .join(
                DraftRow,
                and_(
                    DraftRow.practice_id == ConsultationRow.practice_id,
                    DraftRow.consultation_id == ConsultationRow.id,
                ),
            )
            .where(ConsultationRow.state == ConsultationState.OPEN.value, DraftRow.expires_at > now)
            .order_by(ConsultationRow.opened_at.desc(), ConsultationRow.id)
            .limit(1)
        ).one_or_none()
        return _consultation(row, actor) if row else None

    def close_gates(self, actor: Actor) -> None:
        """Take back every answer of this clinician to "Who is here today?", whatever its version.

        Nobody's change may stand in the way of putting things out of sight; a window that read an
        earlier version finds its own stale.
        """
        self._run(
            update(ConsultationRow)
            .where(
                ConsultationRow.practice_id == self._practice(actor),
                ConsultationRow.clinician_id == actor.clinician_id,
                ConsultationRow.gate_at.is_not(None),
            )
            .values(gate_presence=None, gate_at=None, version=ConsultationRow.version + 1)
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


class DraftStore(Store):
    """What was typed and not yet saved, at most one draft for a consultation."""

    kind = Kind.CLINICAL

    def find(self, actor: Actor, consultation_id: str, now: datetime) -> ConsultationDraft | None:
        """The draft of a consultation, None when there is none or it has expired."""
        if not self._own(actor, consultation_id):
            return None
        row = self._session.scalars(
            select(DraftRow).where(
                DraftRow.practice_id == self._practice(actor),
                DraftRow.consultation_id == consultation_id,
                DraftRow.expires_at > now,
            )
        ).one_or_none()
        return self._draft(actor, row) if row else None

    def save(
        self, actor: Actor, consultation_id: str, draft: ConsultationDraft, now: datetime
    ) -> ConsultationDraft:
        """Keep a draft in place of the one before; returns it with the time of saving."""
        if not self._own(actor, consultation_id):
            raise Denied(self.kind.value)
        row_id = new_id()
        body = {
            "asked": draft.asked,
            "outcome": draft.outcome.value if draft.outcome else None,
            "reason": draft.reason.value if draft.reason else None,
            "words": draft.words,
            "observed": draft.observed,
        }
        plain = json.dumps(body).encode()
        values = {
            "practice_id": self._practice(actor),
            "id": row_id,
            "consultation_id": consultation_id,
            "body_sealed": self._sealer.seal(plain, *_BODY, row_id, self._practice(actor)),
            "saved_at": now,
            "expires_at": now + DRAFT_HOLDS,
            "version": 1,
        }
        self._insert_or_replace(DraftRow, values, ("practice_id", "consultation_id"))
        return replace(draft, saved_at=now)

    def move(self, actor: Actor, consultation_id: str, to: str) -> None:
        """Give the draft of one consultation to another, which has none yet."""
        if not (self._own(actor, consultation_id) and self._own(actor, to)):
            raise Denied(self.kind.value)
        self._run(
            update(DraftRow)
            .where(
                DraftRow.practice_id == self._practice(actor),
                DraftRow.consultation_id == consultation_id,
            )
            .values(consultation_id=to)
            .execution_options(synchronize_session=False)
        )

    def drop(self, actor: Actor, consultation_id: str) -> None:
        """Forget the draft of a consultation."""
        if not self._own(actor, consultation_id):
            raise Denied(self.kind.value)
        self._run(
            delete(DraftRow).where(
                DraftRow.practice_id == self._practice(actor),
                DraftRow.consultation_id == consultation_id,
            )
        )

    def drop_expired(self, actor: Actor, now: datetime) -> None:
        """Forget every draft that has expired: it is not only hidden, it is gone."""
        self._run(
            delete(DraftRow).where(
                DraftRow.practice_id == self._practice(actor), DraftRow.expires_at <= now
            )
        )

    def _own(self, actor: Actor, consultation_id: str) -> bool:
        """Whether it is this clinician's own consultation, with a patient whom they may see."""
        patient_id = self._session.scalar(
            select(ConsultationRow.patient_id).where(
                ConsultationRow.practice_id == self._practice(actor),
                ConsultationRow.clinician_id == actor.clinician_id,
                ConsultationRow.id == consultation_id,
            )
        )
        return patient_id is not None and self._may(actor, patient_id)

    def _draft(self, actor: Actor, row: DraftRow) -> ConsultationDraft:
        plain = self._sealer.unseal(row.body_sealed, *_BODY, row.id, self._practice(actor))
        body = json.loads(plain)
        return ConsultationDraft(
            asked=body.get("asked"),
            outcome=EnquiryOutcome(body["outcome"]) if body.get("outcome") else None,
            reason=NotAskedReason(body["reason"]) if body.get("reason") else None,
            words=body.get("words") or "",
            observed=body.get("observed") or "",
            saved_at=row.saved_at,
        )


def _gate_open_at(actor: Actor, now: datetime) -> ColumnElement[bool]:
    safe = [presence.value for presence in Presence if presence.safe_to_ask]
    return and_(
        ConsultationRow.gate_session == actor.session_id,
        ConsultationRow.gate_presence.in_(safe),
        ConsultationRow.gate_at > now - GATE_HOLDS,
        ConsultationRow.gate_at <= now,
    )


def _consultation(row: ConsultationRow, actor: Actor) -> Consultation:
    gate = None
    own = row.gate_session == actor.session_id
    if own and row.gate_presence is not None and row.gate_at is not None:
        gate = GateAnswer(Presence(row.gate_presence), row.gate_at)
    return Consultation(
        id=row.id,
        patient_id=row.patient_id,
        clinician_id=row.clinician_id,
        opened_at=row.opened_at,
        state=ConsultationState(row.state),
        gate=gate,
        enquiry_id=row.enquiry_id,
        added=frozenset(row.added),
        version=row.version,
    )
