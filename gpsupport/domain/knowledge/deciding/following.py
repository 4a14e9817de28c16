"""The occasions to ask that events of a patient's own record bring. Nobody else's is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from gpsupport.domain.days import days_after, days_before
from gpsupport.domain.enquiry.schedule import Occasion
from gpsupport.domain.knowledge.content.follow_ups import FollowedEvent, FollowUp
from gpsupport.domain.knowledge.deciding.counting import new_days
from gpsupport.domain.knowledge.deciding.facts import Facts
from gpsupport.domain.knowledge.deciding.judging import Verdict, judge
from gpsupport.domain.record import DateKind, newest_dates


@dataclass(frozen=True, slots=True)
class _Happened:
    """One event: the day from which days are counted, and the day on which it became known.

    Rows that follow the same date of a clinician share a `chain`: an asking lies between two of
    its occasions, whichever row they are of.
    """

    chain: str
    begun_on: date
    known_on: date


def occasions_of(facts: Facts, follow_ups: Iterable[FollowUp]) -> tuple[Occasion, ...]:
    """Every occasion of every event, kept or not. What has no day brings none."""
    dates = newest_dates(facts.picture.dates, facts.on)
    drafts = [
        (happened, due_on, follow_up)
        for follow_up in follow_ups
        for happened in _events(follow_up.event, dates, facts)
        for due_on in _due_days(follow_up, happened)
    ]
    drafts.sort(key=lambda draft: (draft[0].chain, draft[1], draft[2].id))
    found: list[Occasion] = []
    before: dict[str, date] = {}
    for happened, due_on, follow_up in drafts:
        after = before.get(happened.chain, happened.begun_on)
        before[happened.chain] = due_on
        found.append(
            Occasion(
                row=follow_up.id,
                due_on=due_on,
                after=after,
                lapses_on=days_after(happened.begun_on, follow_up.lapses_days),
                because=follow_up.because,
            )
        )
    return tuple(found)


def _due_days(follow_up: FollowUp, happened: _Happened) -> tuple[date, ...]:
    if not follow_up.due_days:
        return (happened.known_on,)
    return tuple(days_after(happened.begun_on, days) for days in follow_up.due_days)


def _events(event: FollowedEvent, dates: dict[DateKind, date], facts: Facts) -> list[_Happened]:
    dated = _find_dated(event, dates, facts)
    coded = _coded(event, facts)
    if dated is not None:
        # Entries between its beginning and its date speak of the same event, perhaps earlier.
        until = days_after(dated.begun_on, event.days_before)
        same = [day for day in coded if dated.begun_on <= day <= until]
        coded = [day for day in coded if day not in same]
        events = [replace(dated, known_on=min([dated.known_on, *same]))]
    else:
        events = []
    events += [_Happened(f"{event.codes} {day}", day, day) for day in coded]
    ends = facts.events(event.ended_by).days if event.ended_by else []
    ended_on = dates.get(event.ended_on) if event.ended_on else None
    if ended_on is not None and ended_on <= facts.on:
        ends = [*ends, ended_on]
    return [one for one in events if not any(one.begun_on <= end for end in ends)]


def _find_dated(
    event: FollowedEvent, dates: dict[DateKind, date], facts: Facts
) -> _Happened | None:
    """The event of a date that a clinician entered, once it has begun."""
    day = dates.get(event.dated) if event.dated else None
    if event.dated is None or day is None:
        return None
    begun_on = days_before(day, event.days_before)
    if begun_on > facts.on:
        return None
    said = (
        one.said_on
        for one in facts.picture.dates
        if one.kind is event.dated and begun_on <= one.said_on <= facts.on
    )
    return _Happened(event.dated.value, begun_on, min(said, default=begun_on))


def _coded(event: FollowedEvent, facts: Facts) -> list[date]:
    days = facts.events(event.codes).days if event.codes else []
    if not days:
        return []
    if event.when is not None and judge(event.when, facts).verdict is not Verdict.MET:
        return []
    return new_days(days, days, event.one_event_days)
