"""When to ask again: every interval with its situation and what it rests on."""

from __future__ import annotations

from gpsupport.domain.enquiry import (
    Cadence,
    CadenceRow,
    Continuity,
    DueBecause,
    DueKind,
    DueWords,
    EnteredDates,
    ListedKind,
    NotAskedReason,
    Quiet,
)
from gpsupport.domain.knowledge.content.follow_ups import FollowUp
from gpsupport.knowledge.content.follow_ups import read_follow_ups
from gpsupport.knowledge.content.grounds import report_places
from gpsupport.knowledge.reading import Table, Value

_QUIET = (
    "in_front",
    "asked_again_days",
    "same_rule_days",
    "snoozes",
    "not_alone",
    "overdue_days",
    "opt_out_days",
)
_CONTINUITY = ("days", "at_least")
_ENTERED = ("expected_ahead", "expected_past", "born_within")
# What holds until a day names it in a list.
_UNTIL = frozenset({DueBecause.WISH, DueBecause.PUT_OFF})


def read_cadence(table: Table, code_sets: frozenset[str]) -> tuple[Cadence, tuple[FollowUp, ...]]:
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
    follow_ups = read_follow_ups(table.need("follow_ups").table(), code_sets)
    unseen = table.find("unseen_young")
    cadence = Cadence(
        not_disclosed_days=not_disclosed,
        repeat_days=repeat,
        declined_days=declined,
        disclosed_past_days=past,
        disclosed_current_days=current,
        not_asked_days=not_asked,
        rows=tuple(rows),
        quiet=_quiet(table.need("quiet").table()),
        continuity=_continuity(table.need("continuity").table()),
        unseen_young=unseen.text() if unseen else "",
        because=_because(table.need("because").table()),
        entered_dates=_entered_dates(table.need("entered_dates").table()),
        kinds=_kinds(table.need("kinds").table()),
    )
    table.finish()
    if cadence.repeat_days < cadence.not_disclosed_days:
        table.fault("asking again and again (repeat) must not come sooner than the second time")
    return cadence, follow_ups


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


def _quiet(table: Table) -> Quiet:
    values, bases = _numbers(table, _QUIET)
    return Quiet(
        in_front=values["in_front"],
        asked_again_days=values["asked_again_days"],
        same_rule_days=values["same_rule_days"],
        snoozes=values["snoozes"],
        not_alone=values["not_alone"],
        overdue_days=values["overdue_days"],
        opt_out_days=values["opt_out_days"],
        bases=bases,
    )


def _continuity(table: Table) -> Continuity:
    values, bases = _numbers(table, _CONTINUITY)
    return Continuity(days=values["days"], at_least=values["at_least"], bases=bases)


def _entered_dates(table: Table) -> EnteredDates:
    values, bases = _numbers(table, _ENTERED)
    return EnteredDates(
        expected_ahead=values["expected_ahead"],
        expected_past=values["expected_past"],
        born_within=values["born_within"],
        bases=bases,
    )


def _kinds(table: Table) -> dict[DueKind, ListedKind]:
    """What sort of row it is; an ordinary one needs no word."""
    found: dict[DueKind, ListedKind] = {}
    for kind in DueKind:
        if kind is DueKind.ORDINARY:
            continue
        inner = table.need(kind.value).table()
        signs = inner.find("indicators")
        found[kind] = ListedKind(inner.need("listed").text(), signs.texts() if signs else ())
        inner.finish()
    table.finish()
    return found


def _because(table: Table) -> dict[DueBecause, DueWords]:
    """Why something is due; none may be left out."""
    found = {}
    for because in DueBecause:
        inner = table.need(because.value).table()
        said = DueWords(inner.need("words").text(), inner.need("listed").text())
        report_places(inner, said.words, frozenset())
        report_places(inner, said.listed, frozenset({"day"} if because in _UNTIL else ()))
        found[because] = said
        inner.finish()
    table.finish()
    return found


def _numbers(
    table: Table, keys: tuple[str, ...]
) -> tuple[dict[str, int], tuple[tuple[str, str], ...]]:
    """Each number with what it rests on."""
    values: dict[str, int] = {}
    bases: list[tuple[str, str]] = []
    for key in keys:
        inner = table.need(key).table()
        values[key] = inner.need("value").integer(1)
        bases.append((key, inner.need("basis").text()))
        inner.finish()
    table.finish()
    return values, tuple(bases)
