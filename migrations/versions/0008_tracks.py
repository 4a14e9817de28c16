"""What a family needs side by side: one table of versions that nobody changes."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OWN = "practice_id = (SELECT NULLIF(current_setting('gpsupport.practice', true), ''))"
ROLE = "gpsupport_app"
TABLE, SEALED = "tracks_plan", "body_sealed"
# The columns that no trigger lets change; the sealed one is sealed again when the key changes.
FIXED = ("practice_id", "id", "patient_id", "seq", "at")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(SEALED, sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f(f"fk_{TABLE}_practice_id_patient_id_patient"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint(
            "practice_id", "patient_id", "seq", name=op.f(f"uq_{TABLE}_practice_id_patient_id_seq")
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        _isolate()
    else:
        _keep_as_written()


def _isolate() -> None:
    """Cut the table down to the practice of the transaction, for its owner too."""
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_practice ON {TABLE} USING ({OWN}) WITH CHECK ({OWN})")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ({SEALED}) ON {TABLE} TO {ROLE}")
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_rewriting {_rewriting()} EXECUTE FUNCTION kept_as_written()"
    )


def _keep_as_written() -> None:
    """SQLite has no roles to take rights from: triggers refuse for everybody."""
    _refuse("no_update", f"BEFORE UPDATE OF {', '.join(FIXED)} ON {TABLE}")
    _refuse("no_delete", f"BEFORE DELETE ON {TABLE}")
    _refuse("no_rewriting", _rewriting())


def _rewriting() -> str:
    """Sealing again changes the key that a blob names; nothing else may happen to it."""
    return (
        f"BEFORE UPDATE OF {SEALED} ON {TABLE} FOR EACH ROW"
        f" WHEN (substr(OLD.{SEALED}, 2, 4) = substr(NEW.{SEALED}, 2, 4)"
        f" OR OLD.{SEALED} IS NULL OR NEW.{SEALED} IS NULL)"
    )


def _refuse(name: str, when: str) -> None:
    op.execute(
        f"CREATE TRIGGER {TABLE}_{name} {when}"
        f" BEGIN SELECT RAISE(ABORT, '{TABLE} is never changed'); END"
    )


def downgrade() -> None:
    op.drop_table(TABLE)
