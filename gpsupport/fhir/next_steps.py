"""What stands beside an answer that goes out: who made it, and when the next conversation is due.

Neither says what the conversation is about. A Flag is never written: a record system shows one on
its banner, where anybody in the room reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
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


@dataclass(frozen=True, slots=True)
class Making:
    """How a resource came about: at which instant, and from which release of the content.

    `target`, `replaces` (what it corrects) and `follows` (what it came after) are each a type with
    an id. `said_on` are the first and last day of what it holds, where no instant is known.
    """

    target: tuple[str, str]
    recorded_at: datetime
    release: str | None = None
    replaces: tuple[str, str] | None = None
    follows: tuple[str, str] | None = None
    said_on: tuple[date, date] | None = None


def author_of(who: Json | None, role: Role | None, practice: Practice) -> Json:
    """Whoever made a resource, for which practice, and in which role if that is known."""
    agent: Json = {
        "type": {"coding": [{"system": _PARTICIPANT, "code": "author"}]},
        "who": who or {"display": "Not named"},
        "onBehalfOf": {"reference": urn("Organization", practice.id), "display": practice.name},
    }
    if role is not None:
        agent["role"] = [{"coding": [{"system": _ROLES, "code": role.value}]}]
    return agent


def provenance_of(making: Making, authors: list[Json]) -> Any:
    """Who made a resource, when, from what, and in place of what."""
    operation = "UPDATE" if making.replaces else "CREATE"
    content: Json = {
        "resourceType": "Provenance",
        "id": own_id("Provenance", "/".join(making.target)),
        "target": [{"reference": urn(*making.target)}],
        "recorded": making.recorded_at.astimezone(UTC).isoformat(),
        "activity": {"coding": [{"system": _OPERATION, "code": operation}]},
        "agent": authors,
    }
    if making.said_on is not None:
        start, end = making.said_on
        content["occurredPeriod"] = {"start": start.isoformat(), "end": end.isoformat()}
    if entities := list(_entities(making)):
        content["entity"] = entities
    return model(content)


def _entities(making: Making) -> Iterator[Json]:
    if making.release:
        identifier = {"system": RELEASE_ID, "value": making.release}
        yield {"role": "source", "what": {"identifier": identifier}}
    if making.replaces is not None:
        yield {"role": "revision", "what": {"reference": urn(*making.replaces)}}
    if making.follows is not None:
        yield {"role": "derivation", "what": {"reference": urn(*making.follows)}}
