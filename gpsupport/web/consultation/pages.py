"""Today's conversation, as shown once it is safe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gpsupport.actions.consultation import Look
from gpsupport.domain.consultation import ConsultationDraft, ConsultationState
from gpsupport.domain.enquiry import Enquiry, NextEnquiry, NotAskedReason
from gpsupport.domain.knowledge import Knowledge
from gpsupport.domain.referral import Fit, OptionKind
from gpsupport.web import words
from gpsupport.web.consultation.calm import Calm, calm_words
from gpsupport.web.consultation.forms import NOT_NOW
from gpsupport.web.consultation.ordinary import GateState, address, gate_state
from gpsupport.web.consultation.prompts import PromptPanel, prompt_panel

ALSO_SHOWN = 3
_TO_ASK = frozenset({1, 2})


@dataclass(frozen=True, slots=True)
class Support:
    """Who can help, and when."""

    heading: str
    name: str
    rest: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of "not now"."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What was recorded in this consultation."""

    heading: str
    sentence: str
    words: str
    ask_again: str


@dataclass(frozen=True, slots=True)
class Hrefs:
    """The addresses that belong to one patient's consultation."""

    conversation: str
    save: str
    draft: str
    not_now: str
    record: str
    finish: str
    correct: str
    bundle: str
    timeline: str
    local_help: str


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """The page behind the gate."""

    gate: GateState
    front: PromptPanel | None
    also: tuple[PromptPanel, ...]
    calm: Calm
    last_asked: str
    asked_before: bool
    support: Support | None
    not_now: tuple[Choice, ...]
    thoughts: tuple[str, ...]
    think_count: str
    draft_state: str
    saved: Saved | None
    hrefs: Hrefs


def hrefs(patient_id: str) -> Hrefs:
    """The addresses of one patient's consultation: opaque ids and neutral words."""
    return Hrefs(
        conversation=address(patient_id),
        save=address(patient_id, "save"),
        draft=address(patient_id, "draft"),
        not_now=address(patient_id, "not-now"),
        record=address(patient_id, "record"),
        finish=address(patient_id, "record"),
        correct=address(patient_id, "correct"),
        bundle=address(patient_id, "bundle"),
        timeline=f"/patients/{patient_id}/timeline",
        local_help=f"/patients/{patient_id}/local-help",
    )


def conversation_page(
    look: Look, knowledge: Knowledge, today: date, now: datetime
) -> ConversationPage:
    """At most one prompt in front, and at most three folded below it."""
    front = next((prompt for prompt in look.prompts if prompt.tier in _TO_ASK), None)
    also = tuple(prompt for prompt in look.prompts if prompt is not front)[:ALSO_SHOWN]
    thoughts = knowledge.wordings.get("does-not-fit", ())
    askings = look.assessment.history.askings_until(today)
    return ConversationPage(
        gate=gate_state(look.consultation),
        front=prompt_panel(front) if front else None,
        also=tuple(prompt_panel(prompt) for prompt in also),
        calm=calm_words(look, knowledge, open_questions=still_to_ask(look)),
        last_asked=last_asked(askings, today),
        asked_before=bool(askings),
        support=named_support(look.options),
        not_now=tuple(Choice(value, label) for value, label in NOT_NOW),
        thoughts=thoughts,
        think_count=_in_words(len(thoughts)),
        draft_state=draft_state(look.draft, now),
        saved=None if still_to_ask(look) else _saved(look),
        hrefs=hrefs(look.patient.id),
    )


def last_asked(askings: tuple[Enquiry, ...], today: date) -> str:
    """17 Aug 2026, 14 weeks ago. Dr Tom Reid, patient alone. Said no."""
    if not askings:
        return "Nobody has asked yet, as far as this record says."
    last = askings[-1]
    who = last.by or "Somebody unnamed"
    if last.presence is not None:
        who += f", {words.PRESENCES[last.presence].lower()}"
    said = words.OUTCOMES[last.outcome]
    return f"{words.day(last.on)}, {words.ago(last.on, today)}. {who}. {said}."


def ask_again(upcoming: NextEnquiry) -> str:
    """From 18 January 2027, whoever sees the patient. With the reason."""
    if upcoming.due_on is None:
        return f"No date is set. {upcoming.because}"
    return f"From {words.long_day(upcoming.due_on)}, whoever sees the patient. {upcoming.because}"


def named_support(fits: tuple[Fit, ...]) -> Support | None:
    """The advocate unless something speaks against it, else whoever fits best: who, when, number.

    An advocate for women is no help to a man: nobody is named who would have to refuse.
    """
    fitting = [fit.option for fit in fits if not fit.reasons_against]
    advocates = [option for option in fitting if option.kind is OptionKind.IRIS_ADVOCATE]
    option = next(iter((*advocates, *fitting)), None)
    if option is None:
        return None
    rest = [part for part in (option.availability, option.phone) if part]
    return Support(
        heading="Advocate" if advocates else "Who can help",
        name=option.named_person or option.name,
        rest=". " + ". ".join(rest) + "." if rest else "",
    )


def draft_state(draft: ConsultationDraft | None, now: datetime) -> str:
    """Draft saved at 4:05pm, or nothing."""
    if draft is None or draft.saved_at is None or not draft.fresh(now):
        return ""
    return f"Draft saved at {words.clock_time(draft.saved_at)}"


def said_in_words(enquiry: Enquiry) -> str:
    """Asked: said no. Or: Not asked: no time."""
    if enquiry.outcome.asked:
        outcome = words.OUTCOMES[enquiry.outcome]
        return f"Asked. {outcome}."
    reason = words.REASONS[enquiry.reason] if enquiry.reason else "no reason given"
    return f"Not asked: {reason}."


def still_to_ask(look: Look) -> bool:
    """Whether the two questions are open: nothing recorded yet, or only that somebody was there."""
    own = _own_enquiry(look)
    if own is None:
        return look.consultation.state is ConsultationState.OPEN
    return own.reason is NotAskedReason.NOT_ALONE


def own_draft(look: Look) -> ConsultationDraft | None:
    """What was recorded in this consultation, as a draft to correct; None before saving."""
    own = _own_enquiry(look)
    if own is None:
        return None
    return ConsultationDraft(
        asked=own.outcome.asked,
        outcome=own.outcome if own.outcome.asked else None,
        reason=own.reason,
        words=own.words,
    )


def _own_enquiry(look: Look) -> Enquiry | None:
    made = look.consultation.enquiry_id
    return next((one for one in look.assessment.history.enquiries if one.id == made), None)


def _saved(look: Look) -> Saved:
    own = _own_enquiry(look)
    return Saved(
        heading="Saved",
        sentence=said_in_words(own) if own else "Recorded in this consultation.",
        words=words.quoted(own.words) if own else "",
        ask_again=ask_again(look.assessment.next_enquiry),
    )


def _in_words(number: int) -> str:
    names = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    return names[number] if number < len(names) else str(number)
