"""When to ask again, when nobody is prompted, and what differs from place to place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gpsupport.domain.enquiry import (
    Cadence,
    CadenceRow,
    Continuity,
    DueBecause,
    DueKind,
    EnteredDates,
    NotAskedReason,
    Quiet,
)
from gpsupport.domain.knowledge.content.care import (
    Area,
    Exclusion,
    Grounded,
    LedgerSays,
    RiskBand,
)
from gpsupport.domain.knowledge.content.follow_ups import FollowedEvent, FollowUp
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.explaining import sentence
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.domain.record import DateKind
from gpsupport.web import words
from gpsupport.web.directory.rows import and_words
from gpsupport.web.knowledge.rules.rules import labels_of
from gpsupport.web.knowledge.texts.document import (
    Document,
    Grid,
    Notes,
    Section,
    Text,
    filled,
    places_of,
)
from gpsupport.web.knowledge.words import span

_AREA = {
    "marac_count": "Points on the checklist that lead to the multi-agency meeting (MARAC)",
    "escalation_events": "Events that lead to it",
    "escalation_days": "In how many days",
    "repeat_days": "Anything new within so many days of the last meeting leads to another",
    "honour_based_automatic": "Feared harm from family or community always leads to it",
    "child_present_months": "Nobody asks with a child in the room from this age in months",
    "risk_bands": "Bands of the checklist",
}
_CONTINUITY = {
    "days": "Days back in which it counts who saw the patient",
    "at_least": "On how many days, at least",
}
_LEDGER = {
    LedgerSays.ASKED_NOT_TO: "The record of askings holds that wish, and it has not run out.",
    LedgerSays.ASKED_TODAY: "The record of askings has one of today, by whomever.",
}
_DATES = {
    DateKind.EXPECTED_BIRTH: "the expected date of birth, as a clinician entered it",
    DateKind.BIRTH: "the day of the birth, as a clinician entered it",
}
_ENTERED = {
    "expected_ahead": "Days ahead for an expected birth, at most",
    "expected_past": "Days back for an expected birth, at most",
    "born_within": "Days back for a birth, at most",
}
_BECAUSE = {
    DueBecause.EVIDENCE: "Something on the record, and nobody asked",
    DueBecause.NOTHING: "Nothing on the record, and nobody asked",
    DueBecause.NEW: "Something new since the last asking",
    DueBecause.REMAINS: "Asked, and it is still on the record",
    DueBecause.ASKED: "Asked, and nothing is left on the record",
    DueBecause.TOLD_NOW: "Told that it goes on",
    DueBecause.TOLD_PAST: "Told of it in the past",
    DueBecause.DECLINED: "Did not want to say",
    DueBecause.WISH: "Asked us not to raise it",
    DueBecause.PUT_OFF: "Put off to a day",
} | {
    DueBecause.nobody_asked(reason): f"Not asked: {words.REASONS[reason]}"
    for reason in NotAskedReason
    if reason is not NotAskedReason.ALREADY_DONE
}
_KINDS = {
    DueKind.SAME_DAY: "Any sign that cannot wait",
    DueKind.LETTER: "A letter",
    DueKind.LEAD: "Any other sign for the lead alone",
    DueKind.TOLD: "Told of it, now or in the past",
    DueKind.SOON: "Any other sign of the first tier",
    DueKind.SET_TIME: "A time at which everybody is asked",
}
_QUIET = {
    "in_front": "Prompts in front in one encounter, at most",
    "asked_again_days": "Days before the same patient is asked again, at least",
    "same_rule_days": "Days that the same rule stays silent without new evidence",
    "snoozes": "Times “not now” in a row before the lead hears of it",
    "not_alone": "Times not seen alone in a row before the lead hears of it",
    "overdue_days": "Days after its date from which an asking is overdue",
    "opt_out_days": "Days that a wish not to be asked holds",
}


def timing(knowledge: Knowledge) -> Document:
    """The cadence, what keeps prompts rare, exclusions, and the areas."""
    notes = Notes(knowledge.sources, places_of(knowledge))
    sections = (
        *_cadence(knowledge.cadence.rows),
        *_because(knowledge.cadence),
        *_kinds(knowledge.cadence),
        *_follow_ups(knowledge),
        *_numbers("rare", "What keeps prompts rare", _QUIET, knowledge.cadence.quiet),
        *_numbers("who", "Who should ask", _CONTINUITY, knowledge.cadence.continuity),
        *_numbers("dates", "Dates that are entered", _ENTERED, knowledge.cadence.entered_dates),
        *_exclusions(knowledge, notes),
        *(_area(one, knowledge, notes) for one in knowledge.areas.values()),
    )
    return Document(
        key="timing",
        title="When to ask again",
        lead="No trial fixes an interval: these days are our own choice, to be discussed.",
        sections=sections,
        notes=notes.all(),
    )


def _cadence(found: tuple[CadenceRow, ...]) -> Iterable[Section]:
    if found:
        rows = tuple(_row(one.situation, _when(one), one.basis) for one in found)
        grid = Grid("When to ask again", ("After", "Ask again", "Rests on"), rows)
        yield Section("days", "Days until asking again", grid=grid)


def _row(*cells: str) -> tuple[tuple[Text, ...], ...]:
    return tuple((Text(first_upper(cell)),) for cell in cells)


def _because(cadence: Cadence) -> Iterable[Section]:
    if cadence.because:
        rows = tuple(
            (
                (Text(_BECAUSE[because]),),
                (Text(one.words),),
                (Text(filled(one.listed, {"day": "[the day]"})),),
            )
            for because, one in cadence.because.items()
        )
        grid = Grid("Why it is due", ("When", "Behind the first question", "In a list"), rows)
        yield Section("because", "Why it is due, in words", grid=grid)


def _kinds(cadence: Cadence) -> Iterable[Section]:
    if cadence.kinds:
        rows = tuple(
            (
                (Text(_KINDS[kind]),),
                (Text(one.listed),),
                (Text(", ".join(one.indicators) or "No sign by name"),),
            )
            for kind, one in cadence.kinds.items()
        )
        grid = Grid("What comes first", ("What", "In a list", "Signs by name"), rows)
        yield Section("kinds", "What comes first in the lead’s lists: our default", grid=grid)


def _when(row: CadenceRow) -> str:
    if not row.days:
        return "No date follows"
    return f"After {and_words(span(days) for days in row.days)}"


def _follow_ups(knowledge: Knowledge) -> Iterable[Section]:
    labels = labels_of(knowledge)
    rows = tuple(
        (
            (Text(first_upper(one.situation)), Text(f"Known by: {_known(one.event, labels)}")),
            (Text(_due(one)),),
            (Text(first_upper(one.basis)),),
        )
        for one in knowledge.follow_ups
    )
    if rows:
        grid = Grid("What an event brings", ("After", "Ask", "Rests on"), rows)
        yield Section("events", "What an event brings", grid=grid)


def _due(follow_up: FollowUp) -> str:
    if follow_up.weeks is not None:
        first, last = follow_up.weeks
        return f"In weeks {first} to {last} of pregnancy, due from week {first}"
    counts = f"for {span(follow_up.lapses_days)}"
    if not follow_up.days:
        return f"On the day it becomes known, {counts}"
    return f"After {and_words(span(days) for days in follow_up.days)}, {counts}"


def _known(event: FollowedEvent, labels: Mapping[str, str]) -> str:
    """How a record tells of an event, and of its end."""
    told = []
    if event.codes:
        where = f", where this holds: {sentence(event.when, labels)}" if event.when else ""
        told.append(f"{_named(event.codes, labels)} on the record{where}")
    if event.dated:
        told.append(_DATES[event.dated])
    ends = [_named(event.ended_by, labels)] if event.ended_by else []
    ends += [_DATES[event.ended_on]] if event.ended_on else []
    until = f". Until {' or '.join(ends)}" if ends else ""
    return f"{'; or '.join(told)}{until}"


def _named(sets: tuple[str, ...], labels: Mapping[str, str]) -> str:
    return " or ".join(labels.get(one, one) for one in sets)


def _numbers(
    key: str, heading: str, said: Mapping[str, str], found: Quiet | Continuity | EnteredDates | None
) -> Iterable[Section]:
    """Numbers that are our own choice, each with what it rests on."""
    if found is not None:
        bases = dict(found.bases)
        rows = tuple(
            _row(label, str(getattr(found, name)), bases.get(name, ""))
            for name, label in said.items()
        )
        yield Section(key, heading, grid=Grid(heading, ("What", "How many", "Rests on"), rows))


def _exclusions(knowledge: Knowledge, notes: Notes) -> Iterable[Section]:
    labels = labels_of(knowledge)
    rows = tuple(
        (
            (notes.text(one.words, one.sources, one.defaults),),
            (notes.text(first_upper(_how_known(one, labels))),),
        )
        for one in knowledge.exclusions
    )
    if rows:
        grid = Grid("When no prompt is shown", ("When", "How it is known"), rows)
        yield Section("no-prompt", "When no prompt is shown", grid=grid)


def _how_known(exclusion: Exclusion, labels: Mapping[str, str]) -> str:
    if exclusion.ledger is not None:
        return _LEDGER[exclusion.ledger]
    return sentence(exclusion.when, labels) if exclusion.when else exclusion.kept_by


def _area(area: Area, knowledge: Knowledge, notes: Notes) -> Section:
    rows = tuple(
        (
            (Text(said),),
            (Text(_value(getattr(area, name))),),
            _basis(area.basis, name, notes),
        )
        for name, said in _AREA.items()
    )
    here = " (holds here)" if area.id == knowledge.area_id else ""
    heading = f"Area: {area.name}{here}"
    grid = Grid(heading, ("What", "Value", "Rests on"), rows)
    return Section(f"area-{area.id}", heading, grid=grid)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, tuple):
        bands = [one for one in value if isinstance(one, RiskBand)]
        return "; ".join(f"{one.name} from {one.from_points}" for one in bands) or "None"
    return str(value)


def _basis(bases: Mapping[str, Grounded], name: str, notes: Notes) -> tuple[Text, ...]:
    basis = bases.get(name)
    if basis is None:
        return (Text("Not stated"),)
    return (notes.text("Sourced" if basis.sources else "", basis.sources, basis.defaults),)
