"""Reads the table of how common things are in ordinary patients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gpsupport.domain.knowledge.content.pack import CodeSet
from gpsupport.domain.knowledge.content.prevalence import (
    Band,
    Basis,
    CommonThing,
    Companion,
    Ordinary,
    Prevalence,
    Rates,
    SeenFigure,
)
from gpsupport.domain.record import Code, EntryKind
from gpsupport.knowledge.reading import Table, Value

FILE = "prevalence.yaml"

# Rates and shares stand in the file per 100,000 people, means and chances in 100: whole numbers.
_PEOPLE = 100_000
_IN_100 = 100


def read_prevalence(table: Table, code_sets: Mapping[str, CodeSet]) -> Prevalence:
    """The table of one pack. A row about an unknown code set, trait or source is a fault."""
    sources = _sources(table.need("sources").table())
    traits = _traits(table.need("traits").table())
    rows = table.need("code_sets").table()
    things = {
        name: _thing(name, value.table(), code_sets, frozenset(traits), frozenset(sources))
        for name, value in rows.pairs()
    }
    for name, value in rows.pairs():
        for other in _named_rows(things[name]):
            if other not in things:
                value.fault(f"there is no row for this code set: {other}")
    prevalence = Prevalence(
        people=_ordinary(table.need("people").table(), sources),
        encounters=_ordinary(table.need("encounters").table(), sources),
        emergencies=_ordinary(table.need("emergencies").table(), sources),
        missed=_ordinary(table.need("missed_appointments").table(), sources),
        parents=_ordinary(table.need("parents").table(), sources),
        traits=traits,
        things=things,
        sources=sources,
    )
    table.finish()
    return prevalence


def _named_rows(thing: CommonThing) -> tuple[str, ...]:
    return (*thing.through, *(companion.code_set for companion in thing.along))


def _sources(table: Table) -> dict[str, SeenFigure]:
    found = {}
    for name, value in table.pairs():
        row = value.table()
        found[name] = SeenFigure(
            name, row.need("title").text(), row.need("url").text(), row.need("seen").text()
        )
        row.finish()
    return found


def _traits(table: Table) -> dict[str, float]:
    return {name: value.integer() / _IN_100 for name, value in table.pairs()}


def _ordinary(table: Table, sources: Iterable[str]) -> Ordinary:
    unevenness = table.find_integer("unevenness_in_100")
    found = Ordinary(
        basis=table.need("basis").choice(Basis),
        sources=_cited(table, sources),
        note=table.need("note").text(),
        rates=_rates(table.need("per_100_000")),
        unevenness=(unevenness or 0) / _IN_100,
    )
    table.finish()
    return found


def _thing(
    name: str,
    table: Table,
    code_sets: Mapping[str, CodeSet],
    traits: frozenset[str],
    sources: frozenset[str],
) -> CommonThing:
    if name not in code_sets:
        table.fault(f"there is no such code set: {name}")
    trait = table.find("trait")
    kind = table.find("kind")
    along = table.find("along")
    a_year, earlier = table.find("new_a_year_per_100_000"), table.find("earlier_per_100_000")
    through = table.find("through")
    thing = CommonThing(
        code_set=name,
        basis=table.need("basis").choice(Basis),
        sources=_cited(table, sources),
        note=table.need("note").text(),
        a_year=_rates(a_year) if a_year else Rates(),
        codes=_codes(table, code_sets.get(name)),
        through=through.texts() if through else (),
        absent=table.find_text("absent"),
        kind=kind.choice(EntryKind) if kind else EntryKind.CONDITION,
        repeats=(table.find_integer("further_entries_in_100") or 0) / _IN_100,
        visits=(table.find_integer("further_encounters_in_100") or 0) / _IN_100,
        over_days=table.find_integer("over_days", 1) or 180,
        earlier=_rates(earlier) if earlier else Rates(),
        trait=trait.text() if trait else "",
        along=tuple(_companion(item.table()) for item in along.items()) if along else (),
    )
    table.finish()
    if trait and thing.trait not in traits:
        trait.fault(f"there is no such trait: {thing.trait}")
    if sum((a_year is not None or earlier is not None, bool(through), bool(thing.absent))) != 1:
        table.fault("a row has either rates, or through, or absent")
    return thing


def _codes(table: Table, code_set: CodeSet | None) -> tuple[Code, ...]:
    known = {code.value: code for code in sorted(code_set.codes)} if code_set else {}
    named = table.find("codes")
    if named is None:
        return tuple(known.values())
    found = []
    for item in named.items():
        code = known.get(item.quoted())
        if code is None:
            item.fault("this code is not in the code set")
        else:
            found.append(code)
    return tuple(found)


def _companion(table: Table) -> Companion:
    found = Companion(
        code_set=table.need("code_set").text(),
        chance=table.need("in_100").integer() / _IN_100,
        within_days=table.need("within_days").integer(1),
    )
    table.finish()
    return found


def _rates(value: Value) -> Rates:
    return Rates(tuple(_band(item.table()) for item in value.items()))


def _band(table: Table) -> Band:
    band = Band(
        from_age=table.need("from").integer(),
        below_age=table.need("below").integer(1),
        female=table.need("female").integer() / _PEOPLE,
        male=table.need("male").integer() / _PEOPLE,
    )
    table.finish()
    return band


def _cited(table: Table, sources: Iterable[str]) -> tuple[str, ...]:
    value = table.find("sources")
    if value is None:
        return ()
    cited = value.texts()
    for item, name in zip(value.items(), cited, strict=True):
        if name not in sources:
            item.fault(f"there is no such source: {name}")
    return cited
