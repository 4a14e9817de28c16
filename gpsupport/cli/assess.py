"""`gpsupport assess`: what one FHIR file suggests, for a program (--json) or for a reader."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gpsupport.cli.common import load_settings, name_of, read_bytes, today
from gpsupport.cli.failures import Failure, unusable_file

if TYPE_CHECKING:
    from gpsupport.domain.exchange import RecordReading
    from gpsupport.domain.knowledge.pack import Knowledge


def _as_day(_context: click.Context, _option: click.Parameter, text: str | None) -> date | None:
    """The day that was typed."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a day. Write it like 2026-11-23.") from None


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--on",
    "day",
    callback=_as_day,
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
    reading = read_file(file)
    assessment = decide(reading.picture, load(), on)
    if as_json:
        click.echo(json.dumps(as_contract(assessment, reading), ensure_ascii=False, indent=2))
    else:
        click.echo(as_text(assessment, reading))


def read_file(path: Path) -> RecordReading:
    """The one record of a file. Raises Failure with every fault, exit code 2."""
    from gpsupport.domain.exchange import Unreadable  # noqa: PLC0415
    from gpsupport.fhir.limits import Limits  # noqa: PLC0415
    from gpsupport.fhir.reading import read_record  # noqa: PLC0415

    limits = Limits()
    data = read_bytes(path, limits.bytes)
    try:
        return read_record(data, limits=limits)
    except Unreadable as error:
        raise unusable_file(name_of(path), error) from None


def load() -> Knowledge:
    """The clinical content. Raises Failure when it has faults: nothing is decided from it.

    Raises SettingsError where other content than this is asked for: it would be ignored.
    """
    from gpsupport.knowledge.faults import KnowledgeError  # noqa: PLC0415
    from gpsupport.knowledge.load import load_knowledge  # noqa: PLC0415

    load_settings(None)
    try:
        return load_knowledge()
    except KnowledgeError as error:
        raise Failure(
            "The clinical content cannot be used.", str(error), "Type: gpsupport knowledge check"
        ) from None
