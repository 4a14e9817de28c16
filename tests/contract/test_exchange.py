"""The contract of `gpsupport import`, `export` and `db`."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gpsupport.actions.practices import add_practice
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings
from tests.contract.command import Ran, gpsupport
from tests.unit.fhir.made import bundle, condition, patient

NHS = [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9434765919"}]
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Run = Callable[..., Ran]


def record(**parts: Any) -> bytes:
    entries = [{"resource": patient(identifier=NHS)}, {"resource": condition(**parts)}]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command on a data folder with one practice."""
    folder = tmp_path / "data"
    database = Database.create(Settings.load({}, data_dir=folder))
    add_practice(database, "Y12345", "Larch Surgery", AT, synthetic=True)
    database.close()

    def run(*arguments: str | Path, stdin: bytes | None = None) -> Ran:
        return gpsupport(*arguments, stdin=stdin, GPSUPPORT_DATA_DIR=str(folder))

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for files to import."""
    path = tmp_path / "files"
    path.mkdir()
    return path


def test_an_import_tells_what_was_new_known_and_changed(run: Run, folder: Path) -> None:
    path = folder / "a.json"
    path.write_bytes(record())
    first, again = run("import", path), run("import", path)
    assert (first.code, first.out) == (0, f"{path}: 2 new, 0 known, 0 changed, 0 refused\n")
    assert (again.code, again.out) == (0, f"{path}: 0 new, 2 known, 0 changed, 0 refused\n")
    path.write_bytes(record(onsetDateTime="2026-03-05"))
    assert run("import", path).out == f"{path}: 0 new, 1 known, 1 changed, 0 refused\n"


def test_one_bad_file_does_not_stop_the_others(run: Run, folder: Path) -> None:
    (folder / "a.json").write_bytes(bundle(condition(onsetDateTime="2026-02-30")))
    (folder / "b.ndjson").write_bytes(
        json.dumps(patient()).encode() + b"\n" + json.dumps(condition()).encode()
    )
    (folder / "notes.txt").write_text("not ours")
    ran = run("import", folder)
    assert ran.code == 1
    assert "b.ndjson: 2 new" in ran.out
    assert "Bundle.entry[1].resource.onsetDateTime" in ran.err
    assert "notes.txt" not in ran.out + ran.err


def test_nothing_that_can_be_read_ends_with_2_and_stores_nothing(run: Run, folder: Path) -> None:
    (folder / "a.json").write_bytes(record(onsetDateTime="2026-02-30"))
    assert run("import", folder).code == 2
    assert run("import", folder / "missing.json").code == 2
    assert run("export", "--patient", "9434765919").code == 1


def test_a_folder_without_files_is_wrong_usage(run: Run, folder: Path) -> None:
    assert run("import", folder).code == 2


def test_no_progress_bar_is_drawn_where_nobody_watches(run: Run, folder: Path) -> None:
    (folder / "a.json").write_bytes(record())
    (folder / "b.json").write_bytes(record())
    ran = run("import", folder)
    assert "Importing" not in ran.out + ran.err


def test_a_record_goes_out_as_it_came_in(run: Run, tmp_path: Path) -> None:
    run("import", "-", stdin=record())
    out = tmp_path / "out.json"
    ran = run("export", "--patient", "943 476 5919", "--out", out)
    assert (ran.code, ran.out) == (0, "")
    resources = [entry["resource"] for entry in json.loads(out.read_bytes())["entry"]]
    expected = [entry["resource"] for entry in json.loads(record())["entry"]]
    assert sorted(resources, key=str) == sorted(expected, key=str)
    assert out.stat().st_mode & 0o077 == 0
    assert run("export", "--patient", "9434765919").json["type"] == "collection"
    assert run("import", out).out == f"{out}: 0 new, 2 known, 0 changed, 0 refused\n"


@pytest.mark.parametrize(("number", "code"), [("123", 2), ("9434765918", 2), ("9990548609", 1)])
def test_an_export_of_nobody_says_so(run: Run, number: str, code: int) -> None:
    ran = run("export", "--patient", number)
    assert (ran.code, ran.out) == (code, "")
    assert number not in ran.err


def test_an_unknown_practice_is_named(run: Run, folder: Path) -> None:
    (folder / "a.json").write_bytes(record())
    ran = run("import", folder, "--practice", "Z99999")
    assert ran.code == 2
    assert "There is no practice Z99999" in ran.err


def test_a_missing_database_says_what_to_type(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(record())
    for arguments in (("import", file), ("export", "--patient", "9434765919"), ("db", "check")):
        ran = gpsupport(*arguments, "--data-dir", tmp_path / "none")
        assert ran.code == 1
        assert ran.err.splitlines()[-1] == "Type: gpsupport db upgrade"
    assert not (tmp_path / "none").exists()


def test_a_database_is_made_and_then_fits(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert gpsupport("db", "upgrade", "--data-dir", folder).code == 0
    assert gpsupport("db", "check", GPSUPPORT_DATA_DIR=str(folder)).code == 0
    ran = gpsupport("import", "-", "--data-dir", folder, stdin=record())
    assert ran.code == 1
    assert "no practice in this database" in ran.err
