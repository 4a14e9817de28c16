"""Sealing again with the newest key what is sealed with an older one.

This works below the policy, in transactions that have no scope: it turns one sealed value into
another, field by field, and hands nothing that it unseals to anybody. So no actor needs to be let
into the kinds of things that are sealed, and nobody is. The action that runs it has it audited in
every practice. The columns are those of the mapped rows, so that a new one cannot be forgotten.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Table,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from gpsupport.domain.access import Occasion
from gpsupport.persistence import schema
from gpsupport.persistence.engine import create_engine_for, for_reading, for_writing
from gpsupport.persistence.isolation import SEALING_LOCK, enter
from gpsupport.persistence.rows import InstallationRow, Row
from gpsupport.sealing import SealBroken, Sealer
from gpsupport.sealing.keys import KEY_ID_BYTES
from gpsupport.settings import Settings

ROWS_AT_ONCE = 200

# The key's id stands in a blob behind one byte of version; SQL counts from one.
_ID_STARTS = 2


def sealed_columns() -> tuple[tuple[Table, tuple[str, ...]], ...]:
    """Every table that holds sealed fields, with their columns."""
    found = []
    for table in Row.metadata.sorted_tables:
        names = tuple(one.name for one in table.columns if isinstance(one.type, LargeBinary))
        if names:
            found.append((table, names))
    return tuple(found)


class Resealing:
    """Its own connections to one database, and the sealer that knows the old and new keys."""

    def __init__(self, settings: Settings) -> None:
        """Connect. Raises KeysUnusable, DatabaseUnusable."""
        self._engine = create_engine_for(settings)
        self._reader, self._writer = for_reading(self._engine), for_writing(self._engine)
        try:
            with self._reader.connect() as connection:
                self._sealer: Sealer = schema.open_sealer(connection, settings)
        except BaseException:
            self._engine.dispose()
            raise

    def __enter__(self) -> Self:
        """Open already."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """Close every connection."""
        self._engine.dispose()

    @property
    def newest_key(self) -> str:
        """The key that seals now, as eight hex digits."""
        return self._sealer.key_id

    def wait_for_writers(self) -> None:
        """Return when everybody has finished who may still be sealing with an older key.

        Whoever begins to write after a key was added finds it. So once this has returned, nothing
        is sealed with an older key any more.
        """
        with self._writer.begin() as connection:
            # On SQLite it was enough to become the writer.
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({SEALING_LOCK})")

    def note_newest_key(self) -> None:
        """Note in the database that it is sealed with the newest key."""
        row = {"key": schema.SEALED_WITH, "value": self.newest_key}
        with self._writer.begin() as connection:
            connection.execute(
                delete(InstallationRow).where(InstallationRow.key == schema.SEALED_WITH)
            )
            connection.execute(insert(InstallationRow).values(row))

    def count(self, occasion: Occasion) -> Counter[str]:
        """How many fields of the occasion's practice are sealed with which key, by its id."""
        counted: Counter[str] = Counter()
        with Session(self._reader) as session, session.begin():
            enter(session, occasion)
            for table, names in sealed_columns():
                for name in names:
                    key = _key_of(table, name)
                    found = session.execute(
                        select(key, func.count())
                        .where(_own(table, occasion), table.c[name].is_not(None))
                        .group_by(key)
                    )
                    for key_id, fields in found:
                        counted[bytes(key_id).hex()] += fields
        return counted

    def run(self, occasion: Occasion, on_fields: Callable[[int], None]) -> int:
        """Seal everything of one practice with the newest key; returns how many fields it sealed.

        Each batch is a transaction of its own, told to `on_fields` when it is committed. A row that
        somebody is changing at this moment is passed over, and so is a field that does not open:
        `count` tells of both.
        """
        return sum(
            self._run_table(occasion, table, names, on_fields) for table, names in sealed_columns()
        )

    def _run_table(
        self,
        occasion: Occasion,
        table: Table,
        names: Sequence[str],
        on_fields: Callable[[int], None],
    ) -> int:
        key = bytes.fromhex(self._sealer.key_id)
        stale = or_(*(_key_of(table, name) != key for name in names))
        done, after = 0, ""
        while True:
            with Session(self._writer) as session, session.begin():
                enter(session, occasion)
                rows = session.execute(
                    select(table.c.id, *(table.c[name] for name in names))
                    .where(_own(table, occasion), table.c.id > after, stale)
                    .order_by(table.c.id)
                    .limit(ROWS_AT_ONCE)
                    # Held until the commit, and nobody is waited for: so nobody can wait for us
                    # while we wait for them.
                    .with_for_update(key_share=True, skip_locked=True)
                ).all()
                fields = sum(self._reseal(session, occasion, table, names, row) for row in rows)
            on_fields(fields)
            done += fields
            if len(rows) < ROWS_AT_ONCE:
                return done
            after = rows[-1].id

    def _reseal(
        self, session: Session, occasion: Occasion, table: Table, names: Sequence[str], row: Any
    ) -> int:
        changed = dict(self._sealed_again(occasion, table, names, row))
        if changed:
            session.connection().execute(
                update(table).where(_own(table, occasion), table.c.id == row.id).values(changed)
            )
        return len(changed)

    def _sealed_again(
        self, occasion: Occasion, table: Table, names: Sequence[str], row: Any
    ) -> Iterator[tuple[str, bytes]]:
        newest = bytes.fromhex(self._sealer.key_id)
        for name in names:
            blob = getattr(row, name)
            if blob is None or blob[1 : 1 + KEY_ID_BYTES] == newest:
                continue
            place = (table.name, name, row.id, occasion.actor.practice_id)
            try:
                plain = self._sealer.unseal(blob, *place)
            except SealBroken:
                continue
            yield name, self._sealer.seal(plain, *place)


def _own(table: Table, occasion: Occasion) -> ColumnElement[bool]:
    return table.c.practice_id == occasion.actor.practice_id


def _key_of(table: Table, name: str) -> ColumnElement[bytes]:
    return func.substr(table.c[name], _ID_STARTS, KEY_ID_BYTES, type_=LargeBinary())
