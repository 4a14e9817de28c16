"""The files of a pack other than its indicators, each read into domain values."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from gpsupport.domain.enquiry import Cadence, EnquiryOutcome, NotAskedReason
from gpsupport.domain.knowledge.pack import (
    CodeSet,
    CodeUse,
    Helpline,
    KnownCode,
    RecordOf,
    RecordRule,
    Source,
)
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


def read_codes(content: bytes, file: str, faults: list[Finding]) -> dict[Code, KnownCode]:
    """The table of codes, in CSV: one row for each, columns as in CODE_COLUMNS."""
    try:
        rows = csv.reader(io.StringIO(content.decode("utf-8")), strict=True)
        if tuple(next(rows, ())) != CODE_COLUMNS:
            faults.append(Finding(file, 1, f"the columns must be: {', '.join(CODE_COLUMNS)}"))
            return {}
        known: dict[Code, KnownCode] = {}
        for row in rows:
            _add_code(row, Finding(file, rows.line_num, ""), known, faults)
    except (csv.Error, UnicodeDecodeError) as error:
        faults.append(Finding(file, 0, f"this is not CSV: {error}"))
        return {}
    return known


_USES = {use.value: use for use in CodeUse}


def _add_code(
    row: list[str], place: Finding, known: dict[Code, KnownCode], faults: list[Finding]
) -> None:
    def fault(message: str) -> None:
        faults.append(Finding(place.file, place.line, message))

    if len(row) != len(CODE_COLUMNS):
        fault(f"{len(CODE_COLUMNS)} columns are expected, and there are {len(row)}")
        return
    value, system, term, category, meaning, source, confidence, use, note = row
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
    known[code] = KnownCode(code, term, category, meaning, source, confidence, _USES[use], note)


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
        for place, code in enumerate(members):
            if code in members[:place]:
                listed[place].fault(f"the code comes twice: {code.value}")
        if not members:
            inner.fault(f"the code set is empty: {set_id}")
        inner.finish()
        sets[set_id] = CodeSet(set_id, label, frozenset(members))
    return sets


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


def read_cadence(table: Table) -> Cadence:
    """After how many days to ask again. Every interval says what it rests on."""
    not_asked: dict[NotAskedReason, int | None] = {}
    reasons = table.need("not_asked").table()
    for reason in NotAskedReason:
        not_asked[reason] = _interval(reasons.need(reason.value))
    reasons.finish()
    cadence = Cadence(
        not_disclosed_days=_interval(table.need("not_disclosed")) or 0,
        repeat_days=_interval(table.need("repeat")) or 0,
        declined_days=_interval(table.need("declined")) or 0,
        disclosed_past_days=_interval(table.need("disclosed_past")) or 0,
        disclosed_current_days=_interval(table.need("disclosed_current")) or 0,
        not_asked_days=not_asked,
    )
    table.finish()
    if cadence.repeat_days < cadence.not_disclosed_days:
        table.fault("asking again and again (repeat) must not come sooner than the second time")
    return cadence


def _interval(value: Value) -> int | None:
    """Days of an interval; `days: null` where no date follows."""
    inner = value.table()
    days = inner.need("days")
    inner.need("basis").text()
    inner.finish()
    return None if days.is_nothing else days.integer(1)


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


def read_wordings(table: Table) -> dict[str, tuple[str, ...]]:
    """The words on screens and papers, by key; a single text is a list of one."""
    wordings: dict[str, tuple[str, ...]] = {}
    for key, value in table.pairs():
        wordings[key] = value.texts() if value.is_list else (value.text(),)
    return wordings


def read_record_rules(table: Table, codes: Mapping[Code, KnownCode]) -> tuple[RecordRule, ...]:
    """What to write in whose record after which outcome, in the order of the file."""
    rules: list[RecordRule] = []
    for rule_id, value in table.pairs():
        inner = value.table()
        code = inner.find("code")
        from_years, below_years = _read_ages(inner)
        rules.append(
            RecordRule(
                id=rule_id,
                after=frozenset(
                    item.choice(EnquiryOutcome) for item in inner.need("after").items()
                ),
                record_of=inner.need("record_of").choice(RecordOf),
                term=inner.need("term").text(),
                detail=inner.need("detail").text(may_be_empty=True),
                code=read_code(code, codes) if code else None,
                hide=inner.need("hide").flag(),
                only_if=inner.find_text("only_if"),
                from_years=from_years,
                below_years=below_years,
            )
        )
        inner.finish()
    return tuple(rules)


def _read_ages(rule: Table) -> tuple[int | None, int | None]:
    """From and below how many years of the patient a rule holds; without `for_ages` always."""
    found = rule.find("for_ages")
    if found is None:
        return None, None
    ages = found.table()
    from_years, below_years = ages.find_integer("from_years"), ages.find_integer("below_years", 1)
    ages.finish()
    if from_years is None and below_years is None:
        found.fault("an age range is expected here, such as {from_years: 16}")
    if from_years is not None and below_years is not None and from_years >= below_years:
        found.fault("from_years must be less than below_years")
    return from_years, below_years


def read_helplines(table: Table) -> tuple[Helpline, ...]:
    """National helplines. A number that nobody has verified says so with `verified_on: null`."""
    helplines: list[Helpline] = []
    for helpline_id, value in table.pairs():
        inner = value.table()
        verified, expires = inner.need("verified_on"), inner.need("expires_on")
        helplines.append(
            Helpline(
                id=helpline_id,
                name=inner.need("name").text(),
                phone=inner.need("phone").text(),
                hours=inner.need("hours").text(may_be_empty=True),
                source=inner.need("source").text(),
                verified_on=None if verified.is_nothing else verified.day(),
                expires_on=None if expires.is_nothing else expires.day(),
            )
        )
        inner.finish()
    return tuple(helplines)


def read_ordinary_visits(table: Table) -> tuple[tuple[str, str], ...]:
    """Keyword and neutral label, in the order in which they are looked for."""
    return tuple((keyword.lower(), value.text()) for keyword, value in table.pairs())
