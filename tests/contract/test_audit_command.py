"""The contract of `gpsupport audit verify`."""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gpsupport.actions.practices import add_practice
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings
from tests.contract.command import Ran, gpsupport

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Run = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with two practices."""
    made = tmp_path / "data"
    database = Database.create(Settings.load({}, data_dir=made))
    for ods, name in (("Y12345", "Larch Surgery"), ("Y54321", "Elm Surgery")):
        add_practice(database, ods, name, AT, synthetic=True)
    database.close()
    return made


@pytest.fixture
def run(folder: Path) -> Run:
    """The command on that folder."""

    def run(*arguments: str | Path) -> Ran:
        return gpsupport("audit", "verify", *arguments, GPSUPPORT_DATA_DIR=str(folder))

    return run


def tamper(folder: Path, *statements: str) -> None:
    (path,) = folder.glob("*.sqlite*[!-shmwal]")
    connection = sqlite3.connect(path)
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_sound_audit_ends_with_0(run: Run) -> None:
    ran = run()
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "Y12345: 1 entry, sound\nY54321: 1 entry, sound\n"


def test_one_practice_can_be_named(run: Run) -> None:
    assert run("--practice", "y54321").out == "Y54321: 1 entry, sound\n"


def test_problems_end_with_1_and_are_named(run: Run, folder: Path) -> None:
    tamper(folder, "UPDATE audit SET role = 'gp' WHERE seq = 1")
    ran = run()
    assert ran.code == 1
    assert "Y12345: 1 entry, 1 problem\n  Entry 1 was changed after it was written.\n" in ran.out
    assert ran.err.startswith("Keep the database and the data folder as they are")


def test_json_says_the_same(run: Run, folder: Path) -> None:
    sound = run("--json", "--practice", "Y12345")
    (practice,) = sound.json["practices"]
    assert sound.json["sound"] is True
    assert sound.json["lost"] == []
    assert practice == {
        "practice": "Y12345",
        "id": practice["id"],
        "sound": True,
        "entries": 1,
        "newest": 1,
        "signed": 1,
        "unanchored": 0,
        "copy_found": None,
        "problems": [],
        "more_problems": 0,
    }
    tamper(folder, "DELETE FROM audit")
    wiped = run("--json")
    assert wiped.code == 1
    assert wiped.json["sound"] is False
    faults = [one["fault"] for told in wiped.json["practices"] for one in told["problems"]]
    assert faults == ["wiped"] * 4


def test_a_practice_that_is_gone_is_named(run: Run, folder: Path) -> None:
    tamper(
        folder,
        "DELETE FROM audit",
        "DELETE FROM audit_head",
        "DELETE FROM practice",
    )
    ran = run()
    assert ran.code == 1
    assert ran.out.count("does not hold this practice, whose audit was signed with 1 entry") == 2
    assert len(run("--json").json["lost"]) == 2


def test_copies_of_the_heads_are_compared(run: Run, folder: Path, tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    shutil.copytree(folder / "audit", copies)
    assert run("--heads", copies).code == 0
    first, second = sorted(copies.glob("*.json"))
    first.unlink()
    ran = run("--heads", copies)
    assert ran.code == 0
    assert ran.out.count("the folder of copies holds no head of this practice") == 1
    second.write_text("{}")
    ran = run("--heads", copies)
    assert ran.code == 1
    assert "is damaged, or this installation did not sign it" in ran.out


def test_unanchored_entries_are_told_in_words(run: Run, folder: Path) -> None:
    for path in (folder / "audit").glob("*.json"):
        path.unlink()
    ran = run()
    assert ran.code == 1
    assert ran.out.count("the signed head is missing") == 2
    assert ran.out.count("1 entry is newer than the signed head") == 2


@pytest.mark.parametrize(
    "arguments", [("--practice", "Z99999"), ("--heads", "nowhere"), ("--heads", "."), ("--what",)]
)
def test_wrong_usage_ends_with_2(
    run: Run, arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert run(*arguments).code == 2


def test_a_database_without_practices_is_told(tmp_path: Path) -> None:
    Database.create(Settings.load({}, data_dir=tmp_path)).close()
    ran = gpsupport("audit", "verify", "--data-dir", tmp_path)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "There is no practice yet, and no signed head.\n"
