"""Our own questionnaire, and an enquiry as a response to it: lossless in both directions.

Nothing in the wording of the form says what the conversation was about: its title and texts may be
shown anywhere that a resource is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from gpsupport.domain.days import PartialDate
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome, Mode, NotAskedReason, Presence
from gpsupport.domain.exchange import Fault, Unreadable
from gpsupport.domain.people import Role
from gpsupport.fhir.elements import Json, first, objects, text_of
from gpsupport.fhir.labels import OUR_BASE, labelled
from gpsupport.fhir.references import Addresses
from gpsupport.fhir.unpacking import Found

QUESTIONNAIRE = f"{OUR_BASE}/Questionnaire/enquiry"
ENQUIRY_ID = f"{OUR_BASE}/Id/enquiry"
# 2 asks more than 1, and asks nothing otherwise: a response to 1 reads as before.
VERSION = "2"

_Coded = TypeVar("_Coded", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class _Question:
    link: str
    text: str
    kind: str
    answers: type[StrEnum] | None = None

    @property
    def system(self) -> str:
        """The code system of the answers."""
        return f"{OUR_BASE}/CodeSystem/{self.link}"


_DAY = _Question("on", "On which day?", "date")
_OUTCOME = _Question("outcome", "What came of it?", "choice", EnquiryOutcome)
_REASON = _Question("reason", "If it was not done, why?", "choice", NotAskedReason)
_PRESENCE = _Question("presence", "Who was there?", "choice", Presence)
_WORDS = _Question("words", "In the patient's own words", "text")
_OBSERVED = _Question("observed", "What the clinician saw", "text")
_ROLE = _Question("role", "Role of the person who asked", "choice", Role)
_PROMPTED = _Question("prompted-by", "Which suggestion was shown?", "string")
_RELEASE = _Question("knowledge-release", "Which release of the content was it from?", "string")
_MODE = _Question("mode", "How did it take place?", "choice", Mode)
_COMPANY = _Question("company", "Who else was there, in words", "text")
_UNTIL = _Question("until", "Put off to which day?", "date")
_NOTE = _Question("note", "For whoever sees the patient next", "text")
_PRIVACY = _Question("privacy-said", "Was it said what stays private?", "boolean")
_QUESTIONS = (
    _DAY,
    _OUTCOME,
    _REASON,
    _PRESENCE,
    _WORDS,
    _OBSERVED,
    _ROLE,
    _PROMPTED,
    _RELEASE,
    _MODE,
    _COMPANY,
    _UNTIL,
    _NOTE,
    _PRIVACY,
)


def questionnaire() -> Any:
    """The form as a FHIR R4 Questionnaire."""
    from fhir.resources.R4B.questionnaire import Questionnaire  # noqa: PLC0415

    return Questionnaire.model_validate(
        {
            "resourceType": "Questionnaire",
            "id": "enquiry",
            "url": QUESTIONNAIRE,
            "version": VERSION,
            "title": "Conversation record",
            "status": "active",
            "subjectType": ["Patient"],
            "item": [_item_of_form(question) for question in _QUESTIONS],
        }
    )


def _item_of_form(question: _Question) -> Json:
    item: Json = {"linkId": question.link, "text": question.text, "type": question.kind}
    item["required"] = question in {_DAY, _OUTCOME}
    if question.answers:
        item["answerOption"] = [
            {"valueCoding": {"system": question.system, "code": answer.value}}
            for answer in question.answers
        ]
    return item


def response(enquiry: Enquiry, resource_id: str, patient: Json, author: Json | None) -> Any:
    """An enquiry as a FHIR R4 QuestionnaireResponse, labelled; the two are reference objects.

    Control characters are left out: a FHIR text cannot hold them.
    """
    from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse  # noqa: PLC0415

    answers: list[tuple[_Question, str, object]] = [(_DAY, "valueDate", enquiry.on.isoformat())]
    for coded, value in (
        (_OUTCOME, enquiry.outcome),
        (_REASON, enquiry.reason),
        (_PRESENCE, enquiry.presence),
        (_ROLE, enquiry.role),
        (_MODE, enquiry.mode),
    ):
        if value is not None:
            answers.append((coded, "valueCoding", {"system": coded.system, "code": value.value}))
    for told, text in (
        (_WORDS, enquiry.words),
        (_OBSERVED, enquiry.observed),
        (_PROMPTED, enquiry.prompted_by),
        (_RELEASE, enquiry.knowledge_release),
        (_COMPANY, enquiry.company),
        (_NOTE, enquiry.note),
    ):
        if text:
            answers.append((told, "valueString", printable(text)))
    if enquiry.until is not None:
        answers.append((_UNTIL, "valueDate", enquiry.until.isoformat()))
    if enquiry.privacy_said:
        answers.append((_PRIVACY, "valueBoolean", True))
    content: Json = {
        "resourceType": "QuestionnaireResponse",
        "id": resource_id,
        "identifier": {"system": ENQUIRY_ID, "value": enquiry.id},
        "questionnaire": f"{QUESTIONNAIRE}|{VERSION}",
        "status": "completed",
        "subject": patient,
        "item": [
            {"linkId": question.link, "text": question.text, "answer": [{element: value}]}
            for question, element, value in sorted(
                answers, key=lambda answer: _QUESTIONS.index(answer[0])
            )
        ],
    }
    if enquiry.at is not None:
        content["authored"] = enquiry.at.astimezone(UTC).isoformat()
    if author is not None:
        content["author"] = author
    return QuestionnaireResponse.model_validate(labelled(content))


def printable(text: str) -> str:
    """A text without the control characters that FHIR forbids, and with plain spaces alone."""
    kept = (letter for letter in text if letter >= " " or letter in "\t\r\n")
    return "".join(
        " " if letter.isspace() and letter not in " \t\r\n" else letter for letter in kept
    )


def find_enquiry(found: Found, addresses: Addresses) -> Enquiry | None:
    """The enquiry that a response to our form tells of; None for another form or an unfinished one.

    Raises Unreadable for an answer that our form does not offer.
    """
    content = found.content
    form = text_of(content, "questionnaire").split("|", 1)[0]
    finished = text_of(content, "status") in {"completed", "amended"}
    if form != QUESTIONNAIRE or not finished or content.get("modifierExtension"):
        return None
    answers = {
        text_of(item, "linkId"): first(item.get("answer")) for item in objects(content.get("item"))
    }
    outcome = _coded(_OUTCOME, EnquiryOutcome, answers, found)
    day = answers.get(_DAY.link, {}).get("valueDate") or content.get("authored")
    if outcome is None or not isinstance(day, str):
        raise Unreadable(Fault(f"{found.where}.item", "the outcome and the day are required"))
    names = [addresses.name_of(author, found) for author in objects(content.get("author"))]
    try:
        return Enquiry(
            id=_enquiry_id(found),
            on=PartialDate.parse(day).earliest,
            outcome=outcome,
            by=next((name for name in names if name), None),
            role=_coded(_ROLE, Role, answers, found),
            at=_instant(found),
            reason=_coded(_REASON, NotAskedReason, answers, found),
            presence=_coded(_PRESENCE, Presence, answers, found),
            words=_text(_WORDS, answers),
            observed=_text(_OBSERVED, answers),
            resource=found.name,
            prompted_by=_text(_PROMPTED, answers) or None,
            knowledge_release=_text(_RELEASE, answers) or None,
            mode=_coded(_MODE, Mode, answers, found),
            company=_text(_COMPANY, answers),
            until=_day(_UNTIL, answers),
            note=_text(_NOTE, answers),
            privacy_said=answers.get(_PRIVACY.link, {}).get("valueBoolean") is True,
        )
    except ValueError as error:
        raise Unreadable(Fault(f"{found.where}.item", str(error))) from None


def _enquiry_id(found: Found) -> str:
    identifier = first(found.content.get("identifier"))
    own = text_of(identifier, "system") == ENQUIRY_ID
    return (text_of(identifier, "value") if own else "") or found.id


def _instant(found: Found) -> datetime | None:
    authored = text_of(found.content, "authored")
    if "T" not in authored:
        return None
    try:
        return datetime.fromisoformat(authored).astimezone(UTC)
    except (ValueError, OverflowError):
        # The last offset of the first year lies before all years.
        what = "is not a date or time that exists, as FHIR writes it"
        raise Unreadable(Fault(f"{found.where}.authored", what)) from None


def _day(question: _Question, answers: dict[str, Json]) -> date | None:
    """A day as answered. Raises ValueError for one that does not exist."""
    value = answers.get(question.link, {}).get("valueDate")
    return PartialDate.parse(value).earliest if isinstance(value, str) else None


def _text(question: _Question, answers: dict[str, Json]) -> str:
    value = answers.get(question.link, {}).get("valueString")
    return value if isinstance(value, str) else ""


def _coded(
    question: _Question, values: type[_Coded], answers: dict[str, Json], found: Found
) -> _Coded | None:
    answer = answers.get(question.link)
    if answer is None:
        return None
    coding = first(answer.get("valueCoding"))
    if text_of(coding, "system") == question.system:
        try:
            return values(text_of(coding, "code"))
        except ValueError:
            pass
    where = f"{found.where}.item.where(linkId='{question.link}').answer"
    raise Unreadable(Fault(where, "is not an answer that this form offers"))
