"""Keeping entries out of sight: what to do by hand, and what is left for another day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.days import PartialDate
from gpsupport.domain.knowledge.content.recording import OutOfSight, RecordOf
from gpsupport.domain.recording.advice import CodingAdvice
from gpsupport.domain.recording.ages import day_of_age
from gpsupport.domain.reminders import Reminder, ReminderKind

HIDE_ENTRIES = "hide-entries"
_WHEN_TOLD = (HIDE_ENTRIES, "hide-own-access", "hide-proxies")
_WITH_CHILDREN = "hide-child-proxies"
STEPS_BY_HAND = frozenset({*_WHEN_TOLD, _WITH_CHILDREN})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose record is written in; `id` names them among the people of one patient."""

    id: str
    name: str
    born: PartialDate | None = None


def steps_by_hand(*, told: bool, children: bool) -> tuple[str, ...]:
    """What to do by hand so that nobody reads it online; each is the key of a wording.

    After a telling online access itself wants a look; otherwise there is an entry to hide.
    """
    if not told:
        return (HIDE_ENTRIES,)
    return (*_WHEN_TOLD, _WITH_CHILDREN) if children else _WHEN_TOLD


def left_to_do(  # noqa: PLR0917 - of which consultation, what is left, whose it is, and when
    patient_id: str,
    consultation_id: str,
    steps: Iterable[str],
    ticked: frozenset[str],
    today: date,
    owner: str,
) -> tuple[Reminder, ...]:
    """One reminder for each step that nobody ticked, due on the same day.

    `detail` is the key of the step's wording, `owner` whoever finished without it.
    """
    return tuple(
        Reminder(
            id="",
            patient_id=patient_id,
            key=f"{step}:{consultation_id}",
            kind=ReminderKind.HIDE_ENTRIES,
            due_on=today,
            owner=owner,
            detail=step,
        )
        for step in steps
        if step not in ticked
    )


def looks_to_come(  # noqa: PLR0917 - of whom, what asks for it, whose it is, and when
    patient_id: str,
    advice: Iterable[CodingAdvice],
    people: Mapping[RecordOf, Sequence[Person]],
    rules: OutOfSight,
    today: date,
    owner: str,
) -> tuple[Reminder, ...]:
    """A reminder for each look at somebody's access that an entry asks for, for whoever finished.

    `people` are those whose records are written in, in the order of the advice. What lies in the
    past is due today; without a birth date there is none.
    """
    made: dict[str, Reminder] = {}
    for one in advice:
        person = people[one.record_of][one.number]
        if person.born is None:
            continue
        for kind in one.reminders:
            rule = rules.find_reminder(kind)
            if rule is None or rule.years is None:
                continue
            reminder = Reminder(
                id="",
                patient_id=patient_id,
                key=f"{kind.value}:{person.id}",
                kind=kind,
                due_on=max(day_of_age(person.born, rule.years, rule.months), today),
                about=person.name,
                owner=owner,
            )
            made.setdefault(reminder.key, reminder)
    return tuple(made.values())


def without_a_day(
    advice: Iterable[CodingAdvice], people: Mapping[RecordOf, Sequence[Person]]
) -> tuple[str, ...]:
    """The names of those for whom no reminder can be made: no birth date is known."""
    wanting = [people[one.record_of][one.number] for one in advice if one.reminders]
    return tuple(dict.fromkeys(person.name for person in wanting if person.born is None))
