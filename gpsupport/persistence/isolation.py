"""What the database itself refuses: another practice's rows.

The stores narrow every statement to one practice already; this is the second time, below them. On
PostgreSQL each transaction acts as a role that owns nothing and for which every table is cut down
to one practice, and which holds no right to change what is written once. SQLite knows neither roles
nor policies.
"""

from sqlalchemy import Connection, Table, text
from sqlalchemy.orm import Session

from gpsupport.domain.access import Occasion
from gpsupport.persistence.engine import WRITING, DatabaseUnusable
from gpsupport.persistence.keeping import (
    RECEIVED,
    RESEALED,
    UNCHANGED,
    find_unkept,
    keep_as_written,
)
from gpsupport.persistence.rows import Row

ROLE = "gpsupport_app"
SETTING = "gpsupport.practice"
# Writers share this lock, so that whoever changes the sealing key can wait for those who began
# with the old one. Any number would do that nobody else uses.
SEALING_LOCK = 0x6770_5365_616C

_OPEN_TO_ALL = "practice"
_OWN, _ANY, _DROPPED = "own_practice", "any_practice", "received_only"
_MAY_DO = {
    **dict.fromkeys(UNCHANGED, "SELECT, INSERT"),
    **{
        table: f"SELECT, INSERT, UPDATE ({column}){', DELETE' if table in RECEIVED else ''}"
        for table, column in RESEALED.items()
    },
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
    keep_as_written(connection)


def find_faults(connection: Connection) -> tuple[str, ...]:
    """What the database would let through, in words; nothing when everything is in place."""
    unkept = tuple(f"trigger {name} is missing" for name in find_unkept(connection))
    if connection.dialect.name != "postgresql":
        return unkept
    if not _is_member(connection):
        return (f"this login is not a member of the role {ROLE}",)
    return (*_faults_of_role(connection), *_faults_of_tables(connection), *unkept)


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
    if name in RECEIVED:
        lines.append(
            f"CREATE POLICY {_DROPPED} ON {name} AS RESTRICTIVE FOR DELETE USING ({RECEIVED[name]})"
        )
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
        ARRAY(
            SELECT attname::text FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            AND has_column_privilege(:role, c.oid, a.attnum, 'UPDATE')
        ) AS may_update_in,
        has_table_privilege(:role, c.oid, 'DELETE') AS may_delete,
        has_table_privilege(:role, c.oid, 'INSERT') AND has_table_privilege(:role, c.oid, 'SELECT')
            AS may_add,
        ARRAY(
            SELECT polname::text FROM pg_policy p
            WHERE p.polrelid = c.oid AND (
                polname NOT IN (:own, :dropped)
                OR (polname = :dropped AND polcmd = 'd' AND NOT polpermissive)
                OR (polname = :own AND polcmd = '*'
                AND pg_get_expr(polqual, polrelid) LIKE :expected
                AND pg_get_expr(polwithcheck, polrelid) LIKE :expected)
            )
            ORDER BY polname
        ) AS policies
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
""")


def _faults_of_tables(connection: Connection) -> tuple[str, ...]:
    sought = {
        "role": ROLE,
        "own": _OWN,
        "dropped": _DROPPED,
        "expected": f"%practice_id =%{SETTING}%",
    }
    found = {row.relname: row for row in connection.execute(_TABLES, sought)}
    faults = []
    for table in Row.metadata.sorted_tables:
        row = found.get(table.name)
        if row is None:
            continue
        kept_apart = row.forced and row.policies == _policies_of(table.name)
        if _of_practice(table) and not kept_apart:
            faults.append(f"{table.name} does not keep practices apart")
        may = _MAY_DO.get(table.name, _MAY_DO_ANYTHING)
        held = (row.may_add, row.may_update or row.may_update_in, row.may_delete)
        if held != (True, _changed_in(table.name, may), "DELETE" in may):
            faults.append(f"{table.name} is not granted as it should be")
    return tuple(faults)


def _policies_of(name: str) -> list[str]:
    also = {_OPEN_TO_ALL: [_ANY], **{table: [_DROPPED] for table in RECEIVED}}
    return sorted([_OWN, *also.get(name, [])])


def _changed_in(name: str, may: str) -> bool | list[str]:
    """Whether every column may be changed, or which ones."""
    if name in RESEALED:
        return [RESEALED[name]]
    return True if "UPDATE" in may else []


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
