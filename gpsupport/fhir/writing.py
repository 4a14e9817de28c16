"""Writing FHIR R4: a saved consultation, and a whole record, each as a Bundle of type collection.

Our own resources are built as R4B models, one factory for each value, in the shape of UK Core and
labelled R and SDV. Received resources keep their text unchanged. Profiles are not claimed in
meta.profile: nothing here validates against them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from gpsupport.domain.consultation import Consultation, ConsultationState
from gpsupport.domain.enquiry import Enquiry, NextEnquiry, Presence
from gpsupport.domain.exchange import ReceivedResource
from gpsupport.domain.people import Clinician, Patient, PersonName, Practice
from gpsupport.domain.record import Setting
from gpsupport.fhir.contacts import ACT_CODE, CLASS_OF
from gpsupport.fhir.elements import Json
from gpsupport.fhir.enquiry_form import printable, response
from gpsupport.fhir.labels import OUR_BASE, SECURITY, labelled, urn
from gpsupport.fhir.patients import NHS_NUMBER

ODS_CODE = "https://fhir.nhs.uk/Id/ods-organization-code"
_URN = re.compile(r'"urn:uuid:([^"]+)"')
_VERIFICATION = (
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus"
)
_VERIFICATION_CODES = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland"


def write_consultation(  # noqa: PLR0917
    practice: Practice,
    patient: Patient,
    consultation: Consultation,
    enquiry: Enquiry,
    next_due: NextEnquiry,
    clinician: Clinician,
) -> bytes:
    """One saved consultation as a Bundle; reading it back gives the same patient and enquiry.

    Raises ValueError when a value cannot be said in FHIR, such as an id with a slash in it.
    """
    told_by = {"reference": urn("Practitioner", clinician.id), "display": clinician.name}
    subject = {"reference": urn("Patient", patient.id)}
    author = {**told_by, "display": enquiry.by or clinician.name}
    entries = [
        _entry(_patient(patient, practice)),
        _entry(_practitioner(clinician)),
        _entry(_organisation(practice)),
        _entry(_encounter(consultation, subject, told_by, practice)),
        _entry(response(enquiry, enquiry.id, subject, author)),
    ]
    if next_due.due_on is not None:
        entries.append(_entry(_task(enquiry, next_due, subject, told_by, practice)))
    return _bundle(entries, enquiry.at or consultation.opened_at)


def write_record(
    patient: Patient,
    practice: Practice,
    received: Sequence[ReceivedResource],
    enquiries: Sequence[Enquiry],
    written_at: datetime,
    *,
    source_system: str = "",
) -> bytes:
    """Everything received of one patient, text unchanged, and our enquiries, as a Bundle.

    `source_system` is where it came from, so that reading it back finds it known. An enquiry that
    came in with the received resources is not written a second time.
    """
    entries = _received_entries(received)
    own = next((one for one in received if one.type == "Patient"), None)
    if own is None:
        entries.insert(0, _entry(_patient(patient, practice)))
        subject = {"reference": urn("Patient", patient.id)}
    else:
        address = next(url for url, text in entries if text is own.text)
        subject = {"reference": address}
    names = {f"{one.type}/{one.id}" for one in received}
    for enquiry in enquiries:
        if enquiry.resource not in names:
            author = {"display": printable(enquiry.by)} if enquiry.by else None
            entries.append(_entry(response(enquiry, enquiry.id, subject, author)))
    return _bundle(entries, written_at, source_system)


def _received_entries(received: Sequence[ReceivedResource]) -> list[tuple[str, str]]:
    """Each text once, under the address by which the others refer to it.

    Two systems may use one id for different things: the second gets an address of its own.
    """
    referred = {uuid.lower() for one in received for uuid in _URN.findall(one.text)}
    by_address: dict[str, ReceivedResource] = {}
    for one in received:
        by_urn = one.id.lower() in referred
        address = urn(one.type, one.id) if by_urn else f"{OUR_BASE}/{one.type}/{one.id}"
        if by_address.setdefault(address, one).digest != one.digest:
            by_address[urn(one.type, f"{one.id}/{one.digest}")] = one
    return [(address, one.text) for address, one in by_address.items()]


def _bundle(entries: list[tuple[str, str]], written_at: datetime, source_system: str = "") -> bytes:
    """Put the texts together as they are: no library rewrites a number or a time on the way."""
    meta: Json = {"security": [dict(label) for label in SECURITY]}
    if source_system:
        meta["source"] = source_system
    head = {
        "resourceType": "Bundle",
        "meta": meta,
        "type": "collection",
        "timestamp": written_at.astimezone(UTC).isoformat(),
    }
    body = ",".join(f'{{"fullUrl":{json.dumps(url)},"resource":{text}}}' for url, text in entries)
    opening = json.dumps(head, separators=(",", ":"))[:-1]
    # FHIR forbids an empty list.
    return (f'{opening},"entry":[{body}]}}' if entries else f"{opening}}}").encode()


def _entry(model: Any) -> tuple[str, str]:
    return urn(model.get_resource_type(), model.id), model.model_dump_json()


def _model(content: Json) -> Any:
    from fhir.resources.R4B import get_fhir_model_class  # noqa: PLC0415

    return get_fhir_model_class(content["resourceType"]).model_validate(labelled(content))


def _patient(patient: Patient, practice: Practice) -> Any:
    content: Json = {
        "resourceType": "Patient",
        "id": patient.id,
        "gender": patient.sex.value,
        "managingOrganization": {"reference": urn("Organization", practice.id)},
    }
    if patient.nhs_number is not None:
        # 02: the check digit fits, but nobody here has traced the number.
        status = {
            "system": _VERIFICATION_CODES,
            "code": "02",
            "display": "Number present but not traced",
        }
        content["identifier"] = [
            {
                "extension": [{"url": _VERIFICATION, "valueCodeableConcept": {"coding": [status]}}],
                "system": NHS_NUMBER,
                "value": patient.nhs_number.value,
            }
        ]
    if str(patient.name):
        content["name"] = [_name(patient.name)]
    if patient.born is not None:
        content["birthDate"] = str(patient.born)
    return _model(content)


def _name(name: PersonName) -> Json:
    told: Json = {"use": "official"}
    if name.family:
        told["family"] = name.family
    if name.given:
        told["given"] = name.given.split(" ")
    if name.title:
        told["prefix"] = name.title.split(" ")
    return told


def _practitioner(clinician: Clinician) -> Any:
    return _model(
        {
            "resourceType": "Practitioner",
            "id": clinician.id,
            "name": [{"text": clinician.name}],
        }
    )


def _organisation(practice: Practice) -> Any:
    return _model(
        {
            "resourceType": "Organization",
            "id": practice.id,
            "identifier": [{"system": ODS_CODE, "value": practice.ods_code}],
            "name": practice.name,
        }
    )


def _encounter(consultation: Consultation, subject: Json, told_by: Json, practice: Practice) -> Any:
    presence = consultation.gate.presence if consultation.gate else None
    remote = presence is Presence.REMOTE_FREE_TO_TALK
    open_still = consultation.state is ConsultationState.OPEN
    return _model(
        {
            "resourceType": "Encounter",
            "id": consultation.id,
            "status": "in-progress" if open_still else "finished",
            "class": {
                "system": ACT_CODE,
                "code": CLASS_OF[Setting.REMOTE if remote else Setting.SURGERY],
            },
            "subject": subject,
            "participant": [{"individual": told_by}],
            "period": {"start": consultation.opened_at.astimezone(UTC).isoformat()},
            "serviceProvider": {"reference": urn("Organization", practice.id)},
        }
    )


def _task(
    enquiry: Enquiry, next_due: NextEnquiry, subject: Json, told_by: Json, practice: Practice
) -> Any:
    """The next conversation. Its words say nothing of the subject, nor does it give a reason."""
    due_on = next_due.due_on.isoformat() if next_due.due_on else None
    content: Json = {
        "resourceType": "Task",
        "id": urn("Task", enquiry.id).removeprefix("urn:uuid:"),
        "status": "requested",
        "intent": "plan",
        "description": "Next conversation",
        "focus": {"reference": urn("QuestionnaireResponse", enquiry.id)},
        "for": subject,
        "requester": told_by,
        "owner": {"reference": urn("Organization", practice.id)},
        "restriction": {"period": {"end": due_on}},
    }
    if enquiry.at is not None:
        content["authoredOn"] = enquiry.at.astimezone(UTC).isoformat()
    return _model(content)
