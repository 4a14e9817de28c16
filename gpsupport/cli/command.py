"""The command group: which commands there are, how they are found, and how failures look.

Exit codes: 0 done; 1 the work failed or found problems; 2 wrong usage or unreadable input.
"""

from __future__ import annotations

import traceback
from typing import Any

import click

from gpsupport.cli.failures import Failure, as_failure
from gpsupport.cli.lazy import LazyGroup

# name -> where its click command stands, and its line in the help.
_COMMANDS = {
    "assess": ("gpsupport.cli.assess:assess", "Decision support for one FHIR R4 file."),
    "audit": ("gpsupport.cli.audit:audit", "Check that nobody has changed the audit."),
    "db": ("gpsupport.cli.db:db", "Make, update and check the database."),
    "demo": ("gpsupport.cli.demo:demo", "Run a synthetic practice on this machine."),
    "directory": (
        "gpsupport.cli.directory:directory",
        "Take in, write and check local help.",
    ),
    "due": ("gpsupport.cli.due:due", "List who is due to be asked when they come."),
    "export": ("gpsupport.cli.export:export", "Write one patient's record as FHIR."),
    "import": ("gpsupport.cli.take_in:take_in", "Take FHIR R4 records into the database."),
    "keys": ("gpsupport.cli.keys:keys", "Show the sealing keys, and seal with a new one."),
    "knowledge": (
        "gpsupport.cli.knowledge.group:knowledge",
        "Check, show and publish the content.",
    ),
    "openid": ("gpsupport.cli.openid:openid", "Set up signing in at an identity provider."),
    "practice": ("gpsupport.cli.practices:practice", "Set up a practice, and list them."),
    "referral": (
        "gpsupport.cli.referral:referral",
        "Write a referral as FHIR, and take in an answer.",
    ),
    "serve": ("gpsupport.cli.serve:serve", "Run the server."),
    "user": ("gpsupport.cli.users:user", "Say who may sign in to a practice."),
}


class _Outermost(LazyGroup):
    """The outermost group, which puts failures into words."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what goes wrong is told as what, why and what to type next."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.Abort):
            raise
        except click.ClickException as error:
            if ctx.params.get("debug"):
                traceback.print_exception(error)
            raise
        except Exception as error:  # noqa: BLE001 - a person at a terminal gets words, not a traceback
            failure = as_failure(error)
            if ctx.params.get("debug"):
                traceback.print_exception(error)
            raise failure from None


def _show_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version  # noqa: PLC0415

        click.echo(f"gpsupport {version('gpsupport')}")
        ctx.exit()


@click.group(
    cls=_Outermost, commands_at=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and stop.",
)
@click.option("--debug", is_flag=True, help="Show where in the program a failure came from.")
def main(debug: bool) -> None:
    """Decision support for general practice. Synthetic data only: not clinically reviewed."""


__all__ = ["Failure", "main"]
