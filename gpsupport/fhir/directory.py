"""Local options as FHIR: HealthcareService, Organization, Location and PractitionerRole (UK Core).

Nobody has told us a street address, so a Location has a name alone. Of a place whose address is
secret there is no Location at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from gpsupport.domain.directory.hidden_places import is_hidden, without_address
from gpsupport.domain.directory.option import Capacity, ReferralOption
from gpsupport.domain.directory.texts import NO, YES, texts_of
from gpsupport.fhir.elements import Json
from gpsupport.fhir.forms import printable
from gpsupport.fhir.labels import OUR_BASE, urn
from gpsupport.fhir.own_resources import model, own_id

KIND = f"{OUR_BASE}/CodeSystem/local-help-kind"
CHARACTERISTIC = f"{OUR_BASE}/CodeSystem/local-help-characteristic"
IDENTIFIER = f"{OUR_BASE}/NamingSystem/local-help"
# What is answered with yes or no, as a characteristic in words of its own for each answer.
_ANSWERED = {
    "accepts_while_ongoing": ("Helps while it still goes on at home", "Only once home is safe"),
    "accepts_in_refuge": ("Takes people who live in a refuge", "Takes nobody from a refuge"),
    "needs_diagnosis": ("Wants a diagnosis", "Wants no diagnosis"),
    "takes_self_referral": ("People may come by themselves", "Wants a referral"),
}
_CAPACITY = {
    Capacity.FREE: "Can take somebody now",
    Capacity.ASSESSMENT_FIRST: "Assesses first",
    Capacity.WAITING_LIST: "Has a waiting list",
    Capacity.FULL: "Takes nobody at present",
}


def write_directory(options: Sequence[ReferralOption], written_at: datetime) -> Iterator[bytes]:
    """The parts of one Bundle (collection) with every option.

    Raises ValueError for what cannot be said in FHIR. Each organisation stands in it once, under an
    id that follows from its name.
    """
    head = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": written_at.astimezone(UTC).isoformat(),
    }
    opening = json.dumps(head, separators=(",", ":"))[:-1].encode()
    written: set[str] = set()
    for option in options:
        for resource in directory_resources(option):
            address = urn(resource.get_resource_type(), resource.id)
            if address in written:
                continue
            yield (b"," if written else opening + b',"entry":[') + (
                f'{{"fullUrl":{json.dumps(address)},"resource":{resource.model_dump_json()}}}'
            ).encode()
            written.add(address)
    # FHIR forbids an empty list.
    yield b"]}" if written else opening + b"}"


def directory_resources(option: ReferralOption) -> tuple[Any, ...]:
    """The resources that one option is, the HealthcareService first."""
    said = without_address(option)
    found = [_service(said)]
    if said.organisation:
        name = printable(said.organisation)
        own = own_id("Organization", f"local-help/{said.organisation}")
        found.append(model({"resourceType": "Organization", "id": own, "name": name}))
    if said.site and not is_hidden(said):
        site = {"resourceType": "Location", "id": _site_id(said), "name": printable(said.site)}
        found.append(model({**site, "status": "active", "mode": "instance"}))
    if said.named_person:
        found.append(_role(said))
    return tuple(found)


def service_id(option: ReferralOption) -> str:
    """The id of the HealthcareService that an option is."""
    return urn("HealthcareService", option.id).removeprefix("urn:uuid:")


def _service(option: ReferralOption) -> Any:
    kind = {"system": KIND, "code": option.kind.value}
    content: Json = {
        "resourceType": "HealthcareService",
        "id": service_id(option),
        "identifier": [{"system": IDENTIFIER, "value": option.id}],
        "active": True,
        "providedBy": _organisation(option),
        "type": [{"coding": [kind], "text": option.kind.value.replace("-", " ").capitalize()}],
        "location": _locations(option),
        "name": printable(option.name),
        "comment": printable(option.summary),
        "extraDetails": _details(option),
        "telecom": _telecom(option),
        "coverageArea": [{"display": printable(area)} for area in sorted(option.areas)],
        "eligibility": _eligibility(option),
        "characteristic": _characteristics(option),
        "communication": [{"text": printable(one)} for one in sorted(option.languages)],
        "availabilityExceptions": printable(option.availability),
    }
    return model({name: value for name, value in content.items() if value not in ("", None, [])})


def _organisation(option: ReferralOption) -> Json | None:
    if not option.organisation:
        return None
    own = own_id("Organization", f"local-help/{option.organisation}")
    return {"reference": f"urn:uuid:{own}", "display": printable(option.organisation)}


def _site_id(option: ReferralOption) -> str:
    return own_id("Location", f"local-help/{option.site}")


def _locations(option: ReferralOption) -> list[Json]:
    if not option.site or is_hidden(option):
        return []
    return [{"reference": f"urn:uuid:{_site_id(option)}", "display": printable(option.site)}]


def _telecom(option: ReferralOption) -> list[Json]:
    told = [("phone", option.phone), ("url", option.web_address)]
    return [{"system": system, "value": value} for system, value in told if value]


def _details(option: ReferralOption) -> str:
    """What FHIR has no element for, a line for each, as a reader needs it before referring."""
    texts = texts_of(option)
    told = {
        "Wants to see": option.evidence,
        "Consent of": ", ".join(texts["consent_of"].split("\n")),
        "Phone before a referral is sent": "Yes" if option.phone_first else "",
        "Advice for professionals": option.advice_phone,
        "Gets in touch": option.safe_channel,
        "Stands in": option.cover,
        "Capacity told on": texts["capacity_on"],
        "Median weeks to a first contact": texts["wait_weeks"],
        "Checked on": texts["assured_on"],
        "Not to be relied on after": texts["stale_after"],
    }
    return "\n\n".join(f"{what}: {printable(said)}" for what, said in told.items() if said)


def _eligibility(option: ReferralOption) -> list[Json]:
    found = []
    if option.from_age is not None or option.below_age is not None:
        low = "" if option.from_age is None else f" from {option.from_age}"
        high = "" if option.below_age is None else f" below {option.below_age}"
        found.append({"code": {"text": "Age"}, "comment": f"In whole years{low}{high}"})
    if option.sexes:
        found.append({"code": {"text": "Gender"}, "comment": ", ".join(sorted(option.sexes))})
    if option.for_children:
        found.append({"code": {"text": "Children"}, "comment": "For children"})
    return found


def _characteristics(option: ReferralOption) -> list[Json]:
    """What is not known has no characteristic: silence is no answer."""
    texts = texts_of(option)
    found = [
        _characteristic(f"{name.replace('_', '-')}-{texts[name]}", words)
        for name, (for_yes, for_no) in _ANSWERED.items()
        for answer, words in ((YES, for_yes), (NO, for_no))
        if texts[name] == answer
    ]
    if option.capacity in _CAPACITY:
        code = f"capacity-{option.capacity.value}"
        found.append(_characteristic(code, _CAPACITY[option.capacity]))
    return found


def _characteristic(code: str, words: str) -> Json:
    return {"coding": [{"system": CHARACTERISTIC, "code": code, "display": words}], "text": words}


def _role(option: ReferralOption) -> Any:
    content: Json = {
        "resourceType": "PractitionerRole",
        "id": own_id("PractitionerRole", f"local-help/{option.id}"),
        "active": True,
        "practitioner": {"display": printable(option.named_person)},
        "organization": _organisation(option),
        "healthcareService": [{"reference": f"urn:uuid:{service_id(option)}"}],
        "telecom": [{"system": "phone", "value": option.phone}] if option.phone else [],
        "availabilityExceptions": printable(option.availability),
    }
    return model({name: value for name, value in content.items() if value not in ("", None, [])})
