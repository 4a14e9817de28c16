"""Whoever waits is looked at again: when, what has become worse, what must be written."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gpsupport.domain.days import days_after, days_before
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.referral.events import ReferralEvent, WaitingCheck
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.states import Impact, ReferralState, Worse
from gpsupport.domain.referral.succession import went_out

_WAITS = frozenset(
    {
        ReferralState.SENT,
        ReferralState.RECEIVED,
        ReferralState.TRIAGED,
        ReferralState.WAITING,
        ReferralState.OFFERED,
    }
)


def next_check_on(referral: Referral, rules: ReferralRules) -> date | None:
    """The day on which somebody who waits should be looked at; None when nobody waits.

    Counted from the last look, else from the day on which it went out. Sooner where it is urgent,
    and where something of the same day was so when somebody asked last.
    """
    if referral.state not in _WAITS or referral.sent_on is None:
        return None
    looked = [on for on, _ in referral.checks if on >= referral.sent_on]
    waiting = rules.while_waiting
    days = waiting.every_days_when_worse if _presses(referral, rules) else waiting.every_days
    return days_after(max(looked, default=referral.sent_on), days)


def _presses(referral: Referral, rules: ReferralRules) -> bool:
    return referral.begun.urgent or bool(signs_now(referral) & rules.while_waiting.cannot_wait)


def reply_due_on(
    referral: Referral, rules: ReferralRules, holidays: Collection[date]
) -> date | None:
    """The day after which a referral that was sent and not answered has run out.

    Whether an urgent one arrived is asked much sooner.
    """
    if referral.state is not ReferralState.SENT:
        return None
    if referral.begun.urgent:
        days = rules.while_waiting.urgent_reply_working_days
        return working_days_after(referral.since, days, holidays)
    return days_after(referral.since, rules.while_waiting.no_reply_after_days)


def plan_due_on(
    referral: Referral, rules: ReferralRules, holidays: Collection[date]
) -> date | None:
    """The day by which a return must have its next way and its owner; None when it has both."""
    if not referral.returned_without_plan or referral.returned_on is None:
        return None
    return working_days_after(referral.returned_on, plan_days(referral, rules), holidays)


def plan_days(referral: Referral, rules: ReferralRules) -> int:
    """Within how many working days a return must have its plan: fewer where urgent or worse."""
    if _presses(referral, rules) or worse_now(referral):
        return rules.while_waiting.urgent_reply_working_days
    return rules.after_return.within_working_days


def working_days_after(day: date, count: int, holidays: Collection[date]) -> date:
    """The day that many working days later: weekends and `holidays` do not count."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY and day not in holidays
    return day


_SATURDAY = 5


def worse_since(referral: Referral, check: WaitingCheck) -> tuple[Worse, ...]:
    """What a look finds worse than the looks before it. What was not asked before is no change.

    A self-harm, an absence from school or a threat that was known before is not new. That life has
    nearly stopped is worse at the first look too.
    """
    before = [one for _, one in referral.checks]
    impacts = [one.impact for one in before if one.impact is not None]
    worse = []
    if check.impact is Impact.SEVERE and impacts[-1:] != [Impact.SEVERE]:
        worse.append(Worse.STOPPED)
    elif check.impact is not None and impacts and check.impact.step > impacts[-1].step:
        worse.append(Worse.IMPACT)
    for what, name in _SIGNS.items():
        last = [getattr(one, name) for one in before if getattr(one, name) is not None]
        if getattr(check, name) and (not last or not last[-1]):
            worse.append(what)
    if check.beyond:
        worse.append(Worse.BEYOND)
    return tuple(worse)


_SIGNS = {
    Worse.SELF_HARM: "self_harm",
    Worse.OUT_OF_SCHOOL: "out_of_school",
    Worse.THREAT: "threat",
}


def signs_now(referral: Referral) -> frozenset[Worse]:
    """What is so by the newest answer to each question, new or not, be it of an earlier one."""
    looks = [one for _, one in looks_of_chain(referral)]
    impacts = [one.impact for one in looks if one.impact is not None]
    found = {Worse.STOPPED} if impacts[-1:] == [Impact.SEVERE] else set()
    for what, name in _SIGNS.items():
        if [said for one in looks if (said := getattr(one, name)) is not None][-1:] == [True]:
            found.add(what)
    return frozenset(found)


def looks_found(referral: Referral) -> tuple[tuple[Worse, ...], ...]:
    """What each of its own looks found worse than those before it, of its whole chain."""
    found = []
    for place, (on, check) in enumerate(referral.checks):
        earlier = [one for one in referral.earlier_checks if one[0] <= on]
        before = replace(referral, checks=(*earlier, *referral.checks[:place]))
        found.append(worse_since(before, check))
    return tuple(found)


def worse_now(referral: Referral) -> tuple[Worse, ...]:
    """What the newest look found worse, be it of one whose place this took."""
    looks = looks_of_chain(referral)
    if not looks:
        return ()
    return worse_since(replace(referral, checks=looks[:-1]), looks[-1][1])


def told_of_worse_on(referral: Referral) -> date | None:
    """The day on which it went to the service with what the newest look found; None before.

    A look at the earlier one that goes on beside it, of that same day, may have come after.
    """
    told: date | None = None
    for event in referral.counting:
        if event.to is ReferralState.SENT:
            told = event.on
        elif event.check is not None:
            told = None
    looks = looks_of_chain(referral)
    if told is None or not looks:
        return None
    known_by = days_before(told, 1) if referral.begun.beside else told
    return told if looks[-1][0] <= known_by else None


def looks_of_chain(referral: Referral) -> tuple[tuple[date, WaitingCheck], ...]:
    """The looks of those whose place it took, and its own, in the order of the days."""
    looks = (*referral.earlier_checks, *referral.checks)
    return tuple(sorted(looks, key=lambda one: one[0]))


@dataclass(frozen=True, slots=True)
class CannotWait:
    """What a look found about which something is done on the same day, and nobody said what."""

    look: ReferralEvent
    signs: tuple[Worse, ...]


def cannot_wait(referral: Referral, rules: ReferralRules) -> CannotWait | None:
    """What is left to be done on the day of a look; None once somebody here said what was done.

    It stays wherever the referral stands since, goes along to the one that takes its place, and is
    over only where it was an error, or where what happened to the patient ended it.
    """
    if referral.state is ReferralState.IN_ERROR or referral.handed_on:
        return None
    left: CannotWait | None = None
    for event, found in _found_on_the_way(referral):
        if event.life_event:
            left = None
            continue
        if event.to is not None or event.plan is not None:
            continue
        if event.check is not None:
            signs = {*found} & rules.while_waiting.cannot_wait
            if signs:
                known = left or CannotWait(event, ())
                signs |= {*known.signs}
                left = CannotWait(known.look, tuple(one for one in Worse if one in signs))
        elif left is not None and event.seen_to and event.on >= left.look.on:
            left = None
    return left


def _found_on_the_way(
    referral: Referral,
) -> Iterator[tuple[ReferralEvent, tuple[Worse, ...]]]:
    """What was written of it, and of those whose place it took; with what each look found."""
    own = iter(looks_found(referral))
    taken_over = referral.taken_over if went_out(referral) else ()
    for event in sorted((*taken_over, *referral.counting), key=lambda one: one.at):
        check = event.check if event.to is None and event.plan is None else None
        if check is None:
            yield event, ()
        elif any(event is one for one in taken_over):
            before = replace(referral, checks=_earlier_than(referral, check))
            yield event, worse_since(before, check)
        else:
            yield event, next(own)


def _earlier_than(referral: Referral, check: WaitingCheck) -> tuple[tuple[date, WaitingCheck], ...]:
    """The earlier looks before one of them; none where it is not among them."""
    earlier = referral.earlier_checks
    place = next((place for place, (_, one) in enumerate(earlier) if one is check), 0)
    return earlier[:place]
