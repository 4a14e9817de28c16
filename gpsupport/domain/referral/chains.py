"""Referrals that follow one another: one line from first to last, and how often it failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum

from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.referral.events import BegunReferral, ReferralEvent, WaitingCheck
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.states import ReferralState, ReturnReason
from gpsupport.domain.referral.succession import went_out


class Duty(StrEnum):
    """What the practice owes once referrals came back."""

    NONE = "none"
    PLAN = "plan"
    LEAD = "lead"
    LETTER = "letter"


def chains_of(referrals: Iterable[Referral]) -> tuple[tuple[Referral, ...], ...]:
    """The referrals in chains, each from the first to the last, in the order in which they began.

    One that continues something unknown begins its own chain; a ring, which nobody can make by
    hand, is cut at the earliest.
    """
    known = {one.begun.id: one for one in referrals}
    ordered = sorted(known.values(), key=lambda one: (one.begun.begun_at, one.begun.id))
    first: dict[str, str] = {}
    chains: dict[str, list[Referral]] = {}
    for one in ordered:
        root = first.get(one.begun.continues, one.begun.id)
        first[one.begun.id] = root
        chains.setdefault(root, []).append(one)
    return tuple(tuple(chain) for chain in chains.values())


def with_earlier(referral: Referral, known: Mapping[str, Referral]) -> Referral:
    """The referral with what is known of those before it, as they stand.

    That is the day on which the first of them went out, the looks of those about the same person,
    and what was written of those whose place it takes. `known` has them by their ids. What it
    lacks, and what is on another record, is not asked: the day that was copied from it counts.
    """
    days: list[date | None] = []
    passed, at = {referral.begun.id}, referral
    looks: list[tuple[date, WaitingCheck]] = []
    taken_over: list[ReferralEvent] = []
    takes_over = True
    while at.begun.continues not in passed:
        passed.add(at.begun.continues)
        before = known.get(at.begun.continues)
        if before is None or before.begun.patient_id != referral.begun.patient_id:
            days.append(at.begun.first_sent_on)
            break
        if went_out(before):
            days.append(before.sent_on)
        takes_over = takes_over and _takes_over(before, at, sent=at is referral or went_out(at))
        if takes_over:
            taken_over = [*before.counting, *taken_over]
        if of_same_person(before.begun, referral.begun):
            looks = [*before.checks, *looks]
        at = before
    looks.sort(key=lambda one: one[0])
    first = min((one for one in days if one is not None), default=None)
    return replace(
        referral,
        earlier_sent_on=first,
        earlier_checks=tuple(looks),
        earlier_known=True,
        taken_over=tuple(taken_over),
    )


def _takes_over(before: Referral, after: Referral, *, sent: bool) -> bool:
    """Whether one takes the place of another: that goes on no longer, and nothing else ended it."""
    ended_otherwise = before.state.over and before.next_referral_id != after.begun.id
    return sent and not after.begun.beside and not ended_otherwise


def with_record(referrals: Iterable[Referral]) -> tuple[Referral, ...]:
    """Referrals of whole records, each with what the others of its record tell of it.

    That is its chain, and that it is not safe to get in touch: a thing of the person and of the
    one who is asked on their behalf, whichever referral it was learnt from.
    """
    found = tuple(referrals)
    known = {one.begun.id: one for one in found}
    unsafe: dict[str, list[tuple[datetime, str]]] = {}
    for one in found:
        own = unsafe.setdefault(one.begun.patient_id, [])
        told = [each for each in one.counting if each.to is ReferralState.UNSAFE]
        own += [(each.at, one.begun.id) for each in told]
    return tuple(
        replace(
            with_earlier(one, known),
            unsafe_elsewhere=max(
                (at for at, of in unsafe[one.begun.patient_id] if of != one.begun.id), default=None
            ),
        )
        for one in found
    )


def of_same_person(one: BegunReferral, other: BegunReferral) -> bool:
    """Whether two referrals of one record are about the same person, as far as they tell."""
    if one.about_patient_id and other.about_patient_id:
        return one.about_patient_id == other.about_patient_id
    return one.about == other.about


def duty_after(referrals: Iterable[Referral], rules: ReferralRules) -> Duty:
    """What the returns of one family ask of the practice."""
    returns = sum(one.returns for one in referrals)
    if returns >= rules.after_return.escalate_from:
        return Duty.LETTER
    if returns >= rules.after_return.meeting_from:
        return Duty.LEAD
    return Duty.PLAN if returns else Duty.NONE


def declined_here(
    referrals: Iterable[Referral], option_id: str, since: date
) -> tuple[tuple[date, ReturnReason], ...]:
    """When and why an option sent referrals of this practice back since a day, newest first."""
    found = [
        (event.on, event.reason)
        for one in referrals
        if one.begun.option_id == option_id
        for event in one.counting
        if event.reason is not None and event.on >= since
    ]
    return tuple(sorted(found, reverse=True))
