"""`gpsupport knowledge releases` and `diff`: what was published, where it stands, what changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gpsupport.cli.common import data_dir_option, now
from gpsupport.cli.failures import Failure
from gpsupport.cli.knowledge.publishing import in_words, no_release
from gpsupport.cli.practice import actor_of, open_database, practice_option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gpsupport.actions.knowledge.releases import ListedRelease
    from gpsupport.domain.knowledge.releases.differences import Change
    from gpsupport.domain.knowledge.releases.governance import Step


@click.command()
@practice_option
@data_dir_option
def releases(ods_code: str | None, data_dir: Path | None) -> None:
    """List the releases of the content, the newest first: state, who, when and why."""
    from gpsupport.actions.knowledge.releases import list_releases  # noqa: PLC0415

    with open_database(data_dir) as database:
        actor = actor_of(database, ods_code)
        found = list_releases(database, actor, now(), reports=True)
    for one in found.releases:
        click.echo("\n".join(_lines(one, found.names, serves=one.release.id == found.serving)))
    if found.serving is None:
        click.echo(
            "No release is in force: what is installed serves as the draft that it is, unless it"
            " was returned or withdrawn.",
            err=True,
        )


@click.command()
@click.argument("first", metavar="RELEASE")
@click.argument("second", metavar="[RELEASE]", required=False)
@practice_option
@data_dir_option
def diff(first: str, second: str | None, ods_code: str | None, data_dir: Path | None) -> None:
    """Say in words what the second RELEASE changes of the first.

    With one RELEASE: what it changes of what it replaces. A release is named by the beginning of
    its mark.
    """
    from gpsupport.actions.errors import NotFound  # noqa: PLC0415
    from gpsupport.actions.knowledge.releases import compare_releases  # noqa: PLC0415
    from gpsupport.knowledge.faults import KnowledgeError  # noqa: PLC0415

    with open_database(data_dir) as database:
        actor = actor_of(database, ods_code)
        try:
            changes = compare_releases(database, actor, first, second, now())
        except NotFound:
            raise no_release(first if second is None else f"{first} or {second}") from None
        except KnowledgeError as error:
            raise Failure(
                "A release cannot be read by this version of the software.",
                "\n".join(f"  {finding}" for finding in error.findings),
                "Read it with the version that it was published with.",
            ) from None
    click.echo("\n".join(_change(one) for one in changes) or "Nothing differs.")


def _lines(one: ListedRelease, names: Mapping[str, str], *, serves: bool) -> list[str]:
    from gpsupport.domain.knowledge.releases.governance import STATE_WORDS  # noqa: PLC0415
    from gpsupport.knowledge.report import passed_from  # noqa: PLC0415

    version, release = one.release.version, one.release
    state = "In force now" if serves else STATE_WORDS[one.state]
    who = names.get(release.proposed_by, release.proposed_by)
    return [
        f"{version.mark}  {version.pack} {version.version}  {state}",
        f"  Proposed {release.proposed_at:%Y-%m-%d} by {who}: {release.why}",
        *(f"  {_step(step, names)}" for step in release.steps),
        *([f"  Passed: {in_words(passed_from(one.report))}"] if one.report else []),
    ]


def _step(step: Step, names: Mapping[str, str]) -> str:
    from gpsupport.domain.knowledge.releases.governance import STATE_WORDS  # noqa: PLC0415

    recorded = names.get(step.by, step.by)
    by = step.reviewer if step.reviewer == recorded else f"{step.reviewer} (kept by {recorded})"
    on = f", in force from {step.effective_on.isoformat()}" if step.effective_on else ""
    return f"{STATE_WORDS[step.state]} {step.at:%Y-%m-%d} by {by}{on}: {step.why}"


def _change(change: Change) -> str:
    lines = [f"{change.subject}. {change.what}"]
    lines += [f"  - {line}" for line in change.before]
    lines += [f"  + {line}" for line in change.after]
    return "\n".join(lines)
