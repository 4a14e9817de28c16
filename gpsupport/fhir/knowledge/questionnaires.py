"""The forms: enquiry, what was noted after and beside it, the first check for adult and child.

All in our own words. They carry no code of a licensed instrument, because they are none.
"""

from __future__ import annotations

from typing import Any

from gpsupport.domain.disclosure.disclosure import Answer
from gpsupport.domain.knowledge.content.care import SafetyQuestion
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.fhir.elements import Json
from gpsupport.fhir.enquiry_form import ENQUIRY
from gpsupport.fhir.follow_up_form import FOLLOW_UP
from gpsupport.fhir.knowledge.code_systems import SAFETY_ANSWERS, system
from gpsupport.fhir.knowledge.naming import frame, plain
from gpsupport.fhir.noted_form import NOTED

# Titles are shown wherever a resource is listed, so they say nothing of what is asked.
_TITLES = {
    False: ("safety-check", "First check"),
    True: ("safety-check-child", "First check, child"),
}


def questionnaires(knowledge: Knowledge) -> list[Any]:
    """The forms that what is saved here answers, and the two safety checks."""
    from fhir.resources.R4B.questionnaire import Questionnaire  # noqa: PLC0415

    forms = [one.questionnaire() for one in (ENQUIRY, FOLLOW_UP, NOTED)]
    for for_child, (form_id, title) in _TITLES.items():
        asked = [one for one in knowledge.safety_check if one.for_child is for_child]
        if asked:
            content = frame("Questionnaire", form_id, title, knowledge)
            content["subjectType"] = ["Patient"]
            content["item"] = [item for one in asked for item in _items(one)]
            forms.append(Questionnaire.model_validate(content))
    return forms


def _items(asked: SafetyQuestion) -> tuple[Json, Json]:
    """The question, and what a yes asks for: shown only then."""
    answers = system(SAFETY_ANSWERS)
    question: Json = {
        "linkId": asked.id,
        "text": plain(asked.question, recent_days=asked.recent_days),
        "type": "choice",
        "required": False,
        "answerOption": [
            {"valueCoding": {"system": answers, "code": answer.value}} for answer in Answer
        ],
    }
    to_do = " ".join([asked.action, *(note.words for note in asked.to_note)])
    action: Json = {
        "linkId": f"{asked.id}.action",
        "text": plain(to_do, recent_days=asked.recent_days),
        "type": "display",
        "enableWhen": [
            {
                "question": asked.id,
                "operator": "=",
                "answerCoding": {"system": answers, "code": Answer.YES.value},
            }
        ],
    }
    return question, action
