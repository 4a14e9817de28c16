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
from gpsupport.actions.forms import Fields, SavedSince, keep_form
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.disclosure.contact import KeptContact, SafeContact
from gpsupport.domain.disclosure.faults import faults_of_contact
from gpsupport.domain.disclosure.following import confirm_on
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.persistence.work import Database, StaleRow, UnitOfWork


@dataclass(frozen=True, slots=True)
class OpenContact:
    """The safe ways that were kept, and what is typed for the next; None when nothing is.

    The last one counts, whether or not it still holds.
    """

    patient: Patient
    consultation: Consultation
    kept: tuple[KeptContact, ...]
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
            kept=work.safe_contacts.read_all(actor, patient_id),
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
    supersedes: str | None = None,
) -> SafeContact:
    """Keep a safe way in place of the one that `supersedes` names, as confirmed today.

    What was typed is forgotten with it. With a shut gate, when something is wanting, or when
    another was kept since the one that was shown, nothing is kept but the fields as `typed`, and
    GateClosed is raised, Wanting with what `faults_of_contact` says, or SavedSince. Raises Denied
    and NotFound too.
    """
    faults = faults_of_contact(contact, knowledge.afterwards.contact, london_day(now))
    confirmed = replace(contact, confirmed_on=london_day(now))
    occasion = Occasion(actor, Permission.CONSULT, now, Event.NOTE_SAFE_CONTACT)
    kept = False
    try:
        with database.writing(occasion) as work:
            require_patient(work, actor, patient_id)
            consultation = ensure_open(work, actor, patient_id, now)
            if consultation.history_open(now) and not faults:
                kept = _keep_unless_since(
                    work, actor, consultation, confirmed, supersedes, knowledge, now
                )
            if not kept and typed is not None:
                work.forms.save(actor, consultation.id, FormName.CONTACT, typed, now)
    except StaleRow:
        # Another window was faster by so little that only the database saw it.
        if typed is not None:
            keep_form(database, actor, patient_id, FormName.CONTACT, typed, now)
        raise SavedSince from None
    if kept:
        return confirmed
    require_history(consultation, now)
    if faults:
        raise Wanting(faults)
    raise SavedSince


def _keep_unless_since(  # noqa: PLR0917 - each is what the clinician or the clock says
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    confirmed: SafeContact,
    supersedes: str | None,
    knowledge: Knowledge,
    now: datetime,
) -> bool:
    """Whether it counts now; it does not where another was kept since the one that was shown."""
    current = last_of(work.safe_contacts.read_all(actor, consultation.patient_id))
    # A button pressed twice is one safe way.
    if current is None or current.contact != confirmed:
        if supersedes != (current.id if current else None):
            return False
        keep(work, actor, consultation, confirmed, current, knowledge, now)
    work.forms.drop(actor, consultation.id, FormName.CONTACT)
    return True


def keep(  # noqa: PLR0917 - each is what the clinician or the clock says
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    contact: SafeContact,
    current: KeptContact | None,
    knowledge: Knowledge,
    now: datetime,
) -> None:
    """Keep it in place of what counts now, and remind whoever keeps it to confirm it in time.

    An older reminder of that kind has lost its reason. Raises StaleRow.
    """
    patient_id, kind = consultation.patient_id, ReminderKind.CONFIRM_SAFE_CONTACT
    kept_id = work.safe_contacts.add(
        actor, patient_id, consultation.id, contact, now, current.id if current else None
    )
    for reminder in work.reminders.read_open(actor, patient_id):
        if reminder.kind is kind:
            work.reminders.take_back(actor, reminder.id, reminder.version, now)
    due = confirm_on(contact, knowledge.afterwards.contact, london_day(now))
    if due is not None:
        key = f"safe-contact:{kept_id}"
        work.reminders.add_new(actor, [Reminder("", patient_id, key, kind, due, owner=actor.name)])


def last_of(kept: tuple[KeptContact, ...]) -> KeptContact | None:
    """The one that counts, of all that were kept."""
    return kept[-1] if kept else None
