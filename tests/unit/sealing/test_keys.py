"""The key file: made once, for its owner alone, and refused when damaged."""

import json
import stat
from pathlib import Path

import pytest

from gpsupport.sealing import KeysUnusable, find_keys, make_keys
from gpsupport.sealing.keys import keys_path


def test_there_are_no_keys_until_they_are_made(tmp_path: Path) -> None:
    assert find_keys(tmp_path) is None
    assert not list(tmp_path.iterdir())


def test_keys_are_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    made = make_keys(tmp_path)
    assert make_keys(tmp_path) == made == find_keys(tmp_path)
    path = keys_path(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["sealing.json"]


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    one, two = make_keys(tmp_path / "one"), make_keys(tmp_path / "two")
    assert one.blind != two.blind
    assert set(one.seal.values()).isdisjoint(two.seal.values())


@pytest.mark.parametrize("damage", ["", "{", "[]", '"x"', "null", '{"version": 1}'])
def test_a_damaged_file_is_refused_and_kept(tmp_path: Path, damage: str) -> None:
    make_keys(tmp_path)
    keys_path(tmp_path).write_text(damage)
    with pytest.raises(KeysUnusable):
        find_keys(tmp_path)
    with pytest.raises(KeysUnusable):
        make_keys(tmp_path)
    assert keys_path(tmp_path).read_text() == damage


@pytest.mark.parametrize(
    ("field", "value"),
    [("version", 2), ("current", "ffffffff"), ("seal", {}), ("blind", "AAAA"), ("blind", "?")],
)
def test_a_wrong_field_is_refused_without_showing_a_key(
    tmp_path: Path, field: str, value: object
) -> None:
    make_keys(tmp_path)
    content = json.loads(keys_path(tmp_path).read_text())
    key = next(iter(content["seal"].values()))
    keys_path(tmp_path).write_text(json.dumps(content | {field: value}))
    with pytest.raises(KeysUnusable) as refused:
        find_keys(tmp_path)
    assert key not in str(refused.value)
