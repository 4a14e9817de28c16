"""`gpsupport directory`: local help in and out, as Open Referral UK or FHIR, from files alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gpsupport.cli.common import data_dir_option, now
from gpsupport.cli.failures import Failure
from gpsupport.cli.practice import actor_of, open_database, practice_option
from gpsupport.domain.directory.option import OptionKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from gpsupport.directory_feeds.entries import Reading
    from gpsupport.directory_feeds.reading import CheckedFeed
    from gpsupport.domain.people import Actor
    from gpsupport.persistence.work import Database

_LONGEST_FEED = 200
_HSDS, _FHIR = "hsds-uk", "fhir"


@click.group()
def directory() -> None:
    """Take in, write and check local help: files of Open Referral UK (HSDS-UK 3.0)."""


def _reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.argument(
            "paths",
            nargs=-1,
            required=True,
            metavar="PATH...",
            type=click.Path(path_type=Path, exists=True),
        ),
        click.option(
            "--kind",
            type=click.Choice([kind.value for kind in OptionKind]),
            default=OptionKind.VOLUNTARY.value,
            show_default=True,
            help="What kind of help services are that do not say it under our taxonomy.",
        ),
        click.option(
            "--stale-after-days",
            type=click.IntRange(1, 3660),
            help="For how long after its last check an entry may be relied on; what the clinical"
            " content says if left out.",
        ),
    ):
        command = option(command)
    return command


@directory.command()
@_reading_options
def check(paths: tuple[Path, ...], kind: str, stale_after_days: int | None) -> None:
    """Check the files of a feed against the standard; nothing is stored."""
    _, checked = _checked(paths, _reading("", kind, stale_after_days))
    _tell(checked)
    if not checked.fit:
        sys.exit(1)


@directory.command("import")
@_reading_options
@click.option(
    "--feed",
    required=True,
    metavar="NAME",
    help="Name of the feed. The same name again brings its entries up to date.",
)
@practice_option
@data_dir_option
def take_in(  # noqa: PLR0917
    paths: tuple[Path, ...],
    kind: str,
    stale_after_days: int | None,
    feed: str,
    ods_code: str | None,
    data_dir: Path | None,
) -> None:
    """Take the services of a feed into the practice's list: files, or folders of them.

    A feed with a grave fault is not taken in at all. An entry of a secret place that carries an
    address is left out and named. What was corrected here by hand is never overwritten: what the
    feed changes becomes a proposal.
    """
    feed = feed.strip()
    if not 0 < len(feed) <= _LONGEST_FEED:
        raise click.BadParameter(
            f"it needs a name of at most {_LONGEST_FEED} letters", param_hint="--feed"
        )
    reading = _reading(feed, kind, stale_after_days)
    files, checked = _checked(paths, reading)
    _tell(checked)
    if not checked.fit:
        raise Failure(
            "Nothing was stored.",
            "The feed has faults that the standard forbids.",
            "Send them to whoever publishes the feed; once they are mended, import it again.",
        )
    with open_database(data_dir) as database:
        _store(database, _operator(database, ods_code), files, reading, checked)
    if checked.refused:
        sys.exit(1)


def _store(
    database: Database, actor: Actor, files: list[Path], reading: Reading, checked: CheckedFeed
) -> None:
    from gpsupport.actions.directory.importing import (  # noqa: PLC0415
        keep_secret,
        mark_missing,
        take_in_options,
    )
    from gpsupport.directory_feeds.reading import read_options  # noqa: PLC0415

    refused = [one.source_id for one in checked.refused]
    emptied = keep_secret(database, actor, reading.feed, refused, now())
    options = read_options(files, reading, checked)
    with _bar("Importing", checked.services) as told:
        taken = take_in_options(database, actor, options, now(), told=told)
    gone = 0
    if checked.complete:
        gone = mark_missing(database, actor, reading.feed, checked.source_ids, now())
    click.echo(
        f"{taken.new} new, {taken.changed} changed, {taken.known} known,"
        f" {taken.proposed} proposed for somebody to decide,"
        f" {len(checked.refused)} refused, {gone} gone from the feed and marked to be checked"
    )
    if emptied:
        click.echo(
            f"{emptied} that stood here told where a place is that the feed now calls secret: they"
            " were emptied of it, and somebody has to check them",
            err=True,
        )
    if not checked.complete:
        click.echo("Pages are missing, so nobody can say what the feed has no more.", err=True)


@directory.command()
@click.option(
    "--format",
    "form",
    type=click.Choice([_HSDS, _FHIR]),
    default=_HSDS,
    show_default=True,
    help="Open Referral UK services, or a FHIR R4 Bundle.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; standard output if left out. One that ends in .ndjson gets a service on"
    " each line.",
)
@practice_option
@data_dir_option
def export(form: str, out: Path | None, ods_code: str | None, data_dir: Path | None) -> None:
    """Write the practice's list of local help. Of a secret place no address goes out."""
    from gpsupport.actions.directory.exporting import list_for_export  # noqa: PLC0415

    with open_database(data_dir) as database:
        options = list_for_export(database, _operator(database, ods_code), now())
    if form == _FHIR:
        from gpsupport.fhir.directory import write_directory  # noqa: PLC0415

        parts: Iterable[bytes] = write_directory(options, now())
    else:
        from gpsupport.directory_feeds.writing import write_lines, write_page  # noqa: PLC0415

        by_line = out is not None and out.suffix == ".ndjson"
        parts = write_lines(options) if by_line else write_page(options)
    if out is None:
        for part in parts:
            click.echo(part, nl=False)
        return
    _write(out, parts)
    click.echo(f"Written: {out} ({len(options)} services)", err=True)


def _reading(feed: str, kind: str, stale_after_days: int | None) -> Reading:
    from gpsupport.actions.referral.reading import rules_of  # noqa: PLC0415
    from gpsupport.cli.assess import load  # noqa: PLC0415
    from gpsupport.directory_feeds.entries import Reading  # noqa: PLC0415

    days = stale_after_days or rules_of(load()).matching.stale_after_days
    return Reading(feed, OptionKind(kind), days)


def _checked(paths: tuple[Path, ...], reading: Reading) -> tuple[list[Path], CheckedFeed]:
    from gpsupport.directory_feeds.files import ENDINGS, files_of  # noqa: PLC0415
    from gpsupport.directory_feeds.reading import check_feed  # noqa: PLC0415

    files = files_of(paths)
    if not files:
        raise Failure(
            "There is nothing to read.",
            f"No file in these folders ends in {', '.join(ENDINGS)}.",
            "Name the files of the feed, or the folder that holds them.",
            exit_code=2,
        )
    try:
        with _bar("Checking", len(files)) as told:
            return files, check_feed(files, reading, told=lambda _done, _all: told(1))
    except OSError as error:
        raise Failure(
            f"{error.filename} cannot be opened.",
            f"The system says: {error.strerror}.",
            "Check that this account may read it.",
            exit_code=2,
        ) from None


def _tell(checked: CheckedFeed) -> None:
    """What the check found: faults and refusals on standard error, the sum on standard output."""
    for fault in checked.faults:
        click.echo(f"{'Fault' if fault.grave else 'Note'}: {fault}", err=True)
    for refused in checked.refused:
        click.echo(f"Refused: {refused}", err=True)
    grave = sum(fault.grave for fault in checked.faults)
    notes = len(checked.faults) - grave
    click.echo(
        f"{checked.services} services, {checked.left_out} not active, {len(checked.refused)}"
        f" refused, {grave} faults, {notes} notes"
    )


def _operator(database: Database, ods_code: str | None) -> Actor:
    from gpsupport.actions.practices import list_practices, operator  # noqa: PLC0415

    meant = actor_of(database, ods_code).practice_id
    return operator(next(one for one in list_practices(database) if one.id == meant))


@contextmanager
def _bar(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A progress bar, on a terminal alone."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=max(length, 1), label=label, file=sys.stderr) as bar:
        yield bar.update


def _write(path: Path, parts: Iterable[bytes]) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
    except OSError as error:
        raise Failure(
            f"{path} cannot be written.",
            f"The system says: {error.strerror}.",
            "Choose another file with --out.",
        ) from None
