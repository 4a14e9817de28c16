"""The meetings of a practice, and one of them with its families: for the lead."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.meetings.families import (
    Glance,
    content_of,
    glances_at,
    helpers_of_adults,
    helping_adults_of,
    is_child,
    names_here,
    taken_for_others,
)
from gpsupport.actions.meetings.typed import TypedNote, typed_at
from gpsupport.actions.screen import require_private_screen
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.meetings import MeetingContent
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.meetings.adults import AdultsNames
from gpsupport.domain.meetings.agenda import Open, open_points
from gpsupport.domain.meetings.glance import urgency_of
from gpsupport.domain.meetings.meeting import (
    AnyNote,
    Heard,
    Meeting,
    MeetingAction,
    as_linked,
    heard_at,
)
from gpsupport.domain.meetings.minutes import Draft, drafts_of
from gpsupport.domain.people import Actor, Clinician, Patient
from gpsupport.domain.reminders import Reminder
from gpsupport.persistence.work import Database, UnitOfWork

MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class ListedMeeting:
    """One meeting of the list: how many families it hears, and how many of them are undecided."""

    meeting: Meeting
    families: int
    undecided: int


@dataclass(frozen=True, slots=True)
class FamilyHeard:
    """One family of a meeting. `drafts` wait for a person to file them.

    `reminders` are those of its actions, by the action's id. `taken_for` has the ids of those who
    come and could be somebody of the case, with the names that are alike.
    """

    patient: Patient
    heard: Heard
    glance: Glance
    drafts: tuple[Draft, ...]
    reminders: Mapping[str, Reminder]
    taken_for: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class OpenMeeting:
    """One meeting with its families, most urgent first. `open_points` keep it from being closed.

    `unseen` counts the actions of other families that nobody does by a day. `typed` is what
    whoever reads it typed there and did not save.
    """

    today: date
    meeting: Meeting
    families: tuple[FamilyHeard, ...]
    staff: tuple[Clinician, ...]
    open_points: tuple[Open, ...]
    unseen: int
    typed: tuple[TypedNote, ...] = ()


def list_meetings(
    database: Database, actor: Actor, knowledge: Knowledge, now: datetime
) -> tuple[ListedMeeting, ...]:
    """The meetings, the last day first. Raises Denied, NotFound, ScreenNotPrivate."""
    content_of(knowledge)
    with database.writing(reading(actor, now)) as work:
        require_private_screen(work, actor, now)
        meetings = work.meetings.list_all(actor, MOST_LISTED)
        # Only counted: nothing of any family is shown.
        with work.weighing():
            heard = heard_at_each(work, actor, meetings)
    return tuple(
        ListedMeeting(one, len(heard[one.id]), sum(not each.decided for each in heard[one.id]))
        for one in meetings
    )


def read_meeting(
    database: Database, actor: Actor, meeting_id: str, knowledge: Knowledge, now: datetime
) -> OpenMeeting:
    """One meeting. Raises Denied, NotFound, ScreenNotPrivate."""
    content, today = content_of(knowledge), london_day(now)
    with database.writing(reading(actor, now)) as work:
        require_private_screen(work, actor, now)
        meeting = find_meeting(work, actor, meeting_id)
        heard = heard_now(work, actor, meeting)
        patients = work.patients.find_many(actor, [one.item.patient_id for one in heard])
        # Most meetings have decided nothing for a record yet: then nobody's names are needed.
        helpers = AdultsNames()
        if any(one.places for each in heard for one in each.decisions):
            helpers = helpers_of_adults(work, actor, meeting, content)
        glances = glances_at(work, actor, patients, names_here(work, actor), today)
        read = _Reading(work, actor, meeting, content, helpers, glances, today)
        families = [
            read.family(patients[one.item.patient_id], one)
            for one in heard
            if one.item.patient_id in patients
        ]
        staff = work.staff.list_all(actor)
        unseen = work.meeting_notes.unowned_unseen(actor, meeting.id)
        typed = typed_at(work, actor, meeting.id, now)
    families.sort(key=lambda one: urgency_of(one.glance.referrals, one.heard.item.reasons))
    points = open_points(heard, meeting.coming, unseen)
    return OpenMeeting(today, meeting, tuple(families), staff, points, unseen, typed)


def reading(actor: Actor, now: datetime) -> Occasion:
    """The occasion on which a meeting is looked at."""
    return Occasion(actor, Permission.SEE_WORK_LISTS, now, Event.READ_MEETING, Purpose.SAFEGUARDING)


def find_meeting(work: UnitOfWork, actor: Actor, meeting_id: str) -> Meeting:
    """The meeting of that id. Raises NotFound."""
    found = work.meetings.find(actor, meeting_id)
    if found is None:
        raise NotFound
    return found


def hold_meeting(work: UnitOfWork, actor: Actor, meeting_id: str) -> Meeting:
    """The same, held: whoever else writes at this meeting waits until the transaction ends.

    So what a writer reads of it stays true until it is written. Raises NotFound.
    """
    held = work.meetings.hold(actor, meeting_id)
    if held is None:
        raise NotFound
    return held


def heard_at_each(
    work: UnitOfWork, actor: Actor, meetings: Collection[Meeting]
) -> dict[str, tuple[Heard, ...]]:
    """The families of each of these meetings, by its id; whom the policy hides are left out."""
    notes: dict[str, list[AnyNote]] = {one.id: [] for one in meetings}
    for one in work.meeting_notes.read_all(actor, notes):
        notes[one.meeting_id].append(one)
    return {meeting_id: heard_at(written) for meeting_id, written in notes.items()}


def heard_now(work: UnitOfWork, actor: Actor, meeting: Meeting) -> tuple[Heard, ...]:
    """The families of one meeting, whom the policy hides left out."""
    return heard_at_each(work, actor, (meeting,))[meeting.id]


def heard_of(work: UnitOfWork, actor: Actor, meeting: Meeting, patient_id: str) -> Heard:
    """One family of a meeting. Raises NotFound for one that it does not hear."""
    for one in heard_now(work, actor, meeting):
        if one.item.patient_id == patient_id:
            return one
    raise NotFound


def reminder_key(action: MeetingAction) -> str:
    """The key of the reminder of an action."""
    return f"meeting:{action.id}"


@dataclass(frozen=True, slots=True)
class _Reading:
    """A meeting that is being read."""

    work: UnitOfWork
    actor: Actor
    meeting: Meeting
    content: MeetingContent
    helpers: AdultsNames
    glances: Mapping[str, Glance]
    today: date

    def family(self, patient: Patient, heard: Heard) -> FamilyHeard:
        """One family of it."""
        content, today = self.content, self.today
        kind = content.find_kind(self.meeting.kind)
        glance = self.glances[patient.id]
        heard = as_linked(heard, glance.kin.linked)
        return FamilyHeard(
            patient=patient,
            heard=heard,
            glance=glance,
            drafts=drafts_of(
                heard,
                self.meeting,
                kind.name if kind else self.meeting.kind,
                helping_adults_of(self.helpers, patient, glance, content, today),
                of_child=is_child(patient, today),
            ),
            reminders=_reminders(self.work, self.actor, heard),
            taken_for=taken_for_others(
                self.work, self.actor, patient, heard.item, self.meeting.coming
            ),
        )


def _reminders(work: UnitOfWork, actor: Actor, heard: Heard) -> dict[str, Reminder]:
    if not heard.actions:
        return {}
    known = {one.key: one for one in work.reminders.read_all(actor, heard.item.patient_id)}
    found = {one.id: known.get(reminder_key(one)) for one in heard.actions}
    return {action_id: one for action_id, one in found.items() if one is not None}
