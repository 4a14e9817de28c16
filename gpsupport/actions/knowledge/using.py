"""How often a rule was shown here and what came of it: counts in bands, and nobody's name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from gpsupport.actions.days import london_day
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.enquiry import EnquiryOutcome, NotAskedReason
from gpsupport.domain.people import Actor
from gpsupport.domain.small_numbers import Band, band_of
from gpsupport.persistence.stores.prompts_shown import ShownCount
from gpsupport.persistence.work import Database

COUNTED_DAYS = 365


@dataclass(frozen=True, slots=True)
class RuleUse:
    """One rule in the consultations of the last 12 months, whoever the patient was.

    `shown` is divided into `asked`, `not_asked` and those in which nothing was recorded; `told` is
    part of `asked`, and `reasons`, with every reason that there is, divides `not_asked`.
    """

    shown: Band
    asked: Band
    told: Band
    not_asked: Band
    reasons: tuple[tuple[NotAskedReason, Band], ...]
    nothing_recorded: Band


def count_use(database: Database, actor: Actor, indicator: str, now: datetime) -> RuleUse:
    """How often this rule's prompt stood in front here, and what came of it. Raises Denied."""
    since = london_day(now) - timedelta(days=COUNTED_DAYS)
    with database.reading(Occasion(actor, Permission.SEE_KNOWLEDGE, now)) as work:
        counts = work.prompt_counts.count_shown(actor, indicator, since)
    return rule_use(counts)


def rule_use(counts: tuple[ShownCount, ...]) -> RuleUse:
    """Exact counts as bands; a "not asked" without a reason counts as one for another reason."""
    asked = [one for one in counts if one.outcome is not None and one.outcome.asked]
    not_asked = [one for one in counts if one.outcome is EnquiryOutcome.NOT_ASKED]
    return RuleUse(
        shown=_band(counts),
        asked=_band(asked),
        told=_band(one for one in asked if one.outcome is not None and one.outcome.told),
        not_asked=_band(not_asked),
        reasons=tuple(
            (reason, _band(one for one in not_asked if _reason_of(one) is reason))
            for reason in NotAskedReason
        ),
        nothing_recorded=_band(one for one in counts if one.outcome is None),
    )


def _reason_of(count: ShownCount) -> NotAskedReason:
    return count.reason or NotAskedReason.OTHER


def _band(counts: Iterable[ShownCount]) -> Band:
    return band_of(sum(one.consultations for one in counts))
