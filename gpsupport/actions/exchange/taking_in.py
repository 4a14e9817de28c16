"""Taking in a record that was read from elsewhere: all of it or nothing, and never twice."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from gpsupport.actions.consultation.standing import keep_whole_standing
from gpsupport.actions.days import instant_of, london_day
from gpsupport.actions.errors import Refused
from gpsupport.actions.life_events.noticing import notice, notice_another_number
from gpsupport.actions.whose import AnotherNumber, match
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.events import Event
from gpsupport.domain.exchange import ReceivedAppointment, RecordReading
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.ticks import own_statements_of
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
    try:
        with database.writing(occasion) as work:
            own = own_statements_of(knowledge) if knowledge is not None else frozenset()
            taken = tuple(
                _take_in(work, actor, _without(own, reading), now, knowledge)
                for reading in readings
            )
            if knowledge is not None:
                for patient_id in dict.fromkeys(one.patient_id for one in taken):
                    _judge(work, actor, patient_id, knowledge, now)
    except AnotherNumber as error:
        with database.writing(occasion) as work:
            notice_another_number(work, actor, error, knowledge, now)
        raise
    return taken


def _without(names: frozenset[str], reading: RecordReading) -> RecordReading:
    """What patients say of their own behaviour comes in from nowhere but their own page."""
    notes = tuple(
        replace(one, ticks=tuple(tick for tick in one.ticks if tick.name not in names))
        for one in reading.notes
    )
    return replace(reading, notes=notes)


def _judge(
    work: UnitOfWork, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> None:
    picture = work.pictures.read(actor, patient_id)
    if picture is not None:
        keep_whole_standing(work, actor, picture, knowledge, london_day(now))


def _take_in(
    work: UnitOfWork,
    actor: Actor,
    reading: RecordReading,
    now: datetime,
    knowledge: Knowledge | None,
) -> TakenIn:
    # Two imports of one file at once would both find nobody and both add the patient.
    work.practices.hold(actor)
    _refuse_unless_whole(reading)
    resources = {(one.type, one.id): one for one in reading.resources}
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
    if own in fresh:
        notice(work, actor, patient.id, reading, knowledge, now, known=stored is not None)
    return TakenIn(patient.id, len(new), len(changed), len(resources) - len(new) - len(changed))


def _refuse_unless_whole(reading: RecordReading) -> None:
    if any("\\u0000" in one.text for one in reading.resources):
        # PostgreSQL has no place for it, and FHIR allows no control characters.
        raise Refused("It holds a NUL character, which FHIR forbids. Take it out of the file.")
    if _own(reading) not in {(one.type, one.id) for one in reading.resources}:
        raise Refused("It lacks the patient's own resource. Put the Patient into the file.")


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
    notes = standing(reading.notes, lambda one: one.resource)
    work.received_notes.add(actor, patient_id, notes)
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
