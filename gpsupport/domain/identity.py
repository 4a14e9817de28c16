"""Signing in: how far a session has come, when it locks and ends, what slows guessing down."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address

from gpsupport.domain.people import Role

IDLE_LOCKS = timedelta(minutes=5)
SESSION_ENDS = timedelta(hours=10)
HALF_DONE_ENDS = timedelta(minutes=10)
# So long what is typed in a session that ended by itself is still kept for its person.
ENDED_KEEPS = timedelta(hours=24)
CONFIRMED_HOLDS = timedelta(minutes=5)

FREE_GUESSES = 10
# A whole practice may stand behind one address.
FREE_GUESSES_FROM_ADDRESS = 50
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)

SHORTEST_PASSWORD = 12
# Hashing costs by the letter: without a bound a long text would be an attack.
LONGEST_PASSWORD = 128
LONGEST_USERNAME = 64
_USERNAME_MARKS = frozenset(".-_@")


class Stage(StrEnum):
    """How far signing in has come. Only FULL lets anybody act."""

    CODE = "code"
    ENROL = "enrol"
    ROLE = "role"
    FULL = "full"


class SessionState(StrEnum):
    """Whether a session can be used now. A locked one wants the password again."""

    OPEN = "open"
    LOCKED = "locked"
    ENDED = "ended"


class Method(StrEnum):
    """How somebody signed in."""

    PASSWORD = "password"  # noqa: S105 - a word, no secret
    PROVIDER = "provider"
    DEMO = "demo"


class PasswordFault(StrEnum):
    """Why a new password is not taken."""

    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    LIKE_A_NAME = "like-a-name"
    SAME_AGAIN = "same-again"


@dataclass(frozen=True, slots=True)
class WebSession:
    """One browser session. Instants are UTC; `role` is None until one was chosen.

    `method` is a value of Method. `assurance` is how strongly the person was identified: a level
    of the identity provider, or the method of a local account. `device` is the id of the browser,
    empty where it has none. `version` counts the rotations of the token.
    """

    id: str
    practice_id: str
    staff_id: str
    stage: Stage
    role: Role | None
    method: str
    assurance: str
    device: str
    created_at: datetime
    seen_at: datetime
    confirmed_at: datetime
    locked_at: datetime | None
    ends_at: datetime
    version: int

    def state(self, now: datetime) -> SessionState:
        """Whether it can be used. One that is not FULL never locks: there is nothing to come to."""
        if now >= self.ends_at:
            return SessionState.ENDED
        if self.stage is not Stage.FULL:
            return SessionState.OPEN if self.locked_at is None else SessionState.ENDED
        idle = now - self.seen_at >= IDLE_LOCKS
        return SessionState.LOCKED if self.locked_at or idle else SessionState.OPEN

    def confirmed(self, now: datetime) -> bool:
        """Whether the person proved lately who they are. Never while locked, ended or half-done."""
        return (
            self.stage is Stage.FULL
            and self.state(now) is SessionState.OPEN
            and now - self.confirmed_at < CONFIRMED_HOLDS
        )


def ends_at(stage: Stage, created_at: datetime, now: datetime) -> datetime:
    """When a session ends that came to this stage now, if nobody ends it sooner."""
    longest = created_at + SESSION_ENDS
    return longest if stage is Stage.FULL else min(longest, now + HALF_DONE_ENDS)


@dataclass(frozen=True, slots=True)
class Account:
    """How a member of staff signs in; at most one each, and its id is theirs.

    `password_hash` is None for somebody whom an identity provider identifies. `code_step` is the
    last time step whose code was accepted. `version` counts its changes.
    """

    staff_id: str
    username: str
    password_hash: str | None = field(repr=False)
    must_change: bool
    second_factor: bool
    code_step: int
    recovery_left: int
    issuer: str | None
    subject: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Proven:
    """What a local account still wants after what was proved so far."""

    code: bool
    must_change: bool
    second_factor: bool
    roles: tuple[Role, ...]

    def next_stage(self) -> Stage:
        """Where signing in goes on: the code first, then enrolment, then the choice of a role."""
        if self.second_factor and not self.code:
            return Stage.CODE
        if self.must_change or not self.second_factor:
            return Stage.ENROL
        return stage_for(self.roles)


def stage_for(roles: tuple[Role, ...]) -> Stage:
    """The stage of somebody who has proved everything and chosen no role."""
    return Stage.FULL if len(roles) == 1 else Stage.ROLE


@dataclass(frozen=True, slots=True)
class Tally:
    """Failed attempts of one account, browser or address: how many, from when till when."""

    failures: int
    first_at: datetime
    last_at: datetime

    def forgotten(self, now: datetime) -> bool:
        """Whether it no longer counts: an hour was quiet, or the clock was set back by as much."""
        return abs(now - self.last_at) >= FORGOTTEN_AFTER


def wait_of(tally: Tally | None, free: int, now: datetime) -> timedelta:
    """How long the next attempt still has to wait; nothing where it may be made now."""
    if tally is None or tally.failures < free or tally.forgotten(now):
        return timedelta()
    doubled = min(tally.failures - free, 10)
    wait: timedelta = min(FIRST_WAIT * (1 << doubled), LONGEST_WAIT)
    # A clock that was set back must not lengthen a wait.
    return min(max(tally.last_at + wait - now, timedelta()), LONGEST_WAIT)


def counted(tally: Tally | None, now: datetime) -> Tally:
    """The tally with one more failure."""
    if tally is None or tally.forgotten(now):
        return Tally(1, now, now)
    return Tally(tally.failures + 1, tally.first_at, now)


def folded_username(text: str) -> str | None:
    """A username as it is stored and compared; None where it cannot be one."""
    name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()
    fits = 0 < len(name) <= LONGEST_USERNAME
    return (
        name if fits and all(mark.isalnum() or mark in _USERNAME_MARKS for mark in name) else None
    )


def normal_password(text: str) -> str:
    """A password as it is hashed: the same letters, however a keyboard composes them."""
    return unicodedata.normalize("NFKC", text)


def password_fault(text: str, names: tuple[str, ...]) -> PasswordFault | None:
    """What speaks against a new password; `names` are those that anybody would try first."""
    plain = normal_password(text)
    if len(plain) < SHORTEST_PASSWORD:
        return PasswordFault.TOO_SHORT
    if len(text) > LONGEST_PASSWORD or len(plain) > LONGEST_PASSWORD:
        return PasswordFault.TOO_LONG
    bare = _bare(plain)
    if not bare or any(bare == _bare(name) * times for name in names for times in range(1, 9)):
        return PasswordFault.LIKE_A_NAME
    return None


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(mark for mark in folded if mark.isalnum())


def address_group(address: str) -> str:
    """What counts as one address: an IPv6 customer holds a whole /64 and could use each once."""
    try:
        found = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else f"{found.exploded[:19]}::/64"
    return str(found)
