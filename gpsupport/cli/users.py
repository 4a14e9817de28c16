"""`gpsupport user`: who may sign in to a practice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gpsupport.cli.common import data_dir_option, now
from gpsupport.cli.failures import Failure
from gpsupport.cli.practice import actor_of, open_database, practice_option
from gpsupport.domain.people import NhsNumber, Role

if TYPE_CHECKING:
    from gpsupport.actions.identity.accounts import Begun, Listed
    from gpsupport.domain.people import Practice
    from gpsupport.persistence.work import Database

_ROLES = ", ".join(role.value for role in Role)


@click.group()
def user() -> None:
    """Say who may sign in to a practice, and who no longer."""


def _as_role(_context: click.Context, _option: click.Parameter, names: tuple[str, ...]) -> object:
    """The roles that were typed, each once."""
    known = {role.value: role for role in Role}
    wrong = [name for name in names if name.strip().lower() not in known]
    if wrong:
        raise click.BadParameter(f"{wrong[0]!r} is no role. Roles: {_ROLES}.")
    return tuple(dict.fromkeys(known[name.strip().lower()] for name in names))


def _as_number(_context: click.Context, _option: click.Parameter, text: str | None) -> object:
    """The NHS number that was typed."""
    try:
        return NhsNumber(text) if text else None
    except ValueError as error:
        # The number itself is not repeated: a terminal keeps what it shows.
        raise click.BadParameter(f"{error}.") from None


@user.command()
@click.option("--name", required=True, help="Name as others see it.")
@click.option("--username", required=True, help="What is typed to sign in.")
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    callback=_as_role,
    metavar="ROLE",
    help=f"The usual role first; may be repeated. Roles: {_ROLES}.",
)
@click.option("--issuer", default="", help="Address of the identity provider that knows them.")
@click.option("--subject", default="", help="What that provider calls them.")
@click.option(
    "--nhs-number",
    callback=_as_number,
    help="Their own, to notice that they open their own record. Only a keyed hash is kept.",
)
@click.option(
    "--home",
    default="",
    metavar='"12 Elm Road, AB1 2CD"',
    help="Their own address, to notice a record of their household. Only a keyed hash is kept.",
)
@practice_option
@data_dir_option
def add(
    *,
    name: str,
    username: str,
    roles: tuple[Role, ...],
    issuer: str,
    subject: str,
    nhs_number: NhsNumber | None,
    home: str,
    ods_code: str | None,
    data_dir: Path | None,
) -> None:
    """Let somebody sign in. Prints a password that they must change when they first do."""
    from gpsupport.actions.identity.accounts import NewPerson, add_account  # noqa: PLC0415

    person = NewPerson(name, username, roles, issuer.strip(), subject.strip(), nhs_number, home)
    with _practice(data_dir, ods_code, "The user was not added.") as (database, practice):
        begun = add_account(database, practice, person, now())
    told = ", ".join(role.value for role in begun.clinician.roles)
    click.echo(f"Added: {begun.username}  {begun.clinician.name}  {told}")
    _show_password(begun)


@user.command("list")
@practice_option
@data_dir_option
def list_all(ods_code: str | None, data_dir: Path | None) -> None:
    """List who works in a practice: username, name, roles, and how each signs in."""
    from gpsupport.actions.identity.accounts import list_accounts  # noqa: PLC0415

    with _practice(data_dir, ods_code, "") as (database, practice):
        listed = list_accounts(database, practice, now())
    for one in listed:
        click.echo(_line(one))
    if not listed:
        click.echo("Nobody works here yet. Type: gpsupport user add --help", err=True)


@user.command()
@click.argument("username")
@practice_option
@data_dir_option
def disable(username: str, ods_code: str | None, data_dir: Path | None) -> None:
    """Let USERNAME sign in no more, and end what they have open at once."""
    from gpsupport.actions.identity.accounts import disable_account  # noqa: PLC0415

    with _practice(data_dir, ods_code, "Nothing was changed.") as (database, practice):
        ended = disable_account(database, practice, username, now())
    click.echo(f"Disabled: {username}  Sessions ended: {ended}")


@user.command()
@click.argument("username")
@practice_option
@data_dir_option
def unlock(username: str, ods_code: str | None, data_dir: Path | None) -> None:
    """End at once the wait that wrong passwords have brought about for USERNAME."""
    from gpsupport.actions.identity.accounts import unlock_account  # noqa: PLC0415

    with _practice(data_dir, ods_code, "Nothing was changed.") as (database, practice):
        unlock_account(database, practice, username, now())
    click.echo(f"Unlocked: {username}")


@user.command()
@click.argument("username")
@practice_option
@data_dir_option
def reset(username: str, ods_code: str | None, data_dir: Path | None) -> None:
    """Give USERNAME a new first password, and take the second factor and open sessions away.

    Make sure that it is they who ask for it.
    """
    from gpsupport.actions.identity.accounts import reset_account  # noqa: PLC0415

    with _practice(data_dir, ods_code, "Nothing was changed.") as (database, practice):
        begun = reset_account(database, practice, username, now())
    click.echo(f"Reset: {begun.username}")
    _show_password(begun)


@contextmanager
def _practice(
    data_dir: Path | None, ods_code: str | None, what: str
) -> Iterator[tuple[Database, Practice]]:
    """The open database and the practice; a refusal is told with what did not happen."""
    from gpsupport.actions.errors import NotFound, Refused  # noqa: PLC0415
    from gpsupport.actions.practices import list_practices  # noqa: PLC0415

    listing = "To see who there is, type: gpsupport user list"
    with open_database(data_dir) as database:
        meant = actor_of(database, ods_code).practice_id
        practice = next(one for one in list_practices(database) if one.id == meant)
        try:
            yield database, practice
        except Refused as error:
            raise Failure(what, str(error), listing, exit_code=2) from None
        except NotFound:
            why = "There is no such username in this practice."
            raise Failure(what, why, listing, exit_code=2) from None


def _show_password(begun: Begun) -> None:
    if begun.password is None:
        click.echo("They sign in through the identity provider.")
        return
    click.echo(f"Password for the first sign-in, shown this once: {begun.password}")


def _line(one: Listed) -> str:
    account = one.account
    if account is None:
        how = "cannot sign in"
    elif account.password_hash is None:
        how = "identity provider"
    else:
        how = f"second factor: {'yes' if account.second_factor else 'no'}"
    last = f"{one.last_at:%Y-%m-%d %H:%M} UTC" if one.last_at else "never"
    parts = [
        account.username if account else "-",
        one.clinician.name,
        ", ".join(role.value for role in one.clinician.roles),
        how,
        f"last sign-in: {last}",
        *(["disabled"] if one.clinician.disabled else []),
    ]
    return "  ".join(parts)
