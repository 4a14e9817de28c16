"""A small world for the tests of persistence and actions: a practice, its people, a record."""

import hashlib
import json
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from gpsupport.actions.exchange import take_in_record
from gpsupport.actions.identity import add_clinician, find_actor
from gpsupport.actions.practices import add_practice, operator, system_actor
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.days import PartialDate
from gpsupport.domain.directory.option import Capacity, OptionKind, ReferralOption
from gpsupport.domain.enquiry import (
    Enquiry,
    EnquiryHistory,
    EnquiryOutcome,
)
from gpsupport.domain.events import Event
from gpsupport.domain.exchange import ReceivedAppointment, ReceivedResource, RecordReading
from gpsupport.domain.knowledge.content.pack import (
    Knowledge,
)
from gpsupport.domain.people import (
    Actor,
    NhsNumber,
    Patient,
    PersonName,
    Practice,
    Relationship,
    Relative,
    Role,
    Sex,
)
from gpsupport.domain.record import (
    Attendance,
    Code,
    CodedEntry,
    Coding,
    Contact,
    EntryKind,
    PatientPicture,
    Setting,
)
from gpsupport.persistence.work import Database, UnitOfWork
from gpsupport.settings import Settings
from tests.integration.actions.pack import HOUSEHOLD, SENSITIVE, TIRED, knowledge

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
HOUR = timedelta(hours=1)

NUMBER = NhsNumber("9434765919")
OTHER_NUMBER = NhsNumber("9434765870")
OTHER_SOURCE = "https://other.example"
CANARY = "KANARIENVOGEL"


def resource(kind: str, name: str, **content: str) -> ReceivedResource:
    """A resource as it would have come."""
    text = json.dumps({"resourceType": kind, "id": name, **content})
    return ReceivedResource(kind, name, text, hashlib.sha256(text.encode()).hexdigest())


def entry(name: str, code: Code, day: str | None, display: str = "") -> CodedEntry:
    """A condition of one coding."""
    return CodedEntry(
        resource=f"Condition/{name}",
        kind=EntryKind.CONDITION,
        codings=(Coding(code, display),),
        on=PartialDate.parse(day) if day else None,
        recorded_by="Dr Amin Rahman",
    )


PATIENT = Patient(
    id="pat-1",
    name=PersonName(family="O'Brien-Müller", given="Zoë", title="Ms"),
    sex=Sex.FEMALE,
    born=PartialDate.parse("1990-05-17"),
    nhs_number=NUMBER,
)


def reading(patient: Patient = PATIENT, prefix: str = "") -> RecordReading:
    """A record with a part of every kind; `prefix` makes its resource ids somebody else's."""
    p = prefix
    picture = PatientPicture(
        patient=patient,
        entries=(
            CodedEntry(
                resource=f"Condition/{p}c1",
                kind=EntryKind.CONDITION,
                codings=(
                    Coding(TIRED, f"Tired all the time {CANARY}-display"),
                    Coding(Code("urn:local", "T1"), ""),
                ),
                on=PartialDate.parse("2026-09"),
                recorded_by=f"{CANARY}-recorder",
            ),
            entry(f"{p}c2", SENSITIVE, "2026-10-02"),
            entry(f"{p}c3", HOUSEHOLD, None),
            CodedEntry(f"Observation/{p}o1", EntryKind.OBSERVATION, ()),
        ),
        contacts=(
            Contact(
                f"Encounter/{p}e1",
                Setting.SURGERY,
                Attendance.ATTENDED,
                PartialDate.parse("2026-10-02"),
                reason=f"{CANARY}-reason and a headache",
                seen_by="dr amin rahman",
            ),
            Contact(
                f"Encounter/{p}e2",
                Setting.EMERGENCY,
                Attendance.ATTENDED,
                PartialDate.parse("2025-03"),
                reason=f"{CANARY}-emergency",
                seen_by=f"{CANARY} outreach",
            ),
            Contact(
                f"Appointment/{p}a1",
                Setting.SURGERY,
                Attendance.BOOKED,
                PartialDate.parse("2026-11-23"),
            ),
        ),
        relatives=(
            Relative(
                f"RelatedPerson/{p}r1",
                Relationship.CHILD,
                PersonName(family=f"{CANARY}-child", given="Sam"),
                PartialDate.parse("2019-01-02"),
            ),
            Relative(f"RelatedPerson/{p}r2", Relationship.PARTNER, PersonName("Partner", "Al")),
        ),
        history=EnquiryHistory(
            (
                Enquiry(
                    id=f"QuestionnaireResponse/{p}q1",
                    on=date(2025, 1, 8),
                    outcome=EnquiryOutcome.NOT_DISCLOSED,
                    by="Nurse Bell",
                    role=Role.NURSE,
                    words=f"{CANARY}-words",
                    observed=f"{CANARY}-observed",
                    resource=f"QuestionnaireResponse/{p}q1",
                ),
            )
        ),
    )
    kinds = {one.resource for one in picture.entries}
    kinds |= {one.resource for one in picture.contacts}
    kinds |= {one.resource for one in picture.relatives}
    kinds |= {one.resource for one in picture.history.enquiries if one.resource}
    named = sorted(kind.split("/", 1) for kind in kinds)
    told = f"{patient.born} {patient.nhs_number}"
    own = resource("Patient", patient.id, note=f"{CANARY}-patient", version=told)
    return RecordReading(
        source_system="https://ehr.example",
        picture=picture,
        resources=(
            own,
            resource("Practitioner", "shared-1", note="Dr Amin Rahman"),
            *(resource(kind, name, note=f"{CANARY}-text") for kind, name in named),
        ),
        appointments=(
            ReceivedAppointment(
                f"Appointment/{p}a1",
                "2026-11-23T10:20:00Z",
                minutes=10,
                how=f"telephone {CANARY}-how",
                booked_for=f"{CANARY}-purpose, cough",
                practitioner="Dr Amin Rahman",
            ),
        ),
        not_used={"Claim": 2},
        source_named=True,
    )


@dataclass
class World:
    """A database with one practice, two doctors, a receptionist and one imported patient."""

    database: Database
    settings: Settings
    practice: Practice
    operator: Actor
    system: Actor
    doctor: Actor
    colleague: Actor
    receptionist: Actor
    patient_id: str
    knowledge: Knowledge

    def acting(self, actor: Actor) -> AbstractContextManager[UnitOfWork]:
        """A transaction of somebody on the occasion that is usual for their role."""
        return self.database.writing(occasion_of(actor))


def occasion_of(actor: Actor) -> Occasion:
    """What somebody of this role usually does with a record."""
    permission, event = {
        Role.INTEGRATOR: (Permission.TAKE_IN_RECORDS, Event.TAKE_IN_RECORD),
        Role.ADMINISTRATOR: (Permission.SET_UP_PRACTICE, Event.ADD_OPTION),
        Role.RECEPTIONIST: (Permission.SEE_APPOINTMENTS, Event.SEE_APPOINTMENTS),
    }.get(actor.role, (Permission.CONSULT, Event.OPEN_PATIENT))
    return Occasion(actor, permission, NOW, event)


def settings_for(database_url: str, folder: Path) -> Settings:
    """Settings whose keys lie apart from the database."""
    return Settings(database_url=database_url, data_dir=folder / "kept")


def build_world(database_url: str, folder: Path) -> World:
    """Make the world in an empty database."""
    settings = settings_for(database_url, folder)
    database = Database.create(settings)
    practice = add_practice(database, "a81001", "Fern Lane Surgery", NOW)
    actors = []
    for number, (name, role) in enumerate(
        (
            ("Dr Amin Rahman", Role.GP),
            ("Dr Bola Ade", Role.GP),
            ("Cleo Front", Role.RECEPTIONIST),
        )
    ):
        added = add_clinician(database, practice, name, role, NOW + timedelta(seconds=number))
        actor = find_actor(database, practice.id, added.id, NOW)
        assert actor is not None
        actors.append(actor)
    system = system_actor(practice)
    taken = take_in_record(database, system, reading(), NOW)
    return World(
        database=database,
        settings=settings,
        practice=practice,
        operator=operator(practice),
        system=system,
        doctor=actors[0],
        colleague=actors[1],
        receptionist=actors[2],
        patient_id=taken.patient_id,
        knowledge=knowledge(),
    )


def another_practice(world: World) -> Actor:
    """A doctor of another practice in the same database."""
    practice = add_practice(world.database, "B82002", "Other Surgery", NOW)
    added = add_clinician(world.database, practice, "Dr Else", Role.GP, NOW)
    actor = find_actor(world.database, practice.id, added.id, NOW)
    assert actor is not None
    return actor


def option(name: str, kind: OptionKind = OptionKind.IRIS_ADVOCATE) -> ReferralOption:
    """A local option that fits adults."""
    return ReferralOption(
        id=f"option-{name}",
        name=name,
        kind=kind,
        summary="Somebody to talk to.",
        phone="01632 960111",
        from_age=16,
        sexes=frozenset({Sex.FEMALE}),
        areas=frozenset({"Fernham"}),
        accepts_while_ongoing=True,
        needs_diagnosis=False,
        capacity=Capacity.FREE,
        assured_on=date(2026, 11, 1),
    )
