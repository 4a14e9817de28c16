"""Holding a value against the rules of the standard: every fault with its JSON path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from gpsupport.directory_feeds.shapes import Format, Shape

Json = dict[str, Any]
# Where it is, what is wrong, and whether that keeps a feed out.
Found = tuple[str, str, bool]

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def faults_of(value: object, shape: Shape, where: str) -> Iterator[Found]:
    """Every fault of a thing and of what nests in it. No value is repeated: it may be secret."""
    if not isinstance(value, dict):
        yield where, "must be an object", True
        return
    for name in shape.required:
        if name not in value:
            yield f"{where}.{name}", "is missing", True
    for name, format_ in shape.plain.items():
        yield from _plain_faults(value, name, f"{where}.{name}", format_, shape)
    for name, allowed in shape.closed.items():
        if name in value and value[name] not in allowed:
            yield f"{where}.{name}", f"must be one of: {', '.join(allowed)}", True
    for name, inner in shape.one.items():
        if value.get(name) is not None:
            yield from faults_of(value[name], inner, f"{where}.{name}")
    for name, inner in shape.many.items():
        yield from _list_faults(value, name, inner, f"{where}.{name}")


def _plain_faults(
    value: Json, name: str, where: str, format_: Format, shape: Shape
) -> Iterator[Found]:
    if name not in value:
        return
    found = value[name]
    if found is None and name not in shape.required:
        yield where, "is null: leave it out where nothing is known", False
    elif not _FITS[format_](found):
        yield where, f"must be {format_.value}", True
    elif name in shape.required and isinstance(found, str) and not found.strip():
        yield where, "must not be empty", True


def _list_faults(value: Json, name: str, inner: Shape, where: str) -> Iterator[Found]:
    found = value.get(name)
    if found is None:
        return
    if not isinstance(found, list):
        yield where, "must be a list", True
        return
    for place, one in enumerate(found):
        yield from faults_of(one, inner, f"{where}[{place}]")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def _is_uri(value: object) -> bool:
    if not isinstance(value, str) or not value or re.search(r"\s", value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.scheme not in {"http", "https"}))


def _is_email(value: object) -> bool:
    return isinstance(value, str) and _EMAIL.fullmatch(value) is not None


def _is_day(value: object) -> bool:
    return _parses(value, date.fromisoformat)


def _is_time(value: object) -> bool:
    return _parses(value, time.fromisoformat)


def _is_instant(value: object) -> bool:
    return _parses(value, datetime.fromisoformat) and "T" in str(value)


def _is_truth(value: object) -> bool:
    return isinstance(value, bool)


def _parses(value: object, read: Callable[[str], object]) -> bool:
    if not isinstance(value, str):
        return False
    try:
        read(value)
    except ValueError:
        return False
    return True


_FITS: dict[Format, Callable[[object], bool]] = {
    Format.TEXT: _is_text,
    Format.ID: _is_id,
    Format.URI: _is_uri,
    Format.EMAIL: _is_email,
    Format.DAY: _is_day,
    Format.TIME: _is_time,
    Format.INSTANT: _is_instant,
    Format.NUMBER: _is_number,
    Format.WHOLE: _is_whole,
    Format.TRUTH: _is_truth,
}
