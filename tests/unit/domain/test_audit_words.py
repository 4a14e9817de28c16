"""What the check of an audit says, word for word, and forgeries that only one comparison sees."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gpsupport.domain.audit import AuditEntry, AuditFact, ChainHead, head_of, link
from gpsupport.domain.audit_check import Anchor, Fault, Finding, Keeping, verify

PRACTICE = "practice-1"
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SIGNED = "the signed head"
NO_HEAD = Anchor(SIGNED, Keeping.MISSING)


def fact(number: int, role: str = "gp") -> AuditFact:
    return AuditFact(AT + timedelta(seconds=number), f"staff-{number}", role, "look", "p", "allow")


def chain(length: int) -> list[AuditEntry]:
    """A chain as it is written."""
    head, made = ChainHead(PRACTICE), []
    for number in range(length):
        made.append(link(head, fact(number)))
        head = head_of(made[-1])
    return made


def signed(entries: list[AuditEntry]) -> Anchor:
    return Anchor(SIGNED, Keeping.SIGNED, head_of(entries[-1]))


def told(entries: list[AuditEntry], written: list[AuditEntry]) -> tuple[Finding, ...]:
    """What is found in entries whose heads are those of what was written."""
    return verify(PRACTICE, entries, head_of(written[-1]), signed(written)).findings


def test_an_edited_entry_in_words() -> None:
    entries = chain(3)
    entries[1] = replace(entries[1], fact=fact(1, "nurse"))
    assert told(entries, chain(3)) == (
        Finding(Fault.EDITED, "Entry 2 was changed after it was written.", 2),
    )


def test_an_entry_that_stands_twice_in_words_and_the_chain_goes_on_from_the_first() -> None:
    entries = chain(4)
    entries.insert(2, link(head_of(entries[0]), fact(9)))
    assert told(entries, chain(4)) == (Finding(Fault.TWICE, "There is more than one entry 2.", 2),)


def test_an_entry_without_a_number_in_words() -> None:
    entries = chain(2)
    entries.append(replace(entries[1], seq=0))
    assert told(entries, chain(2)) == (
        Finding(Fault.NO_NUMBER, "An entry has no number that one can have."),
    )


def test_a_replaced_entry_in_words() -> None:
    entries = chain(3)
    entries[1] = link(head_of(entries[0]), fact(1, "nurse"))
    assert told(entries, chain(3)) == (
        Finding(
            Fault.NOT_LINKED,
            "Entry 3 does not follow the entry before it: one was replaced or put in.",
            3,
        ),
    )


@pytest.mark.parametrize(("length", "counted"), [(1, "1 entry"), (2, "2 entries")])
def test_a_wipe_in_words(length: int, counted: str) -> None:
    head, anchor = head_of(chain(length)[-1]), signed(chain(length))
    assert verify(PRACTICE, (), head, NO_HEAD).findings == (
        Finding(Fault.WIPED, f"All entries are gone; there were {counted}."),
    )
    assert verify(PRACTICE, (), None, anchor).findings == (
        Finding(Fault.WIPED, f"All entries are gone; {SIGNED} signed {counted}."),
    )


def test_a_cut_in_words() -> None:
    written = chain(3)
    assert told(written[:2], written) == (
        Finding(
            Fault.CUT,
            "The newest entry is 2, but the database wrote down 3 entries: the end was taken out.",
            2,
        ),
        Finding(
            Fault.CUT,
            f"The newest entry is 2, but {SIGNED} signed 3 entries: the end was taken out, or an"
            " older database was put back.",
            2,
        ),
    )


def test_a_head_row_in_words() -> None:
    entries = chain(2)
    assert verify(PRACTICE, entries, None, signed(entries)).findings == (
        Finding(Fault.HEAD_ROW, "The database does not say which entry is the newest."),
    )
    wrong = ChainHead(PRACTICE, 2, "f" * 64)
    assert verify(PRACTICE, entries, wrong, signed(entries)).findings == (
        Finding(
            Fault.HEAD_ROW,
            "What the database wrote down of its newest entry does not fit that entry.",
            2,
        ),
    )


def test_heads_kept_elsewhere_in_words() -> None:
    entries = chain(2)
    head = head_of(entries[-1])
    other = Anchor(SIGNED, Keeping.SIGNED, ChainHead(PRACTICE, 1, "f" * 64))
    broken = Anchor(SIGNED, Keeping.BROKEN)
    assert verify(PRACTICE, entries, head, other).findings == (
        Finding(
            Fault.OTHER_CHAIN,
            f"Entry 1 is not the one that {SIGNED} signed: what was written then was replaced, or"
            " an older database was put back and used.",
            1,
        ),
    )
    assert verify(PRACTICE, entries, head, broken).findings == (
        Finding(
            Fault.BROKEN_SIGNED_HEAD,
            f"{SIGNED} is damaged, or this installation did not sign it.",
        ),
    )
    assert verify(PRACTICE, entries, head, NO_HEAD).findings == (
        Finding(Fault.NO_SIGNED_HEAD, f"{SIGNED} is missing, so a missing end would not show."),
    )


@pytest.mark.parametrize(
    ("written_as", "fault", "words"),
    [
        (6, Fault.MOVED, "What stands as entry 70 was written as entry 6."),
        (134, Fault.MOVED, "What stands as entry 70 was written as entry 134."),
        (5, Fault.EDITED, "Entry 70 was changed after it was written."),
        (135, Fault.EDITED, "Entry 70 was changed after it was written."),
    ],
)
def test_an_entry_that_was_moved_is_looked_for_nearby(
    written_as: int, fault: Fault, words: str
) -> None:
    entries = chain(70)
    forged = link(ChainHead(PRACTICE, written_as - 1, entries[68].hash), fact(9))
    entries[69] = replace(forged, seq=70)
    found = verify(PRACTICE, entries, head_of(entries[-1]), signed(entries)).findings
    assert found == (Finding(fault, words, 70),)


@pytest.mark.parametrize(
    ("seq", "fault"), [(2, Fault.TWICE), (3, Fault.TWICE), (5, Fault.MISSING), (6, Fault.MISSING)]
)
def test_a_forged_number_is_found_though_its_hash_and_its_link_fit(seq: int, fault: Fault) -> None:
    entries = chain(3)
    forged = link(ChainHead(PRACTICE, seq - 1, entries[-1].hash), fact(9))
    found = verify(PRACTICE, [*entries, forged], None, signed(entries)).findings
    assert found[0].fault is fault


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose own time is not UTC."""
    if not hasattr(time, "tzset"):
        pytest.skip("This system cannot change the zone of a process.")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_hash_is_the_same_on_a_machine_of_another_zone(far_away: None) -> None:
    made = link(ChainHead(PRACTICE), fact(1))
    assert made.hash == "5242f908fe84c2f41fa0a5e053f10a162b86c4760e44e0269c8659d6fa507508"
