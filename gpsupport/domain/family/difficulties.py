"""What the records of a family say of its difficulties, person by person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.domain.days import PartialDate, age_on, days_before
from gpsupport.domain.knowledge.content.family import Difficulty, Whose
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import CHILD_BELOW, Patient
from gpsupport.domain.record import CodedEntry, PatientPicture


@dataclass(frozen=True, slots=True)
class Noted:
    """What a record says of one difficulty: the newest thing, and how many there are.

    `words` is empty where the patient told it here when asked, and no code says it. `on` is None
    for an entry without a date.
    """

    difficulty: str
    words: str
    on: PartialDate | None
    times: int


def difficulties_of(picture: PatientPicture, knowledge: Knowledge, on: date) -> tuple[Noted, ...]:
    """The difficulties that stand in one patient's own record, in the order of the content.

    What is dated after the day, or too long before it, does not count; what has no date does.
    Where the age is not known, what is for children and what is for adults both count.
    """
    counted = (
        _noted(one, picture, knowledge, on)
        for one in knowledge.difficulties
        if _is_for(one.whose, picture.patient, on)
    )
    return tuple(one for one in counted if one is not None)


def _noted(
    difficulty: Difficulty, picture: PatientPicture, knowledge: Knowledge, on: date
) -> Noted | None:
    wanted = frozenset(difficulty.code_sets)
    found = [
        (one.on, _words(one, knowledge))
        for one in picture.entries
        if _counts(one.on, difficulty, on) and _in_sets(one, wanted, knowledge)
    ]
    if difficulty.told_here:
        found += [
            (PartialDate(one.on), "")
            for one in picture.history.askings_until(on)
            if one.outcome.told and _counts(PartialDate(one.on), difficulty, on)
        ]
    if not found:
        return None
    newest, words = max(found, key=lambda one: one[0].earliest if one[0] else date.min)
    return Noted(difficulty.id, words, newest, len(found))


def _is_for(whose: Whose, patient: Patient, on: date) -> bool:
    if whose is Whose.ANYBODY or patient.born is None:
        return True
    return (age_on(patient.born, on) < CHILD_BELOW) is (whose is Whose.CHILDREN)


def _counts(day: PartialDate | None, difficulty: Difficulty, on: date) -> bool:
    if day is None:
        return True
    return days_before(on, difficulty.days) <= day.earliest <= on


def _in_sets(entry: CodedEntry, wanted: frozenset[str], knowledge: Knowledge) -> bool:
    return any(
        not wanted.isdisjoint(knowledge.sets_of_code.get(coding.code, ()))
        for coding in entry.codings
    )


def _words(entry: CodedEntry, knowledge: Knowledge) -> str:
    """The words of the entry, or those that the content has for its code."""
    if entry.display:
        return entry.display
    known = (knowledge.codes.get(coding.code) for coding in entry.codings)
    return next((one.term for one in known if one is not None), "Entry without words")
