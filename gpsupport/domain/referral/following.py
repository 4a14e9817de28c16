"""A referral as its events leave it, and what may be written down next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from gpsupport.domain.disclosure.contact import KeptContact, SafeContact, ways_since
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.referral.events import (
    BegunReferral,
    Consent,
    ReferralEvent,
    ReturnPlan,
    WaitingCheck,
)
from gpsupport.domain.referral.states import ReferralState, ReturnReason


class Fault(StrEnum):
    """Why an event cannot be written down."""

    NOT_FROM_HERE = "not-from-here"
    BEFORE_THE_LAST = "before-the-last"
    IN_THE_FUTURE = "in-the-future"
    NO_CONSENT = "no-consent"
    NO_REASON = "no-reason"
    NO_PLAN = "no-plan"
    NO_NEXT_REFERRAL = "no-next-referral"
    NO_WORDS = "no-words"
    NOT_RETURNED = "not-returned"
    NOT_WAITING = "not-waiting"
    WORDS_TELL = "words-tell"
    ADVICE_TELLS = "advice-tells"
    NEXT_TELLS = "next-tells"
    TOLD_TELLS = "told-tells"
    SHARES_TELLS = "shares-tells"
    WHY_TELLS = "why-tells"


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral followed so far. `since` is the day on which the state began.

    `returned_on`, `reason` and `plan` are of the newest return; `checks` the days on which somebody
    looked at whoever waits, oldest first. `earlier_sent_on` is the day on which the first of those
    went out whose place it took, as they stand now, and `earlier_checks` are the looks of those:
    whoever reads the chain knows both. With `earlier_known` the day that was copied when it began
    counts no more: what it came from may have been taken back. `taken_over` is what was written of
    those whose place it takes once it goes out, and still counts: what is left to do goes with the
    family. `unsafe_elsewhere` is when another referral of the record said last that it is not safe
    to get in touch.
    """

    begun: BegunReferral
    state: ReferralState
    since: date
    events: tuple[ReferralEvent, ...] = ()
    consent: Consent | None = None
    sent_on: date | None = None
    returns: int = 0
    returned_on: date | None = None
    reason: ReturnReason | None = None
    plan: ReturnPlan | None = None
    checks: tuple[tuple[date, WaitingCheck], ...] = ()
    next_referral_id: str = ""
    earlier_sent_on: date | None = None
    earlier_checks: tuple[tuple[date, WaitingCheck], ...] = ()
    earlier_known: bool = False
    taken_over: tuple[ReferralEvent, ...] = ()
    unsafe_elsewhere: datetime | None = None

    @property
    def clock_start(self) -> date | None:
        """The day from which the wait counts: when the first of its chain went out."""
        copied = None if self.earlier_known else self.begun.first_sent_on
        days = (copied, self.earlier_sent_on, self.sent_on)
        return min((one for one in days if one is not None), default=None)

    @property
    def counting(self) -> tuple[ReferralEvent, ...]:
        """The events that nothing replaced, in the order in which they were written down."""
        replaced = {event.replaces for event in self.events if event.replaces}
        return tuple(event for event in self.events if event.id not in replaced)

    @property
    def handed_on(self) -> bool:
        """Whether another took its place, and with it whatever is left to do."""
        return self.state is ReferralState.SUPERSEDED and bool(self.next_referral_id)

    @property
    def returned_without_plan(self) -> bool:
        """Whether it came back and nobody has said what is done now, wherever it stands since."""
        planned = self.plan is not None and self.plan.complete
        return self.returned_on is not None and not planned and not self.state.over

    @property
    def unsafe(self) -> ReferralEvent | None:
        """The entry that it is not safe to get in touch; None once it goes through the practice.

        A step after it makes nothing safe.
        """
        found = None
        for event in self.counting:
            if event.to is ReferralState.UNSAFE:
                found = event
            elif event.through_practice:
                found = None
        return found

    @property
    def unsafe_since(self) -> datetime | None:
        """When it was last found unsafe to get in touch, on this referral or another of the record.

        It is about the person. None where this one goes through the practice since.
        """
        through = max((one.at for one in self.counting if one.through_practice), default=None)
        told = [self.unsafe.at] if self.unsafe else []
        if self.unsafe_elsewhere and (through is None or through < self.unsafe_elsewhere):
            told.append(self.unsafe_elsewhere)
        return max(told, default=None)

    def safe_again(self, kept: KeptContact | None, today: date) -> bool:
        """Whether nothing keeps anybody from getting in touch: a way was confirmed since."""
        since = self.unsafe_since
        return since is None or (kept is not None and kept.at > since and kept.contact.holds(today))

    @property
    def found_unsafe(self) -> datetime | None:
        """When any referral of the record last said that it is not safe to get in touch.

        A way that was confirmed before holds no longer, also where it goes through the practice.
        """
        told = [one.at for one in self.counting if one.to is ReferralState.UNSAFE]
        return max(filter(None, (*told, self.unsafe_elsewhere)), default=None)

    def safe_way(self, kept: KeptContact | None, today: date) -> SafeContact | None:
        """The way that may be used and told: one that holds, and that was confirmed since."""
        ways = ways_since((kept,) if kept else (), self.found_unsafe)
        return next((one.contact for one in ways[-1:] if one.contact.holds(today)), None)

    def with_event(self, event: ReferralEvent) -> Referral:
        """The referral after one thing more; what is known of its chain stays known."""
        after = follow(self.begun, (*self.events, event))
        return replace(
            after,
            earlier_sent_on=self.earlier_sent_on,
            earlier_checks=self.earlier_checks,
            earlier_known=self.earlier_known,
            taken_over=self.taken_over,
            unsafe_elsewhere=self.unsafe_elsewhere,
        )


def follow(begun: BegunReferral, events: Iterable[ReferralEvent]) -> Referral:
    """The referral as its events leave it, in the order in which they were written down.

    What was replaced counts no more. Events are taken as they are: `faults_of` says before they
    are written whether they may be.
    """
    written = tuple(events)
    now = Referral(begun, ReferralState.DRAFT, begun.begun_on, written)
    for event in now.counting:
        now = _after(now, event)
    return now


def faults_of(
    referral: Referral, event: ReferralEvent, rules: ReferralRules, today: date
) -> tuple[Fault, ...]:
    """Everything that keeps an event from being written down; empty when it may be."""
    faults: list[Fault] = []
    if event.on > today:
        faults.append(Fault.IN_THE_FUTURE)
    if event.on < referral.since:
        faults.append(Fault.BEFORE_THE_LAST)
    if event.to is None:
        return (*faults, *_faults_beside(referral, event))
    allowed = rules.stage(referral.state.value).then
    if event.to.value not in allowed or _only_by_hand(referral, event):
        faults.append(Fault.NOT_FROM_HERE)
    return (*faults, *_faults_of_step(referral, event, event.to))


def _only_by_hand(referral: Referral, event: ReferralEvent) -> bool:
    """Whether a person here must decide: a service's system ends nothing that the practice owes."""
    return event.how.live and referral.state.wants_owner and event.to not in _TELLS_OF_ITSELF


_TELLS_OF_ITSELF = frozenset({ReferralState.RETURNED, ReferralState.SUPERSEDED})


def _faults_beside(referral: Referral, event: ReferralEvent) -> Iterable[Fault]:
    if event.plan is not None:
        if referral.state is not ReferralState.RETURNED and not referral.returned_without_plan:
            yield Fault.NOT_RETURNED
        if not event.plan.complete:
            yield Fault.NO_PLAN
    elif event.check is not None:
        if not referral.state.with_service:
            yield Fault.NOT_WAITING
    elif not event.words.strip():
        yield Fault.NO_WORDS


def _faults_of_step(referral: Referral, event: ReferralEvent, to: ReferralState) -> Iterable[Fault]:
    consent = event.consent or referral.consent
    if to.with_service and (consent is None or not consent.stands):
        yield Fault.NO_CONSENT
    if to is ReferralState.RETURNED and event.reason is None:
        yield Fault.NO_REASON
    if to is ReferralState.SUPERSEDED and not (event.next_referral_id or event.life_event):
        yield Fault.NO_NEXT_REFERRAL
    if to in _NEEDS_WORDS and not event.words.strip():
        yield Fault.NO_WORDS
    by_itself = to is ReferralState.IN_ERROR or bool(event.life_event)
    if referral.returned_without_plan and to.over and not by_itself:
        yield Fault.NO_PLAN


_NEEDS_WORDS = frozenset(
    {
        ReferralState.CLOSED_NOT,
        ReferralState.CLOSED_PARTLY,
        ReferralState.UNSAFE,
        ReferralState.IN_ERROR,
    }
)


def _after(now: Referral, event: ReferralEvent) -> Referral:
    if event.to is None:
        if event.plan is not None:
            return replace(now, plan=event.plan)
        if event.check is not None:
            return replace(now, checks=(*now.checks, (event.on, event.check)))
        return now
    moved = replace(now, state=event.to, since=event.on, consent=event.consent or now.consent)
    if event.to is ReferralState.SENT and now.sent_on is None:
        return replace(moved, sent_on=event.on)
    if event.to is ReferralState.RETURNED:
        return replace(
            moved,
            returns=now.returns + 1,
            returned_on=event.on,
            reason=event.reason,
            plan=event.plan,
        )
    if event.to is ReferralState.SUPERSEDED:
        return replace(moved, next_referral_id=event.next_referral_id)
    return moved
