"""Reading what an event brings: its days, and how a record tells of the event."""

from __future__ import annotations

from gpsupport.domain.knowledge.content.follow_ups import FollowedEvent, FollowUp
from gpsupport.domain.record import DateKind
from gpsupport.knowledge.content.grounds import find_ids, read_rows
from gpsupport.knowledge.reading import Table, Value
from gpsupport.knowledge.rules import read_condition


def read_follow_ups(table: Table, code_sets: frozenset[str]) -> tuple[FollowUp, ...]:
    """Every follow-up, in the order of the file. `code_sets` are the ids that an event may name."""
    return read_rows(table, lambda row_id, row: _follow_up(row_id, row, code_sets))


def _follow_up(row_id: str, row: Table, code_sets: frozenset[str]) -> FollowUp:
    """Several days after an event, an occasion in pregnancy, or the day it became known."""
    days, weeks = row.find("days"), row.find("weeks")
    follow_up = FollowUp(
        id=row_id,
        situation=row.need("situation").text(),
        because=row.need("because").text(),
        basis=row.need("basis").text(),
        event=_event(row.need("event"), code_sets),
        lapses_days=row.need("lapses_days").integer(1),
        days=tuple(item.integer(1) for item in days.items()) if days else (),
        weeks=_weeks(weeks) if weeks else None,
    )
    if list(follow_up.days) != sorted(set(follow_up.days)):
        row.fault("days are in order, each once")
    if days is not None and weeks is not None:
        row.fault("give days after the event or weeks of it, not both")
    if any(day > follow_up.lapses_days for day in follow_up.due_days):
        row.fault("a day lies after the last one on which the event counts (lapses_days)")
    return follow_up


def _event(value: Value, code_sets: frozenset[str]) -> FollowedEvent:
    table = value.table()
    when, dated, ended_on = table.find("when"), table.find("dated"), table.find("ended_on")
    event = FollowedEvent(
        codes=find_ids(table, "codes", code_sets, "code set"),
        when=read_condition(when, code_sets) if when else None,
        one_event_days=table.find_integer("one_event_days", 1) or 1,
        dated=dated.choice(DateKind) if dated else None,
        days_before=table.find_integer("days_before") or 0,
        ended_by=find_ids(table, "ended_by", code_sets, "code set"),
        ended_on=ended_on.choice(DateKind) if ended_on else None,
    )
    table.finish()
    if not value.missing and not event.codes and event.dated is None:
        value.fault("an event is told by codes, by a date that a clinician enters (dated), or both")
    if event.when is not None and not event.codes:
        value.fault("`when` says when codes are read, and there are none")
    return event


def _weeks(value: Value) -> tuple[int, int] | None:
    table = value.table()
    start, end = table.need("from").integer(1), table.need("up_to").integer(1)
    table.finish()
    if end <= start:
        value.fault("up_to must be later than from")
    return start, end
