"""Which further routes a telling may open: they are offered, and a clinician opens them."""

from __future__ import annotations

from datetime import date

from gpsupport.domain.days import days_after
from gpsupport.domain.disclosure.disclosure import Answer, Disclosure
from gpsupport.domain.disclosure.meeting import grounds_for_meeting
from gpsupport.domain.knowledge.content.afterwards import Route
from gpsupport.domain.knowledge.content.care import Area
from gpsupport.domain.knowledge.content.pack import Knowledge

_SATURDAY = 5


def routes_offered(
    made: Disclosure, knowledge: Knowledge, area: Area, on: date, age: int | None
) -> tuple[Route, ...]:
    """The routes that the answers and the ages may open, and those that are open already."""
    high = bool(grounds_for_meeting(made, knowledge, area, on))
    return tuple(
        route
        for route in knowledge.afterwards.routes
        if route.id in made.routes or _may_apply(route, made, age, high=high)
    )


def routes_opened(made: Disclosure, knowledge: Knowledge) -> tuple[Route, ...]:
    """The routes that a clinician opened, in the order of the content."""
    return tuple(route for route in knowledge.afterwards.routes if route.id in made.routes)


def due_day(route: Route, on: date) -> date | None:
    """By when the first step of a route that was opened on a day must be done."""
    if route.within_working_days is None:
        return None
    return working_days_after(on, route.within_working_days)


def working_days_after(on: date, days: int) -> date:
    """The day so many working days later: bank holidays count as work, so it never is too late."""
    found = on
    for _ in range(days):
        found = days_after(found, 1)
        while found.weekday() >= _SATURDAY:
            found = days_after(found, 1)
    return found


def _may_apply(route: Route, made: Disclosure, age: int | None, *, high: bool) -> bool:
    when = route.when
    somebody = when.for_age(age) or (
        when.children
        and any(child.age is None or when.for_age(child.age) for child in made.children)
    )
    told = not when.any_yes or any(made.answer_to(one) is Answer.YES for one in when.any_yes)
    return somebody and told and (high or not when.high_risk)
