"""What is written at a meeting. Nothing of it is shown by writing it: that reads afterwards.

So that nothing typed is lost none of these asks who sees the screen; whatever shows does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from gpsupport.actions.errors import Incomplete, NotFound
from gpsupport.actions.meetings.children import with_names
from gpsupport.actions.meetings.earlier import held_until
from gpsupport.actions.meetings.reading import (
    heard_now,
    heard_of,
    hold_meeting,
    reminder_key,
)
from gpsupport.actions.meetings.typed import AGENDA, TEXTS, forget, forget_note
from gpsupport.actions.referral.places import has_address
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.directory.hidden_places import TellsAddress
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.meetings import MeetingContent
from gpsupport.domain.meetings.agenda import Open, open_points
from gpsupport.domain.meetings.kinds import Reason
from gpsupport.domain.meetings.meeting import (
    AgendaItem,
    AnyNote,
    Attendee,
    Basis,
    Decision,
    Heard,
    Meeting,
    MeetingAction,
)
from gpsupport.domain.people import Actor, folded
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.persistence.work import Database, StaleRow, UnitOfWork


class MeetingClosed(NotFound):
    """The meeting was closed meanwhile. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Why a family is to be heard: for reasons of the record, and in words about this one alone."""

    reasons: tuple[Reason, ...]
    words: str = ""


_MOST_OPEN = 100


class StillOpen(Exception):
    """Something keeps the meeting from being closed: `points` say what. Nothing was changed."""

    def __init__(self, points: Iterable[Open]) -> None:
        """Name the points alone."""
        self.points = tuple(points)
        super().__init__(", ".join(self.points))


def begin_meeting(  # noqa: PLR0917 - which day, what, led by whom, by which content, and when
    database: Database,
    actor: Actor,
    on: date,
    kind: str,
    chair: str,
    content: MeetingContent,
    now: datetime,
) -> Meeting:
    """Begin a meeting; what earlier ones left undecided is on its agenda.

    Asked for twice, it is begun once: an open one of that day and kind with that chair is it.
    Raises Denied, and Incomplete with the fields that are missing.
    """
    missing = [
        name
        for name, wanting in (("kind", content.find_kind(kind) is None), ("chair", not chair))
        if wanting
    ]
    if missing:
        raise Incomplete(tuple(missing))
    with database.writing(changing(actor, now)) as work:
        # Of two requests of one person at once the second waits here, and finds what the first did.
        work.staff.hold(actor, actor.clinician_id)
        for one in work.meetings.list_all(actor, _MOST_OPEN):
            if one.open and _same((one.on, one.kind, one.chair), (on, kind, chair)):
                return one
        made = work.meetings.add(actor, Meeting("", on, kind, chair, now, actor.name))
        with work.weighing():
            left = held_until(work, actor, made, content).left
        for before in left.values():
            item = replace(
                before,
                id="",
                meeting_id=made.id,
                at=now,
                by=actor.name,
                carried_from=before.meeting_id,
                kept_out=(),
                told_apart=(),
            )
            work.meeting_notes.add(actor, item)
    return made


def change_attendance(
    database: Database,
    actor: Actor,
    meeting_id: str,
    someone: Attendee,
    now: datetime,
) -> Meeting:
    """Ask somebody to come, under a new id; with the id of one who is asked, change that one.

    Raises Denied, NotFound, and Incomplete without a name or a role.
    """
    missing = [name for name in ("name", "role") if not getattr(someone, name).strip()]
    if missing:
        raise Incomplete(tuple(missing))
    with database.writing(changing(actor, now)) as work:
        meeting = _open_meeting(work, actor, meeting_id)
        known = {one.id: one for one in meeting.attendance}
        ours = {one.id for one in work.staff.list_all(actor)}
        if someone.staff_id and someone.staff_id not in ours:
            raise NotFound
        if someone.id and someone.id not in known:
            raise NotFound
        if not someone.id and _asked_already(meeting, someone):
            return meeting
        changed = replace(someone, id=someone.id or str(len(known) + 1))
        known[changed.id] = changed
        return work.meetings.save(actor, replace(meeting, attendance=tuple(known.values())))


def put_on_agenda(  # noqa: PLR0917 - at which meeting, of whom, by which content, and when
    database: Database,
    actor: Actor,
    meeting_id: str,
    families: Mapping[str, Asked],
    content: MeetingContent,
    now: datetime,
) -> None:
    """Have a meeting hear families, each for its own reasons; one that it hears is left alone.

    Raises Denied, NotFound, MeetingClosed, and TellsAddress with all of which that is true.
    """
    with database.writing(changing(actor, now)) as work:
        meeting = _open_meeting(work, actor, meeting_id)
        telling = [one for one, why in families.items() if has_address(work, actor, why.words)]
        if telling:
            raise TellsAddress(telling)
        with work.weighing():
            held = held_until(work, actor, meeting, content)
        for patient_id, why in families.items():
            if work.patients.find(actor, patient_id) is None:
                raise NotFound
            forget(work, actor, meeting_id, patient_id, AGENDA, now)
            if patient_id in held.listed:
                continue
            before = held.left[patient_id].meeting_id if patient_id in held.left else ""
            head = ("", meeting.id, patient_id, now, actor.name)
            work.meeting_notes.add(actor, AgendaItem(*head, why.reasons, why.words, before))


def note(
    database: Database,
    actor: Actor,
    made: AnyNote,
    replaces: str,
    now: datetime,
) -> None:
    """Write something about a family that a meeting hears, in place of the note `replaces`, if any.

    The same words noted twice are noted once. An action that somebody does by a day becomes a
    reminder. What was kept of it as typed is forgotten. Raises Denied, NotFound for a family that
    is not heard there, MeetingClosed, TellsAddress, and StaleRow where somebody else corrected the
    same note, or gave a ground, meanwhile.
    """
    with database.writing(changing(actor, now)) as work:
        meeting = hold_meeting(work, actor, made.meeting_id)
        heard = heard_of(work, actor, meeting, made.patient_id)
        if has_address(work, actor, *_texts(made)):
            raise TellsAddress([made.patient_id])
        # What is filed, and what was entered wrongly, is put right after the meeting too.
        if not meeting.open and not replaces and isinstance(made, Decision | MeetingAction):
            raise MeetingClosed
        if isinstance(made, Basis) and (heard.basis.id if heard.basis else "") != replaces:
            raise StaleRow("somebody else said on what ground meanwhile")
        written = replace(with_names(work, actor, made, heard), at=now, by=actor.name)
        if not replaces and _noted_already(heard, written):
            forget_note(work, actor, made, "", now)
            return
        kept = work.meeting_notes.add(actor, written, replaces or None)
        forget_note(work, actor, kept, replaces, now)
        if isinstance(kept, MeetingAction):
            _remind(work, actor, kept, replaces, now)


def close_meeting(
    database: Database, actor: Actor, meeting_id: str, version: int, now: datetime
) -> Meeting:
    """Close a meeting. What is undecided is carried to the next one.

    Raises Denied, NotFound, StaleRow, and StillOpen while an action has no owner or no day.
    """
    with database.writing(changing(actor, now)) as work:
        meeting = hold_meeting(work, actor, meeting_id)
        if not meeting.open:
            return meeting
        unseen = work.meeting_notes.unowned_unseen(actor, meeting.id)
        points = open_points(heard_now(work, actor, meeting), meeting.coming, unseen)
        if points:
            raise StillOpen(points)
        closed = replace(meeting, version=version, closed_at=now, closed_by=actor.name)
        return work.meetings.save(actor, closed)


def changing(actor: Actor, now: datetime) -> Occasion:
    """The occasion on which something of a meeting is written."""
    return Occasion(
        actor, Permission.SEE_WORK_LISTS, now, Event.CHANGE_MEETING, Purpose.SAFEGUARDING
    )


def _open_meeting(work: UnitOfWork, actor: Actor, meeting_id: str) -> Meeting:
    meeting = hold_meeting(work, actor, meeting_id)
    if not meeting.open:
        raise MeetingClosed
    return meeting


def _asked_already(meeting: Meeting, someone: Attendee) -> bool:
    asked = replace(someone, id="")
    return any(replace(one, id="") == asked for one in meeting.coming)


def _same(one: tuple[date, str, str], other: tuple[date, str, str]) -> bool:
    return (*one[:2], folded(one[2])) == (*other[:2], folded(other[2]))


def _texts(made: AnyNote) -> tuple[str, ...]:
    return tuple(str(getattr(made, name)) for name in TEXTS if hasattr(made, name))


def _noted_already(heard: Heard, made: AnyNote) -> bool:
    same: tuple[AnyNote, ...] = (*heard.decisions, *heard.to_do, *heard.filed)
    return any(
        type(one) is type(made) and replace(one, id="", at=made.at, by=made.by) == made
        for one in same
    )


def _remind(
    work: UnitOfWork, actor: Actor, action: MeetingAction, replaces: str, now: datetime
) -> None:
    """Remind of an action until it is done, and no more of the one in whose place it stands."""
    known = {one.key: one for one in work.reminders.read_all(actor, action.patient_id)}
    before = known.get(reminder_key(replace(action, id=replaces))) if replaces else None
    if before is not None and before.open:
        work.reminders.take_back(actor, before.id, before.version, now)
    if action.gone is not None or action.due_on is None or not action.owned:
        return
    made = Reminder(
        id="",
        patient_id=action.patient_id,
        key=reminder_key(action),
        kind=ReminderKind.MEETING_ACTION,
        due_on=action.due_on,
        owner=action.owner,
        detail=action.words,
    )
    work.reminders.add_new(actor, (made,))
