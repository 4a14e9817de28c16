"""How long checking an audit of a million entries takes, and what the audit costs each transaction.

Everything on SQLite in a temporary folder: a chain made directly (not through actions) is checked
in a process of its own, which tells its peak memory; 16 threads commit small audited transactions;
an audited read is timed beside one that is not audited.
Run: python -m benchmarks.audit [--json] [--quick] [--entries N]
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert, update

from gpsupport.actions.audit import verify_audit
from gpsupport.actions.practices import add_practice, list_practices, operator
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.audit import AuditFact, ChainHead, Growth, head_of, link
from gpsupport.domain.events import Event
from gpsupport.domain.people import Practice
from gpsupport.persistence.rows import AuditHeadRow, AuditRow
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings

LIMITS = {"verify_s": 60.0}
THREADS = 16
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PIECE = 20_000


def main() -> None:
    """Measure, print, and end with 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="a twentieth of everything")
    parser.add_argument("--entries", type=int)
    parser.add_argument("--verify", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.verify:
        print(json.dumps(verified(chosen.verify)))
        return
    entries = chosen.entries or (50_000 if chosen.quick else 1_000_000)
    measured = measure(entries, 20 if chosen.quick else 200)
    passed = all(measured[name] <= limit for name, limit in LIMITS.items())
    if chosen.json:
        told = {
            "benchmark": "audit",
            "entries": entries,
            "threads": THREADS,
            "python": platform.python_version(),
            "measured": measured,
            "limits": LIMITS,
            "within_limits": passed,
        }
        print(json.dumps(told, indent=2))
    else:
        for name, value in measured.items():
            limit = f" (limit {LIMITS[name]:.0f})" if name in LIMITS else ""
            print(f"{name:28}{value:12,.2f}{limit}")
    sys.exit(0 if passed else 1)


def measure(entries: int, rounds: int) -> dict[str, float]:
    """Seconds for the whole chain, milliseconds for single transactions."""
    with tempfile.TemporaryDirectory() as folder:
        chain = Path(folder) / "chain"
        made = timed_once(lambda: make_chain(chain, entries))
        command = [sys.executable, "-m", "benchmarks.audit", "--verify", str(chain)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        return {
            "make_s": made,
            **json.loads(done.stdout),
            **under_load(Path(folder) / "load", rounds),
            **one_by_one(Path(folder) / "single", rounds * 5),
        }


def timed_once(work: Any) -> float:
    """Seconds that it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def opened(folder: Path) -> tuple[Database, Practice]:
    """A new database with one practice."""
    database = Database.create(Settings.load({}, data_dir=folder))
    return database, add_practice(database, "Y99999", "Measured Surgery", AT, synthetic=True)


def make_chain(folder: Path, entries: int) -> None:
    """A chain of that many entries with its head row and signed head."""
    database, practice = opened(folder)
    database.close()
    engine = create_engine(Settings.load({}, data_dir=folder).database_url)
    with engine.begin() as connection:
        row = connection.execute(AuditHeadRow.__table__.select()).one()
        head = ChainHead(practice.id, row.seq, row.hash)
        for piece in pieces(head, entries - row.seq):
            connection.execute(insert(AuditRow), piece)
            head = ChainHead(practice.id, piece[-1]["seq"], piece[-1]["hash"])
        connection.execute(update(AuditHeadRow).values(seq=head.seq, hash=head.hash))
    engine.dispose()
    database = Database.open(Settings.load({}, data_dir=folder))
    database.heads.renew(Growth(head, {row.seq: row.hash}, goes_back=True), AT)
    database.close()


def pieces(head: ChainHead, entries: int) -> Iterator[list[dict[str, Any]]]:
    """Rows of a chain, some thousands at a time."""
    rows: list[dict[str, Any]] = []
    for number in range(entries):
        fact = AuditFact(
            at=AT + timedelta(milliseconds=number * 37),
            actor_id=f"00000000-0000-4000-8000-{number % 40:012d}",
            role="gp",
            event=Event.OPEN_PATIENT.value,
            object_id=f"00000000-0000-4000-9000-{number % 10_000:012d}",
            decision="allow",
        )
        entry = link(head, fact)
        head = head_of(entry)
        rows.append(
            {
                "practice_id": entry.practice_id,
                "seq": entry.seq,
                "at": fact.at,
                "actor_id": fact.actor_id,
                "role": fact.role,
                "event": fact.event,
                "object_id": fact.object_id,
                "decision": fact.decision,
                "reason": fact.reason,
                "previous": entry.previous,
                "hash": entry.hash,
            }
        )
        if len(rows) == PIECE:
            yield rows
            rows = []
    if rows:
        yield rows


def verified(folder: Path) -> dict[str, float]:
    """Check the chain in this process."""
    database = Database.open(Settings.load({}, data_dir=folder))
    practice = list_practices(database)[0]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, worked = time.perf_counter(), time.process_time()
    checked = verify_audit(database, operator(practice), AT).checked
    took, worked = time.perf_counter() - start, time.process_time() - worked
    database.close()
    if not checked.sound or checked.unanchored:
        raise SystemExit(f"the chain is not sound: {checked}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "verify_s": took,
        "verify_cpu_s": worked,
        "verify_entries_per_s": checked.entries / took,
        "verify_peak_mb": peak / 1024,
        "verify_added_mb": (peak - before) / 1024,
    }


def occasion(practice: Practice) -> Occasion:
    """A small audited transaction."""
    return Occasion(
        operator(practice), Permission.SET_UP_PRACTICE, AT, Event.ADD_OPTION, Purpose.OPERATION
    )


def under_load(folder: Path, rounds: int) -> dict[str, float]:
    """Milliseconds of an audited transaction while 16 threads commit."""
    database, practice = opened(folder)
    times: list[float] = []

    def work() -> None:
        for _ in range(rounds):
            start = time.perf_counter()
            with database.writing(occasion(practice)) as stores:
                stores.practices.find(operator(practice))
            times.append((time.perf_counter() - start) * 1000)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    took = timed_once(lambda: [*map(threading.Thread.start, threads), *map(join, threads)])
    sound = verify_audit(database, operator(practice), AT).checked
    database.close()
    if not sound.sound or sound.entries != THREADS * rounds + 1:
        raise SystemExit(f"the chain is not sound: {sound}")
    cuts = statistics.quantiles(times, n=100)
    return {
        "load_p50_ms": cuts[49],
        "load_p99_ms": cuts[98],
        "load_max_ms": max(times),
        "load_commits_per_s": len(times) / took,
    }


def join(thread: threading.Thread) -> None:
    """Wait for a thread."""
    thread.join()


def one_by_one(folder: Path, rounds: int) -> dict[str, float]:
    """Median milliseconds of one read, audited and not, nobody else there."""
    database, practice = opened(folder)
    actor = operator(practice)

    def audited() -> None:
        with database.writing(occasion(practice)) as stores:
            stores.practices.find(actor)

    def unaudited() -> None:
        bare = Occasion(actor, Permission.SET_UP_PRACTICE, AT)
        with database.reading(bare) as stores:
            stores.practices.find(actor)

    told = {
        "read_audited_ms": statistics.median(timed_once(audited) for _ in range(rounds)) * 1000,
        "read_unaudited_ms": statistics.median(timed_once(unaudited) for _ in range(rounds)) * 1000,
    }
    database.close()
    return told


if __name__ == "__main__":
    main()
