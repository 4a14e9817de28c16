"""When asking is not safe: which reason is kept, and what is planned instead."""

from __future__ import annotations

from enum import StrEnum

from gpsupport.domain.enquiry.entries import NotAskedReason
from gpsupport.domain.enquiry.presence import Mode, Presence


class Plan(StrEnum):
    """What is planned instead; each value is the key of its words in the pack."""

    SEE_ALONE = "see-alone"
    BOOK_INTERPRETER = "see-alone-interpreter"
    ANOTHER_TIME = "see-alone-another-time"


def reason_for(presence: Presence) -> NotAskedReason | None:
    """Why nobody asked; None for an answer that opens the page."""
    return _REASONS.get(presence)


def plans_for(presence: Presence, mode: Mode) -> tuple[Plan, ...]:
    """What is planned instead, the first step first; nothing for an answer that opens the page."""
    reason = reason_for(presence)
    if reason is None:
        return ()
    interpreter = reason is NotAskedReason.INTERPRETER_MISSING
    return (
        *((Plan.BOOK_INTERPRETER,) if interpreter else ()),
        *((Plan.ANOTHER_TIME,) if mode.remote else ()),
        Plan.SEE_ALONE,
    )


# Who cannot be known to be alone counts as not alone.
_REASONS = {
    Presence.SOMEONE_ELSE: NotAskedReason.NOT_ALONE,
    Presence.NOT_SURE: NotAskedReason.NOT_ALONE,
    Presence.CHILD_PRESENT: NotAskedReason.NOT_ALONE,
    Presence.INFORMAL_INTERPRETER: NotAskedReason.INTERPRETER_MISSING,
    Presence.INTERPRETER_MISSING: NotAskedReason.INTERPRETER_MISSING,
    Presence.OVERHEARD: NotAskedReason.NOT_PRIVATE,
    Presence.NOT_FREE_TO_TALK: NotAskedReason.NOT_PRIVATE,
    Presence.SOMEBODY_ELSE_ANSWERED: NotAskedReason.NOT_PRIVATE,
}
