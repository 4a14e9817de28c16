"""The packaged content loads, and each kind of fault is found where it is."""

from pathlib import Path

import pytest

from gpsupport.domain.knowledge.content.pack import Audience
from gpsupport.domain.record import SNOMED_CT, Code
from gpsupport.knowledge.faults import KnowledgeError
from gpsupport.knowledge.load import ENGLAND, content_files, load_knowledge, release_of
from tests.unit.knowledge.packs import change, copy_pack

A06 = "indicators/A06.yaml"
SETS = "codes/sets.yaml"


def faults_of(pack: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(pack)
    return [(one.file, one.line, one.message) for one in caught.value.findings]


def test_every_indicator_has_its_id() -> None:
    expected = [f"A{number:02}" for number in range(1, 34)]
    expected += [f"C{number:02}" for number in range(1, 21)]
    assert [indicator.id for indicator in load_knowledge().indicators] == expected


def test_the_pack_is_read_once() -> None:
    assert load_knowledge() is load_knowledge()


def test_nothing_is_signed_off_and_no_number_is_verified() -> None:
    pack = load_knowledge()
    assert not any(source.checked for source in pack.sources.values())
    assert all(helpline.verified_on is None for helpline in pack.helplines)
    assert not pack.standing.signed_off


def test_what_the_page_must_know_of_an_indicator() -> None:
    by_id = {indicator.id: indicator for indicator in load_knowledge().indicators}
    sensitive = {one for one in by_id if by_id[one].sensitive}
    assert sensitive == {"A13", "A14", "A15", "A16", "A29", "C13"}
    household = {one for one in by_id if by_id[one].household}
    assert household == {"A33", "C01", "C12", "C14", "C15", "C19"}
    lead = {one for one in by_id if by_id[one].audience is Audience.LEAD}
    assert lead == {"A03"} | household
    assert by_id["C17"].audience is Audience.OWNER


def test_a_history_and_a_temper_are_in_no_set_that_fires() -> None:
    pack = load_knowledge()
    for code in ("314550003", "406506008", "83943005", "371772001", "404189009", "720684005"):
        assert Code(SNOMED_CT, code) in pack.codes
        assert Code(SNOMED_CT, code) not in pack.sets_of_code


def test_the_release_follows_the_content(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    same = load_knowledge(pack).version.release
    assert same == load_knowledge().version.release
    (pack / "cases" / "A06.yaml").unlink()
    assert load_knowledge(pack).version.release == same
    change(pack, A06, "days: 365", "days: 366")
    assert load_knowledge(pack).version.release != same


def test_the_release_knows_names_as_well_as_content() -> None:
    assert release_of({"a": b"1", "b": b""}) != release_of({"a": b"", "b": b"1"})
    assert release_of({"a": b"1", "b": b"2"}) == release_of({"b": b"2", "a": b"1"})
    assert "codes/codes.csv" in content_files(ENGLAND)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("tier: 2", "tier: 4", 5, "a tier is 1, 2, 3 or null"),
        ("tier: 2", "tire: 2", 5, "the key is missing: tier"),
        ("tier: 2", "tier: 2\n    tier: 3", 6, "the key comes twice: tier"),
        ("at_least: 2", "at_leats: 2", 8, "there is no such key here: at_leats"),
        ("days: 365", "days: a year", 8, "a whole number is expected here"),
        ("days: 365", "days: 0", 8, "the number must be at least 1"),
        ("[injury, ", "[injuries, ", 8, "there is no such code set: injuries"),
        ("{coded:", "{coding:", 8, "there is no such condition: coding"),
        ("id: A06", "id: A07", 1, "the file must be named after its id: A07.yaml"),
        ("id: A06", "id: A06\ncolour: red", 2, "there is no such key here: colour"),
        ("strength: B", "strength: E", 12, "one of these is expected here: A, B, C, D"),
        ("[nice-qs116, ", "[nice-qs117, ", 13, "there is no such source: nice-qs117"),
        ("2027-05-23", "2027-02-30", 15, "there is no such day: 2027-02-30"),
        ("{age: {from_years: 16}}", "{age: {}}", 3, "an age range is expected here"),
        ("{age: {from_years: 16}}", "adults", 3, "a condition is expected here"),
        ("{age: {from_years: 16}}", "{age: {from_years: 1}, sex: male}", 3, "exactly one key"),
        ("strength: B", "strength: B\nafter_asking: {quiet_days: 1, ignore: true}", 13, "not both"),
    ],
)
def test_a_fault_in_an_indicator(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    pack = copy_pack(tmp_path)
    change(pack, A06, old, new)
    found = [(at, words) for file, at, words in faults_of(pack) if file == A06]
    assert [at for at, words in found if message in words] == [line], found


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (SETS, '"125666000"', "125666000", "put this code in quotes: 125666000"),
        (SETS, '"125666000"', '"125666001"', "this code is not in the table of codes: 125666001"),
        (SETS, '    - "125666000"', '    - "284196006"\n    - "125666000"', "the code comes twice"),
        ("sources.yaml", "\n  checked: false", "\n  checked: no", "true or false is expected here"),
        ("sources.yaml", '"https://', '"http://', "an address starts with https://"),
        ("cadence.yaml", "days: 56", "days: 400", "must not come sooner"),
        ("cadence.yaml", "no-time", "no-tea", "the key is missing: no-time"),
        ("enquiry_codes.yaml", "declined:", "refused:", "there is no such outcome: refused"),
        ("record_matrix.yaml", "hide: true", "hide: yes", "true or false is expected here"),
        ("record_matrix.yaml", "[declined]", "[refused]", "one of these is expected here"),
        ("record_matrix.yaml", "{from_years: 16}", "{}", "an age range is expected here"),
        ("record_matrix.yaml", "{from_years: 16}", "{from_age: 16}", "there is no such key here"),
        ("record_matrix.yaml", "below_years: 18}", "below_years: 16}", "must be less than"),
        ("helplines.yaml", "verified_on: null", "verified_on: soon", "a day such as"),
        ("pack.yaml", '"2026.11"', "2026.11", "put this text in quotes: 2026.11"),
        ("codes/codes.csv", ",offer-after", ",offer-perhaps-after", "there is no such use"),
        ("codes/codes.csv", "http://snomed.info/sct", "http://snomed.org", "needs its system"),
        ("codes/codes.csv", "code,system", "system,code", "the columns must be"),
        ("wording/en-GB.yaml", "say: Everybody", "say: [Everybody", "this is not YAML"),
    ],
)
def test_a_fault_in_another_file(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    pack = copy_pack(tmp_path)
    change(pack, file, old, new)
    found = faults_of(pack)
    assert any(name == file and at > 0 and message in words for name, at, words in found), found


def test_all_faults_are_found_at_once(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, A06, "tier: 2", "tier: 9")
    change(pack, "indicators/C01.yaml", "strength: A", "strength: Z")
    change(pack, SETS, '"125666000"', "125666000")
    assert {file for file, _, _ in faults_of(pack)} == {A06, "indicators/C01.yaml", SETS}


def test_a_missing_file_and_a_stranger(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    (pack / "cadence.yaml").unlink()
    (pack / "indicators.yaml").write_text("id: A99", encoding="utf-8")
    messages = {(file, words) for file, _, words in faults_of(pack)}
    assert ("cadence.yaml", "the file is missing") in messages
    assert ("indicators.yaml", "this file is not part of a pack") in messages


def test_an_empty_folder_says_what_is_missing(tmp_path: Path) -> None:
    assert ("pack.yaml", 0, "the file is missing") in faults_of(tmp_path)
