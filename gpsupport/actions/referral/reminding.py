"""Reminders of what is owed to a referral, kept true to what was noted of it."""

from collections.abc import Iterable
from datetime import date, datetime

from gpsupport.actions.consultation.current import name_of_lead
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.owed import key_of, reminders_of, returns_of, worse_for_lead
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.persistence.work import UnitOfWork

# Weekdays alone: over a bank holiday something is owed a day early, and never late.
NO_HOLIDAYS: frozenset[date] = frozenset()


def remind(
    work: UnitOfWork,
    actor: Actor,
    referral: Referral,
    rules: ReferralRules,
    now: datetime,
    *,
    taken_back: bool,
) -> None:
    """Remind of what is owed now and of nothing that no longer is.

    What is owed no more was done by the actor, unless an entry was `taken_back`: then its reason is
    gone and nobody did it.
    """
    patient_id = referral.begun.patient_id
    known = work.reminders.read_all(actor, patient_id)
    lead = name_of_lead(work.staff.list_all(actor))
    own = [one for one in known if one.key.startswith(key_of(referral.begun.id))]
    if referral.handed_on:
        # It is owed by the one that took its place: nobody has done it.
        of_today = [one for one in own if one.kind is ReminderKind.SAME_DAY and one.open]
        settle(work, actor, of_today, (), now, taken_back=True)
        own = [one for one in own if one not in of_today]
    settle(
        work,
        actor,
        own,
        (*reminders_of(referral, rules, NO_HOLIDAYS), *worse_for_lead(referral, lead)),
        now,
        taken_back=taken_back,
    )
    others = work.referrals.read_all(actor, patient_id)
    settle(
        work,
        actor,
        [one for one in known if one.key.startswith(key_of(""))],
        returns_of(others, patient_id, rules, lead),
        now,
        taken_back=True,
    )


def remind_others(
    work: UnitOfWork,
    actor: Actor,
    referral: Referral,
    rules: ReferralRules,
    now: datetime,
    *,
    taken_back: bool,
) -> None:
    """Remind of what is owed now to the others of the record: what one tells may be of the person.

    As `remind` does of one.
    """
    for one in work.referrals.read_all(actor, referral.begun.patient_id):
        if one.begun.id != referral.begun.id and not one.state.over:
            remind(work, actor, one, rules, now, taken_back=taken_back)


def settle(
    work: UnitOfWork,
    actor: Actor,
    known: Iterable[Reminder],
    wanted: Iterable[Reminder],
    now: datetime,
    *,
    taken_back: bool,
) -> None:
    """Make the known reminders those wanted: new ones, and those that were taken back, open.

    What is wanted no more was done by the actor, or with `taken_back` by nobody.
    """
    found = {one.key: one for one in known}
    needed = {one.key: one for one in wanted}
    for key, one in found.items():
        if one.open and key not in needed:
            end = work.reminders.take_back if taken_back else work.reminders.mark_done
            end(actor, one.id, one.version, now)
        elif one.taken_back and key in needed:
            work.reminders.open_again(actor, one.id, one.version)
    work.reminders.add_new(actor, (one for key, one in needed.items() if key not in found))
