"""The table of codes, whole or searched."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.domain.knowledge.content.pack import CodeUse, Knowledge, KnownCode
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.web import words
from gpsupport.web.knowledge.search import fold, folded_words
from gpsupport.web.knowledge.words import USES, status

AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code. `sets` are the sets it stands in; `caution` is empty unless there is one."""

    code: str
    system: str
    term: str
    meaning: str
    use: str
    sets: str
    status: str
    source: str
    caution: str


@dataclass(frozen=True, slots=True)
class CodesPage:
    """The table; `left` says how many rows are not shown."""

    asked: str
    sentence: str
    left: str
    rows: tuple[CodeRow, ...]


def codes_page(knowledge: Knowledge, asked: str) -> CodesPage:
    """Every code that has all the words asked for in its number, term, meaning, use or status."""
    wanted = folded_words(asked)
    rows = [row for row in code_rows(knowledge) if all(word in _whole(row) for word in wanted)]
    number = words.count(len(rows), "code")
    left = len(rows) - AT_ONCE
    return CodesPage(
        asked=asked,
        sentence=f"{number} found for “{asked}”" if wanted else f"{number} in all",
        left=f"{left} more are not shown: search for fewer." if left > 0 else "",
        rows=tuple(rows[:AT_ONCE]),
    )


def code_rows(knowledge: Knowledge) -> tuple[CodeRow, ...]:
    """The whole table by term."""
    rows = (_row(known, knowledge) for known in knowledge.codes.values())
    return tuple(sorted(rows, key=lambda row: (row.term.casefold(), row.code)))


def _row(known: KnownCode, knowledge: Knowledge) -> CodeRow:
    sets = sorted(
        knowledge.code_sets[one].label for one in knowledge.sets_of_code.get(known.code, ())
    )
    caution = known.use is CodeUse.OFFER_AFTER_CHECK
    return CodeRow(
        code=known.code.value,
        system=known.code.system,
        term=known.term,
        meaning=known.meaning if fold(known.meaning) not in fold(known.term) else "",
        use=USES[known.use],
        sets=first_upper("; ".join(sets)),
        status=status(known.status, known.checked_against),
        source=_seen_in(known.source),
        caution="Check it in your system before you use it" if caution else "",
    )


def _seen_in(source: str) -> str:
    """Whose public lists a code was seen in; the file of each stands in the table of codes."""
    lists = (one.strip().partition(":")[0] for one in source.split(" ; "))
    return f"Seen in {'; '.join(dict.fromkeys(lists))}"


def _whole(row: CodeRow) -> str:
    return fold(f"{row.code} {row.term} {row.meaning} {row.use} {row.sets} {row.status}")
