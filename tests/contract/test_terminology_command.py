"""`gpsupport knowledge check --release` and `expand`, as a person types them."""

import csv
from datetime import date
from pathlib import Path

import pytest

from gpsupport.knowledge.check import check_files
from gpsupport.knowledge.load import ENGLAND, all_files, load_knowledge
from tests.contract.command import Ran, gpsupport
from tests.rig.rf2 import DUPLICATE, MadeRelease, identifier

DEPRESSION, LOW_MOOD, TOLD = "35489007", "366979004", "879911000000102"
AUTUMN, DEEP, NARROW, OTHER = (identifier(number) for number in (90001, 90002, 90003, 90009))


def whole_release() -> MadeRelease:
    """A release in which every code of the content is active under our own term."""
    made = MadeRelease("SnomedCT_Made_TEST")
    for known in load_knowledge().codes.values():
        made.concept(known.code.value, known.term)
    return made


@pytest.fixture
def made() -> MadeRelease:
    """A release with all our codes, some descendants, and one code that was replaced."""
    made = whole_release()
    made.concept(AUTUMN, "Autumn depression")
    made.concept(DEEP, "Deep autumn depression")
    made.concept(NARROW, "Told something narrower")
    for child, parent in ((AUTUMN, DEPRESSION), (DEEP, AUTUMN), (NARROW, TOLD)):
        made.is_a(child, parent)
    return made


def check(path: Path, *more: str | Path) -> Ran:
    return gpsupport("knowledge", "check", "--release", path, *more)


def test_a_release_with_every_code_active_passes(tmp_path: Path, made: MadeRelease) -> None:
    ran = check(made.write(tmp_path / "uk"))
    assert (ran.code, ran.err) == (0, "")
    assert "SNOMED CT release uk, effective 2026-05-01" in ran.out
    assert "0 inactive, 0 absent" in ran.out


def test_a_code_in_use_that_is_inactive_fails_and_names_what_to_use(tmp_path: Path) -> None:
    made = MadeRelease()
    for known in load_knowledge().codes.values():
        made.concept(known.code.value, known.term, active=known.code.value != LOW_MOOD)
    made.concept(OTHER, "Low mood")
    made.concept(DUPLICATE, "Duplicate")
    made.reason(LOW_MOOD)
    made.succession(LOW_MOOD, OTHER)
    ran = check(made.pack(tmp_path / "uk.zip"))
    assert ran.code == 1
    assert "1 code is in use not active in this release." in ran.err
    for words in ("Why: Duplicate", f"Same as: {OTHER}  Low mood (active)", "code set depression"):
        assert words in ran.out
    told = check(tmp_path / "uk.zip", "--json").json
    (wrong,) = [one for one in told["codes"] if one["standing"] != "active"]
    assert (told["failing"], wrong["code"], wrong["reason"]) == (1, LOW_MOOD, "Duplicate")
    assert wrong["successors"][0]["code"] == OTHER


def test_a_release_that_cannot_be_used_says_why_and_what_to_do(tmp_path: Path) -> None:
    ran = check(tmp_path)
    assert ran.code == 2
    assert "no file of a SNOMED CT release (RF2) is here" in ran.err
    assert "Snapshot" in ran.err


def test_how_each_code_stands_is_written_into_an_overlay(tmp_path: Path, made: MadeRelease) -> None:
    release, overlay = made.write(tmp_path / "uk"), tmp_path / "overlay"
    refused = check(release, "--write", overlay)
    assert refused.code == 2
    assert "--by" in refused.err
    assert not overlay.exists()
    assert check(release, "--write", overlay, "--by", 'Dr "B" Lead: audit').code == 0
    knowledge = load_knowledge(overlay=overlay)
    assert {known.status.value for known in knowledge.codes.values()} == {"active"}
    assert all("2026-05-01" in known.checked_against for known in knowledge.codes.values())
    assert knowledge.version.by == 'Dr "B" Lead: audit'


def test_json_without_a_release_is_a_mistake() -> None:
    assert gpsupport("knowledge", "check", "--json").code == 2


def expand(release: Path, overlay: Path, *more: str) -> Ran:
    command = ("knowledge", "expand", "--release", release, "--out", overlay)
    return gpsupport(*command, "--by", "Dr Lead", *more)


def test_expanding_adds_descendants_with_where_they_come_from(
    tmp_path: Path, made: MadeRelease
) -> None:
    overlay = tmp_path / "overlay"
    ran = expand(made.write(tmp_path / "uk"), overlay)
    assert (ran.code, ran.err) == (0, "")
    assert "depression: 2 added" in ran.out
    assert "current-abuse: not expanded." in ran.out
    with (overlay / "codes" / "expanded.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    assert set(rows) == {AUTUMN, DEEP}
    assert rows[DEEP]["term"] == "Deep autumn depression"
    assert rows[DEEP]["use"] == "recognise-only"
    assert f"descendant of {DEPRESSION} in uk" in rows[DEEP]["source"]
    assert "SNOMED" in (overlay / "codes" / "NOTICE.md").read_text(encoding="utf-8")
    grown = load_knowledge(overlay=overlay).code_sets["depression"]
    before = load_knowledge().code_sets["depression"]
    assert {code.value for code in grown.codes - before.codes} == {AUTUMN, DEEP}
    assert (grown.label, grown.not_below) == (before.label, before.not_below)


def test_what_was_written_adds_no_fault_to_the_content(tmp_path: Path, made: MadeRelease) -> None:
    overlay = tmp_path / "overlay"
    expand(made.write(tmp_path / "uk"), overlay)
    check(tmp_path / "uk", "--overlay", overlay, "--write", overlay)
    on = date(2026, 11, 23)
    alone = check_files(all_files(ENGLAND), on).findings
    assert check_files(all_files(ENGLAND, overlay), on).findings == alone


def test_expanding_again_and_checking_fit_together(tmp_path: Path, made: MadeRelease) -> None:
    release, overlay = made.write(tmp_path / "uk"), tmp_path / "overlay"
    first = expand(release, overlay)
    tables = [path.read_bytes() for path in sorted((overlay / "codes").iterdir())]
    assert expand(release, overlay).out == first.out
    assert [path.read_bytes() for path in sorted((overlay / "codes").iterdir())] == tables
    assert check(release, "--overlay", overlay, "--write", overlay).code == 0
    knowledge = load_knowledge(overlay=overlay)
    assert {known.status.value for known in knowledge.codes.values()} == {"active"}


def test_only_the_named_sets_grow_and_the_limit_is_told(tmp_path: Path, made: MadeRelease) -> None:
    ran = expand(made.write(tmp_path / "uk"), tmp_path / "o", "--set", "depression", "--limit", "1")
    assert "depression: 1 added\n    1 more were cut off by the limit" in ran.out
    assert "anxiety" not in ran.out
    unknown = expand(tmp_path / "uk", tmp_path / "o", "--set", "nonsense")
    assert (unknown.code, "There is no code set nonsense." in unknown.err) == (2, True)


def test_sets_that_a_person_wrote_are_left_alone(tmp_path: Path, made: MadeRelease) -> None:
    overlay = tmp_path / "overlay"
    (overlay / "codes").mkdir(parents=True)
    sets = overlay / "codes" / "sets.yaml"
    sets.write_text("mine: {label: mine, codes: []}\n", encoding="utf-8")
    ran = expand(made.write(tmp_path / "uk"), overlay)
    assert ran.code == 2
    assert "was not written by this command, and it is left alone" in ran.err
    assert sets.read_text(encoding="utf-8").startswith("mine")
