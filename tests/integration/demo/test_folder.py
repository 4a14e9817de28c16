"""The folder of a demo: only a demo is ever emptied, and a demo of another day is."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gpsupport.actions.practices import add_practice, find_practice
from gpsupport.demo.folder import (
    NotADemo,
    demo_settings,
    empty,
    find_ready,
    holding,
    note_for,
    write_note,
)
from gpsupport.persistence.engine import sqlite_file
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Settings:
    return demo_settings(tmp_path / "demo", "http://127.0.0.1:8000")


def make(settings: Settings, *, synthetic: bool) -> None:
    database = Database.create(settings)
    add_practice(database, "X99999", "Elm Tree Surgery", NOW, synthetic=synthetic)
    database.close()


def finish(settings: Settings, seed: int = 1, today: date = TODAY) -> None:
    write_note(settings, replace(note_for(seed, today), complete=True))


def test_a_configured_database_is_never_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GPSUPPORT_DATABASE_URL", "postgresql://somebody@localhost/practice")
    settings = demo_settings(tmp_path / "demo", "http://127.0.0.1:8000")
    assert sqlite_file(settings) == tmp_path / "demo" / "gpsupport.sqlite3"


def test_without_a_folder_it_is_beside_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GPSUPPORT_DATA_DIR", str(tmp_path))
    assert demo_settings(None, "http://127.0.0.1:8000").data_dir == tmp_path / "demo"


def test_an_empty_folder_holds_nothing_that_is_ready(folder: Settings) -> None:
    assert find_ready(folder, note_for(1, TODAY)) is None


def test_a_finished_demo_of_today_is_used_again(folder: Settings) -> None:
    make(folder, synthetic=True)
    finish(folder)
    ready = find_ready(folder, note_for(1, TODAY))
    assert ready is not None
    assert ready.name == "Elm Tree Surgery"


@pytest.mark.parametrize(
    ("seed", "today"), [(2, TODAY), (1, date(2026, 11, 24))], ids=["another seed", "another day"]
)
def test_a_demo_of_another_day_or_seed_is_made_again(
    folder: Settings, seed: int, today: date
) -> None:
    make(folder, synthetic=True)
    finish(folder)
    wanted = note_for(seed, today)
    assert find_ready(folder, wanted) is None
    empty(folder, wanted)
    path = sqlite_file(folder)
    assert path is not None
    assert not path.exists()


def test_an_unfinished_demo_is_made_again(folder: Settings) -> None:
    make(folder, synthetic=True)
    write_note(folder, note_for(1, TODAY))
    assert find_ready(folder, note_for(1, TODAY)) is None


def test_a_real_practice_is_refused_and_left_alone(folder: Settings) -> None:
    make(folder, synthetic=False)
    finish(folder)
    wanted = note_for(1, date(2026, 11, 24))
    for act in (find_ready, empty):
        with pytest.raises(NotADemo) as refusal:
            act(folder, wanted)
        assert "--data-dir" in refusal.value.next_step
    database = Database.open(folder)
    assert find_practice(database, "X99999") is not None
    database.close()


def test_what_cannot_be_opened_is_left_alone(folder: Settings) -> None:
    path = sqlite_file(folder)
    assert path is not None
    folder.ensure_data_dir()
    path.write_bytes(b"")
    with pytest.raises(NotADemo):
        empty(folder, note_for(1, TODAY))
    assert path.exists()


def test_one_demo_at_a_time(folder: Settings) -> None:
    with holding(folder), pytest.raises(NotADemo), holding(folder):
        pass
    with holding(folder):
        pass
