"""The open database and the practice that a command acts for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from gpsupport.cli.common import load_settings
from gpsupport.cli.failures import Failure

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from gpsupport.domain.people import Actor
    from gpsupport.persistence.work import Database

_Command = TypeVar("_Command", bound="Callable[..., Any]")


def practice_option(command: _Command) -> _Command:
    """Add `--practice`, needed only where a database holds several."""
    option = click.option(
        "--practice",
        "ods_code",
        metavar="ODS",
        help="ODS code of the practice; may be left out if there is only one.",
    )
    return option(command)


@contextmanager
def open_database(data_dir: Path | None) -> Iterator[Database]:
    """The database of these settings, closed at the end. Raises SchemaNotCurrent."""
    from gpsupport.persistence.work import Database  # noqa: PLC0415

    database = Database.open(load_settings(data_dir))
    try:
        yield database
    finally:
        database.close()


def actor_of(database: Database, ods_code: str | None) -> Actor:
    """The actor that stands for this program in a practice. Raises Failure when there is none."""
    from gpsupport.actions.practices import (  # noqa: PLC0415
        SeveralPractices,
        find_practice,
        system_actor,
    )

    try:
        practice = find_practice(database, ods_code)
    except SeveralPractices as error:
        raise Failure(
            "It is not clear which practice is meant.",
            f"This database holds {', '.join(error.ods_codes)}.",
            "Type the same command with --practice and one of these codes.",
            exit_code=2,
        ) from None
    if practice is None and ods_code is not None:
        raise Failure(
            f"There is no practice {ods_code} in this database.",
            "",
            "Check the ODS code, or leave --practice out if there is only one.",
            exit_code=2,
        )
    if practice is None:
        raise Failure(
            "There is no practice in this database.",
            "Records are kept for a practice, and none has been set up yet.",
            "Type: gpsupport practice add ODS NAME (for a synthetic one: gpsupport demo)",
        )
    return system_actor(practice)
