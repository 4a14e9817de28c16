"""Reading the small parts of a resource: codes, days, words, names. Absent means empty or None."""

from __future__ import annotations

from typing import Any

from gpsupport.domain.days import PartialDate
from gpsupport.domain.exchange import Fault, Unreadable
from gpsupport.domain.people import PersonName
from gpsupport.domain.record import Code, Coding

Json = dict[str, Any]


def objects(value: object) -> list[Json]:
    """The objects of a list, or the one object that stands where a list may."""
    if isinstance(value, dict):
        return [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def first(value: object) -> Json:
    """The first object of a list, or an empty one."""
    return next(iter(objects(value)), {})


def text_of(content: Json, element: str) -> str:
    """A text element, trimmed."""
    value = content.get(element)
    return value.strip() if isinstance(value, str) else ""


def understood(content: Json) -> bool:
    """Whether nothing in a resource may turn its meaning round in a way that we do not know."""
    return not content.get("modifierExtension") and not content.get("implicitRules")


def codings(concept: object) -> tuple[Coding, ...]:
    """The codings of one concept or of several. A code without its system is no code."""
    found = [
        Coding(Code(text_of(coding, "system"), text_of(coding, "code")), text_of(coding, "display"))
        for one in objects(concept)
        for coding in objects(one.get("coding"))
    ]
    return tuple(dict.fromkeys(c for c in found if c.code.system and c.code.value))


def words(concept: object) -> str:
    """A concept in words: its text, else the first display."""
    return next(iter(all_words(concept)), "")


def all_words(concept: object) -> list[str]:
    """Everything that a concept, or each of several, is called: its text, then its displays."""
    found: list[str] = []
    for one in objects(concept):
        found.append(text_of(one, "text"))
        found += [text_of(coding, "display") for coding in objects(one.get("coding"))]
    return [said for said in found if said]


def says(concept: object, *codes: str) -> bool:
    """Whether a concept says one of these, by code or in words, under whatever system."""
    told = all_words(concept)
    for one in objects(concept):
        told += [text_of(coding, "code") for coding in objects(one.get("coding"))]
    return any(_as_code(said) in codes for said in told)


def _as_code(said: str) -> str:
    """Words as a code has them. Terminologies add a kind in brackets: "No (qualifier value)"."""
    return said.split(" (", maxsplit=1)[0].strip(" .").lower().replace(" ", "-")


def find_day(content: Json, elements: tuple[str, ...], where: str) -> PartialDate | None:
    """The day in the first of these elements that is there ("onsetPeriod.start" reaches inside).

    Raises Unreadable for a date that does not exist.
    """
    for element in elements:
        value: object = content
        for step in element.split("."):
            value = first(value).get(step)
        if isinstance(value, list):
            value = value[0] if value else None
        if value is not None:
            return _day(value, f"{where}.{element}")
    return None


def _day(value: object, where: str) -> PartialDate:
    if isinstance(value, str):
        try:
            return PartialDate.parse(value)
        except ValueError:
            pass
    raise Unreadable(Fault(where, "is not a date or time that exists, as FHIR writes it"))


_USES = ("official", "usual", "", "temp", "nickname", "anonymous", "old", "maiden")


def person_name(names: object) -> PersonName:
    """The name somebody goes by officially; a name given as one text is kept as the family name."""
    known = [one for one in objects(names) if text_of(one, "use") in _USES]
    if not known:
        return PersonName()
    chosen = min(known, key=lambda one: _USES.index(text_of(one, "use")))
    parts = PersonName(
        family=text_of(chosen, "family"),
        given=_joined(chosen.get("given")),
        title=_joined(chosen.get("prefix")),
    )
    return parts if str(parts) else PersonName(family=text_of(chosen, "text"))


def _joined(value: object) -> str:
    parts = value if isinstance(value, list) else []
    return " ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())
