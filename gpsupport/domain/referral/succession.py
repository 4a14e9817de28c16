"""One referral takes the place of another, and gives it back when it proves an error."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from gpsupport.domain.referral.events import ReferralEvent, ReturnPlan
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.states import Channel, ReferralState

_GIVEN_BACK = "What took its place was entered in error. It stands again where it stood."


def went_out(referral: Referral) -> bool:
    """Whether it was sent, and neither that nor the referral itself was an error."""
    return referral.sent_on is not None and referral.state is not ReferralState.IN_ERROR


def taking_place(
    older: Referral, newer: Referral, sent: ReferralEvent, by: str, now: datetime
) -> tuple[ReferralEvent, ...]:
    """What ends the one whose place a sent one took, in order; nothing where it is over.

    Nothing either where it goes on meanwhile. A return without a plan has its plan with it, which
    names the newer one too.
    """
    if older.state.over or newer.begun.beside:
        return ()
    on = max(sent.on, older.since)
    ended = ReferralEvent(
        id="",
        at=now,
        by=by,
        on=on,
        to=ReferralState.SUPERSEDED,
        how=sent.how,
        next_referral_id=newer.begun.id,
    )
    if not older.returned_without_plan:
        return (ended,)
    begun = newer.begun
    plan = ReturnPlan(begun.option_name, owner=by, told=begun.told, unmet=begun.unmet)
    planned = replace(ended, to=None, plan=plan)
    return planned, ended


def giving_back(
    older: Referral, newer: Referral, by: str, today: date, now: datetime
) -> tuple[ReferralEvent, ...]:
    """What opens the one again whose place was taken in error; nothing where nobody took it.

    The plan that was written with it counts no more either: a return wants a plan again.
    """
    counting = older.counting
    ended = next(
        (
            one
            for one in reversed(counting)
            if one.to is ReferralState.SUPERSEDED and one.next_referral_id == newer.begun.id
        ),
        None,
    )
    if ended is None or older.state is not ReferralState.SUPERSEDED:
        return ()
    with_it = [one for one in counting if one.plan and one.next_referral_id == newer.begun.id]
    return tuple(
        ReferralEvent(
            id="",
            at=now,
            by=by,
            on=today,
            how=Channel.IN_PERSON,
            words=_GIVEN_BACK,
            replaces=one.id,
        )
        for one in (ended, *with_it)
    )
