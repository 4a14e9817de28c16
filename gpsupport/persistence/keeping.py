"""What is written once: the database itself refuses to change it, by triggers.

On PostgreSQL the role in which transactions act holds no right to change such rows, but for the
one column that is sealed again when the key changes; a trigger lets nothing else happen to it. On
SQLite, which knows no roles, triggers do all of it.
"""

from sqlalchemy import Connection

from gpsupport.persistence.rows import Row

# The audit, how the content came into force, and what a clinician answered.
UNCHANGED = (
    "audit",
    "knowledge_release",
    "knowledge_report",
    "knowledge_step",
    "known_date",
    "tick",
)
# The same, but for a column that is sealed again when the key changes.
RESEALED = {
    "enquiry": "words_sealed",
    "life_event": "body_sealed",
    "life_step": "body_sealed",
    "link_refusal": "words_sealed",
    "meeting_note": "body_sealed",
    "paper": "body_sealed",
    "referral": "body_sealed",
    "referral_event": "body_sealed",
    "tracks_plan": "body_sealed",
}
# Of these, what came from elsewhere is dropped before it is read again.
RECEIVED = {"enquiry": "source <> ''"}

_FUNCTION = "kept_as_written"


def keep_as_written(connection: Connection) -> None:
    """Make the triggers that are not there yet."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION '%% is never changed', TG_TABLE_NAME; END $$"
        )
        for name, when in _rewriting().items():
            connection.exec_driver_sql(
                f"CREATE OR REPLACE TRIGGER {name} {when} EXECUTE FUNCTION {_FUNCTION}()"
            )
        return
    for name, when in _on_sqlite().items():
        kept = name.partition("_no_")[0]
        connection.exec_driver_sql(
            f"CREATE TRIGGER IF NOT EXISTS {name} {when}"
            f" BEGIN SELECT RAISE(ABORT, '{kept} is never changed'); END"
        )


def find_unkept(connection: Connection) -> tuple[str, ...]:
    """The names of the triggers that are missing or switched off."""
    if connection.dialect.name == "postgresql":
        wanted = _rewriting()
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    else:
        wanted = _on_sqlite()
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    there = set(connection.exec_driver_sql(query).scalars())
    return tuple(name for name in wanted if name not in there)


def _rewriting() -> dict[str, str]:
    """When a sealed column may not change, by the name of the trigger.

    Sealing again changes the key that a blob names; whatever else happens to the column would
    change what it says.
    """
    made = {}
    for table, column in RESEALED.items():
        old, new = (f"substr({row}.{column}, 2, 4)" for row in ("OLD", "NEW"))
        same = f"{old} = {new} OR OLD.{column} IS NULL OR NEW.{column} IS NULL"
        made[f"{table}_no_rewriting"] = (
            f"BEFORE UPDATE OF {column} ON {table} FOR EACH ROW WHEN ({same})"
        )
    return made


def _on_sqlite() -> dict[str, str]:
    made = {
        f"{table}_no_{event.lower()}": f"BEFORE {event} ON {table}"
        for table in UNCHANGED
        for event in ("UPDATE", "DELETE")
    }
    for table, column in RESEALED.items():
        kept = [one.name for one in Row.metadata.tables[table].columns if one.name != column]
        made[f"{table}_no_update"] = f"BEFORE UPDATE OF {', '.join(kept)} ON {table}"
        but = f" WHEN NOT (OLD.{RECEIVED[table]})" if table in RECEIVED else ""
        made[f"{table}_no_delete"] = f"BEFORE DELETE ON {table}{but}"
    return made | _rewriting()
