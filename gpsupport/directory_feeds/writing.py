"""Local options as one page of HSDS-UK 3.0 services in full, or a service on each line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson

from gpsupport.directory_feeds.attributes import TAXONOMY, attributes_of
from gpsupport.directory_feeds.checking import Json
from gpsupport.domain.directory.hidden_places import without_address
from gpsupport.domain.directory.option import ReferralOption
from gpsupport.domain.directory.texts import texts_of


def write_page(options: Sequence[ReferralOption]) -> Iterator[bytes]:
    """The parts of one JSON page with every option, in their order."""
    head = {
        "total_items": len(options),
        "total_pages": 1,
        "page_number": 1,
        "size": len(options),
        "first_page": True,
        "last_page": True,
        "empty": not options,
    }
    yield orjson.dumps(head)[:-1] + b',"contents":['
    for place, option in enumerate(options):
        yield (b",\n" if place else b"\n") + orjson.dumps(service_of(option))
    yield b"\n]}\n"


def write_lines(options: Sequence[ReferralOption]) -> Iterator[bytes]:
    """The same as newline-delimited JSON, as the standard has it for everything at once."""
    for option in options:
        yield orjson.dumps(service_of(option)) + b"\n"


def service_of(option: ReferralOption) -> Json:
    """One option as a service in full. Of a hidden place nothing goes out that tells an address."""
    said = without_address(option)
    texts = texts_of(said)
    own = _service_id(option)
    service: Json = {
        "id": own,
        "name": said.name,
        "description": said.summary,
        "url": said.web_address,
        "status": "active",
        "minimum_age": said.from_age,
        "maximum_age": None if said.below_age is None else said.below_age - 1,
        "assured_date": texts["assured_on"],
        "organization": _organization(said.organisation),
        "service_areas": [_part(own, "area", name=area) for area in sorted(said.areas)],
        "contacts": _part_of(own, "contact", "name", said.named_person),
        "schedules": _part_of(own, "schedule", "description", said.availability),
        "attributes": list(attributes_of(own, texts)),
    }
    return {name: value for name, value in service.items() if value not in ("", None, [])}


def _organization(name: str) -> Json | None:
    # The standard wants a description, and nobody has told us any other.
    return {"id": _id(f"organization/{name}"), "name": name, "description": name} if name else None


def _part_of(own: str, kind: str, field: str, text: str) -> list[Json]:
    return [_part(own, kind, **{field: text})] if text else []


def _part(own: str, kind: str, **fields: str) -> Json:
    values = "/".join(fields.values())
    return {"id": _id(f"{own}/{kind}/{values}"), "service_id": own, **fields}


def _service_id(option: ReferralOption) -> str:
    """Its id in its feed, else its own, else one that follows from that."""
    for known in (option.source_id, option.id):
        try:
            return str(UUID(known))
        except ValueError:
            continue
    return _id(f"service/{option.id}")


def _id(key: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{TAXONOMY}/{key}"))
