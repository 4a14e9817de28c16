"""What sort of row a record makes in the lists of the practice, from everything that it raises."""

from __future__ import annotations

from collections.abc import Iterable

from gpsupport.domain.enquiry.cadence import Cadence, DueKind
from gpsupport.domain.knowledge.content.pack import Audience
from gpsupport.domain.knowledge.deciding.answering import Prompt

# A sign of a lower tier is kept in mind, and asks for nothing.
_ASKING = frozenset({1, 2})


def raised_kind(prompts: Iterable[Prompt], cadence: Cadence) -> DueKind:
    """The most urgent kind among them, ORDINARY where none says anything of it.

    `prompts` are all of an assessment: those for the lead alone count as well, so what comes of it
    is for the lead's lists alone.
    """
    found = (_kind(one, cadence) for one in prompts)
    return min(found, key=lambda kind: kind.urgency, default=DueKind.ORDINARY)


def _kind(prompt: Prompt, cadence: Cadence) -> DueKind:
    if prompt.same_day:
        return DueKind.SAME_DAY
    if prompt.tier not in _ASKING:
        return DueKind.ORDINARY
    for kind, listed in cadence.kinds.items():
        if prompt.indicator in listed.indicators:
            return kind
    if prompt.audience is Audience.LEAD:
        return DueKind.LEAD
    return DueKind.SOON if prompt.tier == 1 else DueKind.ORDINARY
