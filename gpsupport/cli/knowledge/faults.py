"""Faults of the content at a terminal: each on a line of its own, with the path of its file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gpsupport.cli.failures import Failure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gpsupport.knowledge.faults import Finding


def as_failure(findings: tuple[Finding, ...], overlay: Path | None) -> Failure:
    """Every fault, as a command ends with them."""
    return Failure(
        f"The content has {counted(len(findings), 'fault')}.",
        listed(findings, overlay),
        "Mend each file where it says, then type the same command again.",
    )


def listed(findings: tuple[Finding, ...], overlay: Path | None) -> str:
    """The faults, one on each line; those of an overlay with the path of their file."""
    return "\n".join(f"  {_with_path(str(finding), overlay)}" for finding in findings)


def tell(what: str) -> None:
    """Say on a terminal what is done now; a log wants no such lines."""
    if sys.stderr.isatty():
        click.echo(f"{what} ...", err=True)


def installed_files(overlay: Path | None) -> Mapping[str, bytes]:
    """The shipped files with those of an overlay. Raises Failure where these cannot be read."""
    from gpsupport.knowledge.faults import KnowledgeError  # noqa: PLC0415
    from gpsupport.knowledge.load import ENGLAND, all_files  # noqa: PLC0415

    try:
        return all_files(ENGLAND, overlay)
    except KnowledgeError as error:
        raise as_failure(error.findings, overlay) from None


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its word."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _with_path(finding: str, overlay: Path | None) -> str:
    from gpsupport.knowledge.overlay import OVERLAY  # noqa: PLC0415

    if overlay is None or not finding.startswith(OVERLAY):
        return finding
    return f"{overlay}/{finding.removeprefix(OVERLAY)}"
