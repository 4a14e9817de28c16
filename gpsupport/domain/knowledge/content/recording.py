"""What to write in whose record, who would see it there, and what to look at again later."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.knowledge.content.care import Grounded, Statement
from gpsupport.domain.record import Code
from gpsupport.domain.reminders import ReminderKind


class RecordOf(StrEnum):
    """Whose record an entry belongs in."""

    PATIENT = "patient"
    CHILD = "child"
    OTHER_PARTY = "other-party"


class NotedFact(StrEnum):
    """Something that stands in what was saved, and that an entry may follow from."""

    COMPANY = "company"
    CHECKLIST = "checklist"
    MEETING_GROUND = "meeting-ground"
    MEETING_HELD = "meeting-held"
    SAFE_CONTACT = "safe-contact"
    CHILD_LIVES_HERE = "child-lives-here"
    CHILD_PLAN = "child-plan"


class FilledFrom(StrEnum):
    """What was noted already and may be put into the words of an entry."""

    OWN_WORDS = "own-words"
    OBSERVED = "observed"
    REASON = "reason"
    WHO_WAS_THERE = "who-was-there"
    CHECKLIST = "checklist"
    JUDGEMENT = "judgement"
    SAFE_CONTACT = "safe-contact"
    CHILD_PLAN = "child-plan"


@dataclass(frozen=True, slots=True)
class RecordWhen:
    """What must have been saved for an entry: of every part that is named, at least one.

    `answers` are safety questions answered with yes, `agreed` whom the patient agreed to, `shared`
    steps of the sharing flow that were taken, `plans` the plan of that very child.
    """

    answers: frozenset[str] = frozenset()
    agreed: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    plans: frozenset[str] = frozenset()
    facts: frozenset[NotedFact] = frozenset()


@dataclass(frozen=True, slots=True)
class RecordRule:
    """One row of the record matrix: after these outcomes, or `when` that was saved, this entry.

    `code` None means words alone: the fact has no verified code. `detail` qualifies the entry, and
    `only_if` says when a person should make it at all. `from_years` and `below_years` are ages of
    the patient who was asked, the latter excluding its own value. `fills` says what of the notes
    goes into its words. `occasion` says in words when it is made, where no asking leads to it; one
    that nothing saved can show has no `when`. `reminders` are made along with it. `by_lead`: only
    the safeguarding lead may decide on it, with a reason.
    """

    id: str
    after: frozenset[EnquiryOutcome]
    record_of: RecordOf
    term: str
    detail: str
    code: Code | None = None
    hide: bool = True
    only_if: str = ""
    from_years: int | None = None
    below_years: int | None = None
    occasion: str = ""
    when: RecordWhen | None = None
    fills: tuple[FilledFrom, ...] = ()
    reminders: tuple[ReminderKind, ...] = ()
    by_lead: bool = False

    def for_age(self, age: int | None) -> bool:
        """Whether the rule holds for a patient of so many years; an unknown age is an adult's."""
        return _for_age(self.from_years, self.below_years, age)


class Sight(StrEnum):
    """Whether a reader would see an entry as it is made."""

    SEES = "sees"
    UNLESS_HIDDEN = "unless-hidden"
    UNLESS_TAKEN_OUT = "unless-taken-out"
    DOES_NOT = "does-not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewing(Grounded):
    """What one kind of reader would see of the entries in one kind of record.

    Ages are the patient's, as in the matrix. `words` says what holds, or what to do by hand.
    """

    id: str
    record_of: RecordOf
    viewer: str
    sight: Sight
    words: str
    from_years: int | None = None
    below_years: int | None = None

    def for_age(self, age: int | None) -> bool:
        """Whether it holds for a patient of so many years; an unknown age is an adult's."""
        return _for_age(self.from_years, self.below_years, age)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRule(Grounded):
    """What a reminder says, neutral for whoever sees it, and when it is due.

    `years` and `months` are an age of the one it is about; None: on the day that is given with it.
    """

    kind: ReminderKind
    words: str
    years: int | None = None
    months: int = 0


@dataclass(frozen=True, slots=True)
class OutOfSight:
    """Who would see an entry, what to look at again, and words that give nothing away.

    `elsewhere` is what the lead weighs before anything is written in the other person's record.
    `apart` is said where a sexual or reproductive reason led to the asking, `printing` before
    anything is printed; `brief` is the second summary, for places where others read.
    """

    viewings: tuple[Viewing, ...] = ()
    reminders: tuple[ReminderRule, ...] = ()
    elsewhere: tuple[Statement, ...] = ()
    printing: tuple[Statement, ...] = ()
    apart: tuple[Statement, ...] = ()
    brief: tuple[str, ...] = ()

    def find_reminder(self, kind: ReminderKind) -> ReminderRule | None:
        """What holds for reminders of one kind; None for content without."""
        return next((one for one in self.reminders if one.kind is kind), None)


def _for_age(from_years: int | None, below_years: int | None, age: int | None) -> bool:
    if age is None:
        return below_years is None
    return (from_years is None or age >= from_years) and (below_years is None or age < below_years)
