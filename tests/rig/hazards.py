"""Reads the hazard log strictly, and finds out whether a test that a hazard names exists.

A hazard is a file of docs/safety/hazards with a front matter in YAML. The checks are pure functions
of text and folders, so that each can be shown to fail.
"""

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

ROOT = Path(__file__).resolve().parents[2]
HAZARDS = ROOT / "docs" / "safety" / "hazards"
THREATS = tuple(f"T{number}" for number in range(1, 18))
NOT_OURS_TO_SAY = "TBC (Clinical Safety Officer)"
FRONT_MATTER = re.compile(r"\A---\n(?P<yaml>.*?\n)---\n(?P<body>.*)\Z", re.DOTALL)

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10)]


class BadHazard(Exception):
    """A hazard file that cannot be used; says which and why."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Control(_Strict):
    """What keeps a hazard from happening, and the file or folder where it stands."""

    words: Words
    code: str


class Hazard(_Strict):
    """One hazard. `controls` lists what is built; `missing` says what is not, `brought_by` when."""

    id: Annotated[str, StringConstraints(pattern=r"^H-\d{3}$")]
    title: Words
    threats: list[str]
    cause: Words
    effect: Words
    harm: Words
    severity: Literal["TBC (Clinical Safety Officer)"]
    likelihood: Literal["TBC (Clinical Safety Officer)"]
    status: Literal["controlled", "partly", "open"]
    controls: list[Control]
    tests: list[str]
    missing: Words | None = None
    brought_by: Annotated[str, StringConstraints(pattern=r"^(issue \d+|not planned)$")] | None = (
        None
    )
    body: Words

    @model_validator(mode="after")
    def _is_honest(self) -> "Hazard":
        if unknown := sorted(set(self.threats) - set(THREATS)):
            raise ValueError(f"no such threat: {', '.join(unknown)}")
        if len(set(self.tests)) != len(self.tests):
            raise ValueError("a test is named twice")
        if self.status != "open" and not (self.controls and self.tests):
            raise ValueError(f"{self.status}, but without a control or without a test")
        said = self.missing is not None, self.brought_by is not None
        if said != ((self.status != "controlled"),) * 2:
            raise ValueError(
                "missing and brought_by are for what is partly controlled or open, and needed there"
            )
        return self


def read_hazard(name: str, text: str) -> Hazard:
    """One hazard from the text of its file. Raises BadHazard."""
    parts = FRONT_MATTER.match(text)
    if parts is None:
        raise BadHazard(f"{name}: no front matter between two lines of ---")
    try:
        values = YAML(typ="safe", pure=True).load(parts["yaml"])
        made = Hazard.model_validate({**values, "body": parts["body"]})
    except (YAMLError, ValidationError, TypeError) as fault:
        raise BadHazard(f"{name}: {fault}") from fault
    if f"{made.id}.md" != name:
        raise BadHazard(f"{name}: its id is {made.id}")
    return made


def read_hazards(folder: Path = HAZARDS) -> tuple[Hazard, ...]:
    """Every hazard, in the order of their ids. Raises BadHazard."""
    return tuple(
        read_hazard(path.name, path.read_text(encoding="utf-8"))
        for path in sorted(folder.iterdir())
    )


def faults_of_log(hazards: Iterable[Hazard], root: Path = ROOT) -> list[str]:
    """What is wrong with a log whose hazards can each be read: gaps, code and tests not there."""
    hazards = tuple(hazards)
    ids = [hazard.id for hazard in hazards]
    wanted = [f"H-{number:03}" for number in range(1, len(ids) + 1)]
    faults = [] if ids == wanted else [f"the ids do not run from H-001 without a gap: {ids}"]
    covered = {threat for hazard in hazards for threat in hazard.threats}
    faults += [f"{threat} has no hazard" for threat in THREATS if threat not in covered]
    for hazard in hazards:
        faults += [
            f"{hazard.id}: there is no {control.code}"
            for control in hazard.controls
            if not (root / control.code).exists()
        ]
        faults += [
            f"{hazard.id}: there is no test {test}"
            for test in hazard.tests
            if not is_a_test(test, root)
        ]
    return faults


def is_a_test(node_id: str, root: Path = ROOT) -> bool:
    """Whether a file has a test of that name: a function, or one of a class, without parameters."""
    file, *names = node_id.split("::")
    if not names or not (root / file).is_file() or not Path(file).name.startswith("test_"):
        return False
    return tuple(names) in _tests_of(root / file)


@cache
def _tests_of(file: Path) -> frozenset[tuple[str, ...]]:
    return frozenset(_names(ast.parse(file.read_text(encoding="utf-8")).body, ()))


def _names(body: list[ast.stmt], above: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    for line in body:
        if isinstance(line, ast.FunctionDef) and line.name.startswith("test"):
            yield (*above, line.name)
        elif isinstance(line, ast.ClassDef):
            yield from _names(line.body, (*above, line.name))
        elif isinstance(line, ast.Assign) and ast.unparse(line.value).endswith(".TestCase"):
            # hypothesis makes the test of a state machine so.
            yield from ((*above, ast.unparse(name), "runTest") for name in line.targets)
