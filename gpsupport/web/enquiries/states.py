"""Where asking stands, how a patient was seen and whom to ask for, in words."""

from __future__ import annotations

from datetime import date

from gpsupport.actions.neutral import WAYS
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome, Mode
from gpsupport.domain.enquiry.standing import EnquiryStanding, EnquiryState
from gpsupport.web import words

_STATES = {
    EnquiryState.NEVER_ASKED: "Nobody has asked yet",
    EnquiryState.ASKED_NO: "Asked, said no",
    EnquiryState.ASKED_DECLINED: "Asked, did not want to say",
    EnquiryState.ASKED_UNKNOWN: "Asked, answer not recorded",
    EnquiryState.DISCLOSED_PAST: "Told of it, in the past",
    EnquiryState.DISCLOSED_CURRENT: "Told that it goes on",
    EnquiryState.NOT_ASKED: "Not asked",
    EnquiryState.DEFERRED: "Put off",
    EnquiryState.OPTED_OUT: "Asked us not to raise it",
}
_CHILD_STATES = {
    EnquiryState.ASKED_NO: "Asked, said that things are all right",
    EnquiryState.DISCLOSED_PAST: "Told of something in the past",
    EnquiryState.DISCLOSED_CURRENT: "Told of something worrying now",
}


def state_in_words(standing: EnquiryStanding, today: date, *, child: bool = False) -> str:
    """Like "Put off until 7 Dec 2026: no time. On 23 Nov 2026, today." """
    said = (_CHILD_STATES.get(standing.state) if child else None) or _STATES[standing.state]
    if standing.until is not None and not _asked_over(standing):
        said += f" until {words.day(standing.until)}"
    if standing.reason is not None:
        said += f": {words.REASONS[standing.reason]}"
    if standing.since is None:
        return f"{said}."
    said = f"{said}. On {words.day(standing.since)}, {words.ago(standing.since, today)}."
    asked = standing.last_asked_on
    since = f" Asked since, on {words.day(asked)}." if asked and asked > standing.since else ""
    return said + (since if _asked_over(standing) else "")


def _asked_over(standing: EnquiryStanding) -> bool:
    """Whether somebody asked during a wish not to be, so that a day after its end is the next."""
    due = standing.upcoming.due_on
    return standing.state is EnquiryState.OPTED_OUT and bool(
        standing.until and due and due > standing.until
    )


def last_asked(standing: EnquiryStanding, today: date) -> str:
    """Like "17 Aug 2026, Dr Tom Reid", or that nobody did."""
    if standing.last_asked_on is None:
        return "Never"
    by = f", {standing.last_asked_by}" if standing.last_asked_by else ""
    ago = words.ago(standing.last_asked_on, today)
    return f"{words.day(standing.last_asked_on)}, {ago}{by}"


def counts_in_words(standing: EnquiryStanding) -> tuple[str, ...]:
    """How often in a row nobody could ask; nothing for once."""
    said = []
    if standing.not_alone_in_a_row > 1:
        said.append(f"Not seen alone {words.times(standing.not_alone_in_a_row)} in a row.")
    if standing.put_off_in_a_row > 1:
        said.append(f"Put off {words.times(standing.put_off_in_a_row)} in a row.")
    return tuple(said)


def note_in_words(standing: EnquiryStanding) -> str:
    """Who left the note and when: "Dr Priya Shah, 23 Nov 2026"; nothing without a note."""
    if not standing.note:
        return ""
    on = words.day(standing.note_on) if standing.note_on else ""
    return ", ".join(part for part in (standing.note_by, on) if part)


def who_was_there(enquiry: Enquiry) -> tuple[str, ...]:
    """Who was there, in the words of whoever said so, how the patient was seen, and if alone."""
    said = [words.PRESENCES[enquiry.presence] if enquiry.presence else "Not recorded"]
    if enquiry.company:
        said.append(f"With: {enquiry.company}")
    if enquiry.mode not in {None, Mode.FACE_TO_FACE}:
        said.append(WAYS[enquiry.mode])
    return tuple(said)


def seen_alone(enquiry: Enquiry) -> str:
    """Yes, no, or that nobody said."""
    if enquiry.seen_alone is None:
        return "Not known"
    return "Yes" if enquiry.seen_alone else "No"


def outcome_until(enquiry: Enquiry) -> str:
    """The last day of what holds for a time: "Until 7 Dec 2026"."""
    if enquiry.until is None:
        return ""
    kind = "Not before" if enquiry.outcome is EnquiryOutcome.OPTED_OUT else "Until"
    return f"{kind} {words.day(enquiry.until)}"
