"""Strict reading of YAML: every value is asked for by its kind, every fault has its line.

A plain scalar stays text unless an integer, a flag or nothing is asked for: `no` and `0123` are
text, as in YAML 1.2. Duplicate keys, unknown keys, tags and second documents are faults. Reading
goes on after a fault with a harmless value, so that all faults are found in one go; the caller
must not use what was read when there are any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.parsing import compose, find_tag

Choice = TypeVar("Choice", bound=StrEnum)

_INTEGER = re.compile(r"0|[1-9][0-9]{0,8}")
_NOTHING = {"", "null", "~"}
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_yaml(content: bytes, file: str, faults: list[Finding]) -> Table:
    """The document of a file, which must be a mapping; faults go into `faults`."""
    nothing = Table((), file, 1, faults)
    try:
        node = compose(content.decode("utf-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        faults.append(Finding(file, line, f"this is not YAML: {error.problem or error.context}"))
        return nothing
    except (YAMLError, UnicodeDecodeError) as error:
        faults.append(Finding(file, 0, f"this is not YAML: {error}"))
        return nothing
    if node is None:
        faults.append(Finding(file, 1, "the file is empty"))
        return nothing
    return Value(node, file, faults).table()


class Value:
    """A node of a file, or the place where one is missing (already reported, reads as empty)."""

    def __init__(self, node: Any, file: str, faults: list[Finding], line: int = 0) -> None:
        """Check the node's own tag; `line` is for a missing node."""
        self._node = node
        self.file = file
        self.line = node.start_mark.line + 1 if node is not None else line
        self._faults = faults
        self._merged: Table | None = None
        tag = find_tag(node) if node is not None else None
        if tag is not None:
            self.fault(f"a tag is not allowed here: {tag}")

    def fault(self, message: str) -> None:
        """Report something about this place."""
        self._faults.append(Finding(self.file, self.line, message))

    @property
    def missing(self) -> bool:
        """Whether nothing stands here (reported already)."""
        return self._node is None

    @property
    def is_nothing(self) -> bool:
        """Whether an explicit null stands here."""
        return self._plain in _NOTHING

    @property
    def is_mapping(self) -> bool:
        """Whether keys and values stand here."""
        return isinstance(self._node, MappingNode)

    @property
    def holds_tables(self) -> bool:
        """Whether keys stand here, each with keys and values of its own."""
        return self.is_mapping and all(
            isinstance(node, MappingNode) for _, node in self._node.value
        )

    @property
    def is_list(self) -> bool:
        """Whether a list stands here."""
        return isinstance(self._node, SequenceNode)

    @property
    def _plain(self) -> str | None:
        """The characters of an unquoted scalar."""
        if isinstance(self._node, ScalarNode) and not self._node.style:
            return str(self._node.value)
        return None

    def text(self, *, may_be_empty: bool = False) -> str:
        """Text, without the spaces around it; what YAML reads as something else wants quotes."""
        if self.missing:
            return ""
        if not isinstance(self._node, ScalarNode):
            self.fault("text is expected here")
            return ""
        plain = self._plain
        if plain is not None and (plain in {"true", "false"} or _is_number(plain)):
            self.fault(f"put this text in quotes: {plain}")
        text = str(self._node.value).strip() if plain not in _NOTHING else ""
        if not text and not may_be_empty:
            self.fault("text is expected here, and there is none")
        return text

    def quoted(self) -> str:
        """Text that must stand in quotes: codes, which must never be read as numbers."""
        if self.missing:
            return ""
        if not isinstance(self._node, ScalarNode):
            self.fault("a code in quotes is expected here")
            return ""
        if not self._node.style:
            self.fault(f"put this code in quotes: {self._node.value}")
        return str(self._node.value)

    def integer(self, minimum: int = 0) -> int:
        """A whole number."""
        if self.missing:
            return minimum
        plain = self._plain
        if plain is None or not _INTEGER.fullmatch(plain):
            self.fault("a whole number is expected here")
            return minimum
        if int(plain) < minimum:
            self.fault(f"the number must be at least {minimum}")
        return int(plain)

    def flag(self) -> bool:
        """True or false, and no other word for it."""
        if not self.missing and self._plain not in {"true", "false"}:
            self.fault("true or false is expected here")
        return self._plain == "true"

    def day(self) -> date:
        """A day as YYYY-MM-DD."""
        written = str(self._node.value) if isinstance(self._node, ScalarNode) else ""
        if not self.missing:
            try:
                if _DAY.fullmatch(written):
                    return date.fromisoformat(written)
                self.fault("a day such as 2026-11-23 is expected here")
            except ValueError:
                self.fault(f"there is no such day: {written}")
        return date.min

    def choice(self, kind: type[Choice]) -> Choice:
        """One of the words of an enumeration."""
        words = [member.value for member in kind]
        written = str(self._node.value) if isinstance(self._node, ScalarNode) else ""
        if written in words:
            return kind(written)
        if not self.missing:
            self.fault(f"one of these is expected here: {', '.join(words)}")
        return next(iter(kind))

    def items(self) -> tuple[Value, ...]:
        """The items of a list."""
        if self.missing:
            return ()
        if not isinstance(self._node, SequenceNode):
            self.fault("a list is expected here")
            return ()
        return tuple(Value(node, self.file, self._faults) for node in self._node.value)

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item.text() for item in self.items())

    def under(self, above: Value) -> Value:
        """These keys and values with what another says instead or besides (`Table.under`)."""
        both = Value(self._node, self.file, self._faults)
        both._merged = self.table().under(above.table())
        return both

    def table(self) -> Table:
        """Keys and values."""
        if self._merged is not None:
            return self._merged
        if self.missing:
            return Table((), self.file, self.line, self._faults)
        if not isinstance(self._node, MappingNode):
            self.fault("keys and values are expected here")
            return Table((), self.file, self.line, self._faults)
        return Table(self._node.value, self.file, self.line, self._faults)


def _is_number(plain: str) -> bool:
    """Whether a YAML reader that guesses would take this for a number; a day is none."""
    if plain.isdigit() and len(plain) > 1 and plain.startswith("0"):
        return False
    return _NUMBER.fullmatch(plain) is not None


class Table:
    """Keys and values of a file. `finish` reports the keys that nobody asked for."""

    def __init__(
        self, pairs: Iterable[tuple[Any, Any]], file: str, line: int, faults: list[Finding]
    ) -> None:
        """Take the pairs apart, refusing a key that is no text and a key that comes twice."""
        self.file = file
        self.line = line
        self._faults = faults
        self._values: dict[str, Value] = {}
        self._asked: set[str] = set()
        for key_node, node in pairs:
            place = key_node.start_mark.line + 1
            key = key_node.value
            if not isinstance(key, str):
                faults.append(Finding(file, place, "a key must be text"))
            elif key in self._values:
                faults.append(Finding(file, place, f"the key comes twice: {key}"))
            else:
                self._values[key] = Value(node, file, faults)

    def under(self, above: Table) -> Table:
        """This table with what another says instead or besides, key by key.

        A value that is itself a table of tables in both is merged in the same way. Any other is
        one statement with its basis, and is replaced whole: new words never keep an old source.
        """
        merged = Table((), self.file, self.line, self._faults)
        merged._values = dict(self._values)
        for key, value in above._values.items():
            below = self._values.get(key)
            deep = below is not None and below.holds_tables and value.holds_tables
            merged._values[key] = below.under(value) if below and deep else value
        return merged

    def fault(self, message: str) -> None:
        """Report something about this table."""
        self._faults.append(Finding(self.file, self.line, message))

    def need(self, key: str) -> Value:
        """The value of a key that must be there."""
        found = self.find(key)
        if found is None:
            self.fault(f"the key is missing: {key}")
            return Value(None, self.file, self._faults, self.line)
        return found

    def find(self, key: str) -> Value | None:
        """The value of a key that may be absent."""
        self._asked.add(key)
        return self._values.get(key)

    def find_text(self, key: str, otherwise: str = "") -> str:
        """Text that may be absent or empty."""
        found = self.find(key)
        return otherwise if found is None else found.text(may_be_empty=True)

    def find_integer(self, key: str, minimum: int = 0) -> int | None:
        """A whole number that may be absent."""
        found = self.find(key)
        return None if found is None else found.integer(minimum)

    def find_flag(self, key: str) -> bool:
        """True or false; absent is false."""
        found = self.find(key)
        return False if found is None else found.flag()

    def pairs(self) -> tuple[tuple[str, Value], ...]:
        """Every key with its value, for a table whose keys are names of things."""
        self._asked.update(self._values)
        return tuple(self._values.items())

    def finish(self) -> None:
        """Report each key that nobody asked for."""
        for key, value in self._values.items():
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                value.fault(f"there is no such key here: {key} (known: {known})")
