"""`gpsupport import`: take files into the database, each record whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gpsupport.cli.common import STANDARD_INPUT, data_dir_option, name_of, now, read_bytes
from gpsupport.cli.failures import Failure, as_failure, place_of, unusable_file
from gpsupport.cli.practice import actor_of, open_database, practice_option

if TYPE_CHECKING:
    from gpsupport.domain.exchange import RecordReading
    from gpsupport.domain.knowledge.content.pack import Knowledge
    from gpsupport.domain.people import Actor
    from gpsupport.persistence.work import Database

# The database keeps a source in an index, whose entries have no room for more.
_LONGEST_SOURCE = 1024
_INDEX = "index.json"
_ENDINGS = (".json", ".ndjson", ".json.gz", ".ndjson.gz")


@dataclass
class _Count:
    """What came of one file."""

    new: int = 0
    changed: int = 0
    known: int = 0
    refused: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)

    def __str__(self) -> str:
        told = f"{self.new} new, {self.known} known, {self.changed} changed"
        told += f", {len(self.refused)} refused"
        return f"{told}, {len(self.failed)} failed" if self.failed else told


@click.command("import")
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="PATH...",
    type=click.Path(path_type=Path, allow_dash=True),
)
@practice_option
@click.option(
    "--source",
    help="Name of the system that the files came from, where they do not say. Without it the ids"
    " in a file are trusted only where names, birth dates or NHS numbers agree.",
)
@data_dir_option
def take_in(
    paths: tuple[Path, ...], ods_code: str | None, source: str | None, data_dir: Path | None
) -> None:
    """Take FHIR R4 records into the database: files, folders, or - for standard input.

    Files may be .json or .ndjson, with or without .gz. A file that was taken in before changes
    nothing. One bad file does not stop the others.
    """
    source = source.strip() if source is not None else None
    if source is not None and not 0 < len(source.encode()) <= _LONGEST_SOURCE:
        raise click.BadParameter(
            f"it needs a name of at most {_LONGEST_SOURCE} bytes", param_hint="--source"
        )
    files = list(_files(paths))
    if not files:
        raise Failure(
            "There is nothing to import.",
            f"No file in these folders ends in {', '.join(_ENDINGS)}.",
            "Name the files or folders that hold them.",
            exit_code=2,
        )
    from gpsupport.cli.assess import load  # noqa: PLC0415

    knowledge = load()
    read, refused, failed = 0, 0, False
    with open_database(data_dir) as database:
        actor = actor_of(database, ods_code)
        for path, told in _with_progress(files, _Intake(database, actor, source, knowledge)):
            if isinstance(told, Failure):
                refused += 1
                failed = failed or told.exit_code == 1
                click.echo(f"{name_of(path)}: refused", err=False)
                told.show()
                continue
            read += 1
            refused += bool(told.refused or told.failed)
            click.echo(f"{name_of(path)}: {told}")
            for reason in told.refused:
                click.echo(f"{name_of(path)}: refused. {reason}", err=True)
            for failure in told.failed:
                click.echo(f"{name_of(path)}: failed. {failure.message}", err=True)
    if refused:
        sys.exit(1 if read or failed else 2)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if str(path) != STANDARD_INPUT and path.is_dir():
            yield from sorted(one for one in path.rglob("*") if _is_record(one))
        else:
            yield path


def _is_record(path: Path) -> bool:
    """Whether a file of a folder is meant; the index beside our samples is no record."""
    return path.is_file() and path.name.endswith(_ENDINGS) and path.name != _INDEX


@dataclass(frozen=True)
class _Intake:
    """Takes one file after another into one practice."""

    database: Database
    actor: Actor
    source: str | None
    knowledge: Knowledge

    def take(self, path: Path) -> _Count:
        """Read and store the records of a file. Raises Failure when it cannot be read."""
        count = _Count()
        for reading in self._read(path):
            self._store(reading, count)
        return count

    def _read(self, path: Path) -> tuple[RecordReading, ...]:
        from gpsupport.domain.exchange import Unreadable  # noqa: PLC0415
        from gpsupport.fhir.limits import Limits  # noqa: PLC0415
        from gpsupport.fhir.reading import read_records  # noqa: PLC0415

        limits = Limits()
        data = read_bytes(path, limits.bytes)
        try:
            return read_records(data, self.source, limits, self.knowledge)
        except Unreadable as error:
            raise unusable_file(name_of(path), error) from None

    def _store(self, reading: RecordReading, count: _Count) -> None:
        from gpsupport.actions.errors import Refused  # noqa: PLC0415
        from gpsupport.actions.exchange import take_in_record  # noqa: PLC0415

        try:
            taken = take_in_record(self.database, self.actor, reading, now(), self.knowledge)
        except Refused as error:
            count.refused.append(str(error))
            return
        except Exception as error:  # noqa: BLE001 - one record must not stop those after it
            count.failed.append(_unexpected(error))
            return
        count.new += taken.new
        count.changed += taken.changed
        count.known += taken.known


def _with_progress(files: list[Path], intake: _Intake) -> Iterator[tuple[Path, _Count | Failure]]:
    """What came of each file. The bar shows on a terminal alone, and the lines follow it."""
    if not (sys.stderr.isatty() and len(files) > 1):
        for path in files:
            yield path, _outcome(path, intake)
        return
    with click.progressbar(files, label="Importing", file=sys.stderr) as bar:
        told = [(path, _outcome(path, intake)) for path in bar]
    yield from told


def _outcome(path: Path, intake: _Intake) -> _Count | Failure:
    try:
        return intake.take(path)
    except Failure as failure:
        return failure
    except Exception as error:  # noqa: BLE001 - one file must not stop those after it
        return _unexpected(error)


def _unexpected(error: Exception) -> Failure:
    """A fault that nobody foresaw, by its kind and place: its message may repeat a value."""
    if hasattr(error, "next_step"):
        return as_failure(error)
    return Failure(
        "The record could not be stored.",
        f"An unexpected fault in the program: {type(error).__name__} at {place_of(error)}.",
        "Report this line. Every record before it is stored, and the files after it were tried.",
    )
