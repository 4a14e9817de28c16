"""Where a service tells an address that must be secret: places in the file, never a value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gpsupport.directory_feeds.attributes import TAXONOMY, own_values
from gpsupport.directory_feeds.checking import Json
from gpsupport.domain.directory.hidden_places import names_hidden_place, tells_address
from gpsupport.domain.directory.option import OptionKind

# Fields that hold an address or a position by their name alone, in the standard and beside it.
_PLACES = frozenset(
    "address address_1 address_2 addresses city state_province postal_code postcode latitude"
    " longitude external_identifier physical_address physical_addresses uprn what3words".split()
)
# What tells nothing to a reader and may look like anything.
_NEVER = frozenset({"id", "logo"})
_DEEPEST = 20


def is_hidden_service(service: Json) -> bool:
    """Whether a service is one of a place whose address is secret, by kind, name or taxonomy."""
    if OptionKind.REFUGE.value in own_values(service).get("kind", ()):
        return True
    return names_hidden_place(_namings(service))


def address_places(value: object, where: str) -> tuple[str, ...]:
    """Every place from here on where an address or a position stands, or a text that tells one."""
    return tuple(dict.fromkeys(_found(value, where, texts=True, depth=0)))


def position_places(value: object, where: str) -> tuple[str, ...]:
    """The same by the names of the fields alone, without reading any text."""
    return tuple(dict.fromkeys(_found(value, where, texts=False, depth=0)))


def _namings(service: Json) -> Iterator[str]:
    for name in ("name", "description"):
        yield _text(service.get(name))
    organization = service.get("organization")
    if isinstance(organization, dict):
        yield _text(organization.get("name"))
    for attribute in _objects(service.get("attributes")):
        term = attribute.get("taxonomy_term")
        if isinstance(term, dict) and term.get("taxonomy") == TAXONOMY:
            # Of ours only the kind calls it secret: another may ask who lives in a refuge.
            continue
        for name in ("label", "value", "link_type"):
            yield _text(attribute.get(name))
        if isinstance(term, dict):
            for name in ("name", "term", "description", "taxonomy"):
                yield _text(term.get(name))


def _found(value: object, where: str, *, texts: bool, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        yield where
    elif isinstance(value, dict):
        for number, (name, inner) in enumerate(value.items()):
            # A name that is not of the standard may itself be what nobody must read.
            known = name.isascii() and name.replace("_", "").isalnum() and not tells_address(name)
            place = f"{where}.{name if known and len(name) < 40 else f'[field {number}]'}"
            if name in _PLACES and inner not in (None, "", [], {}):
                yield place
            elif name not in _NEVER:
                if not known and texts and tells_address(name):
                    yield place
                yield from _found(inner, place, texts=texts, depth=depth + 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _found(inner, f"{where}[{number}]", texts=texts, depth=depth + 1)
    elif texts and isinstance(value, str) and tells_address(value):
        yield where


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _objects(value: Any) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
