"""When to ask again, when nobody is prompted, and what differs from place to place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gpsupport.domain.enquiry import CadenceRow, Quiet
from gpsupport.domain.knowledge.content.care import Area, Grounded, RiskBand
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.explaining import sentence
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.web.directory.rows import and_words
from gpsupport.web.knowledge.rules.rules import labels_of
from gpsupport.web.knowledge.texts.document import (
    Document,
    Grid,
    Notes,
    Section,
    Text,
    places_of,
)
from gpsupport.web.knowledge.words import span

_AREA = {
    "marac_count": "Points on the checklist that lead to the agencies’ meeting",
    "escalation_events": "Events that lead to it",
    "escalation_days": "In how many days",
    "repeat_days": "Anything new within so many days of the last meeting leads to another",
    "honour_based_automatic": "Feared harm from family or community always leads to it",
    "child_present_months": "Nobody asks with a child in the room from this age in months",
    "risk_bands": "Bands of the checklist",
}
_QUIET = {
    "in_front": "Prompts in front in one encounter, at most",
    "asked_again_days": "Days before the same patient is asked again, at least",
    "same_rule_days": "Days that the same rule stays silent without new evidence",
    "snoozes": "Times “not now” in a row before the lead hears of it",
    "opt_out_days": "Days that a wish not to be asked holds",
}


def timing(knowledge: Knowledge) -> Document:
    """The cadence, what keeps prompts rare, exclusions, and the areas."""
    notes = Notes(knowledge.sources, places_of(knowledge))
    sections = (
        *_cadence(knowledge.cadence.rows),
        *_quiet(knowledge.cadence.quiet),
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
    return tuple((Text(first_upper(words)),) for words in cells)


def _when(row: CadenceRow) -> str:
    if row.weeks is not None:
        first, last = row.weeks
        return f"In weeks {first} to {last} of pregnancy" if first != last else f"In week {first}"
    if not row.days:
        return "No date follows"
    return f"After {and_words(span(days) for days in row.days)}"


def _quiet(quiet: Quiet | None) -> Iterable[Section]:
    if quiet is not None:
        bases = dict(quiet.bases)
        rows = tuple(
            _row(said, str(getattr(quiet, name)), bases.get(name, ""))
            for name, said in _QUIET.items()
        )
        grid = Grid("What keeps prompts rare", ("What", "How many", "Rests on"), rows)
        yield Section("rare", "What keeps prompts rare", grid=grid)


def _exclusions(knowledge: Knowledge, notes: Notes) -> Iterable[Section]:
    labels = labels_of(knowledge)
    rows = tuple(
        (
            (notes.text(one.words, one.sources, one.defaults),),
            (
                Text(first_upper(sentence(one.when, labels)))
                if one.when is not None
                else notes.text(first_upper(one.kept_by)),
            ),
        )
        for one in knowledge.exclusions
    )
    if rows:
        grid = Grid("When no prompt is shown", ("When", "How it is known"), rows)
        yield Section("no-prompt", "When no prompt is shown", grid=grid)


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
