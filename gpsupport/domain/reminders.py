"""What somebody has to do by a day: neutral on the outside, never sent to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ReminderKind(StrEnum):
    """What is to be done."""

    HIDE_ENTRIES = "hide-entries"
    REVIEW_PROXY_AT_11 = "review-proxy-at-11"
    REVIEW_ACCESS_BEFORE_16 = "review-access-before-16"
    CONFIRM_SAFE_CONTACT = "confirm-safe-contact"
    CHILD_PLAN = "child-plan"
    ACTION = "action"
    RETURN_PLAN = "return-plan"
    RETURN_LEAD = "return-lead"
    RETURN_LETTER = "return-letter"
    REPLY_DUE = "reply-due"
    WAITING_CHECK = "waiting-check"
    REFERRAL_STANDS = "referral-stands"
    REPLY_CAME = "reply-came"
    SAME_DAY = "same-day"
    WORSE_LEAD = "worse-lead"
    MEETING_ACTION = "meeting-action"
    TRACK_DUE = "track-due"
    TRACK_MEETING = "track-meeting"
    GROWING_UP = "growing-up"
    LIFE_EVENT = "life-event"
    TAKEN_OVER = "taken-over"


# What follows from a referral is done by what is noted there, and open until it is.
OF_A_REFERRAL = frozenset(
    {
        ReminderKind.RETURN_PLAN,
        ReminderKind.REPLY_DUE,
        ReminderKind.WAITING_CHECK,
        ReminderKind.REFERRAL_STANDS,
        ReminderKind.SAME_DAY,
    }
)
# What was to be done on the very day, and is named behind the gate until it is.
OF_THE_DAY = frozenset({ReminderKind.ACTION, ReminderKind.CHILD_PLAN, ReminderKind.MEETING_ACTION})


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to do for one patient. `about` and `owner` are names, sealed at rest.

    Two of one patient with the same `key` are one. `due_on` may lie far ahead. Done is done once:
    `done_at` and `done_by`. One whose reason was taken back is over and was done by nobody.
    `detail` says of an action what it is, in the words of the content and without names.
    """

    id: str
    patient_id: str
    key: str
    kind: ReminderKind
    due_on: date
    about: str = ""
    owner: str = ""
    detail: str = ""
    done_at: datetime | None = None
    done_by: str = ""
    version: int = 1
    urgent: bool = False

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_at is None

    def belongs_to(self, name: str) -> bool:
        """Whether somebody of this name has to do it."""
        return bool(self.owner) and owner_as_compared(self.owner) == owner_as_compared(name)

    @property
    def taken_back(self) -> bool:
        """Whether it is over though nobody did it."""
        return self.done_at is not None and not self.done_by


def owner_as_compared(name: str) -> str:
    """A name as typed, so that letters in capitals and further spaces make no difference."""
    return " ".join(name.split()).casefold()
