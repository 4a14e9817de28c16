"""Today's conversation, as shown once it is safe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from gpsupport.actions.consultation import Look
from gpsupport.domain.assessment import Prompt
from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome, Mode, NotAskedReason, Presence
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.web import words
from gpsupport.web.consultation.calm import Calm, calm_words, how_it_is_now
from gpsupport.web.consultation.dates import DatesForm, dates_form, wants_dates
from gpsupport.web.consultation.forms import NOT_NOW
from gpsupport.web.consultation.hrefs import Hrefs, hrefs
from gpsupport.web.consultation.memory import Memory, memory_of, referrals_in_words
from gpsupport.web.consultation.ordinary import GateState, address, gate_state
from gpsupport.web.consultation.prompts import Choice, PromptPanel, prompt_panel
from gpsupport.web.consultation.saved import (
    Saved,
    after_answer,
    ask_again,
    asked_today,
    basis_of_dates,
    said_in_words,
    saved_words,
    still_to_ask,
)
from gpsupport.web.consultation.ticks import TickSection, tick_section
from gpsupport.web.consultation.who_helps import (
    Support,
    child_support,
    named_support,
    people_named,
)
from gpsupport.web.consultation.young import is_child, next_of, outcome_in_words

__all__ = [
    "ConversationPage",
    "Hrefs",
    "after_answer",
    "ask_again",
    "basis_of_dates",
    "conversation_page",
    "hrefs",
    "last_asked",
    "said_in_words",
]

ALSO_SHOWN = 3
# In place of what was told before, while an adult is there beside a child.
_IN_COMPANY = "Shown when the patient is seen alone."
# What cannot wait is not answered by either: it stays until somebody has seen to it.
_NO_ANSWER_TO_URGENT = frozenset({NotAskedReason.NO_TIME.value, NotAskedReason.ALREADY_DONE.value})


@dataclass(frozen=True, slots=True)
class Reading:
    """The card at the left before the patient is there: nothing to ask, something to plan."""

    heading: str
    plan: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """The page behind the gate.

    `to_ask`: something wants asking today. `private` is said first, and `rules` is how to ask.
    `on_the_line` is what to say first from afar; `after_no` says when to ask again after a no.
    `asked_today` says who has asked today already, empty when nobody has; `reading` is there while
    the patient is not. `referrals` says how many are open, empty for none; `links` is false with
    company there, where no other page of the record opens.
    """

    gate: GateState
    to_ask: bool
    private: str
    private_whole: tuple[str, ...]
    rules: tuple[str, ...]
    short_of_time: tuple[str, ...]
    on_the_line: tuple[str, ...]
    came_in: Choice
    front: PromptPanel | None
    also: tuple[PromptPanel, ...]
    calm: Calm
    memory: Memory | None
    last_asked: str
    asked_before: bool
    asked_today: tuple[str, ...]
    reading: Reading | None
    support: Support | None
    not_now: tuple[Choice, ...]
    thoughts: tuple[str, ...]
    think_count: str
    draft_state: str
    after_no: str
    ticks: TickSection | None
    saved: Saved | None
    referrals: str
    links: bool
    hrefs: Hrefs


@dataclass(frozen=True, slots=True)
class Shown:
    """What the address or a refused form adds to the page.

    `correcting`: the questions are shown again though they were answered. `kept` says in words
    that boxes or dates were saved; `boxes` and `dates` are those of a form that was refused.
    """

    correcting: bool = False
    kept: str = ""
    boxes: Mapping[str, list[str]] | None = None
    dates: DatesForm | None = None


def conversation_page(
    look: Look, knowledge: Knowledge, today: date, now: datetime, shown: Shown | None = None
) -> ConversationPage:
    """At most one prompt in front, and at most three folded below it."""
    came = shown or Shown()
    front = look.front
    also = tuple(prompt for prompt in look.prompts if prompt != front)[:ALSO_SHOWN]
    texts = knowledge.wordings
    thoughts = texts.get("does-not-fit", ())
    askings = look.assessment.history.askings_until(today)
    child = is_child(look.patient, today)
    gate = look.consultation.gate
    presence = gate.presence if gate else None
    company = look.consultation.in_company
    asked = None if came.correcting else asked_today(look)
    open_questions = still_to_ask(look)
    asks = open_questions and asked is None and presence is not Presence.PATIENT_ABSENT
    calm = calm_words(
        look,
        knowledge,
        open_questions=open_questions and asked is None,
        folded=len(also),
        child=child,
        quoting=not company,
    )
    private = texts.get("private-young-person" if child else "private", ())
    support = named_support(look.options, knowledge)
    people = people_named(support, look.lead_name, child=child)
    remote = gate is not None and gate.mode.remote

    asking = open_questions and asked is None and not company
    now_asked = how_it_is_now(look.assessment, knowledge, child=child) if asking else None

    def panel(prompt: Prompt) -> PromptPanel:
        shown = prompt_panel(prompt, knowledge, address(look.patient.id), today)
        if now_asked is not None and not shown.urgent:
            # Nobody who told is asked as if they never had.
            shown = replace(shown, say=())
        # No tick counts with company there, so none would close anything.
        return replace(shown, closes=()) if company else shown

    first = in_front(panel(front), now_asked) if front else None
    return ConversationPage(
        gate=gate_state(look.consultation),
        to_ask=asks and (front is not None or calm.to_ask),
        private=" ".join(private[:1]),
        private_whole=private[1:],
        rules=texts.get("young-person-rules", ()) if child else (),
        short_of_time=tuple(
            people.put_into(text)
            for text in texts.get("short-of-time-young-person" if child else "short-of-time", ())
        ),
        on_the_line=texts.get("remote-first", ()) if remote and asks else (),
        came_in=Choice(NotAskedReason.NOT_ALONE.value, "Somebody came in"),
        front=first,
        also=tuple(panel(prompt) for prompt in also),
        calm=calm,
        memory=memory_of(look, knowledge),
        last_asked=_IN_COMPANY if company else last_asked(askings, today, child=child),
        asked_before=bool(askings) and not company,
        asked_today=_asked_today(asked, knowledge, child=child),
        reading=_reading(look, knowledge, child=child) if is_reading(look) else None,
        support=child_support(look.lead_name) if child else support,
        not_now=_not_now(first, remote=remote),
        thoughts=thoughts,
        think_count=_in_words(len(thoughts)),
        draft_state=draft_state(look.draft, now),
        after_no=_after_no(look, knowledge, child=child) if open_questions else "",
        ticks=_ticks(look, came),
        saved=None if open_questions else saved_words(look, knowledge, child=child),
        referrals=referrals_in_words(look.referrals, knowledge.referral, today),
        links=not company,
        hrefs=hrefs(look.patient.id),
    )


def in_front(panel: PromptPanel, now: Calm | None) -> PromptPanel:
    """What stands in front: after a telling how it is now comes first, then what is new."""
    if now is None or panel.urgent:
        return panel
    return replace(
        panel,
        title=now.heading,
        found=panel.title,
        say=now.say,
        do=tuple(text for text in (now.sentence, *panel.do) if text),
        reasons=(*now.reasons, *panel.reasons),
    )


def is_asking(look: Look) -> bool:
    """Whether the two questions are on the page."""
    return still_to_ask(look) and not is_reading(look) and asked_today(look) is None


def is_reading(look: Look) -> bool:
    """Whether the patient is not there, and nothing was answered that might be corrected."""
    gate = look.consultation.gate
    absent = gate is not None and gate.presence is Presence.PATIENT_ABSENT
    return absent and still_to_ask(look)


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


def draft_state(draft: ConsultationDraft | None, now: datetime) -> str:
    """Draft saved at 4:05pm, or nothing."""
    if draft is None or draft.saved_at is None or not draft.fresh(now):
        return ""
    return f"Draft saved at {words.clock_time(draft.saved_at)}"


def _reading(look: Look, knowledge: Knowledge, *, child: bool) -> Reading:
    """What to plan before the visit, or while reading what came in writing."""
    gate = look.consultation.gate
    online = gate is not None and gate.mode is Mode.ONLINE
    texts = knowledge.wordings.get("reading-online" if online else "reading-before", ())
    upcoming = next_of(look.assessment.next_enquiry, child=child)
    return Reading(
        heading="An online message" if online else "Before the visit",
        plan=(*texts, ask_again(upcoming, basis_of_dates(knowledge))),
    )


def _after_no(look: Look, knowledge: Knowledge, *, child: bool) -> str:
    """What saving a no brings, said before it is saved; nothing where no date follows."""
    if look.after_no is None or look.after_no.due_on is None:
        return ""
    said = outcome_in_words(EnquiryOutcome.NOT_DISCLOSED, child=child)
    due = words.long_day(look.after_no.due_on)
    return f"After “{said}”: ask again from {due}. {basis_of_dates(knowledge)}."


def _asked_today(asked: Enquiry | None, knowledge: Knowledge, *, child: bool) -> tuple[str, ...]:
    """Dr Tom Reid asked at 9:05am today. Said no. And what that means for the rest of the day."""
    if asked is None:
        return ()
    at = f" at {words.clock_time(asked.at)}" if asked.at else ""
    who = asked.by or "Somebody unnamed"
    said = f"{who} asked{at} today. {outcome_in_words(asked.outcome, child=child)}."
    return (said, *knowledge.wordings.get("asked-today", ()))


def _not_now(front: PromptPanel | None, *, remote: bool) -> tuple[Choice, ...]:
    """The buttons of "not now". From afar the first of them stands at the top of the card."""
    left_out = _NO_ANSWER_TO_URGENT if front is not None and front.urgent else frozenset()
    if remote:
        left_out |= {NotAskedReason.NOT_ALONE.value}
    return tuple(Choice(value, label) for value, label in NOT_NOW if value not in left_out)


def _ticks(look: Look, came: Shown) -> TickSection | None:
    dates = came.dates
    if dates is None and wants_dates(look.ticks, look.dates):
        dates = dates_form(look.dates, look.beside)
    typed = look.beside if came.boxes is None else came.boxes
    return tick_section(look.ticks, typed, dates, came.kept)


def _in_words(number: int) -> str:
    names = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    return names[number] if number < len(names) else str(number)
