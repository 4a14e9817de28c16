"""Who is due to be asked: the lead's lists, one's own patients of today, and judging all afresh.

A list is a way to be ready for whoever comes: nobody is contacted because of one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gpsupport.actions.consultation.standing import keep_whole_standing
from gpsupport.actions.days import bounds_of, london_day
from gpsupport.actions.neutral import booked
from gpsupport.actions.reminders import OpenReminders, own_reminders
from gpsupport.actions.screen import require_private_screen
from gpsupport.domain.access import Occasion, Permission, Purpose, permits
from gpsupport.domain.consultation import BookedAppointment
from gpsupport.domain.enquiry.standing import (
    DueList,
    DueMarks,
    DuePatient,
    EnquiryStanding,
    marks_of,
)
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.persistence.work import Database, UnitOfWork

PAGE = 50
# So many patients are judged in one transaction: others get their turn to write in between.
_AT_ONCE = 25

# Called with how many were judged, and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class DuePage:
    """A part of one list. `counts` says how long each list is; `after` where the next part begins.

    `on` is the day asked for. A line that was judged before it lacks what only time changed since.
    """

    which: DueList
    on: date
    marks: DueMarks
    counts: Mapping[DueList, int]
    lines: tuple[DuePatient, ...]
    after: str | None

    @property
    def oldest(self) -> date | None:
        """The earliest day as of which a line of this part was judged; None without lines."""
        return min((line.standing.on for line in self.lines), default=None)


@dataclass(frozen=True, slots=True)
class Expected:
    """One of today's own patients, with where asking stands, None where nobody judged it."""

    booked: BookedAppointment
    patient: Patient
    standing: EnquiryStanding | None


@dataclass(frozen=True, slots=True)
class Preparation:
    """One's own patients of a day, in order of time, and what is left for oneself to do."""

    on: date
    marks: DueMarks
    expected: tuple[Expected, ...]
    left: OpenReminders


def read_due_list(
    database: Database,
    actor: Actor,
    which: DueList,
    knowledge: Knowledge,
    now: datetime,
    *,
    on: date | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> DuePage:
    """A part of a list of the practice; `on` is today if left out.

    Raises Denied, ScreenNotPrivate, and ValueError for a place that no list gave.
    """
    day, marks = on or london_day(now), marks_of(knowledge.cadence)
    with database.writing(_reading(actor, now)) as work:
        require_private_screen(work, actor, now)
        found = work.standings.list_due(actor, which, day, limit + 1, after, marks=marks)
        counts = work.standings.count_due(actor, day, marks=marks)
    lines = found[:limit]
    more = lines[-1].place if len(found) > limit else None
    return DuePage(which, day, marks, counts, lines, more)


def prepare_today(
    database: Database, actor: Actor, knowledge: Knowledge, now: datetime
) -> Preparation:
    """One's own patients of today, with where asking stands. Raises Denied, ScreenNotPrivate."""
    today = london_day(now)
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_DUE_LIST)) as work:
        require_private_screen(work, actor, now)
        staff = work.staff.list_all(actor)
        stored = work.appointments.read_between(actor, *bounds_of(today))
        shown = [booked(one, staff, knowledge) for one in stored]
        own = [one for one in shown if one.clinician_name == actor.name]
        wanted = {one.patient_id for one in own}
        standings = work.standings.find_many(actor, wanted)
        patients = work.patients.find_many(actor, sorted(wanted))
        left = own_reminders(work, actor, today)
    expected = tuple(
        Expected(one, patients[one.patient_id], standings.get(one.patient_id))
        for one in own
        if one.patient_id in patients
    )
    return Preparation(today, marks_of(knowledge.cadence), expected, left)


def refresh_standings(
    database: Database,
    actor: Actor,
    knowledge: Knowledge,
    now: datetime,
    progress: Progress | None = None,
) -> int:
    """Judge every patient of the practice afresh, and say how many they are. Raises Denied.

    Time alone changes what is due, and so does new content: this is for every night, and for the
    day on which content is published. Each part is kept by itself, so it may be stopped and begun
    again.
    """
    everybody = _everybody(database, actor, now)
    for start in range(0, len(everybody), _AT_ONCE):
        part = everybody[start : start + _AT_ONCE]
        with database.writing(_judging(actor, now)) as work:
            for patient_id in part:
                _judge(work, actor, patient_id, knowledge, london_day(now))
        if progress is not None:
            progress(start + len(part), len(everybody))
    return len(everybody)


def _everybody(database: Database, actor: Actor, now: datetime) -> tuple[str, ...]:
    with database.writing(_judging(actor, now)) as work:
        return work.patients.list_ids(actor)


def _judge(
    work: UnitOfWork, actor: Actor, patient_id: str, knowledge: Knowledge, today: date
) -> None:
    picture = work.pictures.read(actor, patient_id)
    if picture is not None:
        keep_whole_standing(work, actor, picture, knowledge, today)


def _reading(actor: Actor, now: datetime) -> Occasion:
    """For the lead a work list, for a program a record that it hands out."""
    if permits(actor.role, Permission.HAND_OUT_RECORDS):
        return Occasion(
            actor, Permission.HAND_OUT_RECORDS, now, Event.READ_DUE_LIST, Purpose.EXCHANGE
        )
    return Occasion(actor, Permission.SEE_WORK_LISTS, now, Event.READ_DUE_LIST)


def _judging(actor: Actor, now: datetime) -> Occasion:
    return Occasion(
        actor, Permission.TAKE_IN_RECORDS, now, Event.REFRESH_STANDINGS, Purpose.EXCHANGE
    )
