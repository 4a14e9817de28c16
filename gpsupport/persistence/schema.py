"""The schema: whether it is current, and the migrations, driven from code.

Alembic is imported only where something is migrated: a program that merely opens the database
need not wait for it.
"""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, insert, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from gpsupport import shipped
from gpsupport.persistence import isolation
from gpsupport.persistence.engine import (
    create_engine_for,
    file_exists,
    for_reading,
    for_writing,
    make_sqlite_file,
    sqlite_file,
)
from gpsupport.persistence.rows import InstallationRow, Row
from gpsupport.sealing import KeysUnusable, Sealer, find_keys, make_keys
from gpsupport.settings import Settings

if TYPE_CHECKING:
    from alembic.config import Config


# The newest migration. A test compares it with the migrations that are shipped.
CURRENT = "0009"
SEALED_WITH = "sealed-with"
_NEWER = "Install that version, or restore a backup that was made with this one."


class SchemaNotCurrent(Exception):
    """The database is not ready for this version: what, why, what to type next."""

    def __init__(self, what: str, why: str, next_step: str = "Type: gpsupport db upgrade") -> None:
        """Keep the parts apart, for a door that shows them in its own way."""
        self.what = what
        self.why = why
        self.next_step = next_step
        super().__init__(f"{what}\n{why}\n{self.next_step}")


def upgrade(settings: Settings) -> None:
    """Bring the database to the newest schema, making it and its keys if there are none.

    Raises SchemaNotCurrent for a database of a newer version, DatabaseUnusable, which also tells
    what an administrator has to type where this login may not make the role that isolates.
    """
    make_sqlite_file(settings)
    engine = create_engine_for(settings)
    try:
        with for_reading(engine).connect() as connection:
            fault = fault_of(connection)
        if fault is not None and fault.next_step == _NEWER:
            raise fault
        if fault is not None:
            _migrate(engine, "upgrade", "head")
        with for_writing(engine).begin() as connection:
            if isolation.find_faults(connection):
                isolation.isolate(connection)
            remember_keys(connection, settings)
    finally:
        engine.dispose()


def downgrade(settings: Settings, to: str = "base") -> None:
    """Take migrations back. Everything that the older schema cannot hold is lost."""
    engine = create_engine_for(settings)
    try:
        _migrate(engine, "downgrade", to)
    finally:
        engine.dispose()


def check(settings: Settings) -> tuple[str, ...]:
    """What differs between the database and the rows, in words; nothing when they agree."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    missing = find_fault(settings)
    if missing is not None:
        return (missing.why,)
    engine = create_engine_for(settings)
    try:
        with for_reading(engine).connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            differences = compare_metadata(context, Row.metadata)
            let_through = isolation.find_faults(connection)
            return (*(str(difference) for difference in differences), *let_through)
    finally:
        engine.dispose()


def find_fault(settings: Settings) -> SchemaNotCurrent | None:
    """Why the database cannot be used as it is, or None. Connects, but makes no file."""
    path = sqlite_file(settings)
    if path is not None and not file_exists(path):
        return SchemaNotCurrent("There is no database yet.", f"{path} does not exist.")
    engine = create_engine_for(settings)
    try:
        with for_reading(engine).connect() as connection:
            return fault_of(connection)
    finally:
        engine.dispose()


def fault_of(connection: Connection) -> SchemaNotCurrent | None:
    """The same, over a connection that is there already."""
    revision = _revision(connection)
    if revision == CURRENT:
        return _not_isolated(connection)
    if revision is None:
        return SchemaNotCurrent("The database is empty.", "It has no tables yet.")
    if revision > CURRENT:
        return SchemaNotCurrent(
            "The database was made by a newer version of gpsupport.",
            f"Its schema is {revision}, this version works with {CURRENT}.",
            _NEWER,
        )
    return SchemaNotCurrent(
        "The database does not fit this version of gpsupport.",
        f"Its schema is {revision}, this version works with {CURRENT}.",
    )


def _not_isolated(connection: Connection) -> SchemaNotCurrent | None:
    """On PostgreSQL, why practices would not be kept apart: a restored copy can lack the rules."""
    found = isolation.find_faults(connection) if connection.dialect.name == "postgresql" else ()
    if not found:
        return None
    return SchemaNotCurrent(
        "The database does not keep practices apart.", f"What it lacks: {'; '.join(found)}."
    )


def create_directly(engine: Engine, settings: Settings) -> Sealer:
    """Make every table from the rows, without the migrations: for tests, which make many."""
    with for_writing(engine).begin() as connection:
        Row.metadata.create_all(connection, checkfirst=False)
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(
            text("INSERT INTO alembic_version VALUES (:current)"), {"current": CURRENT}
        )
        isolation.isolate(connection)
        remember_keys(connection, settings)
        return open_sealer(connection, settings)


def remember_keys(connection: Connection, settings: Settings) -> None:
    """Note in the database which key it is sealed with, making keys only for a new database.

    Fresh keys beside a database that holds sealed values would make them unreadable in silence.
    """
    if _sealed_with(connection) is not None:
        open_sealer(connection, settings)
        return
    row = {"key": SEALED_WITH, "value": make_keys(settings.ensure_data_dir()).current}
    connection.execute(insert(InstallationRow).values(row))


def open_sealer(connection: Connection, settings: Settings) -> Sealer:
    """The sealer of this database. Raises KeysUnusable when the keys are not this database's."""
    keys = find_keys(settings.data_dir)
    if keys is None:
        raise KeysUnusable(
            "The sealing keys of this database are missing.",
            f"There is no key file in {settings.data_dir / 'keys'}.",
            "Put back the key file that was kept with the backup, or set GPSUPPORT_DATA_DIR.",
        )
    sealer = Sealer(keys, settings.data_dir)
    if not sealer.knows(_sealed_with(connection) or ""):
        raise KeysUnusable(
            "The sealing keys are not those of this database.",
            f"What the database holds was sealed with another key than {settings.data_dir} has.",
            "Put back the key file that was kept with the backup, or set GPSUPPORT_DATA_DIR.",
        )
    return sealer


def _sealed_with(connection: Connection) -> str | None:
    return connection.scalar(
        select(InstallationRow.value).where(InstallationRow.key == SEALED_WITH)
    )


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    try:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return None
    return found


def _migrate(engine: Engine, command: str, to: str) -> None:
    from alembic import command as alembic_command  # noqa: PLC0415

    with for_writing(engine).connect() as connection:
        _guard_references(connection, on=False)
        try:
            with connection.begin():
                if command == "upgrade":
                    isolation.make_role(connection)
                # A login that owns the tables would otherwise migrate rows it cannot see.
                isolation.lift(connection)
                run: Any = getattr(alembic_command, command)
                run(_config(connection), to)
                isolation.force(connection)
                _refuse_broken_references(connection)
        finally:
            _guard_references(connection, on=True)


def _config(connection: Connection) -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(shipped.migrations()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _guard_references(connection: Connection, *, on: bool) -> None:
    """Batch mode rebuilds a table by dropping it, which would take what refers to it along."""
    if connection.dialect.name == "sqlite":
        driver = connection.connection.dbapi_connection
        if driver is not None:
            driver.cursor().execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def _refuse_broken_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration left {len(broken)} rows without what they refer to")
