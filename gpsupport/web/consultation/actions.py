"""What could not wait after a telling, in words: behind the gate alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.reminders import Reminder
from gpsupport.web import words
from gpsupport.web.consultation.who_helps import People


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action; `done` says when and by whom, empty while it is open."""

    id: str
    value: str
    words: str
    urgent: bool
    owner: str
    since: str
    done: str


def action_rows(
    reminders: Iterable[Reminder], people: People, today: date
) -> tuple[ActionRow, ...]:
    """The actions in the order given."""
    return tuple(
        ActionRow(
            id=f"action-{one.id}",
            value=one.id,
            words=_words(one, people),
            urgent=one.urgent,
            owner=one.owner,
            since=f"since {words.day(one.due_on)}" if one.due_on < today else "",
            done=_done(one),
        )
        for one in reminders
    )


def actions_in_summary(reminders: Iterable[Reminder], people: People) -> Iterator[str]:
    """What was done, with the time and by whom, and what is open."""
    shown = tuple(reminders)
    done = [f"{_words(one, people)} ({_when_and_who(one)})" for one in shown if not one.open]
    left = [_words(one, people) + (" (urgent)" if one.urgent else "") for one in shown if one.open]
    if done:
        yield f"Done: {'; '.join(done)}."
    if left:
        yield f"Open: {'; '.join(left)}."


def _words(one: Reminder, people: People) -> str:
    """Speak to emergency care. Or with whom it is about: Ella: See alone for part of the visit."""
    said = people.put_into(one.detail)
    return f"{words.untitled(one.about)}: {said}" if one.about else said[:1].upper() + said[1:]


def _done(one: Reminder) -> str:
    """Done at 9:20am by Dr Shah."""
    return f"Done at {words.clock_time(one.done_at)} by {one.done_by}" if one.done_at else ""


def _when_and_who(one: Reminder) -> str:
    return f"{words.clock_time(one.done_at)}, {one.done_by}" if one.done_at else ""
