"""The picture of the timeline: a lane for each clinician, a mark with its words for each asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome
from gpsupport.web import words

# Lengths in the units of the drawing, which are pixels on a screen 1366 wide.
_WIDTH = 1190
_LEFT = 180
_MARGIN = 24
_LABEL_ROOM = 290
_ROOM = _WIDTH - _LEFT - _MARGIN - _LABEL_ROOM
_TOP = 44
_LANE = 52
_LEVEL = 20
_BOTTOM = 52
_APART = 24
_LETTER = 7.4
_LABEL_LEFT = 8
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)
_MOST_MONTHS_SHOWN = 10

SHAPES = {
    EnquiryOutcome.DISCLOSED_CURRENT: "diamond",
    EnquiryOutcome.DISCLOSED_PAST: "diamond",
    EnquiryOutcome.NOT_DISCLOSED: "ring",
    EnquiryOutcome.DECLINED: "dashed",
    EnquiryOutcome.OPTED_OUT: "dashed",
    EnquiryOutcome.ANSWER_UNKNOWN: "dashed",
    EnquiryOutcome.NOT_ASKED: "square",
    EnquiryOutcome.DEFERRED: "square",
}
OUTCOMES = words.OUTCOMES | {
    EnquiryOutcome.DISCLOSED_CURRENT: "Disclosed, going on now",
    EnquiryOutcome.DISCLOSED_PAST: "Disclosed, in the past",
}


@dataclass(frozen=True, slots=True)
class Point:
    """One enquiry in the picture; its words stand `level` steps higher than the lowest ones."""

    x: int
    shape: str
    words: str
    level: int


@dataclass(frozen=True, slots=True)
class Lane:
    """One clinician's line, oldest enquiry first."""

    name: str
    y: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A mark on the axis of time."""

    x: int
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the template needs to draw; `words` says it to those who cannot see it."""

    width: int
    height: int
    left: int
    level: int
    lanes: tuple[Lane, ...]
    months: tuple[Month, ...]
    words: str


def who(enquiry: Enquiry) -> str:
    """Who asked."""
    return enquiry.by or "Not named"


def draw(enquiries: tuple[Enquiry, ...], sentence: str, today: date) -> Picture:
    """Place every enquiry on its clinician's line, from the first of them to today.

    Takes them oldest first. Every mark has its words: a lane grows until none lies on another.
    """
    start = (enquiries[0].on if enquiries else today).replace(day=1)
    lanes: list[Lane] = []
    y = _TOP
    for name in dict.fromkeys(who(enquiry) for enquiry in enquiries):
        own = tuple(enquiry for enquiry in enquiries if who(enquiry) == name)
        points = _points(own, start, today)
        y += _LEVEL * max(point.level for point in points)
        lanes.append(Lane(name, y, points))
        y += _LANE
    height = (lanes[-1].y if lanes else _TOP) + _BOTTOM
    return Picture(_WIDTH, height, _LEFT, _LEVEL, tuple(lanes), _months(start, today), sentence)


def _points(enquiries: tuple[Enquiry, ...], start: date, today: date) -> tuple[Point, ...]:
    labels = [f"{words.day(one.on)}: {_lower_first(OUTCOMES[one.outcome])}" for one in enquiries]
    places = _spread([_place(one.on, start, today) for one in enquiries])
    return tuple(
        Point(x, SHAPES[enquiry.outcome], label, level)
        for enquiry, x, label, level in zip(
            enquiries, places, labels, _levels(places, labels), strict=True
        )
    )


def _spread(places: list[int]) -> list[int]:
    """The same places, pushed apart until no mark hides another, all inside the picture."""
    step = min(_APART, _ROOM // max(len(places), 1))
    spread: list[int] = []
    for x in places:
        spread.append(max(x, spread[-1] + step) if spread else x)
    limit = _LEFT + _MARGIN + _ROOM
    for number in reversed(range(len(spread))):
        spread[number] = min(spread[number], limit)
        limit = spread[number] - step
    return spread


def _levels(places: list[int], labels: list[str]) -> list[int]:
    """A level for the words of each mark, so that neither words nor the lines to them cross.

    From the right: words run to the right of their mark, so the newest stand lowest.
    """
    taken: list[list[tuple[float, float]]] = []
    levels: list[int] = []
    for x, label in zip(reversed(places), reversed(labels), strict=True):
        span = (x - _LABEL_LEFT, x - _LABEL_LEFT + _LETTER * len(label) + _LABEL_LEFT)
        level = 0
        while level < len(taken) and any(
            span[0] < other[1] and other[0] < span[1] for other in taken[level]
        ):
            level += 1
        if level == len(taken):
            taken.append([])
        taken[level].append(span)
        for below in taken[:level]:
            below.append((x - 2, x + 2))
        levels.append(level)
    return levels[::-1]


def _place(on: date, start: date, today: date) -> int:
    span = max((today - start).days, 1)
    return _LEFT + _MARGIN + round(_ROOM * (on - start).days / span)


def _months(start: date, today: date) -> tuple[Month, ...]:
    total = (today.year - start.year) * 12 + today.month - start.month + 1
    step = next((step for step in _MONTH_STEPS if total / step <= _MOST_MONTHS_SHOWN), 120)
    marks: list[Month] = []
    for number in range(0, total, step):
        year, month = divmod(start.month - 1 + number, 12)
        on = date(start.year + year, month + 1, 1)
        marks.append(Month(_place(on, start, today), f"{on:%b %Y}"))
    return tuple(marks)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
