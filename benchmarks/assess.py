"""How long `gpsupport assess` works on one record of 500 entries, and how long it takes to start.

Work is what happens between reading the bytes and having the answer, the modules and the content
loaded and one other record read before; a whole process is timed beside it. The record is
synthetic and the same every time. Run: python benchmarks/assess.py [--json] [--entries N]
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
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from gpsupport.domain.assessment import assess
from gpsupport.fhir.reading import read_record
from gpsupport.knowledge.load import load_knowledge

LIMITS = {"work_ms": 250.0, "start_up_ms": 1000.0}
ON = date(2026, 11, 23)
SNOMED = "http://snomed.info/sct"


def main() -> None:
    """Measure, print, and end with 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--entries", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=15)
    chosen = parser.parse_args()
    measured = measure(record(chosen.entries), chosen.rounds)
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
            limit = f" (limit {LIMITS[name]:.0f})" if name in LIMITS else ""
            print(f"{name:24}{value:10.1f}{limit}")
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


def record(entries: int) -> bytes:
    """A patient and her entries, in about the mixture and size of a real record."""
    made: list[dict[str, Any]] = [
        {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1985-06-12"}
    ]
    made += [ENTRIES[number % len(ENTRIES)](number) for number in range(entries - 1)]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": f"https://ehr.example/{i}", "resource": r} for i, r in enumerate(made)
        ],
    }
    return json.dumps(bundle).encode()


def _common(number: int, kind: str) -> dict[str, Any]:
    return {
        "resourceType": kind,
        "id": f"{kind.lower()}-{number}",
        "meta": {"versionId": "1", "lastUpdated": "2026-11-01T10:00:00Z"},
        "subject": {"reference": "Patient/p"},
    }


def _at(number: int) -> str:
    return f"{ON - timedelta(days=number * 7)}T09:15:00+00:00"


def _coded(code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": SNOMED, "code": code, "display": display}], "text": display}


def _observation(number: int) -> dict[str, Any]:
    return _common(number, "Observation") | {
        "status": "final",
        "category": [
            {"coding": [{"system": "http://example.org/category", "code": "vital-signs"}]}
        ],
        "code": _coded("364075005", "Heart rate"),
        "effectiveDateTime": _at(number),
        "issued": _at(number),
        "performer": [{"reference": "Practitioner/d", "display": "Dr A Khan"}],
        "valueQuantity": {"value": 72.5, "unit": "beats/minute"},
    }


def _condition(number: int) -> dict[str, Any]:
    return _common(number, "Condition") | {
        "code": _coded("35489007", "Depressive disorder"),
        "onsetDateTime": _at(number),
        "recordedDate": _at(number),
    }


def _encounter(number: int) -> dict[str, Any]:
    return _common(number, "Encounter") | {
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "period": {"start": _at(number), "end": _at(number)},
        "participant": [{"individual": {"display": "Dr A Khan"}}],
    }


def _medication(number: int) -> dict[str, Any]:
    return _common(number, "MedicationRequest") | {
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": _coded("322236009", "Paracetamol 500 mg tablets"),
        "authoredOn": _at(number),
        "dosageInstruction": [{"text": "Two, four times a day when needed"}],
    }


ENTRIES = (_observation, _encounter, _observation, _condition, _observation, _medication)


if __name__ == "__main__":
    main()
