"""How long checking and expanding against a SNOMED CT release of a million rows takes.

The release is made up: 350,000 concepts in a tree below the codes of the pack, with descriptions,
preferences and relationships, 1.8 million rows in all. Each command runs in a process of its own,
whose peak of memory is measured. Run: python benchmarks/terminology.py [--json] [--concepts N]
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from gpsupport.knowledge.load import load_knowledge
from gpsupport.knowledge.terminology import meanings
from gpsupport.knowledge.terminology.release import Kind
from gpsupport.knowledge.terminology.rows import COLUMNS

LIMITS = {"check_s": 60.0, "expand_s": 60.0, "check_mib": 1024.0, "expand_mib": 1024.0}
NAMES = {
    Kind.CONCEPTS: "sct2_Concept_MONOSnapshot_GB_20260501.txt",
    Kind.DESCRIPTIONS: "sct2_Description_MONOSnapshot-en_GB_20260501.txt",
    Kind.RELATIONSHIPS: "sct2_Relationship_MONOSnapshot_GB_20260501.txt",
    Kind.LANGUAGE: "der2_cRefset_LanguageMONOSnapshot-en_GB_20260501.txt",
}
DAY = "20260501"
MODULE = "999000011000000103"
# Every concept of the tree has so many right below it.
BREADTH = 12


def main() -> None:
    """Measure, print, and end with 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--concepts", type=int, default=350_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = make_release(Path(folder) / "release", chosen.concepts)
        measured = measure(Path(folder))
    passed = all(measured[name] <= limit for name, limit in LIMITS.items())
    told = {
        "benchmark": "terminology",
        "concepts": chosen.concepts,
        "rows": rows,
        "python": platform.python_version(),
        "measured": measured,
        "limits": LIMITS,
        "within_limits": passed,
    }
    if chosen.json:
        print(json.dumps(told, indent=2))
    else:
        print(f"{'rows':24}{rows:10,}")
        for name, value in measured.items():
            limit = f" (limit {LIMITS[name]:.0f})" if name in LIMITS else ""
            print(f"{name:24}{value:10.1f}{limit}")
    sys.exit(0 if passed else 1)


def measure(folder: Path) -> dict[str, float]:
    """Seconds and MiB of each command, from its start to its end."""
    release, overlay = str(folder / "release"), str(folder / "overlay")
    check = ("knowledge", "check", "--release", release, "--json")
    expand = ("knowledge", "expand", "--release", release, "--out", overlay, "--by", "benchmark")
    measured = {}
    for name, arguments in (("check", check), ("expand", expand)):
        told = folder / f"{name}.txt"
        measured[f"{name}_s"], measured[f"{name}_mib"] = run(told, *arguments)
    measured["codes_checked"] = float(len(json.loads((folder / "check.txt").read_bytes())["codes"]))
    table = (folder / "overlay" / "codes" / "expanded.csv").read_text(encoding="utf-8")
    measured["codes_added"] = float(table.count("\n") - 1)
    return measured


# A process cannot ask for the peak of one child alone, so a helper runs the command and asks.
_RUNNER = """
import resource, subprocess, sys
with open(sys.argv[1], "wb") as out:
    done = subprocess.run(sys.argv[2:], stdout=out)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def run(told: Path, *arguments: str) -> tuple[float, float]:
    """Seconds and peak MiB of one process of the command, which tells into a file."""
    gpsupport = [sys.executable, "-m", "gpsupport", *arguments]
    command = [sys.executable, "-c", _RUNNER, str(told), *gpsupport]
    start = time.perf_counter()
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds = time.perf_counter() - start
    code, kibibytes = (int(part) for part in answer.split())
    if code:
        sys.exit(f"The command failed: {' '.join(arguments)}")
    return seconds, kibibytes / 1024


def make_release(folder: Path, concepts: int) -> int:
    """Write a release of so many concepts, the pack's codes among them; gives its rows."""
    folder.mkdir(parents=True)
    known = [code.value for code in load_knowledge().codes]
    made = [*known, *(str(9_000_000_000 + number) for number in range(concepts - len(known)))]
    content = {
        Kind.CONCEPTS: ((one, DAY, "1", MODULE, "900000000000074008") for one in made),
        Kind.DESCRIPTIONS: _descriptions(made),
        Kind.LANGUAGE: _preferences(made),
        Kind.RELATIONSHIPS: _relationships(made),
    }
    total = 0
    for kind, rows in content.items():
        with (folder / NAMES[kind]).open("w", encoding="utf-8", newline="") as file:
            file.write("\t".join(COLUMNS[kind]) + "\r\n")
            for row in rows:
                file.write("\t".join(row) + "\r\n")
                total += 1
    return total


def _descriptions(made: list[str]) -> Iterator[tuple[str, ...]]:
    for number, concept in enumerate(made):
        for place, kind in enumerate((meanings.FULLY_SPECIFIED_NAME, meanings.SYNONYM)):
            row = (f"{number}{place}", DAY, "1", MODULE, concept, "en", kind.decode())
            term = f"Made up finding number {number}"
            yield (*row, term if place else f"{term} (finding)", "900000000000448009")


def _preferences(made: list[str]) -> Iterator[tuple[str, ...]]:
    language, worth = meanings.LANGUAGES[0].decode(), meanings.PREFERRED.decode()
    for number in range(len(made)):
        yield (f"made-{number}", DAY, "1", MODULE, language, f"{number}1", worth)


def _relationships(made: list[str]) -> Iterator[tuple[str, ...]]:
    """The pack's codes are the roots of the tree; every concept has one other relationship."""
    roots = len(load_knowledge().codes)
    end = ("900000000000011006", "900000000000451002")
    for number, concept in enumerate(made[roots:], roots):
        parent = made[(number - roots) // BREADTH]
        yield (f"{number}2", DAY, "1", MODULE, concept, parent, "0", "116680003", *end)
        yield (f"{number}3", DAY, "1", MODULE, concept, parent, "1", "363698007", *end)


if __name__ == "__main__":
    main()
