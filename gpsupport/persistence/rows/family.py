"""Rows about who belongs together."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gpsupport.persistence.rows.base import OfPractice, Row, belongs_to

_OPEN = text("ended_at IS NULL")


class FamilyLinkRow(OfPractice, Row):
    """One link, made on the side of `patient_id`; `body_sealed` holds all of it.

    `other_id` is None for a link that stands on one side alone: whom it leads to is sealed with the
    rest, so that no question about the other person can find it. `pair_blind` is a keyed hash of
    the two and what they are to each other: there is one such link at a time.
    """

    __tablename__ = "family_link"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        belongs_to("patient", "other_id"),
        Index(
            "uq_family_link_open",
            "practice_id",
            "pair_blind",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(None, "practice_id", "patient_id"),
        Index(None, "practice_id", "other_id"),
    )

    patient_id: Mapped[str]
    other_id: Mapped[str | None]
    pair_blind: Mapped[str]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    body_sealed: Mapped[bytes]
    version: Mapped[int] = mapped_column(default=1)


class LinkRefusalRow(OfPractice, Row):
    """A related person of a record who is not this patient: somebody said so. Never changed."""

    __tablename__ = "link_refusal"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        belongs_to("patient", "other_id"),
        UniqueConstraint("practice_id", "patient_id", "resource", "other_id"),
    )

    patient_id: Mapped[str]
    resource: Mapped[str]
    other_id: Mapped[str]
    at: Mapped[datetime]
    words_sealed: Mapped[bytes | None]


class TracksPlanRow(OfPractice, Row):
    """One version of what a family needs side by side, sealed whole. Never changed.

    `seq` counts the versions on a record, so that of two who write at once the second finds its
    place taken.
    """

    __tablename__ = "tracks_plan"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        UniqueConstraint("practice_id", "patient_id", "seq"),
    )

    patient_id: Mapped[str]
    seq: Mapped[int]
    at: Mapped[datetime]
    body_sealed: Mapped[bytes]
