"""`gpsupport assess`: what one FHIR file suggests, for a program (--json) or for a reader."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gpsupport.cli.common import as_day, load_settings, name_of, read_bytes, today
from gpsupport.cli.failures import Failure, unusable_file

if TYPE_CHECKING:
    from gpsupport.domain.exchange import RecordReading
    from gpsupport.domain.knowledge.content.pack import Knowledge


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--on",
    "day",
    callback=as_day,
    metavar="YYYY-MM-DD",
    help="The day to decide for; today if left out.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def assess(file: Path, day: date | None, as_json: bool) -> None:
    """Say what one patient's FHIR R4 FILE suggests, and why. FILE - is standard input.

    No database is used, and nothing is stored.
    """
    from gpsupport.cli.assessment_views import as_contract, as_text  # noqa: PLC0415
    from gpsupport.domain.assessment import assess as decide  # noqa: PLC0415

    on = day or today()
    content = load()
    reading = read_file(file, content)
    assessment = decide(reading.picture, content, on)
    if as_json:
        click.echo(json.dumps(as_contract(assessment, reading), ensure_ascii=False, indent=2))
    else:
        click.echo(as_text(assessment, reading, content.standing))


def read_file(path: Path, knowledge: Knowledge) -> RecordReading:
    """The one record of a file. Raises Failure with every fault, exit code 2."""
    from gpsupport.domain.exchange import Unreadable  # noqa: PLC0415
    from gpsupport.fhir.limits import Limits  # noqa: PLC0415
    from gpsupport.fhir.reading import read_record  # noqa: PLC0415

    limits = Limits()
    data = read_bytes(path, limits.bytes)
    try:
        return read_record(data, limits=limits, knowledge=knowledge)
    except Unreadable as error:
        raise unusable_file(name_of(path), error) from None


def load(chosen: Path | None = None) -> Knowledge:
    """The clinical content, with a local one above it: the chosen, or that of the settings.

    Raises Failure when it has faults.

    No database says here what was published, so content that did not come with its report is
    judged by its own cases and stories, which takes a moment.
    """
    from gpsupport.cli.knowledge.faults import installed_files, listed  # noqa: PLC0415
    from gpsupport.knowledge.check import check_files  # noqa: PLC0415
    from gpsupport.knowledge.load import read_files  # noqa: PLC0415
    from gpsupport.knowledge.report import find_shipped_report  # noqa: PLC0415

    overlay = chosen or load_settings(None).knowledge_overlay
    files = installed_files(overlay)
    knowledge, findings = read_files(files)
    shipped = find_shipped_report()
    if not findings and (shipped is None or shipped.release != knowledge.version.release):
        findings = check_files(files, None).findings
    if findings:
        option = f" --overlay {overlay}" if overlay else ""
        raise Failure(
            "The clinical content cannot be used.",
            listed(findings, overlay),
            f"Type: gpsupport knowledge check{option}",
        )
    if overlay is not None:
        pack = knowledge.version
        click.echo(
            f"Local content is used: {pack.pack} {pack.version}. Its cases hold; whether it was"
            " published is not known here, so this is for trying only.",
            err=True,
        )
    return knowledge
