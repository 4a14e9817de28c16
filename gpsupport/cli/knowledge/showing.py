"""`gpsupport knowledge show`: one indicator, what it looks for, what it says, and its sources."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gpsupport.cli.assess import load, read_file
from gpsupport.cli.assessment_views import review_line
from gpsupport.cli.common import name_of, today
from gpsupport.cli.failures import Failure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from gpsupport.domain.knowledge.content.pack import Branch, Indicator, Knowledge
    from gpsupport.domain.knowledge.language.conditions import Condition


@click.command()
@click.argument("indicator_id", metavar="INDICATOR")
@click.option(
    "--record",
    type=click.Path(path_type=Path, allow_dash=True),
    help="A patient's FHIR R4 file: say also what the indicator finds there.",
)
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The day to decide for; today if left out.",
)
def show(indicator_id: str, record: Path | None, day: datetime | None) -> None:
    """Show one indicator: what it looks for, what it says, where that comes from."""
    content = load()
    try:
        indicator = content.indicator(indicator_id.upper())
    except KeyError:
        known = ", ".join(one.id for one in content.indicators)
        raise Failure(
            f"There is no indicator {indicator_id}.", f"Known: {known}.", "", exit_code=2
        ) from None
    on = day.date() if day else today()
    lines = _lines(indicator, content, on)
    if record is not None:
        lines += ["", *_found(indicator, record, content, on)]
    click.echo("\n".join(lines))


def _lines(indicator: Indicator, content: Knowledge, on: date) -> list[str]:
    version = content.version
    labels = {code_set.id: code_set.label for code_set in content.code_sets.values()}
    lines = [
        f"{indicator.id}  {indicator.name}  (version {indicator.version})",
        f"Content: {version.pack} {version.version}, release {version.mark}",
        review_line(content.standing),
        f"For: {indicator.audience.value}. Strength of evidence: {indicator.strength.value}.",
        _review(indicator, on),
    ]
    if indicator.matters:
        lines += ["Why it matters:", f"  {indicator.matters}"]
    lines += ["Whom it is about:", *outlined(indicator.population, labels)]
    if indicator.unless is not None:
        lines += ["Silent when:", *outlined(indicator.unless, labels)]
    for branch in indicator.branches:
        lines += _branch(branch, labels)
    for label, words in (
        ("Our own defaults", indicator.defaults),
        ("Known false alarms", indicator.known_false_alarms),
    ):
        if words:
            lines.append(f"{label}: {words}")
    for source_id in indicator.sources:
        source = content.sources[source_id]
        read = "read by a person" if source.checked else "not yet checked by a person"
        lines.append(" ".join(filter(None, ("Source:", source.title, source.url, f"({read})"))))
    return lines


def _found(indicator: Indicator, record: Path, content: Knowledge, on: date) -> list[str]:
    """What the indicator says of one record, and why."""
    from gpsupport.domain.assessment import explain  # noqa: PLC0415

    told = explain(indicator, read_file(record, content).picture, content, on)
    verdict = "unknown" if told.missing else "fires" if told.fires else "silent"
    lines = [f"In {name_of(record)} on {on.isoformat()}: {verdict}"]
    if told.missing:
        lines.append(f"  Missing: {told.missing}.")
    if told.because:
        lines.append(f"  Because: {told.because}")
    for reason in told.found:
        seen = reason.on.isoformat() if reason.on else "no date"
        lines.append(f"  Found: {reason.display or reason.resource} ({seen}, {reason.resource})")
    return lines


def _review(indicator: Indicator, on: date) -> str:
    overdue = " The review is overdue." if indicator.overdue(on) else ""
    return f"Review by: {indicator.review_by.isoformat()}.{overdue}"


def outlined(condition: Condition, labels: Mapping[str, str]) -> list[str]:
    """What a condition looks for, a line for each part, nested parts further in."""
    from gpsupport.domain.knowledge.language.explaining import outline  # noqa: PLC0415

    return [f"  {'  ' * line.depth}- {line.words}" for line in outline(condition, labels)]


def _branch(branch: Branch, labels: Mapping[str, str]) -> list[str]:
    strength = f"Tier {branch.tier}" if branch.tier else "For information"
    return [
        # How often it was stands in a title only when a record is judged.
        f"{strength}: {branch.title.replace('{times}', '…')}",
        *outlined(branch.when, labels),
        *(f"  Say: {words}" for words in branch.say),
    ]
