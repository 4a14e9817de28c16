"""People, places and meetings of our own as FHIR R4B models, in the shape of UK Core, labelled."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from gpsupport.domain.consultation import Consultation, ConsultationState
from gpsupport.domain.enquiry import Mode, Presence
from gpsupport.domain.people import Clinician, Patient, PersonName, Practice
from gpsupport.domain.record import Setting
from gpsupport.fhir.contacts import ACT_CODE, CLASS_OF
from gpsupport.fhir.elements import Json
from gpsupport.fhir.labels import labelled, urn
from gpsupport.fhir.patients import NHS_NUMBER

ODS_CODE = "https://fhir.nhs.uk/Id/ods-organization-code"
_VERIFICATION = (
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus"
)
_VERIFICATION_CODES = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland"
_SETTINGS = {
    Mode.FACE_TO_FACE: Setting.SURGERY,
    Mode.HOME_VISIT: Setting.HOME,
    Mode.TELEPHONE: Setting.REMOTE,
    Mode.VIDEO: Setting.REMOTE,
    Mode.ONLINE: Setting.REMOTE,
}


def model(content: Json) -> Any:
    """The R4B model of a resource, with our labels. Raises ValueError for what is not FHIR."""
    from fhir.resources.R4B import get_fhir_model_class  # noqa: PLC0415

    return get_fhir_model_class(content["resourceType"]).model_validate(labelled(content))


def own_id(type_name: str, key: str) -> str:
    """An id for a resource that follows from a key of ours: the same each time it is written."""
    return urn(type_name, f"own/{key}").removeprefix("urn:uuid:")


def patient_model(patient: Patient, practice: Practice) -> Any:
    """A patient whom no file brought; nobody has traced the number."""
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
    return model(content)


def _name(name: PersonName) -> Json:
    told: Json = {"use": "official"}
    if name.family:
        told["family"] = name.family
    if name.given:
        told["given"] = name.given.split(" ")
    if name.title:
        told["prefix"] = name.title.split(" ")
    return told


def practitioner_model(clinician: Clinician) -> Any:
    """A member of staff by name alone."""
    return model(
        {
            "resourceType": "Practitioner",
            "id": clinician.id,
            "name": [{"text": clinician.name}],
        }
    )


def organisation_model(practice: Practice) -> Any:
    """The practice with its ODS code."""
    return model(
        {
            "resourceType": "Organization",
            "id": practice.id,
            "identifier": [{"system": ODS_CODE, "value": practice.ods_code}],
            "name": practice.name,
        }
    )


def encounter_model(
    consultation: Consultation, subject: Json, told_by: Json, practice: Practice
) -> Any:
    """A consultation; its class follows from how it took place."""
    open_still = consultation.state is ConsultationState.OPEN
    return model(
        {
            "resourceType": "Encounter",
            "id": consultation.id,
            "status": "in-progress" if open_still else "finished",
            "class": {"system": ACT_CODE, "code": CLASS_OF[_setting(consultation)]},
            "subject": subject,
            "participant": [{"individual": told_by}],
            "period": {"start": consultation.opened_at.astimezone(UTC).isoformat()},
            "serviceProvider": {"reference": urn("Organization", practice.id)},
        }
    )


def _setting(consultation: Consultation) -> Setting:
    gate = consultation.gate
    if gate is None:
        return Setting.SURGERY
    if gate.presence is Presence.REMOTE_FREE_TO_TALK:
        return Setting.REMOTE
    return _SETTINGS[gate.mode]
