"""Asking about safety at home: what was asked, what came of it, and when to ask again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gpsupport.domain.days import days_after
from gpsupport.domain.people import Role

# The law on what adults do to one another at home counts from 16; below it the law on children.
ADULT_RULES_FROM = 16


def asked_as_child(age: int | None) -> bool:
    """Whether somebody of so many years is asked as a child; an unknown age is an adult's."""
    return age is not None and age < ADULT_RULES_FROM


class EnquiryOutcome(StrEnum):
    """What came of an enquiry, or that none was made."""

    DISCLOSED_CURRENT = "disclosed-current"
    DISCLOSED_PAST = "disclosed-past"
    NOT_DISCLOSED = "not-disclosed"
    DECLINED = "declined"
    ANSWER_UNKNOWN = "asked-answer-unknown"
    NOT_ASKED = "not-asked"

    @property
    def asked(self) -> bool:
        """Whether the patient was asked; a declined enquiry was asked."""
        return self is not EnquiryOutcome.NOT_ASKED

    @property
    def told(self) -> bool:
        """Whether the patient told of it, now or in the past."""
        return self in {EnquiryOutcome.DISCLOSED_CURRENT, EnquiryOutcome.DISCLOSED_PAST}


class NotAskedReason(StrEnum):
    """Why nobody asked."""

    NOT_ALONE = "not-alone"
    NO_TIME = "no-time"
    INTERPRETER_MISSING = "interpreter-missing"
    TOO_UNWELL = "too-unwell"
    ALREADY_DONE = "already-done"
    OTHER = "other"


class Presence(StrEnum):
    """The answer to "Who is here today?"."""

    ALONE = "alone"
    PROFESSIONAL_INTERPRETER = "professional-interpreter"
    REMOTE_FREE_TO_TALK = "remote-free-to-talk"
    SOMEONE_ELSE = "someone-else"
    NOT_SURE = "not-sure"

    @property
    def safe_to_ask(self) -> bool:
        """Whether asking is safe: whoever is not known to be alone is not."""
        return self in {
            Presence.ALONE,
            Presence.PROFESSIONAL_INTERPRETER,
            Presence.REMOTE_FREE_TO_TALK,
        }


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One asking, or one occasion on which nobody asked. Never changed: a correction is a new one.

    `by` and `role` are empty when an imported record does not say; `resource` names the imported
    entry; `words` are the patient's own and `observed` what the clinician saw; `prompted_by` is the
    indicator in front at the time and `knowledge_release` the content it came from.
    """

    id: str
    on: date
    outcome: EnquiryOutcome
    by: str | None = None
    role: Role | None = None
    at: datetime | None = None
    reason: NotAskedReason | None = None
    presence: Presence | None = None
    words: str = ""
    observed: str = ""
    resource: str | None = None
    prompted_by: str | None = None
    knowledge_release: str | None = None

    def __post_init__(self) -> None:
        if self.reason is not None and self.outcome is not EnquiryOutcome.NOT_ASKED:
            raise ValueError("only an enquiry that was not made has a reason for it")


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


def _chronologically(enquiry: Enquiry) -> tuple[date, str, str]:
    return enquiry.on, enquiry.at.isoformat() if enquiry.at else "", enquiry.id


@dataclass(frozen=True, slots=True)
class CadenceRow:
    """One line of the cadence as a reviewer reads it, with what it rests on.

    `days` count from what `situation` names, each once; `weeks` are weeks of pregnancy, from and up
    to. None of either: no date follows.
    """

    id: str
    situation: str
    basis: str
    days: tuple[int, ...] = ()
    weeks: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """What keeps prompts from wearing people out.

    At most `in_front` prompts in front in one encounter; nobody asks twice within
    `asked_again_days` (1: not on the same day); the same rule is silent for `same_rule_days` unless
    there is new evidence; `snoozes` in a row go to the lead; a patient's wish not to be asked holds
    for `opt_out_days`. `bases` says for each what it rests on.
    """

    in_front: int
    asked_again_days: int
    same_rule_days: int
    snoozes: int
    opt_out_days: int
    bases: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cadence:
    """After how many days to ask again, by what came of the last time.

    None means that no date follows from it. `not_disclosed_days` holds while an indicator
    remains and was asked about once; `repeat_days` after that. Windows are content: see the pack.
    `rows` is everything in the order of the file, with the follow-ups after an event.
    """

    not_disclosed_days: int
    repeat_days: int
    declined_days: int
    disclosed_past_days: int
    disclosed_current_days: int
    not_asked_days: dict[NotAskedReason, int | None]
    rows: tuple[CadenceRow, ...] = ()
    quiet: Quiet | None = None


@dataclass(frozen=True, slots=True)
class NextEnquiry:
    """When to ask again, and why; `due_on` is None when nothing asks for it."""

    due_on: date | None
    because: str


def next_enquiry(
    history: EnquiryHistory, newest_evidence_on: date | None, cadence: Cadence, on: date
) -> NextEnquiry:
    """Say when the next asking is due, given the newest evidence of any indicator that remains.

    `newest_evidence_on` is None when no indicator remains. A "no" with no indicator left has no
    next date; a disclosure has one whatever the indicators say, and a "no" after it does not take
    it away.
    """
    known = history.until(on)
    if not known:
        if newest_evidence_on is None:
            return NextEnquiry(None, "Nobody has asked, and nothing in the record suggests asking.")
        return NextEnquiry(on, "Nobody has asked yet.")
    last = known[-1]
    if last.outcome is EnquiryOutcome.NOT_ASKED:
        return _after_not_asking(last, known, newest_evidence_on, cadence, on)
    return _after_asking(last, known, newest_evidence_on, cadence)


def _after_not_asking(
    last: Enquiry,
    known: tuple[Enquiry, ...],
    newest_evidence_on: date | None,
    cadence: Cadence,
    on: date,
) -> NextEnquiry:
    reason = last.reason or NotAskedReason.OTHER
    days = cadence.not_asked_days[reason]
    if days is None:
        earlier = EnquiryHistory(tuple(enquiry for enquiry in known if enquiry is not last))
        return next_enquiry(earlier, newest_evidence_on, cadence, on)
    words = {
        NotAskedReason.NOT_ALONE: "Not seen alone last time. See alone for part of the next visit.",
        NotAskedReason.NO_TIME: "There was no time last time.",
        NotAskedReason.INTERPRETER_MISSING: "Book a professional interpreter.",
        NotAskedReason.TOO_UNWELL: "The patient was too unwell last time.",
    }
    return NextEnquiry(days_after(last.on, days), words.get(reason, "It was not asked last time."))


def _after_asking(
    last: Enquiry,
    known: tuple[Enquiry, ...],
    newest_evidence_on: date | None,
    cadence: Cadence,
) -> NextEnquiry:
    if last.outcome is EnquiryOutcome.DISCLOSED_CURRENT:
        due = days_after(last.on, cadence.disclosed_current_days)
        return NextEnquiry(due, "Abuse now was disclosed. Ask at each contact, at the latest then.")
    if newest_evidence_on is not None and newest_evidence_on > last.on:
        return NextEnquiry(newest_evidence_on, "Something new is on the record since last asked.")
    if last.outcome is EnquiryOutcome.DISCLOSED_PAST:
        due = days_after(last.on, cadence.disclosed_past_days)
        return NextEnquiry(due, "Abuse in the past was disclosed.")
    if last.outcome is EnquiryOutcome.DECLINED:
        due = days_after(last.on, cadence.declined_days)
        return NextEnquiry(due, "The patient did not want to say. Start more gently.")
    told = _find_last_told_of_now(known)
    remaining = [day for day in (newest_evidence_on, told.on if told else None) if day]
    if not remaining:
        still_due = _still_due_for_the_past(known, last, cadence)
        if still_due is not None:
            return NextEnquiry(still_due, "Abuse in the past was disclosed.")
        return NextEnquiry(None, "Asked, and nothing in the record suggests asking again.")
    quiet = quiet_until(known, max(remaining), cadence)
    return NextEnquiry(quiet, "Asked before. What suggested it is still on the record.")


def quiet_until(
    askings: tuple[Enquiry, ...], newest_evidence_on: date, cadence: Cadence
) -> date | None:
    """The day from which a reason already asked about may be raised again.

    None when nobody has asked since the evidence. After the first asking it is the outcome's own
    interval; after a second without new evidence the longer repeat interval. Once abuse now was
    told, counting starts again: the "no" after it is a first one.
    """
    since = [
        enquiry for enquiry in askings if enquiry.outcome.asked and enquiry.on >= newest_evidence_on
    ]
    if not since:
        return None
    last = since[-1]
    intervals = {
        EnquiryOutcome.DECLINED: cadence.declined_days,
        EnquiryOutcome.DISCLOSED_PAST: cadence.disclosed_past_days,
        EnquiryOutcome.DISCLOSED_CURRENT: cadence.disclosed_current_days,
    }
    told = _find_last_told_of_now(askings)
    counted = [one for one in since if told is None or (one.on >= told.on and one is not told)]
    first_time = len({enquiry.on for enquiry in counted}) == 1
    ordinary = cadence.not_disclosed_days if first_time else cadence.repeat_days
    if last.outcome in intervals:
        return days_after(last.on, intervals[last.outcome])
    # A "no" does not shorten what another answer of the same day asks for.
    same_day = [intervals.get(one.outcome, 0) for one in since if one.on == last.on]
    return days_after(last.on, max(ordinary, *same_day))


def _still_due_for_the_past(
    known: tuple[Enquiry, ...], last: Enquiry, cadence: Cadence
) -> date | None:
    """The date that a disclosure of the past set, where it lies after the last asking."""
    told = [enquiry.on for enquiry in known if enquiry.outcome is EnquiryOutcome.DISCLOSED_PAST]
    due = days_after(told[-1], cadence.disclosed_past_days) if told else None
    if due is None or due <= last.on:
        return None
    # A "no" does not shorten what a refusal asks for.
    refused = (one.on for one in known if one.outcome is EnquiryOutcome.DECLINED)
    return max([due, *(days_after(day, cadence.declined_days) for day in refused)])


def _find_last_told_of_now(known: tuple[Enquiry, ...]) -> Enquiry | None:
    """The last disclosure, if it was of abuse now."""
    told = [enquiry for enquiry in known if enquiry.outcome.told]
    return told[-1] if told and told[-1].outcome is EnquiryOutcome.DISCLOSED_CURRENT else None
