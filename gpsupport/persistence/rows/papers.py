"""Rows about what follows when a patient tells: written once, each correction a row of its own."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gpsupport.persistence.rows.base import OfPractice, Row, belongs_to

_FIRST_OF_ONE = text("supersedes IS NULL AND kind IN ('disclosure', 'recording')")


class PaperRow(OfPractice, Row):
    """One paper of a consultation, sealed whole. Never changed: a correction is a new row.

    `kind` is "disclosure", "sharing", "recording" or "safe-contact"; `seq` counts the papers of a
    patient in the order in which they were first written; `supersedes` names the version that this
    one corrects, whose `seq` it takes.
    """

    __tablename__ = "paper"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        belongs_to("consultation", "consultation_id"),
        belongs_to("staff", "clinician_id"),
        belongs_to("paper", "supersedes"),
        # Of two windows that correct one paper the second finds it taken.
        UniqueConstraint("practice_id", "supersedes"),
        # And of two that write the first, for there is one of a consultation.
        Index(
            "uq_paper_first",
            "practice_id",
            "consultation_id",
            "kind",
            unique=True,
            sqlite_where=_FIRST_OF_ONE,
            postgresql_where=_FIRST_OF_ONE,
        ),
        Index(None, "practice_id", "patient_id", "kind", "seq"),
        Index(None, "practice_id", "consultation_id", "kind", "seq"),
    )

    kind: Mapped[str]
    patient_id: Mapped[str]
    consultation_id: Mapped[str]
    clinician_id: Mapped[str]
    seq: Mapped[int]
    at: Mapped[datetime]
    body_sealed: Mapped[bytes]
    supersedes: Mapped[str | None]


class KnownDateRow(OfPractice, Row):
    """One date that a clinician entered because no code says it; none takes it back. Never changed.

    `seq` counts those of a patient in the order in which they were entered.
    """

    __tablename__ = "known_date"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        belongs_to("consultation", "consultation_id"),
        belongs_to("staff", "clinician_id"),
        Index(None, "practice_id", "patient_id", "seq"),
    )

    patient_id: Mapped[str]
    consultation_id: Mapped[str]
    clinician_id: Mapped[str]
    seq: Mapped[int]
    kind: Mapped[str]
    day: Mapped[date | None]
    said_on: Mapped[date]
    at: Mapped[datetime]


class ReminderRow(OfPractice, Row):
    """One thing to do for a patient by a day. `key_blind` tells two of the same matter as one.

    It is a keyed hash, for the key may name a child, and so is `owner_blind`, by which somebody's
    own are found; `words_sealed` holds the key itself, and who and what it is about.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        UniqueConstraint("practice_id", "patient_id", "key_blind"),
        Index(
            "ix_reminder_open",
            "practice_id",
            "due_on",
            "id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index(
            "ix_reminder_own",
            "practice_id",
            "owner_blind",
            "due_on",
            "id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    patient_id: Mapped[str]
    key_blind: Mapped[str]
    owner_blind: Mapped[str | None]
    kind: Mapped[str]
    due_on: Mapped[date]
    words_sealed: Mapped[bytes | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class EnquiryStandingRow(OfPractice, Row):
    """Where the asking of one patient stands, as last judged; `id` is the patient's id.

    It follows from other rows and may be made again at any time. The columns are what lists are
    made from; `body_sealed` holds all of it, with names and notes.
    """

    __tablename__ = "enquiry_standing"
    __table_args__ = (
        belongs_to("patient", "id"),
        Index(None, "practice_id", "urgency", "due_on", "id"),
        Index(None, "practice_id", "state", "urgency", "due_on", "id"),
        Index(None, "practice_id", "not_alone_in_a_row", "id"),
        Index(None, "practice_id", "put_off_in_a_row", "id"),
        Index(None, "practice_id", "unseen_young", "id"),
    )

    state: Mapped[str]
    on_day: Mapped[date]
    due_on: Mapped[date | None]
    urgency: Mapped[int]
    not_alone_in_a_row: Mapped[int]
    put_off_in_a_row: Mapped[int]
    unseen_young: Mapped[bool]
    body_sealed: Mapped[bytes]
