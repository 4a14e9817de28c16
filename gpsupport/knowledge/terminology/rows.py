"""The rows of a release file, strictly, one line in memory at a time.

Layout: SNOMED CT Release File Specification (docs.snomed.org, "General Structure of Release
Files"): UTF-8, tabs, a line of column names first, and a line end after every line.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO

from gpsupport.knowledge.terminology.release import Kind, ReleaseFault, ReleaseFile

# Is told the bytes read since it was last told.
Progress = Callable[[int], None]

_LONGEST_HEADER = 4096
_ROWS_A_STEP = 20_000
# The specification allows 18 digits, which fit into 64 bits.
_LONGEST_IDENTIFIER = 18
_BOM = b"\xef\xbb\xbf"
_MEMBER = ("id", "effectiveTime", "active", "moduleId", "refsetId", "referencedComponentId")

COLUMNS = {
    Kind.CONCEPTS: ("id", "effectiveTime", "active", "moduleId", "definitionStatusId"),
    Kind.DESCRIPTIONS: (
        *("id", "effectiveTime", "active", "moduleId", "conceptId"),
        *("languageCode", "typeId", "term", "caseSignificanceId"),
    ),
    Kind.RELATIONSHIPS: (
        *("id", "effectiveTime", "active", "moduleId", "sourceId", "destinationId"),
        *("relationshipGroup", "typeId", "characteristicTypeId", "modifierId"),
    ),
    Kind.LANGUAGE: (*_MEMBER, "acceptabilityId"),
    Kind.ASSOCIATIONS: (*_MEMBER, "targetComponentId"),
    Kind.ATTRIBUTE_VALUES: (*_MEMBER, "valueId"),
    # NHS England's own table has eight columns more, which are not read.
    Kind.SUBSTITUTIONS: (
        *("OLDCONCEPTID", "OLDCONCEPTSTATUS", "NEWCONCEPTID", "NEWCONCEPTSTATUS", "PATH"),
        "ISAMBIGUOUS",
    ),
}


def _ignore(_: int) -> None:
    """Nobody wants to know how far the reading is."""


class Rows:
    """Iterates over the rows of a file, as lists of columns; `line` is where it stands."""

    def __init__(self, file: ReleaseFile, progress: Progress | None = None) -> None:
        """Take the file; it is opened when the iteration begins."""
        self._file = file
        self._progress = progress or _ignore
        self.line = 0

    def __iter__(self) -> Iterator[list[bytes]]:
        """Raises ReleaseFault where the header or a row is not as the specification has it."""
        try:
            with self._file.open() as stream:
                yield from self._rows(stream)
        except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
            raise self.fault(f"the file cannot be read: {error}") from None

    def _rows(self, stream: IO[bytes]) -> Iterator[list[bytes]]:
        wide = self._read_header(stream)
        done = 0
        for self.line, line in enumerate(stream, 2):
            if line[-1:] != b"\n":
                raise self.fault("the file ends in the middle of a line")
            row = line.rstrip(b"\r\n").split(b"\t")
            if len(row) != wide:
                raise self.fault(f"{wide} columns are expected, and there are {len(row)}")
            done += len(line)
            if not self.line % _ROWS_A_STEP:
                self._progress(done)
                done = 0
            yield row
        self._progress(done)

    def _read_header(self, stream: IO[bytes]) -> int:
        """How many columns each row must have."""
        self.line = 1
        line = stream.readline(_LONGEST_HEADER)
        self._progress(len(line))
        found = line.removeprefix(_BOM).rstrip(b"\r\n").decode("ascii", "replace").split("\t")
        wide = len(found)
        expected = COLUMNS[self._file.kind]
        if self._file.kind is Kind.SUBSTITUTIONS:
            found = [name.upper() for name in found[: len(expected)]]
        if tuple(found) != expected:
            raise self.fault(f"the columns must be: {', '.join(expected)}")
        return wide

    def fault(self, message: str) -> ReleaseFault:
        """A fault of the row that was read last."""
        return ReleaseFault(self._file.name, self.line, message)

    def flag(self, value: bytes) -> bool:
        """A column that is 1 or 0. Raises ReleaseFault when it is neither."""
        if value == b"1":
            return True
        if value == b"0":
            return False
        raise self.fault("1 or 0 is expected in the column active")

    def number(self, value: bytes) -> int:
        """An identifier as a number. Raises ReleaseFault when it is none."""
        if value.isdigit() and len(value) <= _LONGEST_IDENTIFIER:
            return int(value)
        written = value[:20].decode("utf-8", "replace")
        raise self.fault(f"this is no SNOMED CT identifier: {written}")

    def text(self, value: bytes) -> str:
        """A term. Raises ReleaseFault when its bytes are not UTF-8."""
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            raise self.fault("this term is not UTF-8") from None
