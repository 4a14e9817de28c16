"""Where on the page something is wanting: from what the core calls it to the box."""

from __future__ import annotations

from gpsupport.domain.disclosure.faults import Fault
from gpsupport.web.disclosure.reading import NO_CHILDREN, FormFault, Read

_CHILDREN = ("child.", "named.")
CONTACT_BOXES = {"contact.valid_until": "contact.until"}
_BOXES = {
    **CONTACT_BOXES,
    "children_asked": NO_CHILDREN,
    "judgement_reasons": "risk.reasons",
    "last_meeting_on": "risk.met",
}


def on_the_page(read: Read, wanting: tuple[Fault, ...]) -> tuple[FormFault, ...]:
    """Every fault with its box. A box that cannot be read has one fault, and not two."""
    named = {fault.name for fault in read.faults}
    placed = (FormFault(box_of(fault, read), fault.words) for fault in wanting)
    found = (*read.faults, *(fault for fault in placed if fault.name not in named))
    rows = tuple(row.name for row in read.rows)
    return tuple(sorted(found, key=lambda fault: _place(fault.name, rows)))


# The parts in the order in which the page has them.
_PARTS = ("matters", "safety", NO_CHILDREN, *_CHILDREN, "contact", "agree", "risk", "checklist")


def _place(name: str, rows: tuple[str, ...]) -> tuple[int, int]:
    """Where a box stands on the page: its part, and the row of a child."""
    part = next((at for at, one in enumerate(_PARTS) if name.startswith(one)), len(_PARTS))
    row = next((at for at, one in enumerate(rows) if name.startswith(one)), -1)
    return (_PARTS.index(_CHILDREN[0]) if row >= 0 else part, row)


def box_of(fault: Fault, read: Read) -> str:
    """The name of the box that a fault is about."""
    part, _, detail = fault.part.partition(".")
    if part == "children" and fault.index is not None:
        return read.rows[fault.index].name + detail
    if part == "safety" and fault.index is not None:
        name = f"safety.{read.made.safety[fault.index].question}"
        return f"{name}.{detail}" if detail else name
    return _BOXES.get(fault.part, fault.part)
