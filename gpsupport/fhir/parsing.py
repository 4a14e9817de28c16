"""From bytes to JSON values: everything that can be wrong with a file before it is FHIR.

A part is one JSON document: the whole file, or one line of NDJSON. Each keeps its text exactly as
received. Messages name places, never values: a file is about a person.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from gpsupport.domain.exchange import Fault, Unreadable
from gpsupport.fhir.limits import Limits

_GZIP = b"\x1f\x8b"
_KEY_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Part:
    """One JSON document: its line when the file is NDJSON, its value and its text as received."""

    line: int | None
    value: Any
    text: str

    def place(self, path: str) -> str:
        """A path of this part as the reader of a message can find it."""
        return path if self.line is None else f"line {self.line}, {path}".removesuffix(", ")


def parse(data: bytes, limits: Limits) -> tuple[Part, ...]:
    """Read a file, plain or gzip, JSON or NDJSON. Raises Unreadable, naming every bad line."""
    text = _decode(_unpack(data, limits))
    documents = list(_documents(text))
    if not documents:
        raise Unreadable(Fault("", "the file is empty"))
    if len(documents) > limits.resources:
        raise Unreadable(Fault("", f"more than {limits.resources} lines"))
    parts: list[Part] = []
    faults: list[Fault] = []
    for line, document in documents:
        try:
            parts.append(Part(line, _value(document, line, limits), document))
        except Unreadable as error:
            faults.extend(error.faults)
    if faults:
        raise Unreadable(*faults)
    return tuple(parts)


def _unpack(data: bytes, limits: Limits) -> bytes:
    if not data.startswith(_GZIP):
        if len(data) > limits.bytes:
            raise Unreadable(Fault("", f"the file is larger than {_mebibytes(limits.bytes)}"))
        return data
    unpacked = bytearray()
    while data:
        # A window of 31 bits means a gzip member with its header; the length given bounds a bomb.
        member = zlib.decompressobj(wbits=31)
        try:
            unpacked += member.decompress(data, limits.bytes + 1 - len(unpacked))
        except zlib.error:
            raise Unreadable(Fault("", "the gzip file is damaged")) from None
        if len(unpacked) > limits.bytes:
            what = f"the file unpacks to more than {_mebibytes(limits.bytes)}"
            raise Unreadable(Fault("", what))
        if not member.eof:
            raise Unreadable(Fault("", "the gzip file is cut short"))
        data = member.unused_data.lstrip(b"\x00")
    return bytes(unpacked)


def _mebibytes(size: int) -> str:
    return f"{size // (1024 * 1024)} MiB" if size >= 1024 * 1024 else f"{size} bytes"


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4]:
        raise Unreadable(Fault("", "the file is UTF-16 or UTF-32; FHIR is UTF-8"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(Fault(f"byte {error.start}", "the file is not UTF-8")) from None


def _documents(text: str) -> Iterator[tuple[int | None, str]]:
    """The whole text, or its lines when the first line that says anything is a document itself."""
    text = text.rstrip()
    before = text[: len(text) - len(text.lstrip())].count("\n")
    text = text.lstrip()
    if "\n" in text and _is_object(text.split("\n", 1)[0].strip()):
        for number, line in enumerate(text.split("\n"), before + 1):
            if line.strip():
                yield number, line.strip()
    elif text:
        yield None, text


def _is_object(line: str) -> bool:
    if not (line.startswith("{") and line.endswith("}")):
        return False
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True


def _value(text: str, line: int | None, limits: Limits) -> Any:
    place = "" if line is None else f"line {line}"
    try:
        # Strict where the standard library is not: NaN, infinities, half a surrogate pair.
        loose = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        where = place or f"line {error.lineno}"
        raise Unreadable(Fault(where, _not_json(error))) from None
    _refuse_depth(loose, place, limits)
    try:
        value = json.loads(text, object_pairs_hook=_once_each)
    except _TwiceError:
        raise Unreadable(*_twice(text, place)) from None
    if "\\u0000" in text:
        _refuse_nul(value, place)
    return value


def _not_json(error: orjson.JSONDecodeError) -> str:
    if "infinity" in error.msg:
        # Python itself gives up on very long whole numbers; no number of FHIR needs so many digits.
        return f"a number too large to be meant (column {error.colno})"
    if "depth" in error.msg:
        return "nested too deep"
    return f"not JSON: {error.msg.split(': line')[0]} (column {error.colno})"


def _refuse_depth(value: Any, place: str, limits: Limits) -> None:
    waiting: list[tuple[Any, int]] = [(value, 1)] if isinstance(value, dict | list) else []
    while waiting:
        one, depth = waiting.pop()
        if depth > limits.depth:
            raise Unreadable(Fault(place, f"nested more than {limits.depth} levels deep"))
        children = one.values() if isinstance(one, dict) else one
        waiting.extend((child, depth + 1) for child in children if isinstance(child, dict | list))


class _TwiceError(ValueError):
    """An object has the same key twice."""


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwiceError
    return found


class _Pairs(list[tuple[str, Any]]):
    """An object with its keys as often as they came."""


def _twice(text: str, place: str) -> Iterator[Fault]:
    """Find every key that an object has twice. Slow, so only done when there is one."""
    waiting: list[tuple[str, Any]] = [("", json.loads(text, object_pairs_hook=_Pairs))]
    while waiting:
        path, one = waiting.pop()
        if isinstance(one, _Pairs):
            counted = Counter(key for key, _ in one)
            for key in sorted(key for key, count in counted.items() if count > 1):
                where = ", ".join(part for part in (place, path) if part)
                yield Fault(where, f"the key {key[:_KEY_SHOWN]!r} stands here twice")
            named = next((v for k, v in one if k == "resourceType" and not path), None)
            start = named if isinstance(named, str) else path
            waiting.extend((f"{start}.{key}".strip("."), child) for key, child in one)
        elif isinstance(one, list):
            waiting.extend((f"{path}[{place}]", child) for place, child in enumerate(one))


def _refuse_nul(value: Any, place: str) -> None:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting.extend(one)
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, str) and "\x00" in one:
            raise Unreadable(Fault(place, "a text holds the character U+0000, which FHIR forbids"))
