"""What can be done where one option alone is not the answer: instead, meanwhile, together, advice.

Each takes the options of one family as they were matched, best first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gpsupport.domain.directory.option import Capacity, OptionKind, ReferralOption
from gpsupport.domain.knowledge.content.matching import MatchingRules, Together
from gpsupport.domain.referral.criteria import Need
from gpsupport.domain.referral.matching import FamilyFit, Fit
from gpsupport.domain.referral.states import ReturnReason

# What answers a call is not what somebody starts with.
_NOT_A_START = frozenset({OptionKind.HELPLINE, OptionKind.ADVICE})
_THRESHOLD_MISSED = frozenset(
    {
        ReturnReason.STILL_GOING_ON,
        ReturnReason.BELOW_THRESHOLD,
        ReturnReason.ABOVE_THRESHOLD,
        ReturnReason.NO_DIAGNOSIS,
    }
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two options that should make one plan, and what to ask of them."""

    one: FamilyFit
    other: FamilyFit
    rule: Together


def misses_threshold(fit: Fit) -> bool:
    """Whether nothing but a threshold keeps an option from taking this person, or kept it before.

    A threshold is a diagnosis or a severe problem that it wants, and that home is safe first.
    """
    obstacles = fit.obstacles
    if obstacles:
        return all(one.of_threshold for one in obstacles)
    returns = fit.asked.around.returns_of(fit.option) or ()
    return any(one.reason in _THRESHOLD_MISSED for one in returns)


def next_best(
    found: FamilyFit, options: Sequence[FamilyFit], rules: MatchingRules
) -> tuple[FamilyFit, ...]:
    """What takes those instead whom a threshold keeps from an option, nearest kind first.

    Only what suits at least one of them, and of each kind the best.
    """
    kept_out = [fit.need for fit in found.nearest if misses_threshold(fit)]
    if not kept_out:
        return ()
    best: dict[OptionKind, FamilyFit] = {}
    kinds = rules.instead_of(found.option.kind)
    for one in options:
        kind = one.option.kind
        if kind in kinds and kind not in best and one is not found and _suits_any(one, kept_out):
            best[kind] = one
    return tuple(best[kind] for kind in kinds if kind in best)


def start_now(options: Iterable[FamilyFit], rules: MatchingRules) -> tuple[FamilyFit, ...]:
    """What asks for no threshold, is not full and starts soon: the soonest first."""
    soon = [
        one
        for one in options
        if one.suits
        and one.option.kind not in _NOT_A_START
        and one.option.needs_diagnosis is False
        and one.option.capacity is not Capacity.FULL
        and one.option.wait_weeks is not None
        and one.option.wait_weeks <= rules.soon_weeks
    ]
    return tuple(sorted(soon, key=lambda one: one.option.wait_weeks or 0))


def must_wait(options: Sequence[FamilyFit], rules: MatchingRules) -> Iterator[FamilyFit]:
    """What would be for one of the family, and does not start: what a threshold keeps from them,
    then what has a long wait and nothing sooner of its kind.
    """
    yield from (one for one in options if not one.suits and _only_threshold(one))
    suited = [one for one in options if one.suits]
    sooner = {one.option.kind for one in suited if not _waits_long(one, rules)}
    yield from (one for one in suited if _waits_long(one, rules) and one.option.kind not in sooner)


def pairs_of(options: Sequence[FamilyFit], rules: MatchingRules) -> tuple[Pair, ...]:
    """Who should make one plan: the best of one side with the best of the other.

    The second side may have a threshold, for then the plan says what starts meanwhile; the first
    can start.
    """
    found: list[Pair] = []
    for rule in rules.together:
        one = next((each for each in options if each.option.kind in rule.one and each.suits), None)
        other = next(
            (
                each
                for each in options
                if each.option.kind in rule.other and (each.suits or _only_threshold(each))
            ),
            None,
        )
        if one is not None and other is not None:
            found.append(Pair(one, other, rule))
    return tuple(found)


def advisers(options: Iterable[FamilyFit]) -> Iterator[FamilyFit]:
    """Who advises the practice without taking the patient over."""
    return (one for one in options if advises(one.option))


def advises(option: ReferralOption) -> bool:
    """Whether it advises the practice while the patient stays."""
    return bool(option.advice_phone) or option.kind is OptionKind.ADVICE


def _suits_any(found: FamilyFit, needs: list[Need]) -> bool:
    return any(fit.need in needs for fit in found.suited)


def _only_threshold(found: FamilyFit) -> bool:
    return any(misses_threshold(fit) for fit in found.nearest)


def _waits_long(found: FamilyFit, rules: MatchingRules) -> bool:
    weeks = found.option.wait_weeks
    return weeks is not None and weeks >= rules.long_wait_weeks
