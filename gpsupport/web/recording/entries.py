"""The records that something belongs in: their entries, and who would see them there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from gpsupport.actions.recording import Advice, RecordingForm
from gpsupport.domain.days import age_on
from gpsupport.domain.knowledge.content.pack import CodeStatus, Knowledge, KnownCode
from gpsupport.domain.knowledge.content.recording import RecordOf, Sight
from gpsupport.domain.recording.advice import CodingAdvice
from gpsupport.domain.recording.drafts import EntryPart, EntryWords
from gpsupport.domain.recording.parts import parts_of
from gpsupport.web import words
from gpsupport.web.consultation.who_helps import People
from gpsupport.web.recording.prefill import prefilled

# A detail of up to so many letters stands open beside its code.
_SHORT = 60

_LABELS = {
    EntryPart.FACT: "Fact: what you saw or did",
    EntryPart.REPORTED: "Reported: what was said, in quotation marks",
    EntryPart.OPINION: "Opinion: what you think, and why",
}
_ONLY = {EntryPart.FACT: "What to write"}
SIGHTS = {
    Sight.SEES: "Yes",
    Sight.UNLESS_HIDDEN: "Yes, unless hidden",
    Sight.UNLESS_TAKEN_OUT: "Yes, unless the lead takes it out",
    Sight.DOES_NOT: "No",
}


@dataclass(frozen=True, slots=True)
class Box:
    """A small box of an entry's words; `fault` says why they cannot be kept like that."""

    name: str
    label: str
    value: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """The box that says that an entry was made; `about` names the person where there are several.

    `boxes` are the words of that entry, none where the code says all there is to say.
    """

    id: str
    key: str
    about: str
    ticked: bool
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One entry to make, for one person or for each of several; `always` unless it depends.

    `detail` stands beside the code, `how` is folded away because it is long.
    """

    term: str
    code: str
    detail: str
    how: str
    always: bool
    ticks: tuple[Tick, ...]

    @property
    def unfolded(self) -> bool:
        """Whether anybody's is ticked, or cannot be kept as it was typed."""
        return any(one.ticked or any(box.fault for box in one.boxes) for one in self.ticks)


@dataclass(frozen=True, slots=True)
class Seen:
    """One reader of a record: whether they would see an entry, and what to do about it."""

    viewer: str
    sight: str
    words: str


@dataclass(frozen=True, slots=True)
class RecordCard:
    """One kind of record: what to enter always, what only if, and who would see it.

    `words` stand where there is nothing to enter.
    """

    name: str
    who: str
    steps: tuple[Step, ...]
    only_if: tuple[Step, ...]
    words: tuple[str, ...]
    seen: tuple[Seen, ...]
    decide: str = ""


@dataclass(frozen=True, slots=True)
class Entries:
    """Makes the cards of one page; `typed` stands in its boxes instead of what was saved.

    `faults` are said beside the boxes, by name.
    """

    advice: Advice
    knowledge: Knowledge
    people: People
    typed: RecordingForm | None
    faults: Mapping[str, str]

    def patient(self) -> RecordCard:
        """The patient's own record."""
        name, age = self.advice.patient.name, self.advice.age
        short = " ".join(part for part in (name.given, name.family) if part)
        who = "This patient" if age is None else f"This patient, {age}"
        return self._card(RecordOf.PATIENT, short or "This patient", who)

    def children(self) -> RecordCard | None:
        """The children's records; None where they are named and nothing belongs there."""
        ages = ages_of(self.advice)
        names = [_with_age(child.name, ages.get(child.id)) for child in self.advice.children]
        if not names:
            return RecordCard("Children", "None on this record", (), (), (self._no_child(),), ())
        who = "One entry each" if len(names) > 1 else "Child of this patient"
        card = self._card(RecordOf.CHILD, _and(names), who)
        return card if card.steps or card.only_if else None

    def _no_child(self) -> str:
        made = self.advice.noted.disclosure
        if made is not None and made.children_asked:
            return "Asked today: there are no children."
        return "No child is named on this record. Ask who lives at home."

    def other(self, decide: str) -> RecordCard:
        """The record of whoever is feared: nothing. `decide` leads the lead to a decision."""
        texts = self.knowledge.wordings.get("write-nothing", ())
        return replace(
            self._card(RecordOf.OTHER_PARTY, "The other person", "Also if they are a patient here"),
            words=tuple(self.people.put_into(text) for text in texts),
            decide=decide,
        )

    def words_of(self, step: CodingAdvice) -> EntryWords:
        """The words of an entry: as typed, else as saved, else what was noted already."""
        saved = self.advice.recording.find(step.key) if self.advice.recording else None
        typed = (
            next((one for one in self.typed.entries if one.key == step.key), None)
            if self.typed
            else None
        )
        return typed or saved or prefilled(step, self.advice)

    def ticked(self, key: str) -> bool:
        """Whether somebody ticked an entry or a step."""
        added = self.typed.added if self.typed else self.advice.consultation.added
        return key in added

    def _card(self, record_of: RecordOf, name: str, who: str) -> RecordCard:
        steps = [one for one in self.advice.steps if one.record_of is record_of]
        several = record_of is RecordOf.CHILD and len(self.advice.children) > 1
        always = tuple(self._shown(steps, several, only_if=False))
        return RecordCard(
            name=name,
            who=who,
            steps=always,
            only_if=tuple(self._shown(steps, several, only_if=True)),
            words=(),
            seen=tuple(
                Seen(one.viewer, SIGHTS[one.sight], one.words)
                for one in self.knowledge.out_of_sight.viewings
                if one.record_of is record_of and one.for_age(self.advice.age)
            ),
        )

    def _shown(
        self, steps: Iterable[CodingAdvice], several: bool, *, only_if: bool
    ) -> Iterable[Step]:
        """The same entry of several people stands once, with a box for each of them."""
        alike: dict[str, list[CodingAdvice]] = {}
        for step in steps:
            if bool(step.only_if) is only_if:
                alike.setdefault(step.key.rpartition("-")[0], []).append(step)
        for group in alike.values():
            first = group[0]
            detail = self._detail(first)
            short = only_if or len(detail) <= _SHORT
            yield Step(
                term=first.term,
                code=code_words(first.code),
                detail=detail if short else "",
                how="" if short else detail,
                always=not only_if,
                ticks=tuple(self._tick(one, several) for one in group),
            )

    def _tick(self, step: CodingAdvice, several: bool) -> Tick:
        return Tick(
            id=f"step-{step.key}",
            key=step.key,
            about=words.untitled(step.about) if several else "",
            ticked=self.ticked(step.key),
            boxes=self._boxes(step),
        )

    def _boxes(self, step: CodingAdvice) -> tuple[Box, ...]:
        if not step.fills and step.code is not None:
            return ()
        found = self.words_of(step)
        parts = parts_of(step.record_of)
        labels = _LABELS if len(parts) > 1 else _ONLY
        names = {part: box_name(step.key, part) for part in parts}
        return tuple(
            Box(name, labels[part], found.of(part), self.faults.get(name, ""))
            for part, name in names.items()
        )

    def _detail(self, step: CodingAdvice) -> str:
        when = f"Only if {step.only_if}" if step.only_if else ""
        return self.people.put_into(" ".join(part for part in (when, step.detail) if part))


def box_name(key: str, part: EntryPart) -> str:
    """The name of the box for one part of an entry."""
    return f"{part.value}.{key}"


def code_words(code: KnownCode | None) -> str:
    """A code, with a caution where a release of this country does not have it.

    That codes were not checked at all is said once, beside the heading.
    """
    if code is None:
        return "In words, no code"
    cautions = {
        CodeStatus.INACTIVE: "no longer in use: write it in words",
        CodeStatus.ABSENT: "not in the release checked: write it in words",
    }
    caution = cautions.get(code.status, "")
    return f"{code.code.value} · {caution}" if caution else code.code.value


def _with_age(name: str, age: int | None) -> str:
    """Ella Atkinson (13); without an age where none is known."""
    return words.untitled(name) if age is None else f"{words.untitled(name)} ({age})"


def _and(parts: list[str]) -> str:
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)


def ages_of(advice: Advice) -> dict[str, int | None]:
    """The ages of the children in whole years, where a birth date or somebody said them."""
    plans = advice.noted.plans
    return {
        child.id: age_on(child.born, advice.on) if child.born else (plan.age if plan else None)
        for child, plan in zip(advice.children, plans, strict=True)
    }
