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
from gpsupport.domain.permissions import OF_ROLE, OPENS, Kind, Permission

__all__ = [
    "NO_RULES",
    "Because",
    "CaseRules",
    "Decision",
    "Denied",
    "Kind",
    "Occasion",
    "Opening",
    "Permission",
    "Purpose",
    "Ruling",
    "Thing",
    "decide",
    "judge",
    "permits",
    "require",
]


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
    return permission in OF_ROLE[role]


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
    if not permits(actor.role, permission) or thing.kind not in OPENS[permission]:
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
