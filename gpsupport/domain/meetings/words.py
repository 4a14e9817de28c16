"""What was noted at a meeting, in single lines."""

from __future__ import annotations

from datetime import date

from gpsupport.domain.days import PartialDate, day_in_words
from gpsupport.domain.meetings.meeting import MeetingAction


def on_day(on: date) -> str:
    """17 Aug 2026."""
    return day_in_words(PartialDate(on))


def action_words(action: MeetingAction, *, with_owner: bool = True) -> str:
    """What is done, by whom and by when; what nobody has said yet is not made up."""
    owner = (action.owner or "nobody yet") if with_owner else ""
    due = f"by {on_day(action.due_on)}" if action.due_on else "no day yet"
    return f"{action.words}: {', '.join(part for part in (owner, due) if part)}"
