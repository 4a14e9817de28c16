"""Asking about safety at home: who is there, what was asked, what came of it, when to ask again."""

from gpsupport.domain.enquiry.cadence import (
    Cadence,
    CadenceRow,
    Continuity,
    DueBecause,
    DueKind,
    DueWords,
    EnteredDates,
    ListedKind,
    Quiet,
)
from gpsupport.domain.enquiry.entries import (
    ADULT_RULES_FROM,
    TEENAGER_FROM,
    Enquiry,
    EnquiryHistory,
    EnquiryOutcome,
    NotAskedReason,
    asked_as_child,
)
from gpsupport.domain.enquiry.presence import CLOSER, Mode, Presence, offered_presences
from gpsupport.domain.enquiry.upcoming import NextEnquiry, next_enquiry, quiet_until

__all__ = [
    "ADULT_RULES_FROM",
    "CLOSER",
    "TEENAGER_FROM",
    "Cadence",
    "CadenceRow",
    "Continuity",
    "DueBecause",
    "DueKind",
    "DueWords",
    "Enquiry",
    "EnquiryHistory",
    "EnquiryOutcome",
    "EnteredDates",
    "ListedKind",
    "Mode",
    "NextEnquiry",
    "NotAskedReason",
    "Presence",
    "Quiet",
    "asked_as_child",
    "next_enquiry",
    "offered_presences",
    "quiet_until",
]
