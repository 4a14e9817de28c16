"""Rows about meetings: each with who comes, and what is noted there about each family."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gpsupport.persistence.rows.base import OfPractice, Row, belongs_to, of_practice


class MeetingRow(OfPractice, Row):
    """One meeting; its kind, its chair and who comes are sealed. Nothing of any patient."""

    __tablename__ = "meeting"
    __table_args__ = (of_practice(), Index(None, "practice_id", "on_day", "id"))

    on_day: Mapped[date]
    closed_at: Mapped[datetime | None]
    body_sealed: Mapped[bytes]
    version: Mapped[int] = mapped_column(default=1)


class MeetingNoteRow(OfPractice, Row):
    """One thing noted at a meeting about one family. Never changed: a correction `supersedes`.

    One that is corrected is corrected once, so that of two who do it the second is told.
    """

    __tablename__ = "meeting_note"
    __table_args__ = (
        belongs_to("meeting", "meeting_id"),
        belongs_to("patient", "patient_id"),
        UniqueConstraint("practice_id", "supersedes"),
        Index(None, "practice_id", "meeting_id", "at"),
        Index(None, "practice_id", "patient_id", "kind"),
    )

    meeting_id: Mapped[str]
    patient_id: Mapped[str]
    kind: Mapped[str]
    at: Mapped[datetime]
    supersedes: Mapped[str | None]
    body_sealed: Mapped[bytes]
