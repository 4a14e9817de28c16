"""Appending to the audit: always the last thing that a transaction does before it commits."""

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from gpsupport.domain.audit import AuditFact, ChainHead, Growth, head_of, link
from gpsupport.persistence.rows import AuditHeadRow, AuditRow, PracticeRow

# How far back a growth knows the hashes: more than transactions can be on their way at once.
_BACK = 64

_ID = re.compile(r"[A-Za-z0-9._-]{0,64}")
NO_ID = "no-id"

_HASHES = select(AuditRow.seq, AuditRow.hash).where(
    AuditRow.practice_id == bindparam("practice"),
    AuditRow.seq > bindparam("after"),
    AuditRow.seq <= bindparam("until"),
)


def append(session: Session, practice_id: str, facts: Sequence[AuditFact]) -> Growth | None:
    """Add facts to a practice's chain; None when there is nothing to add.

    The head's row is held until the commit, so that of two transactions the second waits. A
    practice that does not exist has no chain.
    """
    if not facts:
        return None
    session.flush()
    head = _held_head(session, practice_id)
    if head is None:
        return None
    before = head.seq
    values = {"practice": practice_id, "after": before - _BACK, "until": before}
    hashes = {row.seq: row.hash for row in session.execute(_HASHES, values)}
    rows = []
    for fact in facts:
        entry = link(head, _with_id_alone(fact))
        head = head_of(entry)
        hashes[head.seq] = head.hash
        rows.append(
            {
                "practice_id": practice_id,
                "seq": entry.seq,
                "at": entry.fact.at,
                "actor_id": entry.fact.actor_id,
                "role": entry.fact.role,
                "event": entry.fact.event,
                "object_id": entry.fact.object_id,
                "decision": entry.fact.decision,
                "reason": entry.fact.reason,
                "previous": entry.previous,
                "hash": entry.hash,
            }
        )
    session.execute(insert(AuditRow), rows)
    session.execute(
        update(AuditHeadRow)
        .where(AuditHeadRow.practice_id == practice_id)
        .values(seq=head.seq, hash=head.hash)
        .execution_options(synchronize_session=False)
    )
    return Growth(head, hashes, goes_back=before > 0)


def _with_id_alone(fact: AuditFact) -> AuditFact:
    """The same fact, unless what was asked for is no id: somebody may have typed a name."""
    if _ID.fullmatch(fact.object_id):
        return fact
    return replace(fact, object_id=NO_ID)


def _held_head(session: Session, practice_id: str) -> ChainHead | None:
    statement = (
        select(AuditHeadRow.seq, AuditHeadRow.hash)
        .where(AuditHeadRow.practice_id == practice_id)
        .with_for_update()
    )
    row = session.execute(statement).one_or_none()
    if row is not None:
        return ChainHead(practice_id, row.seq, row.hash)
    exists = select(PracticeRow.id).where(PracticeRow.practice_id == practice_id)
    # Two first entries at once: the practice's row decides which of them begins. A lock that rows
    # which refer to the practice do not wait for: two transactions that added some would wait for
    # each other.
    if session.scalar(exists.with_for_update(key_share=True)) is None:
        return None
    row = session.execute(statement).one_or_none()
    if row is not None:
        return ChainHead(practice_id, row.seq, row.hash)
    first = _newest(session, practice_id)
    session.execute(
        insert(AuditHeadRow),
        [{"practice_id": practice_id, "seq": first.seq, "hash": first.hash}],
    )
    return first


def _newest(session: Session, practice_id: str) -> ChainHead:
    """The last entry as a head: somebody who took the head's row away must not stop all work."""
    statement = (
        select(AuditRow.seq, AuditRow.hash)
        .where(AuditRow.practice_id == practice_id)
        .order_by(AuditRow.seq.desc())
        .limit(1)
    )
    row = session.execute(statement).one_or_none()
    return ChainHead(practice_id, row.seq, row.hash) if row else ChainHead(practice_id)
