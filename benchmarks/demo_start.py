"""How long the demo takes to its first useful page, and how quiet its ordinary patients are.

Type: python benchmarks/demo_start.py
"""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from gpsupport.demo.practice import DEFAULT_SEED, build_practice
from gpsupport.demo.seeding import seed_practice
from gpsupport.domain.assessment import Assessment, assess
from gpsupport.domain.days import age_on
from gpsupport.domain.knowledge.content.pack import Audience
from gpsupport.fhir.reading import read_record
from gpsupport.knowledge.load import load_knowledge
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings

PAGE_WITHIN_SECONDS = 5.0
ADULTS_IN_FRONT = 0.05
PER_RULE = 0.02


def main() -> int:
    """Measure, print, and say by the exit code whether every limit holds."""
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo("Europe/London")).date()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        settings = Settings.load({}, data_dir=Path(folder), database_url="")
        database = Database.create(settings)
        seed_practice(database, DEFAULT_SEED, today, now)
        database.close()
        print(
            f"all 400 records into SQLite, one after another: {time.perf_counter() - begun:.2f} s"
        )
    first, again = _pages()
    print(f"typing the command to the first page, new folder: {first:.2f} s")
    print(f"the same, the demo of today being there: {again:.2f} s")
    knowledge = load_knowledge()
    practice = build_practice(DEFAULT_SEED, today)
    pictures = [read_record(bundle).picture for bundle in practice.bundles()]
    adults = [
        _in_front(assess(picture, knowledge, today))
        for picture in pictures[practice.stories :]
        if picture.patient.born and age_on(picture.patient.born, today) >= 16
    ]
    share = sum(bool(rules) for rules in adults) / len(adults)
    per_rule = Counter(rule for rules in adults for rule in rules)
    print(f"ordinary adults with a prompt in front: {share:.1%} of {len(adults)}")
    for rule, count in sorted(per_rule.items()):
        print(f"  {rule}: {count / len(adults):.1%}")
    most = max(per_rule.values(), default=0) / len(adults)
    return int(first > PAGE_WITHIN_SECONDS or share > ADULTS_IN_FRONT or most > PER_RULE)


def _in_front(found: Assessment) -> set[str]:
    return {
        prompt.indicator
        for prompt in found.prompts
        if prompt.audience is Audience.CLINICIAN and prompt.tier in {1, 2}
    }


def _pages() -> tuple[float, float]:
    """Seconds to the first page of a new demo, and of the same demo started again."""
    with tempfile.TemporaryDirectory() as folder:
        return _first_page(folder, "All "), _first_page(folder, "Its folder")


def _first_page(folder: str, until: str) -> float:
    port = 8765
    command = [sys.executable, "-m", "gpsupport", "demo", "--no-open", "--port", str(port)]
    begun = time.perf_counter()
    command += ["--data-dir", folder]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    while not _answers(port):
        if process.poll() is not None:
            raise RuntimeError("the demo stopped before it answered")
        time.sleep(0.01)
    taken = time.perf_counter() - begun
    for line in process.stdout or ():
        if line.startswith(until):
            break
    process.send_signal(signal.SIGINT)
    process.communicate()
    return taken


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
