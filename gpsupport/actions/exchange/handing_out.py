"""Handing out everything that is stored of one patient, but what has to stay here."""

from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.consultation.standing import standing_on
from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure.counted import noted_and_counting
from gpsupport.actions.errors import NotFound
from gpsupport.actions.referral.messaging import ways_not_to_go_out
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.enquiry import Enquiry, NextEnquiry
from gpsupport.domain.events import Event
from gpsupport.domain.exchange import UNNAMED_SOURCE, ReceivedResource
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.life_events.cases import stops_asking
from gpsupport.domain.people import Actor, NhsNumber, Patient, Practice
from gpsupport.domain.record import KnownDate, Tick
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.ticks import ticks_that_may_leave
from gpsupport.persistence.stores.papers import ReplacedDisclosure
from gpsupport.persistence.work import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class CollectedRecord:
    """Everything to hand out of one patient: the resources as received, and what was made here.

    `source_system` is where all of it came from; empty for several places, or an unnamed one.
    `replaced` holds each enquiry that was corrected, with the id of the one in its place.
    `disclosures` are what counts of what was noted after a telling; `withdrawn` what does not any
    more, with the id of the version in its place, empty where the telling itself was corrected.
    `ticks` and `dates` were noted here, in the order of their answers. `next_due` is when to ask
    again, as judged today; without content as judged last, None where nobody has. `referrals` are
    those made on this record, whomever they are about, oldest first. How the patient can be
    reached, with whom something was shared and what patients said of their own behaviour is left
    out: all of it stays here, and so does every text with one of `withdrawn_ways`.
    """

    practice: Practice
    patient: Patient
    received: tuple[ReceivedResource, ...]
    enquiries: tuple[Enquiry, ...]
    source_system: str
    replaced: tuple[tuple[Enquiry, str], ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    withdrawn: tuple[tuple[Disclosure, str], ...] = ()
    ticks: tuple[Tick, ...] = ()
    dates: tuple[KnownDate, ...] = ()
    next_due: NextEnquiry | None = None
    referrals: tuple[Referral, ...] = ()
    withdrawn_ways: tuple[str, ...] = ()


def collect_record(
    database: Database,
    actor: Actor,
    nhs_number: NhsNumber,
    now: datetime,
    knowledge: Knowledge | None = None,
) -> CollectedRecord:
    """Everything that is stored of the patient with that number. Raises Denied, NotFound.

    Without `knowledge` no tick is among it: nobody can tell which of them have to stay here.
    """
    occasion = Occasion(
        actor, Permission.HAND_OUT_RECORDS, now, Event.HAND_OUT_RECORD, Purpose.EXCHANGE
    )
    with database.writing(occasion) as work:
        practice = work.practices.find(actor)
        found = work.patients.find_by_number(actor, nhs_number)
        if practice is None or found is None:
            raise NotFound
        patient_id = found.patient.id
        sources = work.received.sources(actor, patient_id)
        made = work.enquiries.read_recorded_here(actor, patient_id)
        replaced = work.enquiries.read_replaced(actor, patient_id)
        noted = work.disclosures.read_all(actor, patient_id)
        counts = noted_and_counting(work, actor, patient_id, made)
        ticks = work.ticks.read_all(actor, patient_id)
        return CollectedRecord(
            practice=practice,
            patient=found.patient,
            received=work.received.read_all(actor, patient_id),
            enquiries=made,
            source_system=sources[0] if len(sources) == 1 and sources[0] != UNNAMED_SOURCE else "",
            replaced=tuple((one.enquiry, one.later_id) for one in replaced),
            disclosures=counts,
            withdrawn=_withdrawn(noted, counts, work.disclosures.read_replaced(actor, patient_id)),
            ticks=ticks_that_may_leave(ticks, knowledge) if knowledge else (),
            dates=work.known_dates.read_all(actor, patient_id),
            next_due=_next_due(work, actor, patient_id, knowledge, now),
            referrals=work.referrals.read_all(actor, patient_id),
            withdrawn_ways=ways_not_to_go_out(work, actor, patient_id, now),
        )


def _next_due(
    work: UnitOfWork, actor: Actor, patient_id: str, knowledge: Knowledge | None, now: datetime
) -> NextEnquiry | None:
    if stops_asking(work.life_events.read_all(actor, patient_id)):
        return None
    picture = work.pictures.read(actor, patient_id) if knowledge else None
    if knowledge is not None and picture is not None:
        return standing_on(picture, knowledge, london_day(now)).upcoming
    kept = work.standings.find(actor, patient_id)
    return kept.upcoming if kept else None


def _withdrawn(
    noted: tuple[Disclosure, ...],
    counts: tuple[Disclosure, ...],
    replaced: tuple[ReplacedDisclosure, ...],
) -> tuple[tuple[Disclosure, str], ...]:
    """What was noted and counts no more: corrected itself, or its telling was."""
    still = {one.id for one in counts}
    return (
        *((one.disclosure, one.later_id) for one in replaced),
        *((one, "") for one in noted if one.id not in still),
    )
