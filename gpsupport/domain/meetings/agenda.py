"""Which families a meeting should hear, and what keeps it from being closed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gpsupport.domain.days import days_before
from gpsupport.domain.disclosure.disclosure import ChildPlan, Disclosure
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.meetings.kinds import Reason
from gpsupport.domain.meetings.meeting import AgendaItem, Heard, Meeting
from gpsupport.domain.people import folded
from gpsupport.domain.referral.chains import Duty, duty_after
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.owed import owed_of
from gpsupport.domain.referral.states import ReferralState
from gpsupport.domain.reminders import Reminder, ReminderKind


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of one family when an agenda is made.

    `referrals` are all of the record, `reminders` those still to be done, `told` the newest version
    of what was told each time. `children` are those for whom a telling asks a plan. `decided_on` is
    the day of the last meeting that decided anything.
    """

    referrals: tuple[Referral, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    told: tuple[Disclosure, ...] = ()
    children: tuple[ChildPlan, ...] = ()
    decided_on: date | None = None


def reasons_for(
    family: Situation, rules: ReferralRules, stuck_after_days: int, today: date
) -> tuple[Reason, ...]:
    """Why a meeting should hear a family; empty when nothing asks for it."""
    duty = duty_after(family.referrals, rules) if _came_back_since(family) else Duty.NONE
    found = {
        Reason.MANY_RETURNS: duty is Duty.LETTER,
        Reason.SECOND_RETURN: duty is Duty.LEAD,
        Reason.CHILD_WITHOUT_PLAN: _child_without_plan(family, today),
        Reason.STUCK_WAIT: _stuck(family.referrals, rules, days_before(today, stuck_after_days)),
    }
    return tuple(reason for reason, holds in found.items() if holds)


class Open(StrEnum):
    """Why a meeting cannot be closed."""

    NOBODY_OWNS = "nobody-owns"
    NOBODY_OWNS_UNSEEN = "nobody-owns-unseen"
    NOBODY_CAME = "nobody-came"


def open_points(
    heard: Iterable[Heard], coming: Collection[object], unseen: int = 0
) -> tuple[Open, ...]:
    """Whatever keeps a meeting from being closed. What is undecided does not: it is carried on.

    `unseen` counts the actions that nobody does by a day, about families whom whoever closes it
    may not see.
    """
    found = []
    if not coming:
        found.append(Open.NOBODY_CAME)
    if any(one.unowned for one in heard):
        found.append(Open.NOBODY_OWNS)
    if unseen:
        found.append(Open.NOBODY_OWNS_UNSEEN)
    return tuple(found)


def left_undecided(held: Iterable[tuple[Meeting, Iterable[Heard]]]) -> dict[str, AgendaItem]:
    """What closed meetings left undecided and no later one decided on, by patient.

    `held` are meetings with the families that they heard, the earliest first.
    """
    left: dict[str, AgendaItem] = {}
    for meeting, families in held:
        if meeting.open:
            continue
        for heard in families:
            left.pop(heard.item.patient_id, None)
            if not heard.decided:
                left[heard.item.patient_id] = heard.item
    return left


def decided_on(held: Iterable[tuple[Meeting, Iterable[Heard]]]) -> dict[str, date]:
    """The day of the last of these meetings that decided anything, by patient; `held` as above."""
    return {
        heard.item.patient_id: meeting.on
        for meeting, families in held
        for heard in families
        if heard.decided
    }


def _came_back_since(family: Situation) -> bool:
    """Whether something came back since a meeting decided, and something is still wanted."""
    days = [
        event.on
        for one in family.referrals
        for event in one.counting
        if event.to is ReferralState.RETURNED
    ]
    wanted = any(not one.state.over for one in family.referrals)
    since = family.decided_on is None or any(on > family.decided_on for on in days)
    return wanted and bool(days) and since


def _stuck(referrals: Iterable[Referral], rules: ReferralRules, before: date) -> bool:
    """Whether what was owed to whoever waits has not been done for so long."""
    return any(
        owed.due_on < before
        for one in referrals
        if not one.state.over
        for owed in owed_of(one, rules, ())
    )


def _child_without_plan(family: Situation, today: date) -> bool:
    """Whether a child has none, or what was planned for one was not done in time."""
    overdue = any(
        one.kind is ReminderKind.CHILD_PLAN and one.open and one.due_on < today
        for one in family.reminders
    )
    if overdue or not family.told:
        return overdue
    plans = [child for one in family.told for child in one.children]
    planned = {_key(one) for one in plans if one.planned}
    names = {folded(one.name) for one in plans if one.planned}
    return any(
        _key(one) not in planned and folded(one.name) not in names
        for one in (*family.children, *plans)
    )


def _key(child: ChildPlan) -> str:
    return child.resource or folded(child.name)
