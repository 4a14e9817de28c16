"""When to ask again, as content: intervals by what came of the last time, and what keeps quiet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gpsupport.domain.enquiry.entries import NotAskedReason


@dataclass(frozen=True, slots=True)
class CadenceRow:
    """One interval as a reviewer reads it, with what it rests on; no days: no date follows."""

    id: str
    situation: str
    basis: str
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Quiet:
    """What keeps prompts from wearing people out.

    At most `in_front` prompts in front in one encounter; nobody asks twice within
    `asked_again_days` (1: not on the same day); the same rule is silent for `same_rule_days` unless
    there is new evidence; put off `snoozes` times in a row, or not seen alone `not_alone` times, it
    goes to the lead; what was due more than `overdue_days` ago is overdue; a patient's wish not to
    be asked holds for `opt_out_days`. `bases` says for each what it rests on.
    """

    in_front: int
    asked_again_days: int
    same_rule_days: int
    snoozes: int
    not_alone: int
    overdue_days: int
    opt_out_days: int
    bases: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EnteredDates:
    """How far a date that a clinician enters may lie away, in days: wider than any true one.

    An expected birth at most `expected_ahead` after today and `expected_past` before it, a birth
    `born_within` before it. `bases` says for each what it rests on.
    """

    expected_ahead: int
    expected_past: int
    born_within: int
    bases: tuple[tuple[str, str], ...] = ()


class DueBecause(StrEnum):
    """Why an asking is due, or why none is. The later ones say why nobody asked the last time.

    EVIDENCE: something on the record and nobody asked yet; NOTHING: neither; NEW: something new
    since; REMAINS: asked, and it is still on the record; ASKED: asked, and nothing is left.
    """

    EVIDENCE = "evidence"
    NOTHING = "nothing"
    NEW = "new"
    REMAINS = "remains"
    ASKED = "asked"
    TOLD_NOW = "told-now"
    TOLD_PAST = "told-past"
    DECLINED = "declined"
    WISH = "wish"
    PUT_OFF = "put-off"
    NOT_ALONE = "not-alone"
    NOT_PRIVATE = "not-private"
    NO_TIME = "no-time"
    INTERPRETER_MISSING = "interpreter-missing"
    TOO_UNWELL = "too-unwell"
    LACKS_CAPACITY = "lacks-capacity"
    OTHER = "other"

    @classmethod
    def nobody_asked(cls, reason: NotAskedReason | None) -> DueBecause:
        """What follows from the reason for which nobody asked."""
        known = {one.value for one in cls}
        return cls(reason.value) if reason is not None and reason.value in known else cls.OTHER


class DueKind(StrEnum):
    """What sort of row a patient makes in the lists of the practice, the most urgent first.

    The order is our default. SAME_DAY: something cannot wait for another visit; LETTER: a letter
    came; LEAD: something on the record is for the lead alone; TOLD: spoken of before; SOON: a sign
    of the first tier; SET_TIME: everybody is asked then.
    """

    SAME_DAY = "same-day"
    LETTER = "letter"
    LEAD = "lead"
    TOLD = "told"
    SOON = "soon"
    SET_TIME = "set-time"
    ORDINARY = "ordinary"

    @property
    def urgency(self) -> int:
        """Its place in that order, 0 for the most urgent."""
        return tuple(DueKind).index(self)


@dataclass(frozen=True, slots=True)
class ListedKind:
    """What a list says of a kind, nothing of the subject, and which signs make a row one."""

    listed: str
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DueWords:
    """Why something is due: `words` in full behind the gate, `listed` for a list of the practice.

    `listed` says nothing of the subject; {day} is the day until which something holds.
    """

    words: str
    listed: str


@dataclass(frozen=True, slots=True)
class Continuity:
    """Who knows a patient best: whoever saw the patient `at_least` times within `days`.

    `bases` says for each what it rests on.
    """

    days: int
    at_least: int
    bases: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cadence:
    """After how many days to ask again, by what came of the last time.

    None means that no date follows from it. `not_disclosed_days` holds while an indicator
    remains and was asked about once; `repeat_days` after that. Windows are content: see the pack.
    `rows` is every interval in the order of the file.
    `unseen_young` is the id of the indicator that finds a young person whom nobody here has seen.
    `because` says why something is due, `kinds` what sort of row a patient makes in a list;
    `entered_dates` None sets a date that is entered no limit.
    """

    not_disclosed_days: int
    repeat_days: int
    declined_days: int
    disclosed_past_days: int
    disclosed_current_days: int
    not_asked_days: dict[NotAskedReason, int | None]
    rows: tuple[CadenceRow, ...] = ()
    quiet: Quiet | None = None
    continuity: Continuity | None = None
    unseen_young: str = ""
    because: Mapping[DueBecause, DueWords] = field(default_factory=dict)
    entered_dates: EnteredDates | None = None
    kinds: Mapping[DueKind, ListedKind] = field(default_factory=dict)

    def words_for(self, because: DueBecause) -> str:
        """Why something is due, in full; the bare id for content that does not say it."""
        found = self.because.get(because)
        return found.words if found else because.value

    def listed_for(self, because: DueBecause, day: str = "") -> str:
        """The same in a list that says nothing of the subject; `day` until which it holds."""
        found = self.because.get(because)
        return found.listed.replace("{day}", day) if found else because.value
