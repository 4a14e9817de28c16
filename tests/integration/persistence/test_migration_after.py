"""From the schema before to this one and back, with rows in it, on both engines."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.enquiry import DueKind
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Role
from gpsupport.persistence import schema
from gpsupport.persistence.engine import create_engine_for, for_writing
from gpsupport.persistence.rows import Row
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings
from tests.integration.actions.world import NOW, settings_for

BEFORE = "0003"
P = "practice-1"
AT = "2026-11-23 10:00:00"
NEW = ("typed_form", "paper", "known_date", "reminder", "enquiry_standing")


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, tmp_path)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    made = create_engine_for(settings)
    yield for_writing(made)
    made.dispose()


def insert(connection: Connection, table: str, **values: Any) -> None:
    values = {"practice_id": P, **values}
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), values)


def enquiry(connection: Connection, name: str, hour: int, supersedes: str | None = None) -> None:
    insert(
        connection,
        "enquiry",
        id=name,
        patient_id="patient-1",
        on_day="2026-11-23",
        at=f"2026-11-23 {hour:02}:00:00",
        outcome="not-disclosed",
        presence="alone",
        source="",
        supersedes=supersedes,
    )


def old_rows(connection: Connection) -> None:
    """A practice as the schema before this one kept it, with two rival corrections."""
    insert(connection, "practice", id=P, ods_code="A81001", name="Fern", created_at=AT, version=1)
    for name in ("staff-1", "staff-2"):
        insert(connection, "staff", id=name, name=name, roles='["gp"]', created_at=AT, version=1)
    insert(
        connection,
        "patient",
        id="patient-1",
        source_system="s",
        source_type="Patient",
        source_id="1",
        family="Brien",
        given="Zoe",
        title="",
        family_folded="brien",
        given_folded="zoe",
        sex="female",
        created_at=AT,
        version=1,
    )
    insert(
        connection,
        "consultation",
        id="consultation-1",
        patient_id="patient-1",
        clinician_id="staff-1",
        opened_at=AT,
        opened_on="2026-11-23",
        state="open",
        gate_presence="alone",
        gate_at=AT,
        gate_session="",
        added="[]",
        version=1,
    )
    insert(
        connection,
        "web_session",
        id="session-1",
        staff_id="staff-1",
        token_hash="h",
        stage="full",
        role="gp",
        method="password",
        assurance="",
        device="",
        created_at=AT,
        seen_at=AT,
        confirmed_at=AT,
        ends_at=AT,
        version=1,
    )
    enquiry(connection, "first", 8)
    enquiry(connection, "rival-late", 11, "first")
    enquiry(connection, "rival-early", 9, "first")
    enquiry(connection, "rival-last", 12, "first")
    enquiry(connection, "alone", 13)


def new_rows(connection: Connection) -> None:
    """A row in every table that the schema before did not have."""
    of = {"consultation_id": "consultation-1"}
    made = {**of, "patient_id": "patient-1", "clinician_id": "staff-1", "seq": 1, "at": AT}
    sealed = {"body_sealed": b"sealed"}
    insert(connection, "typed_form", id="f", name="n", saved_at=AT, expires_at=AT, **of, **sealed)
    insert(connection, "paper", id="p1", kind="sharing", **made, **sealed)
    insert(connection, "paper", id="p2", kind="sharing", supersedes="p1", **made, **sealed)
    insert(connection, "known_date", id="d", kind="birth", said_on="2026-11-23", **made)
    insert(
        connection,
        "reminder",
        id="r",
        patient_id="patient-1",
        key_blind="k",
        kind="child-plan",
        due_on="2026-11-23",
        version=1,
    )
    insert(
        connection,
        "enquiry_standing",
        id="patient-1",
        state="never-asked",
        on_day="2026-11-23",
        not_alone_in_a_row=0,
        put_off_in_a_row=0,
        unseen_young=False,
        **sealed,
    )


def with_old_rows(settings: Settings, engine: Engine) -> None:
    schema.upgrade(settings)
    schema.downgrade(settings, BEFORE)
    with engine.begin() as connection:
        old_rows(connection)


def chain(engine: Engine) -> dict[str, str | None]:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT id, supersedes FROM enquiry"))
        return {row.id: row.supersedes for row in found}


def test_rows_of_the_schema_before_are_read_after_it(settings: Settings, engine: Engine) -> None:
    with_old_rows(settings, engine)
    schema.upgrade(settings)
    assert schema.check(settings) == ()
    database = Database.open(settings)
    doctor = Actor(P, "staff-1", "Dr One", Role.GP)
    with database.writing(Occasion(doctor, Permission.CONSULT, NOW, Event.OPEN_PATIENT)) as work:
        history = work.enquiries.read_history(doctor, "patient-1").enquiries
        replaced = work.enquiries.read_replaced(doctor, "patient-1")
        consultation = work.consultations.find(doctor, "consultation-1")
        picture = work.pictures.read(doctor, "patient-1")
    database.close()
    assert [one.id for one in history] == ["rival-last", "alone"]
    assert [one.enquiry.id for one in replaced] == ["first", "rival-early", "rival-late"]
    assert {one.mode for one in history} == {None}
    assert not any(one.privacy_said or one.until for one in history)
    assert consultation is not None
    assert consultation.gate is not None
    assert consultation.gate.company == ""
    assert picture is not None
    assert picture.dates == ()


def test_of_rival_corrections_the_later_one_corrects_the_earlier(
    settings: Settings, engine: Engine
) -> None:
    with_old_rows(settings, engine)
    schema.upgrade(settings)
    assert chain(engine) == {
        "first": None,
        "rival-early": "first",
        "rival-late": "rival-early",
        "rival-last": "rival-late",
        "alone": None,
    }


def test_going_back_leaves_the_rows_of_the_schema_before(
    settings: Settings, engine: Engine
) -> None:
    with_old_rows(settings, engine)
    schema.upgrade(settings)
    with engine.begin() as connection:
        new_rows(connection)
    schema.downgrade(settings, BEFORE)
    with engine.begin() as connection:
        for table in ("consultation", "web_session", "enquiry", "staff"):
            rows = connection.execute(text(f"SELECT * FROM {table}")).mappings().all()
            assert rows, table
            assert set(rows[0]) == {
                column.name
                for column in Row.metadata.tables[table].columns
                if column.name
                not in {
                    *("gate_mode", "gate_company_sealed", "mode", "until_day", "privacy_said"),
                    "screen_private_at",
                }
            }
        # What was refused under the newer schema is possible again, as it was before.
        connection.execute(text("UPDATE enquiry SET outcome = 'declined' WHERE id = 'alone'"))
    schema.upgrade(settings)
    assert schema.check(settings) == ()
    with engine.connect() as connection:
        for table in NEW:
            assert not connection.execute(text(f"SELECT 1 FROM {table}")).first(), table


def test_what_was_judged_before_the_urgency_was_kept_stands_last(
    settings: Settings, engine: Engine
) -> None:
    with_old_rows(settings, engine)
    schema.upgrade(settings)
    with engine.begin() as connection:
        new_rows(connection)
    schema.downgrade(settings, "0004")
    schema.upgrade(settings)
    assert schema.check(settings) == ()
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT urgency FROM enquiry_standing")).scalars().all()
    assert kept == [DueKind.ORDINARY.urgency]
