"""What changed a life: noticed or noted, what came of it, and what somebody has to decide."""

from gpsupport.actions.life_events.changing import (
    OWNER,
    WHY,
    NewLifeEvent,
    NotYours,
    confirm_event,
    keep_event_form,
    note_event,
    withdraw_event,
)
from gpsupport.actions.life_events.deciding import Decision, WantsOwner, decide, may_decide
from gpsupport.actions.life_events.reading import Changes, read_changes
from gpsupport.actions.life_events.standing import NothingIsSent, require_letters

__all__ = [
    "OWNER",
    "WHY",
    "Changes",
    "Decision",
    "NewLifeEvent",
    "NotYours",
    "NothingIsSent",
    "WantsOwner",
    "confirm_event",
    "decide",
    "keep_event_form",
    "may_decide",
    "note_event",
    "read_changes",
    "require_letters",
    "withdraw_event",
]
