"""The audit of the actor's practice: read in order to check it, and per patient to say who looked.

Whatever somebody put into the tables past us is read without an exception; what is no text or no
instant becomes a value that no hash fits.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Select,
    Text,
    and_,
    cast,
    func,
    or_,
    select,
    true,
)
from sqlalchemy import type_coerce as taken_as
from sqlalchemy.types import NullType

from gpsupport.domain.access import Decision, Denied, Kind
from gpsupport.domain.audit import AuditEntry, AuditFact, ChainHead
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor
from gpsupport.persistence.rows import AuditHeadRow, AuditRow
from gpsupport.persistence.stores.base import Store

MOST_LOOKS = 25
_AT_ONCE = 5_000
_ABOUT_ACCESS = tuple(
    event.value
    for event in (Event.READ_WHO_LOOKED, Event.READ_RESTRICTIONS, Event.READ_REVIEW_ITEMS)
)
_NO_NUMBER = -1
_NO_INSTANT = datetime.min.replace(tzinfo=UTC)
_TEXTS = (
    AuditRow.at,
    AuditRow.actor_id,
    AuditRow.role,
    AuditRow.event,
    AuditRow.object_id,
    AuditRow.decision,
    AuditRow.reason,
    AuditRow.previous,
    AuditRow.hash,
)


class AuditStore(Store):
    """The chain of the actor's practice. Nothing here writes: see persistence.chain."""

    kind = Kind.AUDIT

    def count(self, actor: Actor) -> int:
        """How many entries there are."""
        practice = self._practice(actor)
        counting = select(func.count()).where(AuditRow.practice_id == practice)
        return self._session.scalar(counting) or 0

    def entries(self, actor: Actor) -> Iterator[AuditEntry]:
        """Every entry in the order of its number, read in pieces and never held all at once."""
        statement = self._statement(actor).order_by(AuditRow.seq)
        # Past the ORM, which would make a second tuple of every row.
        rows = self._session.connection().execute(statement.execution_options(yield_per=_AT_ONCE))
        for piece in rows.partitions():
            yield from self._told(actor, piece)

    def newest(self, actor: Actor, limit: int) -> tuple[AuditEntry, ...]:
        """The last entries, the newest first."""
        statement = self._statement(actor).order_by(AuditRow.seq.desc()).limit(limit)
        return tuple(self._told(actor, self._run(statement).all()))

    def looks(
        self, actor: Actor, patient_id: str, limit: int = MOST_LOOKS
    ) -> tuple[AuditEntry, ...]:
        """What was last done or tried with one patient's record, the newest first.

        What this very actor read of such reports shows nothing of the record, and would soon fill
        the list: it stands in the audit, and in the list of every other lead.

        Who looked at a patient is the patient's own: the policy is asked as for the patient.
        Raises Denied, Unaudited.
        """
        if self._scope.ruling(actor, Kind.PATIENT, patient_id).decision is Decision.DENY:
            raise Denied(self.kind.value)
        statement = (
            self._statement(actor)
            .where(
                AuditRow.object_id == patient_id,
                or_(
                    AuditRow.event.not_in(_ABOUT_ACCESS),
                    AuditRow.actor_id != actor.clinician_id,
                    AuditRow.decision != Decision.ALLOW.value,
                ),
            )
            .order_by(AuditRow.seq.desc())
            .limit(limit)
        )
        return tuple(self._told(actor, self._run(statement).all()))

    def head(self, actor: Actor) -> ChainHead | None:
        """What the database wrote down of the newest entry; None where it wrote nothing."""
        practice = self._practice(actor)
        told = select(self._plain(AuditHeadRow.seq), self._plain(AuditHeadRow.hash))
        rows: Sequence[Any] = self._run(told.where(AuditHeadRow.practice_id == practice)).all()
        return next(
            (ChainHead(practice, _number(_text(seq)), _text(made)) for seq, made in rows), None
        )

    def _statement(self, actor: Actor) -> Select[Any]:
        columns = [self._plain(one) for one in (AuditRow.seq, *_TEXTS)]
        return select(*columns, self._whole()).where(AuditRow.practice_id == self._practice(actor))

    def _told(self, actor: Actor, rows: Sequence[Any]) -> Iterator[AuditEntry]:
        practice = self._practice(actor)
        instant = _instant_in_sqlite if self._on_sqlite() else _instant
        for *cells, whole in rows:
            seq, at, who, role, event, thing, decision, reason, previous, made = map(_text, cells)
            written_at = instant(at) if whole else _NO_INSTANT
            fact = AuditFact(written_at, who, role, event, thing, decision, reason)
            yield AuditEntry(practice, _number(seq), fact, previous, made)

    def _plain(self, column: Any) -> ColumnElement[Any]:
        """A column whose value always arrives: SQLite may hold anything, even text that is none."""
        if self._on_sqlite():
            return taken_as(cast(column, LargeBinary), NullType())
        return taken_as(cast(column, Text) if column.key == "at" else column, NullType())

    def _whole(self) -> ColumnElement[Any]:
        """Whether every column holds what its type says; PostgreSQL sees to that itself."""
        if not self._on_sqlite():
            return true()
        return and_(
            func.typeof(AuditRow.seq) == "integer",
            *(func.typeof(column) == "text" for column in _TEXTS),
        )

    def _on_sqlite(self) -> bool:
        return self._session.get_bind().dialect.name == "sqlite"


def _text(value: object) -> str:
    """Bytes that are no UTF-8 become marks that cannot be hashed."""
    return str(value, "utf-8", "surrogateescape") if isinstance(value, bytes) else str(value)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        return _NO_NUMBER


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return _NO_INSTANT


def _instant_in_sqlite(text: str) -> datetime:
    """As we write it there, in UTC and to the microsecond; any other way was not written by us."""
    try:
        at = datetime.fromisoformat(text)
        written = at.tzinfo is None and at.isoformat(" ", "microseconds") == text
    except ValueError:
        return _NO_INSTANT
    return at.replace(tzinfo=UTC) if written else _NO_INSTANT
