"""The rules of one patient's record: what holds and what held. For a lead alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.consultation.current import require_patient
from gpsupport.domain.access import Occasion, Opening, Permission, Purpose
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Clinician, Patient
from gpsupport.domain.record_access import Caution, RuleKind, cautions, practitioners
from gpsupport.persistence.stores.case_rules import StoredRule
from gpsupport.persistence.work import Database


@dataclass(frozen=True, slots=True)
class NamedOrDenied:
    """One rule with the names of people; `ended_at` is None while it holds."""

    kind: RuleKind
    staff: str
    reason: str
    made_by: str
    made_at: datetime
    ended_by: str
    ended_at: datetime | None
    end_reason: str


@dataclass(frozen=True, slots=True)
class RecordAccess:
    """Who may see a record. `choices` are the staff a rule may be about, in the practice's order.

    `openings` lists those in force, each with a name; `only_lead` is the one person left who can
    be told, for the caution that says so.
    """

    patient: Patient
    rules: tuple[NamedOrDenied, ...]
    openings: tuple[tuple[str, Opening], ...]
    cautions: tuple[Caution, ...]
    only_lead: str
    choices: tuple[Clinician, ...]


@dataclass(frozen=True, slots=True)
class RuledRecord:
    """A patient whose record has rules: how many are named for it, how many denied it."""

    patient: Patient
    named: int
    denied: int


def read_record_access(
    database: Database, actor: Actor, patient_id: str, now: datetime
) -> RecordAccess:
    """Who may see this record, and who could. Raises Denied, NotFound."""
    occasion = Occasion(
        actor, Permission.GUARD_RECORDS, now, Event.READ_RESTRICTIONS, Purpose.SAFEGUARDING
    )
    with database.writing(occasion) as work:
        patient = require_patient(work, actor, patient_id)
        staff = work.staff.list_all(actor)
        rules = work.case_rules.current(actor, patient_id)
        stored = work.case_rules.list_all(actor, patient_id)
        openings = work.openings.list_all(actor, patient_id)
    names = {one.id: one.name for one in staff}
    leads = practitioners(staff).leads
    left = [one for one in leads if one not in rules.denied]
    return RecordAccess(
        patient=patient,
        rules=tuple(_named(rule, names) for rule in stored),
        openings=tuple((names.get(one.staff_id, ""), one) for one in openings if one.holds(now)),
        cautions=cautions(rules, practitioners(staff)),
        only_lead=names[left[0]] if len(left) == 1 else "",
        choices=tuple(one for one in staff if not one.disabled or one.id in _listed(stored)),
    )


def list_ruled_records(database: Database, actor: Actor, now: datetime) -> tuple[RuledRecord, ...]:
    """Every record that has rules now, by the patient's name, but for those hidden from the actor.

    Raises Denied.
    """
    occasion = Occasion(
        actor, Permission.GUARD_RECORDS, now, Event.READ_RESTRICTIONS, Purpose.SAFEGUARDING
    )
    found = []
    with database.writing(occasion) as work:
        for patient_id in work.case_rules.list_ruled(actor):
            patient = require_patient(work, actor, patient_id)
            rules = work.case_rules.current(actor, patient_id)
            found.append(RuledRecord(patient, len(rules.named), len(rules.denied)))
    return tuple(sorted(found, key=lambda one: (str(one.patient.name.family), one.patient.id)))


def _listed(rules: Iterable[StoredRule]) -> frozenset[str]:
    """Whoever has a rule now can be chosen, gone or not: it may have to end."""
    return frozenset(rule.staff_id for rule in rules if rule.ended_at is None)


def _named(rule: StoredRule, names: Mapping[str, str]) -> NamedOrDenied:
    return NamedOrDenied(
        kind=rule.kind,
        staff=names.get(rule.staff_id, ""),
        reason=rule.reason,
        made_by=names.get(rule.made_by, ""),
        made_at=rule.made_at,
        ended_by=names.get(rule.ended_by or "", ""),
        ended_at=rule.ended_at,
        end_reason=rule.end_reason,
    )
