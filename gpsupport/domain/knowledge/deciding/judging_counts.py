"""Judging what a record holds so often, so long ago or so near to something else."""

from __future__ import annotations

from datetime import date

from gpsupport.domain.days import days_after, days_before
from gpsupport.domain.knowledge.deciding.counting import episodes, new_days
from gpsupport.domain.knowledge.deciding.events import Evidence, in_day_order
from gpsupport.domain.knowledge.deciding.facts import Facts
from gpsupport.domain.knowledge.deciding.judgement import Judgement, Verdict
from gpsupport.domain.knowledge.language.conditions import (
    Attended,
    Coded,
    Household,
    Missed,
    Near,
    Open,
)
from gpsupport.domain.knowledge.language.phrases import first_upper, in_words
from gpsupport.domain.record import Attendance, Setting


def judge_coded(condition: Coded, facts: Facts) -> Judgement:
    """Enough episodes in the window, new ones where that is asked for."""
    events = facts.events(condition.codes, condition.kinds)
    days = events.days_in(condition.days, facts.on)
    new = condition.new_after_days is not None
    if condition.new_after_days is not None:
        days = new_days(days, events.days, condition.new_after_days)
    count = episodes(days, condition.apart_days)
    label = facts.label(condition.codes)
    undated = events.undated
    if count >= condition.at_least and not (new and undated):
        evidence = events.in_window(condition.days, facts.on)
        if new:
            wanted = set(days)
            evidence = tuple(one for one in evidence if one.on in wanted)
        return Judgement(Verdict.MET, evidence, f"{first_upper(label)} is on record.")
    if condition.days is None and condition.at_least == 1 and undated:
        return Judgement(Verdict.MET, undated, f"{first_upper(label)} is on record.")
    if undated and count + len(undated) >= condition.at_least:
        return Judgement(Verdict.UNKNOWN, missing=f"the date of an entry for {label}")
    return Judgement(Verdict.NOT_MET, because=_too_few(condition, count, label, facts))


def judge_near(condition: Near, facts: Facts) -> Judgement:
    """The newest entry that has one of the others near it, with the oldest of those."""
    events = facts.events(condition.codes)
    others = facts.events(condition.others)
    in_window = events.in_window(condition.days, facts.on)
    for one in reversed(in_window):
        day = one.on or facts.on
        near = others.between(days_before(day, condition.before), days_after(day, condition.after))
        if near:
            return Judgement(Verdict.MET, in_day_order((one, near[0])))
    label = f"{facts.label(condition.codes)} near {facts.label(condition.others)}"
    first = in_window or events.undated
    if first and (events.undated or others.undated) and (others.days or others.undated):
        return Judgement(Verdict.UNKNOWN, missing=f"a date, to tell whether there was {label}")
    return Judgement(Verdict.NOT_MET, because=f"No entry for {label}.")


def judge_open(condition: Open, facts: Facts) -> Judgement:
    """Begun in the window and not ended; what is `asked` about is answered in `judging`."""
    events = facts.events(condition.codes)
    begun = events.in_window(condition.days, facts.on)
    label = facts.label(condition.codes)
    if not begun:
        unsure = f"the date of an entry for {label}" if events.undated else f"{label}, now or not"
        return Judgement(Verdict.UNKNOWN, missing=unsure)
    last = begun[-1]
    ended = facts.events(condition.ended_by)
    if ended.days and ended.days[-1] >= (last.on or date.min):
        return Judgement(Verdict.NOT_MET, because=f"Ended on record: {label}.")
    if ended.undated:
        return Judgement(Verdict.UNKNOWN, missing=f"whether it ended: {label}")
    return Judgement(Verdict.MET, (last,), f"{first_upper(label)} is on record.")


def judge_attended(condition: Attended, facts: Facts) -> Judgement:
    """Contacts that took place, on so many days."""
    words = "emergency attendances" if condition.setting is Setting.EMERGENCY else "contacts"
    events = facts.contacts(Attendance.ATTENDED, condition.setting)
    found = events.in_window(condition.days, facts.on)
    return _on_days(found, len(events.undated), condition, words)


def judge_missed(condition: Missed, facts: Facts) -> Judgement:
    """Contacts that were missed, coded or booked, on so many days."""
    both = facts.events(condition.codes), facts.contacts(Attendance.MISSED)
    found = in_day_order(
        [one for events in both for one in events.in_window(condition.days, facts.on)]
    )
    undated = sum(len(events.undated) for events in both)
    return _on_days(found, undated, condition, "missed contacts")


def _on_days(
    found: tuple[Evidence, ...], undated: int, condition: Attended | Missed, words: str
) -> Judgement:
    at_least = condition.at_least
    count = len({evidence.on for evidence in found})
    if count >= at_least:
        return Judgement(Verdict.MET, found)
    if count + undated >= at_least:
        return Judgement(Verdict.UNKNOWN, missing=f"the dates of some {words}")
    window = in_words(condition.days)
    because = f"{count} of the {at_least} {words} that it takes in the last {window}."
    return Judgement(Verdict.NOT_MET, because=because)


def judge_household(condition: Household, facts: Facts) -> Judgement:
    """Entries in the records of linked people; without links nothing is known of them."""
    events = facts.find_household_events(condition.codes)
    if events is None:
        return Judgement(Verdict.UNKNOWN, missing="who belongs to the household")
    label = f"{facts.label(condition.codes)} in the household's records"
    found = events.in_window(condition.days, facts.on)
    if condition.days is None:
        found = events.undated + found
    undated = () if condition.days is None else events.undated
    if len(found) >= condition.at_least:
        return Judgement(Verdict.MET, found, f"{first_upper(label)}.")
    if len(found) + len(undated) >= condition.at_least:
        return Judgement(Verdict.UNKNOWN, missing=f"the date of an entry for {label}")
    return Judgement(Verdict.NOT_MET, because=_fewer(len(found), condition, label))


def _too_few(condition: Coded, count: int, label: str, facts: Facts) -> str:
    if condition.new_after_days is not None and facts.events(
        condition.codes, condition.kinds
    ).days_in(condition.days, facts.on):
        return f"Nothing new: {label} was recorded before."
    if condition.new_after_days is not None and not count:
        return f"No new entry for {label}{_window(condition.days)}."
    return _fewer(count, condition, label)


def _fewer(count: int, condition: Coded | Household, label: str) -> str:
    window = _window(condition.days)
    if not count:
        return f"No entry for {label}{window}."
    apart = ""
    if isinstance(condition, Coded) and condition.apart_days > 1:
        apart = f", at least {condition.apart_days} days apart"
    return f"{count} of the {condition.at_least} entries for {label} that it takes{window}{apart}."


def _window(days: int | None) -> str:
    return "" if days is None else f" in the last {in_words(days)}"
