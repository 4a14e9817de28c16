"""What becomes of each thing of a record when a life changes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from gpsupport.domain.knowledge.content.life_events import LifeKindRules, LifeRule, LifeRules
from gpsupport.domain.life_events.kinds import Decider, LifeEventKind, Then, Thing
from gpsupport.knowledge.content.grounds import Named, find_statements, read_grounds, read_rows
from gpsupport.knowledge.reading import Table


def read_life_events(table: Table, named: Named) -> LifeRules:
    """Every kind with a rule for each thing: a gap is a fault, for it would be kept in silence."""
    kinds = table.need("kinds").table()
    rules = LifeRules(
        within_days=table.need("within_days").integer(1),
        again=table.need("again").text(),
        kinds=tuple(
            one for one in read_rows(kinds, lambda key, row: _kind(key, row, named)) if one
        ),
        **read_grounds(table, named),
    )
    table.finish()
    _report_missing(kinds, LifeEventKind, (one.kind for one in rules.kinds))
    return rules


def _kind(key: str, row: Table, named: Named) -> LifeKindRules | None:
    things = row.need("things").table()
    found = [one for one in read_rows(things, lambda name, it: _rule(name, it, named)) if one]
    _report_missing(things, Thing, (one.thing for one in found))
    name, means = row.need("name").text(), row.need("means").text()
    notes, grounds = find_statements(row, "notes", named), read_grounds(row, named)
    if key not in {one.value for one in LifeEventKind}:
        row.fault(f"there is no such event: {key}")
        return None
    kind = LifeEventKind(key)
    ends = any(one.thing is Thing.ASKING and one.then is Then.ENDS for one in found)
    if ends is not kind.ends_asking:
        things.fault("whether asking ends is fixed for this event")
    return LifeKindRules(
        kind=kind, name=name, means=means, rules=tuple(found), notes=notes, **grounds
    )


def _rule(key: str, row: Table, named: Named) -> LifeRule | None:
    then = row.need("then").choice(Then)
    decides, words = row.find("decides"), row.need("words").text()
    beside, grounds = row.find_text("beside"), read_grounds(row, named)
    decider = decides.choice(Decider) if decides is not None else None
    if (decider is not None) is not (then is Then.ASKED):
        row.fault("say who decides where somebody is asked, and nowhere else")
    if key not in {one.value for one in Thing}:
        row.fault(f"there is no such thing: {key}")
        return None
    thing = Thing(key)
    if bool(beside) is not (thing is Thing.LINK and then is Then.ENDS):
        row.fault("say what the other end reads (beside) of a link that ends, and nowhere else")
    return LifeRule(thing=thing, then=then, words=words, decider=decider, beside=beside, **grounds)


def _report_missing(table: Table, wanted: type[StrEnum], found: Iterable[StrEnum]) -> None:
    there = set(found)
    for one in wanted:
        if one not in there:
            table.fault(f"nothing says what becomes of it: {one.value}")
