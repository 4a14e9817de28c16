"""The children on the page after a telling: one card each, with the plans that fit the age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.disclosure.plans import plans_for, proposed_day
from gpsupport.domain.knowledge.content.afterwards import ChildPlanKind
from gpsupport.web import words
from gpsupport.web.consultation.who_helps import People
from gpsupport.web.disclosure.reading import MOST_NAMED, Read, named_row


@dataclass(frozen=True, slots=True)
class PlanOption:
    """A plan to choose, with the owner and the day that are proposed for it."""

    value: str
    words: str
    owner: str
    by: str


@dataclass(frozen=True, slots=True)
class ChildCard:
    """One child's row. `named`: in the talk and not in the record, so name and age are boxes.

    `own`: the patient is the child. `owner` and `by` are proposed by the plan that was chosen.
    """

    name: str
    called: str
    age: str
    own: bool
    named: bool
    plans: tuple[PlanOption, ...]
    owner: str = ""
    by: str = ""


def cards_of(read: Read, plans: Plans, *, more: bool) -> Iterator[ChildCard]:
    """The children of the page; with `more` there is an empty row for one more."""
    for row in read.rows:
        plan, offered = row.plan, plans.of(row.plan.age, row.plan.plan)
        chosen = next((one for one in offered if one.value == plan.plan), None)
        yield ChildCard(
            name=row.name,
            called=plan.name,
            age="" if plan.age is None else str(plan.age),
            own=plan.of_patient,
            named=not plan.resource,
            plans=offered,
            owner=chosen.owner if chosen else "",
            by=chosen.by if chosen else "",
        )
    free = _free_row(read)
    if free is not None and more:
        yield ChildCard(free, called="", age="", own=False, named=True, plans=plans.of(None))


def _free_row(read: Read) -> str | None:
    taken = {row.name for row in read.rows}
    names = (named_row(number) for number in range(MOST_NAMED))
    return next((name for name in names if name not in taken), None)


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans of the content as they are offered by somebody on a day.

    Without a lead nobody is offered who would have to be one.
    """

    kinds: tuple[ChildPlanKind, ...]
    people: People
    actor_name: str
    today: date
    has_lead: bool = True

    def of(self, age: int | None, chosen: str | None = None) -> tuple[PlanOption, ...]:
        """Those for a child of so many years; what was `chosen` before stays among them."""
        return tuple(
            PlanOption(
                value=kind.id,
                words=self.people.put_into(kind.name),
                owner=self.owner(kind),
                by=words.day(proposed_day(kind, self.today)),
            )
            for kind in plans_for(self.kinds, age)
            if self.has_lead or not kind.by_lead or kind.id == chosen
        )

    def owner(self, kind: ChildPlanKind) -> str:
        """Who usually does it. Whoever reads the plan later has to know who "you" was."""
        if kind.by_lead and not self.has_lead:
            return ""
        return self.people.put_into(kind.owned_by(self.actor_name))
