"""The timeline: a sentence, a picture with a lane for each clinician, and the same as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.timeline import Timeline
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import GateState, gate_state
from gpsupport.web.consultation.pages import Hrefs, ask_again, hrefs

_WIDTH = 1190
_LEFT = 180
_LANE = 52
_TOP = 44
_BOTTOM = 40
_MARGIN = 24
_LABEL_ROOM = 190
_CLOSE = 150
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)
_MOST_MONTHS_SHOWN = 10

_SHAPES = {
    EnquiryOutcome.DISCLOSED_CURRENT: "diamond",
    EnquiryOutcome.DISCLOSED_PAST: "diamond",
    EnquiryOutcome.NOT_DISCLOSED: "ring",
    EnquiryOutcome.DECLINED: "dashed",
    EnquiryOutcome.ANSWER_UNKNOWN: "dashed",
    EnquiryOutcome.NOT_ASKED: "square",
}
_KEY = {
    "diamond": "Told",
    "ring": "Asked, said no",
    "dashed": "Asked, no answer known",
    "square": "Not asked",
}


@dataclass(frozen=True, slots=True)
class Point:
    """One enquiry in the picture; `words` is empty where it would lie on another label."""

    x: int
    shape: str
    words: str
    text_x: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One clinician's line."""

    name: str
    y: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A mark on the axis of time."""

    x: int
    words: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the template needs to draw; `words` says it to those who cannot see it."""

    width: int
    height: int
    left: int
    lanes: tuple[Lane, ...]
    months: tuple[Month, ...]
    words: str


@dataclass(frozen=True, slots=True)
class KeyItem:
    """What a shape means."""

    shape: str
    words: str


@dataclass(frozen=True, slots=True)
class EnquiryRow:
    """One line of the table."""

    on: str
    by: str
    presence: str
    outcome: str
    tag: str
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """The page, newest enquiry first in the table."""

    gate: GateState
    sentence: str
    picture: Picture
    key: tuple[KeyItem, ...]
    rows: tuple[EnquiryRow, ...]
    ask_again: str
    hrefs: Hrefs


def timeline_page(timeline: Timeline, today: date) -> TimelinePage:
    """The timeline as shown on a day."""
    enquiries = timeline.history.until(today)
    shapes = [_SHAPES[enquiry.outcome] for enquiry in enquiries]
    return TimelinePage(
        gate=gate_state(timeline.consultation),
        sentence=timeline.sentence,
        picture=draw(enquiries, timeline.sentence, today),
        key=tuple(KeyItem(shape, said) for shape, said in _KEY.items() if shape in shapes),
        rows=tuple(_row(enquiry) for enquiry in reversed(enquiries)),
        ask_again=ask_again(timeline.next_enquiry),
        hrefs=hrefs(timeline.patient.id),
    )


def draw(enquiries: tuple[Enquiry, ...], sentence: str, today: date) -> Picture:
    """Place every enquiry on its clinician's line, from the first of them to today."""
    names = tuple(dict.fromkeys(_who(enquiry) for enquiry in enquiries))
    first = enquiries[0].on if enquiries else today
    start = first.replace(day=1)
    lanes = tuple(
        Lane(
            name=name,
            y=_TOP + number * _LANE,
            points=_points(
                tuple(enquiry for enquiry in enquiries if _who(enquiry) == name), start, today
            ),
        )
        for number, name in enumerate(names)
    )
    height = _TOP + max(len(lanes) - 1, 0) * _LANE + _BOTTOM + 12
    return Picture(_WIDTH, height, _LEFT, lanes, _months(start, today), sentence)


def _who(enquiry: Enquiry) -> str:
    return enquiry.by or "Not named"


def _points(enquiries: tuple[Enquiry, ...], start: date, today: date) -> tuple[Point, ...]:
    points: list[Point] = []
    labelled = -_CLOSE
    for enquiry in enquiries:
        x = _place(enquiry.on, start, today)
        shown = x - labelled >= _CLOSE
        labelled = x if shown else labelled
        at_end = x > _WIDTH - _LABEL_ROOM
        points.append(
            Point(
                x=x,
                shape=_SHAPES[enquiry.outcome],
                words=f"{words.day(enquiry.on)}: {_said(enquiry)}" if shown else "",
                text_x=x + 10 if at_end else x - 8,
                anchor="end" if at_end else "start",
            )
        )
    return tuple(points)


def _said(enquiry: Enquiry) -> str:
    said = words.OUTCOMES[enquiry.outcome]
    return said[:1].lower() + said[1:]


def _place(on: date, start: date, today: date) -> int:
    room = _WIDTH - _LEFT - 2 * _MARGIN
    span = max((today - start).days, 1)
    return _LEFT + _MARGIN + round(room * (on - start).days / span)


def _months(start: date, today: date) -> tuple[Month, ...]:
    total = (today.year - start.year) * 12 + today.month - start.month + 1
    step = next((step for step in _MONTH_STEPS if total / step <= _MOST_MONTHS_SHOWN), 120)
    marks: list[Month] = []
    for number in range(0, total, step):
        year, month = divmod(start.month - 1 + number, 12)
        on = date(start.year + year, month + 1, 1)
        x = _place(on, start, today)
        if x < _WIDTH - 30:
            marks.append(Month(x, f"{on:%b %Y}", "middle"))
    return tuple(marks)


def _row(enquiry: Enquiry) -> EnquiryRow:
    told = _SHAPES[enquiry.outcome] == "diamond"
    return EnquiryRow(
        on=words.day(enquiry.on),
        by=_by(enquiry),
        presence=words.PRESENCES[enquiry.presence] if enquiry.presence else "Not recorded",
        outcome=words.OUTCOMES[enquiry.outcome],
        tag="told" if told else "",
        reason=f"Because: {words.REASONS[enquiry.reason]}" if enquiry.reason else "",
        words=words.quoted(enquiry.words),
    )


def _by(enquiry: Enquiry) -> str:
    role = f", {words.ROLES[enquiry.role]}" if enquiry.role else ""
    return f"{_who(enquiry)}{role}" + (", from the record" if enquiry.resource else "")
