"""Rows about sending somebody on: referrals, what happened to them, and needs that nobody meets."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gpsupport.persistence.rows.base import OfPractice, Row, belongs_to


class ReferralRow(OfPractice, Row):
    """What never changes of one referral, sealed; whom it is about stands in there too.

    `option_id` is None for help that the directory does not list. One that a referral names cannot
    be removed from the directory.
    """

    __tablename__ = "referral"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        belongs_to("referral_option", "option_id"),
        Index(None, "practice_id", "patient_id", "begun_at", "id"),
        Index(None, "practice_id", "option_id"),
    )

    patient_id: Mapped[str]
    option_id: Mapped[str | None]
    begun_at: Mapped[datetime]
    body_sealed: Mapped[bytes]


class ReferralEventRow(OfPractice, Row):
    """One thing that happened to a referral. Never changed: a correction is a row that `replaces`.

    `seq` counts those of a referral in the order in which they were written, so that of two who
    write at once the second finds its place taken. `to_state` is None for what moved nothing.
    """

    __tablename__ = "referral_event"
    __table_args__ = (
        belongs_to("referral", "referral_id"),
        UniqueConstraint("practice_id", "referral_id", "seq"),
        Index(None, "practice_id", "to_state", "on_day"),
        Index(None, "practice_id", "replaces"),
    )

    referral_id: Mapped[str]
    seq: Mapped[int]
    on_day: Mapped[date]
    to_state: Mapped[str | None]
    replaces: Mapped[str | None]
    body_sealed: Mapped[bytes]


class ReferralStandingRow(OfPractice, Row):
    """Where the lists have one referral as its events leave it; `id` is the referral's id.

    It follows from other rows. `next_due_on` is the day by which somebody here has to do something
    about it, the last day of all where nobody has: so that lists keep one order on both engines.
    """

    __tablename__ = "referral_standing"
    __table_args__ = (
        belongs_to("referral", "id"),
        belongs_to("patient", "patient_id"),
        Index(None, "practice_id", "ended", "next_due_on", "id"),
    )

    patient_id: Mapped[str]
    next_due_on: Mapped[date]
    ended: Mapped[bool]


class UnmetNeedRow(OfPractice, Row):
    """One need that nobody meets, sealed whole but for when it was noted and met."""

    __tablename__ = "unmet_need"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        Index(None, "practice_id", "patient_id", "noted_at", "id"),
        Index(None, "practice_id", "noted_at", "id"),
    )

    patient_id: Mapped[str]
    noted_at: Mapped[datetime]
    met_on: Mapped[date | None]
    body_sealed: Mapped[bytes]
    version: Mapped[int] = mapped_column(default=1)
