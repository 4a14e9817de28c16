"""Whether time tells a forbidden patient from one who does not exist.

The same address is asked for 200 times with a patient whom somebody may not see, and 200 times with
one who is not there, in turn; the medians may differ by 10 ms at most.
Run: python -m benchmarks.existence [--json] [--rounds N]
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from benchmarks.policy import restrict
from gpsupport.actions.identity import find_actor
from gpsupport.app import create_app
from gpsupport.demo.seeding import seed_practice
from gpsupport.demo.staff import SHAH
from gpsupport.knowledge.load import load_knowledge
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings

LIMIT_MS = 10.0
NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
PATHS = ("consultation", "timeline", "local-help", "contact")


def main() -> None:
    """Measure, print, and end with 1 when the difference is too large."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--rounds", type=int, default=200)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(Path(folder), chosen.rounds)
    passed = all(
        abs(one["forbidden_ms"] - one["unknown_ms"]) < LIMIT_MS for one in measured.values()
    )
    if chosen.json:
        told = {"benchmark": "existence", "limit_ms": LIMIT_MS, "measured": measured}
        print(json.dumps(told | {"within_limits": passed}, indent=2))
    else:
        for name, one in measured.items():
            print(
                f"{name:14}forbidden {one['forbidden_ms']:8.2f} ms, unknown"
                f" {one['unknown_ms']:8.2f} ms (difference below {LIMIT_MS:.0f})"
            )
    sys.exit(0 if passed else 1)


def measure(folder: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Medians of each page in milliseconds, for the forbidden and for the unknown."""
    settings = Settings.load({}, data_dir=folder)
    database = Database.create(settings)
    practice = seed_practice(database, 1, date(2026, 11, 23), NOW, patients=200)
    actor = find_actor(database, practice.id, SHAH.id, NOW)
    if actor is None:
        raise LookupError("the demo has no GP")
    hidden = min(restrict(database, actor))
    client = create_app(
        settings, database=database, knowledge=load_knowledge(), clock=lambda: NOW
    ).test_client()
    front = client.get("/").text
    key = front.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    client.post("/sign-in/as", data={"csrf_token": key, "person": SHAH.id})
    times: dict[str, dict[str, list[float]]] = {path: {"f": [], "u": []} for path in PATHS}
    for _ in range(rounds):
        for path in PATHS:
            for kind, patient in (("f", hidden), ("u", str(uuid4()))):
                start = time.perf_counter()
                status = client.get(f"/patients/{patient}/{path}").status_code
                times[path][kind].append((time.perf_counter() - start) * 1000)
                if status != 404:
                    raise ValueError(f"{path} answers {status}")
    database.close()
    return {
        path: {
            "forbidden_ms": statistics.median(kinds["f"]),
            "unknown_ms": statistics.median(kinds["u"]),
        }
        for path, kinds in times.items()
    }


if __name__ == "__main__":
    main()
