"""Connections to SQLite or PostgreSQL, and the two kinds of transaction."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from gpsupport.settings import Settings

BUSY_TIMEOUT_MS = 15_000
_WRITING = "gpsupport_writing"


def create_engine_for(settings: Settings) -> Engine:
    """Make the engine for the settings' database; nothing is connected yet."""
    if make_url(settings.database_url).get_backend_name() == "sqlite":
        return _sqlite(settings.database_url)
    return create_engine(
        settings.database_url, pool_pre_ping=True, connect_args={"application_name": "gpsupport"}
    )


def for_reading(engine: Engine) -> Engine:
    """The same engine, whose transactions see one snapshot and cannot write."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{_WRITING: False})
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def for_writing(engine: Engine) -> Engine:
    """The same engine, whose transactions take SQLite's write lock at their beginning."""
    return engine.execution_options(**{_WRITING: True})


def sqlite_file(settings: Settings) -> Path | None:
    """The file of an SQLite database, None on PostgreSQL."""
    url = make_url(settings.database_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def make_sqlite_file(settings: Settings) -> None:
    """Make the database file, readable by its owner alone: SQLite would ask the umask."""
    path = sqlite_file(settings)
    if path is None:
        return
    if path.parent == settings.data_dir:
        settings.ensure_data_dir()
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would otherwise begin transactions of its own accord, and too late.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    # NORMAL acknowledges what a power cut can take back.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # Sorting must not spill what is sealed elsewhere into a file in the clear.
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A plain BEGIN that reads and then writes after another writer fails at once: the busy timeout
    # does not help it. So a writer takes the lock first, and a reader may not write.
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
