"""Checking an audit chain: everything that does not fit is told as a finding, in plain words.

The entries are walked once and none is kept, so a chain may be as long as it likes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from gpsupport.domain.audit import AuditEntry, ChainHead, fits, head_of

# Somebody who changed every entry need not be told of every one.
MOST_FINDINGS = 100
# An entry that was moved is looked for this many places around the one where it stands.
_NEAR = 64


class Fault(StrEnum):
    """What can be wrong with a chain."""

    EDITED = "edited"
    MISSING = "missing"
    MOVED = "moved"
    TWICE = "twice"
    NOT_LINKED = "not-linked"
    NO_NUMBER = "no-number"
    CUT = "cut"
    WIPED = "wiped"
    HEAD_ROW = "head-row"
    OTHER_CHAIN = "other-chain"
    NO_SIGNED_HEAD = "no-signed-head"
    BROKEN_SIGNED_HEAD = "broken-signed-head"


class Keeping(StrEnum):
    """How a signed head was found."""

    SIGNED = "signed"
    MISSING = "missing"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head that was kept outside the database; `name` is what a report calls it.

    `head` is None unless it is SIGNED.
    """

    name: str
    keeping: Keeping
    head: ChainHead | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; `seq` is the entry's number where it is about one entry."""

    fault: Fault
    words: str
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of checking one chain. `more` counts the findings that are not told one by one.

    `unanchored` counts the entries that are newer than the signed head.
    """

    entries: int
    newest: ChainHead
    findings: tuple[Finding, ...]
    more: int
    unanchored: int

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong. Entries that are not anchored yet are no fault."""
        return not self.findings

    @property
    def about_unanchored(self) -> str:
        """What the number of unanchored entries means; empty when there are none."""
        if not self.unanchored:
            return ""
        newer = "1 entry is" if self.unanchored == 1 else f"{self.unanchored} entries are"
        return (
            f"{newer} newer than the signed head. That is usual while somebody is working, and"
            " after a crash until the next entry. After an orderly stop there should be none."
        )


def verify(
    practice_id: str,
    entries: Iterable[AuditEntry],
    head_row: ChainHead | None,
    signed: Anchor,
    others: Iterable[Anchor] = (),
) -> Verification:
    """Check a practice's chain against its own head row and the heads kept outside the database.

    `entries` come in the order of their seq. `signed` is the current signed head; `others` are
    heads that were kept aside or copied elsewhere, which must lie on the chain too. Never raises
    because of what an entry holds.
    """
    anchors = (signed, *others)
    walk = _Walk(practice_id, anchors)
    for entry in entries:
        walk.take(entry)
    walk.compare(head_row)
    for anchor in anchors:
        walk.hold_against(anchor)
    anchored = signed.head.seq if signed.head is not None else 0
    return Verification(
        entries=walk.entries,
        newest=walk.last,
        findings=tuple(walk.findings),
        more=walk.more,
        unanchored=max(0, walk.last.seq - anchored),
    )


@dataclass
class _Walk:
    """Goes along a chain; `last` is the newest link that stood where it belongs."""

    practice_id: str
    anchors: Iterable[Anchor]
    findings: list[Finding] = field(default_factory=list)
    more: int = 0
    entries: int = 0

    def __post_init__(self) -> None:
        self.last = ChainHead(self.practice_id)
        self._seen: dict[int, str] = {}
        self._awaited = {one.head.seq for one in self.anchors if one.head is not None}

    def take(self, entry: AuditEntry) -> None:
        """Check the next entry."""
        self.entries += 1
        last = self.last
        in_order = (
            entry.seq == last.seq + 1
            and entry.previous == last.hash
            and entry.practice_id == self.practice_id
            and fits(entry)
        )
        if not in_order and not self._explain(entry):
            return
        self.last = head_of(entry)
        if entry.seq in self._awaited:
            self._seen[entry.seq] = entry.hash

    def compare(self, head_row: ChainHead | None) -> None:
        """Hold the database's own head row against the last entry."""
        last = self.last
        if head_row == last or (head_row is None and not last.seq):
            return
        if head_row is None:
            self._find(Fault.HEAD_ROW, "The database does not say which entry is the newest.")
        elif not self.entries:
            self._find(Fault.WIPED, f"All entries are gone; there were {_told(head_row)}.")
        elif head_row.seq > last.seq:
            self._find(
                Fault.CUT,
                f"The newest entry is {last.seq}, but the database wrote down {_told(head_row)}:"
                " the end was taken out.",
                last.seq,
            )
        else:
            self._find(
                Fault.HEAD_ROW,
                "What the database wrote down of its newest entry does not fit that entry.",
                last.seq,
            )

    def hold_against(self, anchor: Anchor) -> None:
        """Hold a head that was kept outside the database against the chain."""
        head, name, last = anchor.head, anchor.name, self.last
        if anchor.keeping is Keeping.BROKEN:
            self._find(
                Fault.BROKEN_SIGNED_HEAD,
                f"{name} is damaged, or this installation did not sign it.",
            )
        elif head is None:
            if last.seq:
                self._find(
                    Fault.NO_SIGNED_HEAD, f"{name} is missing, so a missing end would not show."
                )
        elif not self.entries:
            self._find(Fault.WIPED, f"All entries are gone; {name} signed {_told(head)}.")
        elif head.seq > last.seq:
            self._find(
                Fault.CUT,
                f"The newest entry is {last.seq}, but {name} signed {_told(head)}:"
                " the end was taken out, or an older database was put back.",
                last.seq,
            )
        elif self._seen.get(head.seq) != head.hash:
            self._find(
                Fault.OTHER_CHAIN,
                f"Entry {head.seq} is not the one that {name} signed: what was written then was"
                " replaced, or an older database was put back and used.",
                head.seq,
            )

    def _explain(self, entry: AuditEntry) -> bool:
        """Say what is wrong with an entry, and whether the chain goes on from it."""
        seq, last = entry.seq, self.last
        if seq < 1:
            self._find(Fault.NO_NUMBER, "An entry has no number that one can have.")
            return False
        if seq <= last.seq:
            self._find(Fault.TWICE, f"There is more than one entry {seq}.", seq)
            return False
        gap = seq > last.seq + 1
        if gap:
            first, end = last.seq + 1, seq - 1
            told = f"Entry {first} is" if first == end else f"Entries {first} to {end} are"
            self._find(Fault.MISSING, f"{told} missing.", first)
        if not fits(entry) or entry.practice_id != self.practice_id:
            self._find_changed(entry)
        elif not gap and entry.previous != last.hash:
            self._find(
                Fault.NOT_LINKED,
                f"Entry {seq} does not follow the entry before it: one was replaced or put in.",
                seq,
            )
        return True

    def _find_changed(self, entry: AuditEntry) -> None:
        seq = entry.seq
        near = range(max(1, seq - _NEAR), seq + _NEAR + 1)
        # Only for findings that will be told: looking costs as much as checking many entries.
        looked = near if len(self.findings) < MOST_FINDINGS else range(0)
        if (from_place := next((one for one in looked if fits(entry, one)), seq)) != seq:
            self._find(
                Fault.MOVED, f"What stands as entry {seq} was written as entry {from_place}.", seq
            )
        else:
            self._find(Fault.EDITED, f"Entry {seq} was changed after it was written.", seq)

    def _find(self, fault: Fault, words: str, seq: int | None = None) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(fault, words, seq))
        else:
            self.more += 1


def _told(head: ChainHead) -> str:
    return f"{head.seq} entries" if head.seq != 1 else "1 entry"
