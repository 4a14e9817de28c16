"""Rotation while others write: they are waited for, passed over, and met again."""

from dataclasses import replace
from pathlib import Path
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select, text

from gpsupport import sealing
from gpsupport.actions import keys as action
from gpsupport.actions.keys import rotate_keys
from gpsupport.persistence import resealing
from gpsupport.persistence.engine import create_engine_for, for_writing
from gpsupport.persistence.isolation import SEALING_LOCK
from gpsupport.persistence.rows import PatientRow
from tests.integration.actions.world import NOW, World, another_practice, occasion_of
from tests.integration.persistence.filling import (
    current_key,
    fill_every_table,
    kept_keys,
    opened_all,
    used_keys,
)


@pytest.fixture
def full(world: World) -> World:
    """Two practices with something in every sealed column."""
    for practice_id in (world.practice.id, another_practice(world).practice_id):
        fill_every_table(world.settings, practice_id)
    return world


def test_what_a_server_writes_meanwhile_is_sealed_with_the_new_key(
    full: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "ROWS_AT_ONCE", 5)
    written = 0

    def write(_done: int, _total: int) -> None:
        nonlocal written
        written += 1
        with full.database.writing(occasion_of(full.system)) as work:
            stored = work.patients.find_stored(full.system, full.patient_id)
            assert stored is not None
            title = f"Title {written}"
            name = replace(stored.patient.name, title=title)
            work.patients.change(full.system, stored, replace(stored.patient, name=name))

    made = rotate_keys(full.database, full.settings, NOW, on_progress=write)
    assert written > 3
    assert kept_keys(full) == used_keys(full) == {made.key_id}
    told = opened_all(full)
    assert told["patient", "nhs_number_sealed", full.patient_id, full.practice.id] == b"9434765919"


def test_a_writer_who_began_with_the_old_key_is_waited_for(
    full: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed, finished = Signal(), Signal()
    real = sealing.add_key

    def write() -> None:
        with full.database.writing(occasion_of(full.system)) as work:
            stored = work.patients.find_stored(full.system, full.patient_id)
            assert stored is not None
            work.patients.change(full.system, stored, stored.patient)
            sealed.set()
            # Only a rotation that waits for nobody could be done before this is committed.
            finished.wait(0.3)

    writer = Thread(target=write)

    def add(data_dir: Path) -> Any:
        writer.start()
        assert sealed.wait(10)
        return real(data_dir)

    monkeypatch.setattr(action, "add_key", add)
    made = rotate_keys(full.database, full.settings, NOW)
    finished.set()
    writer.join()
    assert kept_keys(full) == used_keys(full) == {made.key_id}


def test_writers_share_the_lock_that_a_rotation_takes(world: World) -> None:
    engine = create_engine_for(world.settings)
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time anyway.")
    free = text(f"SELECT pg_try_advisory_xact_lock({SEALING_LOCK})")
    with world.database.reading(occasion_of(world.doctor)), engine.connect() as other:
        assert other.scalar(free)
    with world.database.writing(occasion_of(world.doctor)), engine.connect() as other:
        assert not other.scalar(free)
    with engine.connect() as other:
        assert other.scalar(free)
    engine.dispose()


def test_a_row_that_somebody_holds_is_passed_over_and_its_key_is_kept(full: World) -> None:
    engine = create_engine_for(full.settings)
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time anyway.")
    old = current_key(full)
    held = select(PatientRow.id).where(PatientRow.id == full.patient_id).with_for_update()
    with for_writing(engine).begin() as connection:
        connection.execute(held)
        made = rotate_keys(full.database, full.settings, NOW)
    engine.dispose()
    assert (made.left, made.dropped) == (1, ())
    assert used_keys(full) == kept_keys(full) == {old, made.key_id}
    done = rotate_keys(full.database, full.settings, NOW)
    assert (done.resumed, done.resealed, done.dropped) == (True, 1, (old,))
