"""One indicator as it is written: what it looks for, what it says, and where that comes from."""

from __future__ import annotations

from collections.abc import Mapping

from gpsupport.domain.knowledge.content.pack import (
    AfterAsking,
    Audience,
    Branch,
    Indicator,
    Source,
    Strength,
)
from gpsupport.knowledge.reading import Table, Value
from gpsupport.knowledge.rules import read_condition

_TIERS = {1, 2, 3}


def read_indicator(
    table: Table, sources: Mapping[str, Source], code_sets: frozenset[str]
) -> Indicator:
    """One indicator, with everything that a reviewer needs."""
    unless = table.find("unless")
    audience = table.find("audience")
    indicator = Indicator(
        id=table.need("id").text(),
        name=table.need("name").text(),
        branches=tuple(_branch(item.table(), code_sets) for item in table.need("branches").items()),
        strength=table.need("strength").choice(Strength),
        sources=_sources(table.need("sources"), sources),
        version=table.need("version").integer(1),
        review_by=table.need("review_by").day(),
        population=read_condition(table.need("population"), code_sets),
        audience=audience.choice(Audience) if audience else Audience.CLINICIAN,
        unless=read_condition(unless, code_sets) if unless else None,
        after_asking=_after_asking(table.find("after_asking")),
        sensitive=table.find_flag("sensitive"),
        household=table.find_flag("household"),
        beside_adult=table.find_flag("beside_adult"),
        defaults=table.need("defaults").text(may_be_empty=True),
        known_false_alarms=table.find_text("known_false_alarms"),
        matters=table.find_text("matters"),
    )
    table.finish()
    if not indicator.branches:
        table.fault("an indicator needs at least one branch")
    return indicator


def _branch(table: Table, code_sets: frozenset[str]) -> Branch:
    tier = table.need("tier")
    branch = Branch(
        tier=None if tier.is_nothing else tier.integer(1),
        title=table.need("title").text(),
        when=read_condition(table.need("when"), code_sets),
        say=table.need("say").texts(),
        same_day=table.find_flag("same_day"),
        front_times=table.find_integer("front_times", 1),
        front_again_days=table.find_integer("front_again_days", 1),
    )
    table.finish()
    if branch.tier is not None and branch.tier not in _TIERS:
        tier.fault("a tier is 1, 2, 3 or null")
    limited = branch.front_times is not None
    if branch.front_again_days is not None and not limited:
        table.fault("front_again_days says something only beside front_times")
    if branch.same_day and limited:
        table.fault("either same_day or front_times, not both")
    if not branch.say:
        table.fault("a branch needs at least one thing to say")
    return branch


def _sources(value: Value, sources: Mapping[str, Source]) -> tuple[str, ...]:
    named = value.texts()
    for item, source in zip(value.items(), named, strict=True):
        if source and source not in sources:
            item.fault(f"there is no such source: {source}")
    if not named and not value.missing:
        value.fault("at least one source is expected here")
    return named


def _after_asking(value: Value | None) -> AfterAsking:
    if value is None:
        return AfterAsking()
    table = value.table()
    rule = AfterAsking(
        quiet_days=table.find_integer("quiet_days", 1),
        ignore=table.find_flag("ignore"),
        since_evidence=table.find_flag("since_evidence"),
    )
    table.finish()
    if rule.since_evidence and rule.quiet_days is None:
        table.fault("since_evidence says something only beside quiet_days")
    if rule.ignore and rule.quiet_days is not None:
        table.fault("either quiet_days or ignore, not both")
    return rule
