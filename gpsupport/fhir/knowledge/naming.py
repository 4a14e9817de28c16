"""What every resource of the content has in common: its address, names, version and standing."""

from __future__ import annotations

import re

from gpsupport.domain.knowledge.content.pack import Knowledge, Source
from gpsupport.domain.knowledge.language.phrases import in_words
from gpsupport.fhir.elements import Json
from gpsupport.fhir.forms import printable
from gpsupport.fhir.labels import OUR_BASE

PUBLISHER = "gpsupport"
SNOMED_NOTICE = (
    "Includes content from SNOMED Clinical Terms® (SNOMED CT®), which is copyright of the"
    " International Health Terminology Standards Development Organisation (IHTSDO). Whoever"
    " implements it must have the appropriate SNOMED CT Affiliate licence."
)
# A resource has no practice, so its texts name nobody.
_NOBODY_BY_NAME = {
    "{lead}": "the safeguarding lead",
    "{advocate}": "the advocate",
    "{help}": "local help",
    "{times}": "several times",
}
# Of the types that we write, those that have the element in FHIR R4.
_WITH_APPROVAL = frozenset({"ActivityDefinition", "PlanDefinition", "Questionnaire"})
_BREAKS = re.compile(r"[^A-Za-z0-9]+")


def address(resource_type: str, resource_id: str) -> str:
    """The canonical address of a resource of ours."""
    return f"{OUR_BASE}/{resource_type}/{resource_id}"


def version_of(knowledge: Knowledge) -> str:
    """The version that every resource carries: the pack's, and the release that it is."""
    return f"{knowledge.version.version}-{knowledge.version.mark}"


def machine_name(words: str) -> str:
    """Words as FHIR wants a name for machines: a capital first, letters and digits alone."""
    parts = (part for part in _BREAKS.split(words) if part)
    name = "".join(part[:1].upper() + part[1:] for part in parts)
    return name if name[:1].isalpha() else f"N{name}"


def plain(text: str, *, recent_days: int | None = None) -> str:
    """A text of the content with nobody named in it."""
    for place, words in _NOBODY_BY_NAME.items():
        text = text.replace(place, words)
    if recent_days is not None:
        text = text.replace("{recent}", in_words(recent_days))
    text = printable(text).strip()
    return text[:1].upper() + text[1:]


def frame(resource_type: str, resource_id: str, title: str, knowledge: Knowledge) -> Json:
    """The elements that all our definitions share.

    They are drafts and experimental until a practice has signed the content off.
    """
    standing = knowledge.standing
    content: Json = {
        "resourceType": resource_type,
        "id": resource_id,
        "url": address(resource_type, resource_id),
        "version": version_of(knowledge),
        "name": machine_name(resource_id),
        "title": title,
        "status": "active" if standing.signed_off else "draft",
        "experimental": not standing.signed_off,
        "publisher": PUBLISHER,
        "jurisdiction": [
            {"coding": [{"system": "urn:iso:std:iso:3166", "code": "GB", "display": "England"}]}
        ],
    }
    if standing.on is not None and resource_type in _WITH_APPROVAL:
        content["approvalDate"] = standing.on.isoformat()
    return content


def citations(source_ids: tuple[str, ...], knowledge: Knowledge) -> list[Json]:
    """Where a statement comes from, as related artifacts."""
    return [_citation(knowledge.sources[one]) for one in source_ids]


def _citation(source: Source) -> Json:
    seen = "read by a person" if source.checked else "seen as an excerpt"
    cited: Json = {"type": "citation", "label": source.id, "display": f"{source.title} ({seen})"}
    if source.url:
        cited["url"] = source.url
    return cited
