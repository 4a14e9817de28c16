"""`gpsupport due`: the work lists of a practice, and judging every patient afresh for them."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gpsupport.cli.common import as_day, data_dir_option, now, today
from gpsupport.cli.practice import actor_of, open_database, practice_option
from gpsupport.domain.enquiry.standing import DueList

if TYPE_CHECKING:
    from gpsupport.actions.enquiry.due import DuePage
    from gpsupport.domain.enquiry.standing import DuePatient
    from gpsupport.domain.knowledge.content.pack import Knowledge
    from gpsupport.domain.people import Actor
    from gpsupport.persistence.work import Database

_AT_ONCE = 500


@click.command()
@click.option(
    "--list",
    "chosen",
    type=click.Choice([one.value for one in DueList]),
    default=DueList.DUE.value,
    show_default=True,
    help="Which list.",
)
@click.option(
    "--on",
    "day",
    callback=as_day,
    metavar="YYYY-MM-DD",
    help="The day to list for; today if left out.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--refresh", is_flag=True, help="Judge every patient afresh first.")
@practice_option
@data_dir_option
def due(  # noqa: PLR0917 - each is an option of the command line
    chosen: str,
    day: date | None,
    as_json: bool,
    refresh: bool,
    ods_code: str | None,
    data_dir: Path | None,
) -> None:
    """List who is due to be asked when they come: nobody is contacted because of a list.

    A patient is judged whenever somebody records something. Time alone changes what is due, and so
    does new content: type --refresh each night, and when content was published.
    """
    from gpsupport.cli.assess import load  # noqa: PLC0415

    knowledge = load()
    with open_database(data_dir) as database:
        actor = actor_of(database, ods_code)
        if refresh:
            _refresh(database, actor, knowledge)
        page = _whole(database, actor, DueList(chosen), knowledge, day or today())
    if as_json:
        click.echo(json.dumps(_as_contract(page, knowledge), ensure_ascii=False, indent=2))
    else:
        click.echo(_as_text(page, knowledge))


def _refresh(database: Database, actor: Actor, knowledge: Knowledge) -> None:
    """Judge everybody, with a bar on a terminal; how many it were goes to standard error."""
    from gpsupport.actions.enquiry.due import refresh_standings  # noqa: PLC0415

    if not sys.stderr.isatty():
        count = refresh_standings(database, actor, knowledge, now())
    else:
        with click.progressbar(length=1, label="Judging", file=sys.stderr) as bar:

            def tell(done: int, every: int) -> None:
                bar.length = every
                bar.update(done - bar.pos)

            count = refresh_standings(database, actor, knowledge, now(), tell)
    click.echo(f"Judged afresh: {count}.", err=True)


def _whole(
    database: Database, actor: Actor, which: DueList, knowledge: Knowledge, on: date
) -> DuePage:
    """All parts of a list as one."""
    from dataclasses import replace  # noqa: PLC0415

    from gpsupport.actions.enquiry.due import read_due_list  # noqa: PLC0415

    lines: tuple[DuePatient, ...] = ()
    after: str | None = None
    while True:
        page = read_due_list(
            database, actor, which, knowledge, now(), on=on, after=after, limit=_AT_ONCE
        )
        lines += page.lines
        after = page.after
        if after is None:
            return replace(page, lines=lines)


def _as_contract(page: DuePage, knowledge: Knowledge) -> dict[str, Any]:
    return {
        "list": page.which.value,
        "on": page.on.isoformat(),
        "as_of": page.oldest.isoformat() if page.oldest else None,
        "counts": {which.value: count for which, count in page.counts.items()},
        "patients": [_line(line, page, knowledge) for line in page.lines],
    }


def _line(line: DuePatient, page: DuePage, knowledge: Knowledge) -> dict[str, Any]:
    from gpsupport.actions.enquiry.due_in_words import kind_in_words, whom_to_ask, why_due  # noqa: PLC0415

    patient, standing = line.patient, line.standing
    due_on, asked_on = standing.upcoming.due_on, standing.last_asked_on
    return {
        "id": patient.id,
        "nhs_number": patient.nhs_number.value if patient.nhs_number else None,
        "name": str(patient.name),
        "born": str(patient.born) if patient.born else None,
        "kind": kind_in_words(standing, knowledge) or None,
        "why": why_due(standing, page.which, knowledge),
        "due_on": due_on.isoformat() if due_on else None,
        "last_asked_on": asked_on.isoformat() if asked_on else None,
        "last_asked_by": standing.last_asked_by or None,
        "who_should_ask": whom_to_ask(standing, page.which),
        "judged_on": standing.on.isoformat(),
    }


def _as_text(page: DuePage, knowledge: Knowledge) -> str:
    from gpsupport.actions.enquiry.due_in_words import name_of  # noqa: PLC0415

    name = name_of(page.which, not_alone=page.marks.not_alone, put_off=page.marks.put_off)
    count = page.counts.get(page.which, len(page.lines))
    told = [f"{name}, {page.on.isoformat()}: {count}. Nobody is contacted because of a list."]
    for line in page.lines:
        one = _line(line, page, knowledge)
        since = f"since {one['due_on']}" if one["due_on"] else "no date"
        born = f", born {one['born']}" if one["born"] else ""
        kind = f"{one['kind']}. " if one["kind"] else ""
        told.append(f"  {one['name']}{born}: {kind}{one['why']}, {since}. {one['who_should_ask']}.")
    if page.oldest is not None and page.oldest < page.on:
        told.append(f"As of {page.oldest.isoformat()} at the oldest. Type: gpsupport due --refresh")
    return "\n".join(told)
