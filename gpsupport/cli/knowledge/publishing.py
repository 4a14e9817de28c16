"""`gpsupport knowledge publish` and `withdraw`: proposing content, and stopping it at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gpsupport.cli.common import data_dir_option, load_settings, now
from gpsupport.cli.failures import Failure
from gpsupport.cli.knowledge.acting import acting, person_option
from gpsupport.cli.knowledge.faults import counted, installed_files, listed, tell
from gpsupport.cli.practice import practice_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gpsupport.domain.knowledge.releases.governance import Release
    from gpsupport.knowledge.report import Passed


@click.command()
@click.option(
    "--overlay",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of local content; without it GPSUPPORT_KNOWLEDGE_OVERLAY, if that is set.",
)
@click.option("--why", required=True, help="What changed and why, for those who review it.")
@person_option
@practice_option
@data_dir_option
def publish(
    *, overlay: Path | None, why: str, username: str, ods_code: str | None, data_dir: Path | None
) -> None:
    """Check the content, judge its cases, measure it, and keep it as a draft.

    Exit code 1 with every fault, and then nothing is kept. What is installed serves as the draft
    that it is, once it is published, while no release of the practice is in force; any other draft
    is used by nobody. It is reviewed and signed off on the page Releases.
    """
    from gpsupport.actions.errors import Refused  # noqa: PLC0415
    from gpsupport.actions.knowledge.publishing import publish_release  # noqa: PLC0415
    from gpsupport.domain.access import Permission  # noqa: PLC0415
    from gpsupport.knowledge.faults import KnowledgeError  # noqa: PLC0415
    from gpsupport.knowledge.report import software_version  # noqa: PLC0415

    chosen = overlay or load_settings(data_dir).knowledge_overlay
    files = installed_files(chosen)
    with acting(data_dir, ods_code, username, Permission.PROPOSE_KNOWLEDGE) as (database, actor):
        try:
            published = publish_release(
                database, actor, files, why, now(), software=software_version(), told=tell
            )
        except KnowledgeError as error:
            raise Failure(
                f"Nothing was kept: the content has {counted(len(error.findings), 'fault')}.",
                listed(error.findings, chosen),
                "Mend each file where it says, then type the same command again.",
            ) from None
        except Refused as refusal:
            raise Failure(
                "Nothing was kept.", str(refusal), "Type: gpsupport knowledge releases"
            ) from None
    version = published.release.version
    kept = "Checked again" if published.again else "Kept as a draft"
    click.echo(f"{kept}: {version.pack} {version.version}, release {version.mark}")
    click.echo(f"Passed: {in_words(published.passed)}")
    if not published.again:
        click.echo("Next: two reviews and a sign-off, on the page Releases (/knowledge/releases).")


@click.command()
@click.argument("release")
@click.option("--why", required=True, help="What is wrong with it.")
@person_option
@practice_option
@data_dir_option
def withdraw(
    *, release: str, why: str, username: str, ods_code: str | None, data_dir: Path | None
) -> None:
    """Stop RELEASE at once: what served before it serves again. This cannot be taken back.

    Content that serves as it is installed is stopped too, though nobody has published it here.
    """
    from gpsupport.actions.errors import NotFound  # noqa: PLC0415
    from gpsupport.actions.knowledge.releases import list_releases, pick_named  # noqa: PLC0415
    from gpsupport.actions.knowledge.reviewing import (  # noqa: PLC0415
        WantedStep,
        take_step,
        withdraw_installed,
    )
    from gpsupport.domain.access import Permission  # noqa: PLC0415
    from gpsupport.domain.knowledge.releases.governance import (  # noqa: PLC0415
        ReleaseState,
        StepRefused,
    )

    with acting(data_dir, ods_code, username, Permission.STOP_KNOWLEDGE) as (database, actor):
        kept = [one.release for one in list_releases(database, actor, now()).releases]
        try:
            files = None if _begins_any(kept, release) else _installed(release, data_dir)
            if files is not None:
                found = withdraw_installed(database, actor, files, why, now())
            else:
                found = pick_named(kept, release)
                wanted = WantedStep(ReleaseState.WITHDRAWN, why, seen=len(found.steps))
                take_step(database, actor, found.id, wanted, now())
        except NotFound:
            raise no_release(release) from None
        except StepRefused as refusal:
            raise Failure(
                "Nothing was withdrawn.", str(refusal), "Type: gpsupport knowledge releases"
            ) from None
    click.echo(f"Withdrawn: {found.version.version}, release {found.version.mark}")
    click.echo("A running server notices within a minute.")


def _begins_any(kept: Iterable[Release], name: str) -> bool:
    return any(one.version.release.startswith(name.strip().lower()) for one in kept)


def _installed(name: str, data_dir: Path | None) -> Mapping[str, bytes] | None:
    """The files of installed content whose mark begins so; None without any."""
    from gpsupport.knowledge.load import content_of, release_of  # noqa: PLC0415

    overlay = load_settings(data_dir).knowledge_overlay
    for files in (installed_files(overlay), installed_files(None)):
        if name.strip() and release_of(content_of(files)).startswith(name.strip().lower()):
            return files
    return None


def no_release(name: str) -> Failure:
    """What to say where a release is named that there is not, or that is not the only one."""
    return Failure(
        f"There is no one release {name}.",
        "A release is named by its mark, or by so much of it that only one begins with it.",
        "To see which there are, type: gpsupport knowledge releases",
        exit_code=2,
    )


def in_words(passed: Passed) -> str:
    """What a release passed, in one line."""
    shares = (
        f"a prompt in front in {group.front.share:.1%} of the encounters of ordinary {name}"
        for name, group in passed.figures.groups
    )
    cases, stories = counted(passed.cases, "case"), counted(passed.stories, "story", "stories")
    return f"{cases}, {stories}; {', '.join(shares)}; software {passed.software}"
