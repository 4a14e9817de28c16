"""Askings that an event brings with it: on which day each is due, and which one has kept it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.enquiry.entries import EnquiryHistory


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day on which to ask because of an event, whether or not anybody has.

    `row` is the id of the cadence's row, `because` its words. `after` is the day of the occasion
    before it, of the event itself for the first one; `lapses_on` the last day on which it counts.
    """

    row: str
    due_on: date
    after: date
    lapses_on: date
    because: str

    def kept_by(self, asked_on: date) -> bool:
        """Whether an asking of that day keeps it: nearer to it than to the one before, or later."""
        return asked_on >= self.due_on or self.due_on - asked_on < asked_on - self.after


@dataclass(frozen=True, slots=True)
class ScheduledAsking:
    """An asking that an event brings and that nobody has kept; `row` is the cadence's."""

    row: str
    due_on: date
    because: str


def scheduled_askings(
    occasions: Iterable[Occasion], history: EnquiryHistory, on: date
) -> tuple[ScheduledAsking, ...]:
    """The occasions that nobody has kept and that still count, the earliest first."""
    asked = [enquiry.on for enquiry in history.askings_until(on)]
    open_ones = (
        ScheduledAsking(one.row, one.due_on, one.because)
        for one in occasions
        if on <= one.lapses_on and not any(one.kept_by(day) for day in asked)
    )
    return tuple(sorted(open_ones, key=lambda one: (one.due_on, one.row)))
