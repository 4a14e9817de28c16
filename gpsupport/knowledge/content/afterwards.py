"""What follows once somebody has told: plans for children, agreements, routes, the meeting."""

from __future__ import annotations

from dataclasses import dataclass, field

from gpsupport.domain.knowledge.content.afterwards import (
    AgreementKind,
    ChildPlanKind,
    ContactRules,
    MeetingGround,
    MeetingNeed,
    MeetingRules,
    NextStep,
    OpenPoint,
    Route,
    RouteWhen,
)
from gpsupport.domain.knowledge.content.care import Statement
from gpsupport.domain.people import CHILD_BELOW
from gpsupport.knowledge.content.grounds import (
    PEOPLE,
    Named,
    find_ids,
    find_sex,
    find_statements,
    names_somebody,
    read_grounded,
    read_grounds,
    read_owner,
    read_rows,
    report_places,
)
from gpsupport.knowledge.reading import Table, Value

# At every age there must be something to choose between.
_FEWEST_PLANS = 2
# What is filled in there: the name of a child, and what is done with whom they agreed to.
_PLACES = {OpenPoint.CHILD_PLAN: frozenset({"name"}), OpenPoint.AGREED: frozenset({"do"})}
_NUMBERS = frozenset({"total", "limit", "events", "time"})


@dataclass(frozen=True, slots=True)
class Answered:
    """The ids of other files that these may name, beside those that every file may."""

    questions: frozenset[str] = field(default_factory=frozenset)
    steps: frozenset[str] = field(default_factory=frozenset)
    kinds_of_help: frozenset[str] = field(default_factory=frozenset)


def read_child_plans(table: Table, named: Named, answered: Answered) -> tuple[ChildPlanKind, ...]:
    """The plans for a child, in their order; at every age there are some to choose between."""

    def read(row_id: str, row: Table) -> ChildPlanKind:
        help_kind = row.find_text("help_kind")
        if help_kind and help_kind not in answered.kinds_of_help:
            row.fault(f"there is no such kind of help: {help_kind}")
        owner = read_owner(row, "owner")
        kind = ChildPlanKind(
            id=row_id,
            name=row.need("name").text(),
            do=row.need("do").text(),
            owner=owner.who,
            owner_is_you=owner.is_you,
            within_days=row.need("within_days").integer(),
            from_age=row.need("from_age").integer(),
            below_age=row.need("below_age").integer(1),
            help_kind=help_kind,
            needs_yes=row.find_flag("needs_yes"),
            **read_grounds(row, named),
        )
        if kind.from_age >= kind.below_age:
            row.fault("from_age must be less than below_age")
        if not owner.is_you and not names_somebody(owner.who):
            row.fault("a plan is somebody’s: owner_is_you: true, or a name as {lead}")
        report_places(row, f"{kind.name} {kind.do}")
        return kind

    kinds = read_rows(table, read)
    for age in range(CHILD_BELOW):
        if sum(kind.for_age(age) for kind in kinds) < _FEWEST_PLANS:
            table.fault(f"a child of {age} needs at least {_FEWEST_PLANS} plans to choose between")
    return kinds


def read_agreements(table: Table, named: Named, answered: Answered) -> tuple[AgreementKind, ...]:
    """With whom a patient may agree to share, in the order in which it is asked."""

    def read(row_id: str, row: Table) -> AgreementKind:
        kind = AgreementKind(
            id=row_id,
            name=row.need("name").text(),
            do=row.need("do").text(),
            what=row.need("what").text(),
            without=row.find_text("without"),
            steps=find_ids(row, "steps", answered.steps, "step of sharing"),
            named_in=find_ids(row, "named_in", answered.steps, "step of sharing"),
            names_nobody=row.find_flag("names_nobody"),
            from_age=row.find_integer("from_age"),
            below_age=row.find_integer("below_age", 1),
            sex=find_sex(row),
            **read_grounds(row, named),
        )
        if bool(kind.without) != bool(kind.steps):
            row.fault("what goes without a yes (without) names the steps that say so, and they it")
        report_places(row, f"{kind.name} {kind.do} {kind.what} {kind.without}")
        return kind

    return read_rows(table, read)


def read_routes(table: Table, named: Named, answered: Answered) -> tuple[Route, ...]:
    """The further routes, in the order in which they are offered."""

    def read(row_id: str, row: Table) -> Route:
        route = Route(
            id=row_id,
            name=row.need("name").text(),
            applies=row.need("applies").text(),
            when=_when(row.need("when"), answered),
            step=row.need("step").text(),
            owner=read_owner(row),
            within_working_days=row.find_integer("within_working_days"),
            honour_based=row.find_flag("honour_based"),
            do=find_statements(row, "do", named),
            never=find_statements(row, "never", named),
            **read_grounds(row, named),
        )
        if not route.do:
            row.fault("a route says what to do")
        report_places(row, f"{route.name} {route.applies} {route.step}")
        return route

    return read_rows(table, read)


def _when(value: Value, answered: Answered) -> RouteWhen:
    table = value.table()
    when = RouteWhen(
        from_age=table.find_integer("from_age"),
        below_age=table.find_integer("below_age", 1),
        children=table.find_flag("children"),
        any_yes=find_ids(table, "any_yes", answered.questions, "safety question"),
        high_risk=table.find_flag("high_risk"),
    )
    table.finish()
    if when.from_age is not None and when.below_age is not None and when.from_age >= when.below_age:
        table.fault("from_age must be less than below_age")
    return when


def read_meeting(table: Table, named: Named) -> MeetingRules:
    """The grounds of the agencies' meeting in words, and what to do; none may be left out."""
    youngest = table.need("from_age").table()
    from_age = youngest.need("value").integer()
    basis = read_grounded(youngest, named)
    youngest.finish()
    grounds, steps = table.need("grounds").table(), table.need("steps").table()
    rules = MeetingRules(
        from_age=from_age,
        basis=basis,
        grounds={ground: _ground(grounds.need(ground.value), named) for ground in MeetingGround},
        steps={need: _step(steps.need(need.value), named) for need in MeetingNeed},
    )
    for inner in (grounds, steps, table):
        inner.finish()
    return rules


def _ground(value: Value, named: Named) -> Statement:
    table = value.table()
    ground = Statement(words=table.need("words").text(), **read_grounds(table, named))
    table.finish()
    report_places(table, ground.words, PEOPLE | _NUMBERS)
    return ground


def _step(value: Value, named: Named, known: frozenset[str] = PEOPLE) -> NextStep:
    table = value.table()
    step = NextStep(
        words=table.need("words").text(),
        owner=read_owner(table),
        **read_grounds(table, named),
    )
    table.finish()
    report_places(table, step.words, known)
    return step


def read_open_points(table: Table, named: Named) -> dict[OpenPoint, NextStep]:
    """What stands open whatever was answered; none may be left out."""
    found = {
        point: _step(table.need(point.value), named, PEOPLE | _PLACES.get(point, frozenset()))
        for point in OpenPoint
    }
    table.finish()
    return found


def read_contact_rules(table: Table, named: Named) -> ContactRules:
    """How long a safe way to get in touch may hold, and when to ask again."""
    rules = ContactRules(
        longest_days=table.need("longest_days").integer(1),
        proposed_days=table.need("proposed_days").integer(1),
        confirm_days_before=table.need("confirm_days_before").integer(1),
        **read_grounds(table, named),
    )
    table.finish()
    if not rules.confirm_days_before < rules.proposed_days <= rules.longest_days:
        table.fault("confirm_days_before, proposed_days and longest_days go up in this order")
    return rules
