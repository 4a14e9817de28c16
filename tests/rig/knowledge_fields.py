"""The fields of an indicator and of every condition, from the types, as docs/knowledge.md has them.

After a change of a type: `python -m tests.rig.knowledge_fields` writes them anew.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, Field, fields
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from gpsupport.domain.knowledge.content.pack import AfterAsking, Branch, Indicator
from gpsupport.domain.knowledge.language.conditions import Condition
from gpsupport.domain.record import Code

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "knowledge.md"
BEGIN = "<!-- fields, from the types -->"
END = "<!-- end of the fields -->"

_PLAIN = {str: "text", int: "a whole number", bool: "true or false", Code: "a code in quotes"}


def described() -> str:
    """The table: where a field stands, its name, what it takes, whether it may be left out."""
    lines = ["| In | Field | Takes | May be left out |", "|---|---|---|---|"]
    conditions = sorted(get_args(Condition), key=lambda kind: str(kind.__name__))
    for kind in (Indicator, Branch, AfterAsking, *conditions):
        hints = get_type_hints(kind)
        lines += [
            f"| {_spaced(kind)} | `{one.name}` | {_takes(hints[one.name])} | {_optional(one)} |"
            for one in fields(kind)
        ]
    return "\n".join(lines)


def written(document: str) -> str:
    """A document with its table as the types say it."""
    head, _, rest = document.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{described()}\n{END}{tail}"


def _spaced(kind: type) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).lower()


def _optional(one: Field[Any]) -> str:
    return "no" if one.default is MISSING and one.default_factory is MISSING else "yes"


def _takes(hint: Any) -> str:
    inner = get_args(hint)
    if hint == Condition or (inner and set(get_args(Condition)) <= set(inner)):
        return "a condition"
    if get_origin(hint) is tuple:
        return f"a list: {_takes(inner[0])}"
    if get_origin(hint) in {Union, UnionType}:
        return " or ".join(_takes(one) for one in inner if one is not type(None))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return ", ".join(f"`{one.value}`" for one in hint)
    if hint in _PLAIN:
        return _PLAIN[hint]
    return "a day" if hint.__name__ == "date" else _spaced(hint)


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
