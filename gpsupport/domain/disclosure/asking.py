"""Whom of the patients is asked what after a telling, and which questions stand open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from gpsupport.domain.days import age_on
from gpsupport.domain.disclosure.disclosure import Answer, Disclosure
from gpsupport.domain.knowledge.content.afterwards import Afterwards, AgreementKind
from gpsupport.domain.knowledge.content.care import IfOver, SafetyQuestion
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Patient, Sex


@dataclass(frozen=True, slots=True)
class Whom:
    """The patient, as far as questions depend on it: the age in whole years, None if not known.

    `over`: what the patient told of is no longer going on.
    """

    age: int | None
    sex: Sex
    over: bool = False

    @classmethod
    def of(cls, patient: Patient, on: date, *, over: bool = False) -> Whom:
        """The patient on a day."""
        return cls(age_on(patient.born, on) if patient.born else None, patient.sex, over)


def questions_for(knowledge: Knowledge, whom: Whom) -> tuple[SafetyQuestion, ...]:
    """The safety questions for somebody, in their order."""
    return tuple(one for one in knowledge.safety_check if one.asked_of(whom.age, whom.sex))


def at_once(asked: Iterable[SafetyQuestion], whom: Whom) -> tuple[SafetyQuestion, ...]:
    """Which of the questions stand open: less of them where what was told is over."""
    standing = [one for one in asked if one.stands_open]
    if whom.over and any(one.if_over is IfOver.ALONE for one in standing):
        return tuple(one for one in standing if one.if_over is not None)
    return tuple(one for one in standing if one.if_over is not IfOver.ALONE)


def unanswered(
    made: Disclosure, asked: Iterable[SafetyQuestion], whom: Whom
) -> tuple[SafetyQuestion, ...]:
    """The questions standing open that nobody answered; not asked is an answer.

    Where it is over and there is danger all the same, all that stand open at any other time too.
    """
    asked, given = tuple(asked), {one.question for one in made.safety}
    standing = at_once(asked, whom)
    if in_danger(made, asked):
        standing += at_once(asked, replace(whom, over=False))
    found = (one for one in standing if one.id not in given)
    return tuple({one.id: one for one in found}.values())


def in_danger(made: Disclosure, asked: Iterable[SafetyQuestion]) -> bool:
    """Whether there is danger though what was told is over."""
    return any(
        one.if_over is IfOver.ALONE and made.answer_to(one.id) is Answer.YES for one in asked
    )


def agreements_for(after: Afterwards, whom: Whom) -> tuple[AgreementKind, ...]:
    """With whom somebody may agree to share, in the order of the content."""
    return tuple(one for one in after.agreements if one.asked_of(whom.age, whom.sex))
