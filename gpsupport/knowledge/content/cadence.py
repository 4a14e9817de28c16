"""When to ask again: every interval with its situation and what it rests on."""

from __future__ import annotations

from gpsupport.domain.enquiry import Cadence, CadenceRow, NotAskedReason, Quiet
from gpsupport.knowledge.content.grounds import read_rows
from gpsupport.knowledge.reading import Table, Value

_QUIET = ("in_front", "asked_again_days", "same_rule_days", "snoozes", "opt_out_days")


def read_cadence(table: Table) -> Cadence:
    """After how many days to ask again, after what came of the last time and after events."""
    rows: list[CadenceRow] = []

    def interval(key: str, value: Value) -> int | None:
        row = _row(key, value)
        rows.append(row)
        return row.days[0] if row.days else None

    def needed(key: str) -> int:
        return interval(key, table.need(key)) or 0

    not_disclosed, repeat, declined = (
        needed("not_disclosed"),
        needed("repeat"),
        needed("declined"),
    )
    past, current = needed("disclosed_past"), needed("disclosed_current")
    reasons = table.need("not_asked").table()
    not_asked = {
        reason: interval(reason.value, reasons.need(reason.value)) for reason in NotAskedReason
    }
    reasons.finish()
    rows += read_rows(table.need("follow_ups").table(), _follow_up)
    cadence = Cadence(
        not_disclosed_days=not_disclosed,
        repeat_days=repeat,
        declined_days=declined,
        disclosed_past_days=past,
        disclosed_current_days=current,
        not_asked_days=not_asked,
        rows=tuple(rows),
        quiet=_quiet(table.need("quiet").table()),
    )
    table.finish()
    if cadence.repeat_days < cadence.not_disclosed_days:
        table.fault("asking again and again (repeat) must not come sooner than the second time")
    return cadence


def _row(row_id: str, value: Value) -> CadenceRow:
    """Days of one interval; `days: null` where no date follows."""
    inner = value.table()
    days = inner.need("days")
    row = CadenceRow(
        id=row_id,
        situation=inner.need("situation").text(),
        basis=inner.need("basis").text(),
        days=() if days.is_nothing else (days.integer(1),),
    )
    inner.finish()
    return row


def _follow_up(row_id: str, row: Table) -> CadenceRow:
    """Several days after an event, or an occasion in pregnancy."""
    days, weeks = row.find("days"), row.find("weeks")
    follow_up = CadenceRow(
        id=row_id,
        situation=row.need("situation").text(),
        basis=row.need("basis").text(),
        days=tuple(item.integer(1) for item in days.items()) if days else (),
        weeks=_weeks(weeks) if weeks else None,
    )
    if list(follow_up.days) != sorted(set(follow_up.days)):
        row.fault("days are in order, each once")
    return follow_up


def _weeks(value: Value) -> tuple[int, int] | None:
    table = value.table()
    start, end = table.need("from").integer(1), table.need("up_to").integer(1)
    table.finish()
    if end <= start:
        value.fault("up_to must be later than from")
    return start, end


def _quiet(table: Table) -> Quiet:
    values: dict[str, int] = {}
    bases: list[tuple[str, str]] = []
    for key in _QUIET:
        inner = table.need(key).table()
        values[key] = inner.need("value").integer(1)
        bases.append((key, inner.need("basis").text()))
        inner.finish()
    table.finish()
    return Quiet(
        in_front=values["in_front"],
        asked_again_days=values["asked_again_days"],
        same_rule_days=values["same_rule_days"],
        snoozes=values["snoozes"],
        opt_out_days=values["opt_out_days"],
        bases=tuple(bases),
    )
