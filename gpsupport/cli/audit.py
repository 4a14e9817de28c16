"""`gpsupport audit`: check that nobody has changed the audit."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gpsupport.cli.common import data_dir_option, now
from gpsupport.cli.failures import Failure
from gpsupport.cli.practice import open_database

if TYPE_CHECKING:
    from gpsupport.actions.audit import AuditReport, LostPractice, Progress
    from gpsupport.domain.people import Practice
    from gpsupport.persistence.work import Database

_NEXT = (
    "Keep the database and the data folder as they are, copy both, and tell whoever answers for"
    " information security. Then compare with the last backup. docs/security.md says how."
)


@click.group()
def audit() -> None:
    """Check the audit."""


@audit.command()
@click.option(
    "--practice", "ods_code", metavar="ODS", help="ODS code of one practice; without it, all."
)
@click.option(
    "--heads",
    "copies",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with copies of the signed heads, kept elsewhere: an older database that was put"
    " back together with its head shows only there.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@data_dir_option
def verify(ods_code: str | None, copies: Path | None, as_json: bool, data_dir: Path | None) -> None:
    """Check every entry and the signed heads; exit code 1 when something does not fit."""
    from gpsupport.actions.audit import find_lost_practices  # noqa: PLC0415

    if copies is not None and not any(copies.glob("*.json")):
        raise Failure(
            f"There is no signed head in {copies}.",
            "Copies of the heads are files that end in .json, from the folder named audit of the"
            " data folder.",
            "Name the folder that holds them.",
            exit_code=2,
        )
    with open_database(data_dir) as database:
        practices = _chosen(database, ods_code)
        lost = find_lost_practices(database, copies) if ods_code is None else ()
        reports = [(one, _check(database, one, copies)) for one in practices]
    sound = not lost and all(report.checked.sound for _, report in reports)
    if as_json:
        told = {
            "sound": sound,
            "practices": [_as_json(practice, report) for practice, report in reports],
            "lost": [_lost_as_json(one) for one in lost],
        }
        click.echo(json.dumps(told, indent=2))
    else:
        _print(reports, lost)
    if not sound:
        click.echo(_NEXT, err=True)
        sys.exit(1)


def _chosen(database: Database, ods_code: str | None) -> tuple[Practice, ...]:
    from gpsupport.actions.practices import find_practice, list_practices  # noqa: PLC0415

    if ods_code is None:
        return list_practices(database)
    found = find_practice(database, ods_code)
    if found is None:
        raise Failure(
            f"There is no practice {ods_code} in this database.",
            "",
            "Check the ODS code, or leave --practice out to check every practice.",
            exit_code=2,
        )
    return (found,)


def _check(database: Database, practice: Practice, copies: Path | None) -> AuditReport:
    from gpsupport.actions.audit import verify_audit  # noqa: PLC0415
    from gpsupport.actions.practices import operator  # noqa: PLC0415

    with _bar(practice.ods_code) as progress:
        return verify_audit(database, operator(practice), now(), copies=copies, progress=progress)


@contextmanager
def _bar(label: str) -> Iterator[Progress | None]:
    """A progress bar, on a terminal alone."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=f"Checking {label}", file=sys.stderr) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield tell


def _print(reports: list[tuple[Practice, AuditReport]], lost: tuple[LostPractice, ...]) -> None:
    for practice, report in reports:
        checked = report.checked
        problems = len(checked.findings) + checked.more
        said = "sound" if checked.sound else f"{problems} problem{'s' * (problems != 1)}"
        click.echo(f"{practice.ods_code}: {_counted(checked.entries)}, {said}")
        for finding in checked.findings:
            click.echo(f"  {finding.words}")
        if checked.more:
            click.echo(f"  And {checked.more} more.")
        if checked.unanchored:
            click.echo(f"  Not a problem by itself: {checked.about_unanchored}")
        if report.copy_found is False:
            click.echo("  Not compared: the folder of copies holds no head of this practice.")
    for one in lost:
        click.echo(f"{one.practice_id}: {_about_lost(one)}")
    if not reports and not lost:
        click.echo("There is no practice yet, and no signed head.", err=True)


def _counted(entries: int) -> str:
    return "1 entry" if entries == 1 else f"{entries} entries"


def _about_lost(one: LostPractice) -> str:
    signed = f"signed with {_counted(one.head.seq)}" if one.head else "signed, but cannot be read"
    return f"the database does not hold this practice, whose audit was {signed}"


def _as_json(practice: Practice, report: AuditReport) -> dict[str, Any]:
    checked = report.checked
    return {
        "practice": practice.ods_code,
        "id": practice.id,
        "sound": checked.sound,
        "entries": checked.entries,
        "newest": checked.newest.seq,
        "signed": report.signed.seq if report.signed else None,
        "unanchored": checked.unanchored,
        "copy_found": report.copy_found,
        "problems": [
            {"fault": one.fault.value, "seq": one.seq, "words": one.words}
            for one in checked.findings
        ],
        "more_problems": checked.more,
    }


def _lost_as_json(one: LostPractice) -> dict[str, Any]:
    return {"id": one.practice_id, "signed": one.head.seq if one.head else None}
