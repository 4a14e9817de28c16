"""Any value of the content in words: each field under its label, conditions as outlines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, TypeGuard, get_args

from gpsupport.domain.days import PartialDate, day_in_words
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.conditions import Condition
from gpsupport.domain.knowledge.language.explaining import outline
from gpsupport.domain.record import Code

_CONDITIONS = get_args(Condition)
_SNOMED = "http://snomed.info/sct"
_INDENT = "  "

# Names of fields that say too little by themselves. Every other field is told under its own name.
_LABELS = {
    "after": "After these outcomes",
    "after_asking": "After an asking",
    "audience": "For whom",
    "beside_adult": "With an adult beside the child",
    "below_years": "Below this age",
    "branches": "Way it fires",
    "by": "Who answers for it",
    "code": "Code",
    "codes": "Codes",
    "defaults": "Our own defaults",
    "expires_on": "Number holds until",
    "from_years": "From this age",
    "front_again_days": "In front again after so many days",
    "front_times": "Times in front while nobody asks",
    "hide": "Hidden from online access",
    "household": "Facts of the household",
    "ignore": "An asking does not quieten it",
    "label": "In words",
    "matters": "Why it matters",
    "ordinary_visits": "Neutral names of visits",
    "population": "Whom it is for",
    "record_of": "In whose record",
    "release": "Mark of the files",
    "review": "Words about the review",
    "review_by": "Review by",
    "say": "What to say",
    "sensitive": "Never with anybody present",
    "since_evidence": "Not before the newest evidence",
    "status": "Standing in a release",
    "strength": "Strength of the evidence",
    "title": "Words on the screen",
    "unless": "Unless",
    "verified_on": "Number verified on",
    "version": "Version",
    "when": "Looks for",
}

# What one thing of several is called.
_SUBJECTS = {
    "areas": "Area",
    "code_sets": "Code set",
    "codes": "Code",
    "enquiry_codes": "What a code says of asking",
    "exclusions": "Exclusion",
    "follow_ups": "After an event",
    "groups": "Group",
    "helplines": "Helpline",
    "indicators": "Rule",
    "instruments": "Licensed text",
    "origin": "Where a rule stands",
    "record_rules": "What to write",
    "retired": "Rule not used here",
    "safety_check": "Safety question",
    "scorings": "Scoring",
    "sources": "Source",
    "wording_sources": "Sources of the words",
    "wordings": "Words",
}
_NAMING = ("name", "title", "label", "term", "question", "situation")
_SOURCES = frozenset({"source", "sources", "wording_sources", "people_sources"})
_FOR_INFORMATION = "for information"


def label_of(name: str) -> str:
    """What a field is called."""
    return _LABELS.get(name) or name.replace("_", " ").capitalize()


def is_condition(value: object) -> bool:
    """Whether a value is of the rule language."""
    return isinstance(value, _CONDITIONS)


def is_record(value: object) -> TypeGuard[Any]:
    """Whether a value has fields that are told one by one: no code, and no condition."""
    plain = is_dataclass(value) and not isinstance(value, type | Code)
    return plain and not is_condition(value)


class Teller:
    """Puts values of one release into words, with the names that this release has for things."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take codes, code sets and sources by their names from this release."""
        self._knowledge = knowledge
        self._labels = {one.id: one.label for one in knowledge.code_sets.values()}

    def subject(self, part: str, key: object, value: object) -> str:
        """What one thing of a part of the content is called: Rule A06: Repeated injury."""
        named = ""
        if is_record(value):
            named = next((getattr(value, one) for one in _NAMING if hasattr(value, one)), "")
        begun = f"{_SUBJECTS.get(part) or label_of(part)} {self.word('', key)}"
        return f"{begun}: {named}" if named and named != key else begun

    def lines(self, name: str, value: object) -> tuple[str, ...]:
        """A value of a field, line by line; nothing for what is empty."""
        if is_condition(value):
            told = outline(value, self._labels)  # type: ignore[arg-type]
            return tuple(f"{_INDENT * line.depth}{line.words}" for line in told)
        if is_record(value):
            return self._fields(value)
        if isinstance(value, Mapping):
            pairs = ((self.word("", key), self.lines(name, one)) for key, one in value.items())
            return _under_labels(pairs)
        if isinstance(value, tuple | frozenset) and any(
            is_record(one) or is_condition(one) for one in value
        ):
            return _under_labels(
                (str(getattr(one, "id", number)), self.lines(name, one))
                for number, one in enumerate(value, 1)
            )
        if isinstance(value, tuple | frozenset):
            return self.words(name, value)
        word = self.word(name, value)
        return (word,) if word else ()

    def words(self, name: str, values: Iterable[object]) -> tuple[str, ...]:
        """Each of several plain values; those of a set in alphabetical order."""
        told = (self.word(name, one) for one in values)
        return tuple(sorted(told) if isinstance(values, frozenset) else told)

    def word(self, name: str, value: object) -> str:
        """A plain value; empty for None and for an empty text."""
        told = str(value)
        match value:
            case None:
                told = _FOR_INFORMATION if name == "tier" else ""
            case bool():
                told = "yes" if value else "no"
            case Code():
                told = self._code(value)
            case Enum():
                told = str(value.value).replace("-", " ")
            case date():
                told = day_in_words(PartialDate(value))
            case int() if name.endswith("_days"):
                told = f"{value} days"
            case str() if name in _SOURCES and value in self._knowledge.sources:
                told = f"{self._knowledge.sources[value].title} ({value})"
            case tuple() | frozenset():
                told = ", ".join(self.words(name, value))
        return told

    def exactly(self, value: object) -> tuple[str, ...]:
        """A value as the program has it: for what two releases would tell in the same words."""
        return (repr(value),)

    def _fields(self, value: Any) -> tuple[str, ...]:
        told = [one for one in fields(value) if one.init and not _is_default(one, value)]
        return _under_labels(
            (label_of(one.name), self.lines(one.name, getattr(value, one.name))) for one in told
        )

    def _code(self, code: Code) -> str:
        known = self._knowledge.codes.get(code)
        written = code.value if code.system == _SNOMED else f"{code.system}|{code.value}"
        return f"{known.term} [{written}]" if known else f"[{written}]"


def _under_labels(pairs: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[str, ...]:
    """Each label with its one line behind it, or with its several lines below it."""
    told: list[str] = []
    for label, lines in pairs:
        if len(lines) == 1:
            told.append(f"{label}: {lines[0]}")
        elif lines:
            told += [f"{label}:", *(f"{_INDENT}{line}" for line in lines)]
    return tuple(told)


def _is_default(one: Field[Any], value: Any) -> bool:
    default = one.default_factory() if one.default_factory is not MISSING else one.default
    return bool(getattr(value, one.name) == default)
