"""The ledger of enquiries: what was asked, by every clinician, here and elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased

from gpsupport.domain.access import Kind
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.enquiry import (
    Enquiry,
    EnquiryHistory,
    EnquiryOutcome,
    Mode,
    NotAskedReason,
    Presence,
)
from gpsupport.domain.people import Actor, Role
from gpsupport.persistence.rows import ConsultationRow, EnquiryRow
from gpsupport.persistence.stores.base import Store, new_id

_WORDS = ("enquiry", "words_sealed")
_NAMES = ("words", "by", "observed", "company", "note")
# Made once: making it costs more than the statement in which it stands.
_LATER = aliased(EnquiryRow)


@dataclass(frozen=True, slots=True)
class ReplacedEnquiry:
    """What was recorded first, and when and by whom it was corrected; an instant in UTC.

    `later_id` names the enquiry in its place, which may have been corrected in its turn.
    """

    enquiry: Enquiry
    replaced_at: datetime | None
    replaced_by: str
    later_id: str


class EnquiryStore(Store):
    """Enquiries of the actor's practice. What was recorded here is never changed or removed."""

    kind = Kind.CLINICAL

    def read_history(self, actor: Actor, patient_id: str) -> EnquiryHistory:
        """Every enquiry of a patient that no later one replaces."""
        if not self._may(actor, patient_id):
            return EnquiryHistory(())
        return EnquiryHistory(self._read(actor, EnquiryRow.patient_id == patient_id))

    def read_recorded_here(self, actor: Actor, patient_id: str) -> tuple[Enquiry, ...]:
        """The same, without those that came from elsewhere."""
        if not self._may(actor, patient_id):
            return ()
        here = EnquiryRow.source == ""
        found = self._read(actor, EnquiryRow.patient_id == patient_id, here)
        return EnquiryHistory(found).enquiries

    def read_replaced(self, actor: Actor, patient_id: str) -> tuple[ReplacedEnquiry, ...]:
        """What was recorded here and later corrected, each with its next version; oldest first."""
        if not self._may(actor, patient_id):
            return ()
        rows = self._session.execute(
            select(EnquiryRow, _LATER)
            .join(
                _LATER,
                and_(
                    _LATER.practice_id == EnquiryRow.practice_id,
                    _LATER.patient_id == EnquiryRow.patient_id,
                    _LATER.supersedes == EnquiryRow.id,
                ),
            )
            .where(
                EnquiryRow.practice_id == self._practice(actor),
                EnquiryRow.patient_id == patient_id,
            )
            .order_by(EnquiryRow.at, _LATER.at, EnquiryRow.id)
        )
        found = []
        for row, next_row in rows:
            made = self._enquiry(actor, next_row)
            first = self._enquiry(actor, row)
            found.append(ReplacedEnquiry(first, made.at, made.by or "", made.id))
        return tuple(found)

    def find(self, actor: Actor, enquiry_id: str) -> Enquiry | None:
        """One enquiry that was recorded here."""
        owner = select(EnquiryRow.patient_id).where(
            EnquiryRow.practice_id == self._practice(actor), EnquiryRow.id == enquiry_id
        )
        patient_id = self._session.scalar(owner)
        if patient_id is None or not self._may(actor, patient_id):
            return None
        found = self._read(actor, EnquiryRow.id == enquiry_id, EnquiryRow.source == "")
        return found[0] if found else None

    def find_of(self, actor: Actor, patient_id: str, consultation_id: str) -> Enquiry | None:
        """What a consultation with a patient recorded, whoever held it, as it counts now."""
        if not self._may(actor, patient_id):
            return None
        recorded = select(ConsultationRow.enquiry_id).where(
            ConsultationRow.practice_id == self._practice(actor),
            ConsultationRow.patient_id == patient_id,
            ConsultationRow.id == consultation_id,
        )
        own = EnquiryRow.patient_id == patient_id
        found = self._read(actor, own, EnquiryRow.id.in_(recorded), EnquiryRow.source == "")
        return found[0] if found else None

    def consultation_of(self, actor: Actor, patient_id: str, enquiry_id: str) -> str | None:
        """The consultation that recorded an enquiry; None where it came from elsewhere."""
        if not self._may(actor, patient_id):
            return None
        return self._session.scalar(
            select(EnquiryRow.consultation_id).where(
                EnquiryRow.practice_id == self._practice(actor),
                EnquiryRow.patient_id == patient_id,
                EnquiryRow.id == enquiry_id,
            )
        )

    def add(
        self, actor: Actor, consultation: Consultation, enquiry: Enquiry, supersedes: str | None
    ) -> Enquiry:
        """Record an enquiry made here, in place of the one that `supersedes` names.

        Returns it under its id. Raises Denied, and StaleRow where another window corrected the
        same one first.
        """
        row = self._row(actor, consultation.patient_id, enquiry)
        row |= {
            "consultation_id": consultation.id,
            "clinician_id": actor.clinician_id,
            "supersedes": supersedes,
        }
        self._insert_or_stale(EnquiryRow, row)
        found = self.find(actor, row["id"])
        if found is None:
            raise LookupError("an enquiry was written and is not there")
        return found

    def add_received(
        self, actor: Actor, patient_id: str, system: str, found: Iterable[tuple[str, Enquiry]]
    ) -> None:
        """Add enquiries of a received record, each with the id of its received resource.

        What was recorded here and comes back with an export is left out, and so is what was
        corrected here since: an older export would undo the correction.
        """
        came = list(found)
        if not came:
            return
        here = set(
            self._session.scalars(
                select(EnquiryRow.id).where(
                    EnquiryRow.practice_id == self._practice(actor),
                    EnquiryRow.patient_id == patient_id,
                    EnquiryRow.source == "",
                )
            )
        )
        rows = []
        for resource_id, enquiry in came:
            if _bare_id(enquiry.id) in here:
                continue
            row = self._row(actor, patient_id, enquiry)
            row |= {"source": system, "source_id": enquiry.id, "resource_id": resource_id}
            rows.append(row)
        self._insert(EnquiryRow, rows)

    def drop_received(self, actor: Actor, resource_ids: Sequence[str]) -> None:
        """Remove what stands in these received resources, before it is read again."""
        self._drop_standing_in(actor, EnquiryRow, resource_ids)

    def _read(self, actor: Actor, *wanted: ColumnElement[bool]) -> tuple[Enquiry, ...]:
        replaced = (
            select(_LATER.id)
            .where(
                _LATER.practice_id == EnquiryRow.practice_id,
                _LATER.patient_id == EnquiryRow.patient_id,
                _LATER.supersedes == EnquiryRow.id,
            )
            .exists()
        )
        rows = self._session.scalars(
            select(EnquiryRow).where(
                EnquiryRow.practice_id == self._practice(actor), *wanted, ~replaced
            )
        )
        return tuple(self._enquiry(actor, row) for row in rows)

    def _row(self, actor: Actor, patient_id: str, enquiry: Enquiry) -> dict[str, Any]:
        row_id = new_id()
        words = {
            "words": enquiry.words,
            "by": enquiry.by or "",
            "observed": enquiry.observed,
            "company": enquiry.company,
            "note": enquiry.note,
        }
        return {
            "practice_id": self._must(actor, patient_id),
            "id": row_id,
            "patient_id": patient_id,
            "consultation_id": None,
            "clinician_id": None,
            "on_day": enquiry.on,
            "at": enquiry.at,
            "role": enquiry.role.value if enquiry.role else None,
            "outcome": enquiry.outcome.value,
            "reason": enquiry.reason.value if enquiry.reason else None,
            "presence": enquiry.presence.value if enquiry.presence else None,
            "mode": enquiry.mode.value if enquiry.mode else None,
            "until_day": enquiry.until,
            "privacy_said": enquiry.privacy_said,
            "words_sealed": self._seal(words, _WORDS, row_id, actor),
            "resource": enquiry.resource,
            "resource_id": None,
            "prompted_by": enquiry.prompted_by,
            "knowledge_release": enquiry.knowledge_release,
            "source": "",
            "source_id": None,
            "supersedes": None,
        }

    def _enquiry(self, actor: Actor, row: EnquiryRow) -> Enquiry:
        words, by, observed, company, note = self._unseal(
            row.words_sealed, _WORDS, row.id, actor, _NAMES
        )
        return Enquiry(
            id=row.source_id or row.id,
            on=row.on_day,
            outcome=EnquiryOutcome(row.outcome),
            by=by or None,
            role=Role(row.role) if row.role else None,
            at=row.at,
            reason=NotAskedReason(row.reason) if row.reason else None,
            presence=Presence(row.presence) if row.presence else None,
            mode=Mode(row.mode) if row.mode else None,
            company=company,
            until=row.until_day,
            words=words,
            observed=observed,
            note=note,
            privacy_said=row.privacy_said,
            resource=row.resource,
            prompted_by=row.prompted_by,
            knowledge_release=row.knowledge_release,
        )


def _bare_id(enquiry_id: str) -> str:
    """The id alone of "Type/id"."""
    return enquiry_id.rpartition("/")[2]
