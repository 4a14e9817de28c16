"""Looking at a patient's record with the knowledge in hand, once the gate is passed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from gpsupport.actions.consultation.beside import FORM
from gpsupport.actions.consultation.current import (
    name_of_lead,
    require_gate,
    require_picture,
)
from gpsupport.actions.consultation.own_statements import OwnWords, find_own_words
from gpsupport.actions.consultation.standing import judge_standing, keep_standing
from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure.counted import noted_and_counting
from gpsupport.actions.needs import need_of
from gpsupport.actions.neutral import visits_of
from gpsupport.actions.reminders import actions_of_the_day
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.assessment import Assessment, Prompt, assess
from gpsupport.domain.consultation import Consultation, ConsultationDraft, Visit
from gpsupport.domain.days import PartialDate
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.enquiry.standing import EnquiryStanding
from gpsupport.domain.events import Event
from gpsupport.domain.front import find_front, for_clinician
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.record import Attendance, DateKind, PatientPicture, newest_dates
from gpsupport.domain.referral import Fit, OptionKind, ReferralOption, rank
from gpsupport.domain.reminders import Reminder
from gpsupport.domain.showing import (
    lacks_dates,
    picture_in_company,
    picture_once_alone,
    shown_in_company,
)
from gpsupport.domain.ticks import OfferedTick, offered_ticks
from gpsupport.persistence.work import Database


@dataclass(frozen=True, slots=True)
class Look:
    """What a clinician sees behind the gate.

    `assessment` and `prompts` hold what this clinician may see with whoever is present; `front` is
    the one of them that stands in front, None when none does. `options` and `advocate` are weighed
    for the patient alone, nobody else of the family. `newest_contact_on` says how far the record
    reaches; `lead_name` is empty when the practice has named no safeguarding lead. `standing` is
    what the ledger says of asking, over all clinicians. `dates` are what people entered; `beside`
    are boxes and dates that were entered and not saved, as they came. `clinician` is the name of
    whoever looks. `own_words` rests on what was ticked of this very patient today, and on nothing
    else. `left` is what was to be done at once after a telling and is still open, urgent things
    first: empty with company there. `noted` is what was noted after the newest telling that counts,
    None with company there. `alone_now`: this consultation noted that somebody was there, and now
    nobody is; the note counts for nothing here. `lacks_dates`: an entry without a date leaves a
    rule unknown.
    """

    patient: Patient
    consultation: Consultation
    assessment: Assessment
    prompts: tuple[Prompt, ...]
    front: Prompt | None
    draft: ConsultationDraft | None
    visits: tuple[Visit, ...]
    options: tuple[Fit, ...]
    advocate: ReferralOption | None
    record_loaded: bool
    newest_contact_on: date | None
    lead_name: str
    ticks: tuple[OfferedTick, ...]
    standing: EnquiryStanding | None = None
    dates: Mapping[DateKind, date] = field(default_factory=dict)
    beside: Mapping[str, list[str]] = field(default_factory=dict)
    clinician: str = ""
    own_words: OwnWords = OwnWords.NOT_OFFERED
    left: tuple[Reminder, ...] = ()
    alone_now: bool = False
    lacks_dates: bool = False
    noted: Disclosure | None = None


def look(
    database: Database, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> Look:
    """Assess the record of a patient, and note what stands in front, and where asking stands.

    Raises Denied, NotFound, GateClosed.
    """
    today = london_day(now)
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.LOOK_AT_RECORD)) as work:
        consultation = require_gate(work, actor, patient_id, now)
        picture = require_picture(work, actor, patient_id)
        options = work.options.list_all(actor)
        draft = work.drafts.find(actor, consultation.id, now)
        staff = work.staff.list_all(actor)
        record_loaded = work.received.has_any(actor, patient_id)
        known = known_in(picture, knowledge, consultation, actor)
        shown, front = view(known, knowledge, consultation, today)
        whole = shown if known is picture else assess(picture, knowledge, today)
        standing = keep_standing(work, actor, picture, whole, knowledge.cadence)
        company, alone_now = consultation.in_company, _alone_now(picture, known, consultation)
        if alone_now:
            seen = judge_standing(known, shown, knowledge.cadence)
            standing = replace(seen, unseen_young=standing.unseen_young)
        picture = known
        beside = None if company else work.forms.find(actor, consultation.id, FORM, now)
        reminders = work.reminders.read_open(actor, patient_id)
        noted: tuple[Disclosure, ...] = ()
        if consultation.history_open(now):
            noted = noted_and_counting(work, actor, patient_id, picture.history.enquiries)
        own_words = find_own_words(work, actor, consultation, picture.patient, knowledge, now)
        if front:
            work.prompts_shown.note(actor, consultation, front, knowledge.version.release, today)
    fits = rank(options, need_of(picture, knowledge, today), today)
    return Look(
        patient=picture.patient,
        consultation=consultation,
        assessment=shown,
        prompts=shown.prompts,
        front=front,
        draft=draft,
        visits=visits_of(picture.contacts, staff, knowledge, PartialDate(today)),
        options=fits,
        advocate=_advocate(fits),
        record_loaded=record_loaded,
        newest_contact_on=_newest_contact(picture, today),
        lead_name=name_of_lead(staff),
        ticks=() if company else _ticks(picture, knowledge, consultation, today),
        standing=standing,
        dates=newest_dates(picture.dates, today),
        beside=beside or {},
        clinician=actor.name,
        own_words=own_words,
        noted=noted[-1] if noted else None,
        alone_now=alone_now,
        lacks_dates=lacks_dates(picture, shown, knowledge),
        left=actions_of_the_day(reminders, today) if consultation.history_open(now) else (),
    )


def known_in(
    picture: PatientPicture, knowledge: Knowledge, consultation: Consultation, actor: Actor
) -> PatientPicture:
    """What the page may rest on with whoever is there: with an adult beside a child much less."""
    gate = consultation.gate
    if gate is not None and consultation.in_company:
        return picture_in_company(picture, knowledge, gate, actor.name)
    if gate is not None and gate.presence.seen_alone:
        return picture_once_alone(picture, consultation.enquiry_id)
    return picture


def _alone_now(picture: PatientPicture, known: PatientPicture, consultation: Consultation) -> bool:
    return known is not picture and not consultation.in_company


def view(
    picture: PatientPicture, knowledge: Knowledge, consultation: Consultation, today: date
) -> tuple[Assessment, Prompt | None]:
    """What the clinician of a consultation may see, and what stands in front.

    `picture` is what `known_in` says.
    """
    shown = for_clinician(
        assess(picture, knowledge, today), knowledge, alone=consultation.patient_alone
    )
    if consultation.in_company:
        shown = shown_in_company(shown, knowledge)
    return shown, find_front(shown)


def _ticks(
    picture: PatientPicture, knowledge: Knowledge, consultation: Consultation, today: date
) -> tuple[OfferedTick, ...]:
    return offered_ticks(picture, knowledge, today, alone=consultation.patient_alone)


def _advocate(fits: tuple[Fit, ...]) -> ReferralOption | None:
    """The advocate, unless something speaks against naming one to this very person."""
    return next(
        (
            one.option
            for one in fits
            if one.option.kind is OptionKind.IRIS_ADVOCATE and not one.reasons_against
        ),
        None,
    )


def _newest_contact(picture: PatientPicture, today: date) -> date | None:
    days = [
        contact.on.earliest
        for contact in picture.contacts
        if contact.on is not None and contact.attendance is Attendance.ATTENDED
    ]
    return max((day for day in days if day <= today), default=None)
