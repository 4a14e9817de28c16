"""Who may see one patient, as shown to a lead. Nothing on it says or suggests why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gpsupport.actions.audit import Look, WhoLooked
from gpsupport.actions.days import london_day
from gpsupport.actions.record_access import NamedOrDenied, RecordAccess
from gpsupport.domain.access import Because, Decision
from gpsupport.domain.events import Event
from gpsupport.domain.people import Role
from gpsupport.domain.record_access import Caution, RuleKind
from gpsupport.web import words

_CAUTIONS = {
    Caution.NOBODY_TO_TELL: "No safeguarding lead can be told of a request, so nobody can have this"
    " record opened.",
    Caution.ONE_TO_TELL: "Only {lead} can be told of a request, so a request from {lead} opens"
    " nothing.",
    Caution.NOBODY_LEFT: "Nobody on the named list works here now. Name somebody who does.",
}
_EVENTS = {
    Event.OPEN_PATIENT.value: "Opened the patient",
    Event.ANSWER_GATE.value: "Said who was in the room",
    Event.LOOK_AT_RECORD.value: "Looked at the record",
    Event.READ_TIMELINE.value: "Read the timeline",
    Event.READ_LOCAL_HELP.value: "Looked for local help",
    Event.SAVE_DRAFT.value: "Saved a draft",
    Event.RECORD_ENQUIRY.value: "Recorded the conversation",
    Event.NOTE_TICKS.value: "Ticked what was noticed",
    Event.NOTE_NOT_ALONE.value: "Planned part of a visit alone",
    Event.READ_OWN_STATEMENTS.value: "Read what the patient said of themselves",
    Event.NOTE_OWN_STATEMENTS.value: "Noted what the patient said of themselves",
    Event.NOTE_DATE.value: "Entered a date",
    Event.READ_NEXT_STEPS.value: "Read the next steps",
    Event.SAVE_NEXT_STEPS.value: "Saved the next steps",
    Event.NOTE_SAFE_CONTACT.value: "Noted a safe way to get in touch",
    Event.READ_SHARING.value: "Read what was shared",
    Event.NOTE_SHARING.value: "Noted what was shared",
    Event.READ_REMINDERS.value: "Read what is still to do",
    Event.DO_REMINDER.value: "Ticked something as done",
    Event.READ_HANDOVER.value: "Read the handover",
    Event.READ_DUE_LIST.value: "Saw it in a list",
    Event.READ_FAMILY.value: "Read who belongs to the family",
    Event.CHANGE_FAMILY.value: "Changed who belongs to the family",
    Event.READ_REFERRALS.value: "Read how referrals stand",
    Event.CHANGE_REFERRAL.value: "Noted something about a referral",
    Event.WRITE_REFERRAL.value: "Wrote a referral as a file",
    Event.TAKE_IN_REPLY.value: "Took in an answer to a referral",
    Event.READ_LETTERS.value: "Looked at letters",
    Event.WRITE_LETTER.value: "Printed or saved a letter",
    Event.READ_CHANGES.value: "Read what changed in the record",
    Event.NOTE_CHANGE.value: "Noted what changed in the record",
    Event.READ_MEETING.value: "Read what a meeting is about",
    Event.CHANGE_MEETING.value: "Noted something at a meeting",
    Event.GIVE_PACK.value: "Made a pack for a meeting",
    Event.READ_HOUSEHOLD.value: "Looked at the household together",
    Event.READ_FAMILY_PLAN.value: "Read the plan for the family",
    Event.CHANGE_FAMILY_PLAN.value: "Changed the plan for the family",
    Event.READ_UNMET_NEEDS.value: "Saw it in the needs that nobody meets",
    Event.REFRESH_STANDINGS.value: "Worked out again when to ask",
    Event.SAVE_RECORDING.value: "Saved words for the record",
    Event.READ_ADVICE.value: "Read what to write where",
    Event.TICK_STEP.value: "Ticked a step",
    Event.FINISH_CONSULTATION.value: "Finished the consultation",
    Event.DOWNLOAD_CONSULTATION.value: "Saved a file of the consultation",
    Event.TAKE_IN_RECORD.value: "Took the record in",
    Event.HAND_OUT_RECORD.value: "Handed the record out",
    Event.SEE_CONTACT_DETAILS.value: "Saw the contact details",
    Event.REVEAL_ADDRESS.value: "Had an address shown",
    Event.RESTRICT_RECORD.value: "Changed who may see the record",
    Event.READ_RESTRICTIONS.value: "Read who may see the record",
    Event.BREAK_GLASS.value: "Had the record opened on request",
    Event.ASK_FOR_RECORD.value: "Requested the record",
    Event.READ_WHO_LOOKED.value: "Read who looked",
    Event.READ_REVIEW_ITEMS.value: "Saw it in the reviews",
    Event.CLOSE_REVIEW_ITEM.value: "Closed a review",
}
# Whoever is no member of staff stands in the audit by what they are.
_PROGRAMS = {"command-line": "Command line", "server": "This system"}
_ANYTHING_ELSE = "Something else"
_KINDS = {RuleKind.NAMED: "Named", RuleKind.DENIED: "Kept out"}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule that holds: about whom, since when, and why."""

    staff: str
    since: str
    reason: str


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look at the record, or a try."""

    at: str
    who: str
    role: str
    what: str
    result: str


@dataclass(frozen=True, slots=True)
class EndedLine:
    """One rule that held once."""

    staff: str
    kind: str
    span: str
    reason: str


@dataclass(frozen=True, slots=True)
class AccessPage:
    """The lists of one record."""

    sentence: str
    named: tuple[RuleLine, ...]
    denied: tuple[RuleLine, ...]
    opened: tuple[str, ...]
    ended: tuple[EndedLine, ...]
    cautions: tuple[str, ...]
    looks: tuple[LookLine, ...]
    href: str


def access_page(access: RecordAccess, looked: WhoLooked) -> AccessPage:
    """What holds for a record, what held, and who looked at it."""
    holding = [one for one in access.rules if one.ended_at is None]
    named = tuple(_line(one) for one in holding if one.kind is RuleKind.NAMED)
    denied = tuple(_line(one) for one in holding if one.kind is RuleKind.DENIED)
    return AccessPage(
        sentence=_sentence(len(named), len(denied)),
        named=named,
        denied=denied,
        opened=tuple(
            f"{name}, until {words.clock_time(opening.until)}" for name, opening in access.openings
        ),
        ended=tuple(
            _ended(one, one.ended_at) for one in reversed(access.rules) if one.ended_at is not None
        ),
        cautions=tuple(_CAUTIONS[one].format(lead=access.only_lead) for one in access.cautions),
        looks=tuple(_look(one) for one in looked.looks),
        href=f"/patients/{access.patient.id}/access",
    )


def moment(at: datetime) -> str:
    """23 Nov 2026, 9:12am."""
    return f"{words.day(london_day(at))}, {words.clock_time(at)}"


def _sentence(named: int, denied: int) -> str:
    if named:
        told = f"Only {words.count(named, 'named person', 'named people')} may see this record."
    else:
        told = "Everybody who sees patients may see this record."
    return f"{told} {words.count(denied, 'person is', 'people are')} kept out." if denied else told


def _line(rule: NamedOrDenied) -> RuleLine:
    since = f"since {_day(rule.made_at)}, by {rule.made_by}"
    return RuleLine(rule.staff, since, rule.reason)


def _ended(rule: NamedOrDenied, ended_at: datetime) -> EndedLine:
    return EndedLine(
        staff=rule.staff,
        kind=_KINDS[rule.kind],
        span=f"{_day(rule.made_at)} to {_day(ended_at)}, ended by {rule.ended_by}",
        reason=rule.end_reason,
    )


def _look(look: Look) -> LookLine:
    allowed = look.decision != Decision.DENY.value and look.reason != Because.NOT_DONE.value
    return LookLine(
        at=moment(look.at),
        who=_PROGRAMS.get(look.who, look.who),
        role=_role(look.role),
        what=_EVENTS.get(look.event, _ANYTHING_ELSE),
        result="Done" if allowed else "Refused" if look.decision == "deny" else "Not done",
    )


def _role(role: str) -> str:
    return words.ROLES[Role(role)] if role in set(Role) else ""


def _day(at: datetime) -> str:
    on: date = london_day(at)
    return words.day(on)
