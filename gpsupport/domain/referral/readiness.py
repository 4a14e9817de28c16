"""Whether a referral is ready to go: what the service wants, what is met, what is still to ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gpsupport.domain.knowledge.content.referring import ReadinessQuestion, ReferralRules
from gpsupport.domain.referral.criteria import Criterion
from gpsupport.domain.referral.matching import Fit

# What the entry of a service answers, by the question of the content.
_ANSWERED_BY = {
    "ages": Criterion.AGE,
    "areas": Criterion.AREA,
    "diagnosis": Criterion.THRESHOLD,
    "ongoing": Criterion.ONGOING,
    "in-refuge": Criterion.IN_REFUGE,
    "consent-of": Criterion.CONSENT,
    "evidence": Criterion.EVIDENCE,
    "refusals": Criterion.SENT_BACK,
    "wait": Criterion.WAIT,
}


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is met, what speaks against it, and what to ask before it goes.

    `met` and `against` are in words that name the service's own terms; `to_ask` are questions.
    `phone_first`: it wants a call, or its entry is too old to rely on.
    """

    met: tuple[str, ...]
    against: tuple[str, ...]
    to_ask: tuple[str, ...]
    phone_first: bool

    @property
    def ready(self) -> bool:
        """Whether nothing is missing that this service is known to want."""
        return not self.against and not self.to_ask and not self.phone_first

    @property
    def may_go(self) -> bool:
        """Whether nothing that is known keeps it from going: a question is no obstacle."""
        return not self.against and not self.phone_first


def readiness(found: Fit, rules: ReferralRules) -> Readiness:
    """What the option wants of this person, and how far that is met.

    What its entry does not say is a question to ask it; nothing is taken from silence. What it
    wants to see, and that nobody came back from it, is neither for nor against, and no question.
    """
    said = {one.criterion: one for one in found.reasons}
    answers = [
        (question, said[criterion])
        for question in rules.service_questions
        if (criterion := _ANSWERED_BY.get(question.id)) is not None
    ]
    return Readiness(
        met=tuple(one.words for _, one in answers if one.speaks_for is True),
        against=tuple(one.words for _, one in answers if one.speaks_for is False),
        to_ask=_asked(
            question
            for question, one in answers
            if one.speaks_for is None and not _answered(one.criterion, found)
        ),
        phone_first=found.option.phone_first or found.option.stale(found.asked.on),
    )


def _answered(criterion: Criterion, found: Fit) -> bool:
    """Whether a question has an answer, though that speaks neither for an option nor against it."""
    if criterion is Criterion.EVIDENCE:
        return bool(found.option.evidence)
    if criterion is Criterion.SENT_BACK:
        return found.asked.around.returns_of(found.option) is not None
    return False


def _asked(questions: Iterable[ReadinessQuestion]) -> tuple[str, ...]:
    return tuple(one.asks for one in questions)
