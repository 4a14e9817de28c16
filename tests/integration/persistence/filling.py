"""A row in every table of a practice, and what of it is sealed with which key."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import JSON, Column, Date, LargeBinary, create_engine, func, select, text
from sqlalchemy.types import TypeEngine

from gpsupport.persistence.columns import UtcInstant
from gpsupport.persistence.engine import create_engine_for
from gpsupport.persistence.rows import Row
from gpsupport.sealing import Sealer, find_keys
from gpsupport.settings import Settings
from tests.integration.actions.world import NOW, World

SEALED = b"sealed words"


def fill_every_table(settings: Settings, practice_id: str) -> None:
    """Put a row into every table of the practice that has none; every sealed column is sealed."""
    keys = find_keys(settings.data_dir)
    assert keys is not None
    sealer = Sealer(keys)
    # SQLite checks references only where it is told to.
    engine = create_engine(settings.database_url)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in Row.metadata.sorted_tables:
            if "practice_id" not in table.columns:
                continue
            own = select(func.count()).where(table.c.practice_id == practice_id)
            if connection.scalar(own):
                continue
            row = {column.name: _some(column.type) for column in table.columns if _wanted(column)}
            place = ("some", practice_id)
            for column in table.columns:
                if isinstance(column.type, LargeBinary):
                    row[column.name] = sealer.seal(SEALED, table.name, column.name, *place)
            connection.execute(table.insert().values({**row, "practice_id": practice_id}))
    engine.dispose()


def _wanted(column: Column[Any]) -> bool:
    return not column.nullable and not isinstance(column.type, LargeBinary)


def _some(kind: TypeEngine[Any]) -> object:
    if isinstance(kind, UtcInstant):
        return NOW
    if isinstance(kind, JSON):
        return []
    if isinstance(kind, Date):
        return NOW.date()
    made: dict[type, object] = {bool: True, str: "some", int: 1}
    return made[kind.python_type]


def kept_keys(world: World) -> set[str]:
    found = find_keys(world.settings.data_dir)
    assert found is not None
    return set(found.seal)


def current_key(world: World) -> str:
    found = find_keys(world.settings.data_dir)
    assert found is not None
    return found.current


def blobs(world: World) -> Iterator[tuple[tuple[str, str, str, str], bytes]]:
    """Every sealed field with its place, read below everything."""
    engine = create_engine_for(world.settings)
    with engine.connect() as connection:
        for table in Row.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, LargeBinary):
                    found = select(table.c.id, table.c.practice_id, column)
                    for row_id, practice_id, blob in connection.execute(found):
                        if blob is not None:
                            yield (table.name, column.name, row_id, practice_id), blob
    engine.dispose()


def opened_all(world: World) -> dict[tuple[str, str, str, str], bytes]:
    """What every sealed field says to somebody who has the keys as they are kept now."""
    keys = find_keys(world.settings.data_dir)
    assert keys is not None
    return {place: Sealer(keys).unseal(blob, *place) for place, blob in blobs(world)}


def used_keys(world: World) -> set[str]:
    return {blob[1:5].hex() for _place, blob in blobs(world)}


def another(world: World) -> str:
    """The id of the second practice."""
    (found,) = {place[3] for place, _blob in blobs(world)} - {world.practice.id}
    return found
