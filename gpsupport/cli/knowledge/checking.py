"""`gpsupport knowledge check`: every fault of the clinical content, and its cases judged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gpsupport.cli.common import load_settings, today
from gpsupport.cli.knowledge.faults import as_failure, installed_files, tell
from gpsupport.cli.knowledge.release_checking import release_options, report_on

if TYPE_CHECKING:
    from gpsupport.domain.knowledge.content.pack import Knowledge
    from gpsupport.knowledge.report import Passed

overlay_option = click.option(
    "--overlay",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of local content, instead of GPSUPPORT_KNOWLEDGE_OVERLAY.",
)


@click.command()
@overlay_option
@click.option(
    "--measure",
    "measured",
    is_flag=True,
    help="Also measure how often each rule speaks up in ordinary patients; takes some seconds.",
)
@release_options
def check(
    *,
    overlay: Path | None,
    measured: bool,
    release: Path | None,
    as_json: bool,
    write: Path | None,
    by: str,
) -> None:
    """Check the content and its cases; exit code 1 with every fault, by file and line."""
    from gpsupport.knowledge.check import check_files  # noqa: PLC0415
    from gpsupport.knowledge.faults import KnowledgeError  # noqa: PLC0415
    from gpsupport.knowledge.report import examine, software_version  # noqa: PLC0415

    chosen = overlay or load_settings(None).knowledge_overlay
    if release is not None:
        report_on(release, chosen, as_json=as_json, write=write, by=by)
        return
    if as_json or write:
        raise click.UsageError("--json and --write say something only beside --release.")
    files = installed_files(chosen)
    if measured:
        try:
            knowledge, passed = examine(files, today(), software_version(), tell)
        except KnowledgeError as error:
            raise as_failure(error.findings, chosen) from None
        _say(knowledge, passed.cases, passed.stories, _volume(passed))
        return
    checked = check_files(files, today())
    if checked.findings:
        raise as_failure(checked.findings, chosen)
    unmeasured = "False alarms were not measured: add --measure."
    _say(checked.knowledge, checked.cases, checked.stories, unmeasured)


def _say(knowledge: Knowledge, cases: int, stories: int, volume: str) -> None:
    pack = knowledge.version
    click.echo(f"No faults: {pack.pack} {pack.version}, release {pack.release}.")
    click.echo(f"{cases} cases and {stories} stories were judged.")
    click.echo(volume)


def _volume(passed: Passed) -> str:
    shares = ", ".join(
        f"{group.front.share:.1%} of the encounters of ordinary {name}"
        for name, group in passed.figures.groups
    )
    return f"A prompt stands in front in {shares}."
