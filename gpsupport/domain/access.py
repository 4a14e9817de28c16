"""Who may see and do what: one policy, asked by every store, whichever door a request came through.

A permission is what somebody is doing, a kind says what sort of thing is touched by it, and the
rules of a case narrow both down for one patient. What is not allowed here is denied, a denial beats
everything, and the doors answer what is denied exactly like what does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Role


class Permission(StrEnum):
    """What somebody may want to do."""

    FIND_PATIENT = "find-patient"
    SEE_APPOINTMENTS = "see-appointments"
    CONSULT = "consult"
    REVEAL_ADDRESS = "reveal-address"
    SEE_LOCAL_HELP = "see-local-help"
    TAKE_IN_RECORDS = "take-in-records"
    HAND_OUT_RECORDS = "hand-out-records"
    SEE_INTERFACES = "see-interfaces"
    ASK_FOR_RECORD = "ask-for-record"
    GUARD_RECORDS = "guard-records"
    SEE_WHO_LOOKED = "see-who-looked"
    CHECK_AUDIT = "check-audit"
    SET_UP_PRACTICE = "set-up-practice"
    IDENTIFY = "identify"
    USE_ACCOUNT = "use-account"


class Kind(StrEnum):
    """What sort of thing is touched. Each store holds one kind."""

    INSTALLATION = "installation"
    PRACTICE = "practice"
    STAFF = "staff"
    ACCOUNT = "account"
    DIRECTORY = "directory"
    PATIENT = "patient"
    CLINICAL = "clinical"
    APPOINTMENT = "appointment"
    ADDRESS = "address"
    CASE_RULES = "case-rules"
    AUDIT = "audit"

    @property
    def of_patient(self) -> bool:
        """Whether it belongs to a patient, so that touching it is always audited."""
        return self in _OF_PATIENT


_OF_PATIENT = frozenset(
    {Kind.PATIENT, Kind.CLINICAL, Kind.APPOINTMENT, Kind.ADDRESS, Kind.CASE_RULES}
)


class Purpose(StrEnum):
    """What for. An emergency opening serves the care of the patient and nothing else."""

    DIRECT_CARE = "direct-care"
    SAFEGUARDING = "safeguarding"
    EXCHANGE = "exchange"
    OVERSIGHT = "oversight"
    OPERATION = "operation"


class Decision(StrEnum):
    """The policy's answer. MASK: it may be shown that there is something, but not all of it."""

    ALLOW = "allow"
    DENY = "deny"
    MASK = "mask"


class Because(StrEnum):
    """Why the policy decided so: for the audit alone, never for the one who asked."""

    ROLE = "role"
    OTHER_PRACTICE = "other-practice"
    DENIED = "denied"
    NOT_NAMED = "not-named"
    NAMED = "named"
    EMERGENCY = "emergency"
    UNKNOWN = "unknown"
    NOT_DONE = "not-done"


class Denied(Exception):
    """The policy refused. The doors answer it exactly as if the thing did not exist."""


@dataclass(frozen=True, slots=True)
class Opening:
    """An emergency opening of one record for one member of staff, from `at` until `until`."""

    staff_id: str
    at: datetime
    until: datetime

    def holds(self, now: datetime) -> bool:
        """Whether it is in force."""
        return self.at <= now < self.until


@dataclass(frozen=True, slots=True)
class CaseRules:
    """What narrows down one patient's record, by ids of staff.

    With `named`, nobody else sees the record. Whoever is `denied` sees nothing of it, whatever
    else holds. `opened` lists emergency openings, past ones too.
    """

    named: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    opened: frozenset[Opening] = frozenset()


NO_RULES = CaseRules()


@dataclass(frozen=True, slots=True)
class Thing:
    """What is to be touched: its kind, whose practice it is, and the rules of the patient."""

    kind: Kind
    practice_id: str
    rules: CaseRules = NO_RULES


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision with its reason; None where nothing but the role mattered."""

    decision: Decision
    because: Because | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who does what, when and what for. Every transaction but a bare look at practices has one.

    `at` is an instant in UTC. Without an `event` nothing is audited, and so nothing that belongs to
    a patient may be touched.
    """

    actor: Actor
    permission: Permission
    at: datetime
    event: Event | None = None
    purpose: Purpose = Purpose.DIRECT_CARE


_EVERYBODY = frozenset({Permission.USE_ACCOUNT})
_CLINICAL = _EVERYBODY | {
    Permission.FIND_PATIENT,
    Permission.SEE_APPOINTMENTS,
    Permission.CONSULT,
    Permission.REVEAL_ADDRESS,
    Permission.SEE_LOCAL_HELP,
    Permission.ASK_FOR_RECORD,
}

_OF_ROLE: dict[Role, frozenset[Permission]] = {
    Role.GP: _CLINICAL,
    Role.NURSE: _CLINICAL,
    Role.SAFEGUARDING_LEAD: _CLINICAL | {Permission.GUARD_RECORDS, Permission.SEE_WHO_LOOKED},
    Role.PRACTICE_MANAGER: _EVERYBODY | {Permission.SEE_LOCAL_HELP},
    Role.RECEPTIONIST: _EVERYBODY | {Permission.SEE_APPOINTMENTS},
    Role.ADMINISTRATOR: _EVERYBODY
    | {Permission.SET_UP_PRACTICE, Permission.CHECK_AUDIT, Permission.IDENTIFY},
    Role.IRIS_ADVOCATE: _EVERYBODY | {Permission.SEE_LOCAL_HELP},
    Role.INTEGRATOR: _EVERYBODY
    | {
        Permission.TAKE_IN_RECORDS,
        Permission.HAND_OUT_RECORDS,
        Permission.SEE_INTERFACES,
    },
}

_OPENS: dict[Permission, frozenset[Kind]] = {
    Permission.FIND_PATIENT: frozenset({Kind.PATIENT}),
    Permission.SEE_APPOINTMENTS: frozenset({Kind.APPOINTMENT, Kind.STAFF}),
    Permission.CONSULT: frozenset(
        {
            Kind.PATIENT,
            Kind.CLINICAL,
            Kind.APPOINTMENT,
            Kind.ADDRESS,
            Kind.DIRECTORY,
            Kind.STAFF,
            Kind.PRACTICE,
        }
    ),
    # Whether the gate is open stands in the consultation.
    Permission.REVEAL_ADDRESS: frozenset({Kind.PATIENT, Kind.ADDRESS, Kind.CLINICAL}),
    Permission.SEE_LOCAL_HELP: frozenset({Kind.DIRECTORY}),
    Permission.TAKE_IN_RECORDS: frozenset(
        {Kind.PRACTICE, Kind.PATIENT, Kind.CLINICAL, Kind.APPOINTMENT, Kind.ADDRESS}
    ),
    Permission.HAND_OUT_RECORDS: frozenset({Kind.PRACTICE, Kind.PATIENT, Kind.CLINICAL}),
    Permission.SEE_INTERFACES: frozenset(),
    Permission.ASK_FOR_RECORD: frozenset({Kind.PATIENT, Kind.CASE_RULES, Kind.STAFF}),
    Permission.GUARD_RECORDS: frozenset({Kind.PATIENT, Kind.CASE_RULES, Kind.STAFF}),
    Permission.SEE_WHO_LOOKED: frozenset({Kind.PATIENT, Kind.AUDIT, Kind.STAFF}),
    Permission.CHECK_AUDIT: frozenset({Kind.AUDIT}),
    Permission.SET_UP_PRACTICE: frozenset(
        {Kind.PRACTICE, Kind.STAFF, Kind.ACCOUNT, Kind.DIRECTORY}
    ),
    Permission.IDENTIFY: frozenset({Kind.PRACTICE, Kind.STAFF, Kind.ACCOUNT}),
    Permission.USE_ACCOUNT: frozenset({Kind.PRACTICE, Kind.STAFF, Kind.ACCOUNT}),
}

# A restriction to named staff does not hide a record from what keeps it whole (an import that could
# not see it would make a second patient) or from what the restriction itself is kept with.
_PAST_NAMED = frozenset(
    {
        Permission.TAKE_IN_RECORDS,
        Permission.ASK_FOR_RECORD,
        Permission.GUARD_RECORDS,
        Permission.SEE_WHO_LOOKED,
    }
)

_FOR_CARE = frozenset({Purpose.DIRECT_CARE, Purpose.SAFEGUARDING})
_MASKED = frozenset({(Permission.CONSULT, Kind.ADDRESS)})


def permits(role: Role, permission: Permission) -> bool:
    """Whether a role may do this at all; of a single thing only decide() can say."""
    return permission in _OF_ROLE[role]


def decide(
    actor: Actor, permission: Permission, thing: Thing, purpose: Purpose, at: datetime
) -> Decision:
    """Whether this actor may do this to that thing now. `at` is an instant in UTC."""
    return judge(actor, permission, thing, purpose, at).decision


def judge(
    actor: Actor, permission: Permission, thing: Thing, purpose: Purpose, at: datetime
) -> Ruling:
    """The same with its reason. A deny list beats everything, emergency openings included."""
    if thing.practice_id != actor.practice_id:
        return Ruling(Decision.DENY, Because.OTHER_PRACTICE)
    if actor.clinician_id in thing.rules.denied:
        return Ruling(Decision.DENY, Because.DENIED)
    if not permits(actor.role, permission) or thing.kind not in _OPENS[permission]:
        return Ruling(Decision.DENY, Because.ROLE)
    because = _through(actor, permission, thing.rules, purpose, at)
    if because is Because.NOT_NAMED:
        return Ruling(Decision.DENY, because)
    masked = (permission, thing.kind) in _MASKED
    return Ruling(Decision.MASK if masked else Decision.ALLOW, because)


def require(actor: Actor, permission: Permission) -> None:
    """Raise Denied unless the role permits it."""
    if not permits(actor.role, permission):
        raise Denied(permission.value)


def _through(
    actor: Actor, permission: Permission, rules: CaseRules, purpose: Purpose, at: datetime
) -> Because | None:
    """How somebody gets past a restriction to named staff; None where there is none to pass."""
    if not rules.named or permission in _PAST_NAMED:
        return None
    if actor.clinician_id in rules.named:
        return Because.NAMED
    opened = purpose in _FOR_CARE and any(
        one.staff_id == actor.clinician_id and one.holds(at) for one in rules.opened
    )
    return Because.EMERGENCY if opened else Because.NOT_NAMED
