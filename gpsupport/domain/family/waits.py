"""Who waits for whom: a ring of waits means that nobody begins."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.states import ReferralState, ReturnReason

_Who = TypeVar("_Who", bound=Hashable)


def rings(waits: Mapping[_Who, Collection[_Who]]) -> tuple[tuple[_Who, ...], ...]:
    """Those who wait for each other, directly or over others: each ring once, in their order.

    `waits` says for each whom it waits for. Whoever only waits for somebody in a ring is in none.
    """
    reached = {one: _reached(one, waits) for one in waits}
    found: list[tuple[_Who, ...]] = []
    seen: set[_Who] = set()
    for one in waits:
        if one in seen or one not in reached[one]:
            continue
        ring = tuple(other for other in waits if other in reached[one] and one in reached[other])
        found.append(ring)
        seen.update(ring)
    return tuple(found)


def wanting_another(referrals: Iterable[Referral]) -> tuple[tuple[Referral, ...], ...]:
    """What came back because another service is to come first, from two services or more.

    One group for each person; what moved on since, and what only one service said, is left out.
    """
    groups: dict[str, list[Referral]] = {}
    for one in referrals:
        if one.state is ReferralState.RETURNED and one.reason is ReturnReason.WAITING_FOR_OTHER:
            groups.setdefault(one.begun.about, []).append(one)
    return tuple(
        tuple(group)
        for group in groups.values()
        if len({(one.begun.option_id, one.begun.option_name) for one in group}) > 1
    )


def _reached(start: _Who, waits: Mapping[_Who, Collection[_Who]]) -> set[_Who]:
    """Everybody for whom somebody waits, over however many others."""
    found: set[_Who] = set()
    to_see = list(waits.get(start, ()))
    while to_see:
        one = to_see.pop()
        if one not in found:
            found.add(one)
            to_see += waits.get(one, ())
    return found
