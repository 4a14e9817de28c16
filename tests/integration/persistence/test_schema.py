"""The schema: migrations there and back on both engines, and every key led by its practice."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from gpsupport import shipped
from gpsupport.persistence import schema
from gpsupport.persistence.engine import create_engine_for, for_writing
from gpsupport.persistence.rows import Row
from gpsupport.persistence.work import Database, SchemaNotCurrent
from gpsupport.sealing import KeysUnusable
from gpsupport.sealing.keys import keys_path
from gpsupport.settings import Settings
from tests.integration.actions.world import settings_for


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, tmp_path)


def test_up_down_and_up_again_leaves_what_the_rows_say(settings: Settings) -> None:
    assert schema.check(settings)
    schema.upgrade(settings)
    assert schema.check(settings) == ()
    schema.downgrade(settings)
    assert schema.check(settings) == ("It has no tables yet.",)
    schema.upgrade(settings)
    assert schema.check(settings) == ()
    schema.upgrade(settings)
    assert schema.check(settings) == ()


def test_a_difference_is_named(settings: Settings) -> None:
    schema.upgrade(settings)
    engine = create_engine_for(settings)
    with for_writing(engine).begin() as connection:
        connection.execute(text("DROP INDEX ix_coded_entry_by_code"))
        connection.execute(text("ALTER TABLE staff ADD COLUMN shoe_size INTEGER"))
    engine.dispose()
    found = " ".join(schema.check(settings))
    assert "ix_coded_entry_by_code" in found
    assert "shoe_size" in found


def test_tables_made_directly_are_those_of_the_migrations(settings: Settings) -> None:
    Database.create(settings).close()
    assert schema.check(settings) == ()


def test_the_current_revision_is_the_newest_shipped() -> None:
    assert ScriptDirectory(str(shipped.migrations())).get_heads() == [schema.CURRENT]


def test_a_database_that_is_not_ready_names_the_command(settings: Settings) -> None:
    with pytest.raises(SchemaNotCurrent, match="gpsupport db upgrade"):
        Database.open(settings)
    schema.upgrade(settings)
    engine = create_engine_for(settings)
    with for_writing(engine).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(SchemaNotCurrent, match="made by a newer version"):
        schema.upgrade(settings)
    with pytest.raises(SchemaNotCurrent, match="9999"):
        Database.open(settings)


def test_looking_for_a_database_makes_none(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "kept")
    with pytest.raises(SchemaNotCurrent):
        Database.open(settings)
    assert schema.check(settings)
    assert not (tmp_path / "kept").exists()


def test_a_database_knows_its_schema_is_current(settings: Settings) -> None:
    schema.upgrade(settings)
    database = Database.open(settings)
    assert database.schema_is_current()
    schema.downgrade(settings)
    assert not database.schema_is_current()
    database.close()


def test_missing_keys_are_refused_and_never_made_anew(settings: Settings) -> None:
    schema.upgrade(settings)
    kept = keys_path(settings.data_dir)
    away = kept.rename(kept.with_name("away.json"))
    for attempt in (Database.open, schema.upgrade):
        with pytest.raises(KeysUnusable):
            attempt(settings)
        assert not kept.exists()
    away.rename(kept)
    Database.open(settings).close()


def test_another_databases_keys_are_refused(settings: Settings, tmp_path: Path) -> None:
    schema.upgrade(settings)
    other = Settings(data_dir=tmp_path / "other")
    schema.upgrade(other)
    keys_path(settings.data_dir).write_bytes(keys_path(other.data_dir).read_bytes())
    with pytest.raises(KeysUnusable, match="not those of this database"):
        Database.open(settings)


def test_every_key_is_led_by_its_practice() -> None:
    keys = {
        table.name: tuple(column.name for column in table.primary_key)
        for table in Row.metadata.sorted_tables
    }
    # What holds for the installation is nobody's patient data.
    assert keys.pop("installation") == ("key",)
    # A link of the audit is found by its place in the chain, and there is one head to a chain.
    assert keys.pop("audit") == ("practice_id", "seq")
    assert keys.pop("audit_head") == ("practice_id",)
    assert set(keys.values()) == {("practice_id", "id")}


def test_every_index_and_reference_is_led_by_the_practice() -> None:
    for table in Row.metadata.sorted_tables:
        for index in table.indexes:
            first = next(iter(index.columns))
            assert first.name == "practice_id", index.name
        for reference in table.foreign_key_constraints:
            assert reference.column_keys[0] == "practice_id", reference.name


def test_names_fit_every_engine() -> None:
    for table in Row.metadata.sorted_tables:
        names = [str(index.name) for index in table.indexes]
        names += [str(constraint.name) for constraint in table.constraints]
        assert all(len(name) <= 63 for name in names), table.name
