"""What was noted after a patient told, as a response to a form of our own. It is only written.

Its texts say nothing of the subject: a title or a question may be shown anywhere. What an answer is
about stands in its link id, which names a question of the content. How the patient can be reached
and whom something was shared with are never in it: an address that travels is a danger.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from gpsupport.domain.disclosure.disclosure import (
    Agreement,
    ChecklistResult,
    ChildPlan,
    Disclosure,
    SafetyAnswer,
)
from gpsupport.fhir.elements import Json
from gpsupport.fhir.enquiry_form import printable
from gpsupport.fhir.labels import OUR_BASE, labelled, urn

FOLLOW_UP = f"{OUR_BASE}/Questionnaire/follow-up"
FOLLOW_UP_ID = f"{OUR_BASE}/Id/follow-up"
VERSION = "1"
# The answers of the content's own forms.
ANSWERS = f"{OUR_BASE}/CodeSystem/safety-answer"


@dataclass(frozen=True, slots=True)
class _Question:
    link: str
    text: str
    kind: str
    below: tuple[_Question, ...] = ()
    repeats: bool = False


_ANSWER = (
    _Question("answer.of", "Which question of the content", "string"),
    _Question("answer.given", "Answer", "choice"),
    _Question("answer.note", "Note", "text"),
    _Question("answer.on", "On which day", "date"),
    _Question("answer.since", "Anything since", "boolean"),
)
_CHILD = (
    _Question("child.name", "Name", "string"),
    _Question("child.age", "Age in years", "integer"),
    _Question("child.entry", "Entry in the record", "string"),
    _Question("child.lives-here", "Lives in the same home", "boolean"),
    _Question("child.plan", "Which plan of the content", "string"),
    _Question("child.owner", "Who does it", "string"),
    _Question("child.by", "By which day", "date"),
    _Question("child.note", "Note", "text"),
    _Question("child.why-none", "Why there is no plan", "text"),
)
_CHECKLIST = (
    _Question("checklist.total", "Answered with yes", "integer"),
    _Question("checklist.answered", "Answered at all", "integer"),
    _Question("checklist.on", "On which day", "date"),
    _Question("checklist.by", "By whom", "string"),
    _Question("checklist.young", "The form for young people", "boolean"),
)
_AGREEMENT = (
    _Question("agreement.with", "With whom, of the content", "string"),
    _Question("agreement.given", "Agreed", "boolean"),
    _Question("agreement.what", "To what", "text"),
)
_QUESTIONS = (
    _Question("conversation", "The conversation before it", "reference"),
    _Question("matters-most", "What matters most, in the patient’s own words", "text"),
    _Question("answer", "First check", "group", _ANSWER, repeats=True),
    _Question("children-asked", "Were children asked after?", "boolean"),
    _Question("child", "A child", "group", _CHILD, repeats=True),
    _Question("checklist", "Checklist, its result alone", "group", _CHECKLIST),
    _Question("judgement", "Own judgement", "boolean"),
    _Question("judgement-reasons", "Reasons for it", "text"),
    _Question("events", "How many events in the area’s window", "integer"),
    _Question("last-meeting-on", "Last meeting of agencies", "date"),
    _Question("new-since-meeting", "Anything new since", "boolean"),
    _Question("agreement", "What was agreed", "group", _AGREEMENT, repeats=True),
    _Question("route", "Further route of the content", "string", repeats=True),
)
_TEXTS = {one.link: one.text for question in _QUESTIONS for one in (question, *question.below)}


def follow_up_questionnaire() -> Any:
    """The form as a FHIR R4 Questionnaire."""
    from fhir.resources.R4B.questionnaire import Questionnaire  # noqa: PLC0415

    return Questionnaire.model_validate(
        {
            "resourceType": "Questionnaire",
            "id": "follow-up",
            "url": FOLLOW_UP,
            "version": VERSION,
            "title": "Conversation follow-up",
            "status": "active",
            "subjectType": ["Patient"],
            "item": [_item_of_form(question) for question in _QUESTIONS],
        }
    )


def _item_of_form(question: _Question) -> Json:
    item: Json = {"linkId": question.link, "text": question.text, "type": question.kind}
    if question.repeats:
        item["repeats"] = True
    if question.below:
        item["item"] = [_item_of_form(one) for one in question.below]
    if question.kind == "choice":
        item["answerOption"] = [
            {"valueCoding": {"system": ANSWERS, "code": code}}
            for code in ("yes", "no", "not-asked")
        ]
    return item


def follow_up_response(made: Disclosure, patient: Json, author: Json | None) -> Any:
    """What was noted after a telling as a FHIR R4 QuestionnaireResponse, labelled."""
    from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse  # noqa: PLC0415

    risk = made.risk
    conversation = {"reference": urn("QuestionnaireResponse", made.enquiry_id)}
    items = [
        *_told("conversation", "valueReference", conversation),
        *_text("matters-most", made.matters_most),
        *(_group("answer", _answer(one)) for one in made.safety),
        *_told("children-asked", "valueBoolean", made.children_asked),
        *(_group("child", _child(one)) for one in made.children),
        *([_group("checklist", _checklist(risk.checklist))] if risk.checklist else []),
        *_told("judgement", "valueBoolean", risk.judgement),
        *_text("judgement-reasons", risk.judgement_reasons),
        *_told("events", "valueInteger", risk.events),
        *_day("last-meeting-on", risk.last_meeting_on),
        *_told("new-since-meeting", "valueBoolean", risk.new_since_meeting),
        *(_group("agreement", _agreement(one)) for one in made.agreements),
        *(item for route in made.routes for item in _text("route", route)),
    ]
    content: Json = {
        "resourceType": "QuestionnaireResponse",
        "id": made.id,
        "identifier": {"system": FOLLOW_UP_ID, "value": made.id},
        "questionnaire": f"{FOLLOW_UP}|{VERSION}",
        "status": "completed",
        "subject": patient,
        "authored": made.at.astimezone(UTC).isoformat(),
        "item": items,
    }
    if author is not None:
        content["author"] = author
    return QuestionnaireResponse.model_validate(labelled(content))


def _answer(one: SafetyAnswer) -> list[Json]:
    coding = {"system": ANSWERS, "code": one.answer.value}
    return [
        *_text("answer.of", one.question),
        *_told("answer.given", "valueCoding", coding),
        *_text("answer.note", one.note),
        *_day("answer.on", one.on),
        *_told("answer.since", "valueBoolean", one.symptoms),
    ]


def _child(one: ChildPlan) -> list[Json]:
    return [
        *_text("child.name", one.name),
        *_told("child.age", "valueInteger", one.age),
        *_text("child.entry", one.resource),
        *_told("child.lives-here", "valueBoolean", one.lives_here),
        *_text("child.plan", one.plan or ""),
        *_text("child.owner", one.owner),
        *_day("child.by", one.by),
        *_text("child.note", one.note),
        *_text("child.why-none", one.why_none),
    ]


def _checklist(result: ChecklistResult) -> list[Json]:
    return [
        *_told("checklist.total", "valueInteger", result.total),
        *_told("checklist.answered", "valueInteger", result.answered),
        *_day("checklist.on", result.on),
        *_text("checklist.by", result.by),
        *_told("checklist.young", "valueBoolean", result.young),
    ]


def _agreement(one: Agreement) -> list[Json]:
    return [
        *_text("agreement.with", one.with_whom),
        *_told("agreement.given", "valueBoolean", one.agreed),
        *_text("agreement.what", one.what),
    ]


def _group(link: str, below: Iterable[Json]) -> Json:
    return {"linkId": link, "text": _TEXTS[link], "item": list(below)}


def _text(link: str, text: str) -> list[Json]:
    kept = printable(text)
    return _told(link, "valueString", kept) if kept.strip() else []


def _day(link: str, on: date | None) -> list[Json]:
    return _told(link, "valueDate", on.isoformat()) if on else []


def _told(link: str, element: str, value: object) -> list[Json]:
    if value is None:
        return []
    return [{"linkId": link, "text": _TEXTS[link], "answer": [{element: value}]}]
