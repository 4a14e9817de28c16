"""Rows about signing in: accounts, browser sessions, and what slows guessing down."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gpsupport.persistence.rows.base import OfPractice, Row, belongs_to, of_practice


class AccountRow(OfPractice, Row):
    """How a member of staff signs in; at most one account each, and `id` is the staff's id.

    `username` is folded. `recovery_hashes` loses each code that was used. `totp_step` is the last
    time step whose code was accepted, so that no code works twice.
    """

    __tablename__ = "account"
    __table_args__ = (
        belongs_to("staff", "id"),
        UniqueConstraint("practice_id", "username"),
        UniqueConstraint("practice_id", "issuer", "subject"),
    )

    username: Mapped[str]
    password_hash: Mapped[str | None]
    must_change: Mapped[bool]
    totp_sealed: Mapped[bytes | None]
    totp_confirmed_at: Mapped[datetime | None]
    totp_step: Mapped[int]
    recovery_hashes: Mapped[list[str]]
    issuer: Mapped[str | None]
    subject: Mapped[str | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class WebSessionRow(OfPractice, Row):
    """One browser session. The token itself is never stored, only its hash.

    `stage` says how far signing in has come; `role` is empty until one was chosen. `confirmed_at`
    is when the person last proved who they are, `assurance` how (a level of the identity provider,
    or the method of a local account). `screen_private_at` is when its person last said that nobody
    else sees the screen.
    """

    __tablename__ = "web_session"
    __table_args__ = (
        belongs_to("staff", "staff_id"),
        UniqueConstraint("practice_id", "token_hash"),
        Index(None, "practice_id", "staff_id"),
        Index(None, "practice_id", "ends_at"),
    )

    staff_id: Mapped[str]
    token_hash: Mapped[str]
    stage: Mapped[str]
    role: Mapped[str]
    method: Mapped[str]
    assurance: Mapped[str]
    device: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]
    ends_at: Mapped[datetime]
    screen_private_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class SignInCounterRow(OfPractice, Row):
    """Failed attempts for one account, device or address; `id` is a keyed hash of which."""

    __tablename__ = "sign_in_counter"
    __table_args__ = (of_practice(),)

    failures: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
