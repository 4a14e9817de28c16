"""What changed a life, and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OWN = "practice_id = (SELECT NULLIF(current_setting('gpsupport.practice', true), ''))"
ROLE = "gpsupport_app"
MAY = "SELECT, INSERT, UPDATE (body_sealed)"
COLUMN = "body_sealed"

# Oldest first: a later one refers to an earlier one. The columns that no trigger lets change.
FIXED = {
    "life_event": ("practice_id", "id", "patient_id", "kind_blind", "mark_blind", "noted_at"),
    "life_step": ("practice_id", "id", "event_id", "patient_id", "seq"),
}


def upgrade() -> None:
    _make_life_event()
    _make_life_step()
    if op.get_bind().dialect.name == "postgresql":
        _isolate()
    else:
        _keep_as_written()


def _make_life_event() -> None:
    op.create_table(
        "life_event",
        *_texts("practice_id", "id", "patient_id", "kind_blind", "mark_blind"),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(COLUMN, sa.LargeBinary(), nullable=False),
        _refers("life_event", "patient_id", "patient"),
        _key("life_event"),
        _unique("life_event", "patient_id", "mark_blind"),
    )
    _index("life_event", "kind_blind")


def _make_life_step() -> None:
    op.create_table(
        "life_step",
        *_texts("practice_id", "id", "event_id", "patient_id"),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(COLUMN, sa.LargeBinary(), nullable=False),
        _refers("life_step", "event_id", "life_event"),
        _refers("life_step", "patient_id", "patient"),
        _key("life_step"),
        _unique("life_step", "event_id", "seq"),
    )
    _index("life_step", "patient_id")


def _texts(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.Text(), nullable=False) for name in names)


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("practice_id", "id", name=op.f(f"pk_{table}"))


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["practice_id", column],
        [f"{to}.practice_id", f"{to}.id"],
        name=op.f(f"fk_{table}_practice_id_{column}_{to}"),
        ondelete="RESTRICT",
    )


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    name = op.f(f"uq_{table}_practice_id_{'_'.join(columns)}")
    return sa.UniqueConstraint("practice_id", *columns, name=name)


def _index(table: str, *columns: str) -> None:
    name = op.f(f"ix_{table}_practice_id_{'_'.join(columns)}")
    op.create_index(name, table, ["practice_id", *columns], unique=False)


def _isolate() -> None:
    """Cut the new tables down to the practice of the transaction, for their owner too."""
    for table in FIXED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_practice ON {table} USING ({OWN}) WITH CHECK ({OWN})")
        op.execute(f"GRANT {MAY} ON {table} TO {ROLE}")
        op.execute(
            f"CREATE TRIGGER {table}_no_rewriting {_rewriting(table)}"
            " EXECUTE FUNCTION kept_as_written()"
        )


def _keep_as_written() -> None:
    """SQLite has no roles to take rights from: triggers refuse for everybody."""
    for table, kept in FIXED.items():
        _refuse(table, "no_update", f"BEFORE UPDATE OF {', '.join(kept)} ON {table}")
        _refuse(table, "no_delete", f"BEFORE DELETE ON {table}")
        _refuse(table, "no_rewriting", _rewriting(table))


def _rewriting(table: str) -> str:
    """Sealing again changes the key that a blob names; nothing else may happen to it."""
    return (
        f"BEFORE UPDATE OF {COLUMN} ON {table} FOR EACH ROW"
        f" WHEN (substr(OLD.{COLUMN}, 2, 4) = substr(NEW.{COLUMN}, 2, 4)"
        f" OR OLD.{COLUMN} IS NULL OR NEW.{COLUMN} IS NULL)"
    )


def _refuse(table: str, name: str, when: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{name} {when}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
    )


def downgrade() -> None:
    for table in reversed(FIXED):
        op.drop_table(table)
