"""Changing the rules of one patient's record. For a lead alone."""

from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.consultation.current import require_patient
from gpsupport.actions.errors import Incomplete
from gpsupport.domain.access import CaseRules, Occasion, Permission, Purpose
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor
from gpsupport.domain.record_access import (
    SHORTEST_REASON,
    Change,
    Hindrance,
    ItemKind,
    Practitioners,
    RuleKind,
    hindrance,
    hindrance_to_own_denial,
    lead_to_tell,
    practitioners,
)
from gpsupport.persistence.work import Database, UnitOfWork


class ChangeRefused(Exception):
    """A change of the rules that cannot be made; `hindrance` says why, `staff_id` about whom."""

    def __init__(self, found: Hindrance, staff_id: str) -> None:
        super().__init__(found.value)
        self.hindrance = found
        self.staff_id = staff_id


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What a lead wants changed, for whom and why. `sure`: she knows that she shuts herself out."""

    change: Change
    staff_ids: tuple[str, ...]
    reason: str
    sure: bool = False


def change_rules(
    database: Database, actor: Actor, patient_id: str, wanted: RuleChange, now: datetime
) -> None:
    """Change the rules of a record for one or more of the staff: all of it, or nothing.

    Whoever is denied is no longer named either. Raises Denied, NotFound, Incomplete and
    ChangeRefused.
    """
    _refuse_incomplete(wanted)
    occasion = Occasion(
        actor, Permission.GUARD_RECORDS, now, Event.RESTRICT_RECORD, Purpose.SAFEGUARDING
    )
    with database.writing(occasion) as work:
        require_patient(work, actor, patient_id)
        work.case_rules.lock(actor, patient_id)
        case = _Case(work, actor, patient_id, practitioners(work.staff.list_all(actor)), now)
        # Whoever shuts herself out can do nothing after it.
        for staff_id in sorted(wanted.staff_ids, key=actor.clinician_id.__eq__) or [""]:
            case.change(wanted, staff_id)


def _refuse_incomplete(wanted: RuleChange) -> None:
    missing = []
    if not wanted.staff_ids and wanted.change is not Change.UNRESTRICT:
        missing.append("staff")
    if len("".join(wanted.reason.split())) < SHORTEST_REASON:
        missing.append("reason")
    if missing:
        raise Incomplete(tuple(missing))


@dataclass(frozen=True, slots=True)
class _Case:
    """One record whose rules are being changed."""

    work: UnitOfWork
    actor: Actor
    patient_id: str
    staff: Practitioners
    now: datetime

    def change(self, wanted: RuleChange, staff_id: str) -> None:
        rules = self.work.case_rules.current(self.actor, self.patient_id)
        self._refuse_hindered(rules, wanted, staff_id)
        match wanted.change:
            case Change.NAME:
                self._add(RuleKind.NAMED, staff_id, wanted.reason)
                self._tell_of_naming_self(rules, wanted, staff_id)
            case Change.UNNAME:
                self._end(RuleKind.NAMED, wanted.reason, staff_id)
            case Change.DENY:
                self._end(RuleKind.NAMED, wanted.reason, staff_id)
                self._add(RuleKind.DENIED, staff_id, wanted.reason)
            case Change.LIFT:
                self._end(RuleKind.DENIED, wanted.reason, staff_id)
            case Change.UNRESTRICT:
                self._end(RuleKind.NAMED, wanted.reason)

    def _refuse_hindered(self, rules: CaseRules, wanted: RuleChange, staff_id: str) -> None:
        found = hindrance(wanted.change, staff_id, rules, self.staff)
        own = staff_id == self.actor.clinician_id
        if found is None and own and wanted.change is Change.DENY:
            found = hindrance_to_own_denial(staff_id, rules, self.staff.leads, sure=wanted.sure)
        if found is not None:
            raise ChangeRefused(found, staff_id)

    def _add(self, kind: RuleKind, staff_id: str, reason: str) -> None:
        rules = self.work.case_rules
        rules.add(self.actor, self.patient_id, kind, staff_id, reason=reason, now=self.now)

    def _end(self, kind: RuleKind, reason: str, staff_id: str | None = None) -> None:
        """End the rules of a kind, for one of the staff or for all."""
        rules = self.work.case_rules
        for rule in rules.list_all(self.actor, self.patient_id):
            fits = rule.kind is kind and staff_id in {None, rule.staff_id}
            if fits and rule.ended_at is None:
                rules.end(self.actor, self.patient_id, rule, reason, self.now)

    def _tell_of_naming_self(self, rules: CaseRules, wanted: RuleChange, staff_id: str) -> None:
        """A lead who lets herself in is looked at like anybody else."""
        if not rules.named or staff_id != self.actor.clinician_id:
            return
        told = lead_to_tell(self.staff.leads, staff_id, rules.denied)
        self.work.notices.add(
            self.actor,
            ItemKind.NAMED_SELF,
            self.patient_id,
            told,
            self.now,
            reason=wanted.reason,
        )
