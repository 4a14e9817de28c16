"""Who are the children that each need a plan, and which plans are for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from gpsupport.domain.days import age_on, days_after
from gpsupport.domain.disclosure.disclosure import OWN, ChildPlan
from gpsupport.domain.knowledge.content.afterwards import ChildPlanKind
from gpsupport.domain.people import CHILD_BELOW, Patient, Relative, children_of


def children_to_plan_for(
    patient: Patient, relatives: Iterable[Relative], on: date
) -> tuple[ChildPlan, ...]:
    """Everybody under 18 whom the record names, each without a plan yet: the patient, if young,
    then the patient's children, oldest first; one without a birth date counts.
    """
    own = age_on(patient.born, on) if patient.born else None
    found = []
    if own is not None and own < CHILD_BELOW:
        found.append(ChildPlan(patient.name.given or str(patient.name), own, OWN))
    found += [
        ChildPlan(
            name=child.name.given or str(child.name),
            age=age_on(child.born, on) if child.born else None,
            resource=child.resource,
        )
        for child in children_of(relatives, on)
    ]
    return tuple(found)


def plans_for(kinds: Iterable[ChildPlanKind], age: int | None) -> tuple[ChildPlanKind, ...]:
    """The plans that a child of so many years may have, in the order of the content."""
    return tuple(kind for kind in kinds if kind.for_age(age))


def taken_over(child: ChildPlan, kinds: Iterable[ChildPlanKind], lead: str, on: date) -> ChildPlan:
    """The plan of a child whom the lead takes over, with the lead's name and the day.

    What somebody said otherwise stays, and so does the plan as it is where nobody is the lead: then
    it names nobody, and counts as none.
    """
    kind = next((one for one in kinds if one.id == child.plan), None)
    if kind is None or not kind.by_lead or not lead:
        return child
    return replace(child, owner=child.owner.strip() or lead, by=child.by or proposed_day(kind, on))


def proposed_day(kind: ChildPlanKind, on: date) -> date:
    """The day that a form proposes for a plan chosen on a day."""
    return days_after(on, kind.within_days)
