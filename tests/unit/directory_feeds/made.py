"""Feeds made for a test: services, pages, files."""

import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from gpsupport.directory_feeds.attributes import TAXONOMY
from gpsupport.directory_feeds.entries import Reading
from gpsupport.domain.directory.option import OptionKind

READING = Reading("county", OptionKind.VOLUNTARY, 183)
Json = dict[str, Any]


def id_of(name: str) -> str:
    """A UUID that follows from a name."""
    return str(uuid5(NAMESPACE_URL, name))


def service(name: str = "Toy library", **fields: Any) -> Json:
    """A service with what the standard requires, and more."""
    return {"id": id_of(name), "name": name, "status": "active", **fields}


def own(field: str, value: str) -> Json:
    """One of our own attributes."""
    term = {
        "id": id_of(field + value),
        "name": value,
        "description": field,
        "taxonomy": TAXONOMY,
        "term": value,
    }
    return {"id": id_of(f"a{field}{value}"), "link_type": field, "taxonomy_term": term}


def refuge(name: str = "Harbour", **fields: Any) -> Json:
    """A refuge by our taxonomy alone: its name does not tell."""
    return service(name, attributes=[own("kind", "refuge")], **fields)


def page(*services: Json, number: int = 1, of: int = 1, total: int | None = None) -> Json:
    """A page of services as the standard has it."""
    return {
        "total_items": len(services) if total is None else total,
        "total_pages": of,
        "page_number": number,
        "size": len(services),
        "first_page": number == 1,
        "last_page": number == of,
        "empty": not services,
        "contents": list(services),
    }


def written(folder: Path, **files: Any) -> list[Path]:
    """Files of a feed by their names, without the ending."""
    found = []
    for name, content in files.items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        found.append(path)
    return found
