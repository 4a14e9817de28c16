"""One meeting of a patient and a clinician: who is here, what is being noted, what was saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from gpsupport.domain.days import PartialDate
from gpsupport.domain.enquiry import EnquiryOutcome, Mode, NotAskedReason, Presence

GATE_HOLDS = timedelta(minutes=60)
DRAFT_HOLDS = timedelta(hours=24)

# The step that notes a plan to see the patient alone for part of the next visit.
SEE_ALONE = "see-alone"


class FormName(StrEnum):
    """A form of a consultation that is kept while somebody types it.

    EARLIER is the form of DISCLOSURE where it is about a consultation of somebody else; ASIDE holds
    the words of a draft that were typed alone, as long as company is there.
    """

    COMPANY = "company"
    BESIDE = "beside"
    OWN_WORDS = "own-words"
    DISCLOSURE = "disclosure"
    SHARING = "sharing"
    CONTACT = "contact"
    RECORDING = "recording"
    ELSEWHERE = "elsewhere"
    FAMILY = "family"
    REFERRAL = "referral"
    REFERRAL_STEP = "referral-step"
    LETTER = "letter"
    TRACKS = "tracks"
    LIFE_EVENT = "life-event"
    MEETING = "meeting"
    EARLIER = "earlier"
    ASIDE = "aside"

    @property
    def stays(self) -> bool:
        """Whether it is about what its own consultation recorded, so that no other can have it."""
        return self in {FormName.DISCLOSURE, FormName.RECORDING}


class ConsultationState(StrEnum):
    """How far a consultation has come."""

    OPEN = "open"
    RECORDED = "recorded"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """The answer to "Who is here today?", how the consultation takes place, and when it was said.

    `company` is who else is there, in the words of whoever answered; empty when nobody said.
    """

    presence: Presence
    at: datetime
    mode: Mode = Mode.FACE_TO_FACE
    company: str = ""

    def passed(self, now: datetime) -> bool:
        """Whether sensitive content may be on the screen: a safe answer, given recently."""
        return self.presence.opens and self.at <= now < self.at + GATE_HOLDS


@dataclass(frozen=True, slots=True)
class ConsultationDraft:
    """What was typed so far; `words` are the patient's own, `observed` what the clinician saw.

    `put_off_days` is for how many days asking is put off, None for as long as the cadence says;
    `note` is for whoever sees the patient next. `presence` and `mode` are what the page stood under
    into which it was typed, None where nobody said.
    """

    asked: bool | None = None
    outcome: EnquiryOutcome | None = None
    reason: NotAskedReason | None = None
    put_off_days: int | None = None
    words: str = ""
    observed: str = ""
    note: str = ""
    privacy_said: bool = False
    saved_at: datetime | None = None
    presence: Presence | None = field(default=None, compare=False)
    mode: Mode | None = field(default=None, compare=False)

    def stands_under(self, gate: GateAnswer) -> bool:
        """Whether it was typed with the same people there, in the same mode, as far as known."""
        return self.presence in {None, gate.presence} and self.mode in {None, gate.mode}

    def without_answers(self, gate: GateAnswer | None = None) -> ConsultationDraft:
        """Its words alone, for a page that stands under another answer or none."""
        return ConsultationDraft(
            words=self.words,
            observed=self.observed,
            note=self.note,
            presence=gate.presence if gate else None,
            mode=gate.mode if gate else None,
        )

    def fresh(self, now: datetime) -> bool:
        """Whether the draft has not expired."""
        return self.saved_at is not None and now < self.saved_at + DRAFT_HOLDS


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation as stored. `added` holds the recording steps that a person ticked as done."""

    id: str
    patient_id: str
    clinician_id: str
    opened_at: datetime
    state: ConsultationState = ConsultationState.OPEN
    gate: GateAnswer | None = None
    enquiry_id: str | None = None
    added: frozenset[str] = frozenset()
    version: int = 1

    @property
    def patient_alone(self) -> bool:
        """Whether nobody but the patient hears or sees what is said."""
        return self.gate is not None and self.gate.presence.nobody_else

    def gate_passed(self, now: datetime) -> bool:
        """Whether sensitive content may be shown now."""
        return self.gate is not None and self.gate.passed(now)

    def history_open(self, now: datetime) -> bool:
        """Whether what was told and noted before may be shown now: no company is there."""
        return self.gate_passed(now) and not self.in_company

    @property
    def in_company(self) -> bool:
        """Whether the page is open with somebody there who must not see what was told before."""
        if self.gate is None:
            return False
        return self.gate.presence.opens and not self.gate.presence.opens_history


@dataclass(frozen=True, slots=True)
class BookedAppointment:
    """An appointment as the day's list shows it; `booked_for` is already a neutral wording."""

    patient_id: str
    patient_name: str
    starts_at: datetime
    minutes: int | None
    how: str
    booked_for: str
    clinician_name: str


@dataclass(frozen=True, slots=True)
class Visit:
    """An earlier contact as the page before the gate may show it: neutral words alone."""

    on: PartialDate
    reason: str
    seen_by: str
