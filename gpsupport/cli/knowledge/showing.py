"""`gpsupport knowledge show`: one indicator, what it looks for, what it says, and its sources."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, cast

import click

from gpsupport.cli.assess import load
from gpsupport.cli.assessment_views import NOT_REVIEWED
from gpsupport.cli.failures import Failure

if TYPE_CHECKING:
    from gpsupport.domain.knowledge.conditions import Condition
    from gpsupport.domain.knowledge.pack import Branch, Indicator, Knowledge


@click.command()
@click.argument("indicator_id", metavar="INDICATOR")
def show(indicator_id: str) -> None:
    """Show one indicator: what it looks for, what it says, where that comes from."""
    content = load()
    try:
        indicator = content.indicator(indicator_id.upper())
    except KeyError:
        known = ", ".join(one.id for one in content.indicators)
        raise Failure(
            f"There is no indicator {indicator_id}.", f"Known: {known}.", "", exit_code=2
        ) from None
    click.echo("\n".join(_lines(indicator, content)))


def _lines(indicator: Indicator, content: Knowledge) -> list[str]:
    version = content.version
    signed = ", ".join(indicator.signoffs) or "nobody"
    lines = [
        f"{indicator.id}  {indicator.name}  (version {indicator.version})",
        f"Content: {version.pack} {version.version}, release {version.release[:12]}",
        NOT_REVIEWED,
        f"For: {indicator.audience.value}. Strength of evidence: {indicator.strength.value}.",
        f"Review by: {indicator.review_by.isoformat()}. Signed off by: {signed}.",
        f"Population: {in_words(indicator.population)}",
    ]
    if indicator.unless is not None:
        lines.append(f"Unless: {in_words(indicator.unless)}")
    for branch in indicator.branches:
        lines += _branch(branch)
    for label, words in (
        ("Our own defaults", indicator.defaults),
        ("Known false alarms", indicator.known_false_alarms),
    ):
        if words:
            lines.append(f"{label}: {words}")
    for source_id in indicator.sources:
        source = content.sources[source_id]
        read = "read by a person" if source.checked else "not yet checked by a person"
        lines.append(f"Source: {source.title} {source.url} ({read})")
    return lines


def in_words(condition: Condition) -> str:
    """A rule as its parts are named in the content, without what was left at its default."""
    told: list[str] = []
    for part in fields(condition):
        value = getattr(condition, part.name)
        if value == part.default:
            continue
        if isinstance(value, tuple):
            words = ", ".join(
                in_words(cast("Condition", one)) if is_dataclass(one) else str(one) for one in value
            )
            told.append(f"{part.name} [{words}]")
        elif is_dataclass(value):
            told.append(f"{part.name} [{in_words(cast('Condition', value))}]")
        else:
            told.append(f"{part.name} {value}")
    return f"{type(condition).__name__}: {', '.join(told)}"


def _branch(branch: Branch) -> list[str]:
    strength = f"Tier {branch.tier}" if branch.tier else "For information"
    return [
        f"{strength}: {branch.title}",
        f"  When: {in_words(branch.when)}",
        *(f"  Say: {words}" for words in branch.say),
    ]
