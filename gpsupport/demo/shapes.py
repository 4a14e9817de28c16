"""The shapes that FHIR R4 and UK Core give to people, codes and statuses."""

from __future__ import annotations

import json
from typing import Any

from gpsupport.demo.codes import coding
from gpsupport.demo.people import Person, Tie, role_words
from gpsupport.demo.staff import ODS_CODE, PRACTICE_NAME
from gpsupport.domain.record import SNOMED_CT

Resource = dict[str, Any]

TEST_TAG = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}
_VERIFICATION = "Extension-UKCore-NHSNumberVerificationStatus"
_UKCORE = "https://fhir.hl7.org.uk"
HL7 = "http://terminology.hl7.org/CodeSystem"
ENCOUNTER_CLASSES = {
    "AMB": "ambulatory",
    "EMER": "emergency",
    "VR": "virtual",
    "HH": "home health",
}


def patient(person: Person) -> Resource:
    """A UK Core shaped Patient with a verified test number; no address when none may be known."""
    verified = {
        "url": f"{_UKCORE}/StructureDefinition/{_VERIFICATION}",
        "valueCodeableConcept": {
            "coding": [
                {
                    "system": f"{_UKCORE}/CodeSystem/UKCore-NHSNumberVerificationStatusEngland",
                    "code": "01",
                    "display": "Number present and verified",
                }
            ]
        },
    }
    resource: Resource = {
        "resourceType": "Patient",
        "id": person.id,
        "meta": {"tag": [TEST_TAG]},
        "identifier": [
            {
                "extension": [verified],
                "system": "https://fhir.nhs.uk/Id/nhs-number",
                "value": person.nhs_number,
            }
        ],
        "active": True,
        "name": [_name(person)],
        "gender": person.sex.value,
        "birthDate": person.born.isoformat(),
    }
    if person.phone:
        resource["telecom"] = [{"system": "phone", "use": "mobile", "value": person.phone}]
    if person.address:
        place = {"use": "home", "line": list(person.address), "city": "Elmford"}
        resource["address"] = [place | ({"district": person.area} if person.area else {})]
    resource["managingOrganization"] = {
        "identifier": {
            "system": "https://fhir.nhs.uk/Id/ods-organization-code",
            "value": ODS_CODE,
        },
        "display": PRACTICE_NAME,
    }
    return resource


def _name(person: Person) -> Resource:
    name: Resource = {"use": "official", "family": person.family, "given": [person.given]}
    return name | ({"prefix": [person.title]} if person.title else {})


def concept(
    code: str | None, text: str = "", system: str = SNOMED_CT, *, display: str = ""
) -> Resource:
    """A CodeableConcept: the code with its term, and in `text` what the sender wrote.

    `display` is what the sender's system shows for the code in place of the term.
    """
    shape: Resource = {}
    if code is not None:
        shape["coding"] = [coding(code, system=system, display=display)]
    return shape | ({"text": text} if text else {})


def condition_status(kind: str, code: str) -> Resource:
    """A clinical ("clinical") or verification ("ver-status") status."""
    return {"coding": [{"system": f"{HL7}/condition-{kind}", "code": code}]}


def related_person(tie: Tie) -> Resource:
    """A RelatedPerson without the patient whose relative this is."""
    words = role_words(tie.code)
    role = {"system": f"{HL7}/v3-RoleCode", "code": tie.code, "display": words.lower()}
    return {
        "active": True,
        "relationship": [{"coding": [role], "text": words}],
        "name": [_name(tie.to)],
        "gender": tie.to.sex.value,
        "birthDate": tie.to.born.isoformat(),
    }


def as_bytes(bundle: Resource) -> bytes:
    """A bundle as it goes over a wire: compact UTF-8, the same bytes for the same bundle."""
    return json.dumps(bundle, ensure_ascii=False, separators=(",", ":")).encode()
