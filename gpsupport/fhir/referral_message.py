"""A referral as a message in the shape of BaRS: what its service needs, and nothing beside it.

No system of anybody is called from here: the message is a file. Neither an address nor what
happened before goes with it, and of the ways to get in touch only the one that holds today.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from gpsupport.domain.knowledge.content.letters import ContactWords
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.messages import (
    OutgoingReferral,
    fit_to_go,
    service_name,
)
from gpsupport.domain.referral.states import ReferralState
from gpsupport.fhir.directory import IDENTIFIER, KIND
from gpsupport.fhir.elements import Json
from gpsupport.fhir.forms import printable
from gpsupport.fhir.labels import urn
from gpsupport.fhir.own_resources import ODS_CODE, model, organisation_model, own_id, patient_model
from gpsupport.fhir.referral_resources import (
    CONTACT,
    REQUEST_STATUS,
    TASK_STATUS,
    bundle_of,
    service_request,
    task,
)

EVENTS = "https://fhir.nhs.uk/CodeSystem/message-events-bars"
REASONS = "https://fhir.nhs.uk/CodeSystem/message-reason-bars"
REQUEST = "servicerequest-request"
RESPONSE = "servicerequest-response"
_NEW = "new"
_PROGRAM = "gpsupport"


def write_message(outgoing: OutgoingReferral, words: ContactWords, written_at: datetime) -> bytes:
    """The referral as a Bundle of type message, in these words.

    Raises ValueError for what FHIR cannot say.
    """
    referral, practice = outgoing.referral, outgoing.practice
    subject = {"reference": urn("Patient", outgoing.person.id)}
    practitioner, service = _practitioner(outgoing), _service(referral)
    requester = {"reference": urn("Practitioner", practitioner.id)}
    performer = {"reference": urn("HealthcareService", service.id)}
    request = service_request(referral, subject, practice, _fit(outgoing, words))
    request |= {
        "requester": requester,
        "performer": [{**request["performer"][0], **performer}],
        "note": _own_notes(outgoing, words),
    }
    asked = task(referral, subject, practice)
    if referral.sent_on is None:
        # It asks, as any message does; whether and when it was sent is for whoever sends it to say.
        request["status"] = REQUEST_STATUS[ReferralState.SENT]
        asked["status"] = TASK_STATUS[ReferralState.SENT]
    asked |= {"requester": requester, "owner": {**asked["owner"], **performer}}
    models = [
        _header(outgoing, written_at, performer["reference"]),
        model(request),
        model(asked),
        patient_model(outgoing.person, practice),
        practitioner,
        organisation_model(practice),
        service,
    ]
    return bundle_of("message", models, written_at)


def _own_notes(outgoing: OutgoingReferral, words: ContactWords) -> list[Json]:
    """Marked as ours, so that they are not taken for the service's words where they come back."""
    ours = [{"url": CONTACT, "valueBoolean": True}]
    said = [contact_words(outgoing, words)]
    if not outgoing.sure:
        said.append(words.not_sure)
    return [{"extension": ours, "text": one} for one in said]


def contact_words(outgoing: OutgoingReferral, words: ContactWords) -> str:
    """How to get in touch, in words. What the patient said never to use is not named at all."""
    contact = outgoing.contact
    if contact is None or contact.way not in words.ways or contact.valid_until is None:
        return words.through_us
    told = (
        ("Get in touch only by", words.ways[contact.way]),
        ("Number, place or person", contact.detail),
        ("Times", contact.times),
        ("Who answers, and what to say", contact.who_answers),
        ("Words that mean it is not safe to talk", contact.code_words),
        ("Until", contact.valid_until.isoformat()),
    )
    fit = _fit(outgoing, words)
    lines = [f"{what}: {fit(said)}." for what, said in told if said.strip()]
    return " ".join([*lines, words.no_other])


def _fit(outgoing: OutgoingReferral, words: ContactWords) -> Callable[[str], str]:
    def fit(text: str) -> str:
        return printable(fit_to_go(text, words.left_out, outgoing.withdrawn, outgoing.names))

    return fit


def _header(outgoing: OutgoingReferral, written_at: datetime, service: str) -> Any:
    """From whom to whom. Nobody gave either an address on a network: a name stands for it."""
    begun, practice = outgoing.referral.begun, outgoing.practice
    sender = {"reference": urn("Organization", practice.id), "display": practice.name}
    instant = written_at.astimezone(UTC).isoformat()
    return model(
        {
            "resourceType": "MessageHeader",
            "id": own_id("MessageHeader", f"referral/{begun.id}/{instant}"),
            "eventCoding": {"system": EVENTS, "code": REQUEST},
            "destination": [{"name": printable(service_name(begun)), "endpoint": service}],
            "sender": sender,
            "source": {
                "name": practice.name,
                "software": _PROGRAM,
                "endpoint": f"{ODS_CODE}|{practice.ods_code}",
            },
            "responsible": sender,
            "reason": {"coding": [{"system": REASONS, "code": _NEW}]},
            "focus": [{"reference": urn("ServiceRequest", begun.id)}],
        }
    )


def _practitioner(outgoing: OutgoingReferral) -> Any:
    name = outgoing.referral.begun.begun_by
    content: Json = {
        "resourceType": "Practitioner",
        "id": own_id("Practitioner", f"{outgoing.practice.id}/{name}"),
        "name": [{"text": printable(name) or "Not named"}],
    }
    return model(content)


def _service(referral: Referral) -> Any:
    begun = referral.begun
    key = begun.option_id or f"{begun.option_kind.value}/{begun.option_name}"
    content: Json = {
        "resourceType": "HealthcareService",
        "id": own_id("HealthcareService", f"referral/{key}"),
        "name": printable(service_name(begun)),
        "type": [{"coding": [{"system": KIND, "code": begun.option_kind.value}]}],
    }
    if begun.option_id:
        content["identifier"] = [{"system": IDENTIFIER, "value": begun.option_id}]
    return model(content)
