"""What we hold of a referral as coded extensions, each named after its field: nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from gpsupport.fhir.elements import Json

# These hold a number or an id, never words: they stay as they are, and lead nobody anywhere.
_IDS = frozenset(
    {
        "id",
        "ground",
        "unmet",
        "continues",
        "about_patient_id",
        "next_referral_id",
        "replaces",
        "told_in",
        "life_event",
    }
)


def facts_of(what: Any, fit: Callable[[str], str], without: Collection[str] = ()) -> list[Json]:
    """What a dataclass holds: an extension for each field that says something, also a plain no.

    `fit` makes a text ready to go out. The fields `without` stand elsewhere in the resource.
    Raises TypeError for a value of a kind that cannot be said.
    """
    return list(_facts(what, fit, without))


def _facts(what: Any, fit: Callable[[str], str], without: Collection[str] = ()) -> Iterator[Json]:
    for one in fields(what):
        value = getattr(what, one.name)
        if one.name in without or value is None or value == "":
            continue
        url = one.name.replace("_", "-")
        if is_dataclass(value):
            if inside := list(_facts(value, fit)):
                yield {"url": url, "extension": inside}
        elif isinstance(value, str) and not isinstance(value, Enum):
            if said := (value if one.name in _IDS else fit(value)).strip():
                yield {"url": url, "valueString": said}
        else:
            yield {"url": url} | _plain(value)


def _plain(value: object) -> Json:
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, Enum):
        return {"valueCode": value.value}
    if type(value) is date:
        return {"valueDate": value.isoformat()}
    raise TypeError(f"no extension for {type(value).__name__}")
