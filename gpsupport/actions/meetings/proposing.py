"""Which families the next meeting should hear, and why; and finding one by hand."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gpsupport.actions.days import london_day
from gpsupport.actions.meetings.earlier import Held, held_until
from gpsupport.actions.meetings.families import (
    Glance,
    content_of,
    glances_at,
    kin_of,
    names_here,
)
from gpsupport.actions.meetings.reading import find_meeting, reading
from gpsupport.actions.meetings.typed import AGENDA, TypedNote, typed_at
from gpsupport.actions.screen import require_private_screen
from gpsupport.domain.disclosure.plans import children_to_plan_for
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.meetings.agenda import Situation, reasons_for
from gpsupport.domain.meetings.glance import urgency_of
from gpsupport.domain.meetings.kinds import Reason
from gpsupport.domain.meetings.meeting import Meeting
from gpsupport.domain.people import Actor, Patient, PatientSearch
from gpsupport.persistence.work import Database, UnitOfWork

# How many proposals a page shows, and how many a search finds.
AT_A_TIME = 30
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Proposed:
    """A family that a meeting should hear, and why. `left_on` is the day that left it undecided."""

    patient: Patient
    reasons: tuple[Reason, ...]
    glance: Glance
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """What could come on the agenda of a meeting; `found` fits what was typed, None: nothing.

    `proposed` is one page of it, `more` how many weigh less and come after. `typed` is what whoever
    reads it wrote of families and did not save, by patient.
    """

    meeting: Meeting
    proposed: tuple[Proposed, ...]
    found: tuple[Patient, ...] | None
    typed: Mapping[str, TypedNote]
    page: int = 1
    more: int = 0


def propose_agenda(  # noqa: PLR0917 - which meeting, by which content, who is sought, and when
    database: Database,
    actor: Actor,
    meeting_id: str,
    knowledge: Knowledge,
    now: datetime,
    sought: PatientSearch | None = None,
    asked: Collection[str] = (),
    page: int = 1,
) -> Agenda:
    """Who should be heard and is not on the agenda yet, what weighs most first.

    `page` counts from one. Whoever is `asked` for is there on any page, and so is everybody of whom
    something was typed. Raises Denied, NotFound, ScreenNotPrivate.
    """
    content = content_of(knowledge)
    with database.writing(reading(actor, now)) as work:
        require_private_screen(work, actor, now)
        meeting = find_meeting(work, actor, meeting_id)
        with work.weighing():
            held = held_until(work, actor, meeting, content)
            weighed = _weighed(work, actor, held, knowledge, now)
        typed = {
            one.patient_id: one
            for one in typed_at(work, actor, meeting.id, now)
            if one.what == AGENDA and one.patient_id not in held.listed
        }
        wanted = {*asked, *typed} - held.listed
        shown, more = _page_of(weighed, page, wanted)
        proposed = _proposed(work, actor, shown, london_day(now))
        others = wanted - {one.patient_id for one in shown}
        found = _found(work, actor, sought, held.listed, others)
    return Agenda(meeting, proposed, found, typed, page, more)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A family for which something asks. `weight` is its place, the most urgent least."""

    patient_id: str
    reasons: tuple[Reason, ...]
    left_on: date | None
    weight: tuple[tuple[int, int], bool, str]


def _weighed(
    work: UnitOfWork, actor: Actor, held: Held, knowledge: Knowledge, now: datetime
) -> list[_Weighed]:
    """Every family that should be heard, what weighs most first."""
    content, rules, today = content_of(knowledge), knowledge.referral, london_day(now)
    since = now - timedelta(days=content.looks_back.told_days)
    ids = {*held.left, *work.agenda.list_patients(actor, today, since)} - held.listed
    patients = work.patients.find_many(actor, sorted(ids))
    found = []
    for one, known in _situations(work, actor, patients, held.decided_on, today).items():
        left = held.left.get(one)
        why = reasons_for(known, rules, content.stuck_after_days, today) if rules else ()
        if why or left:
            weight = urgency_of(known.referrals, why), left is None, str(patients[one].name)
            left_on = held.days[left.meeting_id] if left else None
            found.append(_Weighed(one, why, left_on, weight))
    return sorted(found, key=lambda one: one.weight)


def _situations(
    work: UnitOfWork,
    actor: Actor,
    patients: Mapping[str, Patient],
    decided_on: Mapping[str, date],
    today: date,
) -> dict[str, Situation]:
    told = work.disclosures.read_many(actor, patients)
    referrals = work.referrals.read_many(actor, patients)
    reminders = work.reminders.read_open_of(actor, patients)
    # A child needs a plan where somebody told: of nobody else it is asked who the children are.
    kin = kin_of(work, actor, [one for one, said in told.items() if said])
    return {
        one: Situation(
            referrals=referrals[one],
            reminders=reminders[one],
            told=told[one],
            children=children_to_plan_for(patient, kin[one].relatives, today) if one in kin else (),
            decided_on=decided_on.get(one),
        )
        for one, patient in patients.items()
    }


def _page_of(
    weighed: list[_Weighed], page: int, wanted: Collection[str]
) -> tuple[list[_Weighed], int]:
    """What a page shows, with whoever is wanted; and how many come after it."""
    first, end = (page - 1) * AT_A_TIME, page * AT_A_TIME
    shown = [
        one for place, one in enumerate(weighed) if first <= place < end or one.patient_id in wanted
    ]
    return shown, max(len(weighed) - end, 0)


def _proposed(
    work: UnitOfWork, actor: Actor, shown: Iterable[_Weighed], today: date
) -> tuple[Proposed, ...]:
    """The same as they are shown: read once more, so that the audit says who was seen."""
    ids = [one.patient_id for one in shown]
    patients = work.patients.find_many(actor, ids)
    glances = glances_at(work, actor, ids, names_here(work, actor), today)
    return tuple(
        Proposed(patients[one.patient_id], one.reasons, glances[one.patient_id], one.left_on)
        for one in shown
    )


def _found(
    work: UnitOfWork,
    actor: Actor,
    sought: PatientSearch | None,
    listed: Collection[str],
    others: Collection[str],
) -> tuple[Patient, ...] | None:
    """Whom a search finds, and others by their ids; None where nobody is sought or wanted."""
    nobody = sought is None or sought.empty
    if nobody and not others:
        return None
    found = () if sought is None or nobody else work.patients.search(actor, sought, MOST_FOUND)
    more = work.patients.find_many(actor, sorted(others))
    return tuple({one.id: one for one in (*found, *more.values()) if one.id not in listed}.values())
