"""The audit chain: every way to change it is found, whatever was written and wherever."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.audit import (
    GENESIS,
    AuditEntry,
    AuditFact,
    ChainHead,
    Growth,
    fits,
    hash_of,
    head_of,
    link,
)
from gpsupport.domain.audit_check import (
    MOST_FINDINGS,
    Anchor,
    Fault,
    Keeping,
    Verification,
    verify,
)

PRACTICE = "practice-1"
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SIGNED = "the signed head"

# Characters and lengths that could be taken for the joints between parts.
words = st.text(alphabet="a1:|0é\x00", max_size=4)
facts = st.builds(
    AuditFact,
    at=st.integers(0, 10**15).map(lambda step: AT + timedelta(microseconds=step)),
    actor_id=words,
    role=words,
    event=words,
    object_id=words,
    decision=words,
    reason=words,
)
CELLS = ("at", "actor_id", "role", "event", "object_id", "decision", "reason")


def chain_of(told: Sequence[AuditFact], practice: str = PRACTICE) -> list[AuditEntry]:
    """The entries of these facts."""
    head = ChainHead(practice)
    made = []
    for fact in told:
        made.append(link(head, fact))
        head = head_of(made[-1])
    return made


chains = st.lists(facts, min_size=1, max_size=9).map(chain_of)


def fact(number: int) -> AuditFact:
    return AuditFact(AT + timedelta(seconds=number), f"staff-{number}", "gp", "look", "p", "allow")


def plain(length: int) -> list[AuditEntry]:
    return chain_of([fact(number) for number in range(length)])


def anchor(head: ChainHead | None, name: str = SIGNED) -> Anchor:
    return Anchor(name, Keeping.SIGNED if head else Keeping.MISSING, head)


def check(
    entries: Sequence[AuditEntry], as_written: Sequence[AuditEntry], *others: Anchor
) -> Verification:
    """Check entries against the head row and signed head of what was written."""
    head = head_of(as_written[-1])
    return verify(PRACTICE, entries, head, anchor(head), others)


def faults(verification: Verification) -> list[tuple[Fault, int | None]]:
    return [(one.fault, one.seq) for one in verification.findings]


@given(chains)
def test_an_untouched_chain_is_sound(entries: list[AuditEntry]) -> None:
    verification = check(entries, entries)
    assert verification.sound
    assert verification.entries == verification.newest.seq == len(entries)
    assert (verification.unanchored, verification.about_unanchored) == (0, "")


def test_an_empty_chain_is_sound() -> None:
    assert verify(PRACTICE, (), None, anchor(None)).sound
    assert verify(PRACTICE, (), ChainHead(PRACTICE), anchor(None)).sound


@given(chains, st.data())
def test_any_edit_of_a_fact_is_found(entries: list[AuditEntry], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(entries) - 1))
    cell = data.draw(st.sampled_from(CELLS))
    old = getattr(entries[at].fact, cell)
    values: st.SearchStrategy[Any] = (
        st.integers(1, 10**12).map(lambda step: old + timedelta(microseconds=step))
        if cell == "at"
        else words.filter(lambda word: word != old)
    )
    changed = replace(entries[at].fact, **{cell: data.draw(values)})
    edited = [*entries]
    edited[at] = replace(entries[at], fact=changed)
    assert faults(check(edited, entries)) == [(Fault.EDITED, at + 1)]


@given(chains, st.data(), st.sampled_from(["previous", "hash", "practice_id"]))
def test_any_edit_of_a_joint_is_found(
    entries: list[AuditEntry], data: st.DataObject, cell: str
) -> None:
    at = data.draw(st.integers(0, len(entries) - 1))
    edited = [*entries]
    value: dict[str, Any] = {cell: data.draw(words)}
    edited[at] = replace(entries[at], **value)
    assert (Fault.EDITED, at + 1) in faults(check(edited, entries))


@given(chains, st.data())
def test_any_renumbering_is_found(entries: list[AuditEntry], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(entries) - 1))
    seq = data.draw(st.integers(-3, 2 * len(entries)).filter(lambda one: one != at + 1))
    edited = [*entries]
    edited[at] = replace(entries[at], seq=seq)
    for order in (edited, sorted(edited, key=lambda one: one.seq)):
        assert not check(order, entries).sound


@given(chains, st.data())
def test_any_deletion_is_found(entries: list[AuditEntry], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(entries) - 1))
    after = data.draw(st.integers(first + 1, len(entries)))
    verification = check(entries[:first] + entries[after:], entries)
    found = faults(verification)
    if after < len(entries):
        assert found == [(Fault.MISSING, first + 1)]
    elif first:
        assert found == [(Fault.CUT, first), (Fault.CUT, first)]
    else:
        assert found == [(Fault.WIPED, None), (Fault.WIPED, None)]


@given(st.lists(facts, min_size=2, max_size=9).map(chain_of), st.data())
def test_any_swap_is_found(entries: list[AuditEntry], data: st.DataObject) -> None:
    one, other = sorted(
        data.draw(
            st.lists(st.sampled_from(range(len(entries))), min_size=2, max_size=2, unique=True)
        )
    )
    swapped = [*entries]
    swapped[one] = replace(entries[other], seq=one + 1)
    swapped[other] = replace(entries[one], seq=other + 1)
    found = faults(check(swapped, entries))
    assert (Fault.MOVED, one + 1) in found
    assert (Fault.MOVED, other + 1) in found


@given(chains, facts, st.data())
def test_any_insertion_is_found(
    entries: list[AuditEntry], extra: AuditFact, data: st.DataObject
) -> None:
    """Whoever puts one in knows how hashes are made, and gives those behind it new numbers."""
    at = data.draw(st.integers(0, len(entries)))
    before = head_of(entries[at - 1]) if at else ChainHead(PRACTICE)
    put_in = link(before, extra)
    behind = [replace(one, seq=one.seq + 1) for one in entries[at:]]
    verification = check([*entries[:at], put_in, *behind], entries)
    assert not verification.sound
    doubled = check([*entries[: at + 1], *entries[at:]], entries)
    if at < len(entries):
        assert faults(doubled) == [(Fault.TWICE, at + 1)]


@given(st.lists(facts, min_size=2, max_size=9).map(chain_of), st.data())
def test_a_cut_tail_is_found_by_the_signed_head(
    entries: list[AuditEntry], data: st.DataObject
) -> None:
    left = data.draw(st.integers(1, len(entries) - 1))
    signed = anchor(head_of(entries[-1]))
    cut = entries[:left]
    verification = verify(PRACTICE, cut, head_of(cut[-1]), signed)
    assert faults(verification) == [(Fault.CUT, left)]


@given(st.lists(facts, min_size=2, max_size=9).map(chain_of), facts, st.data())
def test_a_chain_made_anew_is_found_by_the_signed_head(
    entries: list[AuditEntry], other: AuditFact, data: st.DataObject
) -> None:
    """Whoever makes every hash after an edit anew is still not what was signed."""
    at = data.draw(st.integers(0, len(entries) - 1))
    told = [one.fact for one in entries]
    if told[at] == other:
        return
    told[at] = other
    forged = chain_of(told)
    verification = verify(PRACTICE, forged, head_of(forged[-1]), anchor(head_of(entries[-1])))
    assert faults(verification) == [(Fault.OTHER_CHAIN, len(entries))]


def test_an_entry_with_a_new_hash_is_not_linked_with_the_next() -> None:
    entries = plain(4)
    forged = link(head_of(entries[0]), replace(entries[1].fact, reason="other"))
    entries[1:2] = [forged]
    assert faults(check(entries, entries)) == [(Fault.NOT_LINKED, 3)]


def test_a_first_entry_that_follows_something_is_found() -> None:
    entries = [link(ChainHead(PRACTICE, 0, "f" * 64), fact(0))]
    assert faults(check(entries, entries)) == [(Fault.NOT_LINKED, 1)]


def test_another_practices_chain_is_not_ours() -> None:
    entries = chain_of([fact(1)], "practice-2")
    assert (Fault.EDITED, 1) in faults(check(entries, entries))


@pytest.mark.parametrize(
    "head_row", [None, ChainHead(PRACTICE, 3, "0" * 64), ChainHead(PRACTICE, 2), ChainHead("x", 3)]
)
def test_a_head_row_that_does_not_fit_is_found(head_row: ChainHead | None) -> None:
    entries = plain(3)
    signed = anchor(head_of(entries[-1]))
    found = [one.fault for one in verify(PRACTICE, entries, head_row, signed).findings]
    assert found == [Fault.HEAD_ROW]


def test_a_wipe_is_found() -> None:
    head = head_of(plain(3)[-1])
    assert faults(verify(PRACTICE, (), None, anchor(head))) == [(Fault.WIPED, None)]
    assert faults(verify(PRACTICE, (), head, anchor(None))) == [(Fault.WIPED, None)]


@pytest.mark.parametrize(
    ("keeping", "fault"),
    [(Keeping.MISSING, Fault.NO_SIGNED_HEAD), (Keeping.BROKEN, Fault.BROKEN_SIGNED_HEAD)],
)
def test_a_head_that_tells_nothing_is_found(keeping: Keeping, fault: Fault) -> None:
    entries = plain(3)
    verification = verify(PRACTICE, entries, head_of(entries[-1]), Anchor(SIGNED, keeping))
    assert faults(verification) == [(fault, None)]
    assert verification.unanchored == 3
    assert verification.findings[0].words.startswith(SIGNED)


@pytest.mark.parametrize("newer", [1, 2])
def test_entries_newer_than_the_signed_head_are_counted_and_no_fault(newer: int) -> None:
    entries = plain(5)
    signed = anchor(head_of(entries[-1 - newer]))
    verification = verify(PRACTICE, entries, head_of(entries[-1]), signed)
    assert verification.sound
    assert verification.unanchored == newer
    assert verification.about_unanchored.startswith(
        ("1 entry is newer", "2 entries are newer")[newer - 1]
    )


def test_every_other_head_must_lie_on_the_chain() -> None:
    entries = plain(5)
    lies, lost = anchor(head_of(entries[1]), "a"), anchor(ChainHead(PRACTICE, 2, "f" * 64), "b")
    newer = anchor(ChainHead(PRACTICE, 9, "f" * 64), "c")
    verification = check(entries, entries, lies, lost, newer)
    assert faults(verification) == [(Fault.OTHER_CHAIN, 2), (Fault.CUT, 5)]
    assert "b signed" in verification.findings[0].words
    assert "c signed 9 entries" in verification.findings[1].words


def test_a_signed_entry_that_is_gone_is_found() -> None:
    entries = plain(5)
    kept = anchor(head_of(entries[2]), "a copy")
    found = faults(check(entries[:2] + entries[3:], entries, kept))
    assert found == [(Fault.MISSING, 3), (Fault.OTHER_CHAIN, 3)]


def test_what_is_missing_is_told_in_words() -> None:
    entries = plain(6)
    one = check(entries[:1] + entries[2:], entries).findings[0].words
    several = check(entries[:1] + entries[4:], entries).findings[0].words
    assert (one, several) == ("Entry 2 is missing.", "Entries 2 to 4 are missing.")


NO_ZONE = AT.replace(tzinfo=None)
GARBAGE: tuple[Any, ...] = (None, 7, b"x", "\ud800", NO_ZONE, NO_ZONE.replace(year=1), object())


@pytest.mark.parametrize("cell", [*CELLS, "previous", "hash"])
@pytest.mark.parametrize("value", GARBAGE, ids=lambda value: type(value).__name__)
def test_garbage_is_a_finding_and_no_exception(cell: str, value: Any) -> None:
    entries = plain(3)
    old = entries[1]
    if cell in CELLS:
        entries[1] = replace(old, fact=replace(old.fact, **{cell: value}))
    else:
        entries[1] = replace(old, **{cell: value})
    assert (Fault.EDITED, 2) in faults(check(entries, plain(3)))


def test_an_entry_without_a_number_is_found() -> None:
    entries = plain(3)
    entries.insert(0, replace(entries[1], seq=-1))
    assert faults(check(entries, plain(3))) == [(Fault.NO_NUMBER, None)]


def test_many_findings_are_counted_and_not_kept() -> None:
    entries = [
        replace(one, fact=replace(one.fact, role="other")) for one in plain(MOST_FINDINGS + 7)
    ]
    verification = check(entries, entries)
    assert (len(verification.findings), verification.more) == (MOST_FINDINGS, 7)
    assert not verification.sound


def test_entries_are_walked_once_and_not_kept() -> None:
    alive: list[int] = []

    class Counted(AuditEntry):
        def __init__(self, entry: AuditEntry) -> None:
            super().__init__(entry.practice_id, entry.seq, entry.fact, entry.previous, entry.hash)
            alive.append(1)

        def __del__(self) -> None:
            alive.pop()

    most = 0

    def stream() -> Iterator[AuditEntry]:
        nonlocal most
        for entry in plain(50):
            yield Counted(entry)
            most = max(most, len(alive))

    assert check(list(plain(50)), plain(50)).sound
    assert verify(PRACTICE, stream(), head_of(plain(50)[-1]), anchor(None)).entries == 50
    assert most <= 2


def test_a_hash_is_of_every_part_and_of_no_joint_between_them() -> None:
    shifted = replace(fact(1), actor_id="ab", role="c"), replace(fact(1), actor_id="a", role="bc")
    assert len({hash_of(PRACTICE, 1, one, GENESIS) for one in shifted}) == 2


def test_a_hash_is_of_the_instant_whatever_its_zone() -> None:
    there = fact(1).at.astimezone(timezone(timedelta(hours=5)))
    same = replace(fact(1), at=there)
    assert hash_of(PRACTICE, 1, same, GENESIS) == hash_of(PRACTICE, 1, fact(1), GENESIS)


def test_the_hash_stays_what_it_is() -> None:
    """Every chain that was ever written depends on it."""
    assert hash_of(PRACTICE, 1, fact(1), GENESIS) == (
        "5242f908fe84c2f41fa0a5e053f10a162b86c4760e44e0269c8659d6fa507508"
    )


def test_a_link_follows_its_head() -> None:
    first, second = plain(2)
    assert (first.seq, first.previous, second.seq, second.previous) == (1, GENESIS, 2, first.hash)
    assert fits(first)
    assert not fits(first, 2)


def test_a_growth_follows_only_what_it_knows() -> None:
    first, second = (head_of(one) for one in plain(2))
    growth = Growth(second, {1: first.hash, 2: second.hash}, goes_back=True)
    assert growth.follows(first)
    assert growth.follows(second)
    assert not growth.follows(ChainHead(PRACTICE, 1, second.hash))
    assert not growth.follows(ChainHead(PRACTICE, 3, second.hash))
