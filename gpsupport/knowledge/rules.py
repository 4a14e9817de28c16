"""The rule language as it is written in YAML: one-key mappings, one for each kind of condition."""

from __future__ import annotations

from collections.abc import Callable

from gpsupport.domain.knowledge.language.conditions import (
    About,
    Age,
    AllOf,
    AnyOf,
    Asked,
    AtLeast,
    Attended,
    Coded,
    Condition,
    HasChild,
    Household,
    Missed,
    Near,
    Not,
    Open,
    Registered,
    SexIs,
    Ticked,
    Today,
)
from gpsupport.domain.people import Sex
from gpsupport.domain.record import ContactKind, EntryKind, Setting
from gpsupport.knowledge.reading import Choice, Table, Value

# Stands in for a condition that could not be read; the fault keeps it from ever being judged.
_NEVER = AnyOf(())

# Written as `until_answered`: without the key, what nobody has answered is unknown.
_COUNTS_AS_NO = "no"


def read_condition(value: Value, code_sets: frozenset[str]) -> Condition:
    """One condition. `code_sets` are the ids that a rule may name."""
    if value.missing:
        return _NEVER
    if not value.is_mapping:
        value.fault(f"a condition is expected here, one of: {', '.join(_KINDS)}")
        return _NEVER
    pairs = value.table().pairs()
    if len(pairs) != 1:
        value.fault("a condition has exactly one key")
        return _NEVER
    (kind, inner), *_ = pairs
    read = _KINDS.get(kind)
    if read is None:
        inner.fault(f"there is no such condition: {kind} (known: {', '.join(_KINDS)})")
        return _NEVER
    return read(inner, code_sets)


def _conditions(value: Value, code_sets: frozenset[str]) -> tuple[Condition, ...]:
    return tuple(read_condition(item, code_sets) for item in value.items())


def _all_of(value: Value, code_sets: frozenset[str]) -> Condition:
    return AllOf(_conditions(value, code_sets))


def _any_of(value: Value, code_sets: frozenset[str]) -> Condition:
    of = _conditions(value, code_sets)
    if not of and not value.missing:
        value.fault("nothing to choose from")
    return AnyOf(of)


def _at_least(value: Value, code_sets: frozenset[str]) -> Condition:
    table = value.table()
    condition = AtLeast(
        count=table.need("count").integer(1), of=_conditions(table.need("of"), code_sets)
    )
    table.finish()
    if condition.count > len(condition.of):
        value.fault("asks for more conditions than there are")
    return condition


def _not(value: Value, code_sets: frozenset[str]) -> Condition:
    table = value.table()
    if value.is_mapping and table.find("of") is not None:
        condition = Not(read_condition(table.need("of"), code_sets), table.find_text("words"))
        table.finish()
        return condition
    return Not(read_condition(value, code_sets))


def _coded(value: Value, code_sets: frozenset[str]) -> Condition:
    table = value.table()
    condition = Coded(
        codes=_code_sets(table, "codes", code_sets),
        days=table.find_integer("days", 1),
        at_least=table.find_integer("at_least", 1) or 1,
        apart_days=table.find_integer("apart_days", 1) or 1,
        new_after_days=table.find_integer("new_after_days", 1),
        kinds=_choices(table.find("kinds"), EntryKind),
    )
    table.finish()
    return condition


def _near(value: Value, code_sets: frozenset[str]) -> Condition:
    table = value.table()
    condition = Near(
        codes=_code_sets(table, "codes", code_sets),
        others=_code_sets(table, "others", code_sets),
        before=table.need("before").integer(),
        after=table.need("after").integer(),
        days=table.find_integer("days", 1),
    )
    table.finish()
    return condition


def _open(value: Value, code_sets: frozenset[str]) -> Condition:
    table = value.table()
    asks = table.find("asks")
    condition = Open(
        codes=_code_sets(table, "codes", code_sets),
        ended_by=_code_sets(table, "ended_by", code_sets),
        days=table.need("days").integer(1),
        asks=_tick(asks) if asks else None,
    )
    table.finish()
    if asks is not None and condition.asks is not None and condition.asks.open_is_no:
        asks.fault("until somebody answers the record counts here, so this cannot count as no")
    return condition


def _attended(value: Value, _code_sets: frozenset[str]) -> Condition:
    table = value.table()
    setting = table.find("setting")
    condition = Attended(
        days=table.need("days").integer(1),
        at_least=table.need("at_least").integer(1),
        setting=setting.choice(Setting) if setting else None,
    )
    table.finish()
    return condition


def _missed(value: Value, code_sets: frozenset[str]) -> Condition:
    table = value.table()
    condition = Missed(
        codes=_code_sets(table, "codes", code_sets),
        days=table.need("days").integer(1),
        at_least=table.need("at_least").integer(1),
    )
    table.finish()
    return condition


def _age(value: Value, _code_sets: frozenset[str]) -> Condition:
    table = value.table()
    condition = Age(
        from_years=table.find_integer("from_years"),
        below_years=table.find_integer("below_years", 1),
        from_months=table.find_integer("from_months"),
        below_months=table.find_integer("below_months", 1),
    )
    table.finish()
    if condition == Age() and not value.missing:
        value.fault("an age range is expected here")
    return condition


def _sex(value: Value, _code_sets: frozenset[str]) -> Condition:
    return SexIs(value.choice(Sex))


def _asked(value: Value, code_sets: frozenset[str]) -> Condition:
    table = value.table()
    since = _code_sets(table, "since", code_sets) if table.find("since") else ()
    condition = Asked(days=table.need("days").integer(1), since=since)
    table.finish()
    return condition


def _ticked(value: Value, _code_sets: frozenset[str]) -> Condition:
    return _tick(value)


def _tick(value: Value) -> Ticked:
    table = value.table()
    about, until_answered = table.find("about"), table.find("until_answered")
    condition = Ticked(
        tick=table.need("tick").text(),
        words=table.need("words").text(),
        days=table.find_integer("days", 1),
        open_is_no=until_answered is not None,
        about=about.choice(About) if about else About.SAID,
    )
    if until_answered is not None and until_answered.text() != _COUNTS_AS_NO:
        until_answered.fault(f"only {_COUNTS_AS_NO} can stand here: it counts as no")
    table.finish()
    return condition


def _has_child(value: Value, code_sets: frozenset[str]) -> Condition:
    table = value.table()
    codes = _code_sets(table, "codes", code_sets) if table.find("codes") else ()
    table.finish()
    return HasChild(codes)


def _registered(value: Value, _code_sets: frozenset[str]) -> Condition:
    table = value.table()
    condition = Registered(days=table.need("days").integer(1))
    table.finish()
    return condition


def _household(value: Value, code_sets: frozenset[str]) -> Condition:
    table = value.table()
    condition = Household(
        codes=_code_sets(table, "codes", code_sets),
        days=table.find_integer("days", 1),
        at_least=table.find_integer("at_least", 1) or 1,
    )
    table.finish()
    return condition


def _today(value: Value, _code_sets: frozenset[str]) -> Condition:
    table = value.table()
    condition = Today(_choices(table.need("kinds"), ContactKind))
    table.finish()
    return condition


def _choices(value: Value | None, kind: type[Choice]) -> tuple[Choice, ...]:
    """The words of a list that must not be empty; no list at all is none."""
    if value is None:
        return ()
    chosen = tuple(item.choice(kind) for item in value.items())
    if not chosen and not value.missing:
        value.fault("at least one word is expected here")
    return chosen


def _code_sets(table: Table, key: str, code_sets: frozenset[str]) -> tuple[str, ...]:
    value = table.need(key)
    named = value.texts()
    for item, name in zip(value.items(), named, strict=True):
        if name and name not in code_sets:
            item.fault(f"there is no such code set: {name}")
    if not named and not value.missing:
        value.fault("at least one code set is expected here")
    return named


_KINDS: dict[str, Callable[[Value, frozenset[str]], Condition]] = {
    "all": _all_of,
    "any": _any_of,
    "at_least": _at_least,
    "not": _not,
    "coded": _coded,
    "near": _near,
    "open": _open,
    "attended": _attended,
    "missed": _missed,
    "age": _age,
    "sex": _sex,
    "asked": _asked,
    "ticked": _ticked,
    "has_child": _has_child,
    "registered": _registered,
    "household": _household,
    "today": _today,
}
