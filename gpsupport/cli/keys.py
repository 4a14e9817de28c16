"""`gpsupport keys`: which sealing keys there are, and sealing everything with a new one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gpsupport.cli.common import data_dir_option, load_settings, now
from gpsupport.cli.failures import Failure
from gpsupport.cli.practice import open_database

if TYPE_CHECKING:
    from gpsupport.actions.keys import Rotation


@click.group()
def keys() -> None:
    """Show the sealing keys, and seal with a new one."""


@keys.command("list")
@data_dir_option
def list_all(data_dir: Path | None) -> None:
    """List the keys by their ids: which seals what is new, and how many fields need each."""
    from gpsupport.actions.keys import list_keys  # noqa: PLC0415

    with open_database(data_dir) as database:
        found = list_keys(database, load_settings(data_dir), now())
    for key in found:
        what = "current" if key.current else "old" if key.kept else "MISSING from the key file"
        click.echo(f"{key.key_id}  {what}  {key.fields} {_fields(key.fields)}")


@keys.command()
@click.option("--keep-old", is_flag=True, help="Keep the old keys in the key file.")
@data_dir_option
def rotate(keep_old: bool, data_dir: Path | None) -> None:
    """Seal everything with a new key and forget the old one.

    The server may run meanwhile. If this is broken off, type it again. A backup made before needs
    the key file of its own time: keep that with it.
    """
    from gpsupport.actions.keys import rotate_keys  # noqa: PLC0415

    settings = load_settings(data_dir)
    with (
        open_database(data_dir) as database,
        click.progressbar(
            length=1, label="Sealing", file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar,
    ):

        def tell(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        made = rotate_keys(database, settings, now(), keep_old=keep_old, on_progress=tell)
    _tell(made, settings.data_dir)


def _tell(made: Rotation, data_dir: Path) -> None:
    began = "Taken up where it was broken off" if made.resumed else "New key"
    click.echo(f"{began}: {made.key_id}. Sealed with it: {made.resealed} {_fields(made.resealed)}.")
    if made.dropped:
        click.echo(f"Forgotten: {', '.join(made.dropped)}.")
    click.echo(f"Keep a copy of {data_dir / 'keys'} apart from the database.")
    if made.left:
        raise Failure(
            f"{made.left} {_fields(made.left)} could not be sealed with the new key.",
            "Somebody was changing them, or they do not open. The old key is kept.",
            "Type the same command again later; gpsupport keys list shows what is left.",
        )


def _fields(count: int) -> str:
    return "field" if count == 1 else "fields"
