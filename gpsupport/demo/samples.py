"""Writes fhir_samples/: synthetic bundles, and an index of what each of them must lead to.

Type `python -m gpsupport.demo.samples DIR`. The same program always writes the same bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from gpsupport.demo.nhs_numbers import synthetic_numbers
from gpsupport.demo.sample_list import SAMPLES, Sample
from gpsupport.demo.sample_records import ASSESSED_ON, SAMPLE_SYSTEM

INDEX = "index.json"
README = "README.md"

# Apart from those of the demo practice: a sample taken into it must be a patient of its own.
_FIRST_NUMBER = 999_800_001


def samples() -> dict[str, bytes]:
    """Every file of the folder by its name."""
    files: dict[str, bytes] = {}
    entries: list[dict[str, Any]] = []
    for number, (sample, nhs_number) in enumerate(
        zip(SAMPLES, synthetic_numbers(_FIRST_NUMBER), strict=False), 1
    ):
        name = f"sample-{number:02d}.json"
        files[name] = _json(_bundle(sample, number, nhs_number))
        entries.append(_entry(name, sample))
    index = {
        "about": "Synthetic records made by gpsupport's own generator. Nobody in them is real.",
        "assessed_on": ASSESSED_ON.isoformat(),
        "samples": entries,
    }
    files[INDEX] = _json(index)
    files[README] = _readme(entries).encode()
    return files


def write_samples(folder: Path) -> int:
    """Write every file into a folder, making it if need be, and return how many they are."""
    folder.mkdir(parents=True, exist_ok=True)
    files = samples()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return len(files)


def _bundle(sample: Sample, number: int, nhs_number: str) -> dict[str, Any]:
    bundle = sample.record(number, nhs_number).bundle(sample.bundle)
    if sample.bundle == "transaction":
        # As a sender writes it who knows no addresses yet: everything refers by urn:uuid.
        for entry in bundle["entry"]:
            entry["fullUrl"] = uuid5(NAMESPACE_URL, entry["fullUrl"]).urn
            entry["request"] = {"method": "POST", "url": entry["resource"]["resourceType"]}
    if sample.bundle == "searchset":
        for entry in bundle["entry"]:
            entry["search"] = {"mode": "match"}
        bundle["total"] = len(bundle["entry"])
    if sample.bundle == "document":
        _make_document(bundle, number)
    if sample.bundle in {"transaction", "searchset"}:
        _refer_by_full_url(bundle)
    return bundle


def _refer_by_full_url(bundle: dict[str, Any]) -> None:
    """Write every reference inside a bundle as the full URL of its entry."""
    urls = {
        f"{entry['resource']['resourceType']}/{entry['resource']['id']}": entry["fullUrl"]
        for entry in bundle["entry"]
    }

    def rewrite(value: dict[str, Any] | list[Any]) -> None:
        if isinstance(value, dict) and isinstance(value.get("reference"), str):
            value["reference"] = urls.get(value["reference"], value["reference"])
        for child in value.values() if isinstance(value, dict) else value:
            if isinstance(child, dict | list):
                rewrite(child)

    rewrite(bundle)


def _make_document(bundle: dict[str, Any], number: int) -> None:
    composition = {
        "resourceType": "Composition",
        "id": f"sample-{number:02d}-doc",
        "status": "final",
        "type": {"text": "Record summary"},
        "subject": {"reference": f"Patient/sample-{number:02d}"},
        "date": ASSESSED_ON.isoformat(),
        "author": [{"display": "Elm Tree Surgery"}],
        "title": "Record summary",
    }
    url = f"{SAMPLE_SYSTEM}/Composition/{composition['id']}"
    bundle["entry"].insert(0, {"fullUrl": url, "resource": composition})
    bundle["identifier"] = {"system": f"{SAMPLE_SYSTEM}/documents", "value": f"sample-{number:02d}"}
    bundle["timestamp"] = f"{ASSESSED_ON.isoformat()}T08:00:00Z"


def _entry(name: str, sample: Sample) -> dict[str, Any]:
    return {
        "file": name,
        "shows": sample.shows,
        "assessed_on": ASSESSED_ON.isoformat(),
        "prompts": [
            {"indicator": one.indicator, "tier": one.tier, "for": one.audience}
            for one in sample.prompts
        ],
        "silent": list(sample.silent),
        "unknown": list(sample.unknown),
    }


def _readme(entries: list[dict[str, Any]]) -> str:
    lines = [
        "# Synthetic FHIR records",
        "",
        "Made by gpsupport's own generator: `python -m gpsupport.demo.samples fhir_samples`.",
        "Nobody in them is real: NHS numbers begin 999, which no patient has. `index.json` says",
        "for each file which prompts must come, for whom, and what must stay silent or open; tests",
        "keep it true. Try one:",
        "",
        "```",
        f"gpsupport assess fhir_samples/sample-01.json --on {ASSESSED_ON.isoformat()}",
        "```",
        "",
        "| File | What it shows | Prompts |",
        "|---|---|---|",
    ]
    for entry in entries:
        prompts = ", ".join(
            one["indicator"] + (f" (for the {one['for']})" if one["for"] != "clinician" else "")
            for one in entry["prompts"]
        )
        lines.append(f"| {entry['file']} | {entry['shows']} | {prompts or 'none'} |")
    return "\n".join(lines) + "\n"


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write("Name one folder. Type: python -m gpsupport.demo.samples fhir_samples\n")
        return 2
    count = write_samples(Path(arguments[0]))
    sys.stdout.write(f"{count} files written to {arguments[0]}\n")
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
