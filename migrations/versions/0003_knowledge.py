"""Releases of the content with their checks and reviews, prompts shown, and answers of clinicians."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OWN = "practice_id = (SELECT NULLIF(current_setting('gpsupport.practice', true), ''))"

# What is written once, and what is an ordinary table.
UNCHANGED = ("knowledge_release", "knowledge_report", "knowledge_step", "tick")
MADE = (*UNCHANGED, "prompt_shown")


def upgrade() -> None:
    op.create_table(
        "knowledge_release",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("release", sa.Text(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.practice_id"],
            name=op.f("fk_knowledge_release_practice_id_practice"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "proposed_by"],
            ["staff.practice_id", "staff.id"],
            name=op.f("fk_knowledge_release_practice_id_proposed_by_staff"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_knowledge_release")),
        sa.UniqueConstraint(
            "practice_id", "release", name=op.f("uq_knowledge_release_practice_id_release")
        ),
    )
    op.create_table(
        "knowledge_report",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("release_id", sa.Text(), nullable=False),
        sa.Column("software", sa.Text(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        _of_release("knowledge_report"),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_knowledge_report")),
        sa.UniqueConstraint(
            "practice_id",
            "release_id",
            "software",
            name=op.f("uq_knowledge_report_practice_id_release_id_software"),
        ),
    )
    op.create_table(
        "knowledge_step",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("release_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        _of_release("knowledge_step"),
        sa.ForeignKeyConstraint(
            ["practice_id", "by"],
            ["staff.practice_id", "staff.id"],
            name=op.f("fk_knowledge_step_practice_id_by_staff"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_knowledge_step")),
        sa.UniqueConstraint(
            "practice_id",
            "release_id",
            "seq",
            name=op.f("uq_knowledge_step_practice_id_release_id_seq"),
        ),
    )
    op.create_table(
        "prompt_shown",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("consultation_id", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("release", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("newest_on", sa.Date(), nullable=True),
        sa.Column("clinician_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f("fk_prompt_shown_practice_id_patient_id_patient"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "consultation_id"],
            ["consultation.practice_id", "consultation.id"],
            name=op.f("fk_prompt_shown_practice_id_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_prompt_shown")),
        sa.UniqueConstraint(
            "practice_id",
            "consultation_id",
            "indicator",
            name=op.f("uq_prompt_shown_practice_id_consultation_id_indicator"),
        ),
    )
    for columns in (["practice_id", "indicator", "on_day"], ["practice_id", "patient_id"]):
        name = op.f(f"ix_prompt_shown_{'_'.join(columns)}")
        op.create_index(name, "prompt_shown", columns, unique=False)
    _make_tick()
    if op.get_bind().dialect.name == "postgresql":
        _isolate()
    else:
        _keep_as_written()


def _make_tick() -> None:
    op.create_table(
        "tick",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("consultation_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("answer", sa.Boolean(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("clinician_id", sa.Text(), nullable=False),
        sa.Column("release", sa.Text(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["practice_id", column],
                [f"{table}.practice_id", f"{table}.id"],
                name=op.f(f"fk_tick_practice_id_{column}_{table}"),
                ondelete="RESTRICT",
            )
            for table, column in (
                ("patient", "patient_id"),
                ("consultation", "consultation_id"),
                ("staff", "clinician_id"),
            )
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_tick")),
    )
    op.create_index(
        op.f("ix_tick_practice_id_patient_id_on_day"),
        "tick",
        ["practice_id", "patient_id", "on_day"],
        unique=False,
    )


def _of_release(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["practice_id", "release_id"],
        ["knowledge_release.practice_id", "knowledge_release.id"],
        name=op.f(f"fk_{table}_practice_id_release_id_knowledge_release"),
        ondelete="RESTRICT",
    )


def _isolate() -> None:
    """Cut the new tables down to the practice of the transaction, for their owner too."""
    for table in MADE:
        may = "SELECT, INSERT" if table in UNCHANGED else "SELECT, INSERT, UPDATE, DELETE"
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_practice ON {table} USING ({OWN}) WITH CHECK ({OWN})")
        op.execute(f"GRANT {may} ON {table} TO gpsupport_app")


def _keep_as_written() -> None:
    """SQLite has no roles to take rights from: triggers refuse for everybody."""
    for table in UNCHANGED:
        for name, event in (("no_update", "UPDATE"), ("no_delete", "DELETE")):
            op.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
            )


def downgrade() -> None:
    for table in reversed(MADE):
        op.drop_table(table)
