"""What clinicians noted of a patient that no code holds, as a response to a form of our own.

Boxes and dates stand in one response, in the order in which they were answered, because of two
answers on one day the later one counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from gpsupport.domain.exchange import Fault, ReceivedNotes, Unreadable
from gpsupport.domain.record import DateKind, KnownDate, Tick
from gpsupport.fhir.elements import Json, first, objects, text_of
from gpsupport.fhir.forms import Form, Question, form_answered
from gpsupport.fhir.own_resources import own_id
from gpsupport.fhir.structure import LONGEST_CODE
from gpsupport.fhir.unpacking import Found

NOTED = Form(
    "noted",
    "Notes beside the record",
    "1",
    (
        Question(
            "box",
            "A box that was answered",
            "group",
            below=(
                Question("box.of", "Which question of the content", "string", required=True),
                Question("box.given", "Answer", "boolean", required=True),
                Question("box.on", "On which day", "date", required=True),
                Question("box.by", "By whom", "string"),
            ),
            repeats=True,
        ),
        Question(
            "date",
            "A date that was entered",
            "group",
            below=(
                Question(
                    "date.of", "Of what", "choice", DateKind, required=True, codes="known-date"
                ),
                Question("date.day", "Which day; none takes back the one before", "date"),
                Question("date.on", "Said on which day", "date", required=True),
                Question("date.by", "By whom", "string"),
            ),
            repeats=True,
        ),
    ),
)


def noted_response(
    ticks: Iterable[Tick], dates: Iterable[KnownDate], key: str, patient: Json
) -> Any:
    """All of it as one FHIR R4 QuestionnaireResponse, labelled.

    `key` makes its id: of one key there is one response, however often it is written.
    """
    items = [
        *(NOTED.group("box", _box(one)) for one in ticks),
        *(NOTED.group("date", _date(one)) for one in dates),
    ]
    made_id = own_id("QuestionnaireResponse", f"noted/{key}")
    return NOTED.response(made_id, made_id, patient, None, None, items)


def _box(one: Tick) -> list[Json]:
    return [
        *NOTED.text("box.of", one.name),
        *NOTED.told("box.given", "valueBoolean", one.answer),
        *NOTED.day("box.on", one.on),
        *NOTED.text("box.by", one.by),
    ]


def _date(one: KnownDate) -> list[Json]:
    return [
        *NOTED.coded("date.of", one.kind),
        *NOTED.day("date.day", one.day),
        *NOTED.day("date.on", one.said_on),
        *NOTED.text("date.by", one.by),
    ]


def find_notes(found: Found) -> ReceivedNotes | None:
    """What a response to our form tells of; None for another form or an unfinished one.

    Raises Unreadable for an answer that our form does not offer.
    """
    if form_answered(found.content) != NOTED.url:
        return None
    ticks, dates = [], []
    for place, item in enumerate(objects(found.content.get("item"))):
        below = objects(item.get("item"))
        answers = {text_of(one, "linkId"): first(one.get("answer")) for one in below}
        try:
            if text_of(item, "linkId") == "box":
                ticks.append(_read_box(answers))
            elif text_of(item, "linkId") == "date":
                dates.append(_read_date(answers))
        except (KeyError, TypeError, ValueError):
            where = f"{found.where}.item[{place}]"
            raise Unreadable(Fault(where, "is not an answer that this form offers")) from None
    return ReceivedNotes(found.name, tuple(ticks), tuple(dates))


def _read_box(answers: dict[str, Json]) -> Tick:
    name = text_of(answers["box.of"], "valueString")
    if not name or len(name.encode()) > LONGEST_CODE:
        raise ValueError("no name of a box")
    answer = answers["box.given"]["valueBoolean"]
    on = date.fromisoformat(answers["box.on"]["valueDate"])
    return Tick(name, answer, on, text_of(answers.get("box.by", {}), "valueString"))


def _read_date(answers: dict[str, Json]) -> KnownDate:
    coding = first(answers["date.of"]["valueCoding"])
    if text_of(coding, "system") != NOTED.question("date.of").system:
        raise ValueError("no code of this form")
    day = answers.get("date.day", {}).get("valueDate")
    return KnownDate(
        DateKind(text_of(coding, "code")),
        date.fromisoformat(day) if day is not None else None,
        date.fromisoformat(answers["date.on"]["valueDate"]),
        text_of(answers.get("date.by", {}), "valueString"),
    )
