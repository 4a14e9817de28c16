"""Rows about local help."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from gpsupport.persistence.rows.base import OfPractice, Row, of_practice

_OF_FEED = text("feed <> ''")


def _words() -> Mapped[str]:
    """Text that entries of an older schema have not got."""
    return mapped_column(default="", server_default="")


def _several() -> Mapped[list[str]]:
    """The same of a list."""
    return mapped_column(default=list, server_default="[]")


class ReferralOptionRow(OfPractice, Row):
    """One local option. A street address has no column, so a refuge's cannot be stored.

    `feed` and `source_id` are empty for what was entered by hand.
    """

    __tablename__ = "referral_option"
    __table_args__ = (
        of_practice(),
        Index(None, "practice_id", "kind"),
        Index(
            "uq_referral_option_source",
            "practice_id",
            "feed",
            "source_id",
            unique=True,
            sqlite_where=_OF_FEED,
            postgresql_where=_OF_FEED,
        ),
    )

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
    organisation: Mapped[str] = _words()
    accepts_in_refuge: Mapped[bool | None]
    consent_of: Mapped[list[str]] = _several()
    evidence: Mapped[str] = _words()
    cover: Mapped[str] = _words()
    advice_phone: Mapped[str] = _words()
    site: Mapped[str] = _words()
    languages: Mapped[list[str]] = _several()
    safe_channel: Mapped[str] = _words()
    capacity_on: Mapped[date | None]
    web_address: Mapped[str] = _words()
    feed: Mapped[str] = _words()
    source_id: Mapped[str] = _words()
    feed_said: Mapped[str] = _words()
    version: Mapped[int] = mapped_column(default=1)


class OptionProposalRow(OfPractice, Row):
    """One proposed change of the directory. `option_id` is empty for a new entry.

    `body_sealed` holds the changes, the words beside them and the names: people write into them
    what they know of somebody.
    """

    __tablename__ = "option_proposal"
    __table_args__ = (
        of_practice(),
        Index(None, "practice_id", "decided_at", "made_at", "id"),
    )

    option_id: Mapped[str]
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    approved: Mapped[bool | None]
    body_sealed: Mapped[bytes]
    version: Mapped[int] = mapped_column(default=1)
