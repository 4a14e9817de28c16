"""One referral as a page shows it: where it stands, what is owed, and what happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gpsupport.actions.days import london_day
from gpsupport.actions.referral import Followed
from gpsupport.actions.referral.reminding import NO_HOLIDAYS
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.referring import ReferralRules, WorseRule
from gpsupport.domain.referral.events import Consent, ReferralEvent, ReturnPlan
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.owed import Owed, owed_of, owner_of
from gpsupport.domain.referral.states import ReferralState, Worse
from gpsupport.domain.referral.waiting import (
    cannot_wait,
    reply_due_on,
    told_of_worse_on,
    worse_now,
)
from gpsupport.domain.referral.warning import to_warn
from gpsupport.domain.reminders import ReminderKind
from gpsupport.web import words
from gpsupport.web.referrals.steps import StepChoice, choices_of
from gpsupport.web.referrals.told import (
    CHANNELS,
    check_words,
    clock_words,
    lower,
    owed_words,
    state_words,
)


@dataclass(frozen=True, slots=True)
class EventRow:
    """One thing that happened. `live`: their system said it; else somebody here wrote it down.

    `gone`: it was taken back and counts no more. `late` says when it was written down, where that
    was not on the day itself.
    """

    on: str
    what: str
    more: tuple[str, ...]
    how: str
    live: bool
    by: str
    late: str
    gone: bool


@dataclass(frozen=True, slots=True)
class OwedRow:
    """One thing to do: what and by when, whose it is, and whether it is late or cannot wait."""

    words: str
    owner: str
    late: bool


@dataclass(frozen=True, slots=True)
class ReferralCard:
    """One referral. `told` is the entry on which its state rests, None for a draft.

    `clock` says since when the wait counts. `worse` is what the newest look found, `told_of_it`
    the day on which the service was told, `again` where
    somebody writes again with the first day. `unanswered`: it has run out without an answer.
    `at_once` is what is done on the same day. `practice_alone` stands in place of every way to get
    in touch that is not safe, `alone_until_asked` where somebody chose that it goes through the
    practice. `warn` is whom the service must not get in touch with, and nobody has told it.
    """

    href: str
    name: str
    whom: str
    need: str
    urgent: bool
    state: str
    since: str
    told: EventRow | None
    clock: str
    agreed: str
    plan: tuple[str, ...]
    owed: tuple[OwedRow, ...]
    unanswered: bool
    worse: tuple[str, ...]
    do_now: tuple[str, ...]
    told_of_it: str
    at_once: tuple[str, ...]
    practice_alone: str
    alone_until_asked: str
    warn: str
    contact: str
    again: str
    elsewhere: str
    steps: tuple[StepChoice, ...]
    events: tuple[EventRow, ...]


def card_of(
    referral: Referral, followed: Followed, knowledge: Knowledge, rules: ReferralRules, today: date
) -> ReferralCard:
    """A referral as it stands today."""
    begun = referral.begun
    patient_id = begun.patient_id
    goes_on = referral.state.with_service or referral.state.wants_owner
    worse = worse_now(referral) if goes_on else ()
    told = told_of_worse_on(referral) if referral.state.with_service else None
    signs = {one.id: one.words for one in rules.while_waiting.worse}
    answer_by = reply_due_on(referral, rules, NO_HOLIDAYS)
    left = cannot_wait(referral, rules)
    again = f"/patients/{patient_id}/referrals/new?continues={begun.id}"
    safe = referral.safe_again(followed.contact, today)
    way, through = referral.safe_way(followed.contact, today), referral.found_unsafe
    return ReferralCard(
        href=f"/patients/{patient_id}/referrals/{begun.id}",
        name=begun.option_name,
        whom=words.untitled(begun.about or str(followed.patient.name)),
        need=begun.need,
        urgent=begun.urgent,
        state=state_words(referral, rules),
        since=words.day(referral.since),
        told=_told(referral, rules),
        clock=clock_words(referral, today),
        agreed=_agreed(referral.consent, knowledge),
        plan=_plan(referral.plan, rules),
        owed=tuple(
            dict.fromkeys(
                OwedRow(owed_words(one, today), owner_of(referral), _presses(one, today))
                for one in owed_of(referral, rules, NO_HOLIDAYS)
            )
        ),
        unanswered=answer_by is not None and answer_by <= today,
        worse=tuple(
            signs[one.value] if place == 0 else lower(signs[one.value])
            for place, one in enumerate(worse)
        ),
        do_now=_applying(rules.while_waiting.triggers, () if told else worse),
        told_of_it=words.day(told) if told else "",
        at_once=_applying(rules.while_waiting.same_day, left.signs if left else ()),
        practice_alone="" if safe else rules.stage(ReferralState.UNSAFE.value).words,
        alone_until_asked=rules.not_safe.words if safe and through and not way else "",
        warn=words.untitled(str(followed.patient.name)) if to_warn(referral) else "",
        contact=f"/patients/{patient_id}/contact/safe",
        again="" if referral.state.over else f"{again}&option={begun.option_id}",
        elsewhere="" if referral.state.over else again,
        steps=choices_of(referral, rules, today),
        events=event_rows(referral, referral.events, rules),
    )


def _presses(owed: Owed, today: date) -> bool:
    return owed.due_on < today or owed.kind is ReminderKind.SAME_DAY


def _applying(rules: Iterable[WorseRule], signs: Iterable[Worse]) -> tuple[str, ...]:
    """What to do about these signs, and about no other."""
    found = set(signs)
    return tuple(one.words for one in rules if one.when & found)


def event_rows(
    referral: Referral, events: Iterable[ReferralEvent], rules: ReferralRules
) -> tuple[EventRow, ...]:
    """What happened, the newest first; what was taken back is still there."""
    counting = {one.id for one in referral.counting}
    return tuple(_row(one, rules, gone=one.id not in counting) for one in reversed([*events]))


def _told(referral: Referral, rules: ReferralRules) -> EventRow | None:
    moved = [one for one in referral.counting if one.to is not None]
    return _row(moved[-1], rules, gone=False) if moved else None


def _row(event: ReferralEvent, rules: ReferralRules, *, gone: bool) -> EventRow:
    written = london_day(event.at)
    return EventRow(
        on=words.day(event.on),
        what=_what(event, rules),
        more=tuple(_more(event, rules)),
        how=CHANNELS[event.how],
        live=event.how.live,
        by=event.by,
        late=f"Written down {words.day(written)}" if written != event.on else "",
        gone=gone,
    )


def _what(event: ReferralEvent, rules: ReferralRules) -> str:
    if event.to is not None:
        return rules.stage(event.to.value).words
    if event.replaces:
        return "Taken back: the entry before it counts no more"
    if event.through_practice:
        return rules.not_safe.words
    if event.seen_to:
        return "What was done the same day"
    if event.plan is not None:
        return "What is done now"
    return "How they are" if event.check is not None else "Note"


def _more(event: ReferralEvent, rules: ReferralRules) -> Iterable[str]:
    if event.reason is not None:
        yield rules.reason(event.reason.value).words
    if event.advice:
        yield f"They said instead: {event.advice}"
    if event.appointment_on is not None:
        yield f"Appointment on {words.day(event.appointment_on)}"
    yield from _plan(event.plan, rules)
    if event.check is not None:
        yield from check_words(event.check)
    if event.words and not event.through_practice:
        yield event.words


def _plan(plan: ReturnPlan | None, rules: ReferralRules) -> tuple[str, ...]:
    if plan is None:
        return ()
    gaps = {one.id: one.words for one in rules.gap_groups}
    said = (
        f"Next: {plan.next_route}" if plan.next_route else "",
        f"Whose it is: {plan.owner}" if plan.owner else "",
        f"The family: {lower(plan.told)}" if plan.told else "",
        f"Kept as not met: {lower(gaps[plan.unmet])}" if plan.unmet in gaps else "",
    )
    return tuple(one for one in said if one)


def _agreed(consent: Consent | None, knowledge: Knowledge) -> str:
    """On what it rests; empty where nobody has said."""
    if consent is None:
        return ""
    shares = f" May be said: {consent.shares}" if consent.shares else ""
    if consent.given:
        on = f", {words.day(consent.asked_on)}" if consent.asked_on else ""
        return f"{consent.by_whom} agreed{on}.{shares}"
    grounds = {one.id: one.ground for one in knowledge.sharing.steps}
    return f"Without a yes. {grounds.get(consent.ground, '')} {consent.why_without}.{shares}"
