"""The rules that keep practices apart: made, reported when missing, mended, and by whom."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from gpsupport.actions.identity import add_clinician, list_staff
from gpsupport.actions.practices import add_practice
from gpsupport.domain.people import Role
from gpsupport.persistence import schema
from gpsupport.persistence.engine import DatabaseUnusable, create_engine_for, for_writing
from gpsupport.persistence.isolation import ROLE, SETTING
from gpsupport.persistence.work import Database, SchemaNotCurrent
from gpsupport.settings import Settings
from tests.integration.actions.world import (
    NOW,
    settings_for,
)
from tests.rig.postgres import PostgresCluster

# What the catalogue says of policies and grants.
RULES = {
    "policies": "SELECT * FROM pg_policies ORDER BY tablename, policyname",
    "grants": f"""
        SELECT table_name, privilege_type FROM information_schema.role_table_grants
        WHERE grantee = '{ROLE}' ORDER BY 1, 2""",
    "triggers": """
        SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1""",
    "columns": f"""
        SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges
        WHERE grantee = '{ROLE}' ORDER BY 1, 2, 3""",
    "forced": """
        SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1""",
}


@dataclass(frozen=True)
class Owned:
    """A database with an ordinary login that owns it."""

    settings: Settings
    login: str
    cluster: PostgresCluster


@pytest.fixture
def settings(postgres_url: str, tmp_path: Path) -> Settings:
    return settings_for(postgres_url, tmp_path)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("ALTER TABLE draft NO FORCE ROW LEVEL SECURITY", "draft does not keep"),
        ("ALTER TABLE draft DISABLE ROW LEVEL SECURITY", "draft does not keep"),
        ("DROP POLICY own_practice ON enquiry", "enquiry does not keep"),
        ("CREATE POLICY wide ON patient USING (true)", "patient does not keep"),
        ("ALTER POLICY own_practice ON patient USING (true)", "patient does not keep"),
        (f"GRANT UPDATE ON audit TO {ROLE}", "audit is not granted"),
        (f"REVOKE INSERT ON patient FROM {ROLE}", "patient is not granted"),
        (f"GRANT UPDATE ON enquiry TO {ROLE}", "enquiry is not granted"),
        (f"GRANT UPDATE (outcome) ON enquiry TO {ROLE}", "enquiry is not granted"),
        (f"GRANT DELETE ON paper TO {ROLE}", "paper is not granted"),
        ("DROP POLICY received_only ON enquiry", "enquiry does not keep"),
        (
            (
                "DROP POLICY received_only ON enquiry;"
                "CREATE POLICY received_only ON enquiry FOR DELETE USING (true)"
            ),
            "enquiry does not keep",
        ),
        ("DROP TRIGGER paper_no_rewriting ON paper", "paper_no_rewriting is missing"),
        (
            "ALTER TABLE enquiry DISABLE TRIGGER enquiry_no_rewriting",
            "enquiry_no_rewriting is missing",
        ),
    ],
)
def test_what_is_not_isolated_is_reported_refused_and_mended(
    settings: Settings, damage: str, told: str
) -> None:
    schema.upgrade(settings)
    engine = create_engine_for(settings)
    with for_writing(engine).begin() as connection:
        connection.execute(text(damage))
    engine.dispose()
    assert told in " ".join(schema.check(settings))
    with pytest.raises(SchemaNotCurrent, match="keep practices apart"):
        Database.open(settings)
    schema.upgrade(settings)
    assert schema.check(settings) == ()
    Database.open(settings).close()


def _create(settings: Settings) -> None:
    Database.create(settings).close()


def test_the_migrations_isolate_as_the_rows_say(
    postgres_cluster: PostgresCluster, tmp_path: Path
) -> None:
    found = []
    for number, make in enumerate((schema.upgrade, _create)):
        name = postgres_cluster.create()
        settings = settings_for(postgres_cluster.url(name), tmp_path / str(number))
        make(settings)
        engine = create_engine_for(settings)
        with engine.connect() as connection:
            found.append([connection.execute(text(one)).all() for one in RULES.values()])
        engine.dispose()
        postgres_cluster.drop(name)
    assert found[0] == found[1]
    assert all(found[0])


def test_a_downgrade_takes_the_policies_back_and_leaves_the_role(settings: Settings) -> None:
    schema.upgrade(settings)
    schema.downgrade(settings, "0001")
    engine = create_engine_for(settings)
    with engine.connect() as connection:
        assert not connection.execute(text("SELECT 1 FROM pg_policies")).all()
        assert not connection.execute(text("SELECT 1 FROM pg_class WHERE relrowsecurity")).all()
        sought = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
        # Another database of the cluster may be using it.
        assert connection.execute(sought, {"role": ROLE}).all()
    engine.dispose()
    schema.upgrade(settings)
    assert schema.check(settings) == ()


@pytest.fixture
def owned(postgres_cluster: PostgresCluster, tmp_path: Path) -> Iterator[Owned]:
    """A database whose owner is an ordinary login, in a cluster that never saw the role."""
    postgres_cluster._run(f"DROP ROLE IF EXISTS {ROLE}")
    name = postgres_cluster.create()
    login = f"login_{name[5:13]}"
    postgres_cluster._run(f"CREATE ROLE {login} LOGIN")
    postgres_cluster._run(f'ALTER DATABASE "{name}" OWNER TO {login}')
    url = postgres_cluster.url(name).replace("//postgres@", f"//{login}@")
    yield Owned(settings_for(url, tmp_path), login, postgres_cluster)
    postgres_cluster.drop(name)
    postgres_cluster._run(f"DROP ROLE {login}")


def test_a_login_that_may_not_make_the_role_is_told_what_to_type(owned: Owned) -> None:
    with pytest.raises(DatabaseUnusable, match=f"GRANT {ROLE} TO {owned.login};") as refused:
        schema.upgrade(owned.settings)
    assert f"CREATE ROLE {ROLE} NOLOGIN;" in refused.value.next_step
    owned.cluster._run(f"CREATE ROLE {ROLE} NOLOGIN")
    with pytest.raises(DatabaseUnusable) as refused:
        schema.upgrade(owned.settings)
    assert "CREATE ROLE" not in refused.value.next_step
    owned.cluster._run(f"GRANT {ROLE} TO {owned.login}")
    schema.upgrade(owned.settings)
    assert schema.check(owned.settings) == ()


def test_an_ordinary_owner_works_and_is_held_to_the_policies(owned: Owned) -> None:
    owned.cluster._run(f"CREATE ROLE {ROLE} NOLOGIN")
    owned.cluster._run(f"GRANT {ROLE} TO {owned.login}")
    schema.upgrade(owned.settings)
    database = Database.open(owned.settings)
    practice = add_practice(database, "A81001", "Fern Lane Surgery", NOW)
    add_clinician(database, practice, "Dr Amin Rahman", Role.GP, NOW)
    with database._engine.begin() as connection:
        assert not connection.execute(text("SELECT 1 FROM staff")).all()
        connection.execute(text(f"SET LOCAL {SETTING} = '{practice.id}'"))
        assert connection.execute(text("SELECT 1 FROM staff")).all()
    database.close()
    # Its migrations see every practice all the same: here, the roles of the staff.
    schema.downgrade(owned.settings, "0001")
    engine = create_engine_for(owned.settings)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT role FROM staff")).scalars().all() == ["gp"]
    engine.dispose()
    schema.upgrade(owned.settings)
    database = Database.open(owned.settings)
    assert [one.roles for one in list_staff(database, practice, NOW)] == [(Role.GP,)]
    database.close()


def test_an_owner_that_may_make_roles_needs_nobody(owned: Owned) -> None:
    owned.cluster._run(f"ALTER ROLE {owned.login} CREATEROLE")
    schema.upgrade(owned.settings)
    assert schema.check(owned.settings) == ()
    Database.open(owned.settings).close()


def test_databases_of_one_cluster_may_be_made_at_once(
    postgres_cluster: PostgresCluster, tmp_path: Path
) -> None:
    names = [postgres_cluster.create() for _ in range(4)]
    made = [settings_for(postgres_cluster.url(name), tmp_path / name) for name in names]
    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(_make_role_at_once, made))
    for name in names:
        postgres_cluster.drop(name)


def _make_role_at_once(settings: Settings) -> None:
    Database.create(settings).close()
    assert schema.check(settings) == ()
