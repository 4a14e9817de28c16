"""Looking at a patient's record with the knowledge in hand, once the gate is passed."""

from dataclasses import dataclass
from datetime import date, datetime

from gpsupport.actions.consultation.current import name_of_lead, require_gate
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.needs import need_of
from gpsupport.actions.neutral import visits_of
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.assessment import Assessment, Prompt, assess
from gpsupport.domain.consultation import Consultation, ConsultationDraft, Visit
from gpsupport.domain.days import PartialDate
from gpsupport.domain.enquiry import Presence
from gpsupport.domain.events import Event
from gpsupport.domain.front import find_front, for_clinician
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.record import Attendance, PatientPicture
from gpsupport.domain.referral import Fit, OptionKind, ReferralOption, rank
from gpsupport.domain.ticks import OfferedTick, offered_ticks
from gpsupport.persistence.work import Database


@dataclass(frozen=True, slots=True)
class Look:
    """What a clinician sees behind the gate.

    `assessment` and `prompts` hold what this clinician may see with whoever is present; `front` is
    the one of them that stands in front, None when none does. `options` and `advocate` are weighed
    for the patient alone, nobody else of the family. `newest_contact_on` says how far the record
    reaches; `lead_name` is empty when the practice has named no safeguarding lead.
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


def look(
    database: Database, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> Look:
    """Assess the record of a patient, and note which prompt stands in front.

    Raises Denied, NotFound, GateClosed.
    """
    today = london_day(now)
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.LOOK_AT_RECORD)) as work:
        consultation = require_gate(work, actor, patient_id, now)
        picture = work.pictures.read(actor, patient_id)
        if picture is None:
            raise NotFound
        options = work.options.list_all(actor)
        draft = work.drafts.find(actor, consultation.id, now)
        staff = work.staff.list_all(actor)
        record_loaded = work.received.has_any(actor, patient_id)
        shown, front = view(picture, knowledge, consultation, today)
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
        ticks=offered_ticks(picture, knowledge, today, alone=consultation.patient_alone),
    )


def view(
    picture: PatientPicture, knowledge: Knowledge, consultation: Consultation, today: date
) -> tuple[Assessment, Prompt | None]:
    """What the clinician of a consultation may see of a picture, and what stands in front."""
    alone = consultation.gate is not None and consultation.gate.presence is Presence.ALONE
    shown = for_clinician(assess(picture, knowledge, today), knowledge, alone=alone)
    return shown, find_front(shown)


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
