"""Referrals as FHIR: a ServiceRequest, a Task that says where it stands, and what happened.

What happened stands in Provenance resources, one for each entry with every field of it; its words
stand as notes of the Task too, and leave with the record alone. Whatever was entered wrongly leaves
without its words: it may be about somebody else. No title or description says what it is about.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from gpsupport.domain.people import Practice
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.messages import (
    OutgoingChain,
    fit_to_go,
    names_said,
    service_name,
)
from gpsupport.domain.referral.states import ReferralState
from gpsupport.fhir.directory import IDENTIFIER, KIND
from gpsupport.fhir.elements import Json
from gpsupport.fhir.forms import printable
from gpsupport.fhir.labels import OUR_BASE, SECURITY, urn
from gpsupport.fhir.own_resources import model, organisation_model, own_id, patient_model
from gpsupport.fhir.referral_entries import STATE, happenings_of, notes_of, reason_of
from gpsupport.fhir.referral_facts import facts_of

REFERENCE = f"{OUR_BASE}/Id/referral"
CLOCK_START = f"{OUR_BASE}/StructureDefinition/referral-clock-start"
ABOUT = f"{OUR_BASE}/StructureDefinition/referral-about"
CONTACT = f"{OUR_BASE}/StructureDefinition/referral-contact"
BEGUN = f"{OUR_BASE}/StructureDefinition/referral-begun"
NAME = "Referral"
# These stand in elements that FHIR has for them; every other field stands in an extension of ours.
BEGUN_ELSEWHERE = frozenset(
    {
        "id",
        "patient_id",
        "option_id",
        "option_name",
        "option_kind",
        "need",
        "begun_at",
        "begun_by",
        "urgent",
        "about",
    }
)

# Where a referral stands, as FHIR says it of a Task and of the ServiceRequest behind it. Whatever
# may still go on is not ended there: what came back, ran out or went quiet is not over.
TASK_STATUS = {
    ReferralState.DRAFT: "draft",
    ReferralState.CONSENT: "draft",
    ReferralState.SENT: "requested",
    ReferralState.RECEIVED: "received",
    ReferralState.TRIAGED: "received",
    ReferralState.WAITING: "accepted",
    ReferralState.OFFERED: "accepted",
    ReferralState.ATTENDED: "in-progress",
    ReferralState.CLOSED_HELPED: "completed",
    ReferralState.CLOSED_PARTLY: "completed",
    ReferralState.CLOSED_NOT: "completed",
    ReferralState.RETURNED: "rejected",
    ReferralState.DECLINED: "cancelled",
    ReferralState.DISENGAGED: "on-hold",
    ReferralState.UNSAFE: "on-hold",
    ReferralState.SUPERSEDED: "cancelled",
    ReferralState.EXPIRED: "requested",
    ReferralState.IN_ERROR: "entered-in-error",
}
REQUEST_STATUS = {
    ReferralState.DRAFT: "draft",
    ReferralState.CONSENT: "draft",
    ReferralState.SENT: "active",
    ReferralState.RECEIVED: "active",
    ReferralState.TRIAGED: "active",
    ReferralState.WAITING: "active",
    ReferralState.OFFERED: "active",
    ReferralState.ATTENDED: "active",
    ReferralState.CLOSED_HELPED: "completed",
    ReferralState.CLOSED_PARTLY: "completed",
    ReferralState.CLOSED_NOT: "completed",
    ReferralState.RETURNED: "on-hold",
    ReferralState.DECLINED: "revoked",
    ReferralState.DISENGAGED: "on-hold",
    ReferralState.UNSAFE: "on-hold",
    ReferralState.SUPERSEDED: "revoked",
    ReferralState.EXPIRED: "active",
    ReferralState.IN_ERROR: "entered-in-error",
}


def write_chain(chain: OutgoingChain, mention: str, written_at: datetime) -> bytes:
    """Referrals that followed one another, with all that happened, as a Bundle (collection).

    `mention` is said behind a text of which something was left out. Raises ValueError for what
    cannot be said in FHIR.
    """
    subject = {"reference": urn("Patient", chain.patient.id)}
    models = [organisation_model(chain.practice), patient_model(chain.patient, chain.practice)]
    for referral in chain.referrals:
        models += record_of(referral, subject, chain.practice, mention, chain.withdrawn)
    return bundle_of("collection", models, written_at)


def bundle_of(kind: str, models: Sequence[Any], written_at: datetime) -> bytes:
    """A labelled Bundle of that type with these resources in their order."""
    entries = [
        {
            "fullUrl": urn(one.get_resource_type(), one.id),
            "resource": json.loads(one.model_dump_json()),
        }
        for one in models
    ]
    head: Json = {
        "resourceType": "Bundle",
        "meta": {"security": [dict(label) for label in SECURITY]},
        "type": kind,
        "timestamp": written_at.astimezone(UTC).isoformat(),
        "entry": entries,
    }
    return json.dumps(head, separators=(",", ":"), ensure_ascii=False).encode()


def record_of(
    referral: Referral,
    subject: Json,
    practice: Practice,
    mention: str,
    withdrawn: Sequence[str] = (),
) -> tuple[Any, ...]:
    """Everything that the record has of a referral. Raises ValueError for what FHIR cannot say.

    `withdrawn` are ways of getting in touch that must not go out, `mention` what is said instead.
    """
    names = tuple(names_said([referral], practice))

    def fit(text: str) -> str:
        return printable(fit_to_go(text, mention, withdrawn, names))

    request = service_request(referral, subject, practice, fit, chained=True)
    begun = {"url": BEGUN, "extension": facts_of(referral.begun, fit, BEGUN_ELSEWHERE)}
    request["extension"] = [*request.get("extension", ()), begun]
    return (
        model(request),
        model(task(referral, subject, practice, notes=notes_of(referral, fit))),
        *happenings_of(referral, practice, fit),
    )


def service_request(
    referral: Referral,
    subject: Json,
    practice: Practice,
    fit: Callable[[str], str],
    *,
    chained: bool = False,
) -> Json:
    """What is asked of the service. `chained`: it says whose place it took, and for whom it is.

    `fit` makes a text ready to go out.
    """
    begun = referral.begun
    extensions: list[Json] = []
    if referral.clock_start is not None:
        day = referral.clock_start.isoformat()
        extensions.append({"url": CLOCK_START, "valueDate": day})
    if chained and begun.about:
        told = {"display": printable(begun.about)}
        extensions.append({"url": ABOUT, "valueReference": told})
    content: Json = {
        "resourceType": "ServiceRequest",
        "id": begun.id,
        "identifier": [_reference(begun.id)],
        "status": REQUEST_STATUS[referral.state],
        "intent": "order",
        "priority": "urgent" if begun.urgent else "routine",
        "code": {"text": NAME},
        "subject": subject,
        "authoredOn": (referral.sent_on or begun.begun_on).isoformat(),
        "requester": _requester(referral, practice),
        "performerType": {"coding": [{"system": KIND, "code": begun.option_kind.value}]},
        "performer": [service_of(referral)],
        "reasonCode": [{"text": fit(begun.need)}],
    }
    if extensions:
        content["extension"] = extensions
    if chained and begun.continues and not begun.beside:
        before = {"reference": urn("ServiceRequest", begun.continues)}
        content["replaces"] = [{**before, "identifier": _reference(begun.continues)}]
    return content


def task(referral: Referral, subject: Json, practice: Practice, notes: Sequence[Json] = ()) -> Json:
    """Where a referral stands."""
    begun = referral.begun
    request = {"reference": urn("ServiceRequest", begun.id), "identifier": _reference(begun.id)}
    changed_at = referral.events[-1].at if referral.events else begun.begun_at
    content: Json = {
        "resourceType": "Task",
        "id": own_id("Task", f"referral/{begun.id}"),
        "identifier": [_reference(begun.id)],
        "basedOn": [request],
        "status": TASK_STATUS[referral.state],
        "businessStatus": {"coding": [{"system": STATE, "code": referral.state.value}]},
        "intent": "order",
        "description": NAME,
        "focus": request,
        "for": subject,
        "authoredOn": begun.begun_at.astimezone(UTC).isoformat(),
        "lastModified": changed_at.astimezone(UTC).isoformat(),
        "requester": _requester(referral, practice),
        "owner": service_of(referral),
    }
    if referral.state is ReferralState.RETURNED and referral.reason is not None:
        content["statusReason"] = reason_of(referral.reason.value)
    if notes:
        content["note"] = list(notes)
    return content


def service_of(referral: Referral) -> Json:
    """The service, by our number for it and its name."""
    begun = referral.begun
    told: Json = {"type": "HealthcareService", "display": printable(service_name(begun))}
    if begun.option_id:
        told["identifier"] = {"system": IDENTIFIER, "value": begun.option_id}
    return told


def _reference(referral_id: str) -> Json:
    return {"system": REFERENCE, "value": referral_id}


def _requester(referral: Referral, practice: Practice) -> Json:
    name = f"{referral.begun.begun_by}, {practice.name}"
    return {"reference": urn("Organization", practice.id), "display": printable(name)}
