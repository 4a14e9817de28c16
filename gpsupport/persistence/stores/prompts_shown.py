"""Which prompts stood in front, in which consultation; and how often, without anybody's name."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select

from gpsupport.domain.access import Kind
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.enquiry import EnquiryOutcome, NotAskedReason
from gpsupport.domain.knowledge.deciding.answering import Prompt
from gpsupport.domain.people import Actor
from gpsupport.domain.record import Shown
from gpsupport.persistence.rows import ConsultationRow, EnquiryRow, PromptShownRow
from gpsupport.persistence.stores.base import Store, new_id


@dataclass(frozen=True, slots=True)
class ShownCount:
    """In how many consultations a prompt stood in front and this came of it.

    `outcome` is None where nothing was recorded in the consultation.
    """

    outcome: EnquiryOutcome | None
    reason: NotAskedReason | None
    consultations: int


class PromptShownStore(Store):
    """The prompts that stood in front, of the patients of the actor's practice."""

    kind = Kind.CLINICAL

    def note(
        self,
        actor: Actor,
        consultation: Consultation,
        prompt: Prompt,
        release: str,
        on: date,
    ) -> None:
        """Note that this prompt stands in front; once in a consultation. Raises Denied."""
        self._insert_unless_there(
            PromptShownRow,
            {
                "practice_id": self._must(actor, consultation.patient_id),
                "id": new_id(),
                "patient_id": consultation.patient_id,
                "consultation_id": consultation.id,
                "indicator": prompt.indicator,
                "tier": prompt.tier,
                "release": release,
                "on_day": on,
                "newest_on": prompt.newest_on,
                "clinician_id": actor.clinician_id,
            },
        )

    def read_all(self, actor: Actor, patient_id: str) -> tuple[Shown, ...]:
        """What stood in front in every consultation of a patient, the oldest first."""
        if not self._may(actor, patient_id):
            return ()
        rows = self._run(
            select(PromptShownRow.indicator, PromptShownRow.on_day, PromptShownRow.newest_on)
            .where(
                PromptShownRow.practice_id == self._practice(actor),
                PromptShownRow.patient_id == patient_id,
            )
            .order_by(PromptShownRow.on_day, PromptShownRow.id)
        )
        return tuple(Shown(row.indicator, row.on_day, row.newest_on) for row in rows.all())


class PromptCountStore(Store):
    """Counts over the same rows: how often a rule showed here. No patient can be asked about."""

    kind = Kind.KNOWLEDGE

    def count_shown(self, actor: Actor, indicator: str, since: date) -> tuple[ShownCount, ...]:
        """In how many consultations from this day on it stood in front, by what was recorded last.

        The same for whoever asks: a count that left out whom one reader may not see would tell,
        beside another reader's, that there is somebody.
        """
        enquiry = EnquiryRow
        rows = self._run(
            select(enquiry.outcome, enquiry.reason, func.count().label("consultations"))
            .select_from(PromptShownRow)
            .join(
                ConsultationRow,
                and_(
                    ConsultationRow.practice_id == PromptShownRow.practice_id,
                    ConsultationRow.id == PromptShownRow.consultation_id,
                ),
            )
            .outerjoin(
                enquiry,
                and_(
                    enquiry.practice_id == ConsultationRow.practice_id,
                    enquiry.id == ConsultationRow.enquiry_id,
                ),
            )
            .where(
                PromptShownRow.practice_id == self._practice(actor),
                PromptShownRow.indicator == indicator,
                PromptShownRow.on_day >= since,
            )
            .group_by(enquiry.outcome, enquiry.reason)
        )
        return tuple(
            ShownCount(
                EnquiryOutcome(row.outcome) if row.outcome else None,
                NotAskedReason(row.reason) if row.reason else None,
                int(row.consultations),
            )
            for row in rows.all()
        )
