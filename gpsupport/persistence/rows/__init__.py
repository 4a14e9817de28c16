"""Every table, typed. Importing this room makes all of them known to the schema."""

from gpsupport.persistence.rows.access import (
    AddressRow,
    AuditHeadRow,
    AuditRow,
    CaseRuleRow,
    OpeningRow,
    ReviewItemRow,
)
from gpsupport.persistence.rows.base import Row
from gpsupport.persistence.rows.consultation import (
    ConsultationRow,
    DraftRow,
    EnquiryRow,
    TickRow,
    TypedFormRow,
)
from gpsupport.persistence.rows.directory import ReferralOptionRow
from gpsupport.persistence.rows.identity import AccountRow, SignInCounterRow, WebSessionRow
from gpsupport.persistence.rows.knowledge import (
    KnowledgeReleaseRow,
    KnowledgeReportRow,
    KnowledgeStepRow,
    PromptShownRow,
)
from gpsupport.persistence.rows.papers import (
    EnquiryStandingRow,
    KnownDateRow,
    PaperRow,
    ReminderRow,
)
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
    "AccountRow",
    "AddressRow",
    "AppointmentRow",
    "AuditHeadRow",
    "AuditRow",
    "CaseRuleRow",
    "CodedEntryRow",
    "ConsultationRow",
    "ContactRow",
    "DraftRow",
    "EnquiryRow",
    "EnquiryStandingRow",
    "InstallationRow",
    "KnowledgeReleaseRow",
    "KnowledgeReportRow",
    "KnowledgeStepRow",
    "KnownDateRow",
    "OpeningRow",
    "PaperRow",
    "PatientRow",
    "PracticeRow",
    "PromptShownRow",
    "ReceivedResourceRow",
    "ReferralOptionRow",
    "RelativeRow",
    "ReminderRow",
    "ReviewItemRow",
    "Row",
    "SignInCounterRow",
    "StaffRow",
    "TickRow",
    "TypedFormRow",
    "WebSessionRow",
]
