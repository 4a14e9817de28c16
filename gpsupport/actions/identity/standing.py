"""What every step of a session stands on: who the session's person is, read afresh."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from gpsupport.actions.errors import NotFound
from gpsupport.actions.practices import server
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.events import Event
from gpsupport.domain.identity import (
    ENDED_KEEPS,
    Account,
    SessionState,
    Stage,
    WebSession,
    ends_at,
    stage_for,
)
from gpsupport.domain.people import Actor, Clinician, Role
from gpsupport.persistence.stores.base import StaleRow, new_id
from gpsupport.persistence.work import Database, UnitOfWork
from gpsupport.sealing.one_time import new_token

_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


@dataclass(frozen=True, slots=True)
class Step:
    """A session at one step, with its person and their account, if they have one."""

    session: WebSession
    clinician: Clinician
    account: Account | None

    @property
    def person(self) -> Actor:
        """The person as an actor: in the role of the session, else in the usual one."""
        role = self.session.role
        own = role if role in self.clinician.roles else None
        return person_of(self.session.practice_id, self.clinician, own, self.session.id)


def person_of(
    practice_id: str, clinician: Clinician, role: Role | None = None, session_id: str = ""
) -> Actor:
    """A member of staff as an actor for their own account."""
    return Actor(practice_id, clinician.id, clinician.name, role or clinician.role, session_id)


def identifying(practice_id: str, now: datetime) -> Occasion:
    """Finding out who somebody is; nothing is audited."""
    return Occasion(server(practice_id), Permission.IDENTIFY, now, purpose=Purpose.OPERATION)


def using(person: Actor, now: datetime, event: Event | None) -> Occasion:
    """Somebody uses their own account."""
    return Occasion(person, Permission.USE_ACCOUNT, now, event, Purpose.OPERATION)


def plain_id(text: str) -> str:
    """An id as a caller sent it; empty, which nothing has, where it cannot be one."""
    return text if _ID.fullmatch(text) else ""


def find_step(database: Database, session: WebSession, now: datetime) -> Step:
    """What is true of a session now. Raises NotFound where it has ended, was rotated, or no longer
    belongs to somebody who may work here.
    """
    actor = server(plain_id(session.practice_id))
    with database.reading(identifying(actor.practice_id, now)) as work:
        found = work.sessions.find(actor, session.id)
        if found is None or not _same(found, session) or _ended(found, now):
            raise NotFound
        clinician = work.staff.find(actor, found.staff_id)
        if clinician is None or clinician.disabled:
            raise NotFound
        return Step(found, clinician, work.accounts.find(actor, found.staff_id))


def hold_step(work: UnitOfWork, step: Step, now: datetime) -> Step:
    """The same, held until the transaction of its person ends. Raises NotFound."""
    person = step.person
    clinician = work.staff.hold(person, step.clinician.id)
    found = work.sessions.find_own(person, step.session.id)
    if (
        clinician is None
        or clinician.disabled
        or found is None
        or not _same(found, step.session)
        or _ended(found, now)
    ):
        raise NotFound
    return Step(found, clinician, work.accounts.find(person, clinician.id))


def begin(
    work: UnitOfWork, person: Actor, session: WebSession, now: datetime
) -> tuple[str, WebSession]:
    """Store a new session under a new token."""
    token = new_token()
    work.sessions.sweep(person, now - ENDED_KEEPS)
    work.sessions.add(person, session, token)
    return token, session


def new_session(
    practice_id: str, clinician: Clinician, stage: Stage, method: str, now: datetime
) -> WebSession:
    """A session that begins now; where there is but one role it is chosen."""
    return WebSession(
        id=new_id(),
        practice_id=practice_id,
        staff_id=clinician.id,
        stage=stage,
        role=clinician.role if stage is Stage.FULL else None,
        method=method,
        assurance=method,
        device="",
        created_at=now,
        seen_at=now,
        confirmed_at=now,
        locked_at=None,
        ends_at=ends_at(stage, now, now),
        version=1,
    )


def advanced(session: WebSession, clinician: Clinician, stage: Stage, now: datetime) -> WebSession:
    """A session that comes to another stage; a role that was chosen stays chosen."""
    if stage is Stage.ROLE and session.role in clinician.roles:
        stage = Stage.FULL
    role = session.role if session.role in clinician.roles else None
    if stage is Stage.FULL and role is None:
        role = clinician.role if stage_for(clinician.roles) is Stage.FULL else None
        stage = Stage.FULL if role else Stage.ROLE
    return replace(
        session,
        stage=stage,
        role=role if stage is Stage.FULL else None,
        seen_at=max(now, session.seen_at),
        ends_at=ends_at(stage, session.created_at, now),
    )


def rotate(work: UnitOfWork, person: Actor, session: WebSession) -> tuple[str, WebSession]:
    """Store a changed session under a new token, which ends the old one. Raises NotFound."""
    token = new_token()
    moved = replace(session, version=session.version + 1)
    try:
        work.sessions.rotate(person, moved, token)
    except StaleRow:
        raise NotFound from None
    return token, moved


def require_open(step: Step, now: datetime, *stages: Stage) -> None:
    """Raise NotFound unless the session is open and at one of these stages."""
    if step.session.state(now) is not SessionState.OPEN or step.session.stage not in stages:
        raise NotFound


def _same(found: WebSession, session: WebSession) -> bool:
    return found.staff_id == session.staff_id and found.version == session.version


def _ended(session: WebSession, now: datetime) -> bool:
    return session.state(now) is SessionState.ENDED
