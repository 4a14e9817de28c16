"""Failures as a person at a terminal reads them: what happened, why, what to type next."""

from __future__ import annotations

from typing import IO, Any

import click

from gpsupport.domain.exchange import Unreadable


class Failure(click.ClickException):
    """A failure in three parts. `exit_code` is 1 for failed work and 2 for unusable input."""

    def __init__(self, what: str, why: str, next_step: str, exit_code: int = 1) -> None:
        """Keep the parts; `why` and `next_step` may be empty."""
        super().__init__("\n".join(part for part in (what, why, next_step) if part))
        self.exit_code = exit_code  # type: ignore[misc]

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the failure on standard error."""
        click.echo(self.message, file=file, err=True)


def unusable_file(name: str, error: Unreadable) -> Failure:
    """A file that cannot be read: every fault on a line of its own."""
    why = "\n".join(f"  {fault}" for fault in error.faults)
    return Failure(
        f"{name} cannot be read. Nothing was stored.",
        why,
        "Mend the file where it says, then type the same command again.",
        exit_code=2,
    )


def place_of(error: BaseException) -> str:
    """Where in the program an exception came from, as module:line; no value is in it."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if last is None:
        return "unknown"
    return f"{last.tb_frame.f_globals.get('__name__', 'unknown')}:{last.tb_lineno}"


def as_failure(error: Exception) -> Failure:
    """An exception in the three parts that it carries, or in general words without its message.

    A message that we did not write may repeat a value from a record, so it is not shown.
    """
    what, why, next_step = (getattr(error, name, None) for name in ("what", "why", "next_step"))
    if isinstance(what, str) and isinstance(why, str) and isinstance(next_step, str):
        return Failure(what, why, next_step)
    return Failure(
        "The command failed.",
        f"An unexpected fault in the program: {type(error).__name__}.",
        "Type the same command with --debug after gpsupport, and report what it shows.",
    )
