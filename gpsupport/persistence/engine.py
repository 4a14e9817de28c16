"""Connections to SQLite or PostgreSQL, and the two kinds of transaction."""

import os
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError

from gpsupport.settings import Settings

BUSY_TIMEOUT_MS = 15_000
WRITING = "gpsupport_writing"


class DatabaseUnusable(Exception):
    """The database cannot be made or does not answer: what, why, what to type next."""

    def __init__(self, what: str, why: str, next_step: str) -> None:
        """Keep the three parts apart, for a door that shows them in its own way."""
        super().__init__(f"{what}\n{why}\n{next_step}")
        self.what = what
        self.why = why
        self.next_step = next_step


def create_engine_for(settings: Settings) -> Engine:
    """Make the engine for the settings' database; nothing is connected yet.

    Raises DatabaseUnusable, here for an address that is none, and whenever the engine finds that
    the database does not answer.
    """
    try:
        sqlite = make_url(settings.database_url).get_backend_name() == "sqlite"
        engine = _sqlite(settings.database_url) if sqlite else _postgresql(settings.database_url)
    except ArgumentError:
        raise DatabaseUnusable(
            "The database address cannot be used.",
            "It is not written as an address has to be.",
            "Change GPSUPPORT_DATABASE_URL; docs/settings.md says what it may be.",
        ) from None
    event.listen(engine, "handle_error", _in_words)
    return engine


def _postgresql(url: str) -> Engine:
    try:
        return create_engine(
            url,
            pool_pre_ping=True,
            hide_parameters=True,
            json_deserializer=orjson.loads,
            connect_args={"application_name": "gpsupport"},
        )
    except ModuleNotFoundError:
        raise DatabaseUnusable(
            "PostgreSQL cannot be used by this installation.",
            "Its driver is not installed.",
            "Type: pip install 'gpsupport[postgres]'",
        ) from None


def _in_words(context: ExceptionContext) -> DatabaseUnusable | None:
    """What to raise in place of the driver's own words, where nobody answers; else None."""
    if context.is_pre_ping or not (context.connection is None or context.is_disconnect):
        return None
    if context.dialect.name == "sqlite":
        return DatabaseUnusable(
            "The database file cannot be opened.",
            _first_line(context.original_exception),
            "Check that the file is there and that this account may read and write it, or set"
            " GPSUPPORT_DATABASE_URL.",
        )
    return DatabaseUnusable(
        "The database does not answer.",
        _first_line(context.original_exception),
        "Start PostgreSQL, or correct GPSUPPORT_DATABASE_URL, then type: gpsupport db check",
    )


def _first_line(error: BaseException) -> str:
    """What the driver says of a connection: it names places and accounts, never a password."""
    said = str(error).strip().partition("\n")[0]
    return f"The database driver says: {said}"


def for_reading(engine: Engine) -> Engine:
    """The same engine, whose transactions see one snapshot and cannot write."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{WRITING: False})
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def for_writing(engine: Engine) -> Engine:
    """The same engine, whose transactions take SQLite's write lock at their beginning."""
    return engine.execution_options(**{WRITING: True})


def sqlite_file(settings: Settings) -> Path | None:
    """The file of an SQLite database, None on PostgreSQL."""
    url = make_url(settings.database_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def file_exists(path: Path) -> bool:
    """Whether a database file is there. Raises DatabaseUnusable where one may not even look."""
    try:
        return path.exists()
    except OSError as error:
        raise DatabaseUnusable(
            f"The database {path} cannot be opened.",
            str(error.strerror),
            "Make its folder readable for this account, or set GPSUPPORT_DATA_DIR to another.",
        ) from None


def make_sqlite_file(settings: Settings) -> None:
    """Make the database file, readable by its owner alone: SQLite would ask the umask.

    Raises DatabaseUnusable where it cannot be made.
    """
    path = sqlite_file(settings)
    if path is None:
        return
    if path.parent == settings.data_dir:
        settings.ensure_data_dir()
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise DatabaseUnusable(
            f"The database file {path} cannot be made.",
            f"The system says: {error.strerror}.",
            f"Make the folder {path.parent}, writable for this account, or change"
            " GPSUPPORT_DATABASE_URL.",
        ) from None


def _sqlite(url: str) -> Engine:
    # Parameters are what somebody typed: no exception and no log line may repeat them.
    engine = create_engine(
        url,
        hide_parameters=True,
        json_deserializer=orjson.loads,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000},
    )
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
    # What was deleted is overwritten, not left in a free page for whoever gets the file and a key.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A plain BEGIN that reads and then writes after another writer fails at once: the busy timeout
    # does not help it. So a writer takes the lock first, and a reader may not write.
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
