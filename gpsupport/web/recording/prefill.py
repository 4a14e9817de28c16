"""What an entry's words begin with: what was noted already, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from gpsupport.actions.recording import Advice
from gpsupport.domain.disclosure.contact import SafeWay
from gpsupport.domain.disclosure.disclosure import ChecklistResult, RiskFacts
from gpsupport.domain.knowledge.content.recording import FilledFrom
from gpsupport.domain.recording.advice import CodingAdvice, plan_of
from gpsupport.domain.recording.drafts import EntryWords
from gpsupport.domain.recording.parts import begin_entry
from gpsupport.web import words
from gpsupport.web.disclosure.contact_words import WAYS

Fill = Callable[[CodingAdvice, Advice], str]


def prefilled(step: CodingAdvice, advice: Advice) -> EntryWords:
    """The words of an entry before anybody has touched them: fact, report and opinion apart."""
    return begin_entry(step, lambda filled: _FILLS[filled](step, advice))


def _own_words(_: CodingAdvice, advice: Advice) -> str:
    return words.quoted(advice.enquiry.words)


def _observed(_: CodingAdvice, advice: Advice) -> str:
    return advice.enquiry.observed


def _reason(_: CodingAdvice, advice: Advice) -> str:
    reason = advice.enquiry.reason
    return f"Not asked: {words.REASONS[reason]}." if reason else ""


def _who_was_there(_: CodingAdvice, advice: Advice) -> str:
    enquiry = advice.enquiry
    there = f"{words.PRESENCES[enquiry.presence]}." if enquiry.presence else ""
    return f"{there} Came along: {enquiry.company}.".strip() if enquiry.company else there


def _checklist(_: CodingAdvice, advice: Advice) -> str:
    made = advice.noted.disclosure
    result = made.risk.checklist if made else None
    return checklist_in_words(result) if result else ""


def checklist_in_words(result: ChecklistResult) -> str:
    """Risk checklist, 23 Nov 2026, by Dr Shah: 16 yes, 22 answered. Never a band."""
    form = "Risk checklist for young people" if result.young else "Risk checklist"
    answered = "how many were answered is not noted"
    if result.answered is not None:
        answered = f"{result.answered} answered"
    return f"{form}, {words.day(result.on)}, by {result.by}: {result.total} yes, {answered}."


def _judgement(_: CodingAdvice, advice: Advice) -> str:
    made = advice.noted.disclosure
    return judgement_in_words(made.risk) if made else ""


def judgement_in_words(risk: RiskFacts) -> str:
    """High, by judgement: and the reasons; nothing where nobody judged."""
    if risk.judgement is None:
        return ""
    said = "High, by judgement" if risk.judgement else "Not judged high"
    return f"{said}: {risk.judgement_reasons}" if risk.judgement_reasons else f"{said}."


def _safe_contact(_: CodingAdvice, advice: Advice) -> str:
    """What was kept last, whichever telling it was kept with: all of it only while it holds."""
    contact = advice.noted.contact
    if contact is None:
        return ""
    never = f"Never: {contact.never}." if contact.never else ""
    if not contact.stands(advice.on):
        return never
    parts = [WAYS[contact.way]]
    if contact.way is not SafeWay.NONE:
        parts += [contact.detail, contact.times]
        if contact.code_words:
            parts.append(f"not safe to talk: {words.quoted(contact.code_words)}")
        if contact.valid_until:
            parts.append(f"until {words.day(contact.valid_until)}")
    way = ", ".join(part for part in parts if part)
    return f"{way}. {never}".strip()


def _child_plan(step: CodingAdvice, advice: Advice) -> str:
    """Who and by when: what is planned would say why."""
    plan = plan_of(advice.noted, step.record_of, step.number)
    if plan is None or not plan.owner:
        return ""
    return f"{plan.owner}, by {words.day(plan.by)}." if plan.by else f"{plan.owner}."


_FILLS: dict[FilledFrom, Fill] = {
    FilledFrom.OWN_WORDS: _own_words,
    FilledFrom.OBSERVED: _observed,
    FilledFrom.REASON: _reason,
    FilledFrom.WHO_WAS_THERE: _who_was_there,
    FilledFrom.CHECKLIST: _checklist,
    FilledFrom.JUDGEMENT: _judgement,
    FilledFrom.SAFE_CONTACT: _safe_contact,
    FilledFrom.CHILD_PLAN: _child_plan,
}
