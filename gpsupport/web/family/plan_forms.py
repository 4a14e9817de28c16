"""The boxes of the three tracks: read, filled from what was saved, and what is wrong in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from gpsupport.domain.family.tracks import (
    Disagreement,
    Part,
    Track,
    TrackFault,
    TrackKind,
    TracksPlan,
    TrackState,
    View,
)
from gpsupport.domain.knowledge.content.tracks import TrackRules
from gpsupport.web import words
from gpsupport.web.disclosure.days import read_day
from gpsupport.web.disclosure.reading import FormFault
from gpsupport.web.disclosure.typed import Typed
from gpsupport.web.meanwhile import Difference

LONGEST = 2000
SOMETHING_ELSE = "other"
BARRIER = "barrier"
STATES = {
    TrackState.CAN_START: "Can start now",
    TrackState.UNDER_WAY: "Under way",
    TrackState.WAITS: "Waits for something",
    TrackState.DONE: "Done",
}
_LABELS = {
    "state": "where it stands",
    "owner": "owner",
    "again": "look again on",
    "for": "waits for",
    "what": "what it waits for",
    "words": "what is done",
    "who1": "first view, whose",
    "says1": "first view",
    "who2": "second view, whose",
    "says2": "second view",
}


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """What the boxes say, and what of it cannot be read."""

    plan: TracksPlan
    faults: tuple[FormFault, ...]


def read_plan(  # noqa: PLR0917 - what is typed, by which content, whose it is, and when
    typed: Typed, rules: TrackRules, patient_id: str, by: str, now: datetime, today: date
) -> ReadPlan:
    """A version out of the boxes; one that cannot be read counts as empty, and is a fault."""
    faults: list[FormFault] = []
    tracks = tuple(_read_track(typed, one.kind, one.name, today, faults) for one in rules.tracks)
    known = {one.id for one in rules.barriers}
    plan = TracksPlan(
        id="",
        patient_id=patient_id,
        at=now,
        by=by,
        tracks=tracks,
        barriers=tuple(one.id for one in rules.barriers if one.id in typed.many(BARRIER) & known),
    )
    return ReadPlan(plan, tuple(faults))


def boxes_of(plan: TracksPlan | None) -> Typed:
    """The boxes as a version fills them; all are empty before the first."""
    if plan is None:
        return Typed()
    fields = {
        f"{one.kind.value}.{box}": [said]
        for one in plan.tracks
        for box, said in _said_in(one).items()
        if said
    }
    return Typed({**fields, BARRIER: list(plan.barriers)})


def in_words(faults: Iterable[TrackFault], rules: TrackRules) -> Iterator[FormFault]:
    """What is wrong with a version, at the box where it is mended."""
    for one in faults:
        name = rules.track(one.kind).name
        box, said = {
            Part.STATE: ("state", f"Say where it stands: {name}"),
            Part.OWNER: ("owner", f"Say who owns it: {name}"),
            Part.AGAIN: ("again", f"Say when to look at it again: {name}"),
            Part.WAITS: ("for", f"Say what it waits for: {name}"),
            Part.PARALLEL: (
                "state",
                f"{name} does not wait here: with what is ticked above, both run side by side",
            ),
            Part.VIEWS: ("who1", f"Write both views, and whose each is: {name}"),
        }[one.part]
        if one.past:
            said = f"That day has passed: {name}"
        yield FormFault(f"{one.kind.value}.{box}", said)


def differences(saved: TracksPlan, typed: Typed, rules: TrackRules) -> Iterator[Difference]:
    """What was saved beside what is typed here, box by box."""
    there = boxes_of(saved)
    for track in rules.tracks:
        for box, label in _LABELS.items():
            name = f"{track.kind.value}.{box}"
            yield Difference(
                f"{track.name}: {label}",
                _shown(box, there.one(name), rules),
                _shown(box, typed.one(name), rules),
            )
    for one in rules.barriers:
        ticked = ["Ticked" if one.id in each.many(BARRIER) else "" for each in (there, typed)]
        yield Difference(one.words, *ticked)


def _read_track(
    typed: Typed, kind: TrackKind, name: str, today: date, faults: list[FormFault]
) -> Track:
    def text(box: str) -> str:
        said = typed.one(f"{kind.value}.{box}").strip()
        if len(said) > LONGEST:
            fault = f"{name}: {LONGEST} letters or fewer"
            faults.append(FormFault(f"{kind.value}.{box}", fault))
        return said[:LONGEST]

    state = typed.find(f"{kind.value}.state", TrackState)
    waits = state is TrackState.WAITS
    views = [View(text(f"who{place}"), text(f"says{place}")) for place in (1, 2)]
    again_on = None
    if (day := text("again")) and state is not TrackState.DONE:
        try:
            again_on = read_day(day, today)
        except ValueError as wrong:
            faults.append(FormFault(f"{kind.value}.again", f"{name}: {wrong}"))
    return Track(
        kind=kind,
        state=state,
        owner=text("owner"),
        again_on=again_on,
        waits_for=typed.find(f"{kind.value}.for", TrackKind) if waits else None,
        waits_words=text("what") if waits else "",
        words=text("words"),
        disagreement=Disagreement(*views) if any(one.who or one.what for one in views) else None,
    )


def _said_in(one: Track) -> dict[str, str]:
    two = one.disagreement
    elsewhere = SOMETHING_ELSE if one.waits_words else ""
    return {
        "state": one.state.value if one.state else "",
        "owner": one.owner,
        "again": words.day(one.again_on) if one.again_on else "",
        "for": one.waits_for.value if one.waits_for else elsewhere,
        "what": one.waits_words,
        "words": one.words,
        "who1": two.one.who if two else "",
        "says1": two.one.what if two else "",
        "who2": two.other.who if two else "",
        "says2": two.other.what if two else "",
    }


def _shown(box: str, said: str, rules: TrackRules) -> str:
    if box == "state":
        return next((told for one, told in STATES.items() if one.value == said), "")
    if box == "for":
        names = {one.kind.value: one.name for one in rules.tracks}
        return names.get(said, "Something else" if said == SOMETHING_ELSE else "")
    return said
