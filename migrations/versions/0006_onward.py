"""Referrals that are followed, links between patients, and local help that says more."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OWN = "practice_id = (SELECT NULLIF(current_setting('gpsupport.practice', true), ''))"
ROLE = "gpsupport_app"

ANYTHING = "SELECT, INSERT, UPDATE, DELETE"
# Oldest first: a later one refers to an earlier one.
MADE = {
    "option_proposal": ANYTHING,
    "referral": "SELECT, INSERT, UPDATE (body_sealed)",
    "referral_event": "SELECT, INSERT, UPDATE (body_sealed)",
    "referral_standing": ANYTHING,
    "unmet_need": ANYTHING,
    "family_link": ANYTHING,
    "link_refusal": "SELECT, INSERT, UPDATE (words_sealed)",
}
WORDS = (
    "organisation",
    "evidence",
    "cover",
    "advice_phone",
    "site",
    "safe_channel",
    "web_address",
    "feed",
    "source_id",
    "feed_said",
)
SEVERAL = ("consent_of", "languages")
UNTOLD: dict[str, type[sa.Boolean | sa.Date]] = {
    "accepts_in_refuge": sa.Boolean,
    "capacity_on": sa.Date,
}
OF_FEED = sa.text("feed <> ''")
OPEN = sa.text("ended_at IS NULL")

# The columns that no trigger lets change, and the one that is sealed again when the key changes.
FIXED = {
    "link_refusal": (
        ("practice_id", "id", "patient_id", "resource", "other_id", "at"),
        "words_sealed",
    ),
    "referral": (
        ("practice_id", "id", "patient_id", "option_id", "begun_at"),
        "body_sealed",
    ),
    "referral_event": (
        ("practice_id", "id", "referral_id", "seq", "on_day", "to_state", "replaces"),
        "body_sealed",
    ),
}


def upgrade() -> None:
    _widen_referral_option()
    _make_option_proposal()
    _make_referral()
    _make_referral_event()
    _make_referral_standing()
    _make_unmet_need()
    _make_family_link()
    _make_link_refusal()
    if op.get_bind().dialect.name == "postgresql":
        _isolate()
    else:
        _keep_as_written()


def _widen_referral_option() -> None:
    for name in WORDS:
        column = sa.Column(name, sa.Text(), nullable=False, server_default="")
        op.add_column("referral_option", column)
    for name in SEVERAL:
        column = sa.Column(name, sa.JSON(), nullable=False, server_default="[]")
        op.add_column("referral_option", column)
    for name, kind in UNTOLD.items():
        op.add_column("referral_option", sa.Column(name, kind, nullable=True))
    op.create_index(
        "uq_referral_option_source",
        "referral_option",
        ["practice_id", "feed", "source_id"],
        unique=True,
        sqlite_where=OF_FEED,
        postgresql_where=OF_FEED,
    )


def _make_option_proposal() -> None:
    op.create_table(
        "option_proposal",
        *_ids(),
        sa.Column("option_id", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.practice_id"],
            name=op.f("fk_option_proposal_practice_id_practice"),
            ondelete="RESTRICT",
        ),
        _key("option_proposal"),
    )
    _index("option_proposal", "decided_at", "made_at", "id")


def _make_referral() -> None:
    op.create_table(
        "referral",
        *_ids(),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("option_id", sa.Text(), nullable=True),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        _refers("referral", "patient_id", "patient"),
        _refers("referral", "option_id", "referral_option"),
        _key("referral"),
    )
    _index("referral", "patient_id", "begun_at", "id")
    _index("referral", "option_id")


def _make_referral_event() -> None:
    op.create_table(
        "referral_event",
        *_ids(),
        sa.Column("referral_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("replaces", sa.Text(), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        _refers("referral_event", "referral_id", "referral"),
        _key("referral_event"),
        _unique("referral_event", "referral_id", "seq"),
    )
    _index("referral_event", "to_state", "on_day")
    _index("referral_event", "replaces")


def _make_referral_standing() -> None:
    op.create_table(
        "referral_standing",
        *_ids(),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        _refers("referral_standing", "id", "referral"),
        _refers("referral_standing", "patient_id", "patient"),
        _key("referral_standing"),
    )
    _index("referral_standing", "ended", "next_due_on", "id")


def _make_unmet_need() -> None:
    op.create_table(
        "unmet_need",
        *_ids(),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("unmet_need", "patient_id", "patient"),
        _key("unmet_need"),
    )
    _index("unmet_need", "patient_id", "noted_at", "id")
    _index("unmet_need", "noted_at", "id")


def _make_family_link() -> None:
    op.create_table(
        "family_link",
        *_ids(),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Text(), nullable=True),
        sa.Column("pair_blind", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("family_link", "patient_id", "patient"),
        _refers("family_link", "other_id", "patient"),
        _key("family_link"),
    )
    op.create_index(
        "uq_family_link_open",
        "family_link",
        ["practice_id", "pair_blind"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    _index("family_link", "patient_id")
    _index("family_link", "other_id")


def _make_link_refusal() -> None:
    op.create_table(
        "link_refusal",
        *_ids(),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        _refers("link_refusal", "patient_id", "patient"),
        _refers("link_refusal", "other_id", "patient"),
        _key("link_refusal"),
        _unique("link_refusal", "patient_id", "resource", "other_id"),
    )


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
    for table, (_kept, column) in FIXED.items():
        op.execute(
            f"CREATE TRIGGER {table}_no_rewriting {_rewriting(table, column)}"
            " EXECUTE FUNCTION kept_as_written()"
        )


def _keep_as_written() -> None:
    """SQLite has no roles to take rights from: triggers refuse for everybody."""
    for table, (kept, column) in FIXED.items():
        _refuse(table, "no_update", f"BEFORE UPDATE OF {', '.join(kept)} ON {table}")
        _refuse(table, "no_delete", f"BEFORE DELETE ON {table}")
        _refuse(table, "no_rewriting", _rewriting(table, column))


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
    for table in reversed(MADE):
        op.drop_table(table)
    op.drop_index("uq_referral_option_source", "referral_option")
    for name in (*WORDS, *SEVERAL, *UNTOLD):
        op.drop_column("referral_option", name)
