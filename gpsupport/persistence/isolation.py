"""What the database itself refuses: another practice's rows, and changing what is written once.

The stores narrow every statement to one practice already; this is the second time, below them. On
PostgreSQL each transaction acts as a role that owns nothing and for which every table is cut down
to one practice. SQLite knows neither roles nor policies: there, triggers keep what was written.
"""

from sqlalchemy import Connection, Table, text
from sqlalchemy.orm import Session

from gpsupport.domain.access import Occasion
from gpsupport.persistence.engine import WRITING, DatabaseUnusable
from gpsupport.persistence.rows import Row

ROLE = "gpsupport_app"
SETTING = "gpsupport.practice"
# Writers share this lock, so that whoever changes the sealing key can wait for those who began
# with the old one. Any number would do that nobody else uses.
SEALING_LOCK = 0x6770_5365_616C

_OPEN_TO_ALL = "practice"
_OWN, _ANY = "own_practice", "any_practice"
# What is written once and never changed: the audit, how the content came into force, and what a
# clinician answered.
_UNCHANGED = ("audit", "knowledge_release", "knowledge_report", "knowledge_step", "tick")
_MAY_DO = {
    **dict.fromkeys(_UNCHANGED, "SELECT, INSERT"),
    "audit_head": "SELECT, INSERT, UPDATE",
}
_MAY_DO_ANYTHING = "SELECT, INSERT, UPDATE, DELETE"
_REVISION = "alembic_version"

# The role is set like any other setting, so that one round trip does for all; a transaction's own
# settings end with it, whatever becomes of the pooled connection.
_ENTER = f"SELECT set_config('role', '{ROLE}', true), set_config('{SETTING}', %s, true)"
_ENTER_TO_WRITE = f"{_ENTER}, pg_advisory_xact_lock_shared({SEALING_LOCK})"

# What a transaction set for itself reads as empty afterwards, which is no practice. The sub-select
# is computed once for a statement, the bare call once for a row.
_IN_OWN = f"practice_id = (SELECT NULLIF(current_setting('{SETTING}', true), ''))"

_TRIGGERS = {
    f"{table}_no_{event.lower()}": (table, event)
    for table in _UNCHANGED
    for event in ("UPDATE", "DELETE")
}


def enter(session: Session, occasion: Occasion | None) -> None:
    """Tell the database for which practice this transaction is; nothing is left after it.

    Without an occasion no practice's rows are seen but the list of practices.
    """
    bind = session.get_bind()
    if bind.dialect.name != "postgresql":
        return
    writing = bind.get_execution_options().get(WRITING, False)
    practice = occasion.actor.practice_id if occasion is not None else ""
    session.connection().exec_driver_sql(_ENTER_TO_WRITE if writing else _ENTER, (practice,))


def make_role(connection: Connection) -> None:
    """Make the role in which transactions act, unless the cluster has it, and join it.

    Raises DatabaseUnusable, with the lines to type, where this login may not.
    """
    if connection.dialect.name != "postgresql" or _is_member(connection):
        return
    login = connection.scalar(text("SELECT quote_ident(current_user)"))
    lines = [f"GRANT {ROLE} TO {login};"]
    if not _role_exists(connection):
        lines.insert(0, f"CREATE ROLE {ROLE} NOLOGIN;")
    # Another database of the cluster may be making the same role at this moment.
    connection.exec_driver_sql(
        f"""DO $$ BEGIN
            BEGIN CREATE ROLE {ROLE} NOLOGIN;
            EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN
            END;
            BEGIN GRANT {ROLE} TO CURRENT_USER;
            EXCEPTION WHEN undefined_object OR insufficient_privilege THEN
            END;
        END $$"""
    )
    if not _is_member(connection):
        raise DatabaseUnusable(
            f"The database lacks the role {ROLE}, which keeps practices apart.",
            "This login may not make it, or may not join it.",
            f"Have an administrator of the database type: {' '.join(lines)}",
        )


def isolate(connection: Connection) -> None:
    """Put the policies, grants and triggers in place for every mapped table."""
    if connection.dialect.name == "postgresql":
        make_role(connection)
        lines = [f"GRANT SELECT ON {_REVISION} TO {ROLE}", *_lines_without_policies(connection)]
        for table in Row.metadata.sorted_tables:
            lines += _rules_of(table)
        connection.exec_driver_sql(";".join(lines))
        return
    for trigger, (kept, event) in _TRIGGERS.items():
        connection.exec_driver_sql(
            f"CREATE TRIGGER IF NOT EXISTS {trigger} BEFORE {event} ON {kept}"
            f" BEGIN SELECT RAISE(ABORT, '{kept} is never changed'); END"
        )


def find_faults(connection: Connection) -> tuple[str, ...]:
    """What the database would let through, in words; nothing when everything is in place."""
    if connection.dialect.name != "postgresql":
        there = set(
            connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            .scalars()
            .all()
        )
        return tuple(f"trigger {name} is missing" for name in _TRIGGERS if name not in there)
    if not _is_member(connection):
        return (f"this login is not a member of the role {ROLE}",)
    return (*_faults_of_role(connection), *_faults_of_tables(connection))


def lift(connection: Connection) -> None:
    """Let the owner of the tables, who migrates them, see every practice: until `force`."""
    _alter_all(connection, "NO FORCE")


def force(connection: Connection) -> None:
    """Hold the owner to the policies again."""
    _alter_all(connection, "FORCE")


def _rules_of(table: Table) -> list[str]:
    name = table.name
    lines = [
        f"REVOKE ALL ON {name} FROM {ROLE}",
        f"GRANT {_MAY_DO.get(name, _MAY_DO_ANYTHING)} ON {name} TO {ROLE}",
    ]
    if not _of_practice(table):
        return lines
    lines += [
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {_OWN} ON {name} USING ({_IN_OWN}) WITH CHECK ({_IN_OWN})",
    ]
    if name == _OPEN_TO_ALL:
        lines.append(f"CREATE POLICY {_ANY} ON {name} FOR SELECT USING (true)")
    return lines


def _lines_without_policies(connection: Connection) -> list[str]:
    """What drops every policy there is: one that we do not know could let anything through."""
    policies = connection.exec_driver_sql(
        "SELECT quote_ident(policyname), quote_ident(tablename) FROM pg_policies"
        " WHERE schemaname = current_schema()"
    )
    return [f"DROP POLICY {policy} ON {table}" for policy, table in policies]


def _of_practice(table: Table) -> bool:
    return "practice_id" in table.columns


def _role_exists(connection: Connection) -> bool:
    found = connection.scalar(
        text("SELECT 1 FROM pg_roles WHERE rolname = :role").bindparams(role=ROLE)
    )
    return found is not None


def _is_member(connection: Connection) -> bool:
    if not _role_exists(connection):
        return False
    member = text("SELECT pg_has_role(current_user, :role, 'MEMBER')").bindparams(role=ROLE)
    return bool(connection.scalar(member))


def _faults_of_role(connection: Connection) -> tuple[str, ...]:
    powers = connection.execute(
        text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = :role"), {"role": ROLE}
    ).one()
    return (f"the role {ROLE} is above every policy",) if any(powers) else ()


_TABLES = text("""
    SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS forced,
        has_table_privilege(:role, c.oid, 'UPDATE') AS may_update,
        has_table_privilege(:role, c.oid, 'DELETE') AS may_delete,
        has_table_privilege(:role, c.oid, 'INSERT') AND has_table_privilege(:role, c.oid, 'SELECT')
            AS may_add,
        ARRAY(
            SELECT polname::text FROM pg_policy p
            WHERE p.polrelid = c.oid AND (
                polname <> :own OR (polcmd = '*' AND pg_get_expr(polqual, polrelid) LIKE :expected
                AND pg_get_expr(polwithcheck, polrelid) LIKE :expected)
            )
            ORDER BY polname
        ) AS policies
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
""")


def _faults_of_tables(connection: Connection) -> tuple[str, ...]:
    sought = {"role": ROLE, "own": _OWN, "expected": f"%practice_id =%{SETTING}%"}
    found = {row.relname: row for row in connection.execute(_TABLES, sought)}
    faults = []
    for table in Row.metadata.sorted_tables:
        row = found.get(table.name)
        if row is None:
            continue
        if _of_practice(table):
            wanted = [_ANY, _OWN] if table.name == _OPEN_TO_ALL else [_OWN]
            if not row.forced or row.policies != wanted:
                faults.append(f"{table.name} does not keep practices apart")
        may = _MAY_DO.get(table.name, _MAY_DO_ANYTHING)
        held = (row.may_add, row.may_update, row.may_delete)
        if held != (True, "UPDATE" in may, "DELETE" in may):
            faults.append(f"{table.name} is not granted as it should be")
    return tuple(faults)


def _alter_all(connection: Connection, how: str) -> None:
    if connection.dialect.name != "postgresql":
        return
    names = connection.execute(
        text(
            "SELECT quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n"
            " ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relrowsecurity"
        )
    ).scalars()
    lines = [f"ALTER TABLE {name} {how} ROW LEVEL SECURITY" for name in names]
    if lines:
        connection.exec_driver_sql(";".join(lines))
