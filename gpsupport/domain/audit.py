"""The audit chain: each entry carries the hash of the one before it, so that none can be changed,
taken out, swapped or put in unnoticed. What a bare chain cannot show, a tail that was cut off, the
signed head shows, which is kept outside the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditFact:
    """What an entry tells: who, as what, did or tried what to which object, and what came of it.

    `at` is an instant in UTC. `object_id` is an opaque id, empty where no single thing was meant.
    Names and narrative have no place here.
    """

    at: datetime
    actor_id: str
    role: str
    event: str
    object_id: str
    decision: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One link of a practice's chain. The first has seq 1 and follows GENESIS; hashes are hex."""

    practice_id: str
    seq: int
    fact: AuditFact
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The newest link of a practice's chain; seq 0 with GENESIS where there is none yet."""

    practice_id: str
    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Growth:
    """A chain that was just made longer: its new head, and its newest hashes by their seq.

    `hashes` reaches back beyond what was added, so that whoever keeps an earlier head can see that
    the new one follows it. `goes_back` says whether there were entries before this transaction.
    """

    head: ChainHead
    hashes: Mapping[int, str]
    goes_back: bool

    def follows(self, earlier: ChainHead) -> bool:
        """Whether it is certain that the new head follows, or is, the earlier one."""
        return self.hashes.get(earlier.seq) == earlier.hash


def link(head: ChainHead, fact: AuditFact) -> AuditEntry:
    """The entry that follows a head."""
    seq = head.seq + 1
    made = hash_of(head.practice_id, seq, fact, head.hash)
    return AuditEntry(head.practice_id, seq, fact, head.hash, made)


def head_of(entry: AuditEntry) -> ChainHead:
    """The head of a chain that ends with this entry."""
    return ChainHead(entry.practice_id, entry.seq, entry.hash)


def hash_of(practice_id: str, seq: int, fact: AuditFact, previous: str) -> str:
    """SHA-256 (hex) over every part of an entry, each with its length so that none can shift."""
    parts = (
        practice_id,
        str(seq),
        fact.at.astimezone(UTC).isoformat(timespec="microseconds"),
        fact.actor_id,
        fact.role,
        fact.event,
        fact.object_id,
        fact.decision,
        fact.reason,
        previous,
    )
    text = "".join([f"{len(part)}:{part}" for part in parts])
    return hashlib.sha256(text.encode()).hexdigest()


def fits(entry: AuditEntry, seq: int | None = None) -> bool:
    """Whether an entry's hash is that of its content, at its own place or at another.

    Never raises: what cannot be hashed was not written by us.
    """
    place = entry.seq if seq is None else seq
    try:
        return hash_of(entry.practice_id, place, entry.fact, entry.previous) == entry.hash
    except (TypeError, ValueError, AttributeError, OverflowError):
        return False
