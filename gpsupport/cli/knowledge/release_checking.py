"""`gpsupport knowledge check --release`: every code of the content against a SNOMED CT release."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gpsupport.cli.common import today
from gpsupport.cli.failures import Failure
from gpsupport.cli.knowledge.faults import as_failure

if TYPE_CHECKING:
    from gpsupport.domain.knowledge.content.pack import Knowledge
    from gpsupport.knowledge.terminology.release import Kind, Release
    from gpsupport.knowledge.terminology.standing import CodeStanding, ReleaseReport
    from gpsupport.knowledge.terminology.writing import Provenance

_Command = TypeVar("_Command", bound=Callable[..., Any])

_AGAIN = "Give the unpacked release, or its ZIP archive, with its Snapshot folder."


def release_options(command: _Command) -> _Command:
    """Add `--release` and what says how it is told and where it is written."""
    for option in (
        click.option("--by", default="", help="Who answers for DIR, if it is a new overlay."),
        click.option(
            "--write",
            type=click.Path(file_okay=False, path_type=Path),
            metavar="DIR",
            help="With --release: write into the overlay DIR how each code stands.",
        ),
        click.option("--json", "as_json", is_flag=True, help="With --release: print JSON."),
        click.option(
            "--release",
            type=click.Path(exists=True, path_type=Path),
            help="Check the codes against a SNOMED CT release (RF2 Snapshot): folder or ZIP.",
        ),
    ):
        command = option(command)
    return command


@contextmanager
def opened(path: Path) -> Iterator[Release]:
    """A release; what is wrong with it, now or while it is read, becomes a Failure."""
    from gpsupport.knowledge.terminology.release import Release, ReleaseFault  # noqa: PLC0415

    try:
        with Release(path) as release:
            yield release
    except ReleaseFault as fault:
        raise Failure(
            "The release cannot be used. Nothing was written.", f"  {fault}", _AGAIN, exit_code=2
        ) from None


@contextmanager
def reading(release: Release, kinds: tuple[Kind, ...]) -> Iterator[Callable[[int], None] | None]:
    """What to tell how many bytes were read: a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    length = sum(release.size(kind) for kind in kinds)
    with click.progressbar(length=length, label=release.name, file=sys.stderr) as bar:
        yield bar.update


def provenance_of(release: Release, overlay: Path, by: str) -> Provenance:
    """What an overlay says about where its codes come from; a new overlay must say who made it."""
    from gpsupport.knowledge.terminology.writing import Provenance, has_name  # noqa: PLC0415

    if not by and not has_name(overlay):
        raise Failure(
            f"{overlay} is a new overlay, and it must say who answers for it.",
            "",
            "Type the same command again with --by and a name.",
            exit_code=2,
        )
    return Provenance(release.name, release.effective_on, today(), by)


def writable(overlay: Path) -> Knowledge:
    """The content below an overlay that is to be written; its faults become a Failure."""
    from gpsupport.knowledge.faults import KnowledgeError  # noqa: PLC0415
    from gpsupport.knowledge.terminology.writing import NotOurs, knowledge_below  # noqa: PLC0415

    try:
        return knowledge_below(overlay)
    except NotOurs as error:
        raise Failure(
            f"{overlay / error.file} was not written by this command, and it is left alone.",
            "",
            "Give another folder, and take over what you want of it.",
            exit_code=2,
        ) from None
    except KnowledgeError as error:
        raise as_failure(error.findings, overlay) from None


def _content(overlay: Path | None) -> Knowledge:
    from gpsupport.knowledge.faults import KnowledgeError  # noqa: PLC0415
    from gpsupport.knowledge.load import load_knowledge  # noqa: PLC0415

    try:
        return load_knowledge(overlay=overlay)
    except KnowledgeError as error:
        raise as_failure(error.findings, overlay) from None


def report_on(
    path: Path, overlay: Path | None, *, as_json: bool, write: Path | None, by: str
) -> None:
    """Print how each code stands in a release; exit code 1 when one in use is not active."""
    from gpsupport.knowledge.terminology.standing import (  # noqa: PLC0415
        STANDING_FILES,
        read_standing,
    )
    from gpsupport.knowledge.terminology.writing import write_checked  # noqa: PLC0415

    content = _content(overlay)
    with opened(path) as release:
        provenance = provenance_of(release, write, by) if write else None
        below = writable(write) if write else None
        with reading(release, STANDING_FILES) as progress:
            report = read_standing(release, content, progress)
    if as_json:
        click.echo(json.dumps(_as_json(report), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(report)))
    if write and provenance and below:
        click.echo(f"Written: {write_checked(write, report, below, provenance)}", err=True)
    if report.failing:
        raise Failure(
            f"{_codes(len(report.failing))} in use not active in this release.",
            "",
            "Replace each in the content by what the release offers, after a clinician has looked.",
        )


def _codes(count: int) -> str:
    return "1 code is" if count == 1 else f"{count} codes are"


def _lines(report: ReleaseReport) -> list[str]:
    from gpsupport.knowledge.terminology.standing import Standing, TermFit  # noqa: PLC0415

    lines = [
        f"SNOMED CT release {report.release}, effective {report.effective_on}",
        f"Made of: {', '.join(report.packages)}",
        f"{len(report.codes)} codes: "
        + ", ".join(f"{len(report.standing_as(one))} {one.value}" for one in Standing),
    ]
    for standing, title in (
        (Standing.INACTIVE, "No longer active"),
        (Standing.ABSENT, "Not in this release"),
        (Standing.LOCAL, "Not SNOMED CT UK: made up by one supplier"),
    ):
        found = report.standing_as(standing)
        if found:
            lines += ["", f"{title}:", *(line for one in found for line in _detail(one))]
    active = report.standing_as(Standing.ACTIVE)
    for fit, title in (
        (TermFit.NONE, "Active, but our term is none of the release's. Is it the right code?"),
        (TermFit.OLD, "Active, but our term is no longer in use"),
        (TermFit.SYNONYM, "Active; another term is preferred"),
    ):
        fitting = [one for one in active if one.fit is fit]
        if fitting:
            lines += ["", f"{title}:"]
            lines += [f"  {one.code.value}  {one.term}  ->  {one.preferred}" for one in fitting]
    return lines


def _detail(one: CodeStanding) -> list[str]:
    lines = [f"  {one.code.value}  {one.term}"]
    if one.reason:
        lines.append(f"      Why: {one.reason}")
    for after in one.successors:
        state = {True: "active", False: "inactive", None: "not in this release"}[after.active]
        lines.append(f"      {after.how.capitalize()}: {after.code}  {after.term} ({state})")
    lines.append(f"      Used by: {', '.join(one.used_by) or 'nothing'}")
    return lines


def _as_json(report: ReleaseReport) -> dict[str, Any]:
    return {
        "release": report.release,
        "effective_on": report.effective_on.isoformat(),
        "packages": list(report.packages),
        "failing": len(report.failing),
        "codes": [
            {
                "code": one.code.value,
                "term": one.term,
                "use": one.use.value,
                "standing": one.standing.value,
                "preferred_term": one.preferred,
                "our_term_is": one.fit.value,
                "used_by": list(one.used_by),
                "reason": one.reason,
                "successors": [
                    {
                        "how": after.how,
                        "code": after.code,
                        "term": after.term,
                        "active": after.active,
                    }
                    for after in one.successors
                ],
            }
            for one in report.codes
        ],
    }
