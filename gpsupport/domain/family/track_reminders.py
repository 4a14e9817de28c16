"""What a plan of tracks asks of people by a day: to look again, and to break a ring of waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gpsupport.domain.family.tracks import TracksPlan, each_waits
from gpsupport.domain.reminders import Reminder, ReminderKind, owner_as_compared

_PREFIX = "tracks:"
_MEETING = f"{_PREFIX}meeting:"


def is_of_tracks(reminder: Reminder) -> bool:
    """Whether a reminder came of a plan of tracks."""
    return reminder.key.startswith(_PREFIX)


def reminders_of_tracks(
    plan: TracksPlan, known: Iterable[Reminder], lead: str, today: date
) -> tuple[Reminder, ...]:
    """What a version asks for; `known` are all reminders of the patient, so that none comes twice.

    Each open track is looked at again by its owner. Where each waits for the other the lead puts it
    before the meeting, and goes on being asked until it is done or the ring is broken.
    """
    found = [
        Reminder(
            id="",
            patient_id=plan.patient_id,
            key=f"{_PREFIX}{one.kind.value}:{one.again_on}:{owner_as_compared(one.owner)}",
            kind=ReminderKind.TRACK_DUE,
            due_on=one.again_on,
            owner=one.owner,
        )
        for one in plan.tracks
        if one.state is not None and one.open and one.again_on is not None
    ]
    if each_waits(plan):
        asked = (one for one in known if one.open and one.key.startswith(_MEETING))
        found.append(
            next(asked, None)
            or Reminder(
                id="",
                patient_id=plan.patient_id,
                key=f"{_MEETING}{plan.id}",
                kind=ReminderKind.TRACK_MEETING,
                due_on=today,
                owner=lead,
            )
        )
    return tuple(found)
