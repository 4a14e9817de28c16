"""What was asked, by whom and with whom there, and what came of it: the entries of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gpsupport.domain.enquiry.presence import Mode, Presence
from gpsupport.domain.people import Role

# The law on what adults do to one another at home counts from 16; below it the law on children.
ADULT_RULES_FROM = 16
# From here on the words of a small child do not fit: the published checklist for young people, too,
# begins at this age.
TEENAGER_FROM = 13


def asked_as_child(age: int | None) -> bool:
    """Whether somebody of so many years is asked as a child; an unknown age is an adult's."""
    return age is not None and age < ADULT_RULES_FROM


class EnquiryOutcome(StrEnum):
    """What came of an enquiry, or that none was made."""

    DISCLOSED_CURRENT = "disclosed-current"
    DISCLOSED_PAST = "disclosed-past"
    NOT_DISCLOSED = "not-disclosed"
    DECLINED = "declined"
    OPTED_OUT = "opted-out"
    ANSWER_UNKNOWN = "asked-answer-unknown"
    NOT_ASKED = "not-asked"
    DEFERRED = "deferred"

    @property
    def asked(self) -> bool:
        """Whether the patient was asked; who declined, or wished not to be asked again, was."""
        return self not in {EnquiryOutcome.NOT_ASKED, EnquiryOutcome.DEFERRED}

    @property
    def told(self) -> bool:
        """Whether the patient told of it, now or in the past."""
        return self in {EnquiryOutcome.DISCLOSED_CURRENT, EnquiryOutcome.DISCLOSED_PAST}


class NotAskedReason(StrEnum):
    """Why nobody asked."""

    NOT_ALONE = "not-alone"
    NOT_PRIVATE = "not-private"
    NO_TIME = "no-time"
    INTERPRETER_MISSING = "interpreter-missing"
    TOO_UNWELL = "too-unwell"
    LACKS_CAPACITY = "lacks-capacity"
    ALREADY_DONE = "already-done"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One asking, or one occasion on which nobody asked. Never changed: a correction is a new one.

    `by` and `role` are empty when an imported record does not say; `resource` names the imported
    entry; `words` are the patient's own and `observed` what the clinician saw; `prompted_by` is the
    indicator in front at the time and `knowledge_release` the content it came from. `until` is the
    day to which asking was put off, or to which the patient does not wish to be asked. `company`
    says who was there in words, `note` is for whoever sees the patient next, and `privacy_said`
    whether the patient was told what stays private.
    """

    id: str
    on: date
    outcome: EnquiryOutcome
    by: str | None = None
    role: Role | None = None
    at: datetime | None = None
    reason: NotAskedReason | None = None
    presence: Presence | None = None
    mode: Mode | None = None
    company: str = ""
    until: date | None = None
    words: str = ""
    observed: str = ""
    note: str = ""
    privacy_said: bool = False
    resource: str | None = None
    prompted_by: str | None = None
    knowledge_release: str | None = None

    def __post_init__(self) -> None:
        if self.reason is not None and self.outcome.asked:
            raise ValueError("only an enquiry that was not made has a reason for it")
        if (self.until is not None) is not (self.outcome in _HOLDS_UNTIL):
            raise ValueError("what is put off has a day to which it is, and nothing else has")
        if self.until is not None and self.until <= self.on:
            raise ValueError("the day to which it is put off must come after its own")

    @property
    def seen_alone(self) -> bool | None:
        """Whether the patient was seen alone; None where nobody said."""
        return self.presence.seen_alone if self.presence else None

    @property
    def put_off(self) -> bool:
        """Whether somebody chose not to ask that day. Company or no interpreter is no choice."""
        if self.outcome is EnquiryOutcome.DEFERRED and self.reason is None:
            return True
        return self.reason in _CHOSEN

    @property
    def note_only(self) -> bool:
        """Whether it is a note made while the patient was not there: nobody could have asked."""
        return self.presence is Presence.PATIENT_ABSENT and not self.outcome.asked

    @property
    def kept_by_company(self) -> bool:
        """Whether nobody asked because somebody was there, or could have heard."""
        return self.reason in _COMPANY


_CHOSEN = frozenset(
    {
        NotAskedReason.NO_TIME,
        NotAskedReason.TOO_UNWELL,
        NotAskedReason.LACKS_CAPACITY,
        NotAskedReason.OTHER,
    }
)
_COMPANY = frozenset({NotAskedReason.NOT_ALONE, NotAskedReason.NOT_PRIVATE})
_HOLDS_UNTIL = frozenset({EnquiryOutcome.DEFERRED, EnquiryOutcome.OPTED_OUT})


@dataclass(frozen=True, slots=True)
class EnquiryHistory:
    """Every enquiry of one patient by every clinician, oldest first."""

    enquiries: tuple[Enquiry, ...] = ()

    def __post_init__(self) -> None:
        ordered = sorted(self.enquiries, key=_chronologically)
        object.__setattr__(self, "enquiries", tuple(ordered))

    def until(self, on: date) -> tuple[Enquiry, ...]:
        """The enquiries known on a day: what lies in the future never counts."""
        return tuple(enquiry for enquiry in self.enquiries if enquiry.on <= on)

    def askings_until(self, on: date) -> tuple[Enquiry, ...]:
        """The occasions up to a day on which the patient was asked."""
        return tuple(enquiry for enquiry in self.until(on) if enquiry.outcome.asked)

    def find_wish(self, on: date) -> Enquiry | None:
        """The wish not to be asked that holds on a day: until its own day, and no longer."""
        wish = self.find_last_wish(on)
        return wish if wish is not None and wish.until is not None and on < wish.until else None

    def find_last_wish(self, on: date) -> Enquiry | None:
        """The newest wish up to a day, over or not; a telling after it has ended it."""
        for enquiry in reversed(self.until(on)):
            if enquiry.outcome.told:
                return None
            if enquiry.outcome is EnquiryOutcome.OPTED_OUT:
                return enquiry
        return None


def _chronologically(enquiry: Enquiry) -> tuple[date, str, str]:
    return enquiry.on, enquiry.at.isoformat() if enquiry.at else "", enquiry.id
