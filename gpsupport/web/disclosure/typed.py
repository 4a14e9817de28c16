"""What stands in the boxes of a form: as it was sent, as it was kept, or as it was saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from gpsupport.web.meanwhile import GIVE_UP
from gpsupport.web.words import as_typed, printable

_Choice = TypeVar("_Choice", bound=StrEnum)

# Words of ours in a form that nobody typed.
_NOT_TYPED = frozenset({"csrf_token", "add", "check", GIVE_UP})


@dataclass(frozen=True, slots=True)
class Typed:
    """The boxes by name. Whatever is not there was left empty."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The text of a box, its line ends as one sign."""
        return as_typed(next(iter(self.fields.get(name, ())), ""))

    def chosen(self, name: str, allowed: Iterable[str]) -> str:
        """What was chosen, empty for nothing and for what is no choice."""
        said = self.one(name)
        return said if said in set(allowed) else ""

    def find(self, name: str, kind: type[_Choice]) -> _Choice | None:
        """The choice of that kind, None for nothing and for what is no choice."""
        said = self.one(name)
        return kind(said) if said in {one.value for one in kind} else None

    def yes_no(self, name: str) -> bool | None:
        """Yes or no; None for anything else, as for not asked."""
        return {"yes": True, "no": False}.get(self.one(name))

    def many(self, name: str) -> frozenset[str]:
        """Every value that was sent under a name."""
        return frozenset(self.fields.get(name, ()))


def typed_in(sent: Mapping[str, Sequence[str]]) -> Typed:
    """The boxes of a form that was sent, without what nobody typed and no control characters."""
    return Typed(
        {
            name: [printable(value) for value in values]
            for name, values in sent.items()
            if name not in _NOT_TYPED
        }
    )
