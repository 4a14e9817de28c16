"""`gpsupport knowledge expand`: what lies below our codes in a release, into an overlay."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gpsupport.cli.failures import Failure
from gpsupport.cli.knowledge.release_checking import opened, provenance_of, reading, writable

if TYPE_CHECKING:
    from gpsupport.domain.knowledge.content.pack import Knowledge
    from gpsupport.knowledge.terminology.expanding import Growth

# Our own default: a set that grows beyond it wants a person's look, not a longer list.
_LIMIT = 2000


@click.command()
@click.option(
    "--release",
    "path",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="A SNOMED CT release (RF2 Snapshot): its folder or its ZIP archive.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The overlay to write into; what a person wrote there stays.",
)
@click.option("--set", "sets", multiple=True, metavar="ID", help="Only this code set; repeatable.")
@click.option(
    "--limit",
    default=_LIMIT,
    show_default=True,
    type=click.IntRange(min=1),
    help="The most codes to add to one set; nearest first.",
)
@click.option("--by", default="", help="Who answers for the overlay, if it is a new one.")
def expand(path: Path, out: Path, sets: tuple[str, ...], limit: int, by: str) -> None:
    """Add what lies below our codes in a release to the local code sets."""
    from gpsupport.knowledge.terminology import expanding  # noqa: PLC0415
    from gpsupport.knowledge.terminology.writing import write_expanded  # noqa: PLC0415

    with opened(path) as release:
        provenance = provenance_of(release, out, by)
        knowledge = writable(out)
        unknown = sorted(set(sets) - set(knowledge.code_sets))
        if unknown:
            raise Failure(
                f"There is no code set {', '.join(unknown)}.",
                f"Known: {', '.join(sorted(knowledge.code_sets))}.",
                "",
                exit_code=2,
            )
        chosen = tuple(dict.fromkeys(sets)) or tuple(knowledge.code_sets)
        with reading(release, expanding.EXPANDING_FILES) as progress:
            growths = expanding.expand(release, knowledge, chosen, limit, progress)
    write_expanded(out, growths, knowledge, provenance)
    click.echo("\n".join(_lines(growths, knowledge)))
    click.echo(f"\nWritten to {out}. What was added came from {provenance}.")
    click.echo(f"A clinician must look at it. Check it: gpsupport knowledge check --overlay {out}")


def _lines(growths: tuple[Growth, ...], knowledge: Knowledge) -> list[str]:
    lines = []
    for growth in growths:
        if growth.closed:
            lines.append(f"{growth.set_id}: not expanded. {growth.closed}")
            continue
        lines.append(f"{growth.set_id}: {len(growth.added)} added")
        if growth.cut:
            lines.append(f"    {growth.cut} more were cut off by the limit, the farthest first")
        for code, because in growth.not_below:
            lines.append(f"    nothing from below {code.value}: {because}")
        for out in growth.stays_out:
            term = knowledge.codes[out.because].term
            lines.append(f"    {out.count} left out: {out.why.value} ({out.because.value} {term})")
        lines += [
            f"    {code.value} is not active in this release: nothing lies below it"
            for code in growth.not_active
        ]
    return lines
