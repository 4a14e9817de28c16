"""The security labels that everything we write carries, and the addresses that are our own."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

# .example is reserved, so nobody else can ever own these addresses.
OUR_BASE = "https://gpsupport.example/fhir"

# SDV is the label for this kind of information. DVD means developmental disability: never that.
SECURITY: tuple[dict[str, str], ...] = (
    {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"},
    {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "SDV"},
)


def labelled(content: dict[str, Any]) -> dict[str, Any]:
    """The same resource with our security labels in its meta."""
    meta = {**content.get("meta", {}), "security": [dict(label) for label in SECURITY]}
    return {**content, "meta": meta}


def urn(type_name: str, resource_id: str) -> str:
    """A urn:uuid for a resource: its id when that is a UUID, else one that follows from it."""
    try:
        if str(UUID(resource_id)) == resource_id:
            return f"urn:uuid:{resource_id}"
    except ValueError:
        pass
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{OUR_BASE}/{type_name}/{resource_id}')}"
