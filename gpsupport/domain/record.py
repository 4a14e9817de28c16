"""What the record holds of one patient on one day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
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


class ContactKind(StrEnum):
    """What today's contact is for."""

    CONSULTATION = "consultation"
    VACCINATION = "vaccination"
    DISPENSING = "dispensing"
    ADMINISTRATION = "administration"


@dataclass(frozen=True, slots=True)
class HouseholdEntry:
    """A coded fact of somebody else in the household; `person` is that person's opaque id."""

    person: str
    entry: CodedEntry


@dataclass(frozen=True, slots=True)
class Tick:
    """What a clinician said on one day about a thing that no code holds; `by` is the name."""

    name: str
    answer: bool
    on: date
    by: str = ""


def newest_ticks(ticks: Iterable[Tick], on: date) -> dict[str, Tick]:
    """The newest answer of each name up to a day; of two on one day, the one that comes later."""
    until = [tick for tick in ticks if tick.on <= on]
    return {tick.name: tick for tick in sorted(until, key=lambda tick: tick.on)}


class DateKind(StrEnum):
    """A date that a clinician enters, because no code says it."""

    EXPECTED_BIRTH = "expected-birth"
    BIRTH = "birth"


@dataclass(frozen=True, slots=True)
class KnownDate:
    """A date as a clinician entered it; None takes back what was entered before.

    `said_on` is the day on which it was entered, and `by` the name of whoever did.
    """

    kind: DateKind
    day: date | None
    said_on: date
    by: str = ""


def newest_dates(dates: Iterable[KnownDate], on: date) -> dict[DateKind, date]:
    """The date of each kind as last entered up to a day; of two on one day, the later one."""
    until = sorted((one for one in dates if one.said_on <= on), key=lambda one: one.said_on)
    last = {one.kind: one.day for one in until}
    return {kind: day for kind, day in last.items() if day is not None}


@dataclass(frozen=True, slots=True)
class Shown:
    """One consultation in which an indicator's prompt stood in front.

    `newest_on` is the day of its newest reason at that time, None when no reason had one.
    """

    indicator: str
    on: date
    newest_on: date | None = None


@dataclass(frozen=True, slots=True)
class PatientPicture:
    """All that is known of one patient: the explicit input of every decision.

    `ticks` holds what clinicians answered, in the order of their answers; what is absent is
    unknown; `dates` what they entered. `registered_on` is the first day at this practice.
    `household` holds what the linked people's records say, for the lead alone; None means that no
    links are known, which is not "nobody". `contact_today` is None when nobody has said what the
    contact is for. `shown` is what
    stood in front in earlier consultations; a record that came as a file has none.
    """

    patient: Patient
    entries: tuple[CodedEntry, ...] = ()
    contacts: tuple[Contact, ...] = ()
    relatives: tuple[Relative, ...] = ()
    history: EnquiryHistory = field(default_factory=EnquiryHistory)
    ticks: tuple[Tick, ...] = ()
    registered_on: PartialDate | None = None
    household: tuple[HouseholdEntry, ...] | None = None
    contact_today: ContactKind | None = None
    shown: tuple[Shown, ...] = ()
    dates: tuple[KnownDate, ...] = ()
