"""Accounts and sessions, who may see which record, the audit, addresses; several roles for one."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)

# Written out: what these tables are called today is no concern of this migration.
ISOLATED = (
    "account",
    "appointment",
    "audit",
    "audit_head",
    "case_rule",
    "coded_entry",
    "consultation",
    "contact",
    "draft",
    "enquiry",
    "opening",
    "patient",
    "patient_address",
    "practice",
    "received_resource",
    "referral_option",
    "relative",
    "review_item",
    "sign_in_counter",
    "staff",
    "web_session",
)
MAY_DO = {"audit": "SELECT, INSERT", "audit_head": "SELECT, INSERT, UPDATE"}
OWN = "practice_id = (SELECT NULLIF(current_setting('gpsupport.practice', true), ''))"

STAFF = sa.table(
    "staff",
    sa.column("practice_id", sa.Text()),
    sa.column("id", sa.Text()),
    sa.column("role", sa.Text()),
    sa.column("roles", sa.JSON()),
)


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.practice_id"],
            name=op.f("fk_audit_practice_id_practice"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "seq", name=op.f("pk_audit")),
    )
    op.create_index(
        op.f("ix_audit_practice_id_object_id_seq"),
        "audit",
        ["practice_id", "object_id", "seq"],
        unique=False,
    )
    op.create_table(
        "audit_head",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.practice_id"],
            name=op.f("fk_audit_head_practice_id_practice"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "sign_in_counter",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.practice_id"],
            name=op.f("fk_sign_in_counter_practice_id_practice"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_sign_in_counter")),
    )
    op.create_table(
        "account",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("totp_confirmed_at", INSTANT, nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("recovery_hashes", sa.JSON(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "id"],
            ["staff.practice_id", "staff.id"],
            name=op.f("fk_account_practice_id_id_staff"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_account")),
        sa.UniqueConstraint(
            "practice_id", "issuer", "subject", name=op.f("uq_account_practice_id_issuer_subject")
        ),
        sa.UniqueConstraint(
            "practice_id", "username", name=op.f("uq_account_practice_id_username")
        ),
    )
    op.create_table(
        "case_rule",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f("fk_case_rule_practice_id_patient_id_patient"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff.practice_id", "staff.id"],
            name=op.f("fk_case_rule_practice_id_staff_id_staff"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_case_rule")),
    )
    op.create_index(
        op.f("ix_case_rule_practice_id_patient_id"),
        "case_rule",
        ["practice_id", "patient_id"],
        unique=False,
    )
    op.create_table(
        "opening",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f("fk_opening_practice_id_patient_id_patient"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff.practice_id", "staff.id"],
            name=op.f("fk_opening_practice_id_staff_id_staff"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_opening")),
    )
    op.create_index(
        op.f("ix_opening_practice_id_patient_id"),
        "opening",
        ["practice_id", "patient_id"],
        unique=False,
    )
    op.create_table(
        "review_item",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=True),
        sa.Column("opening_id", sa.Text(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("told_id", sa.Text(), nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f("fk_review_item_practice_id_patient_id_patient"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff.practice_id", "staff.id"],
            name=op.f("fk_review_item_practice_id_staff_id_staff"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_review_item")),
    )
    op.create_index(
        op.f("ix_review_item_practice_id_staff_id_patient_id"),
        "review_item",
        ["practice_id", "staff_id", "patient_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_review_item_practice_id_told_id"),
        "review_item",
        ["practice_id", "told_id"],
        unique=False,
    )
    op.create_table(
        "web_session",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("assurance", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=False),
        sa.Column("locked_at", INSTANT, nullable=True),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff.practice_id", "staff.id"],
            name=op.f("fk_web_session_practice_id_staff_id_staff"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_web_session")),
        sa.UniqueConstraint(
            "practice_id", "token_hash", name=op.f("uq_web_session_practice_id_token_hash")
        ),
    )
    op.create_index(
        op.f("ix_web_session_practice_id_ends_at"),
        "web_session",
        ["practice_id", "ends_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_web_session_practice_id_staff_id"),
        "web_session",
        ["practice_id", "staff_id"],
        unique=False,
    )
    op.create_table(
        "patient_address",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f("fk_patient_address_practice_id_patient_id_patient"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "resource_id"],
            ["received_resource.practice_id", "received_resource.id"],
            name=op.f("fk_patient_address_practice_id_resource_id_received_resource"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_patient_address")),
    )
    op.create_index(
        op.f("ix_patient_address_practice_id_patient_id"),
        "patient_address",
        ["practice_id", "patient_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_patient_address_practice_id_resource_id"),
        "patient_address",
        ["practice_id", "resource_id"],
        unique=False,
    )
    with op.batch_alter_table("consultation") as changed:
        changed.add_column(sa.Column("gate_session", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("consultation") as changed:
        changed.alter_column("gate_session", server_default=None)
    # A gate that was open belongs to no session: everybody is asked again.
    op.execute("UPDATE consultation SET gate_presence = NULL, gate_at = NULL")
    op.add_column("patient", sa.Column("home_blind", sa.Text(), nullable=True))
    _take_several_roles()
    if op.get_bind().dialect.name == "postgresql":
        _isolate()
    else:
        _keep_the_audit()


def _isolate() -> None:
    """Cut every table down to the practice of the transaction, for its owner too.

    The role gpsupport_app belongs to the cluster; it is there before this runs.
    """
    for table in ISOLATED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_practice ON {table} USING ({OWN}) WITH CHECK ({OWN})")
        may = MAY_DO.get(table, "SELECT, INSERT, UPDATE, DELETE")
        op.execute(f"GRANT {may} ON {table} TO gpsupport_app")
    # Choosing a practice comes before acting for one.
    op.execute("CREATE POLICY any_practice ON practice FOR SELECT USING (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON installation TO gpsupport_app")
    op.execute("GRANT SELECT ON alembic_version TO gpsupport_app")


def _keep_the_audit() -> None:
    """SQLite has no roles to take rights from: triggers refuse for everybody."""
    for name, event in (("audit_no_update", "UPDATE"), ("audit_no_delete", "DELETE")):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON audit"
            " BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END"
        )


def _take_several_roles() -> None:
    with op.batch_alter_table("staff") as changed:
        changed.add_column(sa.Column("roles", sa.JSON(), nullable=True))
        changed.add_column(sa.Column("nhs_number_blind", sa.Text(), nullable=True))
        changed.add_column(sa.Column("home_blind", sa.Text(), nullable=True))
        changed.add_column(sa.Column("disabled_at", INSTANT, nullable=True))
    bind = op.get_bind()
    for practice_id, staff_id, role in bind.execute(
        sa.select(STAFF.c.practice_id, STAFF.c.id, STAFF.c.role)
    ).all():
        bind.execute(
            sa.update(STAFF)
            .where(STAFF.c.practice_id == practice_id, STAFF.c.id == staff_id)
            .values(roles=[role])
        )
    with op.batch_alter_table("staff") as changed:
        changed.alter_column("roles", existing_type=sa.JSON(), nullable=False)
        changed.drop_column("role")


def _lift_isolation() -> None:
    """Drop the policies and grants; other databases of the cluster may use the role."""
    op.execute("DROP POLICY any_practice ON practice")
    for table in ISOLATED:
        op.execute(f"DROP POLICY own_practice ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for table in (*ISOLATED, "installation", "alembic_version"):
        op.execute(f"REVOKE ALL ON {table} FROM gpsupport_app")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _lift_isolation()
    with op.batch_alter_table("staff") as changed:
        changed.add_column(sa.Column("role", sa.Text(), nullable=True))
    bind = op.get_bind()
    for practice_id, staff_id, roles in bind.execute(
        sa.select(STAFF.c.practice_id, STAFF.c.id, STAFF.c.roles)
    ).all():
        bind.execute(
            sa.update(STAFF)
            .where(STAFF.c.practice_id == practice_id, STAFF.c.id == staff_id)
            .values(role=roles[0])
        )
    with op.batch_alter_table("staff") as changed:
        changed.alter_column("role", existing_type=sa.Text(), nullable=False)
        for column in ("disabled_at", "home_blind", "nhs_number_blind", "roles"):
            changed.drop_column(column)
    op.drop_column("patient", "home_blind")
    op.drop_column("consultation", "gate_session")
    op.drop_table("patient_address")
    op.drop_table("review_item")
    op.drop_table("opening")
    op.drop_table("case_rule")
    op.drop_table("web_session")
    op.drop_table("account")
    op.drop_table("sign_in_counter")
    op.drop_table("audit_head")
    op.drop_table("audit")
