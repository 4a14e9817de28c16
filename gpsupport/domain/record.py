"""What the record holds of one patient on one day."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from gpsupport.domain.days import PartialDate
from gpsupport.domain.enquiry import EnquiryHistory
from gpsupport.domain.people import Patient, Relative

SNOMED_CT = "http://snomed.info/sct"


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """A code under its own system: the same value under another system is another code."""

    system: str
    value: str


@dataclass(frozen=True, slots=True)
class Coding:
    """A code with the words that came with it."""

    code: Code
    display: str = ""


class EntryKind(StrEnum):
    """Which part of a record an entry stands in."""

    CONDITION = "condition"
    OBSERVATION = "observation"
    PROCEDURE = "procedure"
    MEDICATION = "medication"
    IMMUNISATION = "immunisation"
    FLAG = "flag"
    REFERRAL = "referral"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class CodedEntry:
    """One coded fact of the patient's own that counts: not retracted, not refuted, not negative.

    `resource` names where it stands ("Condition/abc"); `on` is None when the entry has no date.
    """

    resource: str
    kind: EntryKind
    codings: tuple[Coding, ...]
    on: PartialDate | None = None
    recorded_by: str = ""

    @property
    def display(self) -> str:
        """The words of the first coding that has some."""
        return next((coding.display for coding in self.codings if coding.display), "")


class Setting(StrEnum):
    """Where or how a contact took place (FHIR Encounter.class, v3-ActCode)."""

    SURGERY = "surgery"
    EMERGENCY = "emergency"
    HOME = "home"
    REMOTE = "remote"
    HOSPITAL = "hospital"
    OTHER = "other"


class Attendance(StrEnum):
    """Whether a contact took place."""

    ATTENDED = "attended"
    MISSED = "missed"
    BOOKED = "booked"


@dataclass(frozen=True, slots=True)
class Contact:
    """An encounter or appointment: where, when, and whether the patient came."""

    resource: str
    setting: Setting
    attendance: Attendance
    on: PartialDate | None = None
    reason: str = ""
    seen_by: str = ""


@dataclass(frozen=True, slots=True)
class PatientPicture:
    """All that is known of one patient: the explicit input of every decision.

    `ticks` holds what a clinician answered today (name -> yes or no); what is absent is unknown.
    """

    patient: Patient
    entries: tuple[CodedEntry, ...] = ()
    contacts: tuple[Contact, ...] = ()
    relatives: tuple[Relative, ...] = ()
    history: EnquiryHistory = field(default_factory=EnquiryHistory)
    ticks: tuple[tuple[str, bool], ...] = ()
