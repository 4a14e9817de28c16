"""Every table, typed. Importing this room makes all of them known to the schema."""

from gpsupport.persistence.rows.base import Row
from gpsupport.persistence.rows.consultation import ConsultationRow, DraftRow, EnquiryRow
from gpsupport.persistence.rows.directory import ReferralOptionRow
from gpsupport.persistence.rows.people import (
    InstallationRow,
    PatientRow,
    PracticeRow,
    RelativeRow,
    StaffRow,
)
from gpsupport.persistence.rows.record import (
    AppointmentRow,
    CodedEntryRow,
    ContactRow,
    ReceivedResourceRow,
)

__all__ = [
    "AppointmentRow",
    "CodedEntryRow",
    "ConsultationRow",
    "ContactRow",
    "DraftRow",
    "EnquiryRow",
    "InstallationRow",
    "PatientRow",
    "PracticeRow",
    "ReceivedResourceRow",
    "ReferralOptionRow",
    "RelativeRow",
    "Row",
    "StaffRow",
]
