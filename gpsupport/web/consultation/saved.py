"""What was recorded in this consultation, in words, and as the start of a correction."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.actions.consultation import Look
from gpsupport.domain.consultation import ConsultationDraft, ConsultationState
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome, NextEnquiry
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.web import words
from gpsupport.web.consultation.actions import ActionRow, action_rows
from gpsupport.web.consultation.calm import find_told_of_now
from gpsupport.web.consultation.who_helps import People, named_support, people_named
from gpsupport.web.consultation.young import is_child, next_of, outcome_in_words

_LOCAL_DEFAULT = "Local default, not evidence"


@dataclass(frozen=True, slots=True)
class Saved:
    """What was recorded in this consultation; `after` is what to say and do about the answer.

    `shut`: company is there, so neither is shown, and nothing leads on but the first question.
    `told`: the patient told of it, so that another page follows. `privacy` says that it was said
    what stays private, empty where nobody noted it. `left` is what could not wait
    and is still open.
    """

    heading: str
    sentence: str
    words: str
    observed: str
    note: str
    privacy: str
    told: bool
    after: tuple[str, ...]
    ask_again: str
    left: tuple[ActionRow, ...] = ()
    shut: bool = False


def saved_words(look: Look, knowledge: Knowledge, *, child: bool) -> Saved:
    """The card of a consultation in which something is recorded."""
    if look.consultation.in_company:
        return _SHUT
    own = own_enquiry(look)
    return Saved(
        heading="Saved",
        sentence=said_in_words(own, child=child) if own else "Recorded in this consultation.",
        words=words.quoted(own.words) if own else "",
        observed=own.observed if own else "",
        note=own.note if own else "",
        privacy="Said what stays private." if own and own.privacy_said else "",
        told=own is not None and own.outcome.told,
        after=after_answer(look, knowledge),
        ask_again=ask_again(
            next_of(look.assessment.next_enquiry, child=child), basis_of_dates(knowledge)
        ),
        left=left_open(look, knowledge, child=child),
    )


_SHUT = Saved(
    heading="Saved",
    sentence="Recorded in this consultation. It is shown when the patient is seen alone.",
    words="",
    observed="",
    note="",
    privacy="",
    told=False,
    after=(),
    ask_again="",
    shut=True,
)


def said_in_words(enquiry: Enquiry, *, child: bool = False) -> str:
    """Asked: said no. Or: Not asked: no time. Or: Put off until 21 December 2026: no time."""
    until = words.long_day(enquiry.until) if enquiry.until else ""
    if enquiry.outcome.asked:
        outcome = outcome_in_words(enquiry.outcome, child=child)
        return f"Asked. {outcome}{f', until {until}' if until else ''}."
    reason = words.REASONS[enquiry.reason] if enquiry.reason else "no reason given"
    if until:
        return f"Put off until {until}: {reason}."
    return f"Not asked: {reason}."


def ask_again(upcoming: NextEnquiry, basis: str = _LOCAL_DEFAULT, *, anybody: bool = True) -> str:
    """From 18 January 2027, whoever sees the patient. With the reason, and what the date is.

    `anybody`: nobody is named beside it who should ask.
    """
    if upcoming.due_on is None:
        return f"No date is set. {upcoming.because}"
    due = words.long_day(upcoming.due_on)
    whoever = ", whoever sees the patient" if anybody else ""
    parts = (f"From {due}{whoever}.", upcoming.because, f"{basis}.")
    return " ".join(part for part in parts if part)


def basis_of_dates(knowledge: Knowledge) -> str:
    """What every date to ask again rests on, in the pack's words, without a full stop."""
    return next(iter(knowledge.wordings.get("default-not-evidence", ())), _LOCAL_DEFAULT)


def after_answer(look: Look, knowledge: Knowledge) -> tuple[str, ...]:
    """What to say and do after a "no" and after "did not want to say"; more if told before."""
    own = own_enquiry(look)
    if own is None:
        return ()
    child = is_child(look.patient, look.assessment.on)
    people = people_named(named_support(look.options, knowledge), look.lead_name, child=child)
    told_before = find_told_of_now(look.assessment) is not None
    return said_after(own.outcome, knowledge, people, child=child, told_before=told_before)


def said_after(
    outcome: EnquiryOutcome,
    knowledge: Knowledge,
    people: People,
    *,
    child: bool,
    told_before: bool,
) -> tuple[str, ...]:
    """The same for one outcome; nothing after any other."""
    kinds = {
        EnquiryOutcome.NOT_DISCLOSED: "after-no-young-person" if child else "after-no",
        EnquiryOutcome.DECLINED: "after-declined",
        EnquiryOutcome.OPTED_OUT: "after-opted-out",
    }
    if outcome not in kinds:
        return ()
    texts = knowledge.wordings.get(kinds[outcome], ())
    if told_before:
        texts += knowledge.wordings.get("after-no-told-before", ())
    return tuple(people.put_into(text) for text in texts)


def left_open(look: Look, knowledge: Knowledge, *, child: bool) -> tuple[ActionRow, ...]:
    """What could not wait after a telling, whoever was told, and is still open."""
    people = people_named(named_support(look.options, knowledge), look.lead_name, child=child)
    return action_rows(look.left, people, look.assessment.on)


def still_to_ask(look: Look) -> bool:
    """Whether the two questions are open: nothing recorded yet, or only that somebody was there.

    A note made before the patient came is no answer either.
    """
    own = own_enquiry(look)
    if own is None:
        found = look.consultation
        return look.alone_now or found.in_company or found.state is ConsultationState.OPEN
    return own.kept_by_company or own.note_only


def asked_today(look: Look) -> Enquiry | None:
    """The last asking of today by somebody else, or in an earlier consultation of one's own.

    Nothing once an answer of this consultation is there, or begun.
    """
    if not still_to_ask(look) or _is_begun(look.draft):
        return None
    last = look.assessment.history.askings_until(look.assessment.on)[-1:]
    return next((one for one in last if one.on == look.assessment.on), None)


def to_begin_with(look: Look) -> ConsultationDraft | None:
    """What stands in the form at first: the draft, else the note made before the patient came."""
    if look.draft is not None:
        return look.draft
    own = own_enquiry(look)
    return ConsultationDraft(note=own.note) if own is not None and own.note_only else None


def own_draft(look: Look) -> ConsultationDraft | None:
    """What was recorded in this consultation, as a draft to correct; None before saving."""
    own = own_enquiry(look)
    if own is None or own.note_only:
        return None
    deferred = own.outcome is EnquiryOutcome.DEFERRED and own.until is not None
    return ConsultationDraft(
        asked=own.outcome.asked,
        outcome=own.outcome if own.outcome.asked else None,
        reason=own.reason,
        put_off_days=(own.until - own.on).days if deferred and own.until else None,
        words=own.words,
        observed=own.observed,
        note=own.note,
        privacy_said=own.privacy_said,
    )


def own_enquiry(look: Look) -> Enquiry | None:
    """What this consultation recorded, as it counts now; with company what was said before it."""
    if look.consultation.in_company:
        # Of the ledger the page knows nothing but that.
        return next(reversed(look.assessment.history.enquiries), None)
    made = look.consultation.enquiry_id
    return next((one for one in look.assessment.history.enquiries if one.id == made), None)


def _is_begun(draft: ConsultationDraft | None) -> bool:
    """Whether somebody has begun to answer: a draft may be empty, or hold a note alone."""
    if draft is None:
        return False
    return draft.asked is not None or any(
        (draft.outcome, draft.reason, draft.words, draft.observed)
    )
