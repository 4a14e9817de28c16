"""How local help is weighed, what takes somebody instead, and who plans together."""

from __future__ import annotations

from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.knowledge.content.matching import Instead, MatchingRules, Together
from gpsupport.knowledge.content.grounds import Named, find_ids, read_grounds, read_rows
from gpsupport.knowledge.reading import Table, Value


def read_matching(table: Table, named: Named) -> MatchingRules:
    """The figures by which local help is weighed, and what stands in for what."""
    instead = table.need("instead").table()
    rules = MatchingRules(
        long_wait_weeks=table.need("long_wait_weeks").integer(1),
        soon_weeks=table.need("soon_weeks").integer(),
        remembered_days=table.need("remembered_days").integer(1),
        remembered_from=table.need("remembered_from").integer(2),
        refuge_days=table.need("refuge_days").integer(1),
        stale_after_days=table.need("stale_after_days").integer(1),
        refuge_codes=find_ids(table, "refuge_codes", named.code_sets, "code set"),
        instead=read_rows(instead, lambda key, row: _instead(key, row, named)),
        together=read_rows(
            table.need("together").table(), lambda key, row: _together(key, row, named)
        ),
        **read_grounds(table, named),
    )
    table.finish()
    if rules.soon_weeks >= rules.long_wait_weeks and not table.need("soon_weeks").missing:
        table.fault("what starts soon (soon_weeks) is not what waits long (long_wait_weeks)")
    return rules


def _instead(key: str, row: Table, named: Named) -> Instead:
    known = {one.value: one for one in OptionKind}
    if key not in known:
        row.fault(f"there is no such kind of option: {key}")
    missed = known.get(key, OptionKind.ADVICE)
    kinds = _kinds(row.need("kinds"))
    if missed in kinds:
        row.fault("nothing takes its own place")
    return Instead(missed=missed, kinds=kinds, **read_grounds(row, named))


def _together(row_id: str, row: Table, named: Named) -> Together:
    found = Together(
        id=row_id,
        one=_kinds(row.need("one")),
        other=_kinds(row.need("other")),
        words=row.need("words").text(),
        **read_grounds(row, named),
    )
    if set(found.one) & set(found.other):
        row.fault("the two sides are of different kinds")
    return found


def _kinds(value: Value) -> tuple[OptionKind, ...]:
    return tuple(item.choice(OptionKind) for item in value.items())
