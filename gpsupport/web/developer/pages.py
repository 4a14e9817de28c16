"""What a program can do here today, and the samples to try it with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from gpsupport import shipped
from gpsupport.domain.knowledge.content.standing import PackVersion

_INDEX = "index.json"


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample file."""

    name: str
    shows: str


@dataclass(frozen=True, slots=True)
class DeveloperPage:
    """Commands that answer, and files to give them."""

    version: str
    assess: str
    exchange: str
    health: str
    samples: tuple[Sample, ...]


def sample_files() -> dict[str, Path]:
    """The sample bundles by name; none in an installation that came without them."""
    try:
        folder = shipped.fhir_samples()
    except shipped.ShippedFilesError:
        return {}
    return {path.name: path for path in sorted(folder.glob("*.json")) if path.name != _INDEX}


def _told(sample: Path | None) -> dict[str, str]:
    """What each sample shows, in the words of the index beside it."""
    if sample is None or not (sample.parent / _INDEX).is_file():
        return {}
    index = json.loads((sample.parent / _INDEX).read_text(encoding="utf-8"))
    return {str(one["file"]): str(one["shows"]) for one in index["samples"]}


def developer_page(base_url: str, pack: PackVersion) -> DeveloperPage:
    """The page; every line on it can be pasted."""
    samples = sample_files()
    told = _told(next(iter(samples.values()), None))
    name = next(iter(samples), "record.json")
    fetch = f"curl -O {base_url}/developer/samples/{name}\n" if samples else ""
    return DeveloperPage(
        version=f"Version {version('gpsupport')}, content {pack.pack} {pack.version}.",
        assess=f"{fetch}gpsupport assess {name}\ngpsupport assess {name} --json",
        exchange=f"gpsupport import {name}\ngpsupport export --patient NHS-NUMBER --out out.json",
        health=f"curl {base_url}/healthz\ncurl {base_url}/readyz\ncurl {base_url}/version",
        samples=tuple(Sample(name, told.get(name, "")) for name in samples),
    )
