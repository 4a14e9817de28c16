"""One such event with everything that came of it: written down step by step, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gpsupport.domain.life_events.kinds import (
    BELIEVED_AT_ONCE,
    Decider,
    LifeEventKind,
    Thing,
)


class Outcome(StrEnum):
    """What one step says. Values stand in the database for ever."""

    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    FOLLOWS = "follows"
    ASKED = "asked"
    KEPT = "kept"
    HANDED_OVER = "handed-over"


# What answers a question.
ANSWERS = (Outcome.KEPT, Outcome.ENDED, Outcome.HANDED_OVER)


class CaseState(StrEnum):
    """How far an event has come."""

    NOTICED = "noticed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """What happened to one patient. `by` is who wrote it down, empty where a record said so.

    `on` is the day of it, None where nobody said. `source` is where the record came from.
    `hidden_place`: the move was to a place that nobody may know, and none is written anywhere.
    """

    id: str
    patient_id: str
    kind: LifeEventKind
    noted_at: datetime
    by: str = ""
    on: date | None = None
    words: str = ""
    source: str = ""
    hidden_place: bool = False


@dataclass(frozen=True, slots=True)
class LifeStep:
    """One thing that came of an event, on the timeline of `patient_id` and of nobody else.

    `what` says which thing it is, in words of the practice; `thing_id` is its id. `words` give the
    reason; `answers` is the question that it answers; `owner` who took it over.
    """

    id: str
    event_id: str
    patient_id: str
    at: datetime
    outcome: Outcome
    by: str = ""
    thing: Thing | None = None
    thing_id: str = ""
    what: str = ""
    words: str = ""
    decider: Decider | None = None
    owner: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True)
class LifeCase:
    """An event with its steps in the order in which they were written."""

    event: LifeEvent
    steps: tuple[LifeStep, ...] = ()

    @property
    def state(self) -> CaseState:
        """Whether somebody confirmed it or took it back; a record alone is noticed."""
        found = {one.outcome for one in self.steps if one.thing is None}
        if Outcome.WITHDRAWN in found:
            return CaseState.WITHDRAWN
        return CaseState.CONFIRMED if Outcome.CONFIRMED in found else CaseState.NOTICED

    @property
    def counts(self) -> bool:
        """Whether it stands: nobody took it back."""
        return self.state is not CaseState.WITHDRAWN

    @property
    def questions(self) -> tuple[LifeStep, ...]:
        """What was asked and nobody has answered."""
        answered = {one.answers for one in self.steps if one.answers}
        return tuple(
            one for one in self.steps if one.outcome is Outcome.ASKED and one.id not in answered
        )

    @property
    def open(self) -> bool:
        """Whether somebody still owes an answer: whether it is so, or what becomes of a thing."""
        return self.state is CaseState.NOTICED or bool(self.questions)

    def answer_to(self, question: LifeStep) -> LifeStep | None:
        """What was decided about a question; None while nobody has."""
        return next((one for one in self.steps if one.answers == question.id), None)

    @property
    def stops_asking(self) -> bool:
        """Whether nobody is to be asked on this record now."""
        if not (self.counts and self.event.kind.ends_asking):
            return False
        return self.state is CaseState.CONFIRMED or self.event.kind in BELIEVED_AT_ONCE


def stops_asking(cases: Iterable[LifeCase]) -> bool:
    """Whether one of these events means that nobody is asked any more."""
    return any(one.stops_asking for one in cases)


def stops_letters(cases: Iterable[LifeCase], *, of_other: bool = False) -> bool:
    """Whether nothing may be sent out about the patient for now, by what is known of them.

    The dead have no letter in their name, and a record that is used no longer must not lead
    anybody to the one that is. A move stops nothing: a letter with the first date goes along.
    `of_other`: the letter is for somebody else, for whom it goes on after a death.
    """
    stopping = {LifeEventKind.NEW_NUMBER} | (set() if of_other else {LifeEventKind.DEATH})
    return any(one.counts and one.event.kind in stopping for one in cases)
