"""What was noted after a patient told, as a response to a form of our own. It is only written.

Its texts say nothing of the subject: a title or a question may be shown anywhere. What an answer is
about stands in its link id, which names a question of the content. How the patient can be reached
and whom something was shared with are never in it: an address that travels is a danger.
"""

from __future__ import annotations

from typing import Any

from gpsupport.domain.disclosure.disclosure import (
    Agreement,
    Answer,
    ChecklistResult,
    ChildPlan,
    Disclosure,
    SafetyAnswer,
)
from gpsupport.fhir.elements import Json
from gpsupport.fhir.forms import Form, Question
from gpsupport.fhir.labels import urn

_ANSWER = (
    Question("answer.of", "Which question of the content", "string"),
    Question("answer.given", "Answer", "choice", Answer, codes="safety-answer"),
    Question("answer.note", "Note", "text"),
    Question("answer.on", "On which day", "date"),
    Question("answer.since", "Anything since", "boolean"),
)
_CHILD = (
    Question("child.name", "Name", "string"),
    Question("child.age", "Age in years", "integer"),
    Question("child.entry", "Entry in the record", "string"),
    Question("child.lives-here", "Lives in the same home", "boolean"),
    Question("child.plan", "Which plan of the content", "string"),
    Question("child.owner", "Who does it", "string"),
    Question("child.by", "By which day", "date"),
    Question("child.note", "Note", "text"),
    Question("child.why-none", "Why there is no plan", "text"),
)
_CHECKLIST = (
    Question("checklist.total", "Answered with yes", "integer"),
    Question("checklist.answered", "Answered at all", "integer"),
    Question("checklist.on", "On which day", "date"),
    Question("checklist.by", "By whom", "string"),
    Question("checklist.young", "The form for young people", "boolean"),
)
_AGREEMENT = (
    Question("agreement.with", "With whom, of the content", "string"),
    Question("agreement.given", "Agreed", "boolean"),
    Question("agreement.what", "To what", "text"),
)
FOLLOW_UP = Form(
    "follow-up",
    "Conversation follow-up",
    "1",
    (
        Question("conversation", "The conversation before it", "reference"),
        Question("matters-most", "What matters most, in the patient’s own words", "text"),
        Question("answer", "First check", "group", below=_ANSWER, repeats=True),
        Question("children-asked", "Were children asked after?", "boolean"),
        Question("child", "A child", "group", below=_CHILD, repeats=True),
        Question("checklist", "Checklist, its result alone", "group", below=_CHECKLIST),
        Question("judgement", "Own judgement", "boolean"),
        Question("judgement-reasons", "Reasons for it", "text"),
        Question("events", "How many events in the area’s window", "integer"),
        Question("last-meeting-on", "Last meeting of agencies", "date"),
        Question("new-since-meeting", "Anything new since", "boolean"),
        Question("agreement", "What was agreed", "group", below=_AGREEMENT, repeats=True),
        Question("route", "Further route of the content", "string", repeats=True),
    ),
)


def follow_up_response(made: Disclosure, patient: Json, author: Json | None) -> Any:
    """What was noted after a telling as a FHIR R4 QuestionnaireResponse, labelled."""
    risk = made.risk
    conversation = {"reference": urn("QuestionnaireResponse", made.enquiry_id)}
    items = [
        *FOLLOW_UP.told("conversation", "valueReference", conversation),
        *FOLLOW_UP.text("matters-most", made.matters_most),
        *(FOLLOW_UP.group("answer", _answer(one)) for one in made.safety),
        *FOLLOW_UP.told("children-asked", "valueBoolean", made.children_asked),
        *(FOLLOW_UP.group("child", _child(one)) for one in made.children),
        *([FOLLOW_UP.group("checklist", _checklist(risk.checklist))] if risk.checklist else []),
        *FOLLOW_UP.told("judgement", "valueBoolean", risk.judgement),
        *FOLLOW_UP.text("judgement-reasons", risk.judgement_reasons),
        *FOLLOW_UP.told("events", "valueInteger", risk.events),
        *FOLLOW_UP.day("last-meeting-on", risk.last_meeting_on),
        *FOLLOW_UP.told("new-since-meeting", "valueBoolean", risk.new_since_meeting),
        *(FOLLOW_UP.group("agreement", _agreement(one)) for one in made.agreements),
        *(item for route in made.routes for item in FOLLOW_UP.text("route", route)),
    ]
    return FOLLOW_UP.response(made.id, made.id, patient, author, made.at, items)


def _answer(one: SafetyAnswer) -> list[Json]:
    return [
        *FOLLOW_UP.text("answer.of", one.question),
        *FOLLOW_UP.coded("answer.given", one.answer),
        *FOLLOW_UP.text("answer.note", one.note),
        *FOLLOW_UP.day("answer.on", one.on),
        *FOLLOW_UP.told("answer.since", "valueBoolean", one.symptoms),
    ]


def _child(one: ChildPlan) -> list[Json]:
    return [
        *FOLLOW_UP.text("child.name", one.name),
        *FOLLOW_UP.told("child.age", "valueInteger", one.age),
        *FOLLOW_UP.text("child.entry", one.resource),
        *FOLLOW_UP.told("child.lives-here", "valueBoolean", one.lives_here),
        *FOLLOW_UP.text("child.plan", one.plan or ""),
        *FOLLOW_UP.text("child.owner", one.owner),
        *FOLLOW_UP.day("child.by", one.by),
        *FOLLOW_UP.text("child.note", one.note),
        *FOLLOW_UP.text("child.why-none", one.why_none),
    ]


def _checklist(result: ChecklistResult) -> list[Json]:
    return [
        *FOLLOW_UP.told("checklist.total", "valueInteger", result.total),
        *FOLLOW_UP.told("checklist.answered", "valueInteger", result.answered),
        *FOLLOW_UP.day("checklist.on", result.on),
        *FOLLOW_UP.text("checklist.by", result.by),
        *FOLLOW_UP.told("checklist.young", "valueBoolean", result.young),
    ]


def _agreement(one: Agreement) -> list[Json]:
    return [
        *FOLLOW_UP.text("agreement.with", one.with_whom),
        *FOLLOW_UP.told("agreement.given", "valueBoolean", one.agreed),
        *FOLLOW_UP.text("agreement.what", one.what),
    ]
