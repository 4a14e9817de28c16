"""What a statement rests on, read the same way in every file: `sources`, `defaults`, or both."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypedDict, TypeVar

from gpsupport.domain.knowledge.content.care import Grounded, Owner, Statement
from gpsupport.domain.people import Sex
from gpsupport.knowledge.reading import Table, Value

Row = TypeVar("Row")

# Whom a text may name; a page puts names there.
PEOPLE = frozenset({"lead", "advocate", "help"})
_PLACE = re.compile(r"\{([^}]*)\}")
# Whoever is named outright would read it in somebody else's list: `owner_is_you` says it.
_YOU = re.compile(r"\byou\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """The ids that other files of the pack have, which these may name."""

    sources: frozenset[str] = frozenset()
    code_sets: frozenset[str] = frozenset()
    wordings: frozenset[str] = frozenset()
    helplines: frozenset[str] = frozenset()


class Grounds(TypedDict):
    """The fields of `Grounded`."""

    sources: tuple[str, ...]
    defaults: str


def read_ids(value: Value, known: Collection[str], kind: str) -> tuple[str, ...]:
    """A list of ids, each of which must be among `known`; `kind` says what they are."""
    listed = value.texts()
    for place, (item, one) in enumerate(zip(value.items(), listed, strict=True)):
        if one and one not in known:
            item.fault(f"there is no such {kind}: {one}")
        if one in listed[:place]:
            item.fault(f"the {kind} comes twice: {one}")
    return listed


def find_ids(table: Table, key: str, known: Collection[str], kind: str) -> tuple[str, ...]:
    """The same under a key that may be absent."""
    found = table.find(key)
    return () if found is None else read_ids(found, known, kind)


def read_grounds(table: Table, named: Named) -> Grounds:
    """`sources` and `defaults` of a table: at least one of them, and every source known."""
    grounds = Grounds(
        sources=find_ids(table, "sources", named.sources, "source"),
        defaults=table.find_text("defaults"),
    )
    if not grounds["sources"] and not grounds["defaults"]:
        table.fault("say what this rests on: sources, or defaults where it is our own choice")
    return grounds


def report_places(table: Table, text: str, known: frozenset[str] = PEOPLE) -> None:
    """Report what stands in braces and would never be filled in."""
    for place in _PLACE.findall(text):
        if place not in known:
            table.fault(f"nothing fills this in: {{{place}}} (known: {', '.join(sorted(known))})")


def names_somebody(text: str) -> bool:
    """Whether a page puts a name into the text."""
    return not PEOPLE.isdisjoint(_PLACE.findall(text))


def read_grounded(table: Table, named: Named) -> Grounded:
    """What a single value rests on."""
    return Grounded(**read_grounds(table, named))


def read_statement(value: Value, named: Named) -> Statement:
    """`words` with what they rest on."""
    table = value.table()
    statement = Statement(words=table.need("words").text(), **read_grounds(table, named))
    table.finish()
    report_places(table, statement.words)
    return statement


def read_statements(value: Value, named: Named) -> tuple[Statement, ...]:
    """A list of statements."""
    return tuple(read_statement(item, named) for item in value.items())


def find_statements(table: Table, key: str, named: Named) -> tuple[Statement, ...]:
    """A list of statements under a key that may be absent."""
    found = table.find(key)
    return () if found is None else read_statements(found, named)


def read_owner(table: Table, key: str = "who") -> Owner:
    """Who does it; beside whoever reads it there need be nobody."""
    is_you = table.find_flag("owner_is_you")
    who = table.find_text(key) if is_you else table.need(key).text()
    if _YOU.search(who):
        table.fault(f"say owner_is_you: true, and in {key} only who else")
    report_places(table, who)
    return Owner(who, is_you, table.find_flag("before_leaving"))


def find_sex(table: Table) -> Sex | None:
    """Of which sex somebody is for whom a row is; absent: for everybody."""
    found = table.find("sex")
    if found is None:
        return None
    sex = found.choice(Sex)
    if sex not in {Sex.FEMALE, Sex.MALE}:
        found.fault("nobody is known by this: female or male is expected here")
    return sex


def read_rows(table: Table, read: Callable[[str, Table], Row]) -> tuple[Row, ...]:
    """A table whose keys are ids, in the order of the file; keys nobody knows are faults."""
    rows: list[Row] = []
    for row_id, value in table.pairs():
        inner = value.table()
        rows.append(read(row_id, inner))
        inner.finish()
    if not rows:
        table.fault("there is nothing here")
    return tuple(rows)
