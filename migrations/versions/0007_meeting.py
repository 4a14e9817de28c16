"""Meetings about families, and what is noted at them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OWN = "practice_id = (SELECT NULLIF(current_setting('gpsupport.practice', true), ''))"
ROLE = "gpsupport_app"

# Oldest first: a later one refers to an earlier one.
MADE = {
    "meeting": "SELECT, INSERT, UPDATE, DELETE",
    "meeting_note": "SELECT, INSERT, UPDATE (body_sealed)",
}
# No trigger lets these columns change; the sealed one is sealed again when the key changes.
KEPT = ("practice_id", "id", "meeting_id", "patient_id", "kind", "at", "supersedes")


def upgrade() -> None:
    _make_meeting()
    _make_meeting_note()
    if op.get_bind().dialect.name == "postgresql":
        _isolate()
    else:
        _keep_as_written()


def _make_meeting() -> None:
    op.create_table(
        "meeting",
        *_ids(),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.practice_id"],
            name=op.f("fk_meeting_practice_id_practice"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_meeting")),
    )
    _index("meeting", "on_day", "id")


def _make_meeting_note() -> None:
    op.create_table(
        "meeting_note",
        *_ids(),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("supersedes", sa.Text(), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        _refers("meeting_note", "meeting_id", "meeting"),
        _refers("meeting_note", "patient_id", "patient"),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_meeting_note")),
        sa.UniqueConstraint(
            "practice_id", "supersedes", name=op.f("uq_meeting_note_practice_id_supersedes")
        ),
    )
    _index("meeting_note", "meeting_id", "at")
    _index("meeting_note", "patient_id", "kind")


def _ids() -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.Text(), nullable=False) for name in ("practice_id", "id"))


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["practice_id", column],
        [f"{to}.practice_id", f"{to}.id"],
        name=op.f(f"fk_{table}_practice_id_{column}_{to}"),
        ondelete="RESTRICT",
    )


def _index(table: str, *columns: str) -> None:
    name = op.f(f"ix_{table}_practice_id_{'_'.join(columns)}")
    op.create_index(name, table, ["practice_id", *columns], unique=False)


def _isolate() -> None:
    """Cut the new tables down to the practice of the transaction, for their owner too."""
    for table, may in MADE.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_practice ON {table} USING ({OWN}) WITH CHECK ({OWN})")
        op.execute(f"GRANT {may} ON {table} TO {ROLE}")
    op.execute(
        f"CREATE TRIGGER meeting_note_no_rewriting {_rewriting()}"
        " EXECUTE FUNCTION kept_as_written()"
    )


def _keep_as_written() -> None:
    """SQLite has no roles to take rights from: triggers refuse for everybody."""
    _refuse("no_update", f"BEFORE UPDATE OF {', '.join(KEPT)} ON meeting_note")
    _refuse("no_delete", "BEFORE DELETE ON meeting_note")
    _refuse("no_rewriting", _rewriting())


def _rewriting() -> str:
    """Sealing again changes the key that a blob names; nothing else may happen to it."""
    return (
        "BEFORE UPDATE OF body_sealed ON meeting_note FOR EACH ROW"
        " WHEN (substr(OLD.body_sealed, 2, 4) = substr(NEW.body_sealed, 2, 4)"
        " OR OLD.body_sealed IS NULL OR NEW.body_sealed IS NULL)"
    )


def _refuse(name: str, when: str) -> None:
    op.execute(
        f"CREATE TRIGGER meeting_note_{name} {when}"
        " BEGIN SELECT RAISE(ABORT, 'meeting_note is never changed'); END"
    )


def downgrade() -> None:
    for table in reversed(MADE):
        op.drop_table(table)
