"""Rows about local help."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gpsupport.persistence.rows.base import OfPractice, Row, of_practice


class ReferralOptionRow(OfPractice, Row):
    """One local option. A street address has no column, so a refuge's cannot be stored."""

    __tablename__ = "referral_option"
    __table_args__ = (of_practice(), Index(None, "practice_id", "kind"))

    name: Mapped[str]
    kind: Mapped[str]
    summary: Mapped[str]
    phone: Mapped[str]
    named_person: Mapped[str]
    availability: Mapped[str]
    for_children: Mapped[bool]
    from_age: Mapped[int | None]
    below_age: Mapped[int | None]
    sexes: Mapped[list[str]]
    areas: Mapped[list[str]]
    accepts_while_ongoing: Mapped[bool | None]
    needs_diagnosis: Mapped[bool | None]
    takes_self_referral: Mapped[bool | None]
    capacity: Mapped[str]
    wait_weeks: Mapped[int | None]
    phone_first: Mapped[bool]
    assured_on: Mapped[date | None]
    stale_after: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
