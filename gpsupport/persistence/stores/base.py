"""What every store stands on: the scope of its transaction, which asks the policy."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import orjson
from sqlalchemy import Connection, CursorResult, Executable, Result, Table, delete, insert
from sqlalchemy.dialects import postgresql, sqlite

from gpsupport.domain.access import Decision, Denied, Kind
from gpsupport.domain.people import Actor
from gpsupport.persistence.engine import WRITING
from gpsupport.persistence.rows import Row
from gpsupport.persistence.scope import Scope


class StaleRow(Exception):
    """Somebody else changed this in the meantime: nothing was written."""


# Every engine limits how many values one statement may carry.
AT_ONCE = 500


def in_parts(ids: Iterable[str]) -> Iterator[list[str]]:
    """Ids, so many at a time as a statement may carry."""
    every = list(ids)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


def table_of(row: type[Row]) -> Table:
    """The table of a row class."""
    table = row.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{row.__name__} has no table of its own")
    return table


def new_id() -> str:
    """A fresh opaque id."""
    return str(uuid.uuid4())


def may_be_id(text: str) -> bool:
    """Whether a row may have it as its id: not every engine can even look for other letters."""
    return text.isascii() and text.isprintable()


class Store:
    """Base of the stores. Every statement is narrowed to the actor's practice.

    `kind` says what sort of thing the store holds; the policy is asked about it before anything is
    touched, and about each patient where the thing is a patient's.
    """

    kind: ClassVar[Kind]

    def __init__(self, scope: Scope) -> None:
        """Work inside one transaction."""
        self._scope = scope
        self._session = scope.session
        self._sealer = scope.sealer

    def _practice(self, actor: Actor) -> str:
        """The practice that an actor may touch: the one place that says so. Raises Denied."""
        return self._scope.practice(actor, self.kind)

    def _may(self, actor: Actor, patient_id: str) -> bool:
        """Whether the policy lets this actor see the patient's things of this kind."""
        return self._scope.ruling(actor, self.kind, patient_id).decision is not Decision.DENY

    def _must(self, actor: Actor, patient_id: str) -> str:
        """The practice to write in. Raises Denied where the policy hides the patient."""
        if not self._may(actor, patient_id):
            raise Denied(self.kind.value)
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
        insert_into = self._inserting(connection)
        connection.execute(insert_into(table_of(row)).values(values).on_conflict_do_nothing())

    def _insert_if_new(self, row: type[Row], values: dict[str, Any], unique: Sequence[str]) -> bool:
        """Insert one row unless another has the same values in these unique columns.

        Whether it was inserted. Any other fault of the row rises.
        """
        connection = self._session.connection()
        table = table_of(row)
        inserting = self._inserting(connection)(table).values(values)
        kept = inserting.on_conflict_do_nothing(index_elements=list(unique))
        return connection.execute(kept.returning(table.c[unique[0]])).first() is not None

    def _insert_or_stale(self, row: type[Row], values: dict[str, Any]) -> None:
        """Insert one row. Raises StaleRow where a unique index has its place taken already."""
        connection = self._session.connection()
        table = table_of(row)
        kept = self._inserting(connection)(table).values(values).on_conflict_do_nothing()
        if connection.execute(kept.returning(table.c.id)).first() is None:
            raise StaleRow("somebody else was first")

    def _insert_or_replace(
        self, row: type[Row], values: dict[str, Any], unique: Sequence[str]
    ) -> None:
        """Insert one row, or overwrite the one that has the same values in the unique columns."""
        connection = self._session.connection()
        inserting = self._inserting(connection)(table_of(row)).values(values)
        came = {name: inserting.excluded[name] for name in values if name not in unique}
        connection.execute(inserting.on_conflict_do_update(index_elements=list(unique), set_=came))

    def _inserting(self, connection: Connection) -> Any:
        """The insert that knows conflicts: each engine has its own."""
        return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert

    def _writing(self) -> bool:
        """Whether this transaction may write: only such a one may lock what it reads."""
        return bool(self._session.connection().get_execution_options().get(WRITING, False))

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
        self, words: Mapping[str, str], place: tuple[str, str], row_id: str, actor: Actor
    ) -> bytes | None:
        """Seal some texts, each under its name, as one blob; None when all are empty.

        `place` is table and column. Names let a later version add a text without a migration.
        """
        if not any(words.values()):
            return None
        plain = orjson.dumps(dict(words))
        return self._sealer.seal(plain, *place, row_id, self._practice(actor))

    def _unseal(
        self,
        blob: bytes | None,
        place: tuple[str, str],
        row_id: str,
        actor: Actor,
        names: Sequence[str],
    ) -> tuple[str, ...]:
        """The texts of a blob in the order of these names; empty where it has none of that name."""
        if blob is None:
            return ("",) * len(names)
        told = orjson.loads(self._sealer.unseal(blob, *place, row_id, self._practice(actor)))
        if isinstance(told, list):
            # What was sealed before texts had names has them in this order.
            told = dict(zip(names, told, strict=False))
        return tuple(str(told.get(name) or "") for name in names)
