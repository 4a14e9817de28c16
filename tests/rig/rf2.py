"""Makes small SNOMED CT releases (RF2 snapshots) to read in a test.

Terms and relationships are made up; identifiers of the pack are used only as keys.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from gpsupport.knowledge.lints import has_check_digit
from gpsupport.knowledge.terminology import meanings
from gpsupport.knowledge.terminology.release import Kind
from gpsupport.knowledge.terminology.rows import COLUMNS

MODULE = "900000000000207008"
GB = meanings.LANGUAGES[5].decode()
US = meanings.LANGUAGES[6].decode()
NHS_CLINICAL = meanings.LANGUAGES[0].decode()
PREFERRED = meanings.PREFERRED.decode()
ACCEPTABLE = "900000000000549004"
SYNONYM = meanings.SYNONYM.decode()
FULL_NAME = meanings.FULLY_SPECIFIED_NAME.decode()
SAME_AS = "900000000000527005"
REPLACED_BY = "900000000000526001"
DUPLICATE = "900000000000482003"

_TERMS, _CONTENT = "Snapshot/Terminology", "Snapshot/Refset/Content"
_FOLDERS = {
    Kind.CONCEPTS: f"{_TERMS}/sct2_Concept_{{0}}Snapshot",
    Kind.DESCRIPTIONS: f"{_TERMS}/sct2_Description_{{0}}Snapshot-en",
    Kind.RELATIONSHIPS: f"{_TERMS}/sct2_Relationship_{{0}}Snapshot",
    Kind.LANGUAGE: "Snapshot/Refset/Language/der2_cRefset_Language{0}Snapshot-en",
    Kind.ASSOCIATIONS: f"{_CONTENT}/der2_cRefset_Association{{0}}Snapshot",
    Kind.ATTRIBUTE_VALUES: f"{_CONTENT}/der2_cRefset_AttributeValue{{0}}Snapshot",
    Kind.SUBSTITUTIONS: (
        "Resources/HistorySubstitutionTable/xres2_HistorySubstitutionTable_Concepts"
    ),
}
_MORE_COLUMNS = (
    *("ITERATIONS", "OLDCONCEPTFSN", "OLDCONCEPTFSN_TAGCOUNT", "NEWCONCEPTFSN"),
    *("NEWCONCEPTFSN_STATUS", "TLH_IDENTICALFLAG", "FSN_TAGLESSIDENTICALFLAG"),
    "FSN_TAGIDENTICALFLAG",
)


@dataclass
class MadeRelease:
    """One package of a release, row by row; `write` puts it into a folder, `pack` into a ZIP."""

    name: str = "SnomedCT_MadeRF2_TEST_20260501T000001Z"
    package: str = ""
    place: str = "INT"
    day: str = "20260501"
    line_end: bytes = b"\r\n"
    rows: dict[Kind, list[tuple[str, ...]]] = field(default_factory=dict)
    _number: int = 0

    def _add(self, kind: Kind, *row: str) -> None:
        self.rows.setdefault(kind, []).append(row)

    def _next(self) -> str:
        self._number += 1
        return f"{self.place}{self._number}"

    def concept(
        self, code: str, *terms: str, active: bool = True, language: str = GB, day: str = ""
    ) -> None:
        """A concept; its first term is preferred in `language`, and its full name has a tag."""
        on = day or self.day
        self._add(Kind.CONCEPTS, code, on, _flag(active), MODULE, "900000000000074008")
        if terms:
            self.term(code, f"{terms[0]} (finding)", kind=FULL_NAME, prefer=language)
        for place, term in enumerate(terms):
            self.term(code, term, prefer="" if place else language)

    def term(
        self,
        code: str,
        term: str,
        *,
        kind: str = SYNONYM,
        prefer: str = "",
        active: bool = True,
    ) -> None:
        """A description of a concept, preferred in a language reference set or only acceptable."""
        number = self._next()
        row = (number, self.day, _flag(active), MODULE, code, "en", kind, term, "9000000000000170")
        self._add(Kind.DESCRIPTIONS, *row)
        worth = PREFERRED if prefer else ACCEPTABLE
        member = (self._next(), self.day, "1", MODULE, prefer or GB, number, worth)
        self._add(Kind.LANGUAGE, *member)

    def is_a(
        self, child: str, parent: str, *, active: bool = True, kind: str = "116680003"
    ) -> None:
        """A relationship, by default an active is-a."""
        head = (self._next(), self.day, _flag(active), MODULE, child, parent, "0", kind)
        self._add(Kind.RELATIONSHIPS, *head, "900000000000011006", "900000000000451002")

    def succession(self, old: str, new: str, how: str = SAME_AS, *, active: bool = True) -> None:
        """A historical association."""
        row = (self._next(), self.day, _flag(active), MODULE, how, old, new)
        self._add(Kind.ASSOCIATIONS, *row)

    def reason(self, code: str, value: str = DUPLICATE) -> None:
        """Why a concept is inactive."""
        refset = meanings.INACTIVATION.decode()
        self._add(Kind.ATTRIBUTE_VALUES, self._next(), self.day, "1", MODULE, refset, code, value)

    def substitution(self, old: str, new: str, *, ambiguous: bool = False) -> None:
        """A row of the UK history substitution table."""
        row = (old, "1", new, "0", "SAME_AS", _flag(ambiguous), *("",) * len(_MORE_COLUMNS))
        self._add(Kind.SUBSTITUTIONS, *row)

    def files(self) -> dict[str, bytes]:
        """Its files by name; the three that every release has, and the others that have rows."""
        always = {Kind.CONCEPTS, Kind.DESCRIPTIONS, Kind.RELATIONSHIPS, Kind.LANGUAGE}
        return {
            self.file_name(kind): self._content(kind)
            for kind in _FOLDERS
            if kind in always or kind in self.rows
        }

    def file_name(self, kind: Kind) -> str:
        """The path of a file inside the release."""
        return f"{self.name}/{_FOLDERS[kind].format(self.package)}_{self.place}_{self.day}.txt"

    def _content(self, kind: Kind) -> bytes:
        more = _MORE_COLUMNS if kind is Kind.SUBSTITUTIONS else ()
        lines = [(*COLUMNS[kind], *more), *self.rows.get(kind, ())]
        return b"".join("\t".join(line).encode() + self.line_end for line in lines)

    def write(self, folder: Path) -> Path:
        """Put the package into a folder, beside others; gives the folder."""
        for name, content in self.files().items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return folder

    def pack(self, path: Path) -> Path:
        """Put the package into a ZIP archive; gives the archive."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.files().items():
                archive.writestr(name, content)
        return path


def identifier(number: int) -> str:
    """A SNOMED CT identifier of this number, with a partition and the check digit that fits."""
    return next(
        code for code in (f"{number}00{digit}" for digit in range(10)) if has_check_digit(code)
    )


def _flag(value: bool) -> str:
    return "1" if value else "0"
