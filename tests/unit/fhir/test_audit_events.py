"""AuditEvent as a view of the audit: what R4 wants is there, and nothing that names anybody."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from fhir.resources.R4B.auditevent import AuditEvent

from gpsupport.domain.audit import AuditEntry, AuditFact, ChainHead, link
from gpsupport.domain.events import Event
from gpsupport.fhir.audit_events import audit_event, audit_events

PRACTICE = "3f0c8a52-0000-4000-8000-000000000001"
PATIENT = "3f0c8a52-0000-4000-9000-000000000001"
FACT = AuditFact(
    at=datetime(2026, 11, 23, 9, 0, 1, 500, tzinfo=UTC),
    actor_id="staff-1",
    role="gp",
    event=Event.OPEN_PATIENT.value,
    object_id=PATIENT,
    decision="allow",
)


def entry(**parts: Any) -> AuditEntry:
    return link(ChainHead(PRACTICE, 41, "f" * 64), replace(FACT, **parts))


def told(**parts: Any) -> Any:
    return json.loads(audit_event(entry(**parts)).model_dump_json())


def test_an_entry_says_who_did_what_to_which_patient() -> None:
    assert told() == {
        "resourceType": "AuditEvent",
        "id": f"{PRACTICE}-42",
        "type": {
            "system": "http://dicom.nema.org/resources/ontology/DCM",
            "code": "110110",
            "display": "Patient Record",
        },
        "subtype": [{"system": "urn:gpsupport:event", "code": "open-patient"}],
        "action": "R",
        "recorded": "2026-11-23T09:00:01.000500Z",
        "outcome": "0",
        "agent": [
            {
                "who": {"identifier": {"system": "urn:gpsupport:actor", "value": "staff-1"}},
                "role": [{"coding": [{"system": "urn:gpsupport:role", "code": "gp"}]}],
                "requestor": True,
            }
        ],
        "source": {
            "observer": {
                "type": "Organization",
                "identifier": {"system": "urn:gpsupport:practice", "value": PRACTICE},
            },
            "type": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/security-source-type",
                    "code": "4",
                    "display": "Application Server",
                }
            ],
        },
        "entity": [{"what": {"reference": f"Patient/{PATIENT}", "type": "Patient"}}],
    }


@pytest.mark.parametrize("event", list(Event))
def test_every_event_can_be_told(event: Event) -> None:
    made = told(event=event.value)
    assert AuditEvent.model_validate(made).id == f"{PRACTICE}-42"
    assert made["subtype"][0]["code"] == event.value
    assert made["action"] in "CRUDE"


def test_an_event_that_this_program_does_not_know_can_be_told_too() -> None:
    made = told(event="of-another-version")
    assert (made["type"]["code"], made["action"]) == ("110100", "E")
    assert "reference" not in made["entity"][0]["what"]


@pytest.mark.parametrize(
    ("parts", "outcome", "said"),
    [
        ({"decision": "allow"}, "0", None),
        ({"decision": "mask", "reason": "named"}, "0", "named"),
        ({"decision": "deny", "reason": "denied"}, "4", "denied"),
        ({"decision": "allow", "reason": "not-done"}, "8", "not-done"),
    ],
)
def test_the_outcome_is_that_of_the_entry(
    parts: dict[str, str], outcome: str, said: str | None
) -> None:
    made = told(**parts)
    assert (made["outcome"], made.get("outcomeDesc")) == (outcome, said)


def test_what_is_no_patient_is_not_called_one() -> None:
    made = told(event=Event.CHANGE_STAFF.value, object_id="staff-2")
    identifier = {"system": "urn:gpsupport:object", "value": "staff-2"}
    assert made["entity"] == [{"what": {"identifier": identifier}}]


def test_an_entry_about_nothing_single_has_no_entity() -> None:
    assert "entity" not in told(event=Event.FIND_PATIENTS.value, object_id="")


def test_several_come_in_their_order() -> None:
    first = entry()
    second = link(ChainHead(PRACTICE, 42, first.hash), FACT)
    assert [one.id for one in audit_events([first, second])] == [f"{PRACTICE}-42", f"{PRACTICE}-43"]
