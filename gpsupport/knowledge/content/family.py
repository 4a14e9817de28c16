"""What to hold together when a family is looked at as one."""

from __future__ import annotations

from gpsupport.domain.knowledge.content.family import Difficulty, Whose
from gpsupport.knowledge.content.grounds import Named, read_grounds, read_ids, read_rows
from gpsupport.knowledge.reading import Table


def read_difficulties(table: Table, named: Named) -> tuple[Difficulty, ...]:
    """The kinds of difficulty in the order of the file."""
    return read_rows(table, lambda key, row: _difficulty(key, row, named))


def _difficulty(difficulty_id: str, row: Table, named: Named) -> Difficulty:
    return Difficulty(
        id=difficulty_id,
        name=row.need("name").text(),
        whose=row.need("whose").choice(Whose),
        code_sets=read_ids(row.need("codes"), named.code_sets, "code set"),
        days=row.need("days").integer(1),
        told_here=row.find_flag("told_here"),
        **read_grounds(row, named),
    )
