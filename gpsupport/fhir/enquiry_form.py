"""Our own questionnaire, and an enquiry as a response to it: lossless in both directions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from gpsupport.domain.days import PartialDate
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome, Mode, NotAskedReason, Presence
from gpsupport.domain.exchange import Fault, Unreadable
from gpsupport.domain.people import Role
from gpsupport.fhir.elements import Json, first, objects, text_of
from gpsupport.fhir.forms import Form, Question, form_answered
from gpsupport.fhir.labels import OUR_BASE
from gpsupport.fhir.references import Addresses
from gpsupport.fhir.unpacking import Found

ENQUIRY_ID = f"{OUR_BASE}/Id/enquiry"
_Coded = TypeVar("_Coded", bound=StrEnum)

ENQUIRY = Form(
    "enquiry",
    "Conversation record",
    # 2 asks more than 1, and asks nothing otherwise: a response to 1 reads as before.
    "2",
    (
        Question("on", "On which day?", "date", required=True),
        Question("outcome", "What came of it?", "choice", EnquiryOutcome, required=True),
        Question("reason", "If it was not done, why?", "choice", NotAskedReason),
        Question("presence", "Who was there?", "choice", Presence),
        Question("words", "In the patient's own words", "text"),
        Question("observed", "What the clinician saw", "text"),
        Question("role", "Role of the person who asked", "choice", Role),
        Question("prompted-by", "Which suggestion was shown?", "string"),
        Question("knowledge-release", "Which release of the content was it from?", "string"),
        Question("mode", "How did it take place?", "choice", Mode),
        Question("company", "Who else was there, in words", "text"),
        Question("until", "Put off to which day?", "date"),
        Question("note", "For whoever sees the patient next", "text"),
        Question("privacy-said", "Was it said what stays private?", "boolean"),
    ),
)


def response(enquiry: Enquiry, resource_id: str, patient: Json, author: Json | None) -> Any:
    """An enquiry as a FHIR R4 QuestionnaireResponse, labelled; the two are reference objects.

    Control characters are left out: a FHIR text cannot hold them.
    """
    items = [
        *ENQUIRY.day("on", enquiry.on),
        *ENQUIRY.coded("outcome", enquiry.outcome),
        *ENQUIRY.coded("reason", enquiry.reason),
        *ENQUIRY.coded("presence", enquiry.presence),
        *ENQUIRY.text("words", enquiry.words),
        *ENQUIRY.text("observed", enquiry.observed),
        *ENQUIRY.coded("role", enquiry.role),
        *ENQUIRY.text("prompted-by", enquiry.prompted_by),
        *ENQUIRY.text("knowledge-release", enquiry.knowledge_release),
        *ENQUIRY.coded("mode", enquiry.mode),
        *ENQUIRY.text("company", enquiry.company),
        *ENQUIRY.day("until", enquiry.until),
        *ENQUIRY.text("note", enquiry.note),
        *ENQUIRY.told("privacy-said", "valueBoolean", enquiry.privacy_said or None),
    ]
    return ENQUIRY.response(resource_id, enquiry.id, patient, author, enquiry.at, items)


def find_enquiry(found: Found, addresses: Addresses) -> Enquiry | None:
    """The enquiry that a response to our form tells of; None for another form or an unfinished one.

    Raises Unreadable for an answer that our form does not offer.
    """
    content = found.content
    if form_answered(content) != ENQUIRY.url:
        return None
    answers = {
        text_of(item, "linkId"): first(item.get("answer")) for item in objects(content.get("item"))
    }
    outcome = _coded("outcome", EnquiryOutcome, answers, found)
    day = answers.get("on", {}).get("valueDate") or content.get("authored")
    if outcome is None or not isinstance(day, str):
        raise Unreadable(Fault(f"{found.where}.item", "the outcome and the day are required"))
    names = [addresses.name_of(author, found) for author in objects(content.get("author"))]
    try:
        return Enquiry(
            id=_enquiry_id(found),
            on=PartialDate.parse(day).earliest,
            outcome=outcome,
            by=next((name for name in names if name), None),
            role=_coded("role", Role, answers, found),
            at=_instant(found),
            reason=_coded("reason", NotAskedReason, answers, found),
            presence=_coded("presence", Presence, answers, found),
            words=_text("words", answers),
            observed=_text("observed", answers),
            resource=found.name,
            prompted_by=_text("prompted-by", answers) or None,
            knowledge_release=_text("knowledge-release", answers) or None,
            mode=_coded("mode", Mode, answers, found),
            company=_text("company", answers),
            until=_day("until", answers),
            note=_text("note", answers),
            privacy_said=answers.get("privacy-said", {}).get("valueBoolean") is True,
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


def _day(link: str, answers: dict[str, Json]) -> date | None:
    """A day as answered. Raises ValueError for one that does not exist."""
    value = answers.get(link, {}).get("valueDate")
    return PartialDate.parse(value).earliest if isinstance(value, str) else None


def _text(link: str, answers: dict[str, Json]) -> str:
    value = answers.get(link, {}).get("valueString")
    return value if isinstance(value, str) else ""


def _coded(
    link: str, values: type[_Coded], answers: dict[str, Json], found: Found
) -> _Coded | None:
    answer = answers.get(link)
    if answer is None:
        return None
    coding = first(answer.get("valueCoding"))
    if text_of(coding, "system") == ENQUIRY.question(link).system:
        try:
            return values(text_of(coding, "code"))
        except ValueError:
            pass
    where = f"{found.where}.item.where(linkId='{link}').answer"
    raise Unreadable(Fault(where, "is not an answer that this form offers"))
