"""A patient who speaks of their own behaviour: what was said, what to say, what helps."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.actions.consultation.own_statements import OwnStatementsSeen, OwnWords
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.referring import HelpKind
from gpsupport.domain.referral.matching import Fit
from gpsupport.web.consultation.ordinary import GateState, address, gate_state
from gpsupport.web.consultation.who_helps import people_named

# Below the address of the conversation.
HERE = "own"
# What the page of the conversation says of it. It stands there for every adult alike.
_LINES = {
    OwnWords.NOTHING_SAID: "Speaks of their own behaviour at home",
    OwnWords.NOT_SAVED: "Speaks of their own behaviour at home: ticks not saved yet",
    OwnWords.SAID: "Spoke of their own behaviour today",
}


@dataclass(frozen=True, slots=True)
class Box:
    """One thing that the patient may have said; `kept` whether it is saved as said today."""

    name: str
    words: str
    ticked: bool
    kept: bool


@dataclass(frozen=True, slots=True)
class Route:
    """A kind of help. `listed` are the local options with the way to reach them; none: a gap."""

    name: str
    purpose: str
    listed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnLine:
    """The line on the page of the conversation that leads here."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The page. Without anything said today nothing but the boxes is `shown`.

    `status` says what was just saved, or that something is not.
    """

    gate: GateState
    rule: str
    boxes: tuple[Box, ...]
    status: str
    shown: bool
    say: tuple[str, ...]
    consider: tuple[str, ...]
    never: tuple[str, ...]
    routes: tuple[Route, ...]
    save: str
    conversation: str


def own_line(patient_id: str, own: OwnWords) -> OwnLine | None:
    """The line for one patient; None where it is not offered."""
    words = _LINES.get(own)
    return OwnLine(words, address(patient_id, HERE)) if words else None


def own_page(seen: OwnStatementsSeen, knowledge: Knowledge, kept: str = "") -> OwnPage:
    """What was said today decides what there is to show; `kept` says what was just saved."""
    content = seen.content
    people = people_named(None, seen.lead_name, child=False)
    shown = bool(seen.said)

    def named(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(people.put_into(text) for text in texts) if shown else ()

    return OwnPage(
        gate=gate_state(seen.consultation),
        rule=content.rule.words,
        boxes=tuple(
            Box(one.id, one.words, one.id in seen.boxes, one.id in seen.said)
            for one in content.ticks
        ),
        status="Not saved yet" if seen.boxes != seen.said else kept,
        shown=shown,
        say=named(tuple(one.words for one in content.say)),
        consider=named(tuple(one.words for one in content.consider)),
        never=named(tuple(one.words for one in content.never)),
        routes=_routes(seen, knowledge) if shown else (),
        save=address(seen.patient.id, HERE),
        conversation=address(seen.patient.id),
    )


def _routes(seen: OwnStatementsSeen, knowledge: Knowledge) -> tuple[Route, ...]:
    kinds = {one.id: one for one in knowledge.referral.kinds} if knowledge.referral else {}
    return tuple(
        Route(kind.name, kind.purpose, _listed(seen.fits, kind))
        for kind in (kinds[route] for route in seen.content.routes if route in kinds)
    )


def _listed(fits: tuple[Fit, ...], kind: HelpKind) -> tuple[str, ...]:
    """The options that may take this very person: name, when, number."""
    options = [
        fit.option for fit in fits if fit.option.kind in kind.options and fit.nothing_against
    ]
    return tuple(
        ". ".join(part for part in (one.name, one.availability, one.phone) if part)
        for one in options
    )
