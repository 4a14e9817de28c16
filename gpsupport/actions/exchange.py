"""Taking in a record that was read from elsewhere, and handing one out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from gpsupport.actions.consultation.standing import keep_whole_standing
from gpsupport.actions.days import instant_of, london_day
from gpsupport.actions.disclosure.counted import noted_and_counting
from gpsupport.actions.errors import NotFound, Refused
from gpsupport.actions.whose import match
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.enquiry import Enquiry, NextEnquiry
from gpsupport.domain.events import Event
from gpsupport.domain.exchange import (
    UNNAMED_SOURCE,
    ReceivedAppointment,
    ReceivedResource,
    RecordReading,
)
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, NhsNumber, Patient, Practice
from gpsupport.persistence.stores.papers import ReplacedDisclosure
from gpsupport.persistence.work import Database, UnitOfWork

Key = tuple[str, str]
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of taking in a record: how many of its resources were new, changed and known."""

    patient_id: str
    new: int
    changed: int
    known: int


@dataclass(frozen=True, slots=True)
class CollectedRecord:
    """Everything to hand out of one patient: the resources as received, and what was made here.

    `source_system` is where all of it came from; empty for several places, or an unnamed one.
    `replaced` holds each enquiry that was corrected, with the id of the one in its place.
    `disclosures` are what counts of what was noted after a telling; `withdrawn` what does not any
    more, with the id of the version in its place, empty where the telling itself was corrected.
    `next_due` is when to ask again, as last judged here; None where nobody has judged it. How the
    patient can be reached and with whom something was shared is left out: both stay here.
    """

    practice: Practice
    patient: Patient
    received: tuple[ReceivedResource, ...]
    enquiries: tuple[Enquiry, ...]
    source_system: str
    replaced: tuple[tuple[Enquiry, str], ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    withdrawn: tuple[tuple[Disclosure, str], ...] = ()
    next_due: NextEnquiry | None = None


def take_in_record(
    database: Database,
    actor: Actor,
    reading: RecordReading,
    now: datetime,
    knowledge: Knowledge | None = None,
) -> TakenIn:
    """Store a record in one transaction: all of it, or nothing. The same record again is known.

    With `knowledge` it is judged where asking stands now; without, that is left to a refresh of the
    lists. Raises Denied, and Refused when the record is not certainly this patient's.
    """
    return take_in_records(database, actor, (reading,), now, knowledge)[0]


def take_in_records(
    database: Database,
    actor: Actor,
    readings: Sequence[RecordReading],
    now: datetime,
    knowledge: Knowledge | None = None,
) -> tuple[TakenIn, ...]:
    """Store several records in one transaction: all of them, or none if one is refused."""
    occasion = Occasion(
        actor, Permission.TAKE_IN_RECORDS, now, Event.TAKE_IN_RECORD, Purpose.EXCHANGE
    )
    with database.writing(occasion) as work:
        taken = tuple(_take_in(work, actor, reading, now) for reading in readings)
        if knowledge is not None:
            for patient_id in dict.fromkeys(one.patient_id for one in taken):
                _judge(work, actor, patient_id, knowledge, now)
    return taken


def _judge(
    work: UnitOfWork, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> None:
    picture = work.pictures.read(actor, patient_id)
    if picture is not None:
        keep_whole_standing(work, actor, picture, knowledge, london_day(now))


def _take_in(work: UnitOfWork, actor: Actor, reading: RecordReading, now: datetime) -> TakenIn:
    # Two imports of one file at once would both find nobody and both add the patient.
    work.practices.hold(actor)
    resources = {(one.type, one.id): one for one in reading.resources}
    if any("\\u0000" in one.text for one in reading.resources):
        # PostgreSQL has no place for it, and FHIR allows no control characters.
        raise Refused("It holds a NUL character, which FHIR forbids. Take it out of the file.")
    if _own(reading) not in resources:
        raise Refused("It lacks the patient's own resource. Put the Patient into the file.")
    stored = match(work, actor, reading)
    patient = stored.patient if stored else _add(work, actor, reading, now)
    known = work.received.find_known(
        actor, reading.source_system, patient.id, tuple(resources.values())
    )
    if any(found.patient_id != patient.id for found in known.values()):
        raise Refused(
            "It holds entries that came before as another patient's: the same source gave the same"
            " ids. If they come from another system, name that system with --source."
        )
    new = [one for key, one in resources.items() if key not in known]
    changed = [
        one
        for key, one in resources.items()
        if key in known and known[key].fingerprint != work.received.fingerprint(actor, one)
    ]
    ids = {key: found.id for key, found in known.items()}
    ids |= work.received.add(actor, reading.source_system, patient.id, new, now)
    work.received.change(actor, [(ids[one.type, one.id], one) for one in changed], now)
    fresh = {(one.type, one.id) for one in (*new, *changed)}
    own = _own(reading)
    if stored and own in fresh:
        work.patients.change(actor, stored, _completed(reading.picture.patient, stored.patient))
    again = {key: ids[key] for key in resources if key in fresh or _leans(reading, key, fresh)}
    if own not in again and not work.addresses.has(actor, patient.id, ids[own]):
        # It came before addresses were read.
        again[own] = ids[own]
    _drop(work, actor, [resource_id for key, resource_id in again.items() if key in known])
    _add_parts(work, actor, patient.id, reading, again)
    if own in again:
        work.addresses.add(actor, patient.id, again[own], reading.addresses)
        home = work.addresses.find_home(actor, patient.id, london_day(now))
        work.patients.write_home(actor, patient.id, home)
    return TakenIn(patient.id, len(new), len(changed), len(resources) - len(new) - len(changed))


def collect_record(
    database: Database, actor: Actor, nhs_number: NhsNumber, now: datetime
) -> CollectedRecord:
    """Everything that is stored of the patient with that number. Raises Denied, NotFound."""
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
        standing = work.standings.find(actor, patient_id)
        return CollectedRecord(
            practice=practice,
            patient=found.patient,
            received=work.received.read_all(actor, patient_id),
            enquiries=made,
            source_system=sources[0] if len(sources) == 1 and sources[0] != UNNAMED_SOURCE else "",
            replaced=tuple((one.enquiry, one.later_id) for one in replaced),
            disclosures=counts,
            withdrawn=_withdrawn(noted, counts, work.disclosures.read_replaced(actor, patient_id)),
            next_due=standing.upcoming if standing else None,
        )


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


def _own(reading: RecordReading) -> Key:
    """The key of the patient's own resource."""
    return "Patient", reading.picture.patient.id


def _completed(came: Patient, stored: Patient) -> Patient:
    """The patient as just received; a number that did not come along is not forgotten."""
    return Patient(stored.id, came.name, came.sex, came.born, came.nhs_number or stored.nhs_number)


def _add(work: UnitOfWork, actor: Actor, reading: RecordReading, now: datetime) -> Patient:
    patient = reading.picture.patient
    return work.patients.add(actor, patient, reading.source_system, patient.id, now)


def _leans(reading: RecordReading, key: Key, fresh: set[Key]) -> bool:
    """Whether a resource was read with the help of one that is new or changed.

    A medicine's name may stand in a resource that comes after the prescription which refers to it.
    """
    helpers = reading.leans_on.get("/".join(key), frozenset())
    return any("/".join(one) in helpers for one in fresh)


def _drop(work: UnitOfWork, actor: Actor, resource_ids: list[str]) -> None:
    """Forget what was read from an earlier version of these resources."""
    if not resource_ids:
        return
    work.addresses.drop(actor, resource_ids)
    work.entries.drop(actor, resource_ids)
    work.contacts.drop(actor, resource_ids)
    work.relatives.drop(actor, resource_ids)
    work.appointments.drop(actor, resource_ids)
    work.enquiries.drop_received(actor, resource_ids)


def _add_parts(
    work: UnitOfWork,
    actor: Actor,
    patient_id: str,
    reading: RecordReading,
    again: dict[Key, str],
) -> None:
    """Store what was read from these resources, given with their ids."""
    picture = reading.picture
    keys = {(one.type, one.id) for one in reading.resources}

    def standing(parts: Iterable[Part], where: Callable[[Part], str]) -> Iterator[tuple[str, Part]]:
        for part in parts:
            resource_id = again.get(_home(where(part), keys, _own(reading)))
            if resource_id is not None:
                yield resource_id, part

    work.entries.add(actor, patient_id, standing(picture.entries, lambda one: one.resource))
    work.contacts.add(actor, patient_id, standing(picture.contacts, lambda one: one.resource))
    work.relatives.add(actor, patient_id, standing(picture.relatives, lambda one: one.resource))
    enquiries = standing(picture.history.enquiries, lambda one: one.resource or one.id)
    work.enquiries.add_received(actor, patient_id, reading.source_system, enquiries)
    booked = standing(reading.appointments, lambda one: one.resource)
    work.appointments.add(actor, patient_id, _placed_in_time(booked))


def _home(resource: str, keys: set[Key], own: Key) -> Key:
    """The received resource that a part stands in: the one it names, else the patient's own."""
    kind, _, name = resource.partition("#")[0].rpartition("/")
    named = kind.rpartition("/")[2], name
    return named if named in keys else own


def _placed_in_time(
    appointments: Iterable[tuple[str, ReceivedAppointment]],
) -> Iterator[tuple[str, datetime, ReceivedAppointment]]:
    """Those whose beginning is an instant: without a time of day a list has no place for them."""
    for resource_id, appointment in appointments:
        starts_at = instant_of(appointment.starts_at)
        if starts_at is not None:
            yield resource_id, starts_at, appointment
