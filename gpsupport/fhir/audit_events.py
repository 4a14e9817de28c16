"""The audit as FHIR R4 AuditEvents: a view of its entries, with opaque ids and no names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from fhir.resources.R4B.auditevent import AuditEvent

from gpsupport.domain.access import Because, Decision
from gpsupport.domain.audit import AuditEntry
from gpsupport.domain.events import Event
from gpsupport.fhir.elements import Json

_DICOM = "http://dicom.nema.org/resources/ontology/DCM"
_SOURCE_TYPE = "http://terminology.hl7.org/CodeSystem/security-source-type"
EVENT = "urn:gpsupport:event"
ROLE = "urn:gpsupport:role"
ACTOR = "urn:gpsupport:actor"
PRACTICE = "urn:gpsupport:practice"
OBJECT = "urn:gpsupport:object"

_PATIENT_RECORD = ("110110", "Patient Record")
_USER_AUTHENTICATION = ("110114", "User Authentication")
_QUERY = ("110112", "Query")
_EXPORT = ("110106", "Export")
_IMPORT = ("110107", "Import")
_AUDIT_LOG_USED = ("110101", "Audit Log Used")
_SECURITY_ALERT = ("110113", "Security Alert")
_APPLICATION_ACTIVITY = ("110100", "Application Activity")

_CREATE, _READ, _UPDATE, _EXECUTE = "C", "R", "U", "E"

# Event -> its type among those that R4 lists, and what was done.
_MEANING: dict[Event | None, tuple[tuple[str, str], str]] = {
    Event.FIND_PATIENTS: (_QUERY, _EXECUTE),
    Event.SEE_APPOINTMENTS: (_PATIENT_RECORD, _READ),
    Event.OPEN_PATIENT: (_PATIENT_RECORD, _READ),
    Event.ANSWER_GATE: (_PATIENT_RECORD, _UPDATE),
    Event.CLOSE_GATES: (_PATIENT_RECORD, _UPDATE),
    Event.LOOK_AT_RECORD: (_PATIENT_RECORD, _READ),
    Event.READ_TIMELINE: (_PATIENT_RECORD, _READ),
    Event.READ_LOCAL_HELP: (_PATIENT_RECORD, _READ),
    Event.SAVE_DRAFT: (_PATIENT_RECORD, _UPDATE),
    Event.RECORD_ENQUIRY: (_PATIENT_RECORD, _CREATE),
    Event.NOTE_TICKS: (_PATIENT_RECORD, _CREATE),
    Event.NOTE_NOT_ALONE: (_PATIENT_RECORD, _CREATE),
    Event.READ_OWN_STATEMENTS: (_PATIENT_RECORD, _READ),
    Event.NOTE_OWN_STATEMENTS: (_PATIENT_RECORD, _CREATE),
    Event.NOTE_DATE: (_PATIENT_RECORD, _CREATE),
    Event.READ_NEXT_STEPS: (_PATIENT_RECORD, _READ),
    Event.SAVE_NEXT_STEPS: (_PATIENT_RECORD, _CREATE),
    Event.NOTE_SAFE_CONTACT: (_PATIENT_RECORD, _CREATE),
    Event.READ_SHARING: (_PATIENT_RECORD, _READ),
    Event.NOTE_SHARING: (_PATIENT_RECORD, _CREATE),
    Event.READ_REMINDERS: (_PATIENT_RECORD, _READ),
    Event.DO_REMINDER: (_PATIENT_RECORD, _UPDATE),
    Event.READ_HANDOVER: (_PATIENT_RECORD, _READ),
    Event.READ_DUE_LIST: (_PATIENT_RECORD, _READ),
    Event.READ_FAMILY: (_PATIENT_RECORD, _READ),
    Event.CHANGE_FAMILY: (_PATIENT_RECORD, _UPDATE),
    Event.READ_REFERRALS: (_PATIENT_RECORD, _READ),
    Event.CHANGE_REFERRAL: (_PATIENT_RECORD, _UPDATE),
    Event.READ_LETTERS: (_PATIENT_RECORD, _READ),
    Event.WRITE_LETTER: (_PATIENT_RECORD, _CREATE),
    Event.WRITE_REFERRAL: (_EXPORT, _READ),
    Event.TAKE_IN_REPLY: (_IMPORT, _UPDATE),
    Event.READ_MEETING: (_PATIENT_RECORD, _READ),
    Event.CHANGE_MEETING: (_PATIENT_RECORD, _UPDATE),
    Event.GIVE_PACK: (_PATIENT_RECORD, _READ),
    Event.READ_CHANGES: (_PATIENT_RECORD, _READ),
    Event.NOTE_CHANGE: (_PATIENT_RECORD, _UPDATE),
    Event.READ_HOUSEHOLD: (_PATIENT_RECORD, _READ),
    Event.READ_FAMILY_PLAN: (_PATIENT_RECORD, _READ),
    Event.CHANGE_FAMILY_PLAN: (_PATIENT_RECORD, _UPDATE),
    Event.READ_UNMET_NEEDS: (_PATIENT_RECORD, _READ),
    Event.REFRESH_STANDINGS: (_PATIENT_RECORD, _UPDATE),
    Event.SAVE_RECORDING: (_PATIENT_RECORD, _CREATE),
    Event.READ_ADVICE: (_PATIENT_RECORD, _READ),
    Event.TICK_STEP: (_PATIENT_RECORD, _UPDATE),
    Event.FINISH_CONSULTATION: (_PATIENT_RECORD, _UPDATE),
    Event.DOWNLOAD_CONSULTATION: (_EXPORT, _READ),
    Event.TAKE_IN_RECORD: (_IMPORT, _CREATE),
    Event.HAND_OUT_RECORD: (_EXPORT, _READ),
    Event.SEE_CONTACT_DETAILS: (_PATIENT_RECORD, _READ),
    Event.REVEAL_ADDRESS: (_PATIENT_RECORD, _READ),
    Event.RESTRICT_RECORD: (_PATIENT_RECORD, _UPDATE),
    Event.READ_RESTRICTIONS: (_PATIENT_RECORD, _READ),
    Event.BREAK_GLASS: (_SECURITY_ALERT, _EXECUTE),
    Event.ASK_FOR_RECORD: (_PATIENT_RECORD, _EXECUTE),
    Event.READ_WHO_LOOKED: (_AUDIT_LOG_USED, _READ),
    Event.READ_REVIEW_ITEMS: (_PATIENT_RECORD, _READ),
    Event.CLOSE_REVIEW_ITEM: (_PATIENT_RECORD, _UPDATE),
    Event.BEGIN_SIGN_IN: (_USER_AUTHENTICATION, _EXECUTE),
    Event.SIGN_IN: (_USER_AUTHENTICATION, _EXECUTE),
    Event.SIGN_IN_REFUSED: (_USER_AUTHENTICATION, _EXECUTE),
    Event.CHOOSE_ROLE: (_USER_AUTHENTICATION, _EXECUTE),
    Event.UNLOCK: (_USER_AUTHENTICATION, _EXECUTE),
    Event.CONFIRM_IDENTITY: (_USER_AUTHENTICATION, _EXECUTE),
    Event.SIGN_OUT: (_USER_AUTHENTICATION, _EXECUTE),
    Event.SIGN_OUT_EVERYWHERE: (_USER_AUTHENTICATION, _EXECUTE),
}
_OF_PATIENT = frozenset(
    event
    for event, (kind, _) in _MEANING.items()
    if kind in {_PATIENT_RECORD, _EXPORT, _IMPORT, _AUDIT_LOG_USED, _SECURITY_ALERT}
)
_SUCCESS, _REFUSED, _FAILED = "0", "4", "8"


def audit_event(entry: AuditEntry) -> AuditEvent:
    """One entry of the audit. Raises ValueError when FHIR has no place for one of its values."""
    fact = entry.fact
    kind, action = _MEANING.get(_event(fact.event), (_APPLICATION_ACTIVITY, _EXECUTE))
    content: Json = {
        "resourceType": "AuditEvent",
        "id": f"{entry.practice_id}-{entry.seq}",
        "type": {"system": _DICOM, "code": kind[0], "display": kind[1]},
        "subtype": [{"system": EVENT, "code": fact.event}],
        "action": action,
        "recorded": fact.at.astimezone(UTC).isoformat(),
        "outcome": _outcome(entry),
        "agent": [
            {
                "who": {"identifier": {"system": ACTOR, "value": fact.actor_id}},
                "role": [{"coding": [{"system": ROLE, "code": fact.role}]}],
                "requestor": True,
            }
        ],
        "source": {
            "observer": {
                "type": "Organization",
                "identifier": {"system": PRACTICE, "value": entry.practice_id},
            },
            "type": [{"system": _SOURCE_TYPE, "code": "4", "display": "Application Server"}],
        },
    }
    if fact.reason:
        content["outcomeDesc"] = fact.reason
    if fact.object_id:
        content["entity"] = [{"what": _what(entry)}]
    return AuditEvent.model_validate(content)


def audit_events(entries: Iterable[AuditEntry]) -> tuple[AuditEvent, ...]:
    """Several entries, in their order. Raises ValueError as audit_event does."""
    return tuple(audit_event(entry) for entry in entries)


def _event(value: str) -> Event | None:
    """The event of that value; an entry may be older or newer than this program."""
    try:
        return Event(value)
    except ValueError:
        return None


def _what(entry: AuditEntry) -> dict[str, Any]:
    object_id = entry.fact.object_id
    if _event(entry.fact.event) in _OF_PATIENT:
        return {"reference": f"Patient/{object_id}", "type": "Patient"}
    return {"identifier": {"system": OBJECT, "value": object_id}}


def _outcome(entry: AuditEntry) -> str:
    if entry.fact.reason == Because.NOT_DONE.value:
        return _FAILED
    return _REFUSED if entry.fact.decision == Decision.DENY.value else _SUCCESS
