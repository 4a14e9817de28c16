"""How the patient may be reached without danger: read, kept, and confirmed in time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from gpsupport.actions.consultation.current import (
    ensure_open,
    require_gate_without_company,
    require_history,
    require_patient,
)
from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure.wanting import Wanting
from gpsupport.actions.forms import Fields
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.disclosure.faults import faults_of_contact
from gpsupport.domain.disclosure.following import confirm_on
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.persistence.work import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class OpenContact:
    """The safe way last kept, though it may hold no longer, and what is typed for the next.

    `typed` is None when nothing was kept.
    """

    patient: Patient
    consultation: Consultation
    contact: SafeContact | None
    typed: Mapping[str, list[str]] | None


def read_contact(
    database: Database, actor: Actor, patient_id: str, now: datetime
) -> SafeContact | None:
    """The safe way last kept, though it may hold no longer. Raises Denied, NotFound, GateClosed."""
    occasion = Occasion(actor, Permission.CONSULT, now, Event.READ_NEXT_STEPS)
    with database.writing(occasion) as work:
        require_gate_without_company(work, actor, patient_id, now)
        return work.safe_contacts.find_current(actor, patient_id)


def open_contact(database: Database, actor: Actor, patient_id: str, now: datetime) -> OpenContact:
    """The safe way last kept, and what is being typed. Raises Denied, NotFound, GateClosed."""
    occasion = Occasion(actor, Permission.CONSULT, now, Event.READ_NEXT_STEPS)
    with database.writing(occasion) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        return OpenContact(
            patient=require_patient(work, actor, patient_id),
            consultation=consultation,
            contact=work.safe_contacts.find_current(actor, patient_id),
            typed=work.forms.find(actor, consultation.id, FormName.CONTACT, now),
        )


def keep_contact(  # noqa: PLR0917 - each is what the clinician or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    contact: SafeContact,
    knowledge: Knowledge,
    now: datetime,
    typed: Fields | None = None,
) -> SafeContact:
    """Keep a safe way in place of the last one, as confirmed today by the patient.

    What was typed is forgotten with it. With a shut gate, or when something is wanting, nothing is
    kept but the fields as `typed`, and GateClosed is raised, or Wanting with what
    `faults_of_contact` says. Raises Denied and NotFound too.
    """
    faults = faults_of_contact(contact, knowledge.afterwards.contact, london_day(now))
    occasion = Occasion(actor, Permission.CONSULT, now, Event.NOTE_SAFE_CONTACT)
    kept = None
    with database.writing(occasion) as work:
        require_patient(work, actor, patient_id)
        consultation = ensure_open(work, actor, patient_id, now)
        if consultation.history_open(now) and not faults:
            kept = keep(work, actor, consultation, contact, knowledge, now)
            work.forms.drop(actor, consultation.id, FormName.CONTACT)
        elif typed is not None:
            work.forms.save(actor, consultation.id, FormName.CONTACT, typed, now)
    require_history(consultation, now)
    if kept is None:
        raise Wanting(faults)
    return kept


def keep(  # noqa: PLR0917 - each is what the clinician or the clock says
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    contact: SafeContact,
    knowledge: Knowledge,
    now: datetime,
) -> SafeContact:
    """Keep it, and remind in time to confirm it; an older reminder of that kind is over."""
    today = london_day(now)
    confirmed = replace(contact, confirmed_on=today)
    patient_id = consultation.patient_id
    work.safe_contacts.add(actor, patient_id, consultation.id, confirmed, now)
    due = confirm_on(confirmed, knowledge.afterwards.contact, today)
    key = f"safe-contact:{consultation.id}:{due}"
    for reminder in work.reminders.read_open(actor, patient_id):
        if reminder.kind is ReminderKind.CONFIRM_SAFE_CONTACT and reminder.key != key:
            work.reminders.mark_done(actor, reminder.id, reminder.version, now)
    if due is not None:
        kind = ReminderKind.CONFIRM_SAFE_CONTACT
        work.reminders.add_new(actor, [Reminder("", patient_id, key, kind, due)])
    return confirmed
