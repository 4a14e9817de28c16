"""Dated evidence: found by its day first, put into words only where it is shown."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from gpsupport.domain.days import days_before
from gpsupport.domain.record import Attendance, Code, CodedEntry, Coding, Contact, Setting

# An entry with its day, the coding that counts, and whose record it stands in (empty: the own).
Entry = tuple[date | None, CodedEntry, Coding, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One dated reason; `code` is None when the reason is an attendance or a tick.

    `recorded_by` is who wrote the entry, in the record's own words, empty when it does not say.
    `person` is the linked person in whose record it stands, empty for the patient's own.
    """

    resource: str
    display: str
    on: date | None
    code: Code | None = None
    recorded_by: str = ""
    person: str = ""


class Events:
    """What a record holds of one kind of thing: what has a day, in its order, and what has none.

    `put` turns what was found into evidence, in an order that does not depend on the record's.
    """

    def __init__(
        self, found: Sequence[Any], put: Callable[[Sequence[Any]], tuple[Evidence, ...]]
    ) -> None:
        self._put = put
        self._dated = sorted((one for one in found if one[0] is not None), key=itemgetter(0))
        self._undated = [one for one in found if one[0] is None]
        self.days: list[date] = [one[0] for one in self._dated]

    @property
    def undated(self) -> tuple[Evidence, ...]:
        """What has no day."""
        return self._put(self._undated) if self._undated else ()

    def days_in(self, days: int | None, on: date) -> list[date]:
        """The days in a window that ends on the day asked (None: ever), oldest first."""
        return self.days[self._start(days, on) :]

    def in_window(self, days: int | None, on: date) -> tuple[Evidence, ...]:
        """What lies in such a window, oldest first."""
        return self._put(self._dated[self._start(days, on) :])

    def between(self, first: date, last: date) -> tuple[Evidence, ...]:
        """What lies between two days, both included, oldest first."""
        start, stop = bisect_left(self.days, first), bisect_right(self.days, last)
        return self._put(self._dated[start:stop]) if start < stop else ()

    def _start(self, days: int | None, on: date) -> int:
        return 0 if days is None else bisect_left(self.days, days_before(on, days))


def coded_events(found: Sequence[Entry]) -> Events:
    """Events of coded entries; the same code of one person on one day is one of them."""
    return Events(found, _of_entries)


def contact_events(found: Sequence[tuple[date | None, Contact]]) -> Events:
    """Events of contacts."""
    return Events(found, _of_contacts)


def in_day_order(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Oldest first; what has no date stands in front."""
    return tuple(sorted(evidence, key=lambda one: (one.on or date.min, one.resource)))


def _of_entries(found: Sequence[Entry]) -> tuple[Evidence, ...]:
    lowest: dict[tuple[date, str, str, str], tuple[tuple[str, str, str], Entry]] = {}
    for one in found:
        day, entry, coding, person = one
        place = (day or date.min, coding.code.system, coding.code.value, person)
        rank = (entry.resource, coding.display or entry.display, entry.recorded_by)
        present = lowest.get(place)
        if present is None or rank < present[0]:
            lowest[place] = rank, one
    return tuple(
        [
            Evidence(resource, display, day, coding.code, recorded_by, person)
            for _, ((resource, display, recorded_by), (day, _entry, coding, person)) in sorted(
                lowest.items(), key=itemgetter(0)
            )
        ]
    )


def _of_contacts(found: Sequence[tuple[date | None, Contact]]) -> tuple[Evidence, ...]:
    evidence = (
        Evidence(contact.resource, _contact_in_words(contact), day) for day, contact in found
    )
    return in_day_order(tuple(evidence))


def _contact_in_words(contact: Contact) -> str:
    if contact.attendance is Attendance.MISSED:
        return "Missed appointment"
    return _SETTINGS.get(contact.setting, "Contact")


_SETTINGS = {Setting.EMERGENCY: "Emergency attendance", Setting.HOSPITAL: "Hospital stay"}
