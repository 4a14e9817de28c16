"""Everything noted after a patient told, on one screen: the values, not what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gpsupport.domain.disclosure.contact import SafeContact


class Answer(StrEnum):
    """The answer to a safety question. Not asked is an answer: it is never read as a no."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True)
class SafetyAnswer:
    """One answer; `question` is the id of a question of the pack, `note` the clinician's words.

    `on` is the day of which a question with a time asks (pressure on the neck), None where unknown;
    `symptoms` whether there are any since.
    """

    question: str
    answer: Answer
    note: str = ""
    on: date | None = None
    symptoms: bool | None = None


@dataclass(frozen=True, slots=True)
class ChildPlan:
    """The plan of one child. `plan` is the id of a plan of the pack, None while nobody chose one.

    `resource` names the relative in the record, empty for a child who was named in the talk; OWN
    stands there when the patient is the child.
    `owner` is who does it, in words; `by` until when. `why_none` says why no plan is needed, the
    only way to leave a child without one.
    """

    name: str
    age: int | None = None
    resource: str = ""
    lives_here: bool | None = None
    plan: str | None = None
    owner: str = ""
    by: date | None = None
    note: str = ""
    why_none: str = ""

    @property
    def of_patient(self) -> bool:
        """Whether it is the plan of the patient, who is a child, and not of another one."""
        return self.resource == OWN

    @property
    def planned(self) -> bool:
        """Whether there is a plan with somebody who does it by a day, or a reason why none."""
        if self.plan is None:
            return bool(self.why_none.strip())
        return bool(self.owner.strip()) and self.by is not None


# A place that no relative in a record has.
OWN = "Patient"


@dataclass(frozen=True, slots=True)
class ChecklistResult:
    """What the official risk checklist came to. The checklist itself is never reproduced here.

    `total` counts the yes answers, `answered` how many of its questions were answered; None where
    nobody said. `young` is the form for young people.
    """

    total: int
    on: date
    by: str
    answered: int | None = None
    young: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.total <= QUESTIONS_OF_CHECKLIST:
            raise ValueError(f"a total lies between 0 and {QUESTIONS_OF_CHECKLIST}")
        if self.answered is not None and not self.total <= self.answered <= QUESTIONS_OF_CHECKLIST:
            raise ValueError(
                "there are at least as many answers as yes answers, and no more than"
                f" {QUESTIONS_OF_CHECKLIST}"
            )


# The published form has so many questions (SafeLives Dash, 2015).
QUESTIONS_OF_CHECKLIST = 24


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What bears on whether the agencies meet about it, beside the safety answers.

    `judgement` is the clinician's own, True for high risk, with reasons in words. `events` counts
    what happened in the area's window. `last_meeting_on` is the last time it was heard there.
    """

    checklist: ChecklistResult | None = None
    judgement: bool | None = None
    judgement_reasons: str = ""
    events: int | None = None
    last_meeting_on: date | None = None
    new_since_meeting: bool | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the patient agrees to share: with whom (an id of the pack), whether, and what of it."""

    with_whom: str
    agreed: bool
    what: str = ""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What was noted after one telling. Never changed: a correction is a new one.

    `matters_most` is the patient's own answer. `children_asked` says that somebody asked who the
    children are, so that none is an answer. `routes` are ids of further routes of the pack that a
    clinician opened (genital cutting, forced marriage, adult safeguarding, and so on).
    """

    id: str
    patient_id: str
    consultation_id: str
    enquiry_id: str
    at: datetime
    by: str
    matters_most: str = ""
    safety: tuple[SafetyAnswer, ...] = ()
    children_asked: bool = False
    children: tuple[ChildPlan, ...] = ()
    risk: RiskFacts = RiskFacts()
    contact: SafeContact | None = None
    agreements: tuple[Agreement, ...] = ()
    routes: tuple[str, ...] = ()

    def answer_to(self, question: str) -> Answer:
        """The answer to a question; one that nobody noted was not asked."""
        found = (one.answer for one in self.safety if one.question == question)
        return next(found, Answer.NOT_ASKED)
