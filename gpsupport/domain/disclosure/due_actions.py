"""What of all that follows from a telling is to be done on the same day: it becomes a reminder."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.disclosure.following import CHILDREN, CONTACT, NEXT, Following
from gpsupport.domain.reminders import Reminder, ReminderKind

# These parts make reminders of their own, with a day of their own.
_APART = frozenset({CHILDREN, CONTACT, NEXT})


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new version of a disclosure changes: what is to be added, opened again, taken back."""

    new: tuple[Reminder, ...]
    again: tuple[Reminder, ...]
    over: tuple[Reminder, ...]


def actions_due(
    found: Iterable[Following], patient_id: str, consultation_id: str, owner: str, on: date
) -> tuple[Reminder, ...]:
    """A reminder for each action that is urgent or due by a day; `owner` is whoever saved it.

    `found` holds the words of the content without names in them: `detail` keeps them like that, so
    that they fit whoever has the part when they are read.
    """
    made: dict[str, Reminder] = {}
    for one in found:
        if one.part in _APART or not (one.urgent or (one.by is not None and one.by <= on)):
            continue
        reminder = Reminder(
            id="",
            patient_id=patient_id,
            key=_key(consultation_id, one),
            kind=ReminderKind.ACTION,
            due_on=on,
            owner=owner,
            detail=one.words,
            urgent=one.urgent,
        )
        made.setdefault(reminder.key, reminder)
    return tuple(made.values())


def changes(known: Iterable[Reminder], wanted: Iterable[Reminder], consultation_id: str) -> Changes:
    """What to change so that the actions of a consultation are those wanted; done stays done."""
    prefix = _prefix(consultation_id)
    own = {one.key: one for one in known if one.key.startswith(prefix)}
    needed = {one.key: one for one in wanted}
    return Changes(
        new=tuple(one for key, one in needed.items() if key not in own),
        again=tuple(one for key, one in own.items() if key in needed and one.taken_back),
        over=tuple(one for key, one in own.items() if key not in needed and one.open),
    )


def of_telling(
    known: Iterable[Reminder], consultation_id: str, papers: Collection[str]
) -> tuple[Reminder, ...]:
    """The actions and the children's plans that a telling left; `papers` are ids of disclosures."""
    prefixes = (_prefix(consultation_id), *(plan_key(one) for one in papers))
    return tuple(one for one in known if one.key.startswith(prefixes))


def plan_key(paper: str) -> str:
    """How the keys of the reminders of a disclosure's plans begin."""
    return f"{ReminderKind.CHILD_PLAN.value}:{paper}:"


def _prefix(consultation_id: str) -> str:
    return f"{ReminderKind.ACTION.value}:{consultation_id}:"


def _key(consultation_id: str, one: Following) -> str:
    """The same as long as the same is to be done, as urgently, whichever cause asks for it.

    A cause may ask for something else after a correction: that is another action.
    """
    urgency = "urgent" if one.urgent else "due"
    return f"{_prefix(consultation_id)}{urgency}:{one.words}"
