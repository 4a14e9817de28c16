"""Running the `gpsupport` command inside the test, as a program would."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gpsupport.cli import main

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "data"


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


def gpsupport(*arguments: str | Path, stdin: bytes | None = None, **environment: str) -> Ran:
    """Run one command; a failure that it did not turn into words fails the test."""
    known: dict[str, str | None] = dict.fromkeys(("GPSUPPORT_DATA_DIR",))
    result = CliRunner().invoke(
        main, [str(one) for one in arguments], input=stdin, env={**known, **environment}
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.stderr
    return Ran(result.exit_code, result.stdout, result.stderr)


def real_files(folder: str, pattern: str) -> list[Path]:
    """Public sample files that stand beside the checkout, or a skip that says so."""
    found = sorted((SAMPLES / folder).glob(pattern))
    if not found:
        pytest.skip(
            f"There are no public samples in {SAMPLES / folder}. To run this test: put them there."
        )
    return found
