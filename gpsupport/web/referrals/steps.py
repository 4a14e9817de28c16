"""What may be written down next about a referral, and which boxes that wants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.referral.writing import last_entry
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.states import ReferralState
from gpsupport.domain.referral.waiting import cannot_wait, reply_due_on

PLAN, LOOK, NOTE, TAKE_BACK = "plan", "look", "note", "take-back"
THROUGH = "through-practice"
SEEN_TO = "seen-to"
# A step stands in the address of its page, which the browser keeps: this one says nothing there.
CONTACT = "contact"
_BESIDE = {
    PLAN: "What is done now, and who does it",
    LOOK: "See how they are",
    SEEN_TO: "What was done today",
    NOTE: "Something else to note",
    TAKE_BACK: "The last entry is wrong: take it back",
}
# "Another took its place" is written when that other one is sent.
_NOT_BY_HAND = frozenset({ReferralState.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class StepChoice:
    """One thing that may be written down next."""

    value: str
    words: str


def choices_of(referral: Referral, rules: ReferralRules, today: date) -> tuple[StepChoice, ...]:
    """What may follow, what is most wanted first. That no answer came is offered when it is so."""
    answer_by = reply_due_on(referral, rules, ())
    answered_for = answer_by is None or answer_by > today
    unlikely = {ReferralState.EXPIRED} if answered_for else set()
    steps = [
        StepChoice(step_of(ReferralState(one)), rules.stage(one).words)
        for one in rules.stage(referral.state.value).then
        if ReferralState(one) not in _NOT_BY_HAND | unlikely
    ]
    if referral.state is ReferralState.DRAFT:
        # "Sent" from a draft notes the yes of the same day with it.
        steps.insert(1, StepChoice(ReferralState.SENT, rules.stage(ReferralState.SENT).words))
    owes_plan = referral.returned_without_plan or referral.state is ReferralState.RETURNED
    plan = [StepChoice(PLAN, _BESIDE[PLAN])] if owes_plan else []
    look = [StepChoice(LOOK, _BESIDE[LOOK])] if referral.state.with_service else []
    back = [StepChoice(TAKE_BACK, _BESIDE[TAKE_BACK])] if last_entry(referral) else []
    alone = [StepChoice(THROUGH, rules.not_safe.words)] if referral.unsafe_since else []
    left = cannot_wait(referral, rules)
    done = [StepChoice(SEEN_TO, _BESIDE[SEEN_TO])] if left else []
    return (*done, *alone, *plan, *look, *steps, StepChoice(NOTE, _BESIDE[NOTE]), *back)


def step_of(state: ReferralState) -> str:
    """The step that leads to a state."""
    return CONTACT if state is ReferralState.UNSAFE else state.value


def state_of(step: str) -> ReferralState | None:
    """The state to which a step leads; None for what is noted beside, and for no step."""
    return {step_of(one): one for one in ReferralState}.get(step)


@dataclass(frozen=True, slots=True)
class Asks:
    """Which boxes a step wants."""

    consent: bool
    happened: bool
    reason: bool
    plan: bool
    look: bool
    appointment: bool


def asks_of(referral: Referral, step: str) -> Asks:
    """The boxes of a step."""
    return Asks(
        consent=wants_consent(referral, step),
        happened=step != TAKE_BACK,
        reason=step == ReferralState.RETURNED,
        plan=wants_plan(step),
        look=step == LOOK,
        appointment=step == ReferralState.OFFERED,
    )


def wants_consent(referral: Referral, step: str) -> bool:
    """Whether a step asks on what the referral rests."""
    stands = referral.consent is not None and referral.consent.stands
    return step == ReferralState.CONSENT or (step == ReferralState.SENT and not stands)


def wants_plan(step: str) -> bool:
    """Whether a step asks what is done now."""
    return step in {PLAN, ReferralState.RETURNED}
