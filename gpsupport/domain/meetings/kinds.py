"""What a meeting's content names: reasons, parts of a pack, records. Values are ids there."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a family is on the agenda, what weighs most first."""

    MANY_RETURNS = "many-returns"
    SECOND_RETURN = "second-return"
    CHILD_WITHOUT_PLAN = "child-without-plan"
    STUCK_WAIT = "stuck-wait"
    LEAD = "lead"


class Part(StrEnum):
    """A part of what a recipient may be given of a family, in the order of a pack."""

    NAME = "name"
    REASON = "reason"
    RISK = "risk"
    CHILDREN = "children"
    CONTACT = "contact"
    REFERRALS = "referrals"
    CHILD_REFERRALS = "child-referrals"
    GAPS = "gaps"
    DECISIONS = "decisions"
    CHILD_DECISIONS = "child-decisions"
    ACTIONS = "actions"
    OWN_ACTIONS = "own-actions"

    @property
    def without_name(self) -> bool:
        """Whether it may be given to somebody who is not told whose family it is."""
        return self in _WITHOUT_NAME


_WITHOUT_NAME = frozenset({Part.GAPS, Part.OWN_ACTIONS})


class RecordKind(StrEnum):
    """In whose record a decision is written; MINUTES: in none, it stays with the meeting."""

    PATIENT = "patient"
    CHILD = "child"
    MINUTES = "minutes"
