"""When to ask again, worked out from everything that was asked before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.days import days_after
from gpsupport.domain.enquiry.cadence import Cadence, DueBecause
from gpsupport.domain.enquiry.entries import (
    Enquiry,
    EnquiryHistory,
    EnquiryOutcome,
    NotAskedReason,
)
from gpsupport.domain.enquiry.schedule import Occasion, scheduled_askings


@dataclass(frozen=True, slots=True)
class NextEnquiry:
    """When to ask again, and why; `due_on` is None when nothing asks for it."""

    due_on: date | None
    because: str


@dataclass(frozen=True, slots=True)
class Rest:
    """A day on which asking was put off by choice, and the day from which it may stand in front.

    `everything`: somebody named that day, so that more rests than what stood in front then.
    """

    on: date
    until: date
    everything: bool = False


def next_enquiry(
    history: EnquiryHistory,
    newest_evidence_on: date | None,
    cadence: Cadence,
    on: date,
    occasions: Iterable[Occasion] = (),
) -> NextEnquiry:
    """Say when the next asking is due: by what came last, or by an event, whichever comes first.

    `newest_evidence_on` is None when no indicator remains; `occasions` are what events bring. A
    "no" with no indicator and no occasion left has no next date; a disclosure has one whatever the
    indicators say, and a "no" after it does not take it away. What has a day to which it was put
    off takes along the occasions that had come by then. Nothing is due before the end of a wish
    not to be asked.
    """
    known = history.until(on)
    found = _ordinary(known, newest_evidence_on, cadence, on)
    put_off_on = known[-1].on if known and _sets_a_day(known[-1], cadence) else date.min
    for one in scheduled_askings(occasions, history, on):
        if one.due_on > put_off_on and (found.due_on is None or one.due_on < found.due_on):
            found = NextEnquiry(one.due_on, one.because)
    wish = history.find_last_wish(on)
    until = wish.until if wish is not None else None
    if until is None or (found.due_on is None and until <= on):
        return found
    if found.due_on is None or found.due_on <= until:
        return _due(until, DueBecause.WISH, cadence)
    return found


def rests(history: EnquiryHistory, cadence: Cadence, on: date) -> tuple[Rest, ...]:
    """The days since the last asking on which it was put off by choice, as far as that holds.

    Put off to a day that somebody named it holds until then: the newest such day counts. Otherwise
    it holds until the cadence's next date, and no longer than the same rule keeps quiet.
    """
    found: list[Rest] = []
    named = False
    for enquiry in reversed(history.until(on)):
        if enquiry.outcome.asked:
            break
        if enquiry.until is not None:
            if not named and on < enquiry.until:
                found.append(Rest(enquiry.on, enquiry.until, everything=True))
            named = True
            continue
        if cadence.quiet is None:
            continue
        done = enquiry.reason is NotAskedReason.ALREADY_DONE
        if not (enquiry.put_off or done):
            continue
        longest = days_after(enquiry.on, cadence.quiet.same_rule_days)
        until = min(longest, _put_off_until(enquiry, cadence) or longest)
        if on < until:
            found.append(Rest(enquiry.on, until))
    return tuple(found)


def _ordinary(
    known: tuple[Enquiry, ...], newest_evidence_on: date | None, cadence: Cadence, on: date
) -> NextEnquiry:
    """What follows from the last entry, without any event and before any wish."""
    if not known:
        if newest_evidence_on is None:
            return _due(None, DueBecause.NOTHING, cadence)
        return _due(on, DueBecause.EVIDENCE, cadence)
    last = known[-1]
    if last.outcome.asked:
        return _after_asking(last, known, newest_evidence_on, cadence, on)
    until = _put_off_until(last, cadence)
    if until is None:
        return _ordinary(known[:-1], newest_evidence_on, cadence, on)
    if last.outcome is EnquiryOutcome.DEFERRED:
        if newest_evidence_on is not None and newest_evidence_on > last.on:
            return _due(min(until, newest_evidence_on), DueBecause.NEW, cadence)
        return _due(until, DueBecause.PUT_OFF, cadence)
    return _due(until, DueBecause.nobody_asked(last.reason), cadence)


def _due(due_on: date | None, because: DueBecause, cadence: Cadence) -> NextEnquiry:
    return NextEnquiry(due_on, cadence.words_for(because))


def _put_off_until(enquiry: Enquiry, cadence: Cadence) -> date | None:
    """The day on which to try again after nobody asked; None where another entry decides."""
    if enquiry.until is not None:
        return enquiry.until
    if enquiry.note_only:
        return None
    days = cadence.not_asked_days[enquiry.reason or NotAskedReason.OTHER]
    return None if days is None else days_after(enquiry.on, days)


def _sets_a_day(enquiry: Enquiry, cadence: Cadence) -> bool:
    return not enquiry.outcome.asked and _put_off_until(enquiry, cadence) is not None


def _after_asking(
    last: Enquiry,
    known: tuple[Enquiry, ...],
    newest_evidence_on: date | None,
    cadence: Cadence,
    on: date,
) -> NextEnquiry:
    if last.outcome is EnquiryOutcome.DISCLOSED_CURRENT:
        due = days_after(last.on, cadence.disclosed_current_days)
        return _due(due, DueBecause.TOLD_NOW, cadence)
    if last.outcome is EnquiryOutcome.OPTED_OUT:
        return _due(last.until, DueBecause.WISH, cadence)
    if newest_evidence_on is not None and newest_evidence_on > last.on:
        return _due(newest_evidence_on, DueBecause.NEW, cadence)
    if last.outcome is EnquiryOutcome.DISCLOSED_PAST:
        due = days_after(last.on, cadence.disclosed_past_days)
        return _due(due, DueBecause.TOLD_PAST, cadence)
    if last.outcome is EnquiryOutcome.DECLINED:
        due = days_after(last.on, cadence.declined_days)
        return _due(due, DueBecause.DECLINED, cadence)
    told = _find_last_told_of_now(known)
    remaining = [day for day in (newest_evidence_on, told.on if told else None) if day]
    if not remaining:
        return _still_due(known, last, cadence, on)
    quiet = quiet_until(known, max(remaining), cadence)
    # A "no" never brings forward what was due without it.
    before = _ordinary(known[:-1], newest_evidence_on, cadence, on).due_on
    due = max(day for day in (quiet, before, last.on) if day is not None)
    return _due(due, DueBecause.REMAINS, cadence)


def quiet_until(
    askings: tuple[Enquiry, ...], newest_evidence_on: date, cadence: Cadence
) -> date | None:
    """The day from which a reason already asked about may be raised again.

    None when nobody has asked since the evidence. After the first asking it is the outcome's own
    interval; after a second without new evidence the longer repeat interval. Once abuse now was
    told, counting starts again: the "no" after it is a first one.
    """
    since = [
        enquiry for enquiry in askings if enquiry.outcome.asked and enquiry.on >= newest_evidence_on
    ]
    if not since:
        return None
    last = since[-1]
    if last.until is not None:
        return last.until
    intervals = {
        EnquiryOutcome.DECLINED: cadence.declined_days,
        EnquiryOutcome.DISCLOSED_PAST: cadence.disclosed_past_days,
        EnquiryOutcome.DISCLOSED_CURRENT: cadence.disclosed_current_days,
    }
    told = _find_last_told_of_now(askings)
    counted = [one for one in since if told is None or (one.on >= told.on and one is not told)]
    first_time = len({enquiry.on for enquiry in counted}) == 1
    ordinary = cadence.not_disclosed_days if first_time else cadence.repeat_days
    if last.outcome in intervals:
        return days_after(last.on, intervals[last.outcome])
    # A "no" does not shorten what another answer of the same day asks for.
    same_day = [intervals.get(one.outcome, 0) for one in since if one.on == last.on]
    return days_after(last.on, max(ordinary, *same_day))


def _still_due(
    known: tuple[Enquiry, ...], last: Enquiry, cadence: Cadence, on: date
) -> NextEnquiry:
    """The date that an earlier answer set, where it lies after a "no" with no indicator left."""
    past = [one.on for one in known if one.outcome is EnquiryOutcome.DISCLOSED_PAST]
    due = days_after(past[-1], cadence.disclosed_past_days) if past else date.min
    wishes = [one.until for one in known if one.outcome is EnquiryOutcome.OPTED_OUT]
    until = (wishes[-1] if wishes else None) or date.min
    if max(due, until) <= last.on:
        return _due(None, DueBecause.ASKED, cadence)
    # A "no" never brings forward what was due without it.
    before = _ordinary(known[:-1], None, cadence, on).due_on or date.min
    because = DueBecause.WISH if due < until else DueBecause.TOLD_PAST
    return _due(max(due, until, before), because, cadence)


def _find_last_told_of_now(known: tuple[Enquiry, ...]) -> Enquiry | None:
    """The last disclosure, if it was of abuse now."""
    told = [enquiry for enquiry in known if enquiry.outcome.told]
    return told[-1] if told and told[-1].outcome is EnquiryOutcome.DISCLOSED_CURRENT else None
