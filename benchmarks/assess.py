"""How long `gpsupport assess` works on one record, how long it takes to start, and to decide.

Work is what happens between reading the bytes of 500 entries and having the answer, the modules and
the content loaded and one other record read before; a whole process is timed beside it. Deciding is
the judging alone, of the whole pack: on 2,000 entries, on ten times as many, and with ten times the
indicators (the pack's, copied under new ids). The records are synthetic and the same every time.
Run: python -m benchmarks.assess [--json] [--entries N]
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks._records import ON, picture, record
from gpsupport.domain.assessment import assess
from gpsupport.fhir.reading import read_record
from gpsupport.knowledge.load import load_knowledge

LIMITS = {
    "work_ms": 250.0,
    "start_up_ms": 1000.0,
    "decide_ms": 2.0,
    "decide_10x_entries": 10.0 * 1.2,
    "decide_10x_indicators": 1.3,
}


def main() -> None:
    """Measure, print, and end with 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--entries", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=15)
    chosen = parser.parse_args()
    measured = measure(record(chosen.entries), chosen.rounds) | measure_deciding()
    passed = all(measured[name] <= limit for name, limit in LIMITS.items())
    told = {
        "benchmark": "assess",
        "entries": chosen.entries,
        "rounds": chosen.rounds,
        "python": platform.python_version(),
        "measured": measured,
        "limits": LIMITS,
        "within_limits": passed,
    }
    if chosen.json:
        print(json.dumps(told, indent=2))
    else:
        for name, value in measured.items():
            limit = f" (limit {LIMITS[name]:g})" if name in LIMITS else ""
            print(f"{name:24}{value:10.2f}{limit}")
    sys.exit(0 if passed else 1)


def measure(data: bytes, rounds: int) -> dict[str, float]:
    """Medians in milliseconds, and the size of the file in kB."""
    knowledge = load_knowledge()
    read_record(record(20))

    def work() -> None:
        assess(read_record(data).picture, knowledge, ON)

    first = timed(work, 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.json"
        path.write_bytes(data)
        small = Path(folder) / "small.json"
        small.write_bytes(record(2))
        return {
            "work_ms": timed(work, rounds),
            "work_first_ms": first,
            "start_up_ms": timed(lambda: run("assess", str(small), "--json"), 5),
            "whole_process_ms": timed(lambda: run("assess", str(path), "--json"), 5),
            "help_ms": timed(lambda: run("--help"), 5),
            "file_kb": len(data) / 1000,
        }


def measure_deciding(rounds: int = 150) -> dict[str, float]:
    """Milliseconds to decide, and how many times as long ten times the work takes.

    Each is the shortest of its rounds, and the rounds are taken in turns: what a busy machine adds
    falls on all of them alike. Each is run once untimed before: the last one left its own in the
    processor's cache.
    """
    pack = load_knowledge()
    more = replace(
        pack,
        indicators=tuple(
            replace(one, id=f"{one.id}-{copy}") for copy in range(10) for one in pack.indicators
        ),
    )
    usual, long = picture(2_000, pack), picture(20_000, pack)
    known = picture(2_000, pack, known_in_ten=10)
    works: dict[str, Callable[[], object]] = {
        "usual": lambda: assess(usual, pack, ON),
        "indicators": lambda: assess(usual, more, ON),
        "all_known": lambda: assess(known, pack, ON),
        "entries": lambda: assess(long, pack, ON),
    }
    shortest = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for name, work in works.items():
            work()
            shortest[name] = min(shortest[name], timed(work, 1))
    return {
        "decide_ms": shortest["usual"],
        "decide_all_known_ms": shortest["all_known"],
        "decide_20000_ms": shortest["entries"],
        "decide_10x_entries": shortest["entries"] / shortest["usual"],
        "decide_10x_indicators": shortest["indicators"] / shortest["usual"],
    }


def timed(work: Callable[[], object], rounds: int) -> float:
    """The median of some rounds, in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def run(*arguments: str) -> None:
    """One whole process of the command."""
    command = [sys.executable, "-m", "gpsupport", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
