"""What several commands share: settings from the command line, the clock, reading a file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click

from gpsupport.cli.failures import Failure

if TYPE_CHECKING:
    from gpsupport.settings import Settings

STANDARD_INPUT = "-"

# What a server runs, as its workers import it.
APPLICATION = "gpsupport.app:create_app"
_Command = TypeVar("_Command", bound=Callable[..., Any])


def data_dir_option(command: _Command) -> _Command:
    """Add `--data-dir`, which wins over GPSUPPORT_DATA_DIR."""
    option = click.option(
        "--data-dir",
        type=click.Path(file_okay=False, path_type=Path),
        help="Data folder, instead of GPSUPPORT_DATA_DIR.",
    )
    return option(command)


def load_settings(data_dir: Path | None) -> Settings:
    """The environment's settings, with the folder of the command line. Raises SettingsError."""
    from gpsupport.settings import Settings  # noqa: PLC0415

    return Settings.load(data_dir=data_dir) if data_dir else Settings.load()


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day that it is in a practice in England."""
    return now().astimezone(ZoneInfo("Europe/London")).date()


def as_day(_context: click.Context, _option: click.Parameter, text: str | None) -> date | None:
    """The day that was typed. Raises BadParameter."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a day. Write it like 2026-11-23.") from None


def name_of(path: Path) -> str:
    """A path as messages call it."""
    return "standard input" if str(path) == STANDARD_INPUT else str(path)


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a file or of standard input; at most one byte more than `most` is read."""
    try:
        if str(path) == STANDARD_INPUT:
            return sys.stdin.buffer.read(most + 1)
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise Failure(
            f"{name_of(path)} cannot be opened.",
            f"The system says: {error.strerror}.",
            "Check the name, and that this account may read it.",
            exit_code=2,
        ) from None
