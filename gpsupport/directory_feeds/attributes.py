"""What the standard has no field for, as its `attributes` carry it under our own taxonomy.

`link_type` names the field, the term is the value; a field of several values has one attribute for
each. The address of the taxonomy identifies and is never fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5

from gpsupport.directory_feeds.checking import Json
from gpsupport.domain.directory.texts import BY_NAME

TAXONOMY = "https://gpsupport.example/local-help"
# In words, for whoever reads the feed elsewhere.
MEANINGS = {
    "kind": "What kind of help it is",
    "phone": "Phone number",
    "advice_phone": "Phone number for professionals who want advice without moving anybody",
    "cover": "Who stands in for the named person",
    "site": "Building that it shares with a practice",
    "for_children": "Whether it is for children",
    "sexes": "Whom it takes, by gender",
    "languages": "Language in which it helps",
    "accepts_while_ongoing": "Whether it takes somebody while it still goes on at home",
    "accepts_in_refuge": "Whether it takes somebody who lives in a refuge",
    "needs_diagnosis": "Whether it wants a diagnosis",
    "takes_self_referral": "Whether people may come by themselves",
    "phone_first": "Whether to phone before a referral is sent",
    "consent_of": "Whose consent it wants",
    "evidence": "What it wants to see",
    "safe_channel": "How it gets in touch safely",
    "capacity": "Whether it can take somebody now",
    "capacity_on": "Day on which that was last told",
    "wait_weeks": "Median weeks until the first contact",
    "stale_after": "Last day on which the entry may be relied on",
}


def own_values(service: Json) -> dict[str, list[str]]:
    """The values of our own attributes by field, in their order; whatever else is left aside."""
    found: dict[str, list[str]] = {}
    attributes = service.get("attributes")
    for attribute in attributes if isinstance(attributes, list) else ():
        term = attribute.get("taxonomy_term") if isinstance(attribute, dict) else None
        if isinstance(term, dict) and term.get("taxonomy") == TAXONOMY:
            field, value = attribute.get("link_type"), term.get("term")
            if isinstance(field, str) and isinstance(value, str):
                found.setdefault(field.replace("-", "_"), []).append(value)
    return found


def own_texts(service: Json) -> dict[str, str]:
    """The same as texts of the fields that travel like this, several values on a line each."""
    return {
        field: "\n".join(values)
        for field, values in own_values(service).items()
        if field in MEANINGS
    }


def attributes_of(service_id: str, texts: dict[str, str]) -> Iterator[Json]:
    """The attributes that say these texts; what is empty says nothing."""
    for field, meaning in MEANINGS.items():
        text = texts[field]
        for value in text.split("\n") if BY_NAME[field].several else (text,):
            if value:
                yield _attribute(service_id, field.replace("_", "-"), value, meaning)


def _attribute(service_id: str, field: str, value: str, meaning: str) -> Json:
    return {
        "id": _id(f"{service_id}/{field}/{value}"),
        "link_id": service_id,
        "link_type": field,
        "taxonomy_term": {
            "id": _id(f"{field}/{value}"),
            "name": value,
            "description": meaning,
            "taxonomy": TAXONOMY,
            "term_uri": f"{TAXONOMY}#{field}",
            "term": value,
        },
    }


def _id(key: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{TAXONOMY}/{key}"))
