"""The fixed parts of letters: which kinds there are, what fills a part, who may read it."""

from __future__ import annotations

from enum import StrEnum


class LetterKind(StrEnum):
    """A kind of letter. Values are ids in the content and stand in addresses: they say nothing."""

    REFERRAL = "referral"
    AGAIN = "again"
    STEP_UP = "step-up"
    MOVED = "moved"
    ESCALATION = "escalation"
    JOINT = "joint"
    EVIDENCE = "evidence"
    REGISTRATION = "registration"

    @property
    def of_referral(self) -> bool:
        """Whether it is about a referral; the others are about what the patient told."""
        return self not in {LetterKind.EVIDENCE, LetterKind.REGISTRATION}


class Mark(StrEnum):
    """Who may read a part of a letter."""

    TREATING = "treating"
    NAMED = "named"
    NOT_HOME = "not-home"


class Holds(StrEnum):
    """What this practice has that a part of a letter may quote."""

    NEED = "need"
    CONSENT = "consent"
    CLOCK = "clock"
    CHANGED = "changed"
    CHAIN = "chain"
    BEFORE = "before"
    PLAN = "plan"
    SAFE_WAY = "safe-way"
    TOLD = "told"
    SEEN = "seen"
