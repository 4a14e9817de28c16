"""What a folder of local content may be: nothing outside it, nothing without bounds, calm words."""

from pathlib import Path

import pytest

from gpsupport.knowledge import overlay as overlays
from gpsupport.knowledge.check import check_files
from gpsupport.knowledge.faults import KnowledgeError
from gpsupport.knowledge.load import ENGLAND, all_files
from tests.unit.knowledge.packs import LOCAL, LOCAL_INDICATOR, make_overlay


def refused(overlay: Path) -> str:
    with pytest.raises(KnowledgeError) as caught:
        all_files(ENGLAND, overlay)
    return str(caught.value)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    overlay = make_overlay(tmp_path, LOCAL)
    (tmp_path / "secret.yaml").write_text("secret: true\n", encoding="utf-8")
    (overlay / "areas").mkdir()
    (overlay / "areas" / "x.yaml").symlink_to(tmp_path / "secret.yaml")
    assert "overlay/areas/x.yaml: the file lies outside the folder" in refused(overlay)


def test_a_folder_with_the_name_of_a_file_is_no_file(tmp_path: Path) -> None:
    overlay = make_overlay(tmp_path, LOCAL)
    (overlay / "odd.yaml").mkdir()
    assert "overlay/odd.yaml" not in all_files(ENGLAND, overlay)


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        ("_LARGEST_FILE", "the file has more than 400 bytes"),
        ("_LARGEST_FOLDER", "from here on the folder has more than"),
        ("_MOST_FILES", "from here on the folder has more than"),
    ],
)
def test_a_wrong_folder_is_not_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, said: str
) -> None:
    overlay = make_overlay(tmp_path, LOCAL)
    monkeypatch.setattr(overlays, bound, 3 if bound == "_MOST_FILES" else 400)
    with pytest.raises(KnowledgeError, match=said):
        overlays._files_of(overlay, "overlay/")


def test_an_id_fits_into_an_address(tmp_path: Path) -> None:
    sets = LOCAL["codes/sets.yaml"].replace("earache:", '"../earache":')
    files = all_files(ENGLAND, make_overlay(tmp_path, LOCAL | {"codes/sets.yaml": sets}))
    assert "'../earache'" in "\n".join(str(one) for one in check_files(files, None).findings)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Seen twice for the same.", "Seen twice by the police.", "it has the word “police”"),
        ("known_false_alarms: Anybody with two colds.\n", "", "known_false_alarms says something"),
        ("Every number is our own.", "''", "defaults says something"),
        ("Made up for a test: ", "One. Two. Three. ", "matters has 80 to 600 letters"),
        ("Made up for a test: ", "Long " * 120, "matters has 80 to 600 letters"),
    ],
)
def test_local_rules_are_held_to_the_same_words(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in LOCAL_INDICATOR
    rule = LOCAL_INDICATOR.replace(old, new)
    files = all_files(ENGLAND, make_overlay(tmp_path, LOCAL | {"indicators/L01.yaml": rule}))
    found = [str(one) for one in check_files(files, None).findings]
    assert len(found) == 1
    assert "overlay/indicators/L01.yaml:" in found[0]
    assert said in found[0]
