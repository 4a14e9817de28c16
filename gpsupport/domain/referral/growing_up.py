"""A child who is with a service for children grows up: what follows is planned in time."""

from __future__ import annotations

import calendar
from datetime import date

from gpsupport.domain.days import PartialDate
from gpsupport.domain.knowledge.content.tracks import Transition
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.reminders import Reminder, ReminderKind

_YEAR = 12


def planned_on(born: PartialDate, rules: Transition) -> date:
    """The day on which to plan what follows; of a birth date that is not whole, the earliest.

    Where the month has no such day, its last one.
    """
    first = born.earliest
    years, month = divmod(first.month - 1 + rules.months, _YEAR)
    year = first.year + rules.years + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(first.day, last))


def key_of_growing_up(referral_id: str) -> str:
    """How the keys of the reminders of one referral begin."""
    return f"{ReminderKind.GROWING_UP.value}:{referral_id}:"


def growing_up(
    referral: Referral, born: PartialDate | None, rules: Transition
) -> tuple[Reminder, ...]:
    """The reminder of it, as long as the referral is open; none without a birth date.

    One that began later than that day is planned from its beginning.
    """
    begun = referral.begun
    if born is None or begun.option_kind not in rules.kinds or referral.state.over:
        return ()
    due_on = max(planned_on(born, rules), begun.begun_on)
    return (
        Reminder(
            id="",
            patient_id=begun.patient_id,
            key=f"{key_of_growing_up(begun.id)}{due_on}",
            kind=ReminderKind.GROWING_UP,
            due_on=due_on,
            about=begun.about,
            owner=begun.begun_by,
        ),
    )
