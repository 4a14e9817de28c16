"""Rows about what changed a life, and with it a record."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from gpsupport.persistence.rows.base import OfPractice, Row, belongs_to


class LifeEventRow(OfPractice, Row):
    """One event, sealed whole. Never changed: what came of it are rows of its own.

    `kind_blind` and `mark_blind` are keyed hashes: of what happened, and of where that is known
    from, so that the same record taken in again is known. In the clear two records that began and
    ended with one number would find each other.
    """

    __tablename__ = "life_event"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        UniqueConstraint("practice_id", "patient_id", "mark_blind"),
        Index(None, "practice_id", "kind_blind"),
    )

    patient_id: Mapped[str]
    kind_blind: Mapped[str]
    mark_blind: Mapped[str]
    noted_at: Mapped[datetime]
    body_sealed: Mapped[bytes]


class LifeStepRow(OfPractice, Row):
    """One thing that came of an event, on the timeline of `patient_id`. Never changed.

    `seq` counts those of an event, so that of two who write at once the second finds its place
    taken.
    """

    __tablename__ = "life_step"
    __table_args__ = (
        belongs_to("life_event", "event_id"),
        belongs_to("patient", "patient_id"),
        UniqueConstraint("practice_id", "event_id", "seq"),
        Index(None, "practice_id", "patient_id"),
    )

    event_id: Mapped[str]
    patient_id: Mapped[str]
    seq: Mapped[int]
    body_sealed: Mapped[bytes]
