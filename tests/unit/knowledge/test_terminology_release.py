"""Reading a SNOMED CT release: which files, which faults, and where."""

import re
from pathlib import Path

import pytest

from gpsupport.knowledge.terminology.concepts import read_concepts
from gpsupport.knowledge.terminology.meanings import local_owner, namespace_of
from gpsupport.knowledge.terminology.release import Kind, Release, ReleaseFault
from gpsupport.knowledge.terminology.rows import Rows
from tests.rig.rf2 import GB, NHS_CLINICAL, US, MadeRelease

DEPRESSION = "35489007"


@pytest.fixture
def made() -> MadeRelease:
    """A release of two concepts."""
    release = MadeRelease()
    release.concept(DEPRESSION, "Depression", "Low spirits")
    release.concept("310497006", "Severe depression")
    release.is_a("310497006", DEPRESSION)
    return release


def names(path: Path) -> dict[int, str]:
    """The preferred terms that reading the release gives."""
    with Release(path) as release:
        return {code: one.preferred for code, one in read_concepts(release, {35489007}).items()}


def spoil(path: Path, made: MadeRelease, kind: Kind, change: tuple[bytes, bytes]) -> Path:
    """Write a release with one change in one of its files."""
    file = made.write(path) / made.file_name(kind)
    content = file.read_bytes()
    assert change[0] in content
    file.write_bytes(content.replace(*change, 1))
    return path


def fault_of(path: Path) -> ReleaseFault:
    """What reading everything of a release refuses."""
    with pytest.raises(ReleaseFault) as caught:
        read_all(path)
    return caught.value


def read_all(path: Path) -> int:
    """Every row of every file; how many there are."""
    with Release(path) as release:
        return sum(1 for file in release.files for _ in Rows(file))


def test_a_folder_and_an_archive_give_the_same(tmp_path: Path, made: MadeRelease) -> None:
    folder = made.write(tmp_path / "folder")
    archive = made.pack(tmp_path / "release.zip")
    assert names(folder) == names(archive) == {35489007: "Depression"}


def test_the_release_says_its_day_and_packages(tmp_path: Path, made: MadeRelease) -> None:
    with Release(made.write(tmp_path / "uk")) as release:
        assert (release.name, str(release.effective_on)) == ("uk", "2026-05-01")
        assert release.packages == ("INT 2026-05-01",)


def test_unix_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path, made: MadeRelease) -> None:
    made.line_end = b"\n"
    path = spoil(tmp_path, made, Kind.CONCEPTS, (b"id\t", b"\xef\xbb\xbfid\t"))
    assert names(path) == {35489007: "Depression"}


def test_two_packages_in_one_folder_count_as_one(tmp_path: Path, made: MadeRelease) -> None:
    extension = MadeRelease(
        "SnomedCT_UKClinicalRF2_TEST", package="UKCL", place="GB1000000", day="20260506"
    )
    extension.concept("879911000000102", "Told us")
    made.write(tmp_path)
    extension.write(tmp_path)
    with Release(tmp_path) as release:
        found = read_concepts(release, {35489007, 879911000000102})
        assert sorted(one.preferred for one in found.values()) == ["Depression", "Told us"]
        assert str(release.effective_on) == "2026-05-06"


def test_the_newer_row_of_two_packages_counts(tmp_path: Path, made: MadeRelease) -> None:
    extension = MadeRelease("uk", package="UKCL", place="GB1000000")
    extension.concept(DEPRESSION, active=False, day="20260601")
    made.write(tmp_path)
    extension.write(tmp_path)
    with Release(tmp_path) as release:
        assert not read_concepts(release, {35489007})[35489007].active


def test_the_same_file_twice_counts_once(tmp_path: Path, made: MadeRelease) -> None:
    made.write(tmp_path / "one")
    made.write(tmp_path / "two")
    with Release(tmp_path) as release:
        assert len(release.of(Kind.CONCEPTS)) == 1


def test_two_releases_of_one_package_are_refused(tmp_path: Path, made: MadeRelease) -> None:
    made.write(tmp_path)
    made.name, made.day = "later", "20261101"
    made.write(tmp_path)
    with pytest.raises(ReleaseFault, match="another release of the same package"):
        Release(tmp_path)


@pytest.mark.parametrize("kind", [Kind.CONCEPTS, Kind.DESCRIPTIONS, Kind.RELATIONSHIPS])
def test_a_missing_file_is_named(tmp_path: Path, made: MadeRelease, kind: Kind) -> None:
    (made.write(tmp_path) / made.file_name(kind)).unlink()
    with pytest.raises(ReleaseFault, match=f"the snapshot of the {kind.value} is missing"):
        Release(tmp_path)


@pytest.mark.parametrize("other", ["Full", "Delta"])
def test_another_kind_of_release_is_refused(tmp_path: Path, made: MadeRelease, other: str) -> None:
    for file in made.write(tmp_path).rglob("*.txt"):
        file.rename(file.with_name(file.name.replace("Snapshot", other)))
    with pytest.raises(ReleaseFault, match=f"this is a {other} release, and a Snapshot is needed"):
        Release(tmp_path)


def test_a_full_release_beside_the_snapshot_does_no_harm(tmp_path: Path, made: MadeRelease) -> None:
    made.write(tmp_path)
    for file in list(tmp_path.rglob("*.txt")):
        file.with_name(file.name.replace("Snapshot", "Full")).write_bytes(b"never read")
    assert names(tmp_path) == {35489007: "Depression"}


def test_a_folder_without_a_release_and_a_broken_archive_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseFault, match="no file of a SNOMED CT release"):
        Release(tmp_path)
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK no")
    with pytest.raises(ReleaseFault, match="not a ZIP archive"):
        Release(broken)


def test_a_damaged_archive_names_the_file(tmp_path: Path, made: MadeRelease) -> None:
    for number in range(300):
        made.concept(str(number), f"Term {number * 7919}")
    archive = made.pack(tmp_path / "release.zip")
    content = bytearray(archive.read_bytes())
    place = content.index(b"sct2_Concept") + 200
    content[place : place + 40] = bytes(40)
    archive.write_bytes(bytes(content))
    fault = fault_of(archive)
    assert "sct2_Concept" in fault.file
    assert "cannot be read" in fault.message


@pytest.mark.parametrize(
    ("kind", "change", "expected"),
    [
        (Kind.CONCEPTS, (b"moduleId", b"module"), (1, "the columns must be: id, effectiveTime")),
        (Kind.DESCRIPTIONS, (b"\tDepression\t", b"\tDepression"), (3, "9 columns are expected")),
        (Kind.RELATIONSHIPS, (b"\t116680003\t", b"\t"), (2, "10 columns are expected")),
    ],
)
def test_a_fault_names_file_and_line(
    tmp_path: Path,
    made: MadeRelease,
    kind: Kind,
    change: tuple[bytes, bytes],
    expected: tuple[int, str],
) -> None:
    fault = fault_of(spoil(tmp_path, made, kind, change))
    assert (fault.file, fault.line) == (made.file_name(kind), expected[0])
    assert expected[1] in fault.message


def test_a_truncated_last_line_is_a_fault(tmp_path: Path, made: MadeRelease) -> None:
    file = made.write(tmp_path) / made.file_name(Kind.CONCEPTS)
    file.write_bytes(file.read_bytes()[:-5])
    fault = fault_of(tmp_path)
    assert (fault.line, fault.message) == (3, "the file ends in the middle of a line")


@pytest.mark.parametrize(
    ("kind", "change", "expected"),
    [
        (Kind.CONCEPTS, (b"20260501\t1", b"20260501\tyes"), (2, "1 or 0 is expected")),
        (Kind.DESCRIPTIONS, (b"Depression\t", b"D\xe9pression\t"), (3, "not UTF-8")),
    ],
)
def test_a_bad_value_names_file_and_line(
    tmp_path: Path,
    made: MadeRelease,
    kind: Kind,
    change: tuple[bytes, bytes],
    expected: tuple[int, str],
) -> None:
    path = spoil(tmp_path, made, kind, change)
    with pytest.raises(ReleaseFault, match=expected[1]) as caught:
        names(path)
    assert (caught.value.file, caught.value.line) == (made.file_name(kind), expected[0])


def test_the_nhs_language_decides_then_great_britain_then_the_full_name(tmp_path: Path) -> None:
    made = MadeRelease()
    made.concept("1", "Haemorrhage")
    made.term("1", "Bleed", prefer=NHS_CLINICAL)
    made.term("1", "Hemorrhage", prefer=US)
    made.concept("2", "Hematoma", language=US)
    made.term("2", "Haematoma", prefer=GB)
    made.concept("3")
    made.term("3", "Only a full name (finding)", kind="900000000000003001")
    with Release(made.write(tmp_path)) as release:
        found = read_concepts(release, {1, 2, 3})
    assert [found[number].preferred for number in (1, 2, 3)] == [
        "Bleed",
        "Haematoma",
        "Only a full name (finding)",
    ]


def test_progress_tells_every_byte(tmp_path: Path, made: MadeRelease) -> None:
    for number in range(30_000):
        made.concept(str(number))
    told: list[int] = []
    with Release(made.write(tmp_path)) as release:
        (file,) = release.of(Kind.CONCEPTS)
        assert sum(1 for _ in Rows(file, told.append)) == 30_002
    assert sum(told) == file.size
    assert len(told) > 2


def test_every_code_tells_its_namespace() -> None:
    assert namespace_of("35489007") == ""
    assert namespace_of("879911000000102") == "1000000"
    assert local_owner("1626321000006103") == "EMIS"
    assert local_owner("879911000000102") == ""


def test_the_names_of_all_files_that_are_made_are_known(made: MadeRelease, tmp_path: Path) -> None:
    made.succession("1", DEPRESSION)
    made.reason("1")
    made.substitution("1", DEPRESSION)
    made.package = "MONO"
    with Release(made.write(tmp_path)) as release:
        assert {file.kind for file in release.files} == set(Kind)
    assert all(re.search(r"_20260501\.txt$", name) for name in made.files())
