"""The person for whom a command about the content acts: whoever proposes or stops has a name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from gpsupport.cli.common import now
from gpsupport.cli.failures import Failure
from gpsupport.cli.practice import actor_of, open_database

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from gpsupport.domain.access import Permission
    from gpsupport.domain.people import Actor
    from gpsupport.persistence.work import Database

_Command = TypeVar("_Command", bound="Callable[..., Any]")


def person_option(command: _Command) -> _Command:
    """Add `--as`: for whom the command acts. The audit names them."""
    option = click.option(
        "--as",
        "username",
        required=True,
        metavar="USERNAME",
        help="For whom this is done: their username, or their name as gpsupport user list has it.",
    )
    return option(command)


@contextmanager
def acting(
    data_dir: Path | None, ods_code: str | None, username: str, permission: Permission
) -> Iterator[tuple[Database, Actor]]:
    """The open database and the person, in the first of their roles that may do this.

    Raises Failure where there is no such person, or where no role of theirs may.
    """
    from gpsupport.actions.identity.accounts import list_accounts  # noqa: PLC0415
    from gpsupport.actions.practices import list_practices  # noqa: PLC0415
    from gpsupport.domain.access import permits  # noqa: PLC0415
    from gpsupport.domain.people import Actor  # noqa: PLC0415

    wanted = username.strip().casefold()
    listing = "To see who there is, type: gpsupport user list"
    with open_database(data_dir) as database:
        meant = actor_of(database, ods_code).practice_id
        practice = next(one for one in list_practices(database) if one.id == meant)
        fitting = [
            one.clinician
            for one in list_accounts(database, practice, now())
            if wanted in {one.clinician.name.casefold(), one.account and one.account.username}
            and not one.clinician.disabled
        ]
        if len(fitting) != 1:
            why = "Nobody who works here has this username or name."
            raise Failure(f"It is not clear who {username} is.", why, listing, exit_code=2)
        (person,) = fitting
        role = next((one for one in person.roles if permits(one, permission)), None)
        if role is None:
            why = f"None of the roles of {person.name} may do this: docs/knowledge.md says who may."
            raise Failure("Nothing was changed.", why, listing, exit_code=2)
        yield database, Actor(practice.id, person.id, person.name, role)
