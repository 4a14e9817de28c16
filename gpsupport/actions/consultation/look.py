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
from gpsupport.actions.consultation.unsaved import Unsaved, unsaved_in
from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure.counted import noted_and_counting
from gpsupport.actions.needs import need_of
from gpsupport.actions.reminders import actions_of_the_day
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.assessment import Assessment, Prompt, assess
from gpsupport.domain.consultation import Consultation, ConsultationDraft
from gpsupport.domain.directory.option import OptionKind, ReferralOption
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome, NextEnquiry
from gpsupport.domain.enquiry.standing import EnquiryStanding
from gpsupport.domain.events import Event
from gpsupport.domain.front import find_front, for_clinician
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.life_events.cases import stops_asking
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.record import Attendance, DateKind, PatientPicture, newest_dates
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.matching import Fit, rank
from gpsupport.domain.reminders import Reminder
from gpsupport.domain.showing import (
    lacks_dates,
    picture_in_company,
    picture_once_alone,
    shown_in_company,
)
from gpsupport.domain.ticks import OfferedTick, offered_ticks
from gpsupport.persistence.work import Database, UnitOfWork


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
    rule unknown. `unsaved` is what this clinician typed on other pages and did not save.
    `after_no` is when to ask again should the patient say no today; None with company there.
    `referrals` are those on this record that are not over, oldest first: none with company there.
    """

    patient: Patient
    consultation: Consultation
    assessment: Assessment
    prompts: tuple[Prompt, ...]
    front: Prompt | None
    draft: ConsultationDraft | None
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
    unsaved: tuple[Unsaved, ...] = ()
    after_no: NextEnquiry | None = None
    referrals: tuple[Referral, ...] = ()


def look(
    database: Database, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> Look:
    """Assess the record of a patient, and note what stands in front, and where asking stands.

    Raises Denied, NotFound, GateClosed.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.LOOK_AT_RECORD)) as work:
        consultation = require_gate(work, actor, patient_id, now)
        return look_in(work, actor, consultation, knowledge, now)


def look_in(
    work: UnitOfWork, actor: Actor, consultation: Consultation, knowledge: Knowledge, now: datetime
) -> Look:
    """The same within a transaction, for a consultation whose gate is open. Raises NotFound."""
    today, company = london_day(now), consultation.in_company
    picture = require_picture(work, actor, consultation.patient_id)
    known = known_in(picture, knowledge, consultation, actor)
    shown, front = view(known, knowledge, consultation, today)
    whole = shown if known is picture else assess(picture, knowledge, today)
    standing = keep_standing(work, actor, picture, whole, knowledge.cadence)
    if stops_asking(work.life_events.read_all(actor, consultation.patient_id)):
        shown, front = replace(shown, prompts=()), None
    alone_now = _alone_now(picture, known, consultation)
    if alone_now:
        seen = judge_standing(known, shown, knowledge.cadence)
        standing = replace(seen, unseen_young=standing.unseen_young, raised=standing.raised)
    if front:
        work.prompts_shown.note(actor, consultation, front, knowledge.version.release, today)
    fits = rank(work.options.list_all(actor), need_of(known, knowledge, today), today)
    left, noted = _left_and_noted(work, actor, known, consultation, now)
    beside = None if company else work.forms.find(actor, consultation.id, FORM, now)
    return Look(
        patient=known.patient,
        consultation=consultation,
        assessment=shown,
        prompts=shown.prompts,
        front=front,
        draft=work.drafts.find(actor, consultation.id, now),
        options=fits,
        advocate=_advocate(fits),
        record_loaded=work.received.has_any(actor, known.patient.id),
        newest_contact_on=_newest_contact(known, today),
        lead_name=name_of_lead(work.staff.list_all(actor)),
        ticks=() if company else _ticks(known, knowledge, consultation, today),
        standing=standing,
        dates=newest_dates(known.dates, today),
        beside=beside or {},
        clinician=actor.name,
        own_words=find_own_words(work, actor, consultation, known.patient, knowledge, now),
        noted=noted,
        alone_now=alone_now,
        lacks_dates=lacks_dates(known, shown, knowledge),
        left=left,
        unsaved=unsaved_in(work, actor, consultation, now),
        after_no=None if company else _after_no(known, knowledge, today),
        referrals=_open_referrals(work, actor, consultation, now),
    )


def _after_no(picture: PatientPicture, knowledge: Knowledge, today: date) -> NextEnquiry:
    """When to ask again should the patient say no today: judged as if it had been said."""
    said = Enquiry("", today, EnquiryOutcome.NOT_DISCLOSED)
    history = EnquiryHistory((*picture.history.enquiries, said))
    return assess(replace(picture, history=history), knowledge, today).next_enquiry


def _left_and_noted(
    work: UnitOfWork,
    actor: Actor,
    known: PatientPicture,
    consultation: Consultation,
    now: datetime,
) -> tuple[tuple[Reminder, ...], Disclosure | None]:
    """What is still to be done at once, and what was last noted: neither with company there."""
    if not consultation.history_open(now):
        return (), None
    patient_id = known.patient.id
    noted = noted_and_counting(work, actor, patient_id, known.history.enquiries)
    left = actions_of_the_day(work.reminders.read_open(actor, patient_id), london_day(now))
    return left, noted[-1] if noted else None


def _open_referrals(
    work: UnitOfWork, actor: Actor, consultation: Consultation, now: datetime
) -> tuple[Referral, ...]:
    if consultation.in_company or not consultation.history_open(now):
        return ()
    every = work.referrals.read_all(actor, consultation.patient_id)
    return tuple(one for one in every if not one.state.over)


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
            if one.option.kind is OptionKind.IRIS_ADVOCATE and one.nothing_against
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
