"""`gpsupport practice`: set up a practice, and say which there are."""

from __future__ import annotations

from pathlib import Path

import click

from gpsupport.cli.common import data_dir_option, now
from gpsupport.cli.failures import Failure
from gpsupport.cli.practice import open_database


@click.group()
def practice() -> None:
    """Set up a practice, and say which there are."""


@practice.command()
@click.argument("ods_code", metavar="ODS")
@click.argument("name", metavar="NAME")
@data_dir_option
def add(ods_code: str, name: str, data_dir: Path | None) -> None:
    """Set up the practice with this ODS code and name. Put a name of several words in quotes."""
    from gpsupport.actions.errors import Refused  # noqa: PLC0415
    from gpsupport.actions.practices import add_practice  # noqa: PLC0415

    with open_database(data_dir) as database:
        try:
            added = add_practice(database, ods_code, name, now())
        except Refused as error:
            raise Failure(
                "The practice was not added.",
                str(error),
                "To see which there are, type: gpsupport practice list",
                exit_code=2,
            ) from None
    click.echo(f"Added: {added.ods_code}  {added.name}")


@practice.command("list")
@data_dir_option
def list_all(data_dir: Path | None) -> None:
    """List the practices of this database: ODS code and name."""
    from gpsupport.actions.practices import list_practices  # noqa: PLC0415

    with open_database(data_dir) as database:
        practices = list_practices(database)
    for one in practices:
        click.echo(f"{one.ods_code}  {one.name}")
    if not practices:
        click.echo("There is no practice yet. Type: gpsupport practice add ODS NAME", err=True)
