"""`gpsupport db`: make the database, bring it up to date, and say whether it is."""

from __future__ import annotations

from pathlib import Path

import click

from gpsupport.cli.common import data_dir_option, load_settings
from gpsupport.cli.failures import Failure


@click.group()
def db() -> None:
    """Make, update and check the database."""


@db.command()
@data_dir_option
def upgrade(data_dir: Path | None) -> None:
    """Bring the database to this version, making it if there is none."""
    from gpsupport.persistence import schema  # noqa: PLC0415
    from gpsupport.persistence.engine import file_exists, sqlite_file  # noqa: PLC0415

    settings = load_settings(data_dir)
    path = sqlite_file(settings)
    new = path is not None and not file_exists(path)
    schema.upgrade(settings)
    click.echo(f"Made: {path}" if new else f"Up to date: {path or 'the PostgreSQL database'}")


@db.command()
@data_dir_option
def check(data_dir: Path | None) -> None:
    """Say whether the database fits this version; exit code 1 when it does not."""
    from gpsupport.persistence import schema  # noqa: PLC0415

    differences = schema.check(load_settings(data_dir))
    if differences:
        raise Failure(
            "The database does not fit this version.",
            "\n".join(f"  {difference}" for difference in differences),
            "Type: gpsupport db upgrade",
        )
    click.echo("The database is up to date.")
