"""The group `gpsupport knowledge`; each command is imported only when it is typed."""

from __future__ import annotations

import click

from gpsupport.cli.lazy import LazyGroup

_COMMANDS = {
    "check": ("gpsupport.cli.knowledge.checking:check", "Check the content and its cases."),
    "show": ("gpsupport.cli.knowledge.showing:show", "Show one indicator with its sources."),
}


@click.group(cls=LazyGroup, commands_at=_COMMANDS)
def knowledge() -> None:
    """Check, show, publish and review the clinical content."""
