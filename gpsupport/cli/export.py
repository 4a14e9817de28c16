"""`gpsupport export`: everything that is kept of one patient, as one FHIR Bundle."""

from __future__ import annotations

import os
from pathlib import Path

import click

from gpsupport.cli.common import STANDARD_INPUT, data_dir_option, now
from gpsupport.cli.failures import Failure
from gpsupport.cli.practice import actor_of, open_database, practice_option


@click.command()
@click.option(
    "--patient", "number", required=True, metavar="NHS-NUMBER", help="Whose record to write."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write, readable by its owner alone; standard output if left out.",
)
@practice_option
@data_dir_option
def export(number: str, out: Path | None, ods_code: str | None, data_dir: Path | None) -> None:
    """Write one patient's record: what was received, unchanged, and what was recorded here.

    How the patient can be reached safely, with whom something was shared, and what a patient said
    of their own behaviour stay here.
    """
    from gpsupport.actions.errors import NotFound  # noqa: PLC0415
    from gpsupport.actions.exchange import collect_record  # noqa: PLC0415
    from gpsupport.cli.assess import load  # noqa: PLC0415
    from gpsupport.domain.people import NhsNumber  # noqa: PLC0415
    from gpsupport.fhir.writing import Replaced, Withdrawn, write_record  # noqa: PLC0415

    try:
        nhs_number = NhsNumber(number)
    except ValueError as error:
        raise Failure(
            "This is no NHS number.", f"Why: {error}.", "Check it and type it again.", exit_code=2
        ) from None
    knowledge = load()
    with open_database(data_dir) as database:
        actor = actor_of(database, ods_code)
        try:
            record = collect_record(database, actor, nhs_number, now(), knowledge)
        except NotFound:
            raise Failure(
                "There is no patient with this NHS number.",
                "Nothing was written.",
                "Check the number, and which data folder and practice are meant.",
            ) from None
    text = write_record(
        record.patient,
        record.practice,
        record.received,
        record.enquiries,
        now(),
        source_system=record.source_system,
        replaced=[Replaced(*one) for one in record.replaced],
        disclosures=record.disclosures,
        withdrawn=[Withdrawn(*one) for one in record.withdrawn],
        ticks=record.ticks,
        dates=record.dates,
        next_due=record.next_due,
        referrals=record.referrals,
        withdrawn_ways=record.withdrawn_ways,
        mention=words.left_out if (words := knowledge.letters.contact) else "",
    )
    hand_out(text, out)


def hand_out(text: bytes, path: Path | None) -> None:
    """Write a text to a file, or to standard output without one. Raises Failure."""
    if path is None or str(path) == STANDARD_INPUT:
        click.echo(text)
        return
    _write(path, text)
    click.echo(f"Written: {path}", err=True)


def _write(path: Path, text: bytes) -> None:
    try:
        # A record for its owner's eyes: nobody else on this machine may read the file.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(text + b"\n")
    except OSError as error:
        raise Failure(
            f"{path} cannot be written.",
            f"The system says: {error.strerror}.",
            "Choose another file with --out.",
        ) from None
