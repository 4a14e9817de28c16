"""What the boxes of a form show: what stands in each, and what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gpsupport.web.disclosure.reading import FormFault
from gpsupport.web.disclosure.typed import Typed

_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownFault:
    """One line of the error summary; `id` is the control that it leads to."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Boxes:
    """A form as its template asks for it, box by box. A box shows its first fault."""

    typed: Typed
    faults: tuple[FormFault, ...] = ()

    def value(self, name: str) -> str:
        """What stands in the box."""
        return self.typed.one(name)

    def ticked(self, name: str, value: str) -> bool:
        """Whether the box of that value is ticked."""
        return value in self.typed.many(name)

    def fault(self, name: str) -> str:
        """What is wrong with the box, empty when nothing is."""
        return next((one.words for one in self.faults if one.name == name), "")

    def id(self, name: str) -> str:
        """The id of the control: one word, whatever the name holds."""
        return id_of(name)

    def tick_id(self, name: str, value: str) -> str:
        """The id of one of several boxes to tick; the only one of a name has the name's."""
        return id_of(name) if value == "yes" else id_of(f"{name}-{value}")

    def any_fault(self, *prefixes: str) -> bool:
        """Whether something is wrong in a part of the form."""
        return any(one.name.startswith(prefixes) for one in self.faults)

    def any_typed(self, *prefixes: str) -> bool:
        """Whether something stands in a part of the form."""
        return any(
            name.startswith(prefixes) and any(values) for name, values in self.typed.fields.items()
        )

    @property
    def summary(self) -> tuple[ShownFault, ...]:
        """The error summary, each box once, in the order in which they were found."""
        first = {one.name: one for one in reversed(self.faults)}
        ordered = dict.fromkeys(one.name for one in self.faults)
        return tuple(ShownFault(id_of(name), first[name].words) for name in ordered)


def id_of(name: str) -> str:
    """The id of the control of a box."""
    return _NOT_IN_IDS.sub("-", name).strip("-")
