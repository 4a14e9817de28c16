"""Values of the domain as plain JSON, and back: strictly, for what nobody may quietly lose.

The types of the fields say how each is read, so that a new field needs nothing here. A field that
an older text lacks takes its default. Everything else that does not fit is refused, in words that
repeat nothing of what was written: it is what somebody typed.
"""

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import orjson

_Value = TypeVar("_Value")


class Unreadable(ValueError):
    """What is stored is not what this version knows."""


def written(value: object) -> bytes:
    """A dataclass as JSON. Raises TypeError for one with a field that could not be read back."""
    return orjson.dumps(_plain(value))


def read_back(kind: type[_Value], text: bytes) -> _Value:
    """The dataclass of that type as it was written. Raises Unreadable."""
    try:
        plain = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Unreadable(f"{kind.__name__} is no JSON") from None
    found: _Value = _value(kind, plain, kind.__name__)
    return found


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be stored")


def _value(kind: Any, plain: object, where: str) -> Any:
    if get_origin(kind) in {Union, types.UnionType}:
        return _either(get_args(kind), plain, where)
    if get_origin(kind) is tuple:
        return _several(kind, plain, where)
    if is_dataclass(kind):
        return _whole(kind, plain, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _parsed(kind, plain, where)
    if kind in {date, datetime}:
        return _parsed(kind.fromisoformat, plain, where)
    # True is an int to Python and none to us.
    if kind in {str, int, bool} and type(plain) is kind:
        return plain
    raise Unreadable(f"{where} is not what this version knows")


def _either(kinds: tuple[Any, ...], plain: object, where: str) -> Any:
    """A value that may be missing: the only choice that a stored field has."""
    if plain is None and types.NoneType in kinds:
        return None
    (kind,) = (one for one in kinds if one is not types.NoneType)
    return _value(kind, plain, where)


def _several(kind: Any, plain: object, where: str) -> tuple[Any, ...]:
    if not isinstance(plain, list):
        raise Unreadable(f"{where} is no list")
    each, more = get_args(kind)
    if more is not Ellipsis:
        raise TypeError(f"{where} cannot be stored")
    return tuple(_value(each, one, where) for one in plain)


def _whole(kind: Any, plain: object, where: str) -> Any:
    if not isinstance(plain, Mapping):
        raise Unreadable(f"{where} has no fields")
    known = _known(kind)
    if unknown := set(plain) - set(known):
        raise Unreadable(f"{where} has {len(unknown)} fields that this version does not know")
    given = {}
    for name, (field, hint) in known.items():
        if name in plain:
            given[name] = _value(hint, plain[name], f"{where}.{name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise Unreadable(f"{where}.{name} is missing")
    try:
        return kind(**given)
    except ValueError:
        raise Unreadable(f"{where} does not fit together") from None


@cache
def _known(kind: Any) -> dict[str, tuple[Field[Any], Any]]:
    hints = get_type_hints(kind)
    return {one.name: (one, hints[one.name]) for one in fields(kind)}


def _parsed(parse: Any, plain: object, where: str) -> Any:
    try:
        return parse(plain)
    except (ValueError, TypeError):
        raise Unreadable(f"{where} has a value that this version does not know") from None
