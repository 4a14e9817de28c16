"""Sealing everything with a new key: whole, resumable, and while the server goes on writing."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from gpsupport.actions import keys as action
from gpsupport.actions.consultation import look
from gpsupport.actions.keys import KeyUse, list_keys, rotate_keys
from gpsupport.domain.events import Event
from gpsupport.persistence import resealing
from gpsupport.persistence.engine import create_engine_for, for_writing
from gpsupport.persistence.resealing import Resealing, sealed_columns
from gpsupport.persistence.rows import AuditRow, PatientRow, Row
from gpsupport.persistence.work import Database
from tests.integration.actions.steps import opened, pass_gate
from tests.integration.actions.world import NOW, World, another_practice
from tests.integration.persistence.filling import (
    SEALED,
    another,
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


def test_every_column_that_can_hold_sealed_bytes_is_known_by_its_name() -> None:
    known = {(table.name, name) for table, names in sealed_columns() for name in names}
    named = {
        (table.name, column.name)
        for table in Row.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_sealed")
    }
    assert known == named
    assert {("patient", "nhs_number_sealed"), ("draft", "body_sealed")} < known


def test_what_the_stores_seal_is_bound_to_the_place_where_it_is_stored(full: World) -> None:
    """Rotation finds the place of a field in the schema: the stores must name the same."""
    pass_gate(full, full.doctor)
    told = opened_all(full)
    filled = {place[:2] for place, plain in told.items() if plain == SEALED}
    sealed_by_stores = {place[:2] for place, plain in told.items() if plain != SEALED}
    assert ("coded_entry", "words_sealed") in sealed_by_stores
    assert filled


def test_everything_is_sealed_with_the_new_key_and_the_old_one_is_forgotten(full: World) -> None:
    before, old = opened_all(full), kept_keys(full)
    assert {place[3] for place in before} == {full.practice.id, another(full)}
    assert {place[:2] for place in before} == {
        (table.name, name) for table, names in sealed_columns() for name in names
    }
    made = rotate_keys(full.database, full.settings, NOW)
    assert (made.resealed, made.left, made.resumed) == (len(before), 0, False)
    assert set(made.dropped) == old
    assert kept_keys(full) == used_keys(full) == {made.key_id}
    assert opened_all(full) == before


def test_a_server_that_runs_and_one_that_starts_read_on(world: World) -> None:
    opened(world, world.doctor)
    pass_gate(world, world.doctor)
    # The first look notes what it put in front, so the second one knows of that.
    look(world.database, world.doctor, world.patient_id, world.knowledge, NOW)
    before = look(world.database, world.doctor, world.patient_id, world.knowledge, NOW)
    rotate_keys(world.database, world.settings, NOW)
    assert look(world.database, world.doctor, world.patient_id, world.knowledge, NOW) == before
    later = Database.open(world.settings)
    assert look(later, world.doctor, world.patient_id, world.knowledge, NOW) == before
    later.close()


def test_a_rotation_stands_in_the_audit_of_every_practice(full: World) -> None:
    rotate_keys(full.database, full.settings, NOW)
    engine = create_engine_for(full.settings)
    with engine.connect() as connection:
        found = connection.execute(
            select(AuditRow.practice_id, AuditRow.actor_id, AuditRow.decision).where(
                AuditRow.event == Event.ROTATE_KEYS.value
            )
        ).all()
    engine.dispose()
    assert sorted(map(tuple, found)) == sorted(
        (practice_id, "command-line", "allow") for practice_id in (full.practice.id, another(full))
    )


def test_old_keys_are_kept_on_demand_until_the_next_rotation(full: World) -> None:
    first = current_key(full)
    second = rotate_keys(full.database, full.settings, NOW, keep_old=True)
    assert second.dropped == ()
    assert kept_keys(full) == {first, second.key_id}
    third = rotate_keys(full.database, full.settings, NOW)
    assert set(third.dropped) == {first, second.key_id}
    assert kept_keys(full) == used_keys(full) == {third.key_id}


class Killed(BaseException):
    """What ends a program without asking."""


def test_a_rotation_that_was_killed_is_taken_up_where_it_ended(
    full: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "ROWS_AT_ONCE", 2)
    before, old = opened_all(full), current_key(full)
    told: list[tuple[int, int]] = []

    def die(done: int, total: int) -> None:
        told.append((done, total))
        if done >= 5:
            raise Killed

    with pytest.raises(Killed):
        rotate_keys(full.database, full.settings, NOW, on_progress=die)
    assert used_keys(full) == kept_keys(full)
    assert len(kept_keys(full)) == 2
    new = current_key(full)
    assert opened_all(full) == before
    Database.open(full.settings).close()
    made = rotate_keys(full.database, full.settings, NOW)
    assert (made.key_id, made.resumed, made.left) == (new, True, 0)
    assert made.resealed == len(before) - told[-1][0]
    assert told[-1][1] == len(before)
    assert made.dropped == (old,)
    assert opened_all(full) == before


@pytest.mark.parametrize(
    ("where", "name"),
    [
        (action, "add_key"),
        (Resealing, "wait_for_writers"),
        (Resealing, "note_newest_key"),
        (Resealing, "run"),
        (action, "_drop_unused"),
    ],
)
@pytest.mark.parametrize("after", [False, True])
def test_nothing_is_lost_wherever_a_rotation_is_killed(
    full: World, monkeypatch: pytest.MonkeyPatch, where: Any, name: str, after: bool
) -> None:
    before, real = opened_all(full), getattr(where, name)

    def die(*arguments: Any, **named: Any) -> None:
        if after:
            real(*arguments, **named)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(where, name, die)
        with pytest.raises(Killed):
            rotate_keys(full.database, full.settings, NOW)
    assert opened_all(full) == before
    Database.open(full.settings).close()
    made = rotate_keys(full.database, full.settings, NOW)
    assert kept_keys(full) == used_keys(full) == {made.key_id}
    assert opened_all(full) == before


def test_a_field_that_does_not_open_keeps_its_key_and_stops_no_later_rotation(
    full: World,
) -> None:
    old = current_key(full)
    engine = create_engine_for(full.settings)
    broken = bytes([1]) + bytes.fromhex(old) + b"no such text, but long enough for a blob"
    with for_writing(engine).begin() as connection:
        changed = update(PatientRow).where(PatientRow.id == full.patient_id)
        connection.execute(changed.values(nhs_number_sealed=broken))
    engine.dispose()
    first = rotate_keys(full.database, full.settings, NOW)
    assert (first.left, first.dropped) == (1, ())
    second = rotate_keys(full.database, full.settings, NOW)
    assert second.key_id != first.key_id
    assert not second.resumed
    assert (second.left, second.dropped) == (1, (first.key_id,))
    assert kept_keys(full) == {old, second.key_id}


def test_the_list_names_every_key_that_is_kept_or_needed(full: World, tmp_path: Path) -> None:
    fields = len(opened_all(full))
    old = current_key(full)
    assert list_keys(full.database, full.settings, NOW) == (KeyUse(old, True, True, fields),)
    new = rotate_keys(full.database, full.settings, NOW, keep_old=True).key_id
    assert list_keys(full.database, full.settings, NOW) == (
        KeyUse(new, True, True, fields),
        KeyUse(old, False, True, 0),
    )
