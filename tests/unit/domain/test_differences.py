"""Differences between releases: nothing that changed is passed over, and it reads well."""

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from gpsupport.domain.knowledge.content.pack import Branch, Knowledge
from gpsupport.domain.knowledge.content.standing import Reviewed, Standing
from gpsupport.domain.knowledge.language.conditions import Coded, Condition
from gpsupport.domain.knowledge.releases.differences import Change, differences

DAY = date(2027, 5, 23)
CONDITIONS = get_args(Condition)


@cache
def hints(kind: type) -> Mapping[str, Any]:
    """The types of the fields that can be set."""
    found = get_type_hints(kind)
    return {one.name: found[one.name] for one in fields(kind) if one.init}


def sample(hint: Any, number: int = 0, depth: int = 0) -> Any:
    """A value of a type; another number makes another value."""
    if hint == Condition:
        # One inside another, and there an end.
        return Coded((f"set-{number}",), days=30 + number)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return sample(next(one for one in inner if one is not type(None)), number, depth)
    if origin is tuple:
        parts = (inner[0],) if inner[-1] is Ellipsis else inner
        return tuple(sample(one, number, depth) for one in parts)
    if origin is frozenset:
        return frozenset({sample(inner[0], number, depth)})
    if origin is not None and issubclass(origin, Mapping):
        return {sample(inner[0], number, depth): sample(inner[1], number, depth)}
    if is_dataclass(hint) and isinstance(hint, type):
        made = {name: sample(one, number, depth + 1) for name, one in hints(hint).items()}
        return hint(**made)
    if issubclass(hint, Enum):
        return list(hint)[number % len(hint)]
    plain: dict[type, Any] = {
        str: f"words {number}",
        bool: bool(number % 2),
        int: 10 + number,
        float: 0.5 + number,
        date: DAY + timedelta(days=number),
    }
    return plain[hint]


@dataclass(frozen=True)
class Variant:
    """A value changed in one place, with where."""

    place: str
    value: Any


def variants(hint: Any, value: Any, place: str) -> Iterator[Variant]:
    """The value changed in every place it has, one at a time."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint == Condition:
        for kind in CONDITIONS:
            yield Variant(f"{place}:{kind.__name__}", sample(kind))
    elif origin in (Union, types.UnionType):
        yield Variant(f"{place}:none", None)
        yield from variants(next(one for one in inner if one is not type(None)), value, place)
    elif origin in (tuple, frozenset) and inner[-1] in (Ellipsis, inner[0]):
        yield from _variants_of_several(origin, inner[0], value, place)
    elif origin is not None and issubclass(origin, Mapping):
        ((key, held),) = value.items()
        yield Variant(f"{place}:empty", {})
        yield Variant(f"{place}:more", {**value, **sample(hint, 1)})
        for one in variants(inner[1], held, f"{place}[]"):
            yield Variant(one.place, {key: one.value})
    elif is_dataclass(hint):
        assert isinstance(hint, type)
        for name, part in hints(hint).items():
            for one in variants(part, getattr(value, name), f"{hint.__name__}.{name}"):
                yield Variant(one.place, replace(value, **{name: one.value}))
    else:
        yield Variant(place, sample(hint, 1))


def _variants_of_several(
    kind: type[tuple[Any, ...] | frozenset[Any]], inner: Any, value: Any, place: str
) -> Iterator[Variant]:
    yield Variant(f"{place}:empty", kind())
    yield Variant(f"{place}:more", kind((*value, sample(inner, 1))))
    yield Variant(f"{place}:other", kind((sample(inner, 1),)))
    for one in variants(inner, next(iter(value)), f"{place}[]"):
        yield Variant(one.place, kind((one.value,)))


def dataclasses_in(hint: Any, found: set[type] | None = None) -> set[type]:
    """Every type with fields that a type is made of, conditions apart."""
    found = set() if found is None else found
    if hint in CONDITIONS or hint in found:
        return found
    if is_dataclass(hint) and isinstance(hint, type):
        found.add(hint)
        for part in hints(hint).values():
            dataclasses_in(part, found)
    for part in get_args(hint):
        dataclasses_in(part, found)
    return found


BASE: Knowledge = sample(Knowledge)
# The standing of content follows from the steps of its release; two files never differ in it.
ALL = {
    one.place: one.value
    for one in variants(Knowledge, BASE, "Knowledge")
    if one.value != BASE and not one.place.startswith("Standing.")
}


@pytest.mark.parametrize("place", sorted(ALL))
def test_no_change_of_any_field_is_passed_over(place: str) -> None:
    changed = ALL[place]
    for before, after in ((BASE, changed), (changed, BASE)):
        found = differences(before, after)
        assert found, place
        for one in found:
            assert one.subject
            assert one.what
            assert one.before != one.after


def test_the_test_above_changes_every_field_of_every_type() -> None:
    kinds = dataclasses_in(Knowledge) - {Standing}
    assert len(kinds) > 20
    touched = {place.partition(":")[0].replace("[]", "") for place in ALL}
    # A field that holds one thing with fields of its own is changed where they are, and one that
    # can say but one thing cannot be changed yet.
    missing = {
        f"{kind.__name__}.{name}"
        for kind in kinds
        for name, part in hints(kind).items()
        if not is_dataclass(part) and sample(part, 1) != sample(part)
    } - touched
    assert missing == set()


def condition_variants() -> dict[str, tuple[Any, Any]]:
    """Each kind of condition with each of its fields changed."""
    found = {}
    for kind in CONDITIONS:
        made = sample(kind)
        for name, part in hints(kind).items():
            for one in variants(part, getattr(made, name), f"{kind.__name__}.{name}"):
                changed = replace(made, **{name: one.value})
                if changed != made:
                    found[one.place] = made, changed
    return found


@pytest.mark.parametrize("place", sorted(condition_variants()))
def test_no_change_of_any_condition_is_passed_over(place: str) -> None:
    made, changed = condition_variants()[place]
    (rule,) = BASE.indicators
    (branch,) = rule.branches

    def holding(condition: Condition) -> Knowledge:
        ways = (replace(branch, when=condition),)
        return replace(BASE, indicators=(replace(rule, branches=ways),))

    (found,) = differences(holding(made), holding(changed))
    assert found.what.endswith("looks for")
    assert found.before != found.after


def test_a_sign_off_is_no_difference() -> None:
    signed = Standing(Reviewed.SIGNED_OFF, "Dr Amin Rahman", date(2026, 11, 23))
    assert differences(BASE, replace(BASE, standing=signed)) == ()


def test_nothing_differs_from_itself() -> None:
    assert differences(BASE, sample(Knowledge)) == ()


def rule_of(knowledge: Knowledge, **changed: Any) -> Knowledge:
    (rule,) = knowledge.indicators
    return replace(knowledge, indicators=(replace(rule, **changed),))


def test_a_change_reads_as_a_reviewer_says_it() -> None:
    coded = Coded(("words 0",), days=365, at_least=2)
    before = rule_of(BASE, id="A06", name="Repeated injury", branches=(Branch(2, "Once", coded),))
    after = rule_of(before, branches=(Branch(1, "Once", replace(coded, days=183)),))
    window = "2 or more entries for words 0 on different days in the last {}"
    assert differences(before, after) == (
        Change("Rule A06: Repeated injury", "Way it fires, 1, tier", ("2",), ("1",)),
        Change(
            "Rule A06: Repeated injury",
            "Way it fires, 1, looks for",
            (window.format("12 months"),),
            (window.format("6 months"),),
        ),
    )


def test_what_came_and_what_left_a_code_set_is_named_with_its_term() -> None:
    ((code, known),) = BASE.codes.items()
    ((name, held),) = BASE.code_sets.items()
    other = replace(code, value="125667009", system="http://snomed.info/sct")
    before = replace(BASE, codes={**BASE.codes, other: replace(known, code=other, term="Bruise")})
    after = replace(before, code_sets={name: replace(held, codes=frozenset({other}))})
    (change,) = differences(before, after)
    assert change.subject.startswith("Code set words 0")
    assert (change.what, change.after) == ("Codes", ("Bruise [125667009]",))
    assert change.before == (f"{known.term} [{code.system}|{code.value}]",)


def test_rules_that_change_places_are_told_once() -> None:
    (rule,) = BASE.indicators
    two = (rule, replace(rule, id="A02"))
    (change,) = differences(replace(BASE, indicators=two), replace(BASE, indicators=two[::-1]))
    assert change.what == "Order"
    assert (change.before, change.after) == (("words 0", "A02"), ("A02", "words 0"))


def test_a_new_rule_is_told_whole() -> None:
    (rule,) = BASE.indicators
    new = replace(rule, id="L01", name="Ours")
    (change,) = differences(BASE, replace(BASE, indicators=(rule, new)))
    assert (change.subject, change.what, change.before) == ("Rule L01: Ours", "New", ())
    told = "\n".join(change.after)
    for words in ("Looks for", "Tier", "Review by: 23 May 2027", "What to say"):
        assert words in told
    (gone,) = differences(replace(BASE, indicators=(rule, new)), BASE)
    assert (gone.what, gone.before, gone.after) == ("Removed", change.after, ())
