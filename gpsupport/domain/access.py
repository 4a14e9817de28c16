"""Who may do what. One policy, asked by every action, whichever door the request came through."""

from __future__ import annotations

from enum import StrEnum

from gpsupport.domain.people import Actor, Role


class Permission(StrEnum):
    """What somebody may want to do."""

    FIND_PATIENT = "find-patient"
    SEE_APPOINTMENTS = "see-appointments"
    CONSULT = "consult"
    SEE_LOCAL_HELP = "see-local-help"
    EXCHANGE_RECORDS = "exchange-records"


class Decision(StrEnum):
    """The policy's answer."""

    ALLOW = "allow"
    DENY = "deny"


class Denied(Exception):
    """The policy refused. The doors answer it exactly as if the thing did not exist."""


_CLINICAL = frozenset(
    {
        Permission.FIND_PATIENT,
        Permission.SEE_APPOINTMENTS,
        Permission.CONSULT,
        Permission.SEE_LOCAL_HELP,
    }
)

_ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.GP: _CLINICAL,
    Role.NURSE: _CLINICAL,
    Role.SAFEGUARDING_LEAD: _CLINICAL,
    Role.PRACTICE_MANAGER: frozenset({Permission.SEE_LOCAL_HELP}),
    Role.RECEPTIONIST: frozenset({Permission.SEE_APPOINTMENTS}),
    Role.ADMINISTRATOR: frozenset(),
    Role.IRIS_ADVOCATE: frozenset({Permission.SEE_LOCAL_HELP}),
    Role.INTEGRATOR: frozenset({Permission.EXCHANGE_RECORDS}),
}


def decide(actor: Actor, permission: Permission) -> Decision:
    """Whether this actor may do this. What is not allowed is denied."""
    return Decision.ALLOW if permission in _ALLOWED[actor.role] else Decision.DENY


def require(actor: Actor, permission: Permission) -> None:
    """Raise Denied unless the policy allows it."""
    if decide(actor, permission) is not Decision.ALLOW:
        raise Denied(permission.value)
