"""The whole content as FHIR: resources, and files with the same bytes for the same content."""

from __future__ import annotations

import json
from typing import Any

from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.fhir.elements import Json
from gpsupport.fhir.knowledge.code_systems import code_systems
from gpsupport.fhir.knowledge.plans import activity_definitions, plan_definitions
from gpsupport.fhir.knowledge.questionnaires import questionnaires
from gpsupport.fhir.knowledge.value_sets import value_sets

BUNDLE = "bundle.json"


def export_resources(knowledge: Knowledge) -> tuple[Any, ...]:
    """Every resource of the content as R4B models, in an order that is always the same."""
    return (
        *code_systems(knowledge),
        *value_sets(knowledge),
        *questionnaires(knowledge),
        *activity_definitions(knowledge),
        *plan_definitions(knowledge),
    )


def export_files(knowledge: Knowledge) -> dict[str, bytes]:
    """One file for each resource, by its name, and a collection Bundle of all of them."""
    contents = [_content(resource) for resource in export_resources(knowledge)]
    files = {f"{one['resourceType']}-{one['id']}.json": _written(one) for one in contents}
    files[BUNDLE] = _written(_bundle(contents))
    return files


def _content(resource: Any) -> Json:
    content: Json = json.loads(resource.model_dump_json(exclude_none=True))
    return content


def _bundle(contents: list[Json]) -> Json:
    from fhir.resources.R4B.bundle import Bundle  # noqa: PLC0415

    entries = [{"fullUrl": one["url"], "resource": one} for one in contents]
    return _content(
        Bundle.model_validate(
            {"resourceType": "Bundle", "id": "knowledge", "type": "collection", "entry": entries}
        )
    )


def _written(content: Json) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
