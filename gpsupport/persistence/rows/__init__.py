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
from gpsupport.persistence.rows.directory import OptionProposalRow, ReferralOptionRow
from gpsupport.persistence.rows.family import FamilyLinkRow, LinkRefusalRow, TracksPlanRow
from gpsupport.persistence.rows.identity import AccountRow, SignInCounterRow, WebSessionRow
from gpsupport.persistence.rows.knowledge import (
    KnowledgeReleaseRow,
    KnowledgeReportRow,
    KnowledgeStepRow,
    PromptShownRow,
)
from gpsupport.persistence.rows.life_events import LifeEventRow, LifeStepRow
from gpsupport.persistence.rows.meetings import MeetingNoteRow, MeetingRow
from gpsupport.persistence.rows.onward import (
    ReferralEventRow,
    ReferralRow,
    ReferralStandingRow,
    UnmetNeedRow,
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
    "FamilyLinkRow",
    "InstallationRow",
    "KnowledgeReleaseRow",
    "KnowledgeReportRow",
    "KnowledgeStepRow",
    "KnownDateRow",
    "LifeEventRow",
    "LifeStepRow",
    "LinkRefusalRow",
    "MeetingNoteRow",
    "MeetingRow",
    "OpeningRow",
    "OptionProposalRow",
    "PaperRow",
    "PatientRow",
    "PracticeRow",
    "PromptShownRow",
    "ReceivedResourceRow",
    "ReferralEventRow",
    "ReferralOptionRow",
    "ReferralRow",
    "ReferralStandingRow",
    "RelativeRow",
    "ReminderRow",
    "ReviewItemRow",
    "Row",
    "SignInCounterRow",
    "StaffRow",
    "TickRow",
    "TracksPlanRow",
    "TypedFormRow",
    "UnmetNeedRow",
    "WebSessionRow",
]
