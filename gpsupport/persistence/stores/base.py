"""What every store stands on: the session, the sealer, and the practice of whoever asks."""

import uuid
from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import CursorResult, Executable, Result, Table, delete, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from gpsupport.domain.people import Actor
from gpsupport.persistence.rows import Row
from gpsupport.sealing import Sealer


class StaleRow(Exception):
    """Somebody else changed this in the meantime: nothing was written."""


# Every engine limits how many values one statement may carry.
AT_ONCE = 500


def table_of(row: type[Row]) -> Table:
    """The table of a row class."""
    table = row.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{row.__name__} has no table of its own")
    return table


def new_id() -> str:
    """A fresh opaque id."""
    return str(uuid.uuid4())


class Store:
    """Base of the stores. Every statement is narrowed to the actor's practice."""

    def __init__(self, session: Session, sealer: Sealer) -> None:
        """Work inside one transaction."""
        self._session = session
        self._sealer = sealer

    def _practice(self, actor: Actor) -> str:
        """The practice that an actor may touch: the one place that says so."""
        return actor.practice_id

    def _run(self, statement: Executable) -> Result[Any]:
        return self._session.execute(statement)

    def _change(self, statement: Executable) -> None:
        """Run a guarded update of one row. Raises StaleRow when the row has moved on."""
        result = self._session.execute(statement, execution_options={"synchronize_session": False})
        if not isinstance(result, CursorResult) or result.rowcount != 1:
            raise StaleRow("changed by somebody else in the meantime")

    def _insert(self, row: type[Row], values: Sequence[dict[str, Any]]) -> None:
        """Insert many rows at once, without an object for each."""
        if values:
            self._session.connection().execute(insert(table_of(row)), list(values))

    def _insert_unless_there(self, row: type[Row], values: dict[str, Any]) -> None:
        """Insert one row, or do nothing where a unique index says that it is there already."""
        connection = self._session.connection()
        insert_into = (
            postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        )
        connection.execute(insert_into(table_of(row)).values(values).on_conflict_do_nothing())

    def _drop_standing_in(self, actor: Actor, row: type[Row], resource_ids: Sequence[str]) -> None:
        """Remove the rows that were read from these received resources."""
        table = table_of(row)
        for start in range(0, len(resource_ids), AT_ONCE):
            self._run(
                delete(table).where(
                    table.c.practice_id == self._practice(actor),
                    table.c.resource_id.in_(resource_ids[start : start + AT_ONCE]),
                )
            )

    def _seal(
        self, words: Sequence[str], place: tuple[str, str], row_id: str, actor: Actor
    ) -> bytes | None:
        """Seal some texts as one blob; None when all are empty. `place` is table and column."""
        if not any(words):
            return None
        return self._sealer.seal(orjson.dumps(words), *place, row_id, self._practice(actor))

    def _unseal(
        self, blob: bytes | None, place: tuple[str, str], row_id: str, actor: Actor, count: int
    ) -> list[str]:
        """The texts of a blob; `count` empty ones for none."""
        if blob is None:
            return [""] * count
        plain = self._sealer.unseal(blob, *place, row_id, self._practice(actor))
        words: list[str] = orjson.loads(plain)
        return words
