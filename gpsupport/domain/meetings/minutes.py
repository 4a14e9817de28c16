"""Minutes by record: what is proposed for whose record. A person writes it there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gpsupport.domain.meetings.adults import AdultsNames
from gpsupport.domain.meetings.kinds import RecordKind
from gpsupport.domain.meetings.meeting import Decision, Filing, Heard, Meeting, Place
from gpsupport.domain.meetings.words import action_words, on_day


@dataclass(frozen=True, slots=True)
class Draft:
    """The words proposed for one record. `filed` is what a person wrote there, None for nothing.

    `newer`: something was decided for this record after that. `left_out` counts what was decided
    or is to be done and names the help of an adult: it is in no proposal for a child's record.
    """

    place: Place
    words: str
    filed: Filing | None = None
    newer: bool = False
    left_out: int = 0


def drafts_of(
    heard: Heard, meeting: Meeting, kind_name: str, adults: AdultsNames, *, of_child: bool
) -> tuple[Draft, ...]:
    """A draft for each record into which something of a family goes, the patient's first.

    A child's holds what was decided for that child alone, and nothing that names the help of an
    adult. `of_child`: the patient is a child too. What stays in the minutes is in none.
    """
    head = f"{kind_name}, {on_day(meeting.on)}."
    found = []
    for place in _places(heard.decisions):
        own = [one for one in heard.decisions if any(_same(place, each) for each in one.places)]
        words = [f"Decided: {one.words}" for one in own]
        if place.record is RecordKind.PATIENT:
            words += [f"To do: {action_words(one)}" for one in heard.to_do]
        childs = of_child or place.record is RecordKind.CHILD
        fit = [one for one in words if not (childs and adults.told_in(one))]
        filed = next((one for one in reversed(heard.filed) if _same(one.place, place)), None)
        newer = filed is not None and any(one.at > filed.at for one in own)
        left_out = len(words) - len(fit)
        found.append(Draft(place, "\n".join((head, *fit)), filed, newer, left_out))
    return tuple(found)


def _places(decisions: Iterable[Decision]) -> tuple[Place, ...]:
    # Under the name that was written last: somebody may have been entered wrongly at first.
    named = {(place.record, place.whose): place for one in decisions for place in one.places}
    order = list(RecordKind)
    return tuple(
        sorted(
            (one for one in named.values() if one.record is not RecordKind.MINUTES),
            key=lambda one: (order.index(one.record), one.name, one.whose),
        )
    )


def _same(one: Place, other: Place) -> bool:
    return (one.record, one.whose) == (other.record, other.whose)
