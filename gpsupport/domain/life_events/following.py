"""What an event means for each open thing of a record: nothing is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gpsupport.domain.knowledge.content.life_events import LifeRule, LifeRules
from gpsupport.domain.life_events.cases import LifeCase, LifeEvent, LifeStep, Outcome
from gpsupport.domain.life_events.kinds import Decider, Then, Thing


@dataclass(frozen=True, slots=True)
class OpenThing:
    """Something that goes on. `what` says which; `other_id` whose it is too (a link has two ends).

    `bound`: it cannot be ended from here, so that somebody is asked even where it would end.
    """

    thing: Thing
    id: str
    what: str
    other_id: str = ""
    other_what: str = ""
    bound: bool = False


_OUTCOMES = {Then.ENDS: Outcome.ENDED, Then.FOLLOWS: Outcome.FOLLOWS, Then.ASKED: Outcome.ASKED}


def steps_of(
    event: LifeEvent, things: Iterable[OpenThing], rules: LifeRules, by: str, at: datetime
) -> tuple[LifeStep, ...]:
    """What becomes of each thing, one step for each, in the order of the things.

    A link that ends for both has a second step, for the other's timeline: it says what ended, and
    of the reason only what the content lets be said there.
    """
    found: list[LifeStep] = []
    for thing in things:
        rule = rules.rule(event.kind, thing.thing)
        step = _step(event, thing, rule, by, at)
        found.append(step)
        if step.outcome is Outcome.ENDED and thing.other_id:
            found.append(_beside(step, thing, rule))
    return tuple(found)


def again_of(case: LifeCase, words: str, by: str, at: datetime) -> tuple[LifeStep, ...]:
    """Once an event is taken back: what it had ended, as questions to the lead."""
    own = case.event.patient_id
    return tuple(
        LifeStep(
            id="",
            event_id=case.event.id,
            patient_id=own,
            at=at,
            outcome=Outcome.ASKED,
            by=by,
            thing=one.thing,
            what=one.what,
            words=words,
            decider=Decider.LEAD,
        )
        for one in case.steps
        if one.outcome is Outcome.ENDED and one.patient_id == own and one.thing not in _BY_ITSELF
    )


# The asking is judged afresh without anybody's doing.
_BY_ITSELF = frozenset({Thing.ASKING})


def _step(event: LifeEvent, thing: OpenThing, rule: LifeRule, by: str, at: datetime) -> LifeStep:
    asked = rule.then is Then.ASKED or (rule.then is Then.ENDS and thing.bound)
    return LifeStep(
        id="",
        event_id=event.id,
        patient_id=event.patient_id,
        at=at,
        outcome=Outcome.ASKED if asked else _OUTCOMES[rule.then],
        by=by,
        thing=thing.thing,
        thing_id=thing.id,
        what=thing.what,
        words=rule.words,
        decider=(rule.decider or Decider.LEAD) if asked else None,
    )


def _beside(step: LifeStep, thing: OpenThing, rule: LifeRule) -> LifeStep:
    return LifeStep(
        id="",
        event_id=step.event_id,
        patient_id=thing.other_id,
        at=step.at,
        outcome=Outcome.ENDED,
        by=step.by,
        thing=step.thing,
        thing_id=step.thing_id,
        what=thing.other_what,
        words=rule.beside,
    )
