"""Rows about the content: its releases, who reviewed them, and which prompts were shown."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from gpsupport.persistence.rows.base import OfPractice, Row, belongs_to, of_practice


class KnowledgeReleaseRow(OfPractice, Row):
    """One release of the content, with its files. Written once and never changed.

    `files` is a zip in base64: a column of bytes would be taken for a sealed one, and content is no
    secret.
    """

    __tablename__ = "knowledge_release"
    __table_args__ = (
        of_practice(),
        belongs_to("staff", "proposed_by"),
        UniqueConstraint("practice_id", "release"),
    )

    release: Mapped[str]
    pack: Mapped[str]
    version: Mapped[str]
    by: Mapped[str]
    files: Mapped[str]
    why: Mapped[str]
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]


class KnowledgeReportRow(OfPractice, Row):
    """What the checks of one release found with one version of the software. Never changed."""

    __tablename__ = "knowledge_report"
    __table_args__ = (
        belongs_to("knowledge_release", "release_id"),
        UniqueConstraint("practice_id", "release_id", "software"),
    )

    release_id: Mapped[str]
    software: Mapped[str]
    report: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]


class KnowledgeStepRow(OfPractice, Row):
    """One step of a release on its way. Written once and never changed.

    Two people who take the same step at once meet at the unique number.
    """

    __tablename__ = "knowledge_step"
    __table_args__ = (
        belongs_to("knowledge_release", "release_id"),
        belongs_to("staff", "by"),
        UniqueConstraint("practice_id", "release_id", "seq"),
    )

    release_id: Mapped[str]
    seq: Mapped[int]
    state: Mapped[str]
    by: Mapped[str]
    reviewer: Mapped[str]
    why: Mapped[str]
    at: Mapped[datetime]
    effective_on: Mapped[date | None]


class PromptShownRow(OfPractice, Row):
    """One indicator that stood in front of a clinician in one consultation.

    `newest_on` is the day of its newest reason at that time.
    """

    __tablename__ = "prompt_shown"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        belongs_to("consultation", "consultation_id"),
        UniqueConstraint("practice_id", "consultation_id", "indicator"),
        Index(None, "practice_id", "indicator", "on_day"),
        Index(None, "practice_id", "patient_id"),
    )

    patient_id: Mapped[str]
    consultation_id: Mapped[str]
    indicator: Mapped[str]
    tier: Mapped[int | None]
    release: Mapped[str]
    on_day: Mapped[date]
    newest_on: Mapped[date | None]
    clinician_id: Mapped[str]
