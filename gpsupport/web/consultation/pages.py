"""Today's conversation, as shown once it is safe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gpsupport.actions.consultation import Look
from gpsupport.domain.assessment import Prompt
from gpsupport.domain.consultation import ConsultationDraft, ConsultationState
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome, NextEnquiry, NotAskedReason
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.web import words
from gpsupport.web.consultation.calm import Calm, calm_words, find_told_of_now
from gpsupport.web.consultation.forms import NOT_NOW
from gpsupport.web.consultation.ordinary import GateState, address, gate_state
from gpsupport.web.consultation.prompts import PromptPanel, prompt_panel
from gpsupport.web.consultation.ticks import TickSection, tick_section
from gpsupport.web.consultation.who_helps import (
    Support,
    child_support,
    named_support,
    people_named,
)
from gpsupport.web.consultation.young import is_child, next_of, outcome_in_words

ALSO_SHOWN = 3
_LOCAL_DEFAULT = "Local default, not evidence"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of "not now"."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What was recorded in this consultation; `after` is what to say and do about the answer."""

    heading: str
    sentence: str
    words: str
    observed: str
    after: tuple[str, ...]
    ask_again: str


@dataclass(frozen=True, slots=True)
class Hrefs:
    """The addresses that belong to one patient's consultation."""

    conversation: str
    save: str
    draft: str
    not_now: str
    ticks: str
    record: str
    finish: str
    correct: str
    bundle: str
    timeline: str
    local_help: str


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """The page behind the gate.

    `to_ask`: something wants asking today. `private` is said first, and `rules` is how to ask.
    """

    gate: GateState
    to_ask: bool
    private: str
    private_whole: tuple[str, ...]
    rules: tuple[str, ...]
    short_of_time: tuple[str, ...]
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
    ticks: TickSection | None
    saved: Saved | None
    hrefs: Hrefs


def hrefs(patient_id: str) -> Hrefs:
    """The addresses of one patient's consultation: opaque ids and neutral words."""
    return Hrefs(
        conversation=address(patient_id),
        save=address(patient_id, "save"),
        draft=address(patient_id, "draft"),
        not_now=address(patient_id, "not-now"),
        ticks=address(patient_id, "ticks"),
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
    front = look.front
    also = tuple(prompt for prompt in look.prompts if prompt != front)[:ALSO_SHOWN]
    texts = knowledge.wordings
    thoughts = texts.get("does-not-fit", ())
    askings = look.assessment.history.askings_until(today)
    child = is_child(look.patient, today)
    open_questions = still_to_ask(look)
    calm = calm_words(look, knowledge, open_questions=open_questions, folded=len(also), child=child)
    private = texts.get("private-young-person" if child else "private", ())
    support = named_support(look.options, knowledge)
    people = people_named(support, look.lead_name, child=child)

    def panel(prompt: Prompt) -> PromptPanel:
        return prompt_panel(prompt, address(look.patient.id), today)

    return ConversationPage(
        gate=gate_state(look.consultation),
        to_ask=open_questions and (front is not None or calm.to_ask),
        private=" ".join(private[:1]),
        private_whole=private[1:],
        rules=texts.get("young-person-rules", ()) if child else (),
        short_of_time=tuple(
            people.put_into(text)
            for text in texts.get("short-of-time-young-person" if child else "short-of-time", ())
        ),
        front=panel(front) if front else None,
        also=tuple(panel(prompt) for prompt in also),
        calm=calm,
        last_asked=last_asked(askings, today, child=child),
        asked_before=bool(askings),
        support=child_support(look.lead_name) if child else support,
        not_now=tuple(Choice(value, label) for value, label in NOT_NOW),
        thoughts=thoughts,
        think_count=_in_words(len(thoughts)),
        draft_state=draft_state(look.draft, now),
        ticks=tick_section(look.ticks),
        saved=None if open_questions else _saved(look, knowledge, child=child),
        hrefs=hrefs(look.patient.id),
    )


def last_asked(askings: tuple[Enquiry, ...], today: date, *, child: bool = False) -> str:
    """17 Aug 2026, 14 weeks ago. Dr Tom Reid, patient alone. Said no."""
    if not askings:
        return "No asking is recorded here."
    last = askings[-1]
    who = last.by or "Somebody unnamed"
    if last.presence is not None:
        who += f", {words.PRESENCES[last.presence].lower()}"
    said = outcome_in_words(last.outcome, child=child)
    return f"{words.day(last.on)}, {words.ago(last.on, today)}. {who}. {said}."


def ask_again(upcoming: NextEnquiry, basis: str = _LOCAL_DEFAULT) -> str:
    """From 18 January 2027, whoever sees the patient. With the reason, and what the date is."""
    if upcoming.due_on is None:
        return f"No date is set. {upcoming.because}"
    due = words.long_day(upcoming.due_on)
    parts = (f"From {due}, whoever sees the patient.", upcoming.because, f"{basis}.")
    return " ".join(part for part in parts if part)


def basis_of_dates(knowledge: Knowledge) -> str:
    """What every date to ask again rests on, in the pack's words, without a full stop."""
    return next(iter(knowledge.wordings.get("default-not-evidence", ())), _LOCAL_DEFAULT)


def draft_state(draft: ConsultationDraft | None, now: datetime) -> str:
    """Draft saved at 4:05pm, or nothing."""
    if draft is None or draft.saved_at is None or not draft.fresh(now):
        return ""
    return f"Draft saved at {words.clock_time(draft.saved_at)}"


def said_in_words(enquiry: Enquiry, *, child: bool = False) -> str:
    """Asked: said no. Or: Not asked: no time."""
    if enquiry.outcome.asked:
        outcome = outcome_in_words(enquiry.outcome, child=child)
        return f"Asked. {outcome}."
    reason = words.REASONS[enquiry.reason] if enquiry.reason else "no reason given"
    return f"Not asked: {reason}."


def after_answer(look: Look, knowledge: Knowledge) -> tuple[str, ...]:
    """What to say and do after a "no" and after "did not want to say"; more if told before."""
    own = _own_enquiry(look)
    child = is_child(look.patient, look.assessment.on)
    kinds = {
        EnquiryOutcome.NOT_DISCLOSED: "after-no-young-person" if child else "after-no",
        EnquiryOutcome.DECLINED: "after-declined",
    }
    if own is None or own.outcome not in kinds:
        return ()
    texts = knowledge.wordings.get(kinds[own.outcome], ())
    if find_told_of_now(look.assessment) is not None:
        texts += knowledge.wordings.get("after-no-told-before", ())
    people = people_named(named_support(look.options, knowledge), look.lead_name, child=child)
    return tuple(people.put_into(text) for text in texts)


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
        observed=own.observed,
    )


def _own_enquiry(look: Look) -> Enquiry | None:
    made = look.consultation.enquiry_id
    return next((one for one in look.assessment.history.enquiries if one.id == made), None)


def _saved(look: Look, knowledge: Knowledge, *, child: bool) -> Saved:
    own = _own_enquiry(look)
    return Saved(
        heading="Saved",
        sentence=said_in_words(own, child=child) if own else "Recorded in this consultation.",
        words=words.quoted(own.words) if own else "",
        observed=own.observed if own else "",
        after=after_answer(look, knowledge),
        ask_again=ask_again(
            next_of(look.assessment.next_enquiry, child=child), basis_of_dates(knowledge)
        ),
    )


def _in_words(number: int) -> str:
    names = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    return names[number] if number < len(names) else str(number)
