"""A practice whose people sign in, and the steps that they take."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
from argon2 import PasswordHasher
from sqlalchemy import select

from gpsupport.actions.identity import (
    Present,
    begin_second_factor,
    change_password,
    confirm_second_factor,
    enter_code,
    find_session,
    sign_in_with_password,
)
from gpsupport.actions.identity.accounts import Begun, NewPerson, add_account
from gpsupport.actions.practices import add_practice, server
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.identity import WebSession
from gpsupport.domain.people import Practice, Role
from gpsupport.persistence.rows import AuditRow
from gpsupport.persistence.work import Database
from gpsupport.sealing.passwords import PASSWORDS
from tests.integration.actions.world import settings_for

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
STEP = timedelta(seconds=30)
MINUTE = timedelta(minutes=1)
WORD = "rain on the fern lane"
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.9"


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """Hash with next to no work: these tests hash hundreds of times."""
    kept = PASSWORDS._hasher
    PASSWORDS._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    PASSWORDS.__dict__.pop("_dummy", None)
    yield
    PASSWORDS._hasher = kept
    PASSWORDS.__dict__.pop("_dummy", None)


@dataclass
class Person:
    """Somebody with an account: what they know, and what they have in their hand."""

    begun: Begun
    password: str
    secret: str = ""
    codes: tuple[str, ...] = ()
    device: str = ""
    address: str = HERE

    @property
    def username(self) -> str:
        """What they type."""
        return self.begun.username

    @property
    def id(self) -> str:
        """Their id as staff."""
        return self.begun.clinician.id

    def code(self, now: datetime) -> str:
        """What the app shows now."""
        return pyotp.TOTP(self.secret).at(now)


@dataclass
class Door:
    """One practice and its database."""

    database: Database
    practice: Practice

    def add(self, username: str = "ray", *roles: Role) -> Person:
        """Somebody who has never signed in."""
        person = NewPerson("Dr Ray Fern", username, roles or (Role.GP,))
        begun = add_account(self.database, self.practice, person, NOW - timedelta(days=1))
        return Person(begun, begun.password or "")

    def enrolled(self, username: str = "ray", *roles: Role) -> Person:
        """Somebody with a password and a second factor of their own; no session is left."""
        person = self.add(username, *roles)
        at = NOW - timedelta(hours=23)
        _, begun = self.password(person, at)
        _, begun = change_password(self.database, begun, person.password, WORD, at)
        person.password = WORD
        person.secret = begin_second_factor(self.database, begun, at).secret
        done = confirm_second_factor(self.database, begun, person.code(at), at)
        person.codes = done.codes
        return person

    def password(
        self, person: Person, now: datetime, typed: str | None = None, address: str | None = None
    ) -> tuple[str, WebSession]:
        """Type a password."""
        return sign_in_with_password(
            self.database,
            self.practice.id,
            person.username,
            person.password if typed is None else typed,
            device=person.device,
            address=address or person.address,
            now=now,
        )

    def code(
        self, person: Person, begun: WebSession, now: datetime, typed: str | None = None
    ) -> tuple[str, WebSession]:
        """Type a code."""
        code = person.code(now) if typed is None else typed
        return enter_code(
            self.database, begun, code, device=person.device, address=person.address, now=now
        )

    def sign_in(self, person: Person, now: datetime) -> tuple[str, WebSession]:
        """Password and code."""
        return self.code(person, self.password(person, now)[1], now)

    def find(self, token: str, now: datetime) -> Present | None:
        """Who is there."""
        return find_session(self.database, self.practice.id, token, now)

    def audited(self) -> list[tuple[str, str, str, str]]:
        """The audit: event, actor, object, decision."""
        actor = server(self.practice.id)
        with self.database.reading(Occasion(actor, Permission.IDENTIFY, NOW)) as work:
            rows = work.accounts._session.scalars(
                select(AuditRow)
                .where(AuditRow.practice_id == self.practice.id)
                .order_by(AuditRow.seq)
            )
            return [(row.event, row.actor_id, row.object_id, row.decision) for row in rows]


def build_door(database_url: str, folder: Path) -> Door:
    """A practice without anybody."""
    database = Database.create(settings_for(database_url, folder))
    return Door(database, add_practice(database, "A81001", "Fern Lane Surgery", NOW))
