"""Earlier enquiries in the synthetic records, as responses to our own form."""

from __future__ import annotations

import json
from datetime import date, datetime

from gpsupport.demo.moments import at
from gpsupport.demo.record import SyntheticRecord
from gpsupport.demo.staff import StaffMember
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome, Mode, NotAskedReason, Presence
from gpsupport.fhir.enquiry_form import response


def add_enquiry(
    record: SyntheticRecord,
    day: date,
    outcome: EnquiryOutcome,
    by: StaffMember,
    *,
    presence: Presence = Presence.ALONE,
    reason: NotAskedReason | None = None,
    words: str = "",
    mode: Mode = Mode.FACE_TO_FACE,
    company: str = "",
    until: date | None = None,
    note: str = "",
) -> None:
    """Write one enquiry, or one occasion on which nobody asked, into a record."""
    name = record.next_id("QuestionnaireResponse")
    enquiry = Enquiry(
        id=name,
        on=day,
        outcome=outcome,
        by=by.name,
        role=by.role,
        at=datetime.fromisoformat(at(day, 11, 5)),
        reason=reason,
        presence=presence,
        words=words,
        mode=mode,
        company=company,
        until=until,
        note=note,
    )
    answered = response(enquiry, name, record.patient_reference, by.reference)
    body = json.loads(answered.model_dump_json(exclude_none=True))
    record.keep(body)
