"""Forms of our own: their questions as a Questionnaire, and answers as a response to it.

Nothing in a form says what it is about: its title and texts may be shown anywhere that a resource
is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from gpsupport.fhir.elements import Json, text_of, understood
from gpsupport.fhir.labels import OUR_BASE, labelled


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `answers` are the codes that it offers, `below` what it groups.

    `codes` names the code system of the answers where it is not named like the question.
    """

    link: str
    text: str
    kind: str
    answers: type[StrEnum] | None = None
    below: tuple[Question, ...] = ()
    repeats: bool = False
    required: bool = False
    codes: str = ""

    @property
    def system(self) -> str:
        """The code system of the answers."""
        return f"{OUR_BASE}/CodeSystem/{self.codes or self.link}"

    def as_item(self) -> Json:
        """The question as an item of a Questionnaire."""
        item: Json = {"linkId": self.link, "text": self.text, "type": self.kind}
        if self.required:
            item["required"] = True
        if self.repeats:
            item["repeats"] = True
        if self.below:
            item["item"] = [one.as_item() for one in self.below]
        if self.answers:
            item["answerOption"] = [
                {"valueCoding": {"system": self.system, "code": answer.value}}
                for answer in self.answers
            ]
        return item


class Form:
    """One form of ours. The writers of answers leave out what was not answered."""

    def __init__(
        self, form_id: str, title: str, version: str, questions: tuple[Question, ...]
    ) -> None:
        self.id = form_id
        self.url = f"{OUR_BASE}/Questionnaire/{form_id}"
        self._title = title
        self._version = version
        self._questions = questions
        self._by_link = {two.link: two for one in questions for two in (one, *one.below)}

    def question(self, link: str) -> Question:
        """The question of that link id."""
        return self._by_link[link]

    def questionnaire(self) -> Any:
        """The form as a FHIR R4 Questionnaire."""
        from fhir.resources.R4B.questionnaire import Questionnaire  # noqa: PLC0415

        return Questionnaire.model_validate(
            {
                "resourceType": "Questionnaire",
                "id": self.id,
                "url": self.url,
                "version": self._version,
                "title": self._title,
                "status": "active",
                "subjectType": ["Patient"],
                "item": [one.as_item() for one in self._questions],
            }
        )

    def response(  # noqa: PLR0917 - each is an element of the resource
        self,
        resource_id: str,
        identifier: str,
        patient: Json,
        author: Json | None,
        authored: datetime | None,
        items: Iterable[Json],
    ) -> Any:
        """Answers as a FHIR R4 QuestionnaireResponse, labelled; the two are reference objects."""
        from fhir.resources.R4B.questionnaireresponse import (  # noqa: PLC0415
            QuestionnaireResponse,
        )

        content: Json = {
            "resourceType": "QuestionnaireResponse",
            "id": resource_id,
            "identifier": {"system": f"{OUR_BASE}/Id/{self.id}", "value": identifier},
            "questionnaire": f"{self.url}|{self._version}",
            "status": "completed",
            "subject": patient,
            "item": list(items),
        }
        if authored is not None:
            content["authored"] = authored.astimezone(UTC).isoformat()
        if author is not None:
            content["author"] = author
        return QuestionnaireResponse.model_validate(labelled(content))

    def told(self, link: str, element: str, value: object) -> list[Json]:
        """An answer under the element that FHIR has for its kind, such as "valueBoolean"."""
        if value is None:
            return []
        return [{"linkId": link, "text": self._by_link[link].text, "answer": [{element: value}]}]

    def text(self, link: str, text: str | None) -> list[Json]:
        """An answer in words."""
        kept = printable(text or "")
        return self.told(link, "valueString", kept if kept.strip() else None)

    def day(self, link: str, on: date | None) -> list[Json]:
        """An answer that is a day."""
        return self.told(link, "valueDate", on.isoformat() if on else None)

    def coded(self, link: str, value: StrEnum | None) -> list[Json]:
        """An answer that is one of those offered."""
        coding = {"system": self._by_link[link].system, "code": value.value} if value else None
        return self.told(link, "valueCoding", coding)

    def group(self, link: str, below: Iterable[Json]) -> Json:
        """Answers that stand together under one question."""
        return {"linkId": link, "text": self._by_link[link].text, "item": list(below)}


def form_answered(content: Json) -> str:
    """The address, without a version, of the form that a response answers.

    Empty for one that is not finished, or that something we do not know may turn round.
    """
    if text_of(content, "status") not in {"completed", "amended"} or not understood(content):
        return ""
    return text_of(content, "questionnaire").split("|", 1)[0]


def printable(text: str) -> str:
    """A text without the control characters that FHIR forbids, and with plain spaces alone."""
    kept = (letter for letter in text if letter >= " " or letter in "\t\r\n")
    return "".join(
        " " if letter.isspace() and letter not in " \t\r\n" else letter for letter in kept
    )
