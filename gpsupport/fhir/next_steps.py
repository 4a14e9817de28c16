"""What stands beside an answer that goes out: who made it, and when the next conversation is due.

Neither says what the conversation is about. A Flag is never written: a record system shows one on
its banner, where anybody in the room reads it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from gpsupport.domain.enquiry import NextEnquiry
from gpsupport.domain.people import Practice, Role
from gpsupport.fhir.elements import Json
from gpsupport.fhir.labels import OUR_BASE, urn
from gpsupport.fhir.own_resources import model, own_id

RELEASE_ID = f"{OUR_BASE}/Id/knowledge-release"
_PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_OPERATION = "http://terminology.hl7.org/CodeSystem/v3-DataOperation"
_ROLES = f"{OUR_BASE}/CodeSystem/role"
_NEXT = "Next conversation"
_WHO = "Whoever sees the patient next"


def next_conversation(
    upcoming: NextEnquiry,
    key: str,
    subject: Json,
    practice: Practice,
    *,
    requester: Json | None = None,
    focus: Json | None = None,
    authored_at: datetime | None = None,
) -> Any:
    """The next conversation as a Task: a day, the practice that owns it, and no reason.

    `key` makes its id: of one key there is one Task, however often it is written. Raises ValueError
    without a day.
    """
    if upcoming.due_on is None:
        raise ValueError("without a day nothing is due")
    content: Json = {
        "resourceType": "Task",
        "id": own_id("Task", key),
        "status": "requested",
        "intent": "plan",
        "description": _NEXT,
        "for": subject,
        "performerType": [{"text": _WHO}],
        "owner": {"reference": urn("Organization", practice.id), "display": practice.name},
        "restriction": {"period": {"end": upcoming.due_on.isoformat()}},
    }
    if focus is not None:
        content["focus"] = focus
    if requester is not None:
        content["requester"] = requester
    if authored_at is not None:
        content["authoredOn"] = authored_at.astimezone(UTC).isoformat()
    return model(content)


def provenance_of(  # noqa: PLR0917 - each is one fact of who made what
    target: tuple[str, str],
    who: Json,
    role: Role | None,
    recorded_at: datetime,
    practice: Practice,
    release: str | None = None,
    *,
    replaces: tuple[str, str] | None = None,
    follows: tuple[str, str] | None = None,
) -> Any:
    """Who made a resource, in which role and when, and from which release of the content.

    `target`, `replaces` (what it corrects) and `follows` (what it came after) are each a type with
    an id.
    """
    agent: Json = {
        "type": {"coding": [{"system": _PARTICIPANT, "code": "author"}]},
        "who": who,
        "onBehalfOf": {"reference": urn("Organization", practice.id), "display": practice.name},
    }
    if role is not None:
        agent["role"] = [{"coding": [{"system": _ROLES, "code": role.value}]}]
    entities: list[Json] = []
    if release:
        identifier = {"system": RELEASE_ID, "value": release}
        entities.append({"role": "source", "what": {"identifier": identifier}})
    if replaces is not None:
        entities.append({"role": "revision", "what": {"reference": urn(*replaces)}})
    if follows is not None:
        entities.append({"role": "derivation", "what": {"reference": urn(*follows)}})
    operation = "UPDATE" if replaces else "CREATE"
    content: Json = {
        "resourceType": "Provenance",
        "id": own_id("Provenance", "/".join(target)),
        "target": [{"reference": urn(*target)}],
        "recorded": recorded_at.astimezone(UTC).isoformat(),
        "activity": {"coding": [{"system": _OPERATION, "code": operation}]},
        "agent": [agent],
    }
    if entities:
        content["entity"] = entities
    return model(content)
