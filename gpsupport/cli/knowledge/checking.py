"""`gpsupport knowledge check`: every fault of the clinical content, and its cases judged."""

from __future__ import annotations

from pathlib import Path

import click

from gpsupport.cli.common import today
from gpsupport.cli.failures import Failure


@click.command()
@click.option(
    "--overlay",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of content to check instead of the shipped one.",
)
def check(overlay: Path | None) -> None:
    """Check the content and its cases; exit code 1 with every fault, by file and line."""
    from gpsupport.knowledge.check import check as check_content  # noqa: PLC0415
    from gpsupport.knowledge.load import ENGLAND  # noqa: PLC0415

    folder = overlay or ENGLAND
    findings = check_content(folder, today())
    if findings:
        raise Failure(
            f"The content has {len(findings)} faults.",
            "\n".join(f"  {finding}" for finding in findings),
            "Mend each file where it says, then type the same command again.",
        )
    click.echo(f"No faults: {folder}")
