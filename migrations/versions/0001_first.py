"""The first schema: people, received records, consultations, enquiries, local help."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Written out here and not imported: a migration must go on meaning what it meant.
INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UNFINISHED = sa.text("state <> 'finished'")


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_installation")),
    )
    op.create_table(
        "practice",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ods_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("practice_id = id", name=op.f("ck_practice_own_practice")),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_practice")),
        sa.UniqueConstraint("ods_code", name=op.f("uq_practice_ods_code")),
        sa.UniqueConstraint("practice_id", name=op.f("uq_practice_practice_id")),
    )
    op.create_table(
        "patient",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source_system", sa.Text(), nullable=False),
        sa.Column("source_type", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("family_folded", BYTEWISE, nullable=False),
        sa.Column("given_folded", BYTEWISE, nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("born_earliest", sa.Date(), nullable=True),
        sa.Column("born_precision", sa.Text(), nullable=True),
        sa.Column("nhs_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("nhs_number_blind", sa.Text(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.practice_id"],
            name=op.f("fk_patient_practice_id_practice"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_patient")),
        sa.UniqueConstraint(
            "practice_id", "nhs_number_blind", name=op.f("uq_patient_practice_id_nhs_number_blind")
        ),
        sa.UniqueConstraint(
            "practice_id",
            "source_system",
            "source_type",
            "source_id",
            name=op.f("uq_patient_practice_id_source_system_source_type_source_id"),
        ),
    )
    op.create_index(
        op.f("ix_patient_practice_id_born_earliest"),
        "patient",
        ["practice_id", "born_earliest"],
        unique=False,
    )
    op.create_index(
        op.f("ix_patient_practice_id_family_folded_given_folded"),
        "patient",
        ["practice_id", "family_folded", "given_folded"],
        unique=False,
    )
    op.create_index(
        op.f("ix_patient_practice_id_given_folded"),
        "patient",
        ["practice_id", "given_folded"],
        unique=False,
    )
    op.create_table(
        "referral_option",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("named_person", sa.Text(), nullable=False),
        sa.Column("availability", sa.Text(), nullable=False),
        sa.Column("for_children", sa.Boolean(), nullable=False),
        sa.Column("from_age", sa.Integer(), nullable=True),
        sa.Column("below_age", sa.Integer(), nullable=True),
        sa.Column("sexes", sa.JSON(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("accepts_while_ongoing", sa.Boolean(), nullable=True),
        sa.Column("needs_diagnosis", sa.Boolean(), nullable=True),
        sa.Column("takes_self_referral", sa.Boolean(), nullable=True),
        sa.Column("capacity", sa.Text(), nullable=False),
        sa.Column("wait_weeks", sa.Integer(), nullable=True),
        sa.Column("phone_first", sa.Boolean(), nullable=False),
        sa.Column("assured_on", sa.Date(), nullable=True),
        sa.Column("stale_after", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.practice_id"],
            name=op.f("fk_referral_option_practice_id_practice"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_referral_option")),
    )
    op.create_index(
        op.f("ix_referral_option_practice_id_kind"),
        "referral_option",
        ["practice_id", "kind"],
        unique=False,
    )
    op.create_table(
        "staff",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.practice_id"],
            name=op.f("fk_staff_practice_id_practice"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_staff")),
    )
    op.create_table(
        "consultation",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("clinician_id", sa.Text(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("gate_presence", sa.Text(), nullable=True),
        sa.Column("gate_at", INSTANT, nullable=True),
        sa.Column("enquiry_id", sa.Text(), nullable=True),
        sa.Column("added", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "clinician_id"],
            ["staff.practice_id", "staff.id"],
            name=op.f("fk_consultation_practice_id_clinician_id_staff"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f("fk_consultation_practice_id_patient_id_patient"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_consultation")),
    )
    op.create_index(
        op.f("ix_consultation_practice_id_clinician_id"),
        "consultation",
        ["practice_id", "clinician_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_consultation_practice_id_patient_id_clinician_id_opened_on"),
        "consultation",
        ["practice_id", "patient_id", "clinician_id", "opened_on"],
        unique=False,
    )
    op.create_index(
        "uq_consultation_unfinished",
        "consultation",
        ["practice_id", "patient_id", "clinician_id", "opened_on"],
        unique=True,
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )
    op.create_table(
        "received_resource",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("source_system", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("copy_for", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f("fk_received_resource_practice_id_patient_id_patient"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_received_resource")),
        sa.UniqueConstraint(
            "practice_id",
            "source_system",
            "type",
            "source_id",
            "copy_for",
            name="uq_received_resource_source",
        ),
    )
    op.create_index(
        op.f("ix_received_resource_practice_id_patient_id"),
        "received_resource",
        ["practice_id", "patient_id"],
        unique=False,
    )
    op.create_table(
        "appointment",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f("fk_appointment_practice_id_patient_id_patient"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "resource_id"],
            ["received_resource.practice_id", "received_resource.id"],
            name=op.f("fk_appointment_practice_id_resource_id_received_resource"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_appointment")),
    )
    op.create_index(
        op.f("ix_appointment_practice_id_patient_id_starts_at"),
        "appointment",
        ["practice_id", "patient_id", "starts_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_appointment_practice_id_resource_id"),
        "appointment",
        ["practice_id", "resource_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_appointment_practice_id_starts_at"),
        "appointment",
        ["practice_id", "starts_at"],
        unique=False,
    )
    op.create_table(
        "coded_entry",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("coding_place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("precision", sa.Text(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f("fk_coded_entry_practice_id_patient_id_patient"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "resource_id"],
            ["received_resource.practice_id", "received_resource.id"],
            name=op.f("fk_coded_entry_practice_id_resource_id_received_resource"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_coded_entry")),
    )
    op.create_index(
        "ix_coded_entry_by_code",
        "coded_entry",
        ["practice_id", "code", "patient_id", "day", "system"],
        unique=False,
    )
    op.create_index(
        "ix_coded_entry_by_patient",
        "coded_entry",
        ["practice_id", "patient_id", "day"],
        unique=False,
    )
    op.create_index(
        op.f("ix_coded_entry_practice_id_resource_id"),
        "coded_entry",
        ["practice_id", "resource_id"],
        unique=False,
    )
    op.create_table(
        "contact",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("setting", sa.Text(), nullable=False),
        sa.Column("attendance", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("precision", sa.Text(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f("fk_contact_practice_id_patient_id_patient"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "resource_id"],
            ["received_resource.practice_id", "received_resource.id"],
            name=op.f("fk_contact_practice_id_resource_id_received_resource"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_contact")),
    )
    op.create_index(
        "ix_contact_by_patient", "contact", ["practice_id", "patient_id", "day"], unique=False
    )
    op.create_index(
        op.f("ix_contact_practice_id_resource_id"),
        "contact",
        ["practice_id", "resource_id"],
        unique=False,
    )
    op.create_table(
        "draft",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("consultation_id", sa.Text(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "consultation_id"],
            ["consultation.practice_id", "consultation.id"],
            name=op.f("fk_draft_practice_id_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_draft")),
        sa.UniqueConstraint(
            "practice_id", "consultation_id", name=op.f("uq_draft_practice_id_consultation_id")
        ),
    )
    op.create_index(
        op.f("ix_draft_practice_id_expires_at"),
        "draft",
        ["practice_id", "expires_at"],
        unique=False,
    )
    op.create_table(
        "enquiry",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("consultation_id", sa.Text(), nullable=True),
        sa.Column("clinician_id", sa.Text(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at", INSTANT, nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("presence", sa.Text(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("resource", sa.Text(), nullable=True),
        sa.Column("resource_id", sa.Text(), nullable=True),
        sa.Column("prompted_by", sa.Text(), nullable=True),
        sa.Column("knowledge_release", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("supersedes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id", "consultation_id"],
            ["consultation.practice_id", "consultation.id"],
            name=op.f("fk_enquiry_practice_id_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f("fk_enquiry_practice_id_patient_id_patient"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "resource_id"],
            ["received_resource.practice_id", "received_resource.id"],
            name=op.f("fk_enquiry_practice_id_resource_id_received_resource"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_enquiry")),
    )
    op.create_index(
        "ix_enquiry_by_patient", "enquiry", ["practice_id", "patient_id", "on_day"], unique=False
    )
    op.create_index(
        op.f("ix_enquiry_practice_id_resource_id"),
        "enquiry",
        ["practice_id", "resource_id"],
        unique=False,
    )
    op.create_table(
        "relative",
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("relationship", sa.Text(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("born_earliest", sa.Date(), nullable=True),
        sa.Column("born_precision", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f("fk_relative_practice_id_patient_id_patient"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "resource_id"],
            ["received_resource.practice_id", "received_resource.id"],
            name=op.f("fk_relative_practice_id_resource_id_received_resource"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_relative")),
    )
    op.create_index(
        op.f("ix_relative_practice_id_patient_id"),
        "relative",
        ["practice_id", "patient_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_relative_practice_id_resource_id"),
        "relative",
        ["practice_id", "resource_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("relative")
    op.drop_table("enquiry")
    op.drop_table("draft")
    op.drop_table("contact")
    op.drop_table("coded_entry")
    op.drop_table("appointment")
    op.drop_table("received_resource")
    op.drop_table("consultation")
    op.drop_table("staff")
    op.drop_table("referral_option")
    op.drop_table("patient")
    op.drop_table("practice")
    op.drop_table("installation")
