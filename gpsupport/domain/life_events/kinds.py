"""What may happen, what of a record it touches, and what then becomes of each such thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LifeEventKind(StrEnum):
    """What happened. Values are ids in the content.

    NEW_NUMBER is on the record that is used no longer; BEGUN_ANEW on one that began after it.
    Neither says anything of the other, and nothing joins the two.
    """

    DEATH = "death"
    LEFT = "left"
    MOVED_PRACTICE = "moved-practice"
    MOVED_AREA = "moved-area"
    NEW_NUMBER = "new-number"
    BEGUN_ANEW = "begun-anew"

    @property
    def ends_asking(self) -> bool:
        """Whether nobody is asked on this record from then on."""
        return self in _ENDS_ASKING

    @property
    def kept_apart(self) -> bool:
        """Whether the record must not be proposed or found as a relative of anybody."""
        return self in {LifeEventKind.NEW_NUMBER, LifeEventKind.BEGUN_ANEW}


_ENDS_ASKING = frozenset(
    {
        LifeEventKind.DEATH,
        LifeEventKind.LEFT,
        LifeEventKind.MOVED_PRACTICE,
        LifeEventKind.NEW_NUMBER,
    }
)
# A record that says so is believed about these before anybody has looked: no question is put to
# the dead while the answer waits.
BELIEVED_AT_ONCE = frozenset({LifeEventKind.DEATH, LifeEventKind.LEFT})


class Thing(StrEnum):
    """What of a record something may become of. Values are ids in the content.

    A referral or a plan of somebody else (a child) stands on this record and is about them. Whom
    the patient is afraid of stands on this record alone.
    """

    LINK = "link"
    FEARED = "feared"
    REFERRAL = "referral"
    REFERRAL_OF_OTHER = "referral-of-other"
    SAFE_CONTACT = "safe-contact"
    TASK = "task"
    CHILD_PLAN = "child-plan"
    ASKING = "asking"
    FLAG = "flag"
    DRAFT = "draft"


class Then(StrEnum):
    """What becomes of a thing by itself: it ends, it follows, or somebody is asked."""

    ENDS = "ends"
    FOLLOWS = "follows"
    ASKED = "asked"


class Decider(StrEnum):
    """Who must answer what is asked."""

    CLINICIAN = "clinician"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class LifeSign:
    """What a received record says that may be such an event.

    `on` is the day it gives, None without one. `practice` is the ODS code of the practice that it
    names; empty for every other kind. A record that another one replaced is never named.
    """

    kind: LifeEventKind
    on: date | None = None
    practice: str = ""
