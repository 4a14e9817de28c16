"""What was received from elsewhere: a record as read, and its resources as they came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gpsupport.domain.addresses import ContactDetails
from gpsupport.domain.life_events.kinds import LifeSign
from gpsupport.domain.record import KnownDate, PatientPicture, Tick

# Where a file came from when nobody says so: any file, from anywhere.
UNNAMED_SOURCE = "file"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in what was received: where it stands (a JSON path) and what is wrong."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


class Unreadable(Exception):
    """What was received cannot be used; `faults` names every fault that was found."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class ReceivedResource:
    """One resource as it came: `text` is the JSON as received, `digest` its SHA-256 in hex."""

    type: str
    id: str
    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class RecordReading:
    """One patient's record as read.

    `source_system` says where it came from, and `source_named` whether the file or a person said
    so: under a name that stands for any file, an id says nothing about who is meant. `resources`
    holds every resource of the file, used or not; `not_used` counts the types that the product does
    not look at. `leans_on` gives for a resource ("Type/id") the others of the file that it refers
    to and that were looked at when it was read. `notes` are the ticks and
    dates of `picture` by the resource that tells of them, `signs` what may change a life: death,
    leaving, another record, a move.
    """

    source_system: str
    picture: PatientPicture
    resources: tuple[ReceivedResource, ...]
    appointments: tuple[ReceivedAppointment, ...]
    not_used: Mapping[str, int]
    source_named: bool = False
    leans_on: Mapping[str, frozenset[str]] = field(default_factory=dict)
    addresses: ContactDetails = ContactDetails()
    notes: tuple[ReceivedNotes, ...] = ()
    signs: tuple[LifeSign, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceivedAppointment:
    """A booked appointment: `starts_at` as written, the rest in the sender's words."""

    resource: str
    starts_at: str
    minutes: int | None = None
    how: str = ""
    booked_for: str = ""
    practitioner: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedNotes:
    """What clinicians elsewhere noted that no code holds, in the order of their answers."""

    resource: str
    ticks: tuple[Tick, ...] = ()
    dates: tuple[KnownDate, ...] = ()
