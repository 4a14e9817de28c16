"""Consultations and their drafts."""

import json
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, select, update

from gpsupport.domain.consultation import (
    DRAFT_HOLDS,
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

    def find(self, actor: Actor, consultation_id: str) -> Consultation | None:
        """One consultation."""
        return self._first(actor, ConsultationRow.id == consultation_id)

    def find_latest(self, actor: Actor, patient_id: str, day: date) -> Consultation | None:
        """This clinician's own consultation of that day: the unfinished one, else the newest."""
        finished = ConsultationRow.state == ConsultationState.FINISHED.value
        row = self._session.scalars(
            select(ConsultationRow)
            .where(
                ConsultationRow.practice_id == self._practice(actor),
                ConsultationRow.patient_id == patient_id,
                ConsultationRow.clinician_id == actor.clinician_id,
                ConsultationRow.opened_on == day,
            )
            .order_by(finished, ConsultationRow.opened_at.desc(), ConsultationRow.id)
            .limit(1)
        ).one_or_none()
        return _consultation(row) if row else None

    def list_gated(self, actor: Actor) -> tuple[Consultation, ...]:
        """This clinician's consultations in which the gate was answered and not closed since."""
        rows = self._session.scalars(
            select(ConsultationRow).where(
                ConsultationRow.practice_id == self._practice(actor),
                ConsultationRow.clinician_id == actor.clinician_id,
                ConsultationRow.gate_at.is_not(None),
            )
        )
        return tuple(_consultation(row) for row in rows)

    def add(self, actor: Actor, patient_id: str, now: datetime, day: date) -> Consultation:
        """Open a consultation of this clinician with a patient.

        Of two windows that open one at once both get the same: the one that was first.
        """
        values = {
            "practice_id": self._practice(actor),
            "id": new_id(),
            "patient_id": patient_id,
            "clinician_id": actor.clinician_id,
            "opened_at": now,
            "opened_on": day,
            "state": ConsultationState.OPEN.value,
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
                ConsultationRow.practice_id == self._practice(actor),
                ConsultationRow.id == consultation.id,
                ConsultationRow.version == consultation.version,
            )
            .values(
                state=consultation.state.value,
                gate_presence=gate.presence.value if gate else None,
                gate_at=gate.at if gate else None,
                enquiry_id=consultation.enquiry_id,
                added=sorted(consultation.added),
                version=consultation.version + 1,
            )
        )
        return replace(consultation, version=consultation.version + 1)

    def _first(self, actor: Actor, wanted: ColumnElement[bool]) -> Consultation | None:
        row = self._session.scalars(
            select(ConsultationRow).where(
                ConsultationRow.practice_id == self._practice(actor), wanted
            )
        ).one_or_none()
        return _consultation(row) if row else None


class DraftStore(Store):
    """What was typed and not yet saved, at most one draft for a consultation."""

    def find(self, actor: Actor, consultation_id: str, now: datetime) -> ConsultationDraft | None:
        """The draft of a consultation, None when there is none or it has expired."""
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
        self.drop(actor, consultation_id)
        row_id = new_id()
        body = {
            "asked": draft.asked,
            "outcome": draft.outcome.value if draft.outcome else None,
            "reason": draft.reason.value if draft.reason else None,
            "words": draft.words,
            "observed": draft.observed,
        }
        plain = json.dumps(body).encode()
        self._insert(
            DraftRow,
            [
                {
                    "practice_id": self._practice(actor),
                    "id": row_id,
                    "consultation_id": consultation_id,
                    "body_sealed": self._sealer.seal(plain, *_BODY, row_id, self._practice(actor)),
                    "saved_at": now,
                    "expires_at": now + DRAFT_HOLDS,
                    "version": 1,
                }
            ],
        )
        return replace(draft, saved_at=now)

    def drop(self, actor: Actor, consultation_id: str) -> None:
        """Forget the draft of a consultation."""
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

    def _draft(self, actor: Actor, row: DraftRow) -> ConsultationDraft:
        plain = self._sealer.unseal(row.body_sealed, *_BODY, row.id, self._practice(actor))
        body = json.loads(plain)
        return ConsultationDraft(
            asked=body["asked"],
            outcome=EnquiryOutcome(body["outcome"]) if body["outcome"] else None,
            reason=NotAskedReason(body["reason"]) if body["reason"] else None,
            words=body["words"],
            observed=body["observed"],
            saved_at=row.saved_at,
        )


def _consultation(row: ConsultationRow) -> Consultation:
    gate = None
    if row.gate_presence is not None and row.gate_at is not None:
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
