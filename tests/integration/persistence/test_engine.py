"""The promises that the database makes: durability, references, who may write."""

import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from gpsupport.persistence import schema
from gpsupport.persistence.engine import (
    BUSY_TIMEOUT_MS,
    create_engine_for,
    for_reading,
    for_writing,
    make_sqlite_file,
)
from gpsupport.persistence.rows import CaseRuleRow
from gpsupport.settings import Settings
from tests.integration.actions.world import NOW, World, another_practice, build_world


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", BUSY_TIMEOUT_MS),
        ("temp_store", 2),
        ("secure_delete", 1),
    ],
)
def test_sqlite_is_set_for_durability(tmp_path: Path, pragma: str, value: object) -> None:
    settings = Settings(data_dir=tmp_path / "kept")
    make_sqlite_file(settings)
    engine = create_engine_for(settings)
    for kind in (for_reading, for_writing):
        with kind(engine).connect() as connection:
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    engine.dispose()


def test_the_busy_timeout_is_fifteen_seconds() -> None:
    assert BUSY_TIMEOUT_MS == 15_000


def test_a_writer_takes_the_lock_at_its_beginning_and_a_reader_does_not(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "kept")
    make_sqlite_file(settings)
    engine = create_engine_for(settings)
    impatient = sqlite3.connect(tmp_path / "kept" / "gpsupport.sqlite3", timeout=0)
    impatient.isolation_level = None
    with for_reading(engine).begin():
        impatient.execute("BEGIN IMMEDIATE")
        impatient.execute("ROLLBACK")
    with for_writing(engine).begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        impatient.execute("BEGIN IMMEDIATE")
    impatient.close()
    engine.dispose()


def test_the_database_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "kept")
    make_sqlite_file(settings)
    assert stat.S_IMODE((tmp_path / "kept" / "gpsupport.sqlite3").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o700


def test_a_reader_cannot_write(world: World) -> None:
    with pytest.raises(DBAPIError), world.database.reading() as work:
        work.installation.write(world.system, "key", "value")
    with world.acting(world.system) as work:
        assert work.installation.find(world.system, "key") is None
        work.installation.write(world.system, "key", "value")
    with world.database.reading() as work:
        assert work.installation.find(world.system, "key") == "value"


def test_a_fault_takes_everything_back(world: World) -> None:
    def write_and_fail() -> None:
        with world.acting(world.system) as work:
            work.installation.write(world.system, "key", "value")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        write_and_fail()
    with world.database.reading() as work:
        assert work.installation.find(world.system, "key") is None


def test_a_reference_cannot_leave_its_practice(world: World) -> None:
    stranger = another_practice(world)
    rule = CaseRuleRow(
        practice_id=stranger.practice_id,
        id="some",
        patient_id=world.patient_id,
        kind="denied",
        staff_id=stranger.clinician_id,
        made_by=stranger.clinician_id,
        made_at=NOW,
    )
    with pytest.raises(IntegrityError), world.acting(stranger) as work:
        # Written when the transaction ends.
        work.staff._session.add(rule)


def test_everything_that_sqlite_writes_is_for_its_owner_alone(tmp_path: Path) -> None:
    world = build_world(f"sqlite:///{tmp_path / 'kept' / 'gpsupport.sqlite3'}", tmp_path)
    found = {one.name: one for one in (tmp_path / "kept").rglob("*")}
    assert {"gpsupport.sqlite3-wal", "gpsupport.sqlite3-shm", "sealing.json"} < set(found)
    for path in found.values():
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    world.database.close()


def test_nothing_of_what_was_deleted_stays_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "test.sqlite3"
    settings = Settings(data_dir=tmp_path / "kept", database_url=f"sqlite:///{path}")
    make_sqlite_file(settings)
    engine = create_engine_for(settings)
    # Longer than a page: what spills over lies in pages of its own, which deleting sets free.
    words = b"deleted words " * 2000
    for statement in ("CREATE TABLE draft (body BLOB)", "INSERT INTO draft VALUES (:words)"):
        with for_writing(engine).begin() as connection:
            connection.execute(text(statement), {"words": words})
    assert b"deleted words" in into_the_file(engine, path)
    with for_writing(engine).begin() as connection:
        connection.execute(text("DELETE FROM draft"))
    assert b"deleted words" not in into_the_file(engine, path)
    engine.dispose()


def into_the_file(engine: Engine, path: Path) -> bytes:
    """What the file holds when the log was written into it."""
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.cursor().execute("PRAGMA query_only = OFF")
        driver.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


@pytest.mark.parametrize("statement", ["UPDATE audit SET reason = 'x'", "DELETE FROM audit"])
def test_sqlite_itself_keeps_the_audit(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "test.sqlite3"
    world = build_world(f"sqlite:///{path}", tmp_path)
    with sqlite3.connect(path) as bare:
        before = bare.execute("SELECT count(*), max(hash) FROM audit").fetchone()
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            bare.execute(statement)
        assert bare.execute("SELECT count(*), max(hash) FROM audit").fetchone() == before
        bare.execute("DROP TRIGGER audit_no_update")
    bare.close()
    world.database.close()
    assert "trigger audit_no_update is missing" in schema.check(world.settings)
    schema.upgrade(world.settings)
    assert schema.check(world.settings) == ()


def test_no_fault_of_the_database_repeats_what_was_typed(world: World) -> None:
    with pytest.raises(DBAPIError) as fault, world.acting(world.doctor) as work:
        work.staff._session.execute(
            text("SELECT no_such_function(:words)"), {"words": "what somebody typed"}
        )
    assert "what somebody typed" not in str(fault.value)
    assert "hide_parameters" in str(fault.value)
