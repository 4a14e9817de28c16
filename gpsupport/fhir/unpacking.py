"""From JSON values to resources: what kind of file it is, and where each resource stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from gpsupport.domain.exchange import Fault, Unreadable
from gpsupport.fhir.limits import Limits
from gpsupport.fhir.parsing import Part
from gpsupport.fhir.r4_facts import BUNDLE_TYPES, BUNDLE_TYPES_READ, RESOURCE_TYPES

# Every resource is kept under its id, also one of a type that is not read. R4 gives an id 64
# characters, but one that stands in a fullUrl alone (urn:oid) may be longer. This bound is ours.
LONGEST_KEY = 256


@dataclass(frozen=True, slots=True)
class Found:
    """One resource of a file: its place, its content, and its text exactly as received.

    `id` is the resource's own, else the one its `full_url` carries, else the digest of its text.
    """

    where: str
    type: str
    id: str
    content: dict[str, Any]
    text: str
    digest: str
    full_url: str

    @property
    def name(self) -> str:
        """How an entry names it: "Condition/abc"."""
        return f"{self.type}/{self.id}"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Resources that came together. A Bundle holds one patient; loose ones may hold several."""

    where: str
    resources: tuple[Found, ...]
    one_patient: bool
    source: str


class _RawEntry(msgspec.Struct):
    resource: msgspec.Raw = msgspec.Raw(b"null")


class _RawBundle(msgspec.Struct):
    entry: list[_RawEntry] = []


def unpack(parts: tuple[Part, ...], limits: Limits) -> tuple[Envelope, ...]:
    """Sort the documents of a file into envelopes. Raises Unreadable, naming every fault."""
    faults: list[Fault] = []
    envelopes: list[Envelope] = []
    loose: list[Found] = []
    for part in parts:
        try:
            if isinstance(part.value, dict) and part.value.get("resourceType") == "Bundle":
                envelopes.append(_bundle(part, limits))
            else:
                loose.extend(_loose(part, limits))
        except Unreadable as error:
            faults.extend(error.faults)
    if loose:
        alone = len(parts) == 1 and not isinstance(parts[0].value, list)
        envelopes.append(Envelope("", _distinct(loose, faults), alone, ""))
    if faults:
        raise Unreadable(*faults)
    return tuple(envelopes)


def _loose(part: Part, limits: Limits) -> list[Found]:
    if isinstance(part.value, list) and part.line is None:
        if len(part.value) > limits.resources:
            raise Unreadable(Fault("", f"more than {limits.resources} resources"))
        texts = msgspec.json.decode(part.text, type=list[msgspec.Raw])
        return _all_found(
            (f"[{place}]", value, bytes(text).decode(), "")
            for place, (value, text) in enumerate(zip(part.value, texts, strict=True))
        )
    name = part.value.get("resourceType") if isinstance(part.value, dict) else ""
    where = part.place(name if isinstance(name, str) else "")
    return _all_found([(where, part.value, part.text, "")])


def _bundle(part: Part, limits: Limits) -> Envelope:
    content = part.value
    where = part.place("Bundle")
    told = content.get("type")
    kind = told if isinstance(told, str) else ""
    if kind not in BUNDLE_TYPES_READ:
        known = f"of type {kind}" if kind in BUNDLE_TYPES else "of no known type"
        what = f"a Bundle {known} is not read; {', '.join(sorted(BUNDLE_TYPES_READ))} are"
        raise Unreadable(Fault(f"{where}.type", what))
    entries = content.get("entry") or []
    if not isinstance(entries, list):
        raise Unreadable(Fault(f"{where}.entry", "should be a list"))
    if len(entries) > limits.resources:
        raise Unreadable(Fault(f"{where}.entry", f"more than {limits.resources} entries"))
    faults = [
        Fault(f"{where}.entry[{place}]", "should be an object")
        for place, entry in enumerate(entries)
        if not isinstance(entry, dict)
    ]
    if faults:
        raise Unreadable(*faults)
    texts = msgspec.json.decode(part.text, type=_RawBundle).entry if entries else []
    found = _all_found(
        (
            f"{where}.entry[{place}].resource",
            entry["resource"],
            bytes(text.resource).decode(),
            entry.get("fullUrl"),
        )
        for place, (entry, text) in enumerate(zip(entries, texts, strict=True))
        if _carries_a_resource(entry)
    )
    resources = _distinct(found, faults)
    if faults:
        raise Unreadable(*faults)
    return Envelope(where, resources, one_patient=True, source=source_of(content))


def _carries_a_resource(entry: dict[str, Any]) -> bool:
    """Not a deletion, and not the server's remark on a search."""
    request, search = entry.get("request"), entry.get("search")
    if isinstance(request, dict) and request.get("method") == "DELETE":
        return False
    if isinstance(search, dict) and search.get("mode") == "outcome":
        return False
    return entry.get("resource") is not None


def _all_found(candidates: Iterator[tuple[str, Any, str, Any]] | list[Any]) -> list[Found]:
    found: list[Found] = []
    faults: list[Fault] = []
    for where, value, text, full_url in candidates:
        try:
            found.append(_found(where, value, text, full_url))
        except Unreadable as error:
            faults.extend(error.faults)
    if faults:
        raise Unreadable(*faults)
    return found


def _found(where: str, value: Any, text: str, full_url: Any) -> Found:
    if not isinstance(value, dict):
        raise Unreadable(Fault(where, "not a FHIR resource: it should be an object"))
    name = value.get("resourceType")
    if not isinstance(name, str):
        raise Unreadable(Fault(where, "not a FHIR resource: resourceType is missing"))
    if name not in RESOURCE_TYPES:
        raise Unreadable(Fault(f"{where}.resourceType", "FHIR R4 has no such resource type"))
    if name == "Bundle":
        raise Unreadable(Fault(where, "a Bundle inside another file is not read"))
    if full_url is not None and not isinstance(full_url, str):
        raise Unreadable(Fault(where.removesuffix("resource") + "fullUrl", "should be a text"))
    digest = sha256(text.encode()).hexdigest()
    own_id = value.get("id")
    if own_id is not None and not isinstance(own_id, str):
        raise Unreadable(Fault(f"{where}.id", "should be a text"))
    resource_id = own_id or _id_in(full_url or "", name) or digest
    if len(resource_id.encode()) > LONGEST_KEY:
        place = f"{where}.id" if own_id else where.removesuffix("resource") + "fullUrl"
        what = f"holds an id of more than {LONGEST_KEY} bytes, the most that is kept here"
        raise Unreadable(Fault(place, what))
    return Found(where, name, resource_id, value, text, digest, full_url or "")


def _id_in(full_url: str, type_name: str) -> str:
    if full_url.startswith(("urn:uuid:", "urn:oid:")):
        return full_url.split(":", 2)[2]
    *_, owner, last = ["", "", *full_url.split("/")]
    return last if owner == type_name else ""


def _distinct(found: list[Found], faults: list[Fault]) -> tuple[Found, ...]:
    """Each resource once; two that differ under one name leave open which of them is true."""
    by_name: dict[str, Found] = {}
    for one in found:
        present = by_name.setdefault(one.name, one)
        if present.digest != one.digest:
            what = f"another {one.type} of the same id stands at {present.where}"
            faults.append(Fault(one.where, what))
    return tuple(by_name.values())


def source_of(content: dict[str, Any]) -> str:
    """The system named in `meta.source`, without the fragment that only names the message."""
    meta = content.get("meta")
    source = meta.get("source") if isinstance(meta, dict) else None
    return source.split("#", 1)[0] if isinstance(source, str) else ""
