"""Everything that is open for a family on one record: one owner each, and nobody's comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.family.tracks import Track, TrackKind, TracksPlan, TrackState
from gpsupport.domain.reminders import Reminder, ReminderKind


@dataclass(frozen=True, slots=True)
class OpenAction:
    """One thing that somebody has to do: what a reminder says, or a track that is not done.

    `owner` is empty where nobody has it, `due_on` None where nobody said by when.
    """

    owner: str
    due_on: date | None
    urgent: bool = False
    reminder: Reminder | None = None
    track: Track | None = None


def open_actions(reminders: Iterable[Reminder], plan: TracksPlan | None) -> tuple[OpenAction, ...]:
    """What is open: without an owner first, then what is urgent, then by day."""
    found = [*_from_reminders(reminders), *_from_tracks(plan)]
    return tuple(
        sorted(
            found,
            key=lambda one: (bool(one.owner), not one.urgent, one.due_on or date.max),
        )
    )


def _from_reminders(reminders: Iterable[Reminder]) -> Iterator[OpenAction]:
    for one in reminders:
        # The track itself stands in the list, with its owner and day.
        if one.open and one.kind is not ReminderKind.TRACK_DUE:
            yield OpenAction(one.owner.strip(), one.due_on, one.urgent, reminder=one)


def _from_tracks(plan: TracksPlan | None) -> Iterator[OpenAction]:
    """A family with no plan yet owes none; with one, each of the three counts."""
    if plan is None:
        return
    for kind in TrackKind:
        track = plan.track(kind)
        if track.state is not TrackState.DONE:
            yield OpenAction(track.owner.strip(), track.again_on, track=track)
