"""The timeline of enquiries across clinicians, behind the same gate as the consultation."""

from dataclasses import dataclass
from datetime import date, datetime

from gpsupport.actions.consultation.current import require_gate_without_company, require_picture
from gpsupport.actions.consultation.standing import judge_standing
from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure.counted import noted_and_counting
from gpsupport.actions.disclosure.telling import find_latest_told
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.assessment import assess
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.days import span_in_words
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.enquiry import EnquiryHistory, NextEnquiry
from gpsupport.domain.enquiry.schedule import ScheduledAsking, scheduled_askings
from gpsupport.domain.enquiry.standing import EnquiryStanding
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.record import Tick
from gpsupport.domain.ticks import told_ticks
from gpsupport.persistence.stores.enquiries import ReplacedEnquiry
from gpsupport.persistence.stores.papers import ReplacedDisclosure
from gpsupport.persistence.work import Database


@dataclass(frozen=True, slots=True)
class Timeline:
    """What was asked and when to ask again; `sentence` says it in one line.

    `replaced` holds what was recorded here and corrected later: it counts no more, and stays.
    `ticks` are what clinicians ticked or cleared, with its words, the oldest first. `disclosures`
    are what was noted after the tellings that count, oldest first, and `replaced_disclosures` what
    was corrected of such notes. `scheduled` are the askings that an event brings with it, the
    earliest first.
    """

    patient: Patient
    consultation: Consultation
    history: EnquiryHistory
    replaced: tuple[ReplacedEnquiry, ...]
    standing: EnquiryStanding
    sentence: str
    ticks: tuple[tuple[Tick, str], ...]
    disclosures: tuple[Disclosure, ...] = ()
    scheduled: tuple[ScheduledAsking, ...] = ()
    replaced_disclosures: tuple[ReplacedDisclosure, ...] = ()
    latest_told: tuple[str, str] | None = None

    @property
    def next_enquiry(self) -> NextEnquiry:
        """When to ask again, and why."""
        return self.standing.upcoming


def read_timeline(
    database: Database, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> Timeline:
    """Every enquiry known today. Raises Denied, NotFound, GateClosed."""
    today = london_day(now)
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_TIMELINE)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        picture = require_picture(work, actor, patient_id)
        replaced = work.enquiries.read_replaced(actor, patient_id)
        noted = noted_and_counting(work, actor, patient_id, picture.history.enquiries)
        corrected = work.disclosures.read_replaced(actor, patient_id)
        told = find_latest_told(work, actor, patient_id, picture.history.until(today))
    assessment = assess(picture, knowledge, today)
    history = EnquiryHistory(assessment.history.until(today))
    return Timeline(
        patient=picture.patient,
        consultation=consultation,
        history=history,
        replaced=tuple(one for one in replaced if one.enquiry.on <= today),
        standing=judge_standing(picture, assessment, knowledge.cadence),
        sentence=sentence_of(history, today),
        ticks=told_ticks(picture, knowledge, today, alone=consultation.patient_alone),
        disclosures=noted,
        scheduled=scheduled_askings(assessment.occasions, assessment.history, today),
        replaced_disclosures=corrected,
        latest_told=told,
    )


def sentence_of(history: EnquiryHistory, today: date) -> str:
    """Like "Asked 3 times by 3 clinicians in 18 months. Disclosed once. Last asked 1 week ago." """
    askings = history.askings_until(today)
    if not askings:
        return "Nobody has asked yet."
    by = len({one.by for one in askings if one.by})
    parts = [f"Asked {_times(len(askings))}"]
    if by and all(one.by for one in askings):
        parts.append(f"by {by} clinician{'s' * (by > 1)}")
    first, last = askings[0].on, askings[-1].on
    if first != last:
        parts.append(f"in {span_in_words(first, last)}")
    disclosed = sum(one.outcome.told for one in askings)
    told = f"Disclosed {_times(disclosed)}" if disclosed else "Not disclosed"
    lately = f"Last asked {span_in_words(last, today)} ago" if last != today else "Last asked today"
    return f"{' '.join(parts)}. {told}. {lately}."


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
