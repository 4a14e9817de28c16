"""How long a feed of 10,000 options takes to come in (W9): time, memory, and the same again.

Type: python -m benchmarks directory_feed
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from gpsupport.actions.practices import add_practice
from gpsupport.directory_feeds.writing import service_of
from gpsupport.domain.directory.option import Capacity, OptionKind, ReferralOption
from gpsupport.domain.people import Sex
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings

SIZES = (1_000, 10_000)
LIMIT_SECONDS = 30.0
# How much more memory ten times as many options may take, in MB: one page is read at a time.
LIMIT_GROWTH = 40.0
PAGE = 100
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_RUN = """
import resource, sys
from gpsupport.cli import main
try:
    main(sys.argv[1:], standalone_mode=False)
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def main() -> int:
    """Import each size twice into a database of its own; 1 where a limit is passed."""
    peaks: dict[int, float] = {}
    failed = False
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            here = Path(folder)
            _write_feed(here / "feed", size)
            settings = Settings.load({}, data_dir=here / "data", database_url="")
            database = Database.create(settings)
            add_practice(database, "X99999", "Benchmark", AT, synthetic=True)
            database.close()
            for again in (False, True):
                before = _worked()
                seconds, peak, told = _import(here)
                worked = _worked() - before
                expected = f"{size} known" if again else f"{size} new"
                wrong = expected not in told
                failed = failed or wrong or seconds > LIMIT_SECONDS
                peaks[size] = max(peak, peaks.get(size, 0.0))
                what = "the same again" if again else "new"
                took = f"{seconds:.1f} s (of which {worked:.1f} s work)"
                print(f"{size:,} options, {what}: {took}, peak {peak:.0f} MB")
                if wrong:
                    print(f"not as expected: {told}")
    growth = peaks[SIZES[-1]] - peaks[SIZES[0]]
    print(f"ten times as many take {growth:.0f} MB more (limit {LIMIT_GROWTH:.0f} MB)")
    return int(failed or growth > LIMIT_GROWTH)


def _import(here: Path) -> tuple[float, float, str]:
    """Seconds, peak memory in MB and what was said, of the command as a person types it."""
    command = ["directory", "import", str(here / "feed"), "--feed", "county"]
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *command, "--data-dir", str(here / "data")],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - begun
    # Linux counts in kilobytes.
    return seconds, int(done.stderr.split()[-1]) / 1024, done.stdout


def _worked() -> float:
    """Seconds of processor that the runs took so far: on a shared machine the rest is waiting."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _write_feed(folder: Path, size: int) -> None:
    folder.mkdir()
    pages = size // PAGE
    for number in range(1, pages + 1):
        contents = [
            service_of(_option(place)) for place in range((number - 1) * PAGE, number * PAGE)
        ]
        page = {
            "total_items": size,
            "total_pages": pages,
            "page_number": number,
            "size": PAGE,
            "first_page": number == 1,
            "last_page": number == pages,
            "empty": False,
            "contents": contents,
        }
        (folder / f"services_{number:04}.json").write_text(json.dumps(page), encoding="utf-8")


def _option(place: int) -> ReferralOption:
    """One of many: every field says something, every tenth is a refuge."""
    kinds = tuple(OptionKind)
    hidden = place % 10 == 0
    return ReferralOption(
        id=str(uuid5(NAMESPACE_URL, f"benchmark/{place}")),
        name=f"Service {place}",
        kind=OptionKind.REFUGE if hidden else kinds[place % len(kinds)],
        summary="Talks, groups and company for families. " * 10,
        phone=f"01632 960{place % 1000:03}",
        named_person=f"Person {place}",
        availability="Monday to Friday, 9am to 5pm",
        from_age=place % 18,
        below_age=place % 18 + 40,
        sexes=frozenset({Sex.FEMALE}),
        areas=frozenset({f"Area {place % 40}", f"Area {place % 7}"}),
        accepts_while_ongoing=place % 3 == 0,
        needs_diagnosis=place % 5 == 0,
        takes_self_referral=True,
        capacity=Capacity.WAITING_LIST,
        wait_weeks=place % 60,
        assured_on=AT.date(),
        organisation=f"Organisation {place % 500}",
        evidence="What was tried before",
        languages=frozenset({"Polish", "Urdu"}),
    )


if __name__ == "__main__":
    sys.exit(main())
