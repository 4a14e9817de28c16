"""What letters say: their kinds, their parts, and who may read each."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gpsupport.domain.disclosure.contact import SafeWay
from gpsupport.domain.knowledge.content.care import Statement
from gpsupport.domain.knowledge.content.letters import (
    ContactWords,
    LetterRule,
    LetterRules,
    MarkWords,
    PartRule,
    SeenRule,
)
from gpsupport.domain.letters.kinds import Holds, LetterKind, Mark
from gpsupport.knowledge.content.grounds import (
    Named,
    read_grounds,
    read_ids,
    read_rows,
)
from gpsupport.knowledge.content.helping import report_other_than
from gpsupport.knowledge.reading import Table, Value

_PERSON = re.compile(r"\{([^}]*)\}")


def read_letters(table: Table, named: Named) -> LetterRules:
    """Every kind of letter with its parts. Each kind and mark is there, and every part is used."""
    marks = table.need("marks").table()
    parts = table.need("parts").table()
    kinds = table.need("kinds").table()
    known_parts = read_rows(parts, lambda key, row: _part(key, row, named))
    part_ids = frozenset(one.id for one in known_parts)
    known_kinds = read_rows(kinds, lambda key, row: _kind(key, row, named, part_ids))
    rules = LetterRules(
        kinds={one.kind: one for one in known_kinds},
        parts={one.id: one for one in known_parts},
        marks={one.mark: one for one in read_rows(marks, lambda k, row: _mark(k, row, named))},
        contact=_contact(table.need("contact").table(), named),
        seen=_seen(table.need("seen").table(), named),
    )
    table.finish()
    report_other_than(marks, Mark)
    report_other_than(kinds, LetterKind)
    used = frozenset(part for one in known_kinds for part in one.parts)
    if spare := sorted(part_ids - used):
        parts.fault(f"no letter has these parts: {', '.join(spare)}")
    return rules


def _mark(key: str, row: Table, named: Named) -> MarkWords:
    mark = next((one for one in Mark if one.value == key), Mark.NAMED)
    return MarkWords(mark=mark, words=row.need("words").text(), **read_grounds(row, named))


def _part(part_id: str, row: Table, named: Named) -> PartRule:
    holds = row.find("holds")
    part = PartRule(
        id=part_id,
        heading=row.need("heading").text(),
        mark=row.need("mark").choice(Mark),
        asks=row.find_text("asks"),
        holds=holds.choice(Holds) if holds else None,
        says=_statements(row, "says", named),
        child=row.find_flag("child"),
        telling=row.find_flag("telling"),
        by_hand=row.find_flag("by_hand"),
        at_once=_statements(row, "at_once", named),
        first=row.find_text("first"),
        **read_grounds(row, named),
    )
    if not (part.asks or part.holds or part.says):
        row.fault("nothing could stand in it: give asks, holds or says")
    if part.holds is Holds.SAFE_WAY and (part.asks or part.says):
        row.fault("nothing is typed or said beside the way that was kept as safe")
    return part


def _kind(key: str, row: Table, named: Named, part_ids: frozenset[str]) -> LetterRule:
    parts = read_ids(row.need("parts"), part_ids, "part of a letter")
    return LetterRule(
        kind=next((one for one in LetterKind if one.value == key), LetterKind.REFERRAL),
        name=row.need("name").text(),
        title=row.need("title").text(),
        when=row.need("when").text(),
        parts=parts,
        begins=read_ids(row.need("begins"), frozenset(parts), "part of this letter"),
        opening=_statements(row, "opening", named),
        closing=_statements(row, "closing", named),
        notes=_statements(row, "notes", named),
        seen_by=_statements(row, "seen_by", named),
        names_person=_flag(row, "names_person"),
        **read_grounds(row, named),
    )


def _flag(row: Table, key: str) -> bool:
    """A flag that holds unless it is taken away."""
    found = row.find(key)
    return True if found is None else found.flag()


def _contact(table: Table, named: Named) -> ContactWords:
    ways = table.need("ways").table()
    words = {key: value.text() for key, value in ways.pairs()}
    wanted = [one for one in SafeWay if one is not SafeWay.NONE]
    known = {one.value for one in wanted}
    if wrong := sorted(known ^ set(words)):
        ways.fault(f"each way but none is described, and no other: {', '.join(wrong)}")
    found = ContactWords(
        ways={one: words.get(one.value, "") for one in wanted},
        through_us=table.need("through_us").text(),
        no_other=table.need("no_other").text(),
        left_out=table.need("left_out").text(),
        not_sure=table.need("not_sure").text(),
        **read_grounds(table, named),
    )
    table.finish()
    return found


def _seen(table: Table, named: Named) -> SeenRule:
    found = SeenRule(
        codes=read_ids(table.need("codes"), named.code_sets, "code set"),
        most=table.need("most").integer(1),
        **read_grounds(table, named),
    )
    table.finish()
    return found


def _statements(row: Table, key: str, named: Named) -> tuple[Statement, ...]:
    """Statements of a letter, in which {person} alone is filled in."""
    found = row.find(key)
    if found is None:
        return ()
    return tuple(_statement(one, named) for one in found.items())


def _statement(value: Value, named: Named) -> Statement:
    table = value.table()
    made = Statement(words=table.need("words").text(), **read_grounds(table, named))
    table.finish()
    _report_other_places(table, _PERSON.findall(made.words))
    return made


def _report_other_places(table: Table, places: Iterable[str]) -> None:
    for place in places:
        if place != "person":
            table.fault(f"nothing fills this in: {{{place}}} (known: person)")
