"""What a release says, as files of an overlay: codes that were checked, and codes that were found.

Only files that this module wrote, or none, are replaced: what a person wrote stays.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gpsupport.domain.knowledge.content.pack import (
    CodeSet,
    CodeStatus,
    CodeUse,
    Knowledge,
    KnownCode,
)
from gpsupport.domain.record import Code
from gpsupport.knowledge.content.tables import CODE_COLUMNS, STATUS_COLUMNS
from gpsupport.knowledge.faults import KnowledgeError
from gpsupport.knowledge.load import ENGLAND, all_files, read_files
from gpsupport.knowledge.overlay import OVERLAY
from gpsupport.knowledge.terminology.expanding import Added, Growth
from gpsupport.knowledge.terminology.standing import ReleaseReport, Standing

ABOUT = "pack.yaml"
CHECKED = "codes/checked.csv"
EXPANDED = "codes/expanded.csv"
SETS = "codes/sets.yaml"
NOTICE = "codes/NOTICE.md"

# The confidence of a code that no list names: it was found by its place in a release alone.
FOUND_BY_PLACE = "C"

_MARK = "# Written by `gpsupport knowledge expand`: run it again rather than edit this file."
_STATUSES = {
    Standing.ACTIVE: CodeStatus.ACTIVE,
    Standing.INACTIVE: CodeStatus.INACTIVE,
    Standing.ABSENT: CodeStatus.ABSENT,
    Standing.LOCAL: CodeStatus.ABSENT,
}
_NOTICE = """# Notice for the codes in this folder

The tables here name SNOMED CT concepts that were read from a release on this site. They are **not**
under the licence of this software.

This artefact includes content from SNOMED Clinical Terms® (SNOMED CT®), which is copyright of the
International Health Terminology Standards Development Organisation (IHTSDO). Implementers of these
artefacts must have the appropriate SNOMED CT Affiliate licence. In the United Kingdom the licence
is obtained through the release centre of NHS England (TRUD).

What was read from a release may not be passed on to anybody without that licence: keep this folder
out of public repositories.
"""


class NotOurs(Exception):
    """A file of the overlay was written by a person, so it is not replaced."""

    def __init__(self, file: str) -> None:
        """Keep its name inside the overlay."""
        self.file = file
        super().__init__(f"{file} was written by a person")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which release was read, on which day, and who answers for the overlay.

    `by` may be empty where the overlay says so already.
    """

    release: str
    effective_on: date
    read_on: date
    by: str = ""

    def __str__(self) -> str:
        return f"{self.release} (effective {self.effective_on}), read {self.read_on}"


def knowledge_below(overlay: Path) -> Knowledge:
    """The packaged content with what people wrote into an overlay, without what was written here.

    Raises NotOurs for code sets that a person wrote, and KnowledgeError for content with faults.
    """
    _refuse_a_persons(overlay)
    ours = {f"{OVERLAY}{name}" for name in (CHECKED, EXPANDED, SETS)}
    files = all_files(ENGLAND, overlay if overlay.exists() else None)
    local = {name for name in files if name.startswith(OVERLAY)} - ours
    if local == {f"{OVERLAY}{ABOUT}"}:
        local = set()
    kept = {name: files[name] for name in files if name in local or not name.startswith(OVERLAY)}
    knowledge, faults = read_files(kept)
    if faults:
        raise KnowledgeError(faults)
    return knowledge


def _refuse_a_persons(overlay: Path) -> None:
    sets = overlay / SETS
    if sets.exists() and not sets.read_text(encoding="utf-8", errors="replace").startswith(_MARK):
        raise NotOurs(SETS)


def has_name(overlay: Path) -> bool:
    """Whether the overlay says already what it is called and who answers for it."""
    return (overlay / ABOUT).exists()


def write_checked(
    overlay: Path, report: ReleaseReport, knowledge: Knowledge, provenance: Provenance
) -> Path:
    """The status of every code of `knowledge` that was reported, into an overlay; gives the file.

    `knowledge` is what `knowledge_below` gives: a code that came by expansion has its status there.
    """
    rows = (
        _row(
            knowledge.codes[one.code],
            _STATUSES[one.standing],
            str(provenance),
        )
        for one in report.codes
        if one.code in knowledge.codes
    )
    _write(overlay, {CHECKED: _table(rows)}, provenance)
    return overlay / CHECKED


def write_expanded(
    overlay: Path, growths: Iterable[Growth], knowledge: Knowledge, provenance: Provenance
) -> None:
    """What a release adds to code sets, into an overlay. Raises NotOurs before anything changes."""
    _refuse_a_persons(overlay)
    grown = {growth.set_id: growth.added for growth in growths if growth.added}
    rows: dict[Code, list[str]] = {}
    for set_id in sorted(grown):
        for added in grown[set_id]:
            rows.setdefault(added.code, _found_row(added, knowledge, provenance))
    files = {
        EXPANDED: _table(rows[code] for code in sorted(rows, key=lambda code: int(code.value))),
        SETS: _sets(grown, knowledge, provenance),
    }
    _write(overlay, files, provenance)


def _write(overlay: Path, files: Mapping[str, str], provenance: Provenance) -> None:
    (overlay / "codes").mkdir(parents=True, exist_ok=True)
    if not has_name(overlay):
        about = {
            "pack": "terminology",
            "version": provenance.effective_on.isoformat(),
            "by": provenance.by,
        }
        files = {ABOUT: "".join(f"{k}: {_quoted(v)}\n" for k, v in about.items()), **files}
    for name, text in {**files, NOTICE: _NOTICE}.items():
        path = overlay / name
        beside = path.with_name(f"{path.name}.new")
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)


def _table(rows: Iterable[list[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*CODE_COLUMNS, *STATUS_COLUMNS))
    writer.writerows(rows)
    return text.getvalue()


def _row(known: KnownCode, status: CodeStatus, checked_against: str) -> list[str]:
    return [
        known.code.value,
        known.code.system,
        known.term,
        known.category,
        known.meaning,
        known.source,
        known.confidence,
        known.use.value,
        known.note,
        status.value,
        checked_against,
    ]


def _found_row(added: Added, knowledge: Knowledge, provenance: Provenance) -> list[str]:
    above = knowledge.codes[added.below]
    found = KnownCode(
        code=added.code,
        term=_one_line(added.term),
        category=above.category,
        meaning=f"A kind of {above.code.value} {above.term}",
        source=f"descendant of {above.code.value} in {provenance}",
        confidence=FOUND_BY_PLACE,
        use=CodeUse.RECOGNISE_ONLY,
    )
    return _row(found, CodeStatus.ACTIVE, str(provenance))


def _sets(
    grown: Mapping[str, tuple[Added, ...]], knowledge: Knowledge, provenance: Provenance
) -> str:
    lines = [
        _MARK,
        f"# Codes found in {provenance}.",
        "# Each set is whole: it has the codes of the pack as they were on that day.",
    ]
    for set_id, added in grown.items():
        lines += _set_lines(knowledge.code_sets[set_id], added, knowledge)
    return "\n".join(lines) + "\n" if grown else "\n".join([*lines[:2], "{}"]) + "\n"


def _set_lines(code_set: CodeSet, added: tuple[Added, ...], knowledge: Knowledge) -> list[str]:
    lines = [f"{code_set.id}:", f"  label: {_quoted(code_set.label)}"]
    if code_set.not_below:
        lines.append("  not_below:")
        lines += [
            f"    - {{code: {_quoted(code.value)}, because: {_quoted(because)}}}"
            for code, because in code_set.not_below
        ]
    lines.append("  codes:")
    for code in sorted(code_set.codes):
        lines.append(f"    - {_quoted(code.value)}  # {_one_line(knowledge.codes[code].term)}")
    for one in added:
        lines.append(
            f"    - {_quoted(one.code.value)}  # {_one_line(one.term)} (below {one.below.value})"
        )
    return lines


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _quoted(words: str) -> str:
    """Text in quotes as YAML reads it: JSON's are a part of them."""
    return json.dumps(words, ensure_ascii=False)
