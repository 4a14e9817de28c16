"""What was typed and not yet saved: the draft of a consultation, and its other forms."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, delete, exists, select, update
from sqlalchemy.orm import aliased

from gpsupport.domain.access import Denied, Kind
from gpsupport.domain.consultation import DRAFT_HOLDS, ConsultationDraft, FormName
from gpsupport.domain.enquiry import EnquiryOutcome, Mode, NotAskedReason, Presence
from gpsupport.domain.people import Actor
from gpsupport.persistence.rows import ConsultationRow, DraftRow, TypedFormRow
from gpsupport.persistence.stores.base import Store, new_id

_BODY = ("draft", "body_sealed")
_FIELDS = ("typed_form", "body_sealed")
# The forms that a later consultation takes over.
MOVING = tuple(one.value for one in FormName if not one.stays)


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form that is still kept, without what stands in it; an instant in UTC."""

    consultation_id: str
    form: FormName
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class TypedForm:
    """What stands in a form that is still kept, and about whom it is."""

    consultation_id: str
    patient_id: str
    fields: Mapping[str, Sequence[str]]


class TypedStore(Store):
    """What was typed in consultations. It is their clinician's own, and nobody else's."""

    kind = Kind.CLINICAL

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

    def _must_own(self, actor: Actor, consultation_id: str) -> str:
        """The practice to write in. Raises Denied."""
        if not self._own(actor, consultation_id):
            raise Denied(self.kind.value)
        return self._practice(actor)


class DraftStore(TypedStore):
    """What was typed and not yet saved, at most one draft for a consultation."""

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
        practice, row_id = self._must_own(actor, consultation_id), new_id()
        body = {
            "asked": draft.asked,
            "outcome": draft.outcome.value if draft.outcome else None,
            "reason": draft.reason.value if draft.reason else None,
            "put_off_days": draft.put_off_days,
            "words": draft.words,
            "observed": draft.observed,
            "note": draft.note,
            "privacy_said": draft.privacy_said,
            "presence": draft.presence.value if draft.presence else None,
            "mode": draft.mode.value if draft.mode else None,
        }
        plain = json.dumps(body).encode()
        values = {
            "practice_id": practice,
            "id": row_id,
            "consultation_id": consultation_id,
            "body_sealed": self._sealer.seal(plain, *_BODY, row_id, practice),
            "saved_at": now,
            "expires_at": now + DRAFT_HOLDS,
            "version": 1,
        }
        self._insert_or_replace(DraftRow, values, ("practice_id", "consultation_id"))
        return replace(draft, saved_at=now)

    def move(self, actor: Actor, consultation_id: str, to: str) -> None:
        """Give what was typed in one consultation to another, which has no draft yet.

        A form that was begun there as well stays where it is, and so does what is about the very
        answer of its own consultation.
        """
        practice = self._must_own(actor, consultation_id)
        self._must_own(actor, to)
        self._run(
            update(DraftRow)
            .where(DraftRow.practice_id == practice, DraftRow.consultation_id == consultation_id)
            .values(consultation_id=to)
            .execution_options(synchronize_session=False)
        )
        there = aliased(TypedFormRow)
        begun = exists().where(
            there.practice_id == practice,
            there.consultation_id == to,
            there.name == TypedFormRow.name,
        )
        self._run(
            update(TypedFormRow)
            .where(
                TypedFormRow.practice_id == practice,
                TypedFormRow.consultation_id == consultation_id,
                TypedFormRow.name.in_(MOVING),
                ~begun,
            )
            .values(consultation_id=to)
            .execution_options(synchronize_session=False)
        )

    def drop(self, actor: Actor, consultation_id: str) -> None:
        """Forget the draft of a consultation; its other forms are kept."""
        practice = self._must_own(actor, consultation_id)
        self._run(
            delete(DraftRow).where(
                DraftRow.practice_id == practice, DraftRow.consultation_id == consultation_id
            )
        )

    def drop_expired(self, actor: Actor, now: datetime) -> None:
        """Forget every draft and form that has expired: it is not only hidden, it is gone."""
        practice = self._practice(actor)
        for row in (DraftRow, TypedFormRow):
            self._run(delete(row).where(row.practice_id == practice, row.expires_at <= now))

    def _draft(self, actor: Actor, row: DraftRow) -> ConsultationDraft:
        plain = self._sealer.unseal(row.body_sealed, *_BODY, row.id, self._practice(actor))
        body = json.loads(plain)
        return ConsultationDraft(
            asked=body.get("asked"),
            outcome=EnquiryOutcome(body["outcome"]) if body.get("outcome") else None,
            reason=NotAskedReason(body["reason"]) if body.get("reason") else None,
            put_off_days=body.get("put_off_days"),
            words=body.get("words") or "",
            observed=body.get("observed") or "",
            note=body.get("note") or "",
            privacy_said=bool(body.get("privacy_said")),
            saved_at=row.saved_at,
            presence=Presence(body["presence"]) if body.get("presence") else None,
            mode=Mode(body["mode"]) if body.get("mode") else None,
        )


class TypedFormStore(TypedStore):
    """What was typed into a named form of a consultation, at most once each; kept for 24 hours."""

    def save(
        self,
        actor: Actor,
        consultation_id: str,
        name: FormName,
        fields: Mapping[str, Sequence[str]],
        now: datetime,
    ) -> datetime:
        """Keep the fields of a form, as they were sent, in place of those before; returns `now`.

        Raises Denied.
        """
        practice, row_id = self._must_own(actor, consultation_id), new_id()
        plain = json.dumps({field: list(values) for field, values in fields.items()}).encode()
        values = {
            "practice_id": practice,
            "id": row_id,
            "consultation_id": consultation_id,
            "name": name.value,
            "body_sealed": self._sealer.seal(plain, *_FIELDS, row_id, practice),
            "saved_at": now,
            "expires_at": now + DRAFT_HOLDS,
        }
        unique = ("practice_id", "consultation_id", "name")
        self._insert_or_replace(TypedFormRow, values, unique)
        return now

    def find(
        self, actor: Actor, consultation_id: str, name: FormName, now: datetime
    ) -> Mapping[str, list[str]] | None:
        """The fields of a form; None when nothing was typed or it has expired."""
        if not self._own(actor, consultation_id):
            return None
        row = self._session.scalars(
            select(TypedFormRow).where(
                TypedFormRow.practice_id == self._practice(actor),
                TypedFormRow.consultation_id == consultation_id,
                TypedFormRow.name == name.value,
                TypedFormRow.expires_at > now,
            )
        ).one_or_none()
        if row is None:
            return None
        plain = self._sealer.unseal(row.body_sealed, *_FIELDS, row.id, self._practice(actor))
        fields: dict[str, list[str]] = json.loads(plain)
        return fields

    def list_kept(self, actor: Actor, patient_id: str, now: datetime) -> tuple[KeptForm, ...]:
        """Every form that this clinician typed about a patient and that is kept, newest first."""
        if not self._may(actor, patient_id):
            return ()
        rows = self._session.scalars(
            select(TypedFormRow)
            .join(
                ConsultationRow,
                and_(
                    ConsultationRow.practice_id == TypedFormRow.practice_id,
                    ConsultationRow.id == TypedFormRow.consultation_id,
                ),
            )
            .where(
                ConsultationRow.practice_id == self._practice(actor),
                ConsultationRow.patient_id == patient_id,
                ConsultationRow.clinician_id == actor.clinician_id,
                TypedFormRow.expires_at > now,
            )
            .order_by(TypedFormRow.saved_at.desc(), TypedFormRow.id)
        )
        return tuple(
            KeptForm(row.consultation_id, FormName(row.name), row.saved_at) for row in rows
        )

    def list_all(self, actor: Actor, name: FormName, now: datetime) -> tuple[TypedForm, ...]:
        """Every form of that name that this clinician typed, whom the policy hides left out."""
        practice = self._practice(actor)
        found = self._session.execute(
            select(TypedFormRow, ConsultationRow.patient_id)
            .join(
                ConsultationRow,
                and_(
                    ConsultationRow.practice_id == TypedFormRow.practice_id,
                    ConsultationRow.id == TypedFormRow.consultation_id,
                ),
            )
            .where(
                TypedFormRow.practice_id == practice,
                ConsultationRow.clinician_id == actor.clinician_id,
                TypedFormRow.name == name.value,
                TypedFormRow.expires_at > now,
            )
            .order_by(TypedFormRow.saved_at, TypedFormRow.id)
            .execution_options(populate_existing=True)
        )
        return tuple(
            TypedForm(
                row.consultation_id,
                patient_id,
                json.loads(self._sealer.unseal(row.body_sealed, *_FIELDS, row.id, practice)),
            )
            for row, patient_id in found
            if self._may(actor, patient_id)
        )

    def drop(self, actor: Actor, consultation_id: str, name: FormName) -> bool:
        """Forget what was typed into a form. Whether it was there to be forgotten. Raises Denied.

        Of two that forget it at once one alone hears that it was there.
        """
        practice = self._must_own(actor, consultation_id)
        gone = self._run(
            delete(TypedFormRow)
            .where(
                TypedFormRow.practice_id == practice,
                TypedFormRow.consultation_id == consultation_id,
                TypedFormRow.name == name.value,
            )
            .returning(TypedFormRow.id)
        )
        return gone.first() is not None
