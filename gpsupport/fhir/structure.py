"""Whether a resource is FHIR R4: its elements and their types, and the code sets that matter.

The library checks elements and types; what it lets through although it changes the meaning (an
unknown status, "true" as a text, an id too long) is checked here. Values are never repeated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError

from gpsupport.domain.exchange import Fault
from gpsupport.domain.people import folded
from gpsupport.fhir.r4_facts import BOOLEANS, CODES, CONCEPTS

LONGEST_ID = 64

# R4 limits nothing but ids. These are ours: what is looked for stands in an index, and the entry of
# an index has room for some 2,700 bytes on PostgreSQL. So they count bytes of UTF-8, not letters.
LONGEST_CODE = 256
LONGEST_ADDRESS = 1024
LONGEST_DISPLAY = 4096
LONGEST_NAME = 600

_CODING = (("code", LONGEST_CODE), ("system", LONGEST_ADDRESS), ("display", LONGEST_DISPLAY))
_NAMED = frozenset({"Patient", "RelatedPerson"})


def faults_of(type_name: str, content: dict[str, Any], where: str) -> list[Fault]:
    """Every structural fault of one resource of a type that we read; an empty list is good news."""
    return [*_library_faults(type_name, content, where), *_our_faults(type_name, content, where)]


@cache
def _model(type_name: str) -> Any:
    # Imported when the first resource is read, so that a command which reads none starts at once.
    from fhir.resources.R4B import get_fhir_model_class  # noqa: PLC0415

    return get_fhir_model_class(type_name)


def _library_faults(type_name: str, content: dict[str, Any], where: str) -> Iterator[Fault]:
    try:
        _model(type_name).model_validate(content)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False, include_input=False):
            place, extra = _place(where, detail["loc"])
            yield Fault(place, _in_words(detail["type"], detail["msg"], extra))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        # What it raises for a contained resource of no known type, for example.
        yield Fault(where, f"is not a {type_name} of FHIR R4")


def _place(where: str, location: tuple[int | str, ...]) -> tuple[str, str]:
    path = where
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{str(step)[:40]}"
    return path, str(location[-1])[:40] if location else ""


def _in_words(kind: str, message: str, element: str) -> str:
    if "pattern" in kind and element == "id":
        return "an id has letters, digits, hyphens and dots alone"
    told = f"{kind} {message}"
    return next((words for sign, words in _WORDS if sign in told), "is not as FHIR R4 has it")


# What the library says, by a sign in its words, the more particular first.
_WORDS = (
    ("missing", "is required"),
    ("extra_forbidden", "FHIR R4 has no such element here"),
    ("got multiple", "has two values where one is allowed"),
    ("wrong-resource-type", "is of another resource type"),
    ("spec regex", "is not a date or time that exists, as FHIR writes it"),
    ("date", "is not a date or time that exists, as FHIR writes it"),
    ("time_", "is not a date or time that exists, as FHIR writes it"),
    ("list_type", "should be a list"),
    ("json", "should be an object"),
    ("dict_type", "should be an object"),
    ("model_", "should be an object"),
    ("bool", "should be true or false"),
    ("string", "should be a text"),
    ("int_", "should be a number"),
    ("decimal", "should be a number"),
    ("float", "should be a number"),
)


def too_long(text: object, most: int, where: str) -> Iterator[Fault]:
    """A fault for a text of more than so many bytes."""
    if isinstance(text, str) and len(text.encode()) > most:
        yield Fault(where, f"is longer than {most} bytes, the most that is kept here")


def _overlong_codings(value: object, where: str) -> Iterator[Fault]:
    """Every over-long part of a coding, wherever in a resource it stands."""
    waiting: list[tuple[object, str]] = [(value, where)]
    while waiting:
        one, path = waiting.pop()
        if isinstance(one, list):
            waiting.extend((inner, f"{path}[{place}]") for place, inner in enumerate(one))
        elif isinstance(one, Mapping):
            if path.rpartition(".")[2].startswith("coding["):
                for element, most in _CODING:
                    yield from too_long(one.get(element), most, f"{path}.{element}")
            waiting.extend((inner, f"{path}.{str(key)[:40]}") for key, inner in one.items())


def _overlong_names(names: object, where: str) -> Iterator[Fault]:
    """Every name that is too long, also as it is searched for: some letters unfold into many."""
    for place, name in enumerate(names if isinstance(names, list) else []):
        if not isinstance(name, Mapping):
            continue
        for element in ("family", "given", "prefix", "text"):
            value = name.get(element)
            parts = value if isinstance(value, list) else [value]
            said = " ".join(part for part in parts if isinstance(part, str))
            longest = max(said, folded(said), key=lambda text: len(text.encode()))
            yield from too_long(longest, LONGEST_NAME, f"{where}[{place}].{element}")


def _our_faults(type_name: str, content: dict[str, Any], where: str) -> Iterator[Fault]:
    yield from _overlong_codings(content, where)
    if type_name in _NAMED:
        yield from _overlong_names(content.get("name"), f"{where}.name")
    if len(str(content.get("id") or "")) > LONGEST_ID:
        yield Fault(f"{where}.id", f"is longer than {LONGEST_ID} characters")
    for element in BOOLEANS.get(type_name, ()):
        if not isinstance(content.get(element), bool | None):
            yield Fault(f"{where}.{element}", "should be true or false")
    for (owner, element), codes in CODES.items():
        value = content.get(element)
        if owner == type_name and value is not None and str(value) not in codes:
            yield Fault(f"{where}.{element}", f"should be one of {', '.join(sorted(codes))}")
    for (owner, element), (system, codes) in CONCEPTS.items():
        if owner == type_name and not _known(content.get(element), system, codes):
            yield Fault(f"{where}.{element}", f"should be one of {', '.join(sorted(codes))}")


def _known(concept: object, system: str, codes: frozenset[str]) -> bool:
    if not isinstance(concept, Mapping):
        return True  # Absent, or the library has already said so.
    codings = concept.get("coding")
    return not isinstance(codings, list) or all(
        str(coding.get("code")) in codes
        for coding in codings
        if isinstance(coding, Mapping) and coding.get("system") == system
    )
