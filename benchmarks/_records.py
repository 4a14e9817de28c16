"""Synthetic records for benchmarks: the same every time, in about the mixture of a real record."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import cycle
from typing import Any

from gpsupport.domain.days import PartialDate
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Patient, PersonName, Sex
from gpsupport.domain.record import (
    Attendance,
    Code,
    CodedEntry,
    Coding,
    Contact,
    EntryKind,
    PatientPicture,
    Setting,
)

ON = date(2026, 11, 23)
SNOMED = "http://snomed.info/sct"
# What a long record reaches back over.
_YEARS_OF_RECORD = 25


def picture(entries: int, knowledge: Knowledge, known_in_ten: int = 1) -> PatientPicture:
    """A woman of 41 with so many entries, evenly over 25 years, and a contact for every sixth.

    Of ten entries so many have a code of the pack's table, one code after the other; no rule
    looks at the others. She was asked once, two years ago.
    """
    known = cycle(sorted(knowledge.codes))
    contacts = range(0, entries, 6)
    return PatientPicture(
        patient=Patient("p", PersonName(), Sex.FEMALE, PartialDate(date(1985, 6, 12))),
        entries=tuple(
            CodedEntry(
                f"Condition/{number}",
                EntryKind.CONDITION,
                (
                    Coding(
                        next(known)
                        if number % 10 < known_in_ten
                        else Code(SNOMED, str(100_000_000 + number % 3000)),
                        "In words",
                    ),
                ),
                _day(number, entries),
            )
            for number in range(entries)
        ),
        contacts=tuple(
            Contact(
                f"Encounter/{number}", Setting.SURGERY, Attendance.ATTENDED, _day(number, entries)
            )
            for number in contacts
        ),
        history=EnquiryHistory(
            (Enquiry("asked", ON - timedelta(days=730), EnquiryOutcome.NOT_DISCLOSED),)
        ),
    )


def _day(number: int, entries: int) -> PartialDate:
    return PartialDate(ON - timedelta(days=number * _YEARS_OF_RECORD * 365 // entries))


def record(entries: int) -> bytes:
    """A patient and her entries, in about the mixture and size of a real record."""
    made: list[dict[str, Any]] = [
        {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1985-06-12"}
    ]
    made += [ENTRIES[number % len(ENTRIES)](number) for number in range(entries - 1)]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": f"https://ehr.example/{i}", "resource": r} for i, r in enumerate(made)
        ],
    }
    return json.dumps(bundle).encode()


def _common(number: int, kind: str) -> dict[str, Any]:
    return {
        "resourceType": kind,
        "id": f"{kind.lower()}-{number}",
        "meta": {"versionId": "1", "lastUpdated": "2026-11-01T10:00:00Z"},
        "subject": {"reference": "Patient/p"},
    }


def _at(number: int) -> str:
    return f"{ON - timedelta(days=number * 7)}T09:15:00+00:00"


def _coded(code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": SNOMED, "code": code, "display": display}], "text": display}


def _observation(number: int) -> dict[str, Any]:
    return _common(number, "Observation") | {
        "status": "final",
        "category": [
            {"coding": [{"system": "http://example.org/category", "code": "vital-signs"}]}
        ],
        "code": _coded("364075005", "Heart rate"),
        "effectiveDateTime": _at(number),
        "issued": _at(number),
        "performer": [{"reference": "Practitioner/d", "display": "Dr A Khan"}],
        "valueQuantity": {"value": 72.5, "unit": "beats/minute"},
    }


def _condition(number: int) -> dict[str, Any]:
    return _common(number, "Condition") | {
        "code": _coded("35489007", "Depressive disorder"),
        "onsetDateTime": _at(number),
        "recordedDate": _at(number),
    }


def _encounter(number: int) -> dict[str, Any]:
    return _common(number, "Encounter") | {
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "period": {"start": _at(number), "end": _at(number)},
        "participant": [{"individual": {"display": "Dr A Khan"}}],
    }


def _medication(number: int) -> dict[str, Any]:
    return _common(number, "MedicationRequest") | {
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": _coded("322236009", "Paracetamol 500 mg tablets"),
        "authoredOn": _at(number),
        "dosageInstruction": [{"text": "Two, four times a day when needed"}],
    }


ENTRIES = (_observation, _encounter, _observation, _condition, _observation, _medication)
