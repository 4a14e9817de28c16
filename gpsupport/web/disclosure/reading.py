"""From the boxes of the form to what is noted, and what in them cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import (
    QUESTIONS_OF_CHECKLIST,
    Agreement,
    Answer,
    ChecklistResult,
    ChildPlan,
    Disclosure,
    RiskFacts,
    SafetyAnswer,
)
from gpsupport.domain.people import CHILD_BELOW
from gpsupport.web.disclosure.days import read_day
from gpsupport.web.disclosure.typed import Typed

LONGEST = 4000
MOST_NAMED = 12
NO_PLAN = "none"
NO_CHILDREN = "children.none"

# Until the name is there, nothing is saved.
_UNNAMED = "this child"
_OLDEST_CHILD = CHILD_BELOW - 1
_MOST_EVENTS = 999
_CONTACT_BOXES = ("way", "detail", "times", "who", "words", "never")
_CHECKLIST_BOXES = ("total", "on", "by", "answered")
_NAMED_ROW = re.compile(r"named\.(?P<number>0|[1-9][0-9]{0,2})\.")
_NAMED_BOXES = ("name", "age", "plan", "owner", "by", "why")


@dataclass(frozen=True, slots=True)
class FormFault:
    """What cannot be read in a box, or is missing there; `name` is the name of the box."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: ids of the pack, and the children whom the record names.

    `dated` are the questions that ask for a day and for symptoms.
    """

    questions: tuple[str, ...]
    dated: frozenset[str]
    plans: tuple[str, ...]
    agreements: tuple[str, ...]
    routes: tuple[str, ...]
    children: tuple[ChildPlan, ...]


@dataclass(frozen=True, slots=True)
class About:
    """Whom and what the notes belong to, and when they are made."""

    patient_id: str
    consultation_id: str
    enquiry_id: str
    by: str
    now: datetime
    today: date


@dataclass(frozen=True, slots=True)
class ChildRow:
    """One row of part 3: the names of its boxes begin with `name`; `plan` as it was read."""

    name: str
    plan: ChildPlan


@dataclass(frozen=True, slots=True)
class Read:
    """What was noted, as far as it can be read. `rows` are the children in their order."""

    made: Disclosure
    rows: tuple[ChildRow, ...]
    faults: tuple[FormFault, ...]


def read_disclosure(typed: Typed, choices: Choices, about: About) -> Read:
    """Everything that stands in the boxes. What cannot be read is left out and named."""
    reader = _Reader(typed, about.today)
    rows = (*reader.known_children(choices), *reader.named_children(choices))
    made = Disclosure(
        id="",
        patient_id=about.patient_id,
        consultation_id=about.consultation_id,
        enquiry_id=about.enquiry_id,
        at=about.now,
        by=about.by,
        matters_most=reader.text("matters"),
        safety=reader.safety(choices),
        children_asked=reader.children_asked(rows),
        children=tuple(row.plan for row in rows),
        risk=reader.risk(),
        contact=reader.contact(),
        agreements=reader.agreements(choices),
        routes=tuple(one for one in choices.routes if one in typed.many("route")),
    )
    return Read(made, rows, tuple(reader.faults))


def read_contact(typed: Typed, today: date) -> tuple[SafeContact | None, tuple[FormFault, ...]]:
    """The safe way alone, None where nothing was entered."""
    reader = _Reader(typed, today)
    return reader.contact(), tuple(reader.faults)


def read_agreements(typed: Typed, kinds: Iterable[str]) -> tuple[Agreement, ...]:
    """To whom the patient agreed, or did not; whom nobody asked about is left out."""
    return tuple(
        Agreement(one, agreed, typed.one(f"agree.{one}.what"))
        for one in kinds
        if (agreed := typed.yes_no(f"agree.{one}")) is not None
    )


def named_row(number: int) -> str:
    """How the boxes of a child begin who was named in the talk."""
    return f"named.{number}."


def known_row(child: ChildPlan) -> str:
    """How the boxes of a child begin whom the record names."""
    return f"child.{child.resource}."


@dataclass(slots=True)
class _Reader:
    """Reads box by box and collects what cannot be read."""

    typed: Typed
    today: date
    faults: list[FormFault] = field(default_factory=list)

    def text(self, name: str) -> str:
        said = self.typed.one(name)
        if len(said) > LONGEST:
            self.complain(name, f"Write {LONGEST} letters or fewer")
        return said

    def day(self, name: str, label: str, *, past: bool = False) -> date | None:
        said = self.typed.one(name)
        if not said:
            return None
        try:
            found = read_day(said, self.today, past=past)
        except ValueError as error:
            self.complain(name, f"{label}: {error}")
            return None
        if past and found > self.today:
            self.complain(name, f"{label}: this day is still to come")
            return None
        if not past and found < self.today:
            self.complain(name, f"{label}: this day has passed")
            return None
        return found

    def number(self, name: str, most: int, words: str) -> int | None:
        said = self.typed.one(name)
        if not said:
            return None
        if not (said.isascii() and said.isdigit() and len(said) < 5 and int(said) <= most):
            self.complain(name, words)
            return None
        return int(said)

    def complain(self, name: str, words: str) -> None:
        self.faults.append(FormFault(name, words))

    def safety(self, choices: Choices) -> tuple[SafetyAnswer, ...]:
        return tuple(
            SafetyAnswer(
                question=one,
                answer=answer,
                note=self.text(f"safety.{one}.note"),
                on=self.day(f"safety.{one}.on", "When, the last time", past=True)
                if one in choices.dated
                else None,
                symptoms=(
                    self.typed.yes_no(f"safety.{one}.symptoms") if one in choices.dated else None
                ),
            )
            for one in choices.questions
            if (answer := self.typed.find(f"safety.{one}", Answer)) is not None
        )

    def known_children(self, choices: Choices) -> Iterable[ChildRow]:
        for child in choices.children:
            name = known_row(child)
            yield ChildRow(name, self._planned(child, name, choices))

    def named_children(self, choices: Choices) -> Iterable[ChildRow]:
        sent = {_NAMED_ROW.match(name) for name in self.typed.fields}
        for number in sorted({int(one["number"]) for one in sent if one}):
            name = named_row(number)
            if not any(self.typed.one(name + box) for box in _NAMED_BOXES):
                continue
            called = self.text(name + "name")
            if not called:
                self.complain(name + "name", "Write the child’s name, or what they are called")
            if number >= MOST_NAMED:
                self.complain(name + "name", f"{MOST_NAMED} fit here: {called} is one more")
            age = self.number(
                name + "age", _OLDEST_CHILD, f"Write an age in whole years, 0 to {_OLDEST_CHILD}"
            )
            yield ChildRow(name, self._planned(ChildPlan(called or _UNNAMED, age), name, choices))

    def _planned(self, child: ChildPlan, name: str, choices: Choices) -> ChildPlan:
        chosen = self.typed.chosen(name + "plan", choices.plans)
        return replace(
            child,
            lives_here=self.typed.yes_no(name + "lives"),
            plan=chosen or None,
            owner=self.text(name + "owner"),
            by=self.day(name + "by", f"By when for {child.name}"),
            note=self.text(name + "note"),
            # Somebody who chose a plan after all has no reason for having none.
            why_none="" if chosen else self.text(name + "why"),
        )

    def children_asked(self, rows: tuple[ChildRow, ...]) -> bool:
        none = bool(self.typed.many(NO_CHILDREN))
        if none and rows:
            self.complain(NO_CHILDREN, "A child is named: take away that there are none")
        return none or bool(rows)

    def contact(self) -> SafeContact | None:
        boxes = {name: self.text(f"contact.{name}") for name in _CONTACT_BOXES}
        if not any(boxes.values()):
            return None  # Until when is proposed beforehand: alone it says nothing.
        way = self.typed.find("contact.way", SafeWay)
        if way is None:
            self.complain("contact.way", "Choose the safe way")
        return SafeContact(
            way=way or SafeWay.NONE,
            detail=boxes["detail"],
            times=boxes["times"],
            who_answers=boxes["who"],
            code_words=boxes["words"],
            never=boxes["never"],
            confirmed_on=self.today,
            valid_until=None if way is SafeWay.NONE else self.day("contact.until", "Valid until"),
        )

    def risk(self) -> RiskFacts:
        judged = self.typed.yes_no("risk.judgement")
        return RiskFacts(
            checklist=self._checklist(),
            judgement=judged,
            judgement_reasons=self.text("risk.reasons"),
            events=self.number("risk.events", _MOST_EVENTS, "Write how many, as a whole number"),
            last_meeting_on=self.day("risk.met", "Last meeting", past=True),
            new_since_meeting=self.typed.yes_no("risk.new"),
        )

    def _checklist(self) -> ChecklistResult | None:
        if not any(self.typed.one(f"checklist.{name}") for name in _CHECKLIST_BOXES):
            return None
        most = QUESTIONS_OF_CHECKLIST
        before = len(self.faults)
        total = self.number("checklist.total", most, f"Write a total from 0 to {most}")
        on = self.day("checklist.on", "Day of the checklist", past=True)
        by = self.text("checklist.by")
        answered = self.number(
            "checklist.answered", most, f"Write how many were answered, up to {most}"
        )
        if len(self.faults) > before:
            return None
        if total is None:
            self.complain("checklist.total", "Write the total of the checklist")
        if on is None:
            self.complain("checklist.on", "Write the day on which it was done")
        if not by:
            self.complain("checklist.by", "Write who did it")
        if total is None or on is None or not by:
            return None
        if answered is not None and answered < total:
            self.complain("checklist.answered", "More were answered with yes than were answered")
            return None
        young = bool(self.typed.many("checklist.young"))
        return ChecklistResult(total=total, on=on, by=by, answered=answered, young=young)

    def agreements(self, choices: Choices) -> tuple[Agreement, ...]:
        found = read_agreements(self.typed, choices.agreements)
        for one in found:
            self.text(f"agree.{one.with_whom}.what")
        return found
