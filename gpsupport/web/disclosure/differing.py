"""Where what was saved after a telling differs from what stands in the boxes, box by box."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure import OF, OpenDisclosure
from gpsupport.domain.disclosure.asking import Whom, questions_for
from gpsupport.domain.disclosure.contact import SafeWay
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.web.consultation.who_helps import People
from gpsupport.web.disclosure.contact_since import (
    CONTACT,
    contact_boxes,
    kept_since,
    said_of_contact,
)
from gpsupport.web.disclosure.contact_words import BOXES, WAYS
from gpsupport.web.disclosure.reading import NO_CHILDREN, NO_PLAN, Read, known_row
from gpsupport.web.disclosure.saved import typed_of
from gpsupport.web.disclosure.typed import Typed
from gpsupport.web.meanwhile import VERSION, Difference, Meanwhile, saved_meanwhile

Boxes = Mapping[str, tuple[str, ...]]

_ANSWERS = {"yes": "Yes", "no": "No", "not-asked": "Not asked"}
# To leave it open is what an empty box says too, wherever that is not noted as an answer.
_LEFT_OPEN = frozenset({"not-asked", "not-judged"})
_PLAIN = {
    "matters": "What matters most",
    NO_CHILDREN: "There are no children",
    "route": "Further routes",
    **BOXES,
    "risk.judgement": "High risk, in your judgement",
    "risk.reasons": "Your reasons",
    "risk.events": "How many events",
    "risk.met": "Last heard at the meeting",
    "risk.new": "Anything new since that meeting",
    "checklist.total": "Checklist: yes answers",
    "checklist.answered": "Checklist: answered",
    "checklist.on": "Checklist: day",
    "checklist.by": "Checklist: by",
    "checklist.young": "Checklist: the form for young people",
}
# The parts in the order in which the page has them.
_PARTS = (
    "matters",
    "safety",
    NO_CHILDREN,
    "child.",
    "named.",
    "contact",
    "agree",
    "risk",
    "checklist",
)
_OF_QUESTION = {"note": "note", "on": "when", "symptoms": "symptoms since"}
_OF_CHILD = {
    "name": "name",
    "age": "age",
    "lives": "lives here",
    "plan": "plan",
    "owner": "owner",
    "by": "by",
    "note": "note",
    "why": "why none",
}


def version_of(opened: OpenDisclosure) -> str:
    """The version that counts now, as the page carries it; empty before the first."""
    return opened.saved.id if opened.saved else ""


def saved_since(
    opened: OpenDisclosure, typed: Typed, read: Read, knowledge: Knowledge, people: People
) -> Meanwhile | None:
    """What was saved since the typed words were begun; None where it says the same.

    The safe way is kept by itself too, where nothing else is noted.
    """
    newer = opened.saved if opened.saved and typed.one(VERSION) != opened.saved.id else None
    agreed = kept_since(typed, opened.contacts, london_day(read.made.at))
    if newer is None and agreed is None:
        return None
    rest = {
        name: values
        for name, values in _boxes(typed).items()
        if not name.startswith(CONTACT) and not _LEFT_OPEN.issuperset(values)
    } | _boxes(typed_of(replace(read.made, contact=None)))
    for ours in (VERSION, OF):
        rest.pop(ours, None)
    said = _boxes(Typed(said_of_contact(typed)))
    here = rest | said
    saved = _boxes(typed_of(replace(newer, contact=None))) if newer else rest
    saved |= _boxes(Typed(contact_boxes(agreed.contact))) if agreed else said
    words = _Words(opened, knowledge, people, saved | here)
    names = sorted({*saved, *here}, key=words.place)
    rows = (
        Difference(
            words.label(name), words.value(name, saved.get(name)), words.value(name, here.get(name))
        )
        for name in names
    )
    last = max((one for one in (newer, agreed) if one), key=lambda one: one.at)
    return saved_meanwhile(last.at, last.by, rows)


def _boxes(typed: Typed) -> dict[str, tuple[str, ...]]:
    """The boxes in which something stands."""
    filled = {name: tuple(one for one in typed.fields[name] if one) for name in typed.fields}
    return {
        name: tuple(sorted(values)) if len(values) > 1 else (typed.one(name),)
        for name, values in filled.items()
        if values
    }


class _Words:
    """What the boxes are called, and what their values say."""

    def __init__(
        self, opened: OpenDisclosure, knowledge: Knowledge, people: People, boxes: Boxes
    ) -> None:
        after = knowledge.afterwards
        questions = questions_for(knowledge, Whom(opened.age, opened.patient.sex))
        self._labels = _PLAIN | {f"safety.{one.id}": one.label for one in questions}
        self._labels |= {f"agree.{one.id}": people.put_into(one.name) for one in after.agreements}
        self._called = {known_row(child): child.name for child in opened.children}
        self._called |= dict(_named(boxes))
        self._plans = {one.id: people.put_into(one.name) for one in after.child_plans}
        self._plans[NO_PLAN] = "No plan"
        self._routes = {one.id: one.name for one in after.routes}

    def place(self, name: str) -> tuple[int, int, str]:
        """Where a box stands: its part of the page, and its place in it."""
        part = next((at for at, one in enumerate(_PARTS) if name.startswith(one)), len(_PARTS))
        known = list(self._labels)
        named = name if name in self._labels else name.rpartition(".")[0]
        return part, known.index(named) if named in known else len(known), name

    def label(self, name: str) -> str:
        if name in self._labels:
            return self._labels[name]
        whole, _, part = name.rpartition(".")
        if whole in self._labels:
            return f"{self._labels[whole]}: {_OF_QUESTION.get(part, part)}"
        called = self._called.get(f"{whole}.", "A child")
        return f"{called}: {_OF_CHILD.get(part, part)}"

    def value(self, name: str, values: tuple[str, ...] | None) -> str:
        return ", ".join(self._said(name, one) for one in values or ())

    def _said(self, name: str, value: str) -> str:
        if name == "route":
            return self._routes.get(value, value)
        if name == "contact.way":
            return WAYS[SafeWay(value)] if value in {one.value for one in SafeWay} else value
        if name.endswith(".plan"):
            return self._plans.get(value, value)
        return _ANSWERS.get(value, value)


def _named(boxes: Boxes) -> Iterator[tuple[str, str]]:
    """What those children are called whom no record names."""
    for name, values in boxes.items():
        row, _, part = name.rpartition(".")
        if name.startswith("named.") and part == "name":
            yield f"{row}.", values[0]
