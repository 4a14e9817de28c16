"""The files of a feed, one at a time: what each holds, and whether its pages add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from gpsupport.directory_feeds.checking import faults_of
from gpsupport.directory_feeds.shapes import (
    API_DETAILS,
    ORGANIZATION,
    ORGANIZATION_LISTED,
    PAGE,
    SERVICE,
    SERVICE_AT_LOCATION,
    TAXONOMY,
    TERM,
    Shape,
)
from gpsupport.domain.directory.feeds import FeedFault

# Our default: a page of the largest published feeds is far below it.
LONGEST_FILE = 64 * 1024 * 1024
ENDINGS = (".json", ".ndjson")
SERVICES = "service"
AT_LOCATIONS = "service_at_location"
_DETAILS = "api_details"
# Longest first: "service" begins the name of the other too.
_SHAPES: dict[str, tuple[Shape, Shape]] = {
    AT_LOCATIONS: (SERVICE_AT_LOCATION, SERVICE_AT_LOCATION),
    "taxonomy_term": (TERM, TERM),
    "organization": (ORGANIZATION_LISTED, ORGANIZATION),
    "taxonom": (TAXONOMY, TAXONOMY),
    SERVICES: (SERVICE, SERVICE),
    _DETAILS: (API_DETAILS, API_DETAILS),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a file: of which kind, where it stands, whether a list holds it, and whether
    it has the shape that the standard wants.
    """

    file: str
    kind: str
    where: str
    value: Any
    listed: bool
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """Which page of how many a file is, and how many things there are in all, None if not told."""

    number: int
    of: int
    total: int | None


@dataclass(frozen=True, slots=True)
class FeedFile:
    """One file as read. `page` is None for whatever is no page."""

    name: str
    kind: str
    things: tuple[Thing, ...]
    faults: tuple[FeedFault, ...]
    page: Page | None = None


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files that are meant: those named, and in folders whatever ends like one of a feed."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.rglob("*") if one.is_file() and one.suffix in ENDINGS)
            found += sorted(inside)
        else:
            found.append(path)
    return found


def read_file(path: Path, *, check: bool = True) -> FeedFile:
    """One file, checked against the standard. Raises OSError where it cannot be opened.

    Without `check` nothing is held against the shapes: for a file that was checked before.
    """
    name = path.name
    with path.open("rb") as file:
        content = file.read(LONGEST_FILE + 1)
    if len(content) > LONGEST_FILE:
        return _unusable(name, f"is larger than {LONGEST_FILE // 1024**2} MB: send it in pages")
    if path.suffix == ".ndjson":
        return _lines(name, content, check=check)
    value = _parsed(content)
    if not isinstance(value, dict):
        return _unusable(name, "is no JSON object")
    kind = _kind(name, value)
    if "contents" in value:
        return _page(name, kind, value, check=check)
    return _checked(name, kind, [Thing(name, kind, "$", value, listed=False)], check=check)


def _unusable(name: str, what: str) -> FeedFile:
    return FeedFile(name, "", (), (FeedFault(name, "", what),))


def _parsed(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


def _lines(name: str, content: bytes, *, check: bool) -> FeedFile:
    """A thing on each line, as the standard has it where everything is asked for at once."""
    things, faults = [], []
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        value = _parsed(line)
        if isinstance(value, dict):
            things.append(Thing(name, _kind(name, value), f"line {number} $", value, listed=True))
        else:
            faults.append(FeedFault(name, f"line {number} $", "is no JSON object"))
    read = _checked(name, SERVICES, things, check=check)
    return FeedFile(name, read.kind, read.things, (*faults, *read.faults))


def _kind(name: str, value: dict[str, Any]) -> str:
    """What a file holds, by its name, else by what stands in it."""
    plain = name.lower().replace("-", "_")
    for kind in _SHAPES:
        if plain.startswith(kind):
            return kind
    if "openapi_url" in value:
        return _DETAILS
    return AT_LOCATIONS if "location" in value and "service" in value else SERVICES


def _page(name: str, kind: str, value: dict[str, Any], *, check: bool) -> FeedFile:
    faults = [FeedFault(name, *found) for found in faults_of(value, PAGE, "$")]
    contents = value["contents"]
    if not isinstance(contents, list):
        return FeedFile(name, kind, (), (*faults, FeedFault(name, "$.contents", "must be a list")))
    things = [
        Thing(name, kind, f"$.contents[{place}]", one, listed=True)
        for place, one in enumerate(contents)
    ]
    if not faults:
        faults += _page_faults(name, value, len(contents))
    read = _checked(name, kind, things, check=check)
    page = None
    if not any(fault.grave for fault in faults):
        page = Page(value["page_number"], value["total_pages"], value.get("total_items"))
    return FeedFile(name, kind, read.things, (*faults, *read.faults), page)


def _page_faults(name: str, value: dict[str, Any], held: int) -> Iterator[FeedFault]:
    """Where the numbers of a page contradict each other. The entries may still be right."""
    page, pages, total = value["page_number"], value["total_pages"], value.get("total_items")
    if total == held:
        # Everything is here: into how many pages it might have been cut does not matter.
        return
    if value["size"] != held:
        yield FeedFault(
            name, "$.size", f"says otherwise than the {held} that are here", grave=False
        )
    expected = {
        "first_page": page == 1,
        "last_page": page == pages,
        "empty": held == 0,
    }
    for field, right in expected.items():
        if field in value and value[field] is not right:
            what = f"contradicts page {page} of {pages} with {held} entries"
            yield FeedFault(name, f"$.{field}", what, grave=False)
    if pages and not 1 <= page <= pages:
        yield FeedFault(name, "$.page_number", f"is not between 1 and {pages}", grave=False)
    if pages == 1 and total is not None and total != held:
        what = f"says otherwise than the {held} that are here"
        yield FeedFault(name, "$.total_items", what, grave=False)


def _checked(name: str, kind: str, things: list[Thing], *, check: bool) -> FeedFile:
    if not check:
        return FeedFile(name, kind, tuple(things), ())
    faults: list[FeedFault] = []
    judged = []
    for one in things:
        shape = _SHAPES[one.kind][not one.listed]
        found = [FeedFault(name, *fault) for fault in faults_of(one.value, shape, one.where)]
        if one.kind == _DETAILS:
            found += _version_faults(one)
        judged.append(replace(one, sound=not any(fault.grave for fault in found)))
        faults += found
    return FeedFile(name, kind, tuple(judged), tuple(faults))


def _version_faults(details: Thing) -> Iterator[FeedFault]:
    version = details.value.get("version")
    if isinstance(version, str) and not version.startswith("HSDS-UK-3."):
        yield FeedFault(details.file, "$.version", "must be HSDS-UK-3.0")
    if "profile" not in details.value:
        yield FeedFault(
            details.file, "$.profile", "is missing: which profile is meant", grave=False
        )
