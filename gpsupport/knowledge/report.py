"""The proof that a release passed: which checks, with which software, and what they found."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.knowledge.check import check_files
from gpsupport.knowledge.faults import Finding, KnowledgeError
from gpsupport.knowledge.measure.figures import Figures, as_values, from_values
from gpsupport.knowledge.measure.volume import measure

SHIPPED_REPORT = Path(__file__).parent / "passed.yaml"
_JUDGING = (
    "domain/assessment.py",
    "domain/front.py",
    "domain/knowledge",
    "knowledge/cases",
    "knowledge/measure",
)
FIGURES_FILE = "prevalence.yaml"

# What a person who waits is told: what is done now.
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Passed:
    """A release without a fault: how many cases and stories it was judged by, and its volume.

    `release` is the hash of the content, `software` the version that judged it. `judged_with` is
    the hash of the source that judged (`hash_of_judging`): between two versions it may change.
    """

    release: str
    software: str
    cases: int
    stories: int
    figures: Figures
    judged_with: str = ""

    def covers(self, release: str, software: str) -> bool:
        """Whether this is about exactly this content and this software."""
        return (self.release, self.software) == (release, software)

    def as_values(self) -> dict[str, Any]:
        """Plain values, as they are stored or written; `passed_from` gives back an equal one."""
        return {
            "release": self.release,
            "software": self.software,
            "cases": self.cases,
            "stories": self.stories,
            "judged_with": self.judged_with,
            "figures": as_values(self.figures),
        }


def passed_from(values: Any) -> Passed:
    """The proof from its plain values. Raises ValueError when they are none."""
    try:
        return Passed(
            release=str(values["release"]),
            software=str(values["software"]),
            cases=int(values["cases"]),
            stories=int(values["stories"]),
            figures=from_values(values["figures"]),
            judged_with=str(values.get("judged_with", "")),
        )
    except (KeyError, TypeError) as fault:
        raise ValueError("this is no report of a check") from fault


def passed_as_yaml(passed: Passed) -> str:
    """The proof as it is shipped; `find_shipped_report` reads it."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = None
    yaml.width = 120
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    written = io.StringIO()
    yaml.dump(passed.as_values(), written)
    return written.getvalue()


@cache
def software_version() -> str:
    """The version of the software that runs."""
    return version("gpsupport")


@cache
def hash_of_judging() -> str:
    """The hash of the source files that decide what a rule says and how that is judged."""
    home = Path(__file__).parents[1]
    digest = sha256()
    for place in _JUDGING:
        path = home / place
        for source in sorted(path.rglob("*.py")) if path.is_dir() else (path,):
            name = source.relative_to(home).as_posix()
            content = source.read_bytes()
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


@cache
def find_shipped_report() -> Passed | None:
    """The report that came with the shipped content; None where there is none that can be read."""
    try:
        text = SHIPPED_REPORT.read_text(encoding="utf-8")
        return passed_from(YAML(typ="safe").load(text))
    except (OSError, ValueError, YAMLError):
        return None


def examine(
    files: Mapping[str, bytes], on: date, software: str, told: Told = lambda _: None
) -> tuple[Knowledge, Passed]:
    """Every check of the files of a release (`all_files`), and the measure of false alarms.

    What may be used comes back with its proof. Takes some seconds. Raises KnowledgeError with every
    fault; content that has others is not measured.
    """
    told("Reading the content and judging its cases and stories")
    checked = check_files(files, on)
    if checked.findings:
        raise KnowledgeError(checked.findings)
    told("Measuring how often each rule speaks up in ordinary patients")
    figures = measure(checked.knowledge)
    faults = volume_faults(figures)
    if faults:
        raise KnowledgeError(faults)
    release = checked.knowledge.version.release
    passed = Passed(release, software, checked.cases, checked.stories, figures, hash_of_judging())
    return checked.knowledge, passed


def volume_faults(figures: Figures) -> tuple[Finding, ...]:
    """What the measure found beyond the limits, as faults of the content."""
    return tuple(Finding(FIGURES_FILE, 0, fault) for fault in figures.faults())
