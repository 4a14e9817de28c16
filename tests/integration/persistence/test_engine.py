"""The promises that the database makes: durability, references, who may write."""

import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from gpsupport.persistence.engine import (
    BUSY_TIMEOUT_MS,
    create_engine_for,
    for_reading,
    for_writing,
    make_sqlite_file,
)
from gpsupport.persistence.rows import StaffRow
from gpsupport.settings import Settings
from tests.integration.actions.world import NOW, World


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", BUSY_TIMEOUT_MS),
        ("temp_store", 2),
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
    with world.database.writing() as work:
        assert work.installation.find(world.system, "key") is None
        work.installation.write(world.system, "key", "value")
    with world.database.reading() as work:
        assert work.installation.find(world.system, "key") == "value"


def test_a_fault_takes_everything_back(world: World) -> None:
    def write_and_fail() -> None:
        with world.database.writing() as work:
            work.installation.write(world.system, "key", "value")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        write_and_fail()
    with world.database.reading() as work:
        assert work.installation.find(world.system, "key") is None


def test_a_reference_cannot_leave_its_practice(world: World) -> None:
    stranger = StaffRow(practice_id="nowhere", id="x", name="", role="gp", created_at=NOW)
    with pytest.raises(IntegrityError), world.database.writing() as work:
        # Written when the transaction ends.
        work.staff._session.add(stranger)
