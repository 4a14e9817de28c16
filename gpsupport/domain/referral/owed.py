"""What the practice owes a referral, and by which day: kept true to what happened."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.days import days_after
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.referral.chains import Duty
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.states import ReferralState
from gpsupport.domain.referral.waiting import (
    cannot_wait,
    looks_found,
    next_check_on,
    plan_due_on,
    reply_due_on,
    working_days_after,
)
from gpsupport.domain.referral.warning import to_warn
from gpsupport.domain.reminders import Reminder, ReminderKind

# How the keys begin of all that follows from referrals.
REFERRALS = "referral:"
_NOT_SENT = frozenset({ReferralState.DRAFT, ReferralState.CONSENT})


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing to do about a referral, and the day by which it is to be done.

    `of` is the look or the finding that it follows from, empty where the day says enough.
    """

    kind: ReminderKind
    due_on: date
    of: str = ""


def owed_of(
    referral: Referral, rules: ReferralRules, holidays: Collection[date]
) -> tuple[Owed, ...]:
    """Everything that somebody here has to do about a referral, the earliest first.

    What cannot wait for another day comes before everything else.
    """
    days = (
        (ReminderKind.RETURN_PLAN, plan_due_on(referral, rules, holidays)),
        (ReminderKind.REPLY_DUE, reply_due_on(referral, rules, holidays)),
        (ReminderKind.WAITING_CHECK, next_check_on(referral, rules)),
        (ReminderKind.REFERRAL_STANDS, _moves_by(referral, rules, holidays)),
    )
    owed = [Owed(kind, on) for kind, on in days if on is not None]
    owed.sort(key=lambda one: one.due_on)
    if (at_once := cannot_wait(referral, rules)) is not None:
        owed.insert(0, Owed(ReminderKind.SAME_DAY, at_once.look.on, at_once.look.id))
    if (warn := to_warn(referral)) is not None:
        owed.insert(0, Owed(ReminderKind.SAME_DAY, warn.on, f"tell-{warn.at:%Y%m%d%H%M%S}"))
    return tuple(owed)


def next_due_on(
    referral: Referral, rules: ReferralRules, holidays: Collection[date]
) -> date | None:
    """The day by which somebody here has to do something about it; None when nobody has."""
    return min((one.due_on for one in owed_of(referral, rules, holidays)), default=None)


def reminders_of(
    referral: Referral, rules: ReferralRules, holidays: Collection[date]
) -> tuple[Reminder, ...]:
    """What is owed, as reminders of whoever owns it: the plan's owner, else who referred.

    What was taken back of a referral makes other keys: a thing that was done is owed again.
    """
    taken_back = len(referral.events) - len(referral.counting)
    begun = referral.begun
    owner = owner_of(referral)
    return tuple(
        Reminder(
            id="",
            patient_id=begun.patient_id,
            key=f"{key_of(begun.id)}{one.kind.value}:{one.due_on}:{one.of or taken_back}",
            kind=one.kind,
            due_on=one.due_on,
            about=begun.about,
            owner=owner,
            urgent=begun.urgent or one.kind is ReminderKind.SAME_DAY,
        )
        for one in owed_of(referral, rules, holidays)
    )


def worse_for_lead(referral: Referral, lead: str) -> tuple[Reminder, ...]:
    """What the lead is told of, once: each look of a referral that found something worse."""
    begun = referral.begun
    if referral.state is ReferralState.IN_ERROR:
        return ()
    looks = [one for one in referral.counting if one.to is None and one.plan is None and one.check]
    kind = ReminderKind.WORSE_LEAD
    return tuple(
        Reminder(
            id="",
            patient_id=begun.patient_id,
            key=f"{key_of(begun.id)}{kind.value}:{look.id}",
            kind=kind,
            due_on=look.on,
            about=begun.about,
            owner=lead,
            urgent=True,
        )
        for look, worse in zip(looks, looks_found(referral), strict=True)
        if worse
    )


def owner_of(referral: Referral) -> str:
    """Who owes what is owed: the owner of the newest plan, else whoever referred."""
    if referral.plan is not None and referral.plan.complete:
        return referral.plan.owner
    return referral.begun.begun_by


def returns_of(
    referrals: Iterable[Referral], patient_id: str, rules: ReferralRules, lead: str
) -> tuple[Reminder, ...]:
    """What the lead is reminded of once referrals on one record came back again and again."""
    days = sorted(
        event.on
        for one in referrals
        for event in one.counting
        if event.to is ReferralState.RETURNED
    )
    found = []
    for number, on in enumerate(days, 1):
        duty = _duty(number, rules)
        if duty in _KINDS:
            key = f"{key_of('')}{duty.value}:{number}"
            found.append(Reminder("", patient_id, key, _KINDS[duty], on, owner=lead))
    return tuple(found)


def key_of(referral_id: str) -> str:
    """How the keys of the reminders of one referral begin; without an id those of a record."""
    return f"{REFERRALS}{referral_id}:"


def referral_of(key: str) -> str:
    """The referral of which a reminder is; empty for any other reminder."""
    begins, _, rest = key_of("|").partition("|")
    return key.removeprefix(begins).partition(rest)[0] if key.startswith(begins) else ""


_KINDS = {Duty.LEAD: ReminderKind.RETURN_LEAD, Duty.LETTER: ReminderKind.RETURN_LETTER}


def _duty(returns: int, rules: ReferralRules) -> Duty:
    if returns >= rules.after_return.escalate_from:
        return Duty.LETTER
    return Duty.LEAD if returns >= rules.after_return.meeting_from else Duty.PLAN


def _moves_by(referral: Referral, rules: ReferralRules, holidays: Collection[date]) -> date | None:
    """The day by which what no service has must move on."""
    if referral.state is ReferralState.RETURNED:
        if referral.returned_without_plan:
            return None
        return days_after(referral.since, rules.while_waiting.every_days)
    if referral.state.wants_owner or referral.state in _NOT_SENT:
        days = rules.after_return.within_working_days
        return working_days_after(referral.since, days, holidays)
    return None
