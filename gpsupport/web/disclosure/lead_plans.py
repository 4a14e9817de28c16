"""The plan of a child whom the lead takes over: with the name and the day, without scripts too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from gpsupport.domain.disclosure.plans import taken_over
from gpsupport.domain.knowledge.content.afterwards import ChildPlanKind
from gpsupport.web.disclosure.reading import ChildRow, Read


def with_lead(read: Read, kinds: Iterable[ChildPlanKind], lead: str, today: date) -> Read:
    """What was noted, with the lead's name and the day where the lead takes a child over."""
    known = tuple(kinds)
    rows = tuple(ChildRow(row.name, taken_over(row.plan, known, lead, today)) for row in read.rows)
    made = replace(read.made, children=tuple(row.plan for row in rows))
    return replace(read, made=made, rows=rows)
