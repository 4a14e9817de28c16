"""The audit on real databases: whatever is done to its tables past us is found (G14)."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from gpsupport.actions.audit import AuditReport, find_lost_practices, verify_audit
from gpsupport.actions.patients import find_patients
from gpsupport.domain.access import Denied, Occasion, Permission
from gpsupport.domain.audit import Growth, head_of
from gpsupport.domain.audit_check import Fault
from gpsupport.domain.events import Event
from gpsupport.domain.people import PatientSearch
from gpsupport.persistence.chain import NO_ID
from gpsupport.sealing import Heads
from tests.integration.actions.world import (
    HOUR,
    NOW,
    World,
    another_practice,
    build_world,
)

Rows = list[dict[str, Any]]
TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
LOOKED = PatientSearch(family="O'Brien")


def work(world: World, times: int) -> None:
    """Ordinary work: each time one search, one look and one refused look."""
    for number in range(times):
        find_patients(world.database, world.doctor, LOOKED, NOW + number * HOUR)
        with world.acting(world.colleague) as stores:
            assert stores.patients.find(world.colleague, world.patient_id)
        with world.acting(world.doctor) as stores:
            assert stores.patients.find(world.doctor, f"nobody-{number}") is None


@pytest.fixture
def worked(world: World) -> World:
    """A world in which somebody has worked, so that its chain has some forty entries."""
    work(world, 12)
    return world


@pytest.fixture
def engine(world: World) -> Iterator[Engine]:
    """The database as somebody sees it who goes past the program."""
    made = create_engine(world.settings.database_url)
    yield made
    made.dispose()


def check(world: World, **named: Any) -> AuditReport:
    return verify_audit(world.database, world.operator, NOW, **named)


def faults(report: AuditReport) -> set[Fault]:
    return {one.fault for one in report.checked.findings}


@contextmanager
def tampering(engine: Engine) -> Iterator[Connection]:
    """One change past the program, which nothing holds back."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            for trigger in ("audit_no_update", "audit_no_delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
        yield connection
        connection.commit()


def rows_of(connection: Connection, table: str) -> Rows:
    order = ", seq" if table == "audit" else ""
    found = connection.execute(text(f"SELECT * FROM {table} ORDER BY practice_id{order}"))
    return [dict(row) for row in found.mappings()]


def put_back(connection: Connection, table: str, rows: Rows) -> None:
    connection.execute(text(f"DELETE FROM {table}"))
    for row in rows:
        insert(connection, table, row)


def insert(connection: Connection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)


@contextmanager
def changed_for_a_while(engine: Engine) -> Iterator[Connection]:
    """The same, taken back at the end."""
    with tampering(engine) as connection:
        audit, heads = rows_of(connection, "audit"), rows_of(connection, "audit_head")
    yield connection
    with tampering(engine) as connection:
        put_back(connection, "audit", audit)
        put_back(connection, "audit_head", heads)


Mutation = Callable[[Connection, Rows, str], None]
TEXTS = ("actor_id", "role", "event", "object_id", "decision", "reason", "previous", "hash")


def edited(cell: str, place: int) -> Mutation:
    def mutate(connection: Connection, rows: Rows, other: str) -> None:
        row = rows[place]
        new: Any = f"{row[cell]}x"
        if cell == "seq":
            new = rows[-1]["seq"] + 5
        elif cell == "practice_id":
            new = other
            connection.execute(text("DELETE FROM audit WHERE practice_id = :o"), {"o": other})
        statement = f"UPDATE audit SET {cell} = :new WHERE practice_id = :p AND seq = :s"
        values = {"new": new, "p": row["practice_id"], "s": row["seq"]}
        if cell == "at":
            later = {"sqlite": "'2026-11-23 10:00:00.000001'"}
            then = later.get(connection.dialect.name, "at + interval '1 microsecond'")
            statement = f"UPDATE audit SET at = {then} WHERE practice_id = :p AND seq = :s"
            values.pop("new")
        assert connection.execute(text(statement), values).rowcount == 1

    return mutate


def deleted(first: int, last: int) -> Mutation:
    def mutate(connection: Connection, rows: Rows, _other: str) -> None:
        delete(connection, rows[first]["practice_id"], rows[first]["seq"], rows[last]["seq"])

    return mutate


def swapped(one: int, other: int) -> Mutation:
    def mutate(connection: Connection, rows: Rows, _other: str) -> None:
        for here, there in ((one, other), (other, one)):
            delete(connection, rows[here]["practice_id"], rows[here]["seq"], rows[here]["seq"])
            insert(connection, "audit", {**rows[there], "seq": rows[here]["seq"]})

    return mutate


def put_in(place: int, **parts: Any) -> Mutation:
    """A row more, behind which every other one gets the next number."""

    def mutate(connection: Connection, rows: Rows, _other: str) -> None:
        delete(connection, rows[0]["practice_id"], rows[place]["seq"], rows[-1]["seq"])
        insert(connection, "audit", {**rows[place], **parts})
        for row in rows[place:]:
            insert(connection, "audit", {**row, "seq": row["seq"] + 1})

    return mutate


def cut(left: int) -> Mutation:
    """The end taken out, and the head row repaired so that inside everything fits."""

    def mutate(connection: Connection, rows: Rows, _other: str) -> None:
        newest = rows[left - 1]
        delete(connection, newest["practice_id"], newest["seq"] + 1, rows[-1]["seq"])
        connection.execute(
            text("UPDATE audit_head SET seq = :s, hash = :h WHERE practice_id = :p"),
            {"s": newest["seq"], "h": newest["hash"], "p": newest["practice_id"]},
        )

    return mutate


def delete(connection: Connection, practice_id: str, first: int, last: int) -> None:
    connection.execute(
        text("DELETE FROM audit WHERE practice_id = :p AND seq BETWEEN :f AND :l"),
        {"p": practice_id, "f": first, "l": last},
    )


PLACES = (0, 1, 17, -1)
MUTATIONS: dict[str, Mutation] = {
    **{
        f"edit-{cell}-{place}": edited(cell, place)
        for cell in ("at", *TEXTS, "seq", "practice_id")
        for place in PLACES
    },
    **{f"delete-{one}-{last}": deleted(one, last) for one, last in ((0, 0), (5, 5), (3, 9))},
    "delete-last": deleted(-1, -1),
    "delete-all": deleted(0, -1),
    **{f"swap-{a}-{b}": swapped(a, b) for a, b in ((0, 1), (4, 5), (2, 30), (0, -1))},
    **{f"put-in-{place}": put_in(place, reason="new") for place in (0, 20, -1)},
    **{f"doubled-{place}": put_in(place) for place in (0, 20, -1)},
    **{f"cut-{left}": cut(left) for left in (1, 20, -1)},
}


def test_every_mutation_is_found(worked: World, engine: Engine) -> None:
    assert len(MUTATIONS) >= 60
    other = another_practice(worked).practice_id
    assert check(worked).checked.sound
    assert check(worked).checked.entries >= 40
    missed = []
    for name, mutate in MUTATIONS.items():
        with changed_for_a_while(engine):
            with tampering(engine) as connection:
                rows = [
                    row
                    for row in rows_of(connection, "audit")
                    if row["practice_id"] == worked.practice.id
                ]
                mutate(connection, rows, other)
            if check(worked).checked.sound:
                missed.append(name)
        assert check(worked).checked.sound, name
    assert missed == []


GARBAGE = ("CAST(x'ff00' AS TEXT)", "CAST(role AS BLOB)", "x'00'", "'x'", "'2026-W01-1'", "1e400")


def test_garbage_in_a_cell_is_found_and_stops_nothing(tmp_path: Path) -> None:
    """SQLite takes any value in any column."""
    world = build_world(f"sqlite:///{tmp_path / 'garbage.sqlite3'}", tmp_path)
    engine = create_engine(world.settings.database_url)
    for cell in ("at", *TEXTS):
        for value in GARBAGE:
            with changed_for_a_while(engine):
                with tampering(engine) as connection:
                    connection.exec_driver_sql(f"UPDATE audit SET {cell} = {value} WHERE seq = 2")
                found = [(one.fault, one.seq) for one in check(world).checked.findings]
            assert (Fault.EDITED, 2) in found, (cell, value)
    engine.dispose()
    world.database.close()


@pytest.mark.parametrize("value", ["seq = 'x'", "hash = 'x'", "hash = x'ff'"])
def test_garbage_in_the_head_row_is_found(world: World, engine: Engine, value: str) -> None:
    if engine.dialect.name == "postgresql":
        value = "seq = 2" if value.startswith("seq") else "hash = 'x'"
    with tampering(engine) as connection:
        connection.exec_driver_sql(f"UPDATE audit_head SET {value}")
    assert faults(check(world)) == {Fault.HEAD_ROW}


@pytest.mark.postgres
def test_an_instant_that_is_none_is_found(postgres_url: str, tmp_path: Path) -> None:
    world = build_world(postgres_url, tmp_path)
    engine = create_engine(postgres_url)
    for value in ("infinity", "0044-03-15 BC", "20000-01-01"):
        with tampering(engine) as connection:
            connection.exec_driver_sql(f"UPDATE audit SET at = '{value}' WHERE seq = 2")
        found = [(one.fault, one.seq) for one in check(world).checked.findings]
        assert found == [(Fault.EDITED, 2)]
    engine.dispose()
    world.database.close()


def test_a_wipe_is_found(worked: World, engine: Engine) -> None:
    with tampering(engine) as connection:
        put_back(connection, "audit", [])
    assert faults(check(worked)) == {Fault.WIPED}
    with tampering(engine) as connection:
        put_back(connection, "audit_head", [])
    assert faults(check(worked)) == {Fault.WIPED}


def test_a_practice_that_is_gone_is_named(world: World, engine: Engine, tmp_path: Path) -> None:
    gone = another_practice(world).practice_id
    assert find_lost_practices(world.database) == ()
    with tampering(engine) as connection:
        for table in ("audit", "audit_head", "staff", "account", "practice"):
            statement = f"DELETE FROM {table} WHERE practice_id = :p"
            connection.execute(text(statement), {"p": gone})
    (lost,) = find_lost_practices(world.database)
    assert lost.practice_id == gone
    assert lost.head is not None
    assert lost.head.seq >= 2
    # Who takes the head away too is found by a copy of it alone.
    (tmp_path / "copies").mkdir()
    path = world.settings.data_dir / "audit" / f"{gone}.json"
    path.rename(tmp_path / "copies" / path.name)
    assert find_lost_practices(world.database) == ()
    assert find_lost_practices(world.database, tmp_path / "copies") == (lost,)


def test_a_crash_before_the_head_leaves_entries_unanchored_until_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Heads, "renew", lambda *_: None)
        work(world, 1)
    checked = check(world).checked
    assert checked.sound
    assert checked.unanchored == 3
    find_patients(world.database, world.doctor, LOOKED, NOW)
    checked = check(world).checked
    assert checked.sound
    assert checked.unanchored == 0


def snapshot(engine: Engine) -> tuple[Rows, Rows]:
    with tampering(engine) as connection:
        return rows_of(connection, "audit"), rows_of(connection, "audit_head")


def go_back(engine: Engine, then: tuple[Rows, Rows]) -> None:
    with tampering(engine) as connection:
        put_back(connection, "audit", then[0])
        put_back(connection, "audit_head", then[1])


@pytest.mark.parametrize("restarted", [False, True])
def test_an_older_database_that_is_used_again_is_found(
    world: World, engine: Engine, restarted: bool
) -> None:
    then = snapshot(engine)
    work(world, 2)
    go_back(engine, then)
    assert faults(check(world)) == {Fault.CUT}
    if restarted:
        world.database.heads = Heads(world.settings.data_dir)
    for times in range(1, 5):
        find_patients(world.database, world.colleague, LOOKED, NOW + times * HOUR)
        assert not check(world).checked.sound
    work(world, 3)
    report = check(world)
    assert faults(report) == {Fault.OTHER_CHAIN}
    assert report.checked.unanchored == 0
    assert "kept aside" in report.checked.findings[0].words


def test_an_older_database_with_its_old_head_is_found_by_a_copy(
    world: World, engine: Engine, tmp_path: Path
) -> None:
    then = snapshot(engine)
    path = world.settings.data_dir / "audit" / f"{world.practice.id}.json"
    old_head = path.read_bytes()
    work(world, 2)
    copies = tmp_path / "copies"
    copies.mkdir()
    (copies / path.name).write_bytes(path.read_bytes())
    assert check(world, copies=copies).copy_found
    assert check(world, copies=copies).checked.sound
    go_back(engine, then)
    path.write_bytes(old_head)
    assert check(world).checked.sound
    assert faults(check(world, copies=copies)) == {Fault.CUT}
    # And after as much work as was lost.
    world.database.heads = Heads(world.settings.data_dir)
    for number in range(8):
        find_patients(world.database, world.colleague, LOOKED, NOW + number * HOUR)
    assert check(world).checked.sound
    assert faults(check(world, copies=copies)) == {Fault.OTHER_CHAIN}


def test_a_head_row_that_is_gone_stops_no_work(world: World, engine: Engine) -> None:
    with tampering(engine) as connection:
        put_back(connection, "audit_head", [])
    assert faults(check(world)) == {Fault.HEAD_ROW}
    work(world, 1)
    assert check(world).checked.sound


def test_a_damaged_head_stops_no_work_and_stays_known(world: World) -> None:
    path = world.settings.data_dir / "audit" / f"{world.practice.id}.json"
    path.write_text("{}")
    assert faults(check(world)) == {Fault.BROKEN_SIGNED_HEAD}
    work(world, 1)
    report = check(world)
    assert faults(report) == {Fault.BROKEN_SIGNED_HEAD}
    assert report.checked.unanchored == 0
    assert f"{path.name}.1" in report.checked.findings[0].words


def test_threads_at_once_make_one_chain(world: World) -> None:
    before = check(world).checked.entries
    start = Barrier(16)

    def commit(number: int) -> None:
        start.wait()
        for _ in range(10):
            with world.acting(world.doctor) as stores:
                stores.patients.find(world.doctor, f"nobody-{number}")

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(commit, range(16)))
    checked = check(world).checked
    assert checked.findings == ()
    assert (checked.entries, checked.unanchored) == (before + 160, 0)
    signed = world.database.heads.find(world.practice.id)
    assert signed is not None
    assert signed.head == checked.newest
    assert world.database.heads.kept_aside(world.practice.id) == ()


def test_the_first_entries_of_an_old_practice_at_once_make_one_chain(
    world: World, engine: Engine
) -> None:
    """A practice from before there was an audit has neither entries nor a head row."""
    with tampering(engine) as connection:
        put_back(connection, "audit", [])
        put_back(connection, "audit_head", [])
    (world.settings.data_dir / "audit" / f"{world.practice.id}.json").unlink()
    world.database.heads = Heads(world.settings.data_dir)
    start = Barrier(8)

    def commit(number: int) -> None:
        start.wait()
        find_patients(world.database, world.doctor, LOOKED, NOW + timedelta(minutes=number))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(commit, range(8)))
    checked = check(world).checked
    assert checked.findings == ()
    assert (checked.entries, checked.unanchored) == (8, 0)


@pytest.mark.parametrize("typed", ["Zoë O'Brien", "x" * 65, "a b", "a\x00b", "\ud800", "../etc"])
def test_what_is_no_id_is_not_written_down(world: World, typed: str, engine: Engine) -> None:
    from gpsupport.domain.access import Because, Decision, Ruling

    with world.acting(world.doctor) as stores:
        stores.patients._scope.note(typed, Ruling(Decision.DENY, Because.UNKNOWN))
    with tampering(engine) as connection:
        assert rows_of(connection, "audit")[-1]["object_id"] == NO_ID
    assert check(world).checked.sound


def test_every_entry_can_be_read_as_it_was_written(world: World, engine: Engine) -> None:
    occasion = Occasion(world.operator, Permission.CHECK_AUDIT, NOW)
    with world.database.reading(occasion) as stores:
        entries = list(stores.audit.entries(world.operator))
        newest = stores.audit.newest(world.operator, 3)
        head = stores.audit.head(world.operator)
        assert stores.audit.count(world.operator) == len(entries)
    assert [one.seq for one in entries] == list(range(1, len(entries) + 1))
    assert list(newest) == entries[:-4:-1]
    assert head == head_of(entries[-1])
    assert {one.fact.at.utcoffset() for one in entries} == {timedelta(0)}
    assert entries[0].fact.event == Event.ADD_PRACTICE.value


def test_another_practices_audit_is_not_read(world: World) -> None:
    theirs = another_practice(world)
    before = check(world).checked.entries
    find_patients(world.database, theirs, LOOKED, NOW)
    assert check(world).checked.entries == before


@pytest.mark.parametrize("who", ["doctor", "receptionist", "system"])
def test_nobody_but_the_administrator_checks_it(world: World, who: str) -> None:
    with pytest.raises(Denied):
        verify_audit(world.database, getattr(world, who), NOW)


def test_progress_is_told_to_the_end(worked: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from gpsupport.actions import audit

    monkeypatch.setattr(audit, "_PIECE", 10)
    told: list[tuple[int, int]] = []
    entries = check(worked, progress=lambda done, of: told.append((done, of))).checked.entries
    assert told == [*((done, entries) for done in range(10, entries, 10)), (entries, entries)]


def test_a_growth_reaches_back_to_what_others_signed(world: World) -> None:
    grown: list[Growth] = []
    real = world.database.heads.renew
    world.database.heads.renew = lambda growth, at: (grown.append(growth), real(growth, at))[1]  # type: ignore[method-assign,func-returns-value]
    work(world, 1)
    assert all(later.follows(one.head) for one, later in pairs(grown))


def pairs(grown: Sequence[Growth]) -> list[tuple[Growth, Growth]]:
    return [(one, later) for place, one in enumerate(grown) for later in grown[place:]]
