"""The files of a pack other than its indicators, each read into domain values."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.knowledge.content.pack import CodeSet, CodeStatus, CodeUse, KnownCode, Source
from gpsupport.domain.record import SNOMED_CT, Code
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.reading import Table, Value

CODE_COLUMNS = (
    "code",
    "system",
    "term",
    "category",
    "meaning",
    "source",
    "confidence",
    "use",
    "note",
)
# A table that was checked against a terminology release has these too.
STATUS_COLUMNS = ("status", "checked_against")


def read_codes(content: bytes, file: str, faults: list[Finding]) -> dict[Code, KnownCode]:
    """The table of codes, in CSV: one row for each, columns as in CODE_COLUMNS.

    STATUS_COLUMNS may follow; without them nobody has checked the codes against a release.
    """
    try:
        rows = csv.reader(io.StringIO(content.decode("utf-8")), strict=True)
        columns = tuple(next(rows, ()))
        if columns not in (CODE_COLUMNS, CODE_COLUMNS + STATUS_COLUMNS):
            wanted = f"{', '.join(CODE_COLUMNS)} (and {', '.join(STATUS_COLUMNS)})"
            faults.append(Finding(file, 1, f"the columns must be: {wanted}"))
            return {}
        known: dict[Code, KnownCode] = {}
        for row in rows:
            _add_code(row, len(columns), Finding(file, rows.line_num, ""), known, faults)
    except (csv.Error, UnicodeDecodeError) as error:
        faults.append(Finding(file, 0, f"this is not CSV: {error}"))
        return {}
    return known


_USES = {use.value: use for use in CodeUse}
_STATUSES = {status.value: status for status in CodeStatus}


def _add_code(
    row: list[str],
    columns: int,
    place: Finding,
    known: dict[Code, KnownCode],
    faults: list[Finding],
) -> None:
    def fault(message: str) -> None:
        faults.append(Finding(place.file, place.line, message))

    if len(row) != columns:
        fault(f"{columns} columns are expected, and there are {len(row)}")
        return
    value, system, term, category, meaning, source, confidence, use, note = row[:9]
    status, release = row[9:] or (CodeStatus.NOT_CHECKED.value, "")
    code = Code(system, value)
    if code in known:
        fault(f"the code comes twice: {value}")
    if not (value.isascii() and value.isdigit()):
        fault(f"a code has digits only: {value}")
    if system != SNOMED_CT or not term or not source:
        fault(f"a code needs its system ({SNOMED_CT}), a term and a source: {value}")
    if use not in _USES:
        fault(f"there is no such use: {use} (known: {', '.join(_USES)})")
        return
    if status not in _STATUSES:
        fault(f"there is no such status: {status} (known: {', '.join(_STATUSES)})")
        return
    if (status == CodeStatus.NOT_CHECKED) == bool(release):
        fault(f"a checked code names the release, and only such a one: {value}")
    known[code] = KnownCode(
        code,
        term,
        category,
        meaning,
        source,
        confidence,
        _USES[use],
        note,
        _STATUSES[status],
        release,
    )


def read_code(value: Value, codes: Mapping[Code, KnownCode]) -> Code:
    """A quoted SNOMED CT code that must stand in the table of codes."""
    code = Code(SNOMED_CT, value.quoted())
    if not value.missing and code not in codes:
        value.fault(f"this code is not in the table of codes: {code.value}")
    return code


def read_code_sets(table: Table, codes: Mapping[Code, KnownCode]) -> dict[str, CodeSet]:
    """The code sets by id: a label that finishes "no entry for ...", and the codes."""
    sets: dict[str, CodeSet] = {}
    for set_id, value in table.pairs():
        inner = value.table()
        label = inner.need("label").text()
        listed = inner.need("codes").items()
        members = [read_code(item, codes) for item in listed]
        seen: set[Code] = set()
        for place, code in enumerate(members):
            if code in seen:
                listed[place].fault(f"the code comes twice: {code.value}")
            seen.add(code)
        if not members:
            inner.fault(f"the code set is empty: {set_id}")
        descendants, because, not_below = _read_growth(inner, members, codes)
        inner.finish()
        sets[set_id] = CodeSet(set_id, label, frozenset(members), descendants, because, not_below)
    return sets


def _read_growth(
    code_set: Table, members: list[Code], codes: Mapping[Code, KnownCode]
) -> tuple[bool, str, tuple[tuple[Code, str], ...]]:
    """Whether descendants may come into a set, why not, and below which of its codes none may."""
    found = code_set.find("descendants")
    descendants = found is None or found.flag()
    because = "" if descendants else code_set.need("because").text()
    not_below = []
    listed = code_set.find("not_below")
    for value in listed.items() if listed else ():
        entry = value.table()
        code = read_code(entry.need("code"), codes)
        if code not in members:
            entry.fault(f"the code is not in this set: {code.value}")
        not_below.append((code, entry.need("because").text()))
        entry.finish()
    return descendants, because, tuple(not_below)


def read_sources(table: Table) -> dict[str, Source]:
    """Where statements come from, by id. `url` may be empty: none was given."""
    sources: dict[str, Source] = {}
    for source_id, value in table.pairs():
        inner = value.table()
        url = inner.need("url").text(may_be_empty=True)
        if url and not url.startswith("https://"):
            inner.fault(f"an address starts with https:// : {url}")
        sources[source_id] = Source(
            id=source_id,
            title=inner.need("title").text(),
            url=url,
            checked=inner.need("checked").flag(),
        )
        inner.finish()
    return sources


def read_enquiry_codes(table: Table, codes: Mapping[Code, KnownCode]) -> dict[Code, EnquiryOutcome]:
    """What a coded entry says about asking."""
    outcomes: dict[Code, EnquiryOutcome] = {}
    for outcome, value in table.pairs():
        if outcome not in {member.value for member in EnquiryOutcome}:
            value.fault(f"there is no such outcome: {outcome}")
            continue
        for item in value.items():
            code = read_code(item, codes)
            if code in outcomes:
                item.fault(f"the code comes twice: {code.value}")
            outcomes[code] = EnquiryOutcome(outcome)
    return outcomes


def read_ordinary_visits(table: Table) -> tuple[tuple[str, str], ...]:
    """Keyword and neutral label, in the order in which they are looked for."""
    return tuple((keyword.lower(), value.text()) for keyword, value in table.pairs())
