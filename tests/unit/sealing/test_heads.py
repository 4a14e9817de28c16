"""The signed heads: they never move backwards, and nothing that was wrong with one vanishes."""

import base64
import json
import multiprocessing
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest

from gpsupport.domain.audit import AuditFact, ChainHead, Growth, head_of, link
from gpsupport.sealing import HeadBroken, Heads, KeysUnusable, SignedHead, heads
from gpsupport.sealing.heads import audit_key_path, heads_folder
from gpsupport.sealing.locks import holding

PRACTICE = "3f0c8a52-0000-4000-8000-000000000001"
OTHER = "3f0c8a52-0000-4000-8000-000000000002"
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def growths(length: int, reason: str = "", practice: str = PRACTICE) -> list[Growth]:
    """The growths of a chain, one entry at a time."""
    head, hashes, made = ChainHead(practice), dict[int, str](), list[Growth]()
    for _ in range(length):
        head = head_of(link(head, AuditFact(AT, "staff", "gp", "look", "", "allow", reason)))
        hashes = {**hashes, head.seq: head.hash}
        made.append(Growth(head, hashes, goes_back=head.seq > 1))
    return made


def head_file(folder: Path, practice: str = PRACTICE) -> Path:
    return heads_folder(folder) / f"{practice}.json"


def test_a_head_comes_back_as_it_was_signed(tmp_path: Path) -> None:
    kept = Heads(tmp_path)
    assert kept.find(PRACTICE) is None
    for growth in growths(2):
        kept.renew(growth, AT)
        assert kept.find(PRACTICE) == Heads(tmp_path).find(PRACTICE) == SignedHead(growth.head, AT)
    assert kept.practices() == (PRACTICE,)
    assert kept.kept_aside(PRACTICE) == ()


def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    Heads(tmp_path).renew(growths(1)[0], AT)
    assert audit_key_path(tmp_path).stat().st_mode & 0o077 == 0
    assert heads_folder(tmp_path).stat().st_mode & 0o077 == 0
    assert [path.name for path in heads_folder(tmp_path).iterdir() if path.suffix == ".new"] == []
    assert {path.stat().st_mode & 0o077 for path in heads_folder(tmp_path).iterdir()} == {0}


def test_an_older_head_changes_nothing(tmp_path: Path) -> None:
    first, second, third = growths(3)
    Heads(tmp_path).renew(third, AT)
    # Another process, which knows nothing of what the first one wrote.
    for late in (second, first, third):
        Heads(tmp_path).renew(late, AT)
    kept = Heads(tmp_path)
    assert kept.find(PRACTICE) == SignedHead(third.head, AT)
    assert [path.name for path in kept.kept_aside(PRACTICE)] == [f"{PRACTICE}.json.1"]


def test_practices_have_heads_of_their_own(tmp_path: Path) -> None:
    kept = Heads(tmp_path)
    ours, theirs = growths(3)[-1], growths(2, practice=OTHER)[-1]
    kept.renew(replace(ours, goes_back=False), AT)
    kept.renew(replace(theirs, goes_back=False), AT)
    assert kept.practices() == (PRACTICE, OTHER)
    found = kept.find(PRACTICE), kept.find(OTHER)
    assert [one.head for one in found if one] == [ours.head, theirs.head]


def test_threads_never_move_a_head_backwards(tmp_path: Path) -> None:
    kept = Heads(tmp_path)
    made = growths(160)
    start = Barrier(16)

    def renew(share: list[Growth]) -> None:
        start.wait()
        for growth in share:
            kept.renew(growth, AT)
            found = kept.find(PRACTICE)
            # Whoever comes back from renew() is anchored.
            assert found is not None
            assert found.head.seq >= growth.head.seq

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(renew, (made[number::16] for number in range(16))))
    assert kept.find(PRACTICE) == SignedHead(made[-1].head, AT)


def _renew_all(folder: Path, seed: int) -> None:
    kept = Heads(folder)
    made = growths(40)
    random.Random(seed).shuffle(made)
    for growth in made:
        kept.renew(growth, AT)


def test_processes_never_move_a_head_backwards(tmp_path: Path) -> None:
    Heads(tmp_path).renew(growths(1)[0], AT)
    spawning = multiprocessing.get_context("spawn")
    running = [spawning.Process(target=_renew_all, args=(tmp_path, seed)) for seed in range(3)]
    for process in running:
        process.start()
    for process in running:
        process.join(60)
    assert [process.exitcode for process in running] == [0, 0, 0]
    kept = Heads(tmp_path)
    assert kept.find(PRACTICE) == SignedHead(growths(40)[-1].head, AT)
    assert kept.kept_aside(PRACTICE) == ()


def damage(path: Path, change: Callable[[dict[str, object]], object]) -> None:
    told = json.loads(path.read_text())
    change(told)
    path.write_text(json.dumps(told))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe",
        b"{}",
        b"[]",
        b"null",
        b"[" * 9_000,
        b"{" + b" " * 20_000 + b"}",
        b'{"practice": "x", "seq": Infinity, "hash": "", "at": 5, "version": 1}',
        b'{"practice": "x", "seq": ' + b"9" * 5_000 + b"}",
    ],
)
def test_a_damaged_file_is_no_head_and_is_kept_aside(tmp_path: Path, text: bytes) -> None:
    kept = Heads(tmp_path)
    first, second = growths(2)
    kept.renew(first, AT)
    head_file(tmp_path).write_bytes(text)
    with pytest.raises(HeadBroken):
        kept.find(PRACTICE)
    kept.renew(second, AT)
    assert kept.find(PRACTICE) == SignedHead(second.head, AT)
    (aside,) = kept.kept_aside(PRACTICE)
    assert aside.read_bytes() == text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("practice", OTHER),
        ("seq", 2),
        ("hash", "f" * 64),
        ("at", "2026-11-23T09:00:01+00:00"),
        ("at", "yesterday"),
        ("version", 2),
        ("signature", base64.b64encode(bytes(64)).decode()),
        ("signature", "no"),
    ],
)
def test_no_part_of_a_head_can_be_changed(tmp_path: Path, name: str, value: object) -> None:
    kept = Heads(tmp_path)
    kept.renew(growths(1)[0], AT)
    damage(head_file(tmp_path), lambda told: told.update({name: value}))
    with pytest.raises(HeadBroken):
        kept.find(PRACTICE)


def test_another_practices_head_is_not_ours(tmp_path: Path) -> None:
    kept = Heads(tmp_path)
    kept.renew(growths(1, practice=OTHER)[0], AT)
    head_file(tmp_path).write_bytes(head_file(tmp_path, OTHER).read_bytes())
    with pytest.raises(HeadBroken):
        kept.find(PRACTICE)


def test_another_installations_head_is_not_ours(tmp_path: Path) -> None:
    Heads(tmp_path / "a").renew(growths(1)[0], AT)
    with pytest.raises(HeadBroken):
        Heads(tmp_path / "b").read(head_file(tmp_path / "a"), PRACTICE)


def test_a_missing_head_leaves_a_mark(tmp_path: Path) -> None:
    kept = Heads(tmp_path)
    first, second, third = growths(3)
    kept.renew(first, AT)
    head_file(tmp_path).unlink()
    kept.renew(second, AT)
    (aside,) = kept.kept_aside(PRACTICE)
    assert aside.read_bytes() == b""
    with pytest.raises(HeadBroken):
        kept.read(aside, PRACTICE)
    kept.renew(third, AT)
    assert kept.kept_aside(PRACTICE) == (aside,)


def test_a_head_of_another_chain_is_kept_when_the_new_one_overtakes_it(tmp_path: Path) -> None:
    """An older database was put back and used until it was longer than what had been signed."""
    was, became = growths(3), growths(5, reason="other")
    Heads(tmp_path).renew(replace(was[-1], goes_back=False), AT)
    kept = Heads(tmp_path)
    for growth in became:
        kept.renew(growth, AT)
    assert kept.find(PRACTICE) == SignedHead(became[-1].head, AT)
    (aside,) = kept.kept_aside(PRACTICE)
    assert kept.read(aside, PRACTICE) == SignedHead(was[-1].head, AT)


def test_heads_kept_aside_are_told_in_their_order(tmp_path: Path) -> None:
    kept = Heads(tmp_path)
    for growth in growths(12):
        head_file(tmp_path).write_bytes(str(growth.head.seq).encode())
        kept.renew(growth, AT)
    told = [path.read_text() for path in kept.kept_aside(PRACTICE)]
    assert told == [str(number) for number in range(1, 13)]
    assert kept.practices() == (PRACTICE,)


def test_what_cannot_be_written_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    kept = Heads(tmp_path)
    first, second, third = growths(3)
    kept.renew(first, AT)

    def full(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(heads, "_replace", full)
        kept.renew(second, AT)
    assert kept.find(PRACTICE) == SignedHead(first.head, AT)
    (said,) = caplog.messages
    assert (
        said
        == f"audit head of practice {PRACTICE} at entry 2 was not written: No space left on device"
    )
    kept.renew(third, AT)
    assert kept.find(PRACTICE) == SignedHead(third.head, AT)
    assert kept.kept_aside(PRACTICE) == ()


def test_a_crash_while_writing_leaves_the_old_head(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Heads(tmp_path)
    first, second, third = growths(3)
    kept.renew(first, AT)

    class Killed(BaseException):
        pass

    def die(self: Path, target: Path) -> Path:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", die)
        with pytest.raises(Killed):
            kept.renew(second, AT)
    assert kept.find(PRACTICE) == SignedHead(first.head, AT)
    # The half-written file is in nobody's way, nor is the turn of whoever died.
    kept.renew(third, AT)
    assert kept.find(PRACTICE) == SignedHead(third.head, AT)


@pytest.mark.parametrize("name", ["", "../keys/audit", "a/b", "a.b", "a b"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="letters, digits and hyphens"):
        Heads(tmp_path).find(name)


def test_a_damaged_key_is_told_and_never_replaced(tmp_path: Path) -> None:
    Heads(tmp_path)
    audit_key_path(tmp_path).write_text("{}")
    with pytest.raises(KeysUnusable, match="Put back the copy"):
        Heads(tmp_path)
    assert audit_key_path(tmp_path).read_text() == "{}"


def test_a_lock_keeps_threads_apart(tmp_path: Path) -> None:
    inside: list[int] = []
    most = []

    def hold(_: int) -> None:
        with holding(tmp_path / "one.lock"):
            inside.append(1)
            most.append(len(inside))
            inside.pop()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(hold, range(200)))
    assert max(most) == 1


def test_a_lock_ends_with_what_is_done_under_it(tmp_path: Path) -> None:
    with pytest.raises(KeyError), holding(tmp_path / "one.lock"):
        raise KeyError
    with holding(tmp_path / "one.lock"):
        pass
