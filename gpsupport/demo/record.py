"""One synthetic record as a FHIR R4 bundle, built as plain dicts, one method for each event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gpsupport.demo.moments import at
from gpsupport.demo.people import Person, Tie
from gpsupport.demo.shapes import (
    ENCOUNTER_CLASSES,
    HL7,
    TEST_TAG,
    Resource,
    concept,
    condition_status,
    patient,
    related_person,
)
from gpsupport.demo.staff import StaffMember
from gpsupport.domain.record import SNOMED_CT

# Where the records of the demo say that they come from; nobody can own a name below .example.
PRACTICE_SYSTEM = "https://elm-tree.example/fhir"

_SHORT = {
    "Appointment": "a",
    "Condition": "c",
    "DocumentReference": "d",
    "Encounter": "e",
    "FamilyMemberHistory": "f",
    "Immunization": "i",
    "MedicationRequest": "m",
    "Observation": "o",
    "Procedure": "p",
    "QuestionnaireResponse": "q",
    "RelatedPerson": "r",
    "ServiceRequest": "s",
}


class SyntheticRecord:
    """Collects the resources of one patient. Resource ids count up, so they are the same each time.

    `day` is always a calendar day; a text in its place stands as it is, for partial dates.
    """

    def __init__(
        self, person: Person, ties: tuple[Tie, ...] = (), system: str = PRACTICE_SYSTEM
    ) -> None:
        self.person = person
        self.system = system
        self.resources: list[Resource] = [patient(person)]
        self._counts: dict[str, int] = {}
        for tie in ties:
            self.relative(tie)

    def contact(
        self,
        day: date | str,
        reason: str,
        by: StaffMember | None = None,
        *,
        kind: str = "AMB",
        minute_of_day: int = 600,
    ) -> Resource:
        """An encounter that took place; `kind` is its v3-ActCode class."""
        start = day if isinstance(day, str) else at(day, *divmod(minute_of_day, 60))
        extra: Resource = {"participant": [{"individual": by.reference}]} if by else {}
        return self._add(
            "Encounter",
            {
                "status": "finished",
                "class": {
                    "system": f"{HL7}/v3-ActCode",
                    "code": kind,
                    "display": ENCOUNTER_CLASSES[kind],
                },
                "subject": self.patient_reference,
                **extra,
                "period": {"start": start},
                "reasonCode": [{"text": reason}],
            },
        )

    def condition(
        self,
        code: str | None,
        day: date | str | None,
        *,
        text: str = "",
        by: str = "",
        system: str = SNOMED_CT,
        status: str = "confirmed",
        in_plain_words: bool = False,
    ) -> Resource:
        """A condition; `status` is its verification status. `code` None: words alone.

        `in_plain_words`: the sender's system shows `text` for the code too, not the code's term.
        `by` says where it comes from. `day` None leaves it undated.
        """
        retracted = status in {"entered-in-error", "refuted"}
        body: Resource = (
            {} if retracted else {"clinicalStatus": condition_status("clinical", "active")}
        )
        body |= {
            "verificationStatus": condition_status("ver-status", status),
            "code": concept(code, text, system, display=text if in_plain_words else ""),
            "subject": self.patient_reference,
        }
        if day is not None:
            body["onsetDateTime"] = str(day)
        if by:
            body["recorder"] = {"display": by}
        return self._add("Condition", body)

    def observation(
        self,
        code: str | None,
        day: date | str | None,
        *,
        text: str = "",
        by: StaffMember | None = None,
        value: Mapping[str, Any] | None = None,
        status: str = "final",
    ) -> Resource:
        """An observation or, in a GP's record, a coded remark; `value` holds value[x]."""
        body: Resource = {
            "status": status,
            "code": concept(code, text),
            "subject": self.patient_reference,
        }
        if day is not None:
            body["effectiveDateTime"] = str(day)
        if by:
            body["performer"] = [by.reference]
        return self._add("Observation", body | dict(value or {}))

    def blood_pressure(self, day: date, systolic: int, diastolic: int, by: StaffMember) -> Resource:
        """A blood pressure in words and numbers."""
        parts = [
            {
                "code": {"text": words},
                "valueQuantity": {"value": number, "unit": "mmHg"},
            }
            for words, number in (("Systolic", systolic), ("Diastolic", diastolic))
        ]
        return self.observation(None, day, text="Blood pressure", by=by, value={"component": parts})

    def procedure(
        self, code: str, day: date, by: StaffMember | None = None, *, status: str = "completed"
    ) -> Resource:
        """A procedure that was done, or with status "not-done" was not."""
        extra: Resource = {"performer": [{"actor": by.reference}]} if by else {}
        return self._add(
            "Procedure",
            {
                "status": status,
                "code": concept(code),
                "subject": self.patient_reference,
                "performedDateTime": str(day),
                **extra,
            },
        )

    def medicine(self, day: date, text: str, by: StaffMember) -> Resource:
        """A prescription in words."""
        return self._add(
            "MedicationRequest",
            {
                "status": "active",
                "intent": "order",
                "medicationCodeableConcept": {"text": text},
                "subject": self.patient_reference,
                "authoredOn": str(day),
                "requester": by.reference,
            },
        )

    def vaccination(self, day: date, text: str, by: StaffMember) -> Resource:
        """A vaccination given here."""
        return self._add(
            "Immunization",
            {
                "status": "completed",
                "vaccineCode": {"text": text},
                "patient": self.patient_reference,
                "occurrenceDateTime": str(day),
                "performer": [{"actor": by.reference}],
            },
        )

    def letter(self, day: date, sender: str, text: str) -> Resource:
        """A letter received, as an event: its content is not here."""
        return self._add(
            "DocumentReference",
            {
                "status": "current",
                "type": {"text": text},
                "subject": self.patient_reference,
                "date": at(day, 12, 0),
                "author": [{"display": sender}],
                "description": text,
                "content": [{"attachment": {"title": f"Letter from {sender}"}}],
            },
        )

    def referral(
        self, code: str, day: date, by: StaffMember, *, status: str = "active"
    ) -> Resource:
        """A referral that was sent."""
        return self._add(
            "ServiceRequest",
            {
                "status": status,
                "intent": "order",
                "code": concept(code),
                "subject": self.patient_reference,
                "authoredOn": str(day),
                "requester": by.reference,
            },
        )

    def appointment(
        self,
        day: date,
        clock: tuple[int, int],
        reason: str,
        by: StaffMember,
        *,
        how: str = "In person",
        minutes: int = 10,
        status: str = "booked",
    ) -> Resource:
        """An appointment: booked, or with status "noshow" one that the patient did not come to."""
        hour, minute = clock
        ends = hour * 60 + minute + minutes
        return self._add(
            "Appointment",
            {
                "status": status,
                "appointmentType": {"text": how},
                "reasonCode": [{"text": reason}],
                "description": reason,
                "start": at(day, hour, minute),
                "end": at(day, *divmod(ends, 60)),
                "minutesDuration": minutes,
                "participant": [
                    {"actor": self.patient_reference, "status": "accepted"},
                    {"actor": by.reference, "status": "accepted"},
                ],
            },
        )

    def relative(self, tie: Tie) -> Resource:
        """A related person named in this record."""
        return self._add(
            "RelatedPerson", {"patient": self.patient_reference, **related_person(tie)}
        )

    def add(self, resource_type: str, body: Resource) -> Resource:
        """A resource of any other kind; its id and resourceType are set here."""
        return self._add(resource_type, body)

    @property
    def patient_reference(self) -> dict[str, str]:
        """A relative reference to this patient."""
        return {"reference": f"Patient/{self.person.id}"}

    def bundle(self, kind: str = "collection") -> Resource:
        """The whole record; the patient comes first."""
        return {
            "resourceType": "Bundle",
            "id": self.person.id,
            "meta": {"source": self.system, "tag": [TEST_TAG]},
            "type": kind,
            "entry": [
                {
                    "fullUrl": f"{self.system}/{one['resourceType']}/{one['id']}",
                    "resource": one,
                }
                for one in self.resources
            ],
        }

    def next_id(self, resource_type: str) -> str:
        """The id of the next resource of a type; each call counts one further."""
        short = _SHORT[resource_type]
        count = self._counts[short] = self._counts.get(short, 0) + 1
        return f"{self.person.id}-{short}{count}"

    def keep(self, resource: Resource) -> Resource:
        """Take a finished resource into the record."""
        self.resources.append(resource)
        return resource

    def _add(self, resource_type: str, body: Resource) -> Resource:
        name = self.next_id(resource_type)
        return self.keep({"resourceType": resource_type, "id": name, **body})
