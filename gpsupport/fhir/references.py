"""What a reference points to: relative, absolute, urn:uuid, contained, by identifier, versioned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from gpsupport.fhir.elements import Json, objects, person_name, text_of
from gpsupport.fhir.unpacking import Found

_TYPE_AND_ID = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})$")
_MATCHING = re.compile(r"^([A-Z][A-Za-z]+)\?identifier=(?:([^|&]*)\|)?([^&]+)$")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads. `type` is empty when only the absent target could tell.

    `found` is the resource of the file; a contained resource has its `content` alone.
    """

    type: str
    content: Json
    found: Found | None = None


class Addresses:
    """Every address under which the resources of one envelope can be referred to."""

    def __init__(self, resources: Iterable[Found]) -> None:
        self._by_address: dict[str, Found] = {}
        self._by_identifier: dict[tuple[str, str, str], Found] = {}
        self._led_to: set[str] = set()
        for one in resources:
            self._by_address[one.name] = one
            self._by_address[f"urn:uuid:{one.id.lower()}"] = one
            for identifier in identifiers(one.content):
                self._by_identifier[one.type, *identifier] = one
        for one in resources:
            # Last, because the address that the file itself states is the surest.
            if one.full_url:
                self._by_address[_normal(one.full_url)] = one

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """Note the names of the resources of the file to which references lead meanwhile."""
        self._led_to = set()
        yield self._led_to

    def find(self, reference: Json, home: Found) -> Target | None:
        """Where a reference of a resource leads; None when it names nothing."""
        target = self._find(reference, home)
        if target is not None and target.found is not None:
            self._led_to.add(target.found.name)
        return target

    def _find(self, reference: Json, home: Found) -> Target | None:
        address = text_of(reference, "reference")
        if address.startswith("#"):
            return _contained(address[1:], home)
        if not address:
            return self._by_logical_identifier(reference)
        address = _normal(address)
        matching = _MATCHING.match(address)
        if matching:
            owner, system, value = matching.groups()
            return self._target(owner, self._by_identifier.get((owner, system or "", value)))
        found = self._by_address.get(address)
        if found is not None:
            return Target(found.type, found.content, found)
        named = _TYPE_AND_ID.search(address)
        if named is None:
            return Target(text_of(reference, "type"), {})
        same_name = self._by_address.get(f"{named[1]}/{named[2]}")
        if same_name is not None and _on_another_server(address, same_name):
            same_name = None
        return self._target(named[1], same_name)

    def find_by_identifiers(self, type_name: str, content: Json) -> Found | None:
        """The resource of this type in the file that shares an identifier with the content."""
        known = (self._by_identifier.get((type_name, *one)) for one in identifiers(content))
        return next((found for found in known if found), None)

    def name_of(self, reference: Json, home: Found) -> str:
        """The name of the clinician or organisation referred to; empty for anybody else."""
        target = self.find(reference, home)
        kind = (target.type if target else "") or text_of(reference, "type")
        if kind in {"Patient", "RelatedPerson", "Device"}:
            return ""
        display = text_of(reference, "display")
        if display or target is None:
            return display
        if target.type == "PractitionerRole":
            return self._name_in_role(target.content, target.found or home)
        if target.type == "Organization":
            return text_of(target.content, "name")
        return str(person_name(target.content.get("name")))

    def _name_in_role(self, content: Json, home: Found) -> str:
        for element in ("practitioner", "organization"):
            for reference in objects(content.get(element)):
                target = self.find(reference, home)
                # A role that stands in for a person would lead round in a circle.
                if target is None or target.type != "PractitionerRole":
                    name = self.name_of(reference, home)
                    if name:
                        return name
        return ""

    def _target(self, type_name: str, found: Found | None) -> Target:
        return Target(type_name, found.content if found else {}, found)

    def _by_logical_identifier(self, reference: Json) -> Target | None:
        identifier = reference.get("identifier")
        if not isinstance(identifier, dict):
            return None
        key = text_of(identifier, "system"), text_of(identifier, "value")
        owner = text_of(reference, "type")
        for type_name in [owner] if owner else ["Patient", "Practitioner", "Organization"]:
            found = self._by_identifier.get((type_name, *key))
            if found is not None:
                return Target(found.type, found.content, found)
        return Target(owner, {})


def identifiers(content: Json) -> list[tuple[str, str]]:
    """The identifiers of a resource as (system, value), without those that are no longer used."""
    return [
        (text_of(one, "system"), text_of(one, "value"))
        for one in objects(content.get("identifier"))
        if text_of(one, "value") and text_of(one, "use") != "old"
    ]


def _contained(local_id: str, home: Found) -> Target | None:
    if not local_id:
        return Target(home.type, home.content, home)
    for one in objects(home.content.get("contained")):
        if one.get("id") == local_id:
            return Target(text_of(one, "resourceType"), one)
    return Target("", {})


def _on_another_server(address: str, found: Found) -> bool:
    """Whether an absolute address and a resource of the same type and id have different homes.

    A resource whose own address is not known, or is a urn:uuid, may well be the one meant.
    """
    own = _normal(found.full_url) if found.full_url else ""
    both_absolute = all(one.startswith(("http://", "https://")) for one in (address, own))
    return both_absolute and address != own


def _normal(address: str) -> str:
    address = address.strip().split("#", 1)[0].split("/_history/", 1)[0]
    return address.lower() if address.lower().startswith("urn:uuid:") else address


def first_name(references: object, addresses: Addresses, home: Found) -> str:
    """The first name that any of several references, or of objects with an `actor`, leads to."""
    for one in objects(references):
        inner: Any = one.get("actor") or one.get("individual") or one
        for reference in objects(inner):
            name = addresses.name_of(reference, home)
            if name:
                return name
    return ""
