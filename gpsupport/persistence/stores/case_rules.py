"""The rules of one patient's record, and its emergency openings."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update

from gpsupport.domain.access import Because, CaseRules, Decision, Kind, Opening, Ruling
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, folded
from gpsupport.domain.record_access import RecordRequest, RuleKind
from gpsupport.persistence.rows import CaseRuleRow, OpeningRow, PatientRow
from gpsupport.persistence.stores.base import Store, new_id

_REASON = ("case_rule", "reason_sealed")
_REASONS = ("made", "ended")
_WHY = ("opening", "reason_sealed")
_WHYS = ("reason",)


@dataclass(frozen=True, slots=True)
class StoredRule:
    """One rule with its history; `ended_at` is None while it holds."""

    id: str
    kind: RuleKind
    staff_id: str
    reason: str
    made_by: str
    made_at: datetime
    ended_by: str | None
    ended_at: datetime | None
    end_reason: str
    version: int


class CaseRulesStore(Store):
    """Who is named for, and who is denied, each record of the actor's practice."""

    kind = Kind.CASE_RULES

    def lock(self, actor: Actor, patient_id: str) -> None:
        """Hold a record's rules until the transaction ends, and read them afresh.

        Of two who change them at once the second sees what the first one did. Raises Denied.
        """
        self._run(
            select(PatientRow.id)
            .where(
                PatientRow.practice_id == self._must(actor, patient_id),
                PatientRow.id == patient_id,
            )
            .with_for_update(key_share=True)
        )
        self._scope.forget_rules()

    def current(self, actor: Actor, patient_id: str) -> CaseRules:
        """What narrows down a record now. Raises Denied."""
        self._must(actor, patient_id)
        return self._scope.rules(patient_id)

    def list_all(self, actor: Actor, patient_id: str) -> tuple[StoredRule, ...]:
        """Every rule that a record ever had, the oldest first. Raises Denied."""
        rows = self._session.scalars(
            select(CaseRuleRow)
            .where(
                CaseRuleRow.practice_id == self._must(actor, patient_id),
                CaseRuleRow.patient_id == patient_id,
            )
            .order_by(CaseRuleRow.made_at, CaseRuleRow.id)
        )
        return tuple(self._rule(row, actor) for row in rows)

    def list_ruled(self, actor: Actor) -> tuple[str, ...]:
        """The patients whose record has a rule now, but for those whom the policy hides."""
        statement = select(CaseRuleRow.patient_id).where(
            CaseRuleRow.practice_id == self._practice(actor), CaseRuleRow.ended_at.is_(None)
        )
        if hidden := self._scope.hidden(actor, self.kind):
            statement = statement.where(CaseRuleRow.patient_id.not_in(hidden))
        return tuple(self._session.scalars(statement.distinct().order_by(CaseRuleRow.patient_id)))

    def add(
        self,
        actor: Actor,
        patient_id: str,
        kind: RuleKind,
        staff_id: str,
        *,
        reason: str,
        now: datetime,
    ) -> None:
        """Name or deny a member of staff. Raises Denied."""
        row_id = new_id()
        self._insert(
            CaseRuleRow,
            [
                {
                    "practice_id": self._must(actor, patient_id),
                    "id": row_id,
                    "patient_id": patient_id,
                    "kind": kind.value,
                    "staff_id": staff_id,
                    "reason_sealed": self._seal({"made": reason}, _REASON, row_id, actor),
                    "made_by": actor.clinician_id,
                    "made_at": now,
                    "version": 1,
                }
            ],
        )
        self._scope.forget_rules()

    def end(
        self, actor: Actor, patient_id: str, rule: StoredRule, reason: str, now: datetime
    ) -> None:
        """End a rule; it stays in the history. Raises Denied, StaleRow."""
        words = {"made": rule.reason, "ended": reason}
        self._change(
            update(CaseRuleRow)
            .where(
                CaseRuleRow.practice_id == self._must(actor, patient_id),
                CaseRuleRow.patient_id == patient_id,
                CaseRuleRow.id == rule.id,
                CaseRuleRow.version == rule.version,
                CaseRuleRow.ended_at.is_(None),
            )
            .values(
                ended_by=actor.clinician_id,
                ended_at=now,
                reason_sealed=self._seal(words, _REASON, rule.id, actor),
                version=rule.version + 1,
            )
        )
        self._scope.forget_rules()

    def _rule(self, row: CaseRuleRow, actor: Actor) -> StoredRule:
        made, ended = self._unseal(row.reason_sealed, _REASON, row.id, actor, _REASONS)
        return StoredRule(
            id=row.id,
            kind=RuleKind(row.kind),
            staff_id=row.staff_id,
            reason=made,
            made_by=row.made_by,
            made_at=row.made_at,
            ended_by=row.ended_by,
            ended_at=row.ended_at,
            end_reason=ended,
            version=row.version,
        )


class OpeningStore(Store):
    """Emergency openings: asked for by somebody who must not learn whether the record exists."""

    kind = Kind.CASE_RULES

    def candidates(self, actor: Actor, request: RecordRequest) -> tuple[str, ...]:
        """The patients whom every fact of a request fits, those denied to the actor as well.

        For deciding a request and never for an answer. They are held until the transaction ends,
        so that of two requests at once the second sees what the first one opened.
        """
        practice = self._practice(actor)
        wanted = [PatientRow.practice_id == practice, PatientRow.born_earliest == request.born]
        for column, name in (
            (PatientRow.family_folded, folded(request.family)),
            (PatientRow.given_folded, folded(request.given)),
        ):
            if name:
                wanted.append(column == name)
        if request.nhs_number is not None:
            blind = self._sealer.blind(request.nhs_number, practice)
            wanted.append(PatientRow.nhs_number_blind == blind)
        statement = select(PatientRow.id).where(*wanted).order_by(PatientRow.id)
        return tuple(self._session.scalars(statement.with_for_update(key_share=True)))

    def denied_among(self, actor: Actor, patient_ids: Iterable[str]) -> frozenset[str]:
        """Which of these the actor is denied altogether."""
        return frozenset(patient_ids) & self._scope.hidden(actor, self.kind)

    def rules(self, actor: Actor, patient_id: str) -> CaseRules:
        """The rules by which a request is decided, none for nobody. It is no look at the record."""
        self._practice(actor)
        return self._scope.rules(patient_id)

    def reasons(self, actor: Actor, patient_id: str) -> tuple[str, ...]:
        """The reasons this actor gave for opening this record before."""
        rows = self._session.scalars(
            select(OpeningRow).where(
                OpeningRow.practice_id == self._practice(actor),
                OpeningRow.patient_id == patient_id,
                OpeningRow.staff_id == actor.clinician_id,
            )
        )
        return tuple(self._unseal(row.reason_sealed, _WHY, row.id, actor, _WHYS)[0] for row in rows)

    def open(self, actor: Actor, patient_id: str, reason: str, opening: Opening) -> str:
        """Open a record, and have it audited as what it is. Returns the opening's id.

        Raises Denied where the actor is denied the patient, whatever was decided before.
        """
        row_id = new_id()
        self._insert(
            OpeningRow,
            [
                {
                    "practice_id": self._must(actor, patient_id),
                    "id": row_id,
                    "patient_id": patient_id,
                    "staff_id": opening.staff_id,
                    "reason_sealed": self._seal({"reason": reason}, _WHY, row_id, actor),
                    "at": opening.at,
                    "until": opening.until,
                }
            ],
        )
        self._scope.forget_rules()
        if self._scope.occasion is not None:
            # What began as a request has become an opening; nothing else stands in this audit.
            self._scope.occasion = replace(self._scope.occasion, event=Event.BREAK_GLASS)
        return row_id

    def note(
        self, actor: Actor, patient_id: str, decision: Decision, because: Because | None
    ) -> None:
        """Have the true answer audited; an empty id where no one patient was meant."""
        self._practice(actor)
        self._scope.note(patient_id, Ruling(decision, because))

    def list_all(self, actor: Actor, patient_id: str) -> tuple[Opening, ...]:
        """Every opening of a record, the newest first. Raises Denied."""
        rows = self._session.scalars(
            select(OpeningRow)
            .where(
                OpeningRow.practice_id == self._must(actor, patient_id),
                OpeningRow.patient_id == patient_id,
            )
            .order_by(OpeningRow.at.desc(), OpeningRow.id)
        )
        return tuple(Opening(row.staff_id, row.at, row.until) for row in rows)
