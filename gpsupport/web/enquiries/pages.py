"""The timeline: a sentence, a picture with a lane for each clinician, and the same as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.days import LONDON
from gpsupport.actions.timeline import Timeline
from gpsupport.domain.enquiry import Enquiry
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import GateState, gate_state
from gpsupport.web.consultation.pages import Hrefs, ask_again, hrefs
from gpsupport.web.enquiries.lanes import OUTCOMES, SHAPES, Picture, draw, who

_KEY = {
    "diamond": "Disclosed",
    "ring": "Asked, said no",
    "dashed": "Asked, no answer known",
    "square": "Not asked",
}


@dataclass(frozen=True, slots=True)
class KeyItem:
    """What a shape means."""

    shape: str
    words: str


@dataclass(frozen=True, slots=True)
class EnquiryRow:
    """One line of the table. `replaced` says when a later answer took its place, or is empty."""

    on: str
    at: str
    by: str
    presence: str
    outcome: str
    tag: str
    reason: str
    words: str
    observed: str
    replaced: str


@dataclass(frozen=True, slots=True)
class TickRow:
    """One answer of a clinician about what no code holds."""

    on: str
    by: str
    words: str
    answer: str


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """The page, newest enquiry first in the table. The picture shows what counts alone."""

    gate: GateState
    sentence: str
    picture: Picture
    key: tuple[KeyItem, ...]
    rows: tuple[EnquiryRow, ...]
    ticks: tuple[TickRow, ...]
    ask_again: str
    hrefs: Hrefs


def timeline_page(timeline: Timeline, today: date) -> TimelinePage:
    """The timeline as shown on a day."""
    enquiries = timeline.history.until(today)
    shapes = [SHAPES[enquiry.outcome] for enquiry in enquiries]
    return TimelinePage(
        gate=gate_state(timeline.consultation),
        sentence=timeline.sentence,
        picture=draw(enquiries, timeline.sentence, today),
        key=tuple(KeyItem(shape, said) for shape, said in _KEY.items() if shape in shapes),
        rows=_rows(timeline, enquiries),
        ticks=tuple(
            TickRow(
                on=words.day(tick.on),
                by=tick.by,
                words=first_upper(told),
                answer="Ticked" if tick.answer else "Tick removed",
            )
            for tick, told in reversed(timeline.ticks)
        ),
        ask_again=ask_again(timeline.next_enquiry),
        hrefs=hrefs(timeline.patient.id),
    )


def _rows(timeline: Timeline, enquiries: tuple[Enquiry, ...]) -> tuple[EnquiryRow, ...]:
    """Newest first; what was replaced stands where it was made."""
    rows = [(enquiry, "") for enquiry in enquiries]
    for one in timeline.replaced:
        at = one.replaced_at
        when = ""
        if at is not None:
            on = at.astimezone(LONDON).date()
            day = f" on {words.day(on)}" if on != one.enquiry.on else ""
            when = f"{day} at {words.clock_time(at)}"
        by = f" by {one.replaced_by}" if one.replaced_by not in {"", one.enquiry.by} else ""
        rows.append((one.enquiry, f"Changed: replaced{when}{by}"))
    rows.sort(key=lambda row: (row[0].on, row[0].at.isoformat() if row[0].at else ""))
    return tuple(_row(enquiry, replaced) for enquiry, replaced in reversed(rows))


def _row(enquiry: Enquiry, replaced: str) -> EnquiryRow:
    told = SHAPES[enquiry.outcome] == "diamond"
    return EnquiryRow(
        on=words.day(enquiry.on),
        at=words.clock_time(enquiry.at) if enquiry.at else "",
        by=_by(enquiry),
        presence=words.PRESENCES[enquiry.presence] if enquiry.presence else "Not recorded",
        outcome=OUTCOMES[enquiry.outcome],
        tag="told" if told else "",
        reason=f"Because: {words.REASONS[enquiry.reason]}" if enquiry.reason else "",
        words=words.quoted(enquiry.words),
        observed=enquiry.observed,
        replaced=replaced,
    )


def _by(enquiry: Enquiry) -> str:
    role = f", {words.ROLES[enquiry.role]}" if enquiry.role else ""
    return f"{who(enquiry)}{role}" + (", from the record" if enquiry.resource else "")
