"""What a patient said yes to after telling, in words: behind the gate alone."""

from __future__ import annotations

from datetime import date

from gpsupport.domain.disclosure.asking import Whom, questions_for
from gpsupport.domain.disclosure.disclosure import Answer, Disclosure, SafetyAnswer
from gpsupport.domain.knowledge.content.care import SafetyQuestion
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.web import words

_SINCE = {True: "yes", False: "no", None: "not asked"}


def yes_in_words(made: Disclosure, knowledge: Knowledge, whom: Whom) -> tuple[str, ...]:
    """Each question that was answered with yes, urgent ones first, with its day and symptoms.

    `whom` is the patient as of the day on which it was noted.
    """
    given = {one.question: one for one in made.safety if one.answer is Answer.YES}
    asked = [one for one in questions_for(knowledge, whom) if one.id in given]
    asked.sort(key=lambda one: not one.urgent)
    return tuple(_in_words(one, given[one.id]) for one in asked)


def told_in_words(made: Disclosure, knowledge: Knowledge, whom: Whom, on: date) -> str:
    """Told us on 23 Nov 2026: yes to threat to kill, or a weapon. Empty without any yes."""
    found = yes_in_words(made, knowledge, whom)
    if not found:
        return ""
    said = "; ".join(f"{one[:1].lower()}{one[1:]}" for one in found)
    return f"Told us on {words.day(on)}: yes to {said}."


def _in_words(question: SafetyQuestion, given: SafetyAnswer) -> str:
    """Pressure on the neck (9 Nov 2026; symptoms since: no; twice)."""
    more = []
    if question.recent_days is not None:
        more.append(words.day(given.on) if given.on else "day not known")
        more.append(f"symptoms since: {_SINCE[given.symptoms]}")
    if given.note:
        more.append(given.note)
    return f"{question.label} ({'; '.join(more)})" if more else question.label
