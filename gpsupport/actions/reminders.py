"""What is still to be done for patients: over the practice for the lead, for each their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.screen import require_private_screen
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.reminders import OF_A_REFERRAL, OF_THE_DAY, Reminder, ReminderKind
from gpsupport.persistence.work import Database, UnitOfWork

# How far ahead the list looks, and how much of it is shown.
AHEAD = timedelta(days=91)
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class OpenReminder:
    """A reminder with the patient for whom it is."""

    patient: Patient
    reminder: Reminder


@dataclass(frozen=True, slots=True)
class OpenReminders:
    """What is to be done up to a day, the earliest first; `more`: there is more than is shown."""

    today: date
    until: date
    reminders: tuple[OpenReminder, ...]
    more: bool


def read_reminders(database: Database, actor: Actor, now: datetime) -> OpenReminders:
    """What is to be done in the practice now and in the time ahead.

    Raises Denied, and ScreenNotPrivate where others may see the screen.
    """
    today = london_day(now)
    with database.writing(
        Occasion(actor, Permission.SEE_WORK_LISTS, now, Event.READ_REMINDERS)
    ) as work:
        require_private_screen(work, actor, now)
        found = work.reminders.list_open(actor, today + AHEAD, MOST_SHOWN + 1)
        shown = _with_patients(work, actor, found[:MOST_SHOWN])
    return OpenReminders(today, today + AHEAD, shown, more=len(found) > MOST_SHOWN)


def own_reminders(work: UnitOfWork, actor: Actor, today: date) -> OpenReminders:
    """What the actor, by name, has to do up to a day."""
    found = work.reminders.list_own(actor, today, MOST_SHOWN + 1)
    shown = _with_patients(work, actor, found[:MOST_SHOWN])
    return OpenReminders(today, today, shown, more=len(found) > MOST_SHOWN)


def do_reminders(
    database: Database, actor: Actor, versions: Mapping[str, int], now: datetime
) -> None:
    """Note that the actor has done them, each in the version that was seen: all or none.

    Raises Denied, ScreenNotPrivate, StaleRow when somebody has done one since, and NotFound alike
    for the unknown and for the forbidden.
    """
    with database.writing(
        Occasion(actor, Permission.SEE_WORK_LISTS, now, Event.DO_REMINDER)
    ) as work:
        require_private_screen(work, actor, now)
        for reminder in _find_all(work, actor, versions):
            work.reminders.mark_done(actor, reminder.id, versions[reminder.id], now)


def do_own_reminders(
    database: Database, actor: Actor, versions: Mapping[str, int], now: datetime
) -> None:
    """The same for the actor's own. Raises as above, NotFound for somebody else's too."""
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.DO_REMINDER)) as work:
        require_private_screen(work, actor, now)
        for reminder in _find_all(work, actor, versions):
            if not reminder.belongs_to(actor.name):
                raise NotFound
            work.reminders.mark_done(actor, reminder.id, versions[reminder.id], now)


def actions_of_the_day(reminders: Iterable[Reminder], today: date) -> tuple[Reminder, ...]:
    """What is still to be done at once, urgent things first, then what somebody did today."""
    shown = [
        one
        for one in reminders
        if one.kind in OF_THE_DAY
        and ((one.open and one.due_on <= today) or (one.done_by and _done_on(one) == today))
    ]
    return tuple(
        sorted(
            shown,
            key=lambda one: (not one.open, not one.urgent, one.due_on, one.about, one.detail),
        )
    )


def _done_on(reminder: Reminder) -> date | None:
    return london_day(reminder.done_at) if reminder.done_at else None


def _find_all(work: UnitOfWork, actor: Actor, versions: Mapping[str, int]) -> tuple[Reminder, ...]:
    found = [work.reminders.find(actor, one) for one in versions]
    # A question is answered where it is asked; ticked off here it would be kept in silence. What a
    # referral wants is done by what is noted there.
    elsewhere = {ReminderKind.LIFE_EVENT, *OF_A_REFERRAL}
    known = tuple(one for one in found if one and one.kind not in elsewhere)
    if len(known) != len(found):
        raise NotFound
    return known


def _with_patients(
    work: UnitOfWork, actor: Actor, reminders: tuple[Reminder, ...]
) -> tuple[OpenReminder, ...]:
    patients = work.patients.find_many(actor, [one.patient_id for one in reminders])
    return tuple(
        OpenReminder(patients[one.patient_id], one)
        for one in reminders
        if one.patient_id in patients
    )
