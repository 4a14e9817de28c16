"""The group `gpsupport knowledge`; each command is imported only when it is typed."""

from __future__ import annotations

import click

from gpsupport.cli.lazy import LazyGroup

_COMMANDS = {
    "check": ("gpsupport.cli.knowledge.checking:check", "Check the content and its cases."),
    "diff": ("gpsupport.cli.knowledge.reviewing:diff", "Say what a release changes."),
    "expand": (
        "gpsupport.cli.knowledge.expanding:expand",
        "Add what lies below our codes in a SNOMED CT release.",
    ),
    "export": ("gpsupport.cli.knowledge.exporting:export", "Write the content as FHIR R4."),
    "publish": ("gpsupport.cli.knowledge.publishing:publish", "Check content, keep it as a draft."),
    "releases": ("gpsupport.cli.knowledge.reviewing:releases", "List what was published."),
    "show": ("gpsupport.cli.knowledge.showing:show", "Show one indicator with its sources."),
    "withdraw": ("gpsupport.cli.knowledge.publishing:withdraw", "Stop a release at once."),
}


@click.group(cls=LazyGroup, commands_at=_COMMANDS)
def knowledge() -> None:
    """Check, show, publish and review the clinical content."""
