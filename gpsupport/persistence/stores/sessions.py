"""Browser sessions."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Select, delete, select, update
from sqlalchemy.sql.elements import ColumnElement

from gpsupport.domain.access import Kind
from gpsupport.domain.identity import IDLE_LOCKS, Stage, WebSession
from gpsupport.domain.people import Actor, Role
from gpsupport.persistence.rows import WebSessionRow
from gpsupport.persistence.stores.accounts import OfAccount


class SessionStore(OfAccount):
    """The browser sessions of the actor's practice. Of a token only its hash is kept."""

    def find_by_token(self, actor: Actor, token: str) -> WebSession | None:
        """The session of a token, ended or not."""
        practice = self._anyones(actor)
        return self._find(_of(practice).where(WebSessionRow.token_hash == _hashed(token)))

    def find(self, actor: Actor, session_id: str) -> WebSession | None:
        """The session of an id, before its person acts."""
        return self._find(_of(self._anyones(actor)).where(WebSessionRow.id == session_id))

    def find_own(self, actor: Actor, session_id: str) -> WebSession | None:
        """One of the actor's own sessions; a transaction that writes holds it until its end."""
        statement = _of(self._practice(actor)).where(
            WebSessionRow.id == session_id, WebSessionRow.staff_id == actor.clinician_id
        )
        if self._writing():
            statement = statement.with_for_update(key_share=True)
        return self._find(statement)

    def list_own(self, actor: Actor, now: datetime) -> tuple[WebSession, ...]:
        """The actor's own sessions that have not ended, the newest first."""
        statement = (
            _of(self._practice(actor))
            .where(WebSessionRow.staff_id == actor.clinician_id, WebSessionRow.ends_at > now)
            .order_by(WebSessionRow.created_at.desc(), WebSessionRow.id)
        )
        return tuple(_session(row) for row in self._session.scalars(statement))

    def add(self, actor: Actor, session: WebSession, token: str) -> None:
        """Begin a session."""
        practice = self._own(actor, session.staff_id)
        values = {"practice_id": practice, "id": session.id, "created_at": session.created_at}
        self._insert(
            WebSessionRow, [{**values, "staff_id": session.staff_id, **_values(session, token)}]
        )

    def rotate(self, actor: Actor, session: WebSession, token: str) -> None:
        """Write a changed session under a new token; its version is one more than the stored one.

        Raises StaleRow where the session has ended or was rotated meanwhile.
        """
        self._change(
            update(WebSessionRow)
            .where(
                WebSessionRow.practice_id == self._own(actor, session.staff_id),
                WebSessionRow.staff_id == session.staff_id,
                WebSessionRow.id == session.id,
                WebSessionRow.version == session.version - 1,
            )
            .values(**_values(session, token))
        )

    def touch(self, actor: Actor, session_id: str, now: datetime) -> None:
        """Note that somebody is there; nothing happens to a locked, idle or ended session."""
        self._run(
            update(WebSessionRow)
            .where(
                *self._live(actor, session_id, now),
                WebSessionRow.stage == Stage.FULL.value,
                WebSessionRow.locked_at.is_(None),
                WebSessionRow.seen_at > now - IDLE_LOCKS,
                WebSessionRow.seen_at < now,
            )
            .values(seen_at=now)
            .execution_options(synchronize_session=False)
        )

    def lock(self, actor: Actor, session_id: str, now: datetime) -> None:
        """Lock one of the actor's own sessions, if it is not locked or ended already."""
        self._run(
            update(WebSessionRow)
            .where(*self._live(actor, session_id, now), WebSessionRow.locked_at.is_(None))
            .values(locked_at=now)
            .execution_options(synchronize_session=False)
        )

    def say_screen_private(self, actor: Actor, at: datetime | None) -> None:
        """Note when it was said in this browser session that nobody else sees its screen.

        None takes it back. Outside a browser session nothing happens.
        """
        self._run(
            update(WebSessionRow)
            .where(*self._screen_of(actor))
            .values(screen_private_at=at)
            .execution_options(synchronize_session=False)
        )

    def screen_private_at(self, actor: Actor) -> datetime | None:
        """When that was said; None where nobody did, and outside a browser session."""
        of = self._screen_of(actor)
        return self._session.scalar(select(WebSessionRow.screen_private_at).where(*of))

    def end(self, actor: Actor, session_id: str) -> bool:
        """End one of the actor's own sessions; whether it was there."""
        practice = self._own(actor, actor.clinician_id)
        return bool(
            self._delete(
                WebSessionRow.practice_id == practice,
                WebSessionRow.staff_id == actor.clinician_id,
                WebSessionRow.id == session_id,
            )
        )

    def end_all(self, actor: Actor, staff_id: str, now: datetime, but: str = "") -> int:
        """End every session of a member of staff, but perhaps one; how many had not ended before.

        What is kept for a while of one that had ended goes as well.
        """
        practice = self._own(actor, staff_id)
        gone = self._run(
            delete(WebSessionRow)
            .where(
                WebSessionRow.practice_id == practice,
                WebSessionRow.staff_id == staff_id,
                WebSessionRow.id != but,
            )
            .returning(WebSessionRow.ends_at)
            .execution_options(synchronize_session=False)
        )
        return sum(ends_at > now for ends_at in gone.scalars())

    def sweep(self, actor: Actor, until: datetime) -> None:
        """Remove what had ended by then; what another transaction holds is left to the next."""
        practice = self._practice(actor)
        old = (
            select(WebSessionRow.id)
            .where(WebSessionRow.practice_id == practice, WebSessionRow.ends_at <= until)
            .with_for_update(skip_locked=True)
        )
        self._delete(WebSessionRow.practice_id == practice, WebSessionRow.id.in_(old))

    def _screen_of(self, actor: Actor) -> list[ColumnElement[bool]]:
        # Whoever looks at a list may not touch accounts, and need not: it is the own session.
        practice = self._scope.practice(actor, Kind.STAFF)
        return [
            WebSessionRow.practice_id == practice,
            WebSessionRow.staff_id == actor.clinician_id,
            WebSessionRow.id == actor.session_id,
        ]

    def _live(self, actor: Actor, session_id: str, now: datetime) -> list[ColumnElement[bool]]:
        return [
            WebSessionRow.practice_id == self._practice(actor),
            WebSessionRow.staff_id == actor.clinician_id,
            WebSessionRow.id == session_id,
            WebSessionRow.ends_at > now,
        ]

    def _find(self, statement: Select[Any]) -> WebSession | None:
        row = self._session.scalars(statement).one_or_none()
        return _session(row) if row else None

    def _delete(self, *which: ColumnElement[bool]) -> int:
        result = self._session.execute(
            delete(WebSessionRow).where(*which), execution_options={"synchronize_session": False}
        )
        return result.rowcount if isinstance(result, CursorResult) else 0


def _hashed(token: str) -> str:
    # A token is random and long, so that nobody could find it from a fast hash.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _of(practice: str) -> Select[Any]:
    return (
        select(WebSessionRow)
        .where(WebSessionRow.practice_id == practice)
        .execution_options(populate_existing=True)
    )


def _values(session: WebSession, token: str) -> dict[str, Any]:
    """What changes when a session goes on."""
    return {
        "token_hash": _hashed(token),
        "stage": session.stage.value,
        "role": session.role.value if session.role else "",
        "method": session.method,
        "assurance": session.assurance,
        "device": session.device,
        "seen_at": session.seen_at,
        "confirmed_at": session.confirmed_at,
        "locked_at": session.locked_at,
        "ends_at": session.ends_at,
        "version": session.version,
    }


def _session(row: WebSessionRow) -> WebSession:
    return WebSession(
        id=row.id,
        practice_id=row.practice_id,
        staff_id=row.staff_id,
        stage=Stage(row.stage),
        role=Role(row.role) if row.role else None,
        method=row.method,
        assurance=row.assurance,
        device=row.device,
        created_at=row.created_at,
        seen_at=row.seen_at,
        confirmed_at=row.confirmed_at,
        locked_at=row.locked_at,
        ends_at=row.ends_at,
        version=row.version,
    )
