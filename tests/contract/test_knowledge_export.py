"""`gpsupport knowledge export`, as somebody at a terminal uses it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.contract.command import gpsupport


def test_it_writes_files_and_says_how_many(tmp_path: Path) -> None:
    done = gpsupport("knowledge", "export", "--fhir", tmp_path / "out")
    assert done.code == 0, done.err
    files = list((tmp_path / "out").iterdir())
    assert f"Written: {len(files)} files" in done.out
    bundle = json.loads((tmp_path / "out" / "bundle.json").read_bytes())
    assert len(bundle["entry"]) == len(files) - 1


def test_a_second_export_of_the_same_content_changes_nothing(tmp_path: Path) -> None:
    gpsupport("knowledge", "export", "--fhir", tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert gpsupport("knowledge", "export", "--fhir", tmp_path).code == 0
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    done = gpsupport("knowledge", "export", "--fhir", tmp_path)
    assert done.code == 1
    assert "letter.txt" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    done = gpsupport("knowledge", "export", "--fhir", tmp_path / "taken" / "out")
    assert done.code == 1
    assert "cannot be written" in done.err
    assert "--fhir" in done.err
