"""Where a patient is to be found: masked at first, in full only for a reason that is audited."""

from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.consultation.current import require_gate, require_patient
from gpsupport.actions.days import london_day
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.addresses import ReceivedDetails, RevealReason
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Patient
from gpsupport.persistence.work import Database


@dataclass(frozen=True, slots=True)
class ContactDetailsSeen:
    """What was shown to somebody: from each source, the newest first, which alone is in use.

    `reason` says what it was revealed for; None while it is masked.
    """

    patient: Patient
    consultation: Consultation
    received: tuple[ReceivedDetails, ...]
    reason: RevealReason | None = None


def see_contact_details(
    database: Database, actor: Actor, patient_id: str, now: datetime
) -> ContactDetailsSeen:
    """The towns and the ends of the numbers. Raises Denied, NotFound, GateClosed."""
    occasion = Occasion(actor, Permission.CONSULT, now, Event.SEE_CONTACT_DETAILS)
    with database.writing(occasion) as work:
        consultation = require_gate(work, actor, patient_id, now)
        return ContactDetailsSeen(
            patient=require_patient(work, actor, patient_id),
            consultation=consultation,
            received=work.addresses.read_all(actor, patient_id, london_day(now)),
        )


def reveal_address(
    database: Database, actor: Actor, patient_id: str, reason: RevealReason, now: datetime
) -> ContactDetailsSeen:
    """The addresses and numbers in full, as far as the reason needs them.

    Raises Denied, NotFound, GateClosed. Whoever calls it has had the actor prove lately who they
    are. What somebody may reveal says nothing of a consultation, so the gate is asked about first,
    in a transaction of its own.
    """
    seen = see_contact_details(database, actor, patient_id, now)
    occasion = Occasion(actor, Permission.REVEAL_ADDRESS, now, Event.REVEAL_ADDRESS)
    with database.writing(occasion) as work:
        received = work.addresses.read_all(actor, patient_id, london_day(now), reason)
    return ContactDetailsSeen(seen.patient, seen.consultation, received, reason)
