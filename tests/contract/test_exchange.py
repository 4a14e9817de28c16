"""The contract of `gpsupport import`, `export` and `db`."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from gpsupport import shipped
from gpsupport.actions import exchange
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
    # When to ask next is ours, with the practice whose it is.
    own = [one for one in resources if one["resourceType"] in {"Task", "Organization"}]
    assert len(own) == 2
    assert sorted((one for one in resources if one not in own), key=str) == sorted(
        expected, key=str
    )
    assert out.stat().st_mode & 0o077 == 0
    assert run("export", "--patient", "9434765919").json["type"] == "collection"
    assert run("import", out).out == f"{out}: 2 new, 2 known, 0 changed, 0 refused\n"
    again = tmp_path / "again.json"
    run("export", "--patient", "9434765919", "--out", again)
    assert run("import", again).out == f"{again}: 0 new, 4 known, 0 changed, 0 refused\n"


@pytest.mark.parametrize(("number", "code"), [("123", 2), ("9434765918", 2), ("9990548609", 1)])
def test_an_export_of_nobody_says_so(run: Run, number: str, code: int) -> None:
    ran = run("export", "--patient", number)
    assert (ran.code, ran.out) == (code, "")
    assert number not in ran.err


def test_an_unexpected_fault_in_one_file_does_not_stop_the_others(run: Run, folder: Path) -> None:
    (folder / "a.json").write_bytes(bundle())
    (folder / "b.json").write_bytes(record())
    real, secret = exchange.take_in_record, "Rosa March, born 1990"

    def fail_first(*arguments: Any) -> Any:
        if arguments[2].picture.patient.nhs_number is None:
            raise RuntimeError(secret)
        return real(*arguments)

    with patch("gpsupport.actions.exchange.take_in_record", side_effect=fail_first):
        ran = run("import", folder)
    assert ran.code == 1
    assert "a.json: 0 new, 0 known, 0 changed, 0 refused, 1 failed" in ran.out
    assert "b.json: 2 new" in ran.out
    assert "RuntimeError at tests.contract.test_exchange:" in ran.err
    assert secret not in ran.out + ran.err
    with patch("gpsupport.fhir.reading.read_records", side_effect=RuntimeError(secret)):
        ran = run("import", folder)
    assert ran.code == 1
    assert ran.err.count("RuntimeError at ") == 2
    assert secret not in ran.out + ran.err


def test_two_people_of_one_id_are_told_apart_by_their_source(run: Run, folder: Path) -> None:
    for name, gender in (("a", "female"), ("b", "male")):
        content = {"resourceType": "Patient", "id": "1", "gender": gender}
        (folder / f"{name}.json").write_text(json.dumps(content))
    ran = run("import", folder)
    assert ran.code == 1
    assert "a.json: 1 new" in ran.out
    assert "b.json: refused." in ran.err
    assert "--source" in ran.err
    again = run("import", folder / "b.json", "--source", "System B")
    assert (again.code, again.out) == (
        0,
        f"{folder / 'b.json'}: 1 new, 0 known, 0 changed, 0 refused\n",
    )
    for wrong in ("", " ", "x" * 1025):
        assert run("import", folder / "b.json", "--source", wrong).code == 2


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
    assert "gpsupport practice add ODS NAME" in ran.err


def test_a_practice_is_set_up_and_listed(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert gpsupport("practice", "add", "Y12345", "Larch", "--data-dir", folder).code == 1
    gpsupport("db", "upgrade", "--data-dir", folder)
    none = gpsupport("practice", "list", "--data-dir", folder)
    assert (none.code, none.out) == (0, "")
    assert "gpsupport practice add" in none.err
    added = gpsupport("practice", "add", "y12345", "Larch Surgery", "--data-dir", folder)
    assert (added.code, added.out) == (0, "Added: Y12345  Larch Surgery\n")
    ran = gpsupport("import", "-", "--data-dir", folder, stdin=record())
    assert ran.out == "standard input: 2 new, 0 known, 0 changed, 0 refused\n"
    for code in ("Y12345", "not a code", ""):
        again = gpsupport("practice", "add", code, "Larch Surgery", "--data-dir", folder)
        assert (again.code, again.out) == (2, "")
        assert again.err.splitlines()[-1].endswith("gpsupport practice list")
    listed = gpsupport("practice", "list", "--data-dir", folder)
    assert listed.out == "Y12345  Larch Surgery\n"


NOBODY_LISTENS = "postgresql://somebody:hidden-word@127.0.0.1:1/gp"


@pytest.mark.parametrize(
    "arguments",
    [("db", "check"), ("db", "upgrade"), ("serve",), ("import", "-"), ("practice", "list")],
)
def test_a_database_that_does_not_answer_is_told_in_words(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    pytest.importorskip("psycopg", reason="PostgreSQL needs the extra gpsupport[postgres]")
    with patch("gpsupport.serving.server.is_taken", return_value=False):
        ran = gpsupport(
            *arguments,
            "--data-dir",
            tmp_path,
            stdin=record(),
            GPSUPPORT_DATABASE_URL=NOBODY_LISTENS,
        )
    assert ran.code == 1
    assert ran.err.splitlines()[0] == "The database does not answer."
    assert "127.0.0.1" in ran.err
    assert "hidden-word" not in ran.err
    assert ran.err.splitlines()[-1].endswith("gpsupport db check")


def test_a_folder_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none' / 'gp.sqlite3'}"
    ran = gpsupport("db", "upgrade", "--data-dir", tmp_path, GPSUPPORT_DATABASE_URL=url)
    assert ran.code == 1
    told = ran.err.splitlines()
    assert "cannot be made" in told[0]
    assert "No such file or directory" in told[1]
    assert f"Make the folder {tmp_path / 'none'}" in told[2]


def test_a_file_that_is_no_database_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "gp.sqlite3"
    path.write_bytes(b"a letter to somebody, and no database at all" * 99)
    url = f"sqlite:///{path}"
    ran = gpsupport("db", "check", "--data-dir", tmp_path, GPSUPPORT_DATABASE_URL=url)
    assert ran.code == 1
    assert ran.err.splitlines()[0] == "The database file cannot be opened."


def test_an_export_of_a_named_source_is_known_when_it_comes_back(run: Run, tmp_path: Path) -> None:
    asked = shipped.fhir_samples() / "sample-01.json"
    assert run("import", asked).code == 0
    assert run("export", "--patient", "9998000017", "--out", tmp_path / "out.json").code == 0
    again = run("import", tmp_path / "out.json")
    # Our own Task and whose it is are new to what was received, and nothing else is.
    assert "2 new" in again.out
    assert "0 changed" in again.out
    assert "0 new" in run("import", tmp_path / "out.json").out


def test_the_samples_come_in_and_their_index_is_no_record(run: Run) -> None:
    ran = run("import", shipped.fhir_samples())
    assert ran.code == 0, ran.err
    assert "index.json" not in ran.out + ran.err
