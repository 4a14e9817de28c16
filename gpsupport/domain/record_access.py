"""Rules about the rules of one patient's record: who is told, what opens, which changes make sense.

The policy says who sees a record. Here stands what may be done to the lists it reads, what an
emergency request leads to, and which lead is to look at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from gpsupport.domain.access import (
    Because,
    CaseRules,
    Decision,
    Kind,
    Permission,
    Purpose,
    Thing,
    judge,
    permits,
)
from gpsupport.domain.people import Actor, Clinician, NhsNumber, Role, folded

OPEN_FOR = timedelta(minutes=15)
SHORTEST_REASON = 10


class ItemKind(StrEnum):
    """Why a lead is to look at an access."""

    OPENED = "opened"
    NOT_OPENED = "not-opened"
    OWN_RECORD = "own-record"
    SAME_ADDRESS = "same-address"
    NAMED_SELF = "named-self"


class ReviewOutcome(StrEnum):
    """What a lead found."""

    APPROPRIATE = "appropriate"
    FOLLOW_UP = "follow-up"
    REPORTED = "reported"


class RuleKind(StrEnum):
    """What a rule does: with anybody named nobody else sees the record; denied beats all."""

    NAMED = "named"
    DENIED = "denied"


class Change(StrEnum):
    """What a lead may do to the rules of a record."""

    NAME = "name"
    UNNAME = "unname"
    DENY = "deny"
    LIFT = "lift"
    UNRESTRICT = "unrestrict"


class Hindrance(StrEnum):
    """Why a change is not made."""

    NOT_STAFF = "not-staff"
    NEVER_CONSULTS = "never-consults"
    NAMED_ALREADY = "named-already"
    NOT_NAMED = "not-named"
    LAST_NAMED = "last-named"
    DENIED_ALREADY = "denied-already"
    DENIED_STILL = "denied-still"
    NOT_DENIED = "not-denied"
    NOT_RESTRICTED = "not-restricted"
    NO_OTHER_LEAD = "no-other-lead"
    NOT_SURE = "not-sure"


class Caution(StrEnum):
    """What the rules of a record bring with them, for the lead to know."""

    NOBODY_TO_TELL = "nobody-to-tell"
    ONE_TO_TELL = "one-to-tell"
    NOBODY_LEFT = "nobody-left"


class Answer(StrEnum):
    """What a request for a record leads to. HELD: an opening is in force and is not prolonged."""

    VISIBLE = "visible"
    HELD = "held"
    OPEN = "open"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class RecordRequest:
    """Which patient somebody asks for, why in their own words, and what for.

    Together with the birth date either the NHS number or the full name says who it is; whatever is
    given must fit.
    """

    born: date | None
    reason: str
    purpose: Purpose | None
    family: str = ""
    given: str = ""
    nhs_number: NhsNumber | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of what is missing, in the order of the form."""
        full_name = folded(self.family) and folded(self.given)
        found = {
            "nhs_number": self.nhs_number is None and not full_name,
            "born": self.born is None,
            "reason": len("".join(self.reason.split())) < SHORTEST_REASON,
            "purpose": self.purpose not in {Purpose.DIRECT_CARE, Purpose.SAFEGUARDING},
        }
        return tuple(name for name, lacks in found.items() if lacks)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to a request, its true reason for the audit, and the lead who is told of it."""

    answer: Answer
    because: Because | None
    told: str | None


@dataclass(frozen=True, slots=True)
class Practitioners:
    """The staff of a practice as far as rules are about them, by their ids.

    `everybody` may be denied; `able` work here now in a role that sees records; `leads` work here
    now as safeguarding leads, in the practice's own order.
    """

    everybody: frozenset[str]
    able: frozenset[str]
    leads: tuple[str, ...]


def practitioners(staff: Iterable[Clinician]) -> Practitioners:
    """Sort the staff of a practice."""
    everyone = tuple(staff)
    here = tuple(one for one in everyone if not one.disabled)
    return Practitioners(
        everybody=frozenset(one.id for one in everyone),
        able=frozenset(
            one.id for one in here if any(permits(role, Permission.CONSULT) for role in one.roles)
        ),
        leads=tuple(one.id for one in here if Role.SAFEGUARDING_LEAD in one.roles),
    )


def lead_to_tell(leads: Sequence[str], about_id: str, denied: frozenset[str]) -> str | None:
    """The first lead who is neither the person it is about nor denied the patient; None without."""
    return next((one for one in leads if one != about_id and one not in denied), None)


def answer_request(
    actor: Actor, rules: CaseRules | None, leads: Sequence[str], at: datetime
) -> Verdict:
    """What a request for a record leads to; `rules` is None where no one patient was meant."""
    if rules is None:
        told = lead_to_tell(leads, actor.clinician_id, frozenset())
        return Verdict(Answer.REFUSE, Because.UNKNOWN, told)
    thing = Thing(Kind.PATIENT, actor.practice_id, rules)
    ruling = judge(actor, Permission.CONSULT, thing, Purpose.DIRECT_CARE, at)
    told = lead_to_tell(leads, actor.clinician_id, rules.denied)
    if ruling.decision is not Decision.DENY:
        held = ruling.because is Because.EMERGENCY
        return Verdict(Answer.HELD if held else Answer.VISIBLE, ruling.because, None)
    if ruling.because is Because.NOT_NAMED and told is not None:
        return Verdict(Answer.OPEN, Because.EMERGENCY, told)
    return Verdict(Answer.REFUSE, ruling.because, told)


def hindrance(
    change: Change, staff_id: str, rules: CaseRules, staff: Practitioners
) -> Hindrance | None:
    """Why this change of the rules cannot be made; None when it can."""
    if change is Change.UNRESTRICT:
        return None if rules.named else Hindrance.NOT_RESTRICTED
    if staff_id not in staff.everybody:
        return Hindrance.NOT_STAFF
    is_named, is_denied = staff_id in rules.named, staff_id in rules.denied
    left = (rules.named - rules.denied - {staff_id}) & staff.able
    found: dict[Change, tuple[tuple[Hindrance, bool], ...]] = {
        Change.NAME: (
            (Hindrance.DENIED_STILL, is_denied),
            (Hindrance.NEVER_CONSULTS, staff_id not in staff.able),
            (Hindrance.NAMED_ALREADY, is_named),
        ),
        Change.UNNAME: ((Hindrance.NOT_NAMED, not is_named), (Hindrance.LAST_NAMED, not left)),
        Change.DENY: (
            (Hindrance.DENIED_ALREADY, is_denied),
            (Hindrance.LAST_NAMED, is_named and not left),
        ),
        Change.LIFT: ((Hindrance.NOT_DENIED, not is_denied),),
    }
    return next((one for one, holds in found[change] if holds), None)


def hindrance_to_own_denial(
    actor_id: str, rules: CaseRules, leads: Sequence[str], *, sure: bool
) -> Hindrance | None:
    """Why a lead may not shut herself out: nobody could undo it, or she has not said she knows."""
    if lead_to_tell(leads, actor_id, rules.denied) is None:
        return Hindrance.NO_OTHER_LEAD
    return None if sure else Hindrance.NOT_SURE


def cautions(rules: CaseRules, staff: Practitioners) -> tuple[Caution, ...]:
    """What a lead is told about the rules of a record."""
    to_tell = [one for one in staff.leads if one not in rules.denied]
    found = {
        Caution.NOBODY_TO_TELL: not to_tell,
        Caution.ONE_TO_TELL: len(to_tell) == 1,
        Caution.NOBODY_LEFT: bool(rules.named) and not (rules.named - rules.denied) & staff.able,
    }
    return tuple(caution for caution, holds in found.items() if holds)
