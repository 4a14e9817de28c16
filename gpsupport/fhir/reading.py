"""Reading a patient's record from a FHIR R4 file: the one entrance of this room.

The text kept of every resource is the exact substring of the file, so nothing is ever lost to a
library's idea of numbers or times. All faults of a file are told at once, and then nothing is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from gpsupport.domain.enquiry import Enquiry, EnquiryHistory
from gpsupport.domain.exchange import (
    UNNAMED_SOURCE,
    Fault,
    ReceivedAppointment,
    ReceivedNotes,
    ReceivedResource,
    RecordReading,
    Unreadable,
)
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Patient, Relative
from gpsupport.domain.record import CodedEntry, Contact, PatientPicture
from gpsupport.fhir.addresses import read_contact_details
from gpsupport.fhir.contacts import find_booking, find_contact
from gpsupport.fhir.enquiry_form import find_enquiry
from gpsupport.fhir.entries import find_entry
from gpsupport.fhir.instrument_form import find_filled_in, find_scored
from gpsupport.fhir.life_signs import find_signs, without_other_records
from gpsupport.fhir.limits import Limits, unreadable
from gpsupport.fhir.noted_form import find_notes
from gpsupport.fhir.parsing import parse
from gpsupport.fhir.patients import find_owner, find_relative, read_patient
from gpsupport.fhir.r4_facts import NAMED_TYPES, USED_TYPES
from gpsupport.fhir.references import Addresses
from gpsupport.fhir.structure import LONGEST_ADDRESS, faults_of, too_long
from gpsupport.fhir.unpacking import Envelope, Found, source_of, unpack

_T = TypeVar("_T")


def read_records(
    data: bytes,
    source_system: str | None = None,
    limits: Limits | None = None,
    knowledge: Knowledge | None = None,
) -> tuple[RecordReading, ...]:
    """Every patient's record in a file, in the order of their ids. Raises Unreadable.

    A Bundle or a single resource holds exactly one patient; a list or NDJSON may hold several.
    `source_system` names where the file came from unless it says so itself (meta.source). Where
    nobody says so the source is "file", which names no system. `knowledge` says which forms of
    other systems are a licensed instrument, whose answers are then read.
    """
    return tuple(reading for _, reading in _read(data, source_system, limits, knowledge))


def read_record(
    data: bytes,
    source_system: str | None = None,
    limits: Limits | None = None,
    knowledge: Knowledge | None = None,
) -> RecordReading:
    """The record of the one patient in a file. Raises Unreadable when there are more, or none."""
    read = _read(data, source_system, limits, knowledge)
    if len(read) > 1:
        (first, _), (second, _) = read[:2]
        what = f"a second patient, but exactly one is wanted; the first stands at {first}"
        raise Unreadable(Fault(second, what))
    return read[0][1]


def _read(
    data: bytes, source_system: str | None, limits: Limits | None, knowledge: Knowledge | None
) -> list[tuple[str, RecordReading]]:
    """Each record with the place of its Patient."""
    try:
        return _read_all(data, source_system, limits or Limits(), knowledge)
    except Unreadable as error:
        raise unreadable(error.faults) from None


def _read_all(
    data: bytes, source_system: str | None, limits: Limits, knowledge: Knowledge | None
) -> list[tuple[str, RecordReading]]:
    readings: list[tuple[str, RecordReading]] = []
    faults: list[Fault] = []
    for envelope in unpack(parse(data, limits), limits):
        try:
            readings.extend(_read_envelope(envelope, source_system, knowledge))
        except Unreadable as error:
            faults.extend(error.faults)
    if faults:
        raise Unreadable(*faults)
    if not readings:
        raise Unreadable(Fault("the file", "holds no Patient"))
    return sorted(readings, key=lambda one: one[1].picture.patient.id)


def _read_envelope(
    envelope: Envelope, source_system: str | None, knowledge: Knowledge | None
) -> list[tuple[str, RecordReading]]:
    patients = [found for found in envelope.resources if found.type == "Patient"]
    if not patients:
        raise Unreadable(Fault(envelope.where or "the file", "holds no Patient"))
    if envelope.one_patient and len(patients) > 1:
        what = f"a second patient; the first stands at {patients[0].where}"
        raise Unreadable(*(Fault(other.where, what) for other in patients[1:]))
    faults = [
        fault
        for found in envelope.resources
        if found.type in USED_TYPES or found.type in NAMED_TYPES
        for fault in faults_of(found.type, found.content, found.where)
    ]
    if faults:
        raise Unreadable(*faults)
    as_sent = {one.name: one for one in patients}
    envelope = replace(
        envelope, resources=tuple(without_other_records(one) for one in envelope.resources)
    )
    patients = [found for found in envelope.resources if found.type == "Patient"]
    addresses = Addresses(envelope.resources)
    owned, shared = _sort_by_owner(envelope, addresses)
    readings: list[tuple[str, RecordReading]] = []
    for patient in patients:
        source = envelope.source or source_of(patient.content) or source_system
        owner = envelope.where if envelope.source else patient.where
        faults.extend(too_long(source, LONGEST_ADDRESS, f"{owner}.meta.source"))
        try:
            record = _Record(patient, addresses, knowledge)
            record.take(owned.get(patient.name, []))
            signs = find_signs(as_sent[patient.name], addresses)
            readings.append((patient.where, replace(record.reading(source, shared), signs=signs)))
        except Unreadable as error:
            faults.extend(error.faults)
    if faults:
        raise Unreadable(*faults)
    return readings


def _sort_by_owner(
    envelope: Envelope, addresses: Addresses
) -> tuple[dict[str, list[Found]], list[Found]]:
    owned: dict[str, list[Found]] = {}
    shared: list[Found] = []
    faults: list[Fault] = []
    for found in envelope.resources:
        try:
            owner = find_owner(found, addresses)
        except Unreadable as error:
            faults.extend(error.faults)
            continue
        if owner is None:
            shared.append(found)
        else:
            owned.setdefault(owner.name, []).append(found)
    if faults:
        raise Unreadable(*faults)
    return owned, shared


@dataclass
class _Record:
    """One patient's record while it is being put together."""

    found: Found
    addresses: Addresses
    knowledge: Knowledge | None
    taken: list[Found] = field(default_factory=list)
    entries: list[CodedEntry] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    bookings: list[ReceivedAppointment] = field(default_factory=list)
    relatives: list[Relative] = field(default_factory=list)
    enquiries: list[Enquiry] = field(default_factory=list)
    notes: list[ReceivedNotes] = field(default_factory=list)
    leans_on: dict[str, frozenset[str]] = field(default_factory=dict)

    def take(self, resources: Iterable[Found]) -> None:
        """Read each resource of the patient. Raises Unreadable with every fault."""
        faults: list[Fault] = []
        for found in resources:
            self.taken.append(found)
            try:
                self._take(found)
            except Unreadable as error:
                faults.extend(error.faults)
        if faults:
            raise Unreadable(*faults)

    def _take(self, found: Found) -> None:
        with self.addresses.noting() as led_to:
            self._read(found)
        if others := led_to - {found.name, self.found.name}:
            self.leans_on[found.name] = frozenset(others)

    def _read(self, found: Found) -> None:
        if found.type == "QuestionnaireResponse":
            self._read_answers(found)
            return
        _keep(self.entries, find_entry(found, self.found, self.addresses))
        if found.type in {"Encounter", "Appointment"}:
            _keep(self.contacts, find_contact(found, self.addresses))
        if found.type == "Appointment":
            _keep(self.bookings, find_booking(found, self.addresses))
        elif found.type == "RelatedPerson":
            _keep(self.relatives, find_relative(found))

    def _read_answers(self, found: Found) -> None:
        told = find_enquiry(found, self.addresses)
        told = told or find_scored(found, self.addresses, self.knowledge)
        _keep(self.enquiries, told)
        _keep(self.notes, find_notes(found))
        if told is None:
            _keep(self.entries, find_filled_in(found, self.addresses))

    def reading(self, source: str | None, shared: list[Found]) -> RecordReading:
        """The finished value; everything in it is in an order that the file does not decide."""
        patient: Patient = read_patient(self.found)
        everything = sorted(
            self.taken + shared, key=lambda one: (one is not self.found, one.type, one.id)
        )
        notes = tuple(sorted(self.notes, key=lambda one: one.resource))
        unused = Counter(one.type for one in everything if one.type not in USED_TYPES)
        return RecordReading(
            source_system=source or UNNAMED_SOURCE,
            source_named=bool(source) and source != UNNAMED_SOURCE,
            picture=PatientPicture(
                patient=patient,
                entries=tuple(sorted(self.entries, key=lambda one: one.resource)),
                contacts=tuple(sorted(self.contacts, key=lambda one: one.resource)),
                relatives=tuple(sorted(self.relatives, key=lambda one: one.resource)),
                history=EnquiryHistory(tuple(self.enquiries)),
                ticks=tuple(tick for one in notes for tick in one.ticks),
                dates=tuple(day for one in notes for day in one.dates),
            ),
            resources=tuple(
                ReceivedResource(one.type, one.id, one.text, one.digest) for one in everything
            ),
            appointments=tuple(sorted(self.bookings, key=lambda one: one.resource)),
            not_used=dict(sorted(unused.items())),
            leans_on=dict(self.leans_on),
            addresses=read_contact_details(self.found),
            notes=notes,
        )


def _keep(kept: list[_T], one: _T | None) -> None:
    if one is not None:
        kept.append(one)
