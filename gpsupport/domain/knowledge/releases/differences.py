"""What differs between two releases of the content, in words a reviewer reads.

It goes through every field of every type there is, and compares values, never words: a field that
was added yesterday and has no label yet is told under its own name, and none is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from gpsupport.domain.knowledge.content.pack import Branch, Knowledge
from gpsupport.domain.knowledge.releases.telling import Teller, is_record, label_of

# What a reviewer looks at first; everything else follows in the order of the type.
_FIRST = ("version", "review", "indicators", "retired", "code_sets", "wordings")
# Follows from the steps of a release, not from its files.
_NO_CONTENT = {"standing"}
_NEW, _GONE, _ORDER = "New", "Removed", "Order"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `subject` is the thing, `what` the part of it that differs.

    `before` and `after` are lines; no line before means that it is new, none after that it is gone.
    Of lists and sets only what left and what came is told, unless the order alone changed.
    """

    subject: str
    what: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def differences(before: Knowledge, after: Knowledge) -> tuple[Change, ...]:
    """Every difference between two releases, the rules first; none when they say the same."""
    comparison = _Comparison(Teller(before), Teller(after))
    names = [one.name for one in fields(Knowledge) if one.init and one.name not in _NO_CONTENT]
    ordered = [*_FIRST, *(name for name in names if name not in _FIRST)]
    found: list[Change] = []
    for name in ordered:
        found += comparison.of_part(name, getattr(before, name), getattr(after, name))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """One comparison, with how each side puts its values into words."""

    before: Teller
    after: Teller

    def of_part(self, name: str, old: Any, new: Any) -> Iterator[Change]:
        """The changes of one part of the content: with a subject for each thing in it, or one."""
        if old == new:
            return
        before, after = _by_key(old), _by_key(new)
        if before is None or after is None:
            yield from self._of_values(label_of(name), "", name, old, new)
            return
        for key, one, other in _pairs(before, after):
            teller = self.before if other is None else self.after
            subject = teller.subject(name, key, one if other is None else other)
            yield from self._of_pair(subject, "", name, one, other)
        if _is_list(new):
            yield from self._of_order(label_of(name), "", before, after)

    def _of_pair(self, subject: str, what: str, name: str, old: Any, new: Any) -> Iterator[Change]:
        """One thing of several: new, gone, or changed within."""
        if old is None:
            yield Change(subject, _inside(what, _NEW), (), self._full(self.after, name, new))
        elif new is None:
            yield Change(subject, _inside(what, _GONE), self._full(self.before, name, old), ())
        else:
            yield from self._of_values(subject, what, name, old, new)

    def _of_values(
        self, subject: str, what: str, name: str, old: Any, new: Any
    ) -> Iterator[Change]:
        if old == new:
            return
        if is_record(old) and type(old) is type(new):
            for part in (one.name for one in fields(old) if one.init):
                inner = _inside(what, label_of(part))
                yield from self._of_values(
                    subject, inner, part, getattr(old, part), getattr(new, part)
                )
            return
        before, after = _by_key(old), _by_key(new)
        if before is None or after is None:
            yield self._in_words(subject, what or label_of(name), name, (old, new))
            return
        for key, one, other in _pairs(before, after):
            inner = _inside(what, self.after.word("", key))
            yield from self._of_pair(subject, inner, name, one, other)
        if _is_list(new):
            yield from self._of_order(subject, what, before, after)

    def _of_order(
        self, subject: str, what: str, old: Mapping[Any, Any], new: Mapping[Any, Any]
    ) -> Iterator[Change]:
        """Things that both have, in another order: the first that fits may decide."""
        before = [key for key in old if key in new]
        after = [key for key in new if key in old]
        if before != after:
            told = (
                tuple(teller.word("", key) for key in keys)
                for teller, keys in ((self.before, before), (self.after, after))
            )
            yield Change(subject, _inside(what, _ORDER), *told)

    def _in_words(self, subject: str, what: str, name: str, pair: tuple[Any, Any]) -> Change:
        """A plain change. What would read alike on both sides is told as the program has it."""
        old, new = pair
        if _is_list(old) and _is_list(new):
            left, came = _without(old, new), _without(new, old)
            if left or came:
                old, new = left, came
        before, after = self.before.lines(name, old), self.after.lines(name, new)
        if before == after:
            before, after = self.before.exactly(pair[0]), self.after.exactly(pair[1])
        return Change(subject, what, before, after)

    def _full(self, teller: Teller, name: str, value: Any) -> tuple[str, ...]:
        """All lines of something that is on one side alone."""
        return teller.lines(name, value) or teller.exactly(value)


def _by_key(value: Any) -> Mapping[Any, Any] | None:
    """Things that can be told apart: a mapping, things with ids, ways to fire in their order."""
    if isinstance(value, Mapping):
        return value
    if not isinstance(value, tuple) or not all(is_record(one) for one in value):
        return None
    if all(isinstance(one, Branch) for one in value):
        return dict(enumerate(value, 1))
    named = {one.id: one for one in value if hasattr(one, "id")}
    return named if len(named) == len(value) else None


def _pairs(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterator[tuple[Any, Any, Any]]:
    """Each key with values that differ, None where a side lacks it; what is gone comes last."""
    for key in (*new, *(key for key in old if key not in new)):
        if key not in old or key not in new or old[key] != new[key]:
            yield key, old.get(key), new.get(key)


def _is_list(value: Any) -> bool:
    return isinstance(value, tuple | frozenset)


def _without(some: Any, others: Any) -> Any:
    """What is in one list or set and not in the other."""
    rest = list(others)
    left = []
    for one in some:
        if one in rest:
            rest.remove(one)
        else:
            left.append(one)
    return frozenset(left) if isinstance(some, frozenset) else tuple(left)


def _inside(what: str, part: str) -> str:
    return f"{what}, {part[:1].lower()}{part[1:]}" if what else part
