"""The files of a pack and of the local overlay above them, merged where they are read.

An overlay is a folder with the same layout as the pack. The files of both stand in one mapping, the
overlay's under `overlay/`, so that a release, its hash and its faults name each file once.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from pathlib import Path

from gpsupport.domain.knowledge.content.pack import Knowledge, KnownCode
from gpsupport.domain.knowledge.content.standing import Origin
from gpsupport.domain.record import Code
from gpsupport.knowledge.content import tables as content
from gpsupport.knowledge.faults import Finding, KnowledgeError
from gpsupport.knowledge.reading import Table, read_yaml

OVERLAY = "overlay/"
CASES = "cases"
STORIES = "stories"
INDICATORS = "indicators/"
RETIRED = "retired.yaml"
ABOUT = "pack.yaml"
CODES = "codes/codes.csv"

# What an overlay adds is named so that no later indicator of the pack can have its id.
LOCAL_ID = "L"

# Our own bounds, far above what the pack has: a wrong folder must not fill the memory.
_LARGEST_FILE = 5 * 1024 * 1024
_LARGEST_FOLDER = 20 * 1024 * 1024
_MOST_FILES = 2000


def all_files(folder: Path, overlay: Path | None = None) -> dict[str, bytes]:
    """Every YAML and CSV file of a pack, cases and stories too, by its name inside the folder.

    Those of an overlay have `overlay/` before their name; it always has a `pack.yaml`, if only an
    empty one, so that a wrong folder is a fault and never no overlay. Raises KnowledgeError for a
    file outside its folder, and for more bytes or files than any content has.
    """
    files = _files_of(folder)
    if overlay is not None:
        files[f"{OVERLAY}{ABOUT}"] = b""
        files |= _files_of(overlay, OVERLAY)
    return dict(sorted(files.items()))


def content_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Those of the files that decide: all but the cases and the stories."""
    judges = (f"{CASES}/", f"{STORIES}/")
    return {
        name: content
        for name, content in files.items()
        if not name.removeprefix(OVERLAY).startswith(judges)
    }


def content_files(folder: Path, overlay: Path | None = None) -> dict[str, bytes]:
    """The files that decide, as they stand in folders."""
    return content_of(all_files(folder, overlay))


def release_of(content: Mapping[str, bytes]) -> str:
    """The hash that names a release: SHA-256 over names and bytes, in the order of the names."""
    digest = hashlib.sha256()
    for name, content_bytes in sorted(content.items()):
        digest.update(f"{name}\0{len(content_bytes)}\0".encode())
        digest.update(content_bytes)
    return digest.hexdigest()


def indicator_file(indicator_id: str, knowledge: Knowledge) -> str:
    """The whole name of the file in which an indicator stands."""
    local = knowledge.origin.get(indicator_id) is Origin.OVERLAY
    return f"{OVERLAY if local else ''}{INDICATORS}{indicator_id}.yaml"


def judging_files(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    """The cases or the stories that hold, by their whole names.

    A file of the overlay replaces that of the same name. Cases of an indicator that the overlay
    replaces or retires hold no longer: the overlay brings its own.
    """
    gone = set(read_retired(PackFiles(files)))
    chosen: dict[str, bytes] = {}
    for name, found in files.items():
        inner = name.removeprefix(OVERLAY)
        if not inner.startswith(f"{folder}/"):
            continue
        stem = inner.rpartition("/")[2].removesuffix(".yaml")
        above = name != inner
        replaced = not above and (
            f"{OVERLAY}{inner}" in files or f"{OVERLAY}{INDICATORS}{stem}.yaml" in files
        )
        if not replaced and stem not in gone:
            chosen[name] = found
    return dict(sorted(chosen.items()))


def find_table(files: Mapping[str, bytes], name: str, faults: list[Finding]) -> Table | None:
    """A YAML file as both layers give it, merged by key (`Table.under`); None where it is absent.

    For a reader outside the pack's own: prevalence.yaml, for one.
    """
    below, above = files.get(name), files.get(f"{OVERLAY}{name}")
    if below is None and above is None:
        return None
    if below is None or above is None:
        at = name if above is None else f"{OVERLAY}{name}"
        return read_yaml(files[at], at, faults)
    return read_yaml(below, name, faults).under(read_yaml(above, f"{OVERLAY}{name}", faults))


class PackFiles:
    """One reading of a pack's files, which gathers faults and knows what nobody asked for."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Take the files that decide, as `content_of` gives them."""
        self._files = files
        self._read: set[str] = set()
        self.faults: list[Finding] = []

    @property
    def has_overlay(self) -> bool:
        """Whether there is a file of an overlay."""
        return any(name.startswith(OVERLAY) for name in self._files)

    def names_in(self, folder: str) -> tuple[str, ...]:
        """The names of the files of both layers in a folder such as `areas/`, each once."""
        found = {name.removeprefix(OVERLAY) for name in self._files}
        return tuple(sorted(name for name in found if name.startswith(folder)))

    def content(self, name: str) -> bytes:
        """The bytes of one file by its whole name. A fault and nothing where it is missing."""
        self._read.add(name)
        if name not in self._files:
            self.faults.append(Finding(name, 0, "the file is missing"))
            return b""
        return self._files[name]

    def has(self, name: str) -> bool:
        """Whether there is a file of this whole name."""
        return name in self._files

    def yaml(self, name: str) -> Table:
        """A YAML file as both layers give it, merged by key. A fault where neither has it."""
        table = self.find_yaml(name)
        if table is None:
            self.faults.append(Finding(name, 0, "the file is missing"))
            return Table((), name, 0, [])
        return table

    def find_yaml(self, name: str) -> Table | None:
        """A YAML file as both layers give it, merged by key; None where neither has it."""
        self._read |= {name, f"{OVERLAY}{name}"}
        return find_table(self._files, name, self.faults)

    def own_yaml(self, name: str) -> Table:
        """The YAML file of the upper layer that has it, whole. A fault where neither has it."""
        self._read |= {name, f"{OVERLAY}{name}"}
        above = f"{OVERLAY}{name}"
        return self.layer_yaml(above if above in self._files else name)

    def layer_yaml(self, name: str) -> Table:
        """The YAML file of one layer by its whole name. A fault where it is missing."""
        found = self.content(name)
        if name not in self._files:
            # Its keys would all be missing too; one fault says enough.
            return Table((), name, 0, [])
        return read_yaml(found, name, self.faults)

    def origin(self, name: str) -> Origin:
        """Which layer a file that is replaced whole comes from."""
        return Origin.OVERLAY if f"{OVERLAY}{name}" in self._files else Origin.PACK

    def is_local(self, name: str) -> bool:
        """Whether the overlay alone has this file."""
        return f"{OVERLAY}{name}" in self._files and name not in self._files

    def report_strangers(self) -> None:
        """A file that nobody reads would look like content and be none."""
        self.faults.extend(
            Finding(name, 0, "this file is not part of a pack")
            for name in self._files
            if name not in self._read
        )


def _files_of(folder: Path, prefix: str = "") -> dict[str, bytes]:
    """The YAML and CSV files of a folder, and nothing that lies outside it or is beyond bounds."""
    named = sorted((*folder.rglob("*.yaml"), *folder.rglob("*.csv")))
    home = folder.resolve()
    files: dict[str, bytes] = {}
    faults = []
    total = 0
    for path in named:
        name = f"{prefix}{path.relative_to(folder).as_posix()}"
        if not path.resolve().is_relative_to(home):
            faults.append(Finding(name, 0, "the file lies outside the folder"))
            continue
        if not path.is_file():
            continue
        size = path.stat().st_size
        total += size
        if size > _LARGEST_FILE:
            faults.append(Finding(name, 0, f"the file has more than {_LARGEST_FILE} bytes"))
        elif len(files) == _MOST_FILES or total > _LARGEST_FOLDER:
            bounds = f"{_MOST_FILES} files or {_LARGEST_FOLDER} bytes"
            faults.append(Finding(name, 0, f"from here on the folder has more than {bounds}"))
            break
        else:
            files[name] = path.read_bytes()
    if faults:
        raise KnowledgeError(tuple(faults))
    return files


def read_codes(pack: PackFiles) -> dict[Code, KnownCode]:
    """The table of codes, with the rows that an overlay adds or changes.

    A row for a known code may say another use, status or source, with a note that says why. What
    the code means stays as the pack has it.
    """
    known = content.read_codes(pack.content(CODES), CODES, pack.faults)
    local: dict[Code, KnownCode] = {}
    for name in pack.names_in("codes/"):
        above = f"{OVERLAY}{name}"
        if not name.endswith(".csv") or not pack.has(above):
            continue
        rows = content.read_codes(pack.content(above), above, pack.faults)
        lines = _lines_of(pack.content(above)) if rows else {}
        for code, row in rows.items():
            fault = _fault_of(row, known.get(code), local.get(code))
            if fault:
                place = lines.get(code.value, 0)
                pack.faults.append(Finding(above, place, f"{fault}: {code.value}"))
        local |= rows
    return known | local


def _fault_of(row: KnownCode, below: KnownCode | None, beside: KnownCode | None) -> str:
    if beside is not None:
        return "the code comes twice"
    if below is None:
        return ""
    if (row.category, row.meaning) != (below.category, below.meaning):
        return "an overlay may not change the category or the meaning of a code"
    if row.use is not below.use and not row.note:
        return "another use needs a note that says why"
    return ""


def _lines_of(table: bytes) -> dict[str, int]:
    """The line in which each code of a table stands first."""
    rows = csv.reader(io.StringIO(table.decode("utf-8")))
    lines: dict[str, int] = {}
    for row in rows:
        if row:
            lines.setdefault(row[0], rows.line_num)
    return lines


def places_of_codes(files: Mapping[str, bytes]) -> dict[str, tuple[str, int]]:
    """The file and the line of each code of the tables: the overlay's row before ours."""
    tables = [name for name in files if name.endswith(".csv")]
    places: dict[str, tuple[str, int]] = {}
    for name in sorted(tables, key=lambda one: not one.startswith(OVERLAY)):
        for code, line in _lines_of(files[name]).items():
            places.setdefault(code, (name, line))
    return places


def read_retired(pack: PackFiles) -> dict[str, str]:
    """The indicators of the pack that an overlay does not want, each with its reason."""
    name = f"{OVERLAY}{RETIRED}"
    if not pack.has(name):
        return {}
    retired = {}
    for indicator, value in pack.layer_yaml(name).pairs():
        file = f"{INDICATORS}{indicator}.yaml"
        if not pack.has(file):
            value.fault(f"there is no such indicator in the pack: {indicator}")
        if pack.has(f"{OVERLAY}{file}"):
            value.fault(f"either retired or replaced, not both: {indicator}")
        retired[indicator] = value.text()
    return retired
