"""`gpsupport referral`: a referral as a FHIR message for its service, and what came back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gpsupport.cli.common import data_dir_option, name_of, now, read_bytes, today
from gpsupport.cli.export import hand_out
from gpsupport.cli.failures import Failure, unusable_file
from gpsupport.cli.practice import actor_of, open_database, practice_option

if TYPE_CHECKING:
    from gpsupport.actions.referral.replying import TakenReply
    from gpsupport.domain.people import Actor
    from gpsupport.persistence.work import Database


@click.group()
def referral() -> None:
    """Write a referral as a FHIR message, and take in what its service's system answers."""


@referral.command()
@click.argument("number", metavar="NUMBER")
@click.option(
    "--chain",
    is_flag=True,
    help="All referrals that followed one another, with everything that happened, for the record.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    help="File to write, readable by its owner alone; standard output if left out, or for -.",
)
@practice_option
@data_dir_option
def export(
    number: str, chain: bool, out: Path | None, ods_code: str | None, data_dir: Path | None
) -> None:
    """Write the referral of that number as a message for its service. Nothing is sent.

    The number stands in the address of the referral's page and in every file of it.
    """
    from gpsupport.actions.errors import NotFound, Refused  # noqa: PLC0415

    with open_database(data_dir) as database:
        actor = actor_of(database, ods_code)
        try:
            text = _chain(database, actor, number) if chain else _message(database, actor, number)
        except NotFound:
            raise Failure(
                "There is no referral with this number.",
                "Nothing was written.",
                "Check the number, and which data folder and practice are meant.",
            ) from None
        except Refused as error:
            raise Failure(
                "This referral cannot go to its service as it stands.",
                str(error),
                "Note on its page what is missing. The whole chain goes out with --chain.",
            ) from None
    hand_out(text, out)


def _message(database: Database, actor: Actor, number: str) -> bytes:
    from gpsupport.actions.referral.messaging import (  # noqa: PLC0415
        hand_out_referral,
        words_of_files,
    )
    from gpsupport.cli.assess import load  # noqa: PLC0415
    from gpsupport.fhir.referral_message import write_message  # noqa: PLC0415

    words = words_of_files(load())
    return write_message(hand_out_referral(database, actor, number, now()), words, now())


def _chain(database: Database, actor: Actor, number: str) -> bytes:
    from gpsupport.actions.referral.messaging import (  # noqa: PLC0415
        hand_out_chain,
        words_of_files,
    )
    from gpsupport.cli.assess import load  # noqa: PLC0415
    from gpsupport.fhir.referral_resources import write_chain  # noqa: PLC0415

    mention = words_of_files(load()).left_out
    return write_chain(hand_out_chain(database, actor, number, now()), mention, now())


@referral.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@practice_option
@data_dir_option
def reply(path: Path, ods_code: str | None, data_dir: Path | None) -> None:
    """Take in an answer: a Task, a ServiceRequest, a Communication, or a message of them.

    It counts as told by the service's own system, so take in only what came from there. It is
    known by our number for the referral alone. The same answer again changes nothing.
    """
    from gpsupport.actions.errors import Refused  # noqa: PLC0415
    from gpsupport.actions.referral.replying import take_reply  # noqa: PLC0415
    from gpsupport.cli.assess import load  # noqa: PLC0415
    from gpsupport.domain.exchange import Unreadable  # noqa: PLC0415
    from gpsupport.fhir.referral_replies import REPLY_LIMITS, read_reply  # noqa: PLC0415

    data = read_bytes(path, REPLY_LIMITS.bytes)
    try:
        answer = read_reply(data, today())
    except Unreadable as error:
        raise unusable_file(name_of(path), error) from None
    knowledge = load()
    with open_database(data_dir) as database:
        actor = actor_of(database, ods_code)
        try:
            taken = take_reply(database, actor, answer, knowledge, now())
        except Refused as error:
            raise Failure(
                f"{name_of(path)} is refused. Nothing was stored.",
                str(error),
                "Ask the service for which referral it is, and note the answer on its page.",
            ) from None
    click.echo(_told(taken))


def _told(taken: TakenReply) -> str:
    from gpsupport.actions.referral.replying import Took  # noqa: PLC0415

    return {
        Took.STEP: "Taken: the referral moved on.",
        Took.NOTE: "Kept as a note, and whoever owns the referral is reminded to read it.",
        Took.KNOWN: "Known already: nothing was changed.",
    }[taken.took]
