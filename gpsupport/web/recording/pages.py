"""What to write, and in whose record: a checklist for a person, filed by nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gpsupport.actions.recording import Advice, RecordingForm
from gpsupport.domain.knowledge.content.pack import CodeStatus, Knowledge
from gpsupport.domain.people import Patient
from gpsupport.domain.recording.form import faults_of_form
from gpsupport.domain.recording.out_of_sight import without_a_day
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.web import words
from gpsupport.web.consultation.actions import ActionRow, action_rows
from gpsupport.web.consultation.ordinary import GateState, address, gate_state
from gpsupport.web.consultation.pages import ask_again, basis_of_dates, hrefs
from gpsupport.web.consultation.saved import said_after
from gpsupport.web.consultation.who_helps import named_support, people_named
from gpsupport.web.consultation.young import is_child, next_of
from gpsupport.web.recording.entries import Entries, RecordCard
from gpsupport.web.recording.refusals import (
    FaultLine,
    Stray,
    faults_by_box,
    said_of_faults,
    strays,
)
from gpsupport.web.recording.summary import brief, summary

_NOT_CHECKED = "Not checked against a UK release"
_OUT_OF_SIGHT = frozenset(
    {
        ReminderKind.HIDE_ENTRIES,
        ReminderKind.REVIEW_PROXY_AT_11,
        ReminderKind.REVIEW_ACCESS_BEFORE_16,
    }
)


@dataclass(frozen=True, slots=True)
class ByHand:
    """A step that keeps entries out of sight."""

    id: str
    key: str
    words: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class ToDo:
    """A reminder that is still open, as a box to tick."""

    id: str
    value: str
    words: str
    when: str


@dataclass(frozen=True, slots=True)
class RecordHrefs:
    """Where this page leads."""

    conversation: str
    after: str
    save: str
    draft: str
    done: str
    finish: str
    printing: str
    bundle: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The checklist. Counts what is added; never blocks the button.

    `nothing_ticked` says that somebody meant to finish without a tick; `faults` what cannot be kept
    as it was typed, `strays` what was typed for no entry of this page, `left_alone` what was ticked
    as done and had moved on. `codes` says how far codes were checked. `actions` are what could not
    wait, open ones first. `unsaid` leads back to what nobody has noted after a telling, `apart` is
    said where a sexual or reproductive reason led to the asking. `no_day` names those for whom no
    reminder can be made, and `printing` is said before anything is printed.
    """

    gate: GateState
    count: str
    nothing_ticked: bool
    state: str
    faults: tuple[FaultLine, ...]
    strays: tuple[Stray, ...]
    left_alone: tuple[str, ...]
    codes: str
    actions: tuple[ActionRow, ...]
    after: tuple[str, ...]
    unsaid: bool
    apart: tuple[str, ...]
    records: tuple[RecordCard, ...]
    by_hand: tuple[ByHand, ...]
    no_day: str
    to_do: tuple[ToDo, ...]
    ask_again: str
    summary: str
    brief: str
    printing: tuple[str, ...]
    hrefs: RecordHrefs


def record_page(
    advice: Advice,
    knowledge: Knowledge,
    *,
    clinician: str,
    typed: RecordingForm | None = None,
    left_alone: Iterable[Reminder] = (),
    nothing_ticked: bool = False,
) -> RecordPage:
    """The page after saving; `typed` is what stands in its boxes and was not saved."""
    told, child = advice.enquiry.outcome.told, is_child(advice.patient, advice.on)
    people = people_named(named_support(advice.options, knowledge), advice.lead_name, child=child)
    found = faults_of_form(typed, knowledge.record_rules) if typed else ()
    entries = Entries(advice, knowledge, people, typed, faults_by_box(found))
    always = [one.key for one in advice.steps if not one.only_if]
    made = [one.key for one in advice.steps if entries.ticked(one.key)]
    return RecordPage(
        gate=gate_state(advice.consultation),
        count=f"{len(set(always) & set(made))} of {len(always)} added.",
        nothing_ticked=nothing_ticked,
        state="This is what you typed and have not saved yet." if typed else "",
        faults=said_of_faults(found, advice),
        strays=strays(found, typed),
        left_alone=tuple(moved_on(one, knowledge) for one in left_alone),
        codes=_codes(advice, knowledge),
        actions=action_rows(advice.actions, people, advice.on),
        after=said_after(
            advice.enquiry.outcome, knowledge, people, child=child, told_before=advice.told_before
        ),
        unsaid=told and advice.noted.disclosure is None,
        apart=_apart(advice, knowledge),
        records=_cards(advice, entries, told=told, child=child),
        by_hand=tuple(
            ByHand(key, key, " ".join(knowledge.wordings[key]), entries.ticked(key))
            for key in advice.by_hand
        ),
        no_day=_no_day(advice),
        to_do=tuple(to_do(one, knowledge, advice.on) for one in _still_open(advice)),
        ask_again=ask_again(next_of(advice.next_enquiry, child=child), basis_of_dates(knowledge)),
        summary=summary(advice, knowledge, people, made, clinician=clinician, child=child),
        brief=brief(knowledge, advice.enquiry.on),
        printing=tuple(one.words for one in knowledge.out_of_sight.printing),
        hrefs=record_hrefs(advice.patient),
    )


def _cards(advice: Advice, entries: Entries, *, told: bool, child: bool) -> tuple[RecordCard, ...]:
    """The patient's own record, and after a telling the others'."""
    decide = address(advice.patient.id, "record/elsewhere") if advice.by_lead else ""
    cards = (
        entries.patient(),
        entries.children() if told and not child else None,
        entries.other(decide) if told else None,
    )
    return tuple(card for card in cards if card)


def record_hrefs(patient: Patient) -> RecordHrefs:
    """The addresses of one patient's recording."""
    known = hrefs(patient.id)
    return RecordHrefs(
        conversation=known.conversation,
        after=known.after,
        save=address(patient.id, "record/save"),
        draft=address(patient.id, "record/draft"),
        done=address(patient.id, "record/done"),
        finish=known.finish,
        printing=address(patient.id, "record/print"),
        bundle=known.bundle,
    )


def reminder_words(reminder: Reminder, knowledge: Knowledge) -> str:
    """What is to be done, in words that anybody may read, and for whom."""
    rule = knowledge.out_of_sight.find_reminder(reminder.kind)
    said = rule.words if rule else reminder.kind.value
    if reminder.kind is ReminderKind.HIDE_ENTRIES:
        said = " ".join(knowledge.wordings.get(reminder.detail, (said,)))
    return f"{said} ({words.untitled(reminder.about)})" if reminder.about else said


def moved_on(reminder: Reminder, knowledge: Knowledge) -> str:
    """What became of a reminder since the page was opened on which somebody ticked it."""
    said = reminder_words(reminder, knowledge)
    if reminder.done_at is not None and reminder.done_by:
        return f"{said} {reminder.done_by} did it at {words.clock_time(reminder.done_at)}."
    return f"{said} It changed since this page was opened. Look at it again."


def to_do(reminder: Reminder, knowledge: Knowledge, today: date) -> ToDo:
    """A reminder as a box to tick."""
    due = "today" if reminder.due_on == today else words.day(reminder.due_on)
    return ToDo(
        id=f"reminder-{reminder.id}",
        value=f"{reminder.id}:{reminder.version}",
        words=reminder_words(reminder, knowledge),
        when=f"Due since {due}" if reminder.due_on < today else f"Due {due}",
    )


def _still_open(advice: Advice) -> list[Reminder]:
    """What is due about who sees what; what this page asks for itself stands above."""
    own = advice.consultation.id
    return [
        one
        for one in advice.reminders
        if one.kind in _OUT_OF_SIGHT and one.due_on <= advice.on and not one.key.endswith(f":{own}")
    ]


def _codes(advice: Advice, knowledge: Knowledge) -> str:
    """How far the codes were checked, said once for all of them."""
    codes = [one.code for one in advice.steps if one.code is not None]
    if not any(code.status is CodeStatus.NOT_CHECKED for code in codes):
        return ""
    said = next(iter(knowledge.wordings.get("code-not-checked", ())), _NOT_CHECKED)
    return said[:1].lower() + said[1:]


def _apart(advice: Advice, knowledge: Knowledge) -> tuple[str, ...]:
    """What to leave out where a sexual or reproductive reason led to the asking."""
    sensitive = {one.id for one in knowledge.indicators if one.sensitive}
    alone = advice.consultation.patient_alone
    if advice.enquiry.prompted_by not in sensitive or not alone:
        return ()
    return tuple(one.words for one in knowledge.out_of_sight.apart)


def _no_day(advice: Advice) -> str:
    names = [words.untitled(name) for name in without_a_day(advice.steps, advice.people)]
    if not names:
        return ""
    return f"No reminder to look again for {', '.join(names)}: no birth date is on record."
