"""How patients may be reached without danger: papers too, each in place of the one before."""

from datetime import datetime

from sqlalchemy import and_, select

from gpsupport.domain.disclosure.contact import KeptContact, SafeContact
from gpsupport.domain.people import Actor
from gpsupport.persistence.rows import PaperRow, PatientRow, StaffRow
from gpsupport.persistence.stores.base import StaleRow, new_id
from gpsupport.persistence.stores.papers import PaperStore

_CONTACT = "safe-contact"


class SafeContactStore(PaperStore):
    """How each patient may be reached without danger, as it was said each time."""

    def add(  # noqa: PLR0917 - what was said, to whom, where, and in place of what
        self,
        actor: Actor,
        patient_id: str,
        consultation_id: str,
        contact: SafeContact,
        at: datetime,
        supersedes: str | None = None,
    ) -> str:
        """Keep what the patient said now, in place of the one that `supersedes` names; its id.

        Raises Denied, and StaleRow where another than that one counts by now.
        """
        practice, row_id = self._must(actor, patient_id), new_id()
        if supersedes is None:
            self._be_first(practice, patient_id)
        self._write(
            actor,
            practice,
            patient_id,
            consultation_id,
            _CONTACT,
            row_id=row_id,
            paper=contact,
            at=at,
            supersedes=supersedes,
        )
        return row_id

    def find_current(self, actor: Actor, patient_id: str) -> SafeContact | None:
        """What was kept last, whether or not it still holds."""
        if not self._may(actor, patient_id):
            return None
        found = self._read(actor, _CONTACT, SafeContact, PaperRow.patient_id == patient_id)
        return found[-1] if found else None

    def read_all(self, actor: Actor, patient_id: str) -> tuple[KeptContact, ...]:
        """Whatever was kept, each in place of the one before: the last one counts."""
        if not self._may(actor, patient_id):
            return ()
        rows = self._session.execute(
            select(PaperRow, StaffRow.name)
            .join(
                StaffRow,
                and_(
                    StaffRow.practice_id == PaperRow.practice_id,
                    StaffRow.id == PaperRow.clinician_id,
                ),
            )
            .where(
                PaperRow.practice_id == self._practice(actor),
                PaperRow.patient_id == patient_id,
                PaperRow.kind == _CONTACT,
            )
        )
        found = {
            row.supersedes: KeptContact(row.id, self._unsealed(SafeContact, row), row.at, by)
            for row, by in rows
        }
        # Each row names the one before it; the first names none.
        ordered: list[KeptContact] = []
        while (before := ordered[-1].id if ordered else None) in found:
            ordered.append(found[before])
        return tuple(ordered)

    def _be_first(self, practice: str, patient_id: str) -> None:
        """Let nobody else write the first one meanwhile. Raises StaleRow where there is one."""
        own = (PatientRow.practice_id == practice, PatientRow.id == patient_id)
        self._session.scalar(select(PatientRow.id).where(*own).with_for_update(key_share=True))
        there = select(PaperRow.id).where(
            PaperRow.practice_id == practice,
            PaperRow.patient_id == patient_id,
            PaperRow.kind == _CONTACT,
        )
        if self._session.scalar(there.limit(1)) is not None:
            raise StaleRow("another safe way was kept already")
