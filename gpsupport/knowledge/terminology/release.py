"""A SNOMED CT release in Release Format 2: finds its snapshot files.

Names and layout follow the SNOMED CT Release File Specification (docs.snomed.org, "Release File
Naming Convention" and "General Structure of Release Files"); the UK history substitution table is
a file of NHS England beside it. The files of several packages may stand in one folder.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

_BUFFER = 1 << 20


class ReleaseFault(Exception):
    """A release that cannot be used: which file, which line (0: the whole file), and why."""

    def __init__(self, file: str, line: int, message: str) -> None:
        """Keep the place apart from the words."""
        self.file, self.line, self.message = file, line, message
        super().__init__(f"{file}:{line}: {message}" if line else f"{file}: {message}")


class Kind(StrEnum):
    """What a file holds; the value is how a message calls it."""

    CONCEPTS = "concepts"
    DESCRIPTIONS = "descriptions"
    RELATIONSHIPS = "relationships"
    LANGUAGE = "language preferences"
    ASSOCIATIONS = "historical associations"
    ATTRIBUTE_VALUES = "reasons of inactivation"
    SUBSTITUTIONS = "history substitutions"


# The part before the release type may name the package: UKCL, UKDG, UKED, MONO, ...
_START = {
    Kind.CONCEPTS: r"x?sct2_Concept_[A-Z]*",
    Kind.DESCRIPTIONS: r"x?sct2_Description_[A-Z]*",
    Kind.RELATIONSHIPS: r"x?sct2_Relationship_[A-Z]*",
    Kind.LANGUAGE: r"x?der2_cRefset_Language[A-Z]*",
    Kind.ASSOCIATIONS: r"x?der2_cRefset_Association(?:Reference)?[A-Z]*",
    Kind.ATTRIBUTE_VALUES: r"x?der2_cRefset_AttributeValue[A-Z]*",
}
_END = r"(?P<type>Snapshot|Full|Delta)(?:-(?P<language>[a-z]{2}\S*?))?_(?P<namespace>[A-Z]{2,3}\d*)"
_SUBSTITUTIONS = r"(?P<what>xres2_HistorySubstitutionTable_Concepts)_(?P<namespace>[A-Z]{2,3}\d*)"
_NAMES = {
    kind: re.compile(rf"{start}_(?P<day>\d{{8}})\.txt")
    for kind, start in (
        *((kind, f"(?P<what>{start}){_END}") for kind, start in _START.items()),
        (Kind.SUBSTITUTIONS, _SUBSTITUTIONS),
    )
}

_NEEDED = (Kind.CONCEPTS, Kind.DESCRIPTIONS, Kind.RELATIONSHIPS)


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """One snapshot file. `name` is its path inside the release, `size` its bytes unpacked."""

    kind: Kind
    name: str
    package: str
    day: date
    size: int
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class _Found:
    """A file of the folder or archive, before anybody knows what it is."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]


class Release:
    """The snapshot files of a release; a context manager, since an archive stays open.

    Raises ReleaseFault when PATH holds no snapshot, a part of one, or two of the same package.
    """

    def __init__(self, path: Path) -> None:
        """Find the files; none is read yet."""
        self._stack = ExitStack()
        self.name = path.name.removesuffix(".zip")
        try:
            found = self._in_archive(path) if path.is_file() else _in_folder(path)
            self.files = _recognised(path.name, found)
        except BaseException:
            self._stack.close()
            raise

    def _in_archive(self, path: Path) -> list[_Found]:
        try:
            archive = self._stack.enter_context(zipfile.ZipFile(path))
        except (zipfile.BadZipFile, OSError) as error:
            raise ReleaseFault(path.name, 0, f"this is not a ZIP archive: {error}") from None
        return [
            _Found(member.filename, member.file_size, lambda one=member: _from_zip(archive, one))  # type: ignore[misc]
            for member in archive.infolist()
            if not member.is_dir()
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def effective_on(self) -> date:
        """The newest date of its concepts: the day from which this release counts."""
        return max(file.day for file in self.of(Kind.CONCEPTS))

    @property
    def packages(self) -> tuple[str, ...]:
        """What it is made of, such as "INT 2026-02-01"."""
        return tuple(sorted(f"{one.package} {one.day}" for one in self.of(Kind.CONCEPTS)))

    def of(self, *kinds: Kind) -> tuple[ReleaseFile, ...]:
        """Its files of these kinds, by name."""
        return tuple(file for file in self.files if file.kind in kinds)

    def size(self, *kinds: Kind) -> int:
        """Bytes of the files of these kinds: the length of the work for a progress bar."""
        return sum(file.size for file in self.of(*kinds))


def _from_zip(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    return io.BufferedReader(cast("io.RawIOBase", archive.open(member)), _BUFFER)


def _in_folder(path: Path) -> list[_Found]:
    return [
        _Found(
            one.relative_to(path).as_posix(),
            one.stat().st_size,
            lambda file=one: file.open("rb", _BUFFER),  # type: ignore[misc]
        )
        for one in sorted(path.rglob("*.txt"))
        if one.is_file()
    ]


def _recognised(path: str, found: list[_Found]) -> tuple[ReleaseFile, ...]:
    """The snapshot files among those found, each once."""
    files: dict[str, ReleaseFile] = {}
    others: set[str] = set()
    for one in sorted(found, key=lambda file: file.name):
        base = one.name.rsplit("/", 1)[-1]
        for kind, pattern in _NAMES.items():
            match = pattern.fullmatch(base)
            if match is None:
                continue
            parts = match.groupdict()
            if parts.get("type", "Snapshot") != "Snapshot":
                others.add(parts["type"])
                break
            if (parts.get("language") or "en").startswith("en"):
                day = _day(parts["day"], one.name)
                file = ReleaseFile(kind, one.name, parts["namespace"], day, one.size, one.open)
                _add(files, f"{parts['what']} {parts.get('language')} {parts['namespace']}", file)
            break
    _refuse_a_part(path, {file.kind for file in files.values()}, others)
    return tuple(files.values())


def _add(files: dict[str, ReleaseFile], key: str, file: ReleaseFile) -> None:
    """The same file in two packages counts once; two releases of one package are a fault."""
    known = files.setdefault(key, file)
    if known.day != file.day:
        raise ReleaseFault(
            file.name, 0, f"there is another release of the same package: {known.name}"
        )


def _day(written: str, file: str) -> date:
    try:
        return datetime.strptime(written, "%Y%m%d").date()  # noqa: DTZ007
    except ValueError:
        raise ReleaseFault(file, 0, f"the date in the name is none: {written}") from None


def _refuse_a_part(path: str, kinds: set[Kind], others: set[str]) -> None:
    if not kinds and others:
        given = " and ".join(sorted(others))
        raise ReleaseFault(path, 0, f"this is a {given} release, and a Snapshot is needed")
    if not kinds:
        raise ReleaseFault(path, 0, "no file of a SNOMED CT release (RF2) is here")
    for kind in _NEEDED:
        if kind not in kinds:
            raise ReleaseFault(path, 0, f"the snapshot of the {kind} is missing")
