"""Rows about meetings and what was asked in them."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from gpsupport.persistence.rows.base import OfPractice, Row, belongs_to

_UNFINISHED = text("state <> 'finished'")


class ConsultationRow(OfPractice, Row):
    """A consultation. `opened_on` is the London day of `opened_at`.

    `gate_session` is the browser session in which the gate was answered: it opens nothing in
    another one. `gate_company_sealed` holds who else was said to be there.
    """

    __tablename__ = "consultation"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        belongs_to("staff", "clinician_id"),
        # Two tabs opened at once still share one consultation.
        Index(
            "uq_consultation_unfinished",
            "practice_id",
            "patient_id",
            "clinician_id",
            "opened_on",
            unique=True,
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index(None, "practice_id", "patient_id", "clinician_id", "opened_on"),
        Index(None, "practice_id", "clinician_id"),
    )

    patient_id: Mapped[str]
    clinician_id: Mapped[str]
    opened_at: Mapped[datetime]
    opened_on: Mapped[date]
    state: Mapped[str]
    gate_presence: Mapped[str | None]
    gate_at: Mapped[datetime | None]
    gate_session: Mapped[str]
    gate_mode: Mapped[str | None]
    gate_company_sealed: Mapped[bytes | None]
    enquiry_id: Mapped[str | None]
    added: Mapped[list[str]]
    version: Mapped[int] = mapped_column(default=1)


class DraftRow(OfPractice, Row):
    """What was typed so far in a consultation, sealed whole."""

    __tablename__ = "draft"
    __table_args__ = (
        belongs_to("consultation", "consultation_id"),
        UniqueConstraint("practice_id", "consultation_id"),
        Index(None, "practice_id", "expires_at"),
    )

    consultation_id: Mapped[str]
    body_sealed: Mapped[bytes]
    saved_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class TypedFormRow(OfPractice, Row):
    """What was typed into one form of a consultation and not yet saved, sealed whole."""

    __tablename__ = "typed_form"
    __table_args__ = (
        belongs_to("consultation", "consultation_id"),
        UniqueConstraint("practice_id", "consultation_id", "name"),
        Index(None, "practice_id", "expires_at"),
    )

    consultation_id: Mapped[str]
    name: Mapped[str]
    body_sealed: Mapped[bytes]
    saved_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class EnquiryRow(OfPractice, Row):
    """One asking. Never edited: a correction is a new row that names in `supersedes` the one it
    replaces, and of two that name the same the second is refused. `source` is empty for what was
    recorded here, else the system it came from, and `source_id` is then its id there.
    `words_sealed` holds the patient's words, who else was there, what the next clinician is to
    know, and, for an imported one, who asked.
    """

    __tablename__ = "enquiry"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        belongs_to("received_resource", "resource_id"),
        belongs_to("consultation", "consultation_id"),
        Index("ix_enquiry_by_patient", "practice_id", "patient_id", "on_day"),
        # An index and not a constraint: SQLite adds one without making the table anew.
        Index("uq_enquiry_supersedes", "practice_id", "supersedes", unique=True),
        Index(None, "practice_id", "resource_id"),
    )

    patient_id: Mapped[str]
    consultation_id: Mapped[str | None]
    clinician_id: Mapped[str | None]
    on_day: Mapped[date]
    at: Mapped[datetime | None]
    role: Mapped[str | None]
    outcome: Mapped[str]
    reason: Mapped[str | None]
    presence: Mapped[str | None]
    mode: Mapped[str | None]
    until_day: Mapped[date | None]
    privacy_said: Mapped[bool] = mapped_column(default=False, server_default=false())
    words_sealed: Mapped[bytes | None]
    resource: Mapped[str | None]
    resource_id: Mapped[str | None]
    prompted_by: Mapped[str | None]
    knowledge_release: Mapped[str | None]
    source: Mapped[str]
    source_id: Mapped[str | None]
    supersedes: Mapped[str | None]


class TickRow(OfPractice, Row):
    """One answer of a clinician about what no code holds. Written once: a changed answer is a row.

    `release` is the content that asked.
    """

    __tablename__ = "tick"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        belongs_to("consultation", "consultation_id"),
        belongs_to("staff", "clinician_id"),
        Index(None, "practice_id", "patient_id", "on_day"),
    )

    patient_id: Mapped[str]
    consultation_id: Mapped[str]
    name: Mapped[str]
    answer: Mapped[bool]
    on_day: Mapped[date]
    at: Mapped[datetime]
    clinician_id: Mapped[str]
    release: Mapped[str]
