"""What became of a referral, in words: its state, its wait, its chain in one line, what is owed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.referral.events import ReferralEvent, WaitingCheck
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.owed import Owed
from gpsupport.domain.referral.states import Channel, Impact, ReferralState
from gpsupport.domain.referral.waiting import looks_found
from gpsupport.domain.reminders import ReminderKind
from gpsupport.web import words

CHANNELS = {
    Channel.LIVE: "Told by their system",
    Channel.PHONE: "By phone",
    Channel.LETTER: "By letter or email",
    Channel.IN_PERSON: "In person",
    Channel.PATIENT_SAID: "The patient said",
}
IMPACTS = {
    Impact.NONE: "Not at all",
    Impact.SOME: "Somewhat",
    Impact.MUCH: "A lot",
    Impact.SEVERE: "Life has nearly stopped",
}
OWED = {
    ReminderKind.SAME_DAY: "See what cannot wait",
    ReminderKind.RETURN_PLAN: "A plan is owed",
    ReminderKind.REPLY_DUE: "Ask whether it arrived",
    ReminderKind.WAITING_CHECK: "See how they are",
    ReminderKind.REFERRAL_STANDS: "It has to move on",
}
_DAYS_OF_WEEK = 7
_STILL = frozenset(
    {
        ReferralState.RECEIVED,
        ReferralState.TRIAGED,
        ReferralState.WAITING,
        ReferralState.OFFERED,
    }
)


def short_day(on: date, today: date) -> str:
    """3 Mar; with its year where it is not this year's."""
    return f"{on.day} {on:%b}" if on.year == today.year else f"{on.day} {on:%b %Y}"


def waited(since: date, today: date) -> str:
    """34 weeks; below one week the days, and nothing else than today without any."""
    days = max((today - since).days, 0)
    if days == 0:
        return "today"
    if days < _DAYS_OF_WEEK:
        return words.count(days, "day")
    return words.count(days // _DAYS_OF_WEEK, "week")


def lower(text: str) -> str:
    """A sentence as the middle of another."""
    return text[:1].lower() + text[1:]


def state_words(referral: Referral, rules: ReferralRules) -> str:
    """Where it stands, as the content says it."""
    return rules.stage(referral.state.value).words


def clock_words(referral: Referral, today: date) -> str:
    """Who has it since when, and since when the wait counts; empty before one went out.

    The wait counts from the day of the first of its chain until somebody was helped or it was over.
    """
    start = referral.clock_start
    if start is None:
        return ""
    ended = _wait_ended(referral)
    if ended is not None:
        return f"Waited from {words.day(start)} to {words.day(ended)}"
    ago = " ago" if start < today else ""
    first = f"First referred {words.day(start)}, {waited(start, today)}{ago}"
    own = referral.sent_on
    if own is None or not referral.state.with_service:
        return first
    if own == start:
        return f"With them since {words.day(own)} ({waited(own, today)})"
    return f"With them since {words.day(own)}. {first}"


def _wait_ended(referral: Referral) -> date | None:
    helped = [one.on for one in referral.counting if one.to is ReferralState.ATTENDED]
    if helped and (referral.state.over or referral.state is ReferralState.ATTENDED):
        return min(helped)
    return referral.since if referral.state.over else None


def chain_words(chain: tuple[Referral, ...], rules: ReferralRules, today: date) -> str:
    """Everything from the first referral to where the last one stands, in one line."""
    parts: list[str] = []
    for one in chain:
        last = one is chain[-1]
        continues = last and len(chain) > 1 and not one.returns
        if one.sent_on is not None and not continues:
            parts.append(f"Sent to {one.begun.option_name} {short_day(one.sent_on, today)}")
        parts.extend(_turns(one, rules, today))
        if not last and one.state.with_service:
            parts.append(f"{one.begun.option_name} goes on")
        if last:
            parts.append(_named(one, _standing(one, rules, today), continues=continues))
    # Two of a chain may have been found worse on one day: it is said once.
    return " · ".join(said for said, _ in groupby(parts))


def _named(referral: Referral, standing: str, *, continues: bool) -> str:
    """The name of the service with it, where nothing before it said that name."""
    if referral.sent_on is None:
        return f"{referral.begun.option_name}: {standing}"
    return f"{referral.begun.option_name} {standing}" if continues else standing


def _turns(referral: Referral, rules: ReferralRules, today: date) -> Iterable[str]:
    """What came back, and when somebody who waited was found worse, in order, each once."""
    looks = iter(looks_found(referral))
    found = []
    for event in referral.counting:
        if event.to is ReferralState.RETURNED:
            found.append((event.on, f"back {short_day(event.on, today)}, {_why(event, rules)}"))
        elif event.to is None and event.plan is None and event.check and next(looks):
            found.append((event.on, f"worse {short_day(event.on, today)}"))
    found.sort(key=lambda one: one[0])
    return dict.fromkeys(said for _, said in found)


def _why(event: ReferralEvent, rules: ReferralRules) -> str:
    return lower(rules.reason(event.reason.value).words) if event.reason else "no reason was given"


def _standing(referral: Referral, rules: ReferralRules, today: date) -> str:
    start = referral.clock_start
    if referral.state is ReferralState.SENT and start is not None:
        return f"waiting for an answer since {short_day(start, today)} ({waited(start, today)})"
    if referral.state in _STILL and start is not None:
        told = lower(state_words(referral, rules))
        return f"{told} since {short_day(start, today)} ({waited(start, today)})"
    if referral.state is ReferralState.RETURNED:
        return _next_way(referral)
    told = lower(state_words(referral, rules))
    if referral.state is ReferralState.ATTENDED:
        return f"{told} since {short_day(referral.since, today)}"
    return f"{told} {short_day(referral.since, today)}"


def _next_way(referral: Referral) -> str:
    plan = referral.plan
    if plan is None or not plan.complete:
        return "nobody has said what is done now"
    return f"next: {plan.next_route} ({plan.owner})"


def owed_words(owed: Owed, today: date) -> str:
    """A plan is owed by 25 Nov; A plan is owed. Late: due 3 Mar."""
    if owed.due_on == today:
        return f"{OWED[owed.kind]} today"
    how = ". Late: due" if owed.due_on < today else " by"
    return f"{OWED[owed.kind]}{how} {words.day(owed.due_on)}"


def check_words(check: WaitingCheck) -> tuple[str, ...]:
    """What a look found, each in a few words; what was not asked is not said."""
    said = [
        f"Gets in the way of life: {lower(IMPACTS[check.impact])}" if check.impact else "",
        _yes_no("Self-harm", check.self_harm),
        _yes_no("Out of school", check.out_of_school),
        _yes_no("Somebody threatens them", check.threat),
        "Soon too ill for this service" if check.beyond else "",
        check.words,
    ]
    return tuple(one for one in said if one)


def _yes_no(what: str, said: bool | None) -> str:
    if said is None:
        return ""
    return f"{what}: {'yes' if said else 'no'}"
