"""Who the patient of a file is, and whether a resource is about that patient."""

from __future__ import annotations

from gpsupport.domain.exchange import Fault, Unreadable
from gpsupport.domain.people import NhsNumber, Patient, Relationship, Relative, Sex
from gpsupport.fhir.elements import Json, codings, find_day, objects, person_name, text_of
from gpsupport.fhir.r4_facts import USED_TYPES
from gpsupport.fhir.references import Addresses, Target, identifiers
from gpsupport.fhir.unpacking import Found

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
ROLE_CODE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"

_PATIENT_ELEMENTS = ("subject", "patient", "beneficiary", "for")

# The v3-RoleCode values that R4 offers for a related person, by what they are to the patient.
_RELATIONSHIPS = {
    Relationship.CHILD: """CHILD CHLDADOPT CHLDFOST CHLDINLAW DAU DAUADOPT DAUC DAUFOST DAUINLAW
        NCHILD SON SONADOPT SONC SONFOST SONINLAW STPCHLD STPDAU STPSON""".split(),
    Relationship.PARENT: """PRN ADOPTP ADOPTF ADOPTM FTH FTHFOST MTH MTHFOST GESTM NFTH NFTHF NMTH
        NMTHF NPRN PRNFOST STPFTH STPMTH STPPRN PRNINLAW FTHINLAW MTHINLAW""".split(),
    Relationship.PARTNER: "SPS DOMPART HUSB WIFE SIGOTHR FMRSPS".split(),
}


def read_patient(found: Found) -> Patient:
    """The patient as a value. A number that is no valid NHS number counts as not known."""
    content = found.content
    return Patient(
        id=found.id,
        name=person_name(content.get("name")),
        sex=Sex(text_of(content, "gender") or Sex.UNKNOWN.value),
        born=find_day(content, ("birthDate",), found.where),
        nhs_number=_find_nhs_number(found),
    )


def _find_nhs_number(found: Found) -> NhsNumber | None:
    numbers: set[NhsNumber] = set()
    for system, value in identifiers(found.content):
        if system == NHS_NUMBER:
            try:
                numbers.add(NhsNumber(value))
            except ValueError:
                # Published examples carry numbers whose check digit is wrong. Such a number can
                # identify nobody, so the patient is taken as one without a number.
                continue
    if len(numbers) > 1:
        where = f"{found.where}.identifier"
        raise Unreadable(Fault(where, "holds two different NHS numbers that are both in use"))
    return next(iter(numbers), None)


def find_owner(found: Found, addresses: Addresses) -> Found | None:
    """The Patient of the file that a resource is about; None when it is about no patient.

    Raises Unreadable when it is about a patient who is not in the file, or does not say who.
    """
    if found.type == "Patient":
        return found
    if found.type == "Appointment":
        return _find_owner_of_appointment(found, addresses)
    for element in _PATIENT_ELEMENTS:
        for reference in objects(found.content.get(element)):
            owner = _find_patient(reference, element, found, addresses)
            if owner is not None:
                return owner
    return None


def _find_owner_of_appointment(found: Found, addresses: Addresses) -> Found | None:
    absent: Unreadable | None = None
    for place, participant in enumerate(objects(found.content.get("participant"))):
        for actor in objects(participant.get("actor")):
            try:
                owner = _find_patient(actor, f"participant[{place}].actor", found, addresses)
            except Unreadable as error:
                # Two people may share an appointment, and one of them is in this file.
                absent = error
                continue
            if owner is not None:
                return owner
    if absent is not None:
        raise absent
    return None


def _find_patient(reference: Json, element: str, home: Found, addresses: Addresses) -> Found | None:
    where = f"{home.where}.{element}"
    target = addresses.find(reference, home)
    if target is None:
        if home.type in USED_TYPES and "participant" not in element:
            raise Unreadable(Fault(where, "does not say which patient this is about"))
        return None
    if target.found is not None:
        return target.found if target.found.type == "Patient" else None
    if target.type == "Patient" and target.content:
        by_identifier = addresses.find_by_identifiers("Patient", target.content)
        if by_identifier is not None:
            return by_identifier
    if target.type == "Patient" or (not target.type and _might_be_a_patient(element, target)):
        raise Unreadable(Fault(where, "is about a patient who is not in this file"))
    return None


def _might_be_a_patient(element: str, target: Target) -> bool:
    return not target.content and "participant" not in element


def in_focus(found: Found, owner: Found, addresses: Addresses) -> bool:
    """Whether an observation is of the patient: `focus` names somebody or something else."""
    focus = objects(found.content.get("focus"))
    targets = [addresses.find(reference, found) for reference in focus]
    return not focus or any(target and target.found is owner for target in targets)


def find_relative(found: Found) -> Relative | None:
    """The related person; None when the record says that the relationship no longer holds."""
    if found.content.get("active") is False:
        return None
    told = {
        coding.code.value
        for coding in codings(found.content.get("relationship"))
        if coding.code.system == ROLE_CODE
    }
    relationship = next(
        (kind for kind, codes in _RELATIONSHIPS.items() if told.intersection(codes)),
        Relationship.OTHER,
    )
    return Relative(
        resource=found.name,
        relationship=relationship,
        name=person_name(found.content.get("name")),
        born=find_day(found.content, ("birthDate",), found.where),
    )
