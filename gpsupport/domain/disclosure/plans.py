"""Who are the children that each need a plan, and which plans are for them."""

from __future__ import annotations

from collections.abc import Iterable
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


def proposed_day(kind: ChildPlanKind, on: date) -> date:
    """The day that a form proposes for a plan chosen on a day."""
    return days_after(on, kind.within_days)
