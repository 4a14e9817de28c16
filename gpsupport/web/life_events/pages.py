"""What changed in a record, as shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gpsupport.actions.days import london_day
from gpsupport.actions.life_events import OWNER, WHY, Changes, may_decide
from gpsupport.domain.knowledge.content.life_events import LifeRules
from gpsupport.domain.life_events.cases import CaseState, LifeCase, LifeStep, Outcome
from gpsupport.domain.life_events.kinds import Decider, Thing
from gpsupport.domain.people import Actor
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import GateState, address, gate_state

THINGS = {
    Thing.LINK: "Link",
    Thing.FEARED: "Afraid of",
    Thing.REFERRAL: "Referral",
    Thing.REFERRAL_OF_OTHER: "Referral for somebody else",
    Thing.SAFE_CONTACT: "Safe way",
    Thing.TASK: "To do",
    Thing.CHILD_PLAN: "Plan for a child",
    Thing.ASKING: "Asking",
    Thing.FLAG: "Marker",
    Thing.DRAFT: "Drafts",
}
_OUTCOMES = {
    Outcome.ENDED: "Ended",
    Outcome.FOLLOWS: "Goes on",
    Outcome.KEPT: "Goes on",
    Outcome.HANDED_OVER: "Handed over",
}
DECISIONS = (
    (Outcome.KEPT.value, "It goes on"),
    (Outcome.ENDED.value, "It ends"),
    (Outcome.HANDED_OVER.value, "Somebody takes it over"),
)
_WHO = {Decider.LEAD: "The safeguarding lead decides", Decider.CLINICIAN: "Whoever is here decides"}


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One thing that somebody has to decide about; `mine`: whoever looks may."""

    id: str
    thing: str
    what: str
    words: str
    who: str
    mine: bool
    box: str
    owner: str


@dataclass(frozen=True, slots=True)
class SettledRow:
    """What became of one thing, when, and whose doing it was."""

    thing: str
    what: str
    became: str
    words: str
    when: str


@dataclass(frozen=True, slots=True)
class Card:
    """One event. `noticed`: only a record says so as yet, and nothing has ended.

    `believed`: nobody is asked all the same.
    """

    id: str
    seen: int
    title: str
    when: str
    means: str
    note: tuple[str, ...]
    noticed: bool
    believed: bool
    withdrawn: bool
    questions: tuple[QuestionRow, ...]
    settled: tuple[SettledRow, ...]
    notes: tuple[str, ...]
    box: str
    why: str


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """The whole page. `asked`: something waits for an answer, which then has the green button."""

    gate: GateState
    conversation: str
    href: str
    seen: int
    open: tuple[Card, ...]
    closed: tuple[Card, ...]
    beside: tuple[SettledRow, ...]
    decisions: tuple[tuple[str, str], ...]
    hints: Mapping[str, str]
    green: str


def changes_page(
    found: Changes, actor: Actor, rules: LifeRules, typed: Mapping[str, str]
) -> ChangesPage:
    """What changed, what waits for an answer first; `typed` is what stands in the boxes."""
    cards = [(_card(one, found, actor, rules, typed), one) for one in reversed(found.cases)]
    waiting = tuple(card for card, case in cards if case.open)
    return ChangesPage(
        gate=gate_state(found.consultation),
        conversation=address(found.patient.id),
        href=f"/patients/{found.patient.id}/changes",
        seen=len(found.cases),
        open=waiting,
        closed=tuple(card for card, case in cards if not case.open),
        beside=tuple(_settled(one) for one in reversed(found.beside)),
        decisions=DECISIONS,
        hints={one.kind.value: one.means for one in rules.kinds},
        green=next((one.id for one in waiting if one.noticed), ""),
    )


def _card(
    case: LifeCase, found: Changes, actor: Actor, rules: LifeRules, typed: Mapping[str, str]
) -> Card:
    event, told = case.event, rules.of(case.event.kind)
    shown = {one.id for one in case.questions}
    box = f"{WHY}{event.id}"
    secret = "To a place that nobody may know: none is written down." if event.hidden_place else ""
    return Card(
        id=event.id,
        seen=found.seen[event.id],
        title=told.name,
        when=_when(case),
        means=told.means,
        note=tuple(one for one in (event.words, secret) if one),
        noticed=case.state is CaseState.NOTICED,
        believed=case.stops_asking,
        withdrawn=not case.counts,
        questions=tuple(
            _question(one, actor, typed) for one in case.questions if one in case.steps
        ),
        settled=tuple(
            _settled(one)
            for one in case.steps
            if one.thing is not None and one.outcome is not Outcome.ASKED and one.id not in shown
        ),
        notes=tuple(one.words for one in told.notes) if case.state is CaseState.CONFIRMED else (),
        box=box,
        why=typed.get(box, ""),
    )


def _when(case: LifeCase) -> str:
    event = case.event
    noted = words.day(london_day(event.noted_at))
    said = f"noted {noted} by {event.by}" if event.by else f"in a record received {noted}"
    on = f"{words.day(event.on)}, " if event.on else ""
    taken = next((one for one in case.steps if one.outcome is Outcome.WITHDRAWN), None)
    back = ""
    if taken is not None:
        back = f". Taken back {words.day(london_day(taken.at))} by {taken.by}"
        back += f": {taken.words}" if taken.words else ""
    line = f"{on}{said}{back}"
    return line[:1].upper() + line[1:]


def _question(one: LifeStep, actor: Actor, typed: Mapping[str, str]) -> QuestionRow:
    box = f"{OWNER}{one.id}"
    return QuestionRow(
        id=one.id,
        thing=THINGS[one.thing] if one.thing else "",
        what=one.what,
        words=one.words,
        who=_WHO[one.decider or Decider.LEAD],
        mine=may_decide(actor, one),
        box=box,
        owner=typed.get(box, ""),
    )


def _settled(one: LifeStep) -> SettledRow:
    became = _OUTCOMES.get(one.outcome, "")
    by = f" by {one.by}" if one.answers and one.by else ""
    return SettledRow(
        thing=THINGS[one.thing] if one.thing else "",
        what=one.what,
        became=f"{became} to {one.owner}" if one.owner else became,
        words=one.words,
        when=f"{words.day(london_day(one.at))}{by}",
    )
