"""`gpsupport keys`: ids alone are shown, and a rotation tells what became of it."""

import json
from pathlib import Path

import pytest

from gpsupport.actions import keys as action
from gpsupport.sealing.keys import keys_path
from tests.contract.command import gpsupport

FOLDER = Path(__file__).parents[2] / "fhir_samples"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a practice and one imported record."""
    for arguments in (("db", "upgrade"), ("practice", "add", "A81001", "Fern Lane Surgery")):
        assert gpsupport(*arguments, "--data-dir", tmp_path).code == 0
    sample = FOLDER / "sample-01.json"
    gpsupport("import", sample, "--data-dir", tmp_path)
    return tmp_path


def kept(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(keys_path(folder).read_text())["seal"]
    return found


def test_the_list_shows_ids_and_never_a_key(folder: Path) -> None:
    ran = gpsupport("keys", "list", "--data-dir", folder)
    (name,) = kept(folder)
    assert ran.code == 0
    assert ran.out.startswith(f"{name}  current  ")
    everything = json.loads(keys_path(folder).read_text())
    for secret in (*everything["seal"].values(), everything["blind"]):
        assert secret not in ran.out + ran.err


def test_a_rotation_says_what_it_did(folder: Path) -> None:
    (old,) = kept(folder)
    secret = kept(folder)[old]
    ran = gpsupport("keys", "rotate", "--data-dir", folder)
    (new,) = kept(folder)
    assert ran.code == 0
    assert ran.out.startswith(f"New key: {new}. Sealed with it: ")
    assert f"Forgotten: {old}." in ran.out
    assert str(folder / "keys") in ran.out
    assert ran.err == ""
    for one in (secret, *kept(folder).values()):
        assert one not in ran.out
    assert gpsupport("db", "check", "--data-dir", folder).code == 0


def test_old_keys_can_be_kept(folder: Path) -> None:
    (old,) = kept(folder)
    ran = gpsupport("keys", "rotate", "--keep-old", "--data-dir", folder)
    assert ran.code == 0
    assert "Forgotten" not in ran.out
    listed = gpsupport("keys", "list", "--data-dir", folder).out.splitlines()
    assert len(listed) == 2
    assert listed[1] == f"{old}  old  0 fields"


def test_what_is_left_is_a_failure_with_a_next_step(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = action.Rotation("00000001", resumed=True, resealed=7, left=1, dropped=())
    monkeypatch.setattr(action, "rotate_keys", lambda *_arguments, **_named: left)
    ran = gpsupport("keys", "rotate", "--data-dir", folder)
    assert ran.code == 1
    assert "Taken up where it was broken off: 00000001. Sealed with it: 7 fields." in ran.out
    assert ran.err.startswith("1 field could not be sealed with the new key.")
    assert "gpsupport keys list" in ran.err


def test_without_a_database_the_command_to_type_is_named(tmp_path: Path) -> None:
    for command in ("list", "rotate"):
        ran = gpsupport("keys", command, "--data-dir", tmp_path)
        assert ran.code == 1
        assert "gpsupport db upgrade" in ran.err
        assert not keys_path(tmp_path).exists()
