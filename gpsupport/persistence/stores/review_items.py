"""What a lead is to look at: left by whoever touches a record, read by a lead alone."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import Select, and_, exists, or_, select, update

from gpsupport.domain.access import Kind
from gpsupport.domain.people import Actor
from gpsupport.domain.record_access import ItemKind, ReviewOutcome, RuleKind, lead_to_tell
from gpsupport.persistence.rows import CaseRuleRow, ReviewItemRow
from gpsupport.persistence.stores.base import Store, new_id

_WORDS = ("review_item", "words_sealed")
_NAMES = ("reason", "purpose", "note")
_ONCE = uuid.UUID("5b0c1d5e-3f51-5a53-9c55-2f7f0d0a7c11")


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """Something to look at: who did what when, to which patient, and what they said about it."""

    id: str
    kind: ItemKind
    staff_id: str
    patient_id: str | None
    made_at: datetime
    reason: str
    purpose: str
    version: int


class NoticeStore(Store):
    """Leaving something for a lead to look at. It shows nothing to the one who leaves it."""

    kind = Kind.PATIENT

    def add(
        self,
        actor: Actor,
        kind: ItemKind,
        patient_id: str | None,
        told_id: str | None,
        now: datetime,
        *,
        reason: str = "",
        purpose: str = "",
        opening_id: str | None = None,
    ) -> None:
        """Leave something about the actor, for one lead or for whichever may look at it."""
        row_id = new_id()
        words = self._seal({"reason": reason, "purpose": purpose}, _WORDS, row_id, actor)
        row = self._row(actor, row_id, kind, patient_id, now)
        row |= {"told_id": told_id, "opening_id": opening_id, "words_sealed": words}
        self._insert(ReviewItemRow, [row])

    def add_once_a_day(self, actor: Actor, kind: ItemKind, patient_id: str, zone: tzinfo) -> None:
        """Leave something about the actor, once for a patient on one day of that zone."""
        occasion = self._scope.occasion
        if occasion is None:
            raise ValueError("nothing can happen on no occasion")
        day = occasion.at.astimezone(zone).date()
        told = f"{self._practice(actor)} {actor.clinician_id} {patient_id} {kind} {day}"
        row = self._row(actor, str(uuid.uuid5(_ONCE, told)), kind, patient_id, occasion.at)
        self._insert_unless_there(ReviewItemRow, row)

    def _row(
        self, actor: Actor, row_id: str, kind: ItemKind, patient_id: str | None, now: datetime
    ) -> dict[str, object]:
        return {
            "practice_id": self._practice(actor),
            "id": row_id,
            "kind": kind.value,
            "staff_id": actor.clinician_id,
            "patient_id": patient_id,
            "made_at": now,
            "version": 1,
        }


class ReviewItemStore(Store):
    """What leads look at. Nobody sees what is about themselves or a patient they are denied."""

    kind = Kind.CASE_RULES

    def pass_on(self, actor: Actor, leads: Sequence[str]) -> None:
        """Give what lies with somebody who may not look at it any more to another lead.

        `leads` are those who work here now, in the practice's order.
        """
        practice = self._practice(actor)
        denied = exists().where(
            CaseRuleRow.practice_id == practice,
            CaseRuleRow.patient_id == ReviewItemRow.patient_id,
            CaseRuleRow.staff_id == ReviewItemRow.told_id,
            CaseRuleRow.kind == RuleKind.DENIED.value,
            CaseRuleRow.ended_at.is_(None),
        )
        stranded = self._session.scalars(
            select(ReviewItemRow).where(
                ReviewItemRow.practice_id == practice,
                ReviewItemRow.closed_at.is_(None),
                ReviewItemRow.told_id.is_not(None),
                or_(ReviewItemRow.told_id.not_in(leads), denied),
            )
        ).all()
        for row in stranded:
            rules = self._scope.rules(row.patient_id) if row.patient_id else None
            told = lead_to_tell(leads, row.staff_id, rules.denied if rules else frozenset())
            # Another lead may be passing it on to the same one: that is no fault.
            self._run(
                update(ReviewItemRow)
                .where(
                    ReviewItemRow.practice_id == practice,
                    ReviewItemRow.id == row.id,
                    ReviewItemRow.told_id == row.told_id,
                )
                .values(told_id=told)
                .execution_options(synchronize_session=False)
            )
        self._session.expire_all()

    def list_open(self, actor: Actor) -> tuple[ReviewItem, ...]:
        """What this lead is to look at, the oldest first."""
        rows = self._session.scalars(
            self._for(actor).order_by(ReviewItemRow.made_at, ReviewItemRow.id)
        )
        return tuple(self._item(row, actor) for row in rows)

    def find(self, actor: Actor, item_id: str) -> ReviewItem | None:
        """One of them; None for the unknown, the closed and the forbidden alike."""
        row = self._session.scalars(
            self._for(actor).where(ReviewItemRow.id == item_id)
        ).one_or_none()
        return self._item(row, actor) if row else None

    def close(
        self, actor: Actor, item: ReviewItem, outcome: ReviewOutcome, note: str, now: datetime
    ) -> None:
        """Close one of them. Raises Denied, and StaleRow when somebody did so first."""
        if item.patient_id is not None:
            self._must(actor, item.patient_id)
        words = {"reason": item.reason, "purpose": item.purpose, "note": note}
        self._change(
            update(ReviewItemRow)
            .where(
                ReviewItemRow.practice_id == self._practice(actor),
                ReviewItemRow.id == item.id,
                ReviewItemRow.version == item.version,
                ReviewItemRow.closed_at.is_(None),
            )
            .values(
                closed_at=now,
                closed_by=actor.clinician_id,
                outcome=outcome.value,
                words_sealed=self._seal(words, _WORDS, item.id, actor),
                version=item.version + 1,
            )
        )

    def _for(self, actor: Actor) -> Select[ReviewItemRow]:
        wanted = and_(
            ReviewItemRow.practice_id == self._practice(actor),
            ReviewItemRow.closed_at.is_(None),
            ReviewItemRow.staff_id != actor.clinician_id,
            or_(ReviewItemRow.told_id == actor.clinician_id, ReviewItemRow.told_id.is_(None)),
        )
        statement = select(ReviewItemRow).where(wanted)
        if hidden := self._scope.hidden(actor, self.kind):
            statement = statement.where(
                or_(ReviewItemRow.patient_id.is_(None), ReviewItemRow.patient_id.not_in(hidden))
            )
        return statement

    def _item(self, row: ReviewItemRow, actor: Actor) -> ReviewItem:
        if row.patient_id is not None:
            self._may(actor, row.patient_id)
        reason, purpose, _ = self._unseal(row.words_sealed, _WORDS, row.id, actor, _NAMES)
        return ReviewItem(
            id=row.id,
            kind=ItemKind(row.kind),
            staff_id=row.staff_id,
            patient_id=row.patient_id,
            made_at=row.made_at,
            reason=reason,
            purpose=purpose,
            version=row.version,
        )
