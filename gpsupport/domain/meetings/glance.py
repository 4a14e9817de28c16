"""A family at a glance: what presses most, and its referrals as they may stand on a paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from enum import IntEnum

from gpsupport.domain.directory.hidden_places import names_hidden_place, tells_address_in_prose
from gpsupport.domain.meetings.kinds import Reason
from gpsupport.domain.referral.chains import chains_of
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.waiting import looks_of_chain, worse_now


class Pressing(IntEnum):
    """What presses of a referral, the most first."""

    SELF_HARM = 0
    WORSE = 1
    URGENT = 2


def pressing_of(referral: Referral) -> tuple[Pressing, ...]:
    """What presses of one referral as the newest look found it; nothing once it is over."""
    if referral.state.over:
        return ()
    looks = looks_of_chain(referral)
    newest = looks[-1][1] if looks else None
    found = {
        Pressing.SELF_HARM: newest is not None and newest.self_harm is True,
        Pressing.WORSE: bool(worse_now(referral)),
        Pressing.URGENT: referral.begun.urgent,
    }
    return tuple(one for one, holds in found.items() if holds)


def urgency_of(referrals: Iterable[Referral], reasons: Iterable[Reason]) -> tuple[int, int]:
    """Where a family comes among others, the most urgent least: what presses, then why it is heard.

    What nobody looked at is no sign that it can wait: it keeps the place of its reason.
    """
    pressing = [each for one in referrals for each in pressing_of(one)]
    order = list(Reason)
    return (
        min(pressing, default=len(Pressing)),
        min((order.index(one) for one in reasons), default=len(order)),
    )


def chains_to_hear(
    referrals: Iterable[Referral], names: Collection[str] = ()
) -> tuple[tuple[Referral, ...], ...]:
    """The chains that a meeting needs: those still open, then those in which something came back.

    Of those still open what presses most comes first. No place that is kept secret is named in
    them; `names` look like an address and are none.
    """
    chains = [tuple(without_place(one, names) for one in chain) for chain in chains_of(referrals)]
    still = [chain for chain in chains if not chain[-1].state.over]
    still.sort(key=lambda chain: min(pressing_of(chain[-1]), default=len(Pressing)))
    back = [chain for chain in chains if chain[-1].state.over and any(one.returns for one in chain)]
    return (*still, *back)


def without_place(referral: Referral, names: Collection[str] = ()) -> Referral:
    """The same, without the name of a refuge: which one it is would say where somebody lives."""
    begun, plan = referral.begun, referral.plan
    if begun.hidden:
        begun = replace(begun, option_name=begun.option_kind.value.capitalize())
    if plan is not None and (
        names_hidden_place((plan.next_route,)) or tells_address_in_prose(plan.next_route, names)
    ):
        plan = replace(plan, next_route="a place that is not named here")
    return replace(referral, begun=begun, plan=plan)
