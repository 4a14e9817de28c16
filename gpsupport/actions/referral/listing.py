"""Open referrals: of the practice for its lead, and for each clinician what they owe.

Whatever is due first comes first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gpsupport.actions.days import london_day
from gpsupport.actions.referral.reading import rules_of
from gpsupport.actions.referral.reminding import NO_HOLIDAYS
from gpsupport.actions.screen import require_private_screen
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.owed import Owed, owed_of, owner_of, referral_of
from gpsupport.persistence.work import Database, UnitOfWork

PAGE = 50
# How far ahead one's own list looks, and how much of it is shown.
AHEAD = timedelta(days=91)
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class OpenReferral:
    """One referral with whose record it stands on, and what is owed to it first, if anything."""

    patient: Patient
    referral: Referral
    owed: Owed | None
    owner: str


@dataclass(frozen=True, slots=True)
class OpenReferrals:
    """A part of the list. `after` is where the next part begins, None at the end.

    `own`: only what the actor owes, of which `more` says that the list was cut.
    """

    today: date
    lines: tuple[OpenReferral, ...]
    own: bool
    after: str | None = None
    more: bool = False


def read_open_referrals(
    database: Database,
    actor: Actor,
    knowledge: Knowledge,
    now: datetime,
    after: str | None = None,
) -> OpenReferrals:
    """A part of what is open in the practice.

    Raises Denied, ScreenNotPrivate, and ValueError for a place that no list gave.
    """
    rules, today = rules_of(knowledge), london_day(now)
    occasion = Occasion(actor, Permission.SEE_WORK_LISTS, now, Event.READ_REFERRALS)
    with database.writing(occasion) as work:
        require_private_screen(work, actor, now)
        found = work.referrals.list_open(actor, None, PAGE + 1, after)
        lines = _with_patients(work, actor, found[:PAGE], rules)
    more = found[PAGE - 1].begun.id if len(found) > PAGE else None
    return OpenReferrals(today, lines, own=False, after=more)


def read_own_referrals(
    database: Database,
    actor: Actor,
    knowledge: Knowledge,
    now: datetime,
    after: str | None = None,
) -> OpenReferrals:
    """A part of the referrals for which the actor, by name, has to do something in the time ahead.

    Where nothing is owed any more to the one that was shown last, it begins anew. Raises Denied,
    and ScreenNotPrivate.
    """
    rules, today = rules_of(knowledge), london_day(now)
    occasion = Occasion(actor, Permission.CONSULT, now, Event.READ_REFERRALS)
    with database.writing(occasion) as work:
        require_private_screen(work, actor, now)
        owed = work.reminders.list_own(actor, today + AHEAD, MOST_SHOWN + 1)
        ids = list(dict.fromkeys(filter(None, (referral_of(one.key) for one in owed[:MOST_SHOWN]))))
        start = ids.index(after) + 1 if after in ids else 0
        shown, left = ids[start : start + PAGE], ids[start + PAGE :]
        found = work.referrals.find_many(actor, shown)
        lines = _with_patients(work, actor, (found[one] for one in shown if one in found), rules)
    return OpenReferrals(
        today,
        lines,
        own=True,
        after=shown[-1] if left else None,
        more=len(owed) > MOST_SHOWN and not left,
    )


def _with_patients(
    work: UnitOfWork, actor: Actor, referrals: Iterable[Referral], rules: ReferralRules
) -> tuple[OpenReferral, ...]:
    shown = tuple(referrals)
    patients = work.patients.find_many(actor, sorted({one.begun.patient_id for one in shown}))
    return tuple(
        OpenReferral(
            patients[one.begun.patient_id],
            one,
            next(iter(owed_of(one, rules, NO_HOLIDAYS)), None),
            owner_of(one),
        )
        for one in shown
        if one.begun.patient_id in patients
    )
