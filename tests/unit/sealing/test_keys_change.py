"""Changing keys: one is added, old ones are dropped, and a sealer that runs goes on."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gpsupport.sealing import (
    KeysUnusable,
    SealBroken,
    Sealer,
    add_key,
    drop_keys,
    find_keys,
    make_keys,
)
from gpsupport.sealing.keys import keys_path, replace_file

PLACE = ("patient", "nhs_number_sealed", "row-1", "practice-1")


def test_a_new_key_is_current_and_the_old_one_stays(tmp_path: Path) -> None:
    old = make_keys(tmp_path)
    new = add_key(tmp_path)
    assert find_keys(tmp_path) == new
    assert new.current != old.current
    assert new.seal[old.current] == old.seal[old.current]
    assert new.blind == old.blind
    assert stat.S_IMODE(keys_path(tmp_path).stat().st_mode) == 0o600
    assert sorted(one.name for one in keys_path(tmp_path).parent.iterdir()) == [
        "sealing.json",
        "sealing.lock",
    ]


def test_only_what_is_named_is_dropped_and_never_the_current_key(tmp_path: Path) -> None:
    first = make_keys(tmp_path).current
    second = add_key(tmp_path).current
    third = add_key(tmp_path).current
    assert set(drop_keys(tmp_path, [first]).seal) == {second, third}
    with pytest.raises(ValueError, match="current"):
        drop_keys(tmp_path, [second, third])
    found = find_keys(tmp_path)
    assert found is not None
    assert set(found.seal) == {second, third}


def test_without_keys_there_is_nothing_to_change(tmp_path: Path) -> None:
    for change in (add_key, lambda folder: drop_keys(folder, ["00000000"])):
        with pytest.raises(KeysUnusable):
            change(tmp_path)
    assert not keys_path(tmp_path).exists()


def test_two_who_add_a_key_at_once_both_have_it_kept(tmp_path: Path) -> None:
    make_keys(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        made = {one.current for one in pool.map(add_key, [tmp_path] * 8)}
    found = find_keys(tmp_path)
    assert found is not None
    assert len(made) == 8
    assert made < set(found.seal)


def test_a_file_that_cannot_be_written_anew_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_keys(tmp_path)
    before = keys_path(tmp_path).read_bytes()

    def full(_handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        replace_file(keys_path(tmp_path), "{}")
    assert keys_path(tmp_path).read_bytes() == before
    assert [one.name for one in keys_path(tmp_path).parent.iterdir()] == ["sealing.json"]


def test_a_sealer_that_runs_seals_with_a_key_that_was_added_later(tmp_path: Path) -> None:
    running = Sealer(make_keys(tmp_path), tmp_path)
    before = running.seal(b"before", *PLACE)
    added = add_key(tmp_path)
    after = running.seal(b"after", *PLACE)
    assert after[1:5].hex() == added.current == running.key_id
    assert running.unseal(before, *PLACE) == b"before"
    assert set(running.key_ids) == set(added.seal)


def test_a_sealer_that_runs_opens_what_another_sealed_with_a_newer_key(tmp_path: Path) -> None:
    running = Sealer(make_keys(tmp_path), tmp_path)
    running.seal(b"", *PLACE)
    newer = Sealer(add_key(tmp_path), tmp_path).seal(b"newer", *PLACE)
    assert running.unseal(newer, *PLACE) == b"newer"


def test_keys_that_changed_while_they_were_being_read_are_noticed(tmp_path: Path) -> None:
    read_before = make_keys(tmp_path)
    added = add_key(tmp_path)
    assert Sealer(read_before, tmp_path).seal(b"", *PLACE)[1:5].hex() == added.current


def test_a_dropped_key_opens_nothing_in_a_sealer_that_starts_afterwards(tmp_path: Path) -> None:
    keys = make_keys(tmp_path)
    blob = Sealer(keys, tmp_path).seal(b"old", *PLACE)
    add_key(tmp_path)
    with pytest.raises(SealBroken):
        Sealer(drop_keys(tmp_path, [keys.current]), tmp_path).unseal(blob, *PLACE)


def test_a_file_that_went_away_changes_nothing_for_a_sealer_that_runs(tmp_path: Path) -> None:
    running = Sealer(make_keys(tmp_path), tmp_path)
    blob = running.seal(b"kept", *PLACE)
    keys_path(tmp_path).unlink()
    assert running.unseal(blob, *PLACE) == b"kept"
    assert running.unseal(running.seal(b"more", *PLACE), *PLACE) == b"more"


def test_another_databases_key_file_is_refused_and_nothing_is_sealed_with_it(
    tmp_path: Path,
) -> None:
    running = Sealer(make_keys(tmp_path / "one"), tmp_path / "one")
    make_keys(tmp_path / "two")
    replace_file(keys_path(tmp_path / "one"), keys_path(tmp_path / "two").read_text())
    with pytest.raises(KeysUnusable, match="another database"):
        running.seal(b"words", *PLACE)


def test_no_key_is_shown_by_what_is_raised(tmp_path: Path) -> None:
    make_keys(tmp_path)
    stored = json.loads(keys_path(tmp_path).read_text())
    secret = next(iter(stored["seal"].values()))
    replace_file(keys_path(tmp_path), json.dumps(stored | {"version": 2}))
    with pytest.raises(KeysUnusable) as refused:
        add_key(tmp_path)
    assert secret not in str(refused.value)
