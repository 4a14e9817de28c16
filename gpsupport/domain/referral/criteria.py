"""What an option is weighed by, for whom, and what else is known around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gpsupport.domain.directory.option import ReferralOption
from gpsupport.domain.people import Sex
from gpsupport.domain.referral.states import ReturnReason


class Criterion(StrEnum):
    """What an option is weighed by, in the order in which it is told."""

    AGE = "age"
    SEX = "sex"
    AREA = "area"
    ONGOING = "ongoing"
    IN_REFUGE = "in-refuge"
    THRESHOLD = "threshold"
    CONSENT = "consent"
    EVIDENCE = "evidence"
    LANGUAGE = "language"
    CAPACITY = "capacity"
    WAIT = "wait"
    SENT_BACK = "sent-back"
    CHECKED = "checked"

    @property
    def hard(self) -> bool:
        """Whether an option cannot take somebody against whom it speaks."""
        return self in _HARD

    @property
    def of_threshold(self) -> bool:
        """Whether it may be another kind of help that takes whoever it speaks against."""
        return self in {Criterion.THRESHOLD, Criterion.ONGOING}


_HARD = frozenset(
    {
        Criterion.AGE,
        Criterion.SEX,
        Criterion.AREA,
        Criterion.ONGOING,
        Criterion.IN_REFUGE,
        Criterion.THRESHOLD,
    }
)


@dataclass(frozen=True, slots=True)
class Need:
    """What is known of one person to be helped: the patient, or one child of the patient.

    `age` in whole years; `area` and `language` as the directory calls them. None means that it is
    not known.
    """

    age: int | None
    sex: Sex
    area: str | None = None
    abuse_ongoing: bool | None = None
    name: str = ""
    is_patient: bool = True
    in_refuge: bool | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class SentBack:
    """One referral of this practice that an option sent back, and why in the pack's words.

    `own` says that it was this patient's: of anybody else's only the month is told.
    """

    on: date
    reason: ReturnReason
    words: str
    own: bool = True


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What speaks for or against an option beside its own entry.

    `long_wait_weeks` is the wait that speaks against an option; without one none does. `sent_back`
    holds by option what came back from it, newest first; None means that nobody has looked.
    """

    long_wait_weeks: int | None = None
    sent_back: Mapping[str, tuple[SentBack, ...]] | None = None

    def returns_of(self, option: ReferralOption) -> tuple[SentBack, ...] | None:
        """What came back from an option; None when nobody has looked."""
        return None if self.sent_back is None else self.sent_back.get(option.id, ())
