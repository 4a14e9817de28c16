"""What follows when a patient tells, where asking stands, and an enquiry that nobody can change."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OWN = "practice_id = (SELECT NULLIF(current_setting('gpsupport.practice', true), ''))"
ROLE = "gpsupport_app"

ANYTHING = "SELECT, INSERT, UPDATE, DELETE"
# Oldest first: a later one refers to an earlier one.
MADE = {
    "typed_form": ANYTHING,
    "paper": "SELECT, INSERT, UPDATE (body_sealed)",
    "known_date": "SELECT, INSERT",
    "reminder": ANYTHING,
    "enquiry_standing": ANYTHING,
}
ADDED = {
    "consultation": ("gate_mode", "gate_company_sealed"),
    "enquiry": ("mode", "until_day", "privacy_said"),
    "web_session": ("screen_private_at",),
}
FIRST_OF_ONE = sa.text("supersedes IS NULL AND kind IN ('disclosure', 'recording')")
OPEN = sa.text("done_at IS NULL")

# The columns that no trigger lets change, and the one that is sealed again when the key changes.
FIXED = {
    "paper": (
        ("practice_id", "id", "kind", "patient_id", "consultation_id", "clinician_id", "seq")
        + ("at", "supersedes"),
        "body_sealed",
    ),
    "enquiry": (
        ("practice_id", "id", "patient_id", "consultation_id", "clinician_id", "on_day", "at")
        + ("role", "outcome", "reason", "presence", "mode", "until_day", "privacy_said")
        + ("resource", "resource_id", "prompted_by", "knowledge_release", "source", "source_id")
        + ("supersedes",),
        "words_sealed",
    ),
}
ENQUIRY = sa.table(
    "enquiry", *(sa.column(name) for name in ("practice_id", "id", "at", "supersedes"))
)


def upgrade() -> None:
    op.add_column("consultation", sa.Column("gate_mode", sa.Text(), nullable=True))
    op.add_column("consultation", sa.Column("gate_company_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("enquiry", sa.Column("mode", sa.Text(), nullable=True))
    op.add_column("enquiry", sa.Column("until_day", sa.Date(), nullable=True))
    said = sa.Column("privacy_said", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("enquiry", said)
    op.add_column("web_session", sa.Column("screen_private_at", INSTANT, nullable=True))
    _put_rival_corrections_in_order()
    op.create_index("uq_enquiry_supersedes", "enquiry", ["practice_id", "supersedes"], unique=True)
    _make_typed_form()
    _make_paper()
    _make_known_date()
    _make_reminder()
    _make_enquiry_standing()
    if op.get_bind().dialect.name == "postgresql":
        _isolate()
    else:
        _keep_as_written()


def _put_rival_corrections_in_order() -> None:
    """Of two windows that corrected one enquiry both counted: the later now corrects the earlier.

    Nothing is lost: the earlier stands among what was replaced.
    """
    bind = op.get_bind()
    order = (ENQUIRY.c.practice_id, ENQUIRY.c.supersedes, ENQUIRY.c.at, ENQUIRY.c.id)
    rows = bind.execute(
        sa.select(ENQUIRY).where(ENQUIRY.c.supersedes.is_not(None)).order_by(*order)
    ).all()
    for earlier, later in zip(rows, rows[1:], strict=False):
        if (earlier.practice_id, earlier.supersedes) == (later.practice_id, later.supersedes):
            of = (ENQUIRY.c.practice_id == later.practice_id, ENQUIRY.c.id == later.id)
            bind.execute(sa.update(ENQUIRY).where(*of).values(supersedes=earlier.id))


def _make_typed_form() -> None:
    op.create_table(
        "typed_form",
        *_ids(),
        sa.Column("consultation_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        _refers("typed_form", "consultation_id", "consultation"),
        _key("typed_form"),
        _unique("typed_form", "consultation_id", "name"),
    )
    _index("typed_form", "expires_at")


def _make_paper() -> None:
    op.create_table(
        "paper",
        *_ids(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("consultation_id", sa.Text(), nullable=False),
        sa.Column("clinician_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("supersedes", sa.Text(), nullable=True),
        _refers("paper", "patient_id", "patient"),
        _refers("paper", "consultation_id", "consultation"),
        _refers("paper", "clinician_id", "staff"),
        _refers("paper", "supersedes", "paper"),
        _key("paper"),
        _unique("paper", "supersedes"),
    )
    op.create_index(
        "uq_paper_first",
        "paper",
        ["practice_id", "consultation_id", "kind"],
        unique=True,
        sqlite_where=FIRST_OF_ONE,
        postgresql_where=FIRST_OF_ONE,
    )
    _index("paper", "patient_id", "kind", "seq")
    _index("paper", "consultation_id", "kind", "seq")


def _make_known_date() -> None:
    op.create_table(
        "known_date",
        *_ids(),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("consultation_id", sa.Text(), nullable=False),
        sa.Column("clinician_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _refers("known_date", "patient_id", "patient"),
        _refers("known_date", "consultation_id", "consultation"),
        _refers("known_date", "clinician_id", "staff"),
        _key("known_date"),
    )
    _index("known_date", "patient_id", "seq")


def _make_reminder() -> None:
    op.create_table(
        "reminder",
        *_ids(),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("key_blind", sa.Text(), nullable=False),
        sa.Column("owner_blind", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("reminder", "patient_id", "patient"),
        _key("reminder"),
        _unique("reminder", "patient_id", "key_blind"),
    )
    for name, columns in (
        ("ix_reminder_open", ["practice_id", "due_on", "id"]),
        ("ix_reminder_own", ["practice_id", "owner_blind", "due_on", "id"]),
    ):
        op.create_index(name, "reminder", columns, sqlite_where=OPEN, postgresql_where=OPEN)


def _make_enquiry_standing() -> None:
    op.create_table(
        "enquiry_standing",
        *_ids(),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("not_alone_in_a_row", sa.Integer(), nullable=False),
        sa.Column("put_off_in_a_row", sa.Integer(), nullable=False),
        sa.Column("unseen_young", sa.Boolean(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        _refers("enquiry_standing", "id", "patient"),
        _key("enquiry_standing"),
    )
    for columns in (
        ("due_on", "id"),
        ("state", "due_on", "id"),
        ("not_alone_in_a_row", "id"),
        ("put_off_in_a_row", "id"),
        ("unseen_young", "id"),
    ):
        _index("enquiry_standing", *columns)


def _ids() -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.Text(), nullable=False) for name in ("practice_id", "id"))


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
    for table, may in MADE.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_practice ON {table} USING ({OWN}) WITH CHECK ({OWN})")
        op.execute(f"GRANT {may} ON {table} TO {ROLE}")
    # What was recorded here stays; what came from elsewhere is dropped before it is read again.
    op.execute(f"REVOKE UPDATE ON enquiry FROM {ROLE}")
    op.execute(f"GRANT UPDATE (words_sealed) ON enquiry TO {ROLE}")
    op.execute(
        "CREATE POLICY received_only ON enquiry AS RESTRICTIVE FOR DELETE USING (source <> '')"
    )
    op.execute(
        "CREATE FUNCTION kept_as_written() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME; END $$"
    )
    for table, (_kept, column) in FIXED.items():
        op.execute(
            f"CREATE TRIGGER {table}_no_rewriting {_rewriting(table, column)}"
            " EXECUTE FUNCTION kept_as_written()"
        )


def _keep_as_written() -> None:
    """SQLite has no roles to take rights from: triggers refuse for everybody."""
    for event in ("UPDATE", "DELETE"):
        _refuse("known_date", f"no_{event.lower()}", f"BEFORE {event} ON known_date")
    for table, (kept, column) in FIXED.items():
        _refuse(table, "no_update", f"BEFORE UPDATE OF {', '.join(kept)} ON {table}")
        _refuse(table, "no_rewriting", _rewriting(table, column))
    _refuse("paper", "no_delete", "BEFORE DELETE ON paper")
    _refuse("enquiry", "no_delete", "BEFORE DELETE ON enquiry WHEN NOT (OLD.source <> '')")


def _rewriting(table: str, column: str) -> str:
    """Sealing again changes the key that a blob names; nothing else may happen to it."""
    return (
        f"BEFORE UPDATE OF {column} ON {table} FOR EACH ROW"
        f" WHEN (substr(OLD.{column}, 2, 4) = substr(NEW.{column}, 2, 4)"
        f" OR OLD.{column} IS NULL OR NEW.{column} IS NULL)"
    )


def _refuse(table: str, name: str, when: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{name} {when}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY received_only ON enquiry")
        op.execute("DROP TRIGGER enquiry_no_rewriting ON enquiry")
        op.execute(f"GRANT UPDATE ON enquiry TO {ROLE}")
    else:
        for name in ("no_update", "no_rewriting", "no_delete"):
            op.execute(f"DROP TRIGGER enquiry_{name}")
    for table in reversed(MADE):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION kept_as_written()")
    op.drop_index("uq_enquiry_supersedes", "enquiry")
    for table, columns in ADDED.items():
        for column in columns:
            op.drop_column(table, column)
