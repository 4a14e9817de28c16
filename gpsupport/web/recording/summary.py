"""The summary to paste into the record system, and a brief one for where others read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from gpsupport.actions.recording import Advice
from gpsupport.domain.disclosure.asking import Whom, questions_for
from gpsupport.domain.disclosure.disclosure import Answer, ChildPlan, Disclosure
from gpsupport.domain.knowledge.content.care import SafetyQuestion
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.recording import FilledFrom
from gpsupport.domain.recording.drafts import EntryPart
from gpsupport.domain.recording.parts import part_of
from gpsupport.web import words
from gpsupport.web.consultation.actions import actions_in_summary
from gpsupport.web.consultation.pages import said_in_words
from gpsupport.web.consultation.who_helps import People
from gpsupport.web.disclosure.yes_words import yes_in_words
from gpsupport.web.recording.prefill import checklist_in_words, judgement_in_words


def summary(
    advice: Advice,
    knowledge: Knowledge,
    people: People,
    made: Iterable[str],
    *,
    clinician: str,
    child: bool,
) -> str:
    """Plain lines: what was reported apart from what was seen. `made` are the keys of entries."""
    enquiry = advice.enquiry
    at = f", {words.clock_time(enquiry.at)}" if enquiry.at else ""
    presence = f" {words.PRESENCES[enquiry.presence]}." if enquiry.presence else ""
    subject = "How things are at home" if child else "Safety at home"
    lines = [
        f"{words.day(enquiry.on)}{at}.{presence} With {enquiry.by or clinician}.",
        f"{subject}: {_lower_first(said_in_words(enquiry, child=child))}",
    ]
    if enquiry.words:
        lines.append(_apart(FilledFrom.OWN_WORDS, words.quoted(enquiry.words)))
    if enquiry.observed:
        lines.append(_apart(FilledFrom.OBSERVED, enquiry.observed))
    if advice.noted.disclosure is not None:
        whom = Whom.of(advice.patient, advice.on)
        lines += _after_telling(advice.noted.disclosure, knowledge, people, whom)
    elif enquiry.outcome.told:
        lines.append("Safety questions: not noted yet.")
    lines += actions_in_summary(advice.actions, people)
    lines += _shared(advice)
    lines += _entries(advice, frozenset(made))
    if advice.next_enquiry.due_on:
        lines.append(f"Ask again from {words.day(advice.next_enquiry.due_on)}.")
    lines += knowledge.wordings["hide-in-summary"]
    return "\n".join(lines)


_LABELS = {EntryPart.FACT: "Seen", EntryPart.REPORTED: "Reports", EntryPart.OPINION: "Opinion"}


def _apart(filled: FilledFrom, said: str) -> str:
    """A line that says what it is: seen, reported, or an opinion."""
    return f"{_LABELS[part_of(filled)]}: {said}"


def brief(knowledge: Knowledge, on: date) -> str:
    """A line for a place where others read: it says nothing."""
    return " ".join((f"{words.day(on)}.", *knowledge.out_of_sight.brief))


def _after_telling(
    made: Disclosure, knowledge: Knowledge, people: People, whom: Whom
) -> Iterator[str]:
    if made.matters_most:
        yield f"What matters most, in their words: {words.quoted(made.matters_most)}"
    questions = questions_for(knowledge, whom)
    yes = yes_in_words(made, knowledge, whom)
    if yes:
        yield f"Yes to: {_listed(yes)}."
    notes = {one.question: f" ({one.note})" for one in made.safety if one.note}
    no = [
        f"{one.label}{notes.get(one.id, '')}"
        for one in questions
        if made.answer_to(one.id) is Answer.NO
    ]
    if no:
        yield f"No today to: {_listed(no)}."
    yield from _not_asked([one for one in questions if made.answer_to(one.id) is Answer.NOT_ASKED])
    yield from _risk(made)
    plans = {kind.id: kind.name for kind in knowledge.afterwards.child_plans}
    yield from (_child(one, plans, people) for one in made.children)
    if not made.children:
        yield "Children: none." if made.children_asked else "Children: not asked."
    names = {kind.id: kind.name for kind in knowledge.afterwards.agreements}
    agreed = [
        people.put_into(names.get(one.with_whom, "")) for one in made.agreements if one.agreed
    ]
    if agreed:
        yield f"Agreed to share with: {'; '.join(one for one in agreed if one)}."


def _risk(made: Disclosure) -> Iterator[str]:
    """The result of the checklist, and the judgement: never a band, never a word of comfort."""
    if made.risk.checklist is not None:
        yield checklist_in_words(made.risk.checklist)
    judged = judgement_in_words(made.risk)
    if judged:
        yield _apart(FilledFrom.JUDGEMENT, judged)


def _not_asked(questions: list[SafetyQuestion]) -> Iterator[str]:
    """What stands open first on the page is named; the others are many, and are counted."""
    first = [one.label for one in questions if one.stands_open]
    others = len(questions) - len(first)
    if first:
        more = f"; and {words.count(others, 'other question')}" if others else ""
        yield f"Not asked: {_listed(first)}{more}."
    elif others:
        yield f"Not asked: {words.count(others, 'other question')}."


def _listed(labels: Iterable[str]) -> str:
    return "; ".join(_lower_first(label) for label in labels)


def _child(child: ChildPlan, plans: dict[str, str], people: People) -> str:
    who = child.name if child.age is None else f"{child.name} ({child.age})"
    if child.plan is None:
        return f"{who}: no plan: {child.why_none}" if child.why_none else f"{who}: no plan yet."
    planned = people.put_into(plans.get(child.plan, child.plan))
    by = f"by {words.day(child.by)}" if child.by else ""
    return f"{who}: {', '.join(part for part in (planned, child.owner, by) if part)}."


def _shared(advice: Advice) -> Iterator[str]:
    told = [
        f"{one.with_whom}{f', {one.role}' if one.role else ''}"
        for one in advice.shared
        if one.with_whom
    ]
    if told:
        yield f"Told today: {'; '.join(told)}."


def _entries(advice: Advice, made: frozenset[str]) -> Iterator[str]:
    """The codes with their terms: what is always made, and what a person ticked."""
    found = {
        f"{one.term} ({one.code.code.value})": None
        for one in advice.steps
        if one.code is not None and one.number == 0 and one.record_of.value == "patient"
        if not one.only_if or one.key in made
    }
    if found:
        yield f"Codes: {'; '.join(found)}."


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
