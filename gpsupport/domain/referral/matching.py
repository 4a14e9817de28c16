"""How local options fit each person, with every reason named.

Many options are alike in what a criterion looks at. Each criterion is therefore asked once for all
that are alike, and what it says is put into words only where somebody reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat

from gpsupport.domain.directory.option import OptionKind, ReferralOption
from gpsupport.domain.referral.answering import WEIGHINGS, Asking, Weighing
from gpsupport.domain.referral.criteria import Circumstances, Criterion, Need, SentBack

__all__ = [
    "Circumstances",
    "Criterion",
    "FamilyFit",
    "Fit",
    "Need",
    "Reason",
    "SentBack",
    "fit",
    "match_family",
    "rank",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion in words: `speaks_for` is True, False, or None where it is not known."""

    criterion: Criterion
    speaks_for: bool | None
    words: str


# What keeps an option from taking somebody outweighs everything else against it, and that outweighs
# everything not known. Each is counted in four bits of its own: there may be at most 15 criteria.
# Twelve bits a person put a whole family into one small number.
_UNKNOWN, _SOFT, _HARD = 1, 1 << 4, 1 << 8
_ROOM = 12
_WEIGHT = (1 << _ROOM) - 1


@dataclass(frozen=True, slots=True)
class Fit:
    """How an option fits one person. The words are made when they are read."""

    option: ReferralOption
    asked: Asking
    weight: int

    @property
    def need(self) -> Need:
        """Whom it is weighed for."""
        return self.asked.need

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every criterion in words, in a fixed order."""
        return tuple(
            Reason(weighing.criterion, *weighing.answer(self.option, self.asked))
            for weighing in WEIGHINGS
        )

    @property
    def reasons_for(self) -> tuple[str, ...]:
        """What speaks for it, in words."""
        return self._said(True)

    @property
    def reasons_against(self) -> tuple[str, ...]:
        """What speaks against it, in words."""
        return self._said(False)

    @property
    def unknown(self) -> tuple[str, ...]:
        """What nobody has told us, in words."""
        return self._said(None)

    @property
    def nothing_against(self) -> bool:
        """Whether nothing speaks against it, without making any words."""
        return self.weight < _SOFT

    @property
    def obstacles(self) -> frozenset[Criterion]:
        """The criteria for which it cannot take this person."""
        if self.weight < _HARD:
            return frozenset()
        said = (one for one in self.reasons if one.speaks_for is False)
        return frozenset(one.criterion for one in said if one.criterion.hard)

    def _said(self, speaks_for: bool | None) -> tuple[str, ...]:
        return tuple(one.words for one in self.reasons if one.speaks_for is speaks_for)


@dataclass(slots=True)
class FamilyFit:
    """How one option fits each person of a family, in the order in which they were given.

    `together` is what speaks against it, and what is not known, for all of them in one number.
    """

    option: ReferralOption
    asked: tuple[Asking, ...]
    together: int

    @property
    def weights(self) -> tuple[int, ...]:
        """What speaks against it, and what is not known, in one number for each of them."""
        return _apart(self.together, len(self.asked))

    @property
    def people(self) -> tuple[Fit, ...]:
        """How it fits each of them."""
        return tuple(map(self._fit, self.asked, self.weights))

    @property
    def suits(self) -> bool:
        """Whether nothing keeps it from taking at least one of them."""
        return min(self.weights) < _HARD

    @property
    def suited(self) -> tuple[Fit, ...]:
        """Those whom nothing keeps it from taking; empty when it is less likely to fit."""
        return self.nearest if self.suits else ()

    @property
    def nearest(self) -> tuple[Fit, ...]:
        """For whom it is: those who are suited, else those whom the least keeps from it."""
        least = min(self.weights) // _HARD
        return tuple(one for one in self.people if one.weight // _HARD == least)

    def _fit(self, asked: Asking, weight: int) -> Fit:
        return Fit(self.option, asked, weight)


def fit(option: ReferralOption, need: Need, on: date, around: Circumstances | None = None) -> Fit:
    """Weigh one option for one person on a day."""
    return match_family((option,), (need,), on, around)[0].people[0]


def rank(
    options: Sequence[ReferralOption],
    need: Need,
    on: date,
    around: Circumstances | None = None,
) -> tuple[Fit, ...]:
    """All options for one person, best first: what keeps it from taking them, what else speaks
    against it, what is not known, then the shortest wait. A helpline comes after what is near.
    """
    return tuple(one.people[0] for one in match_family(options, (need,), on, around))


def match_family(
    options: Sequence[ReferralOption],
    needs: Sequence[Need],
    on: date,
    around: Circumstances | None = None,
) -> tuple[FamilyFit, ...]:
    """All options, each weighed for every person by itself, best first for whom it fits best.

    Nothing is left out because it does not fit. Without anybody to help there is no answer.
    """
    if not needs or not options:
        return ()
    asked = tuple(Asking(need, on, around or Circumstances()) for need in needs)
    together = _weights(options, asked)
    places = _places(options, together, len(asked))
    found = list(map(FamilyFit, options, repeat(asked), together))
    return tuple(found[index] for index in sorted(range(len(found)), key=places.__getitem__))


def _weights(options: Sequence[ReferralOption], asked: tuple[Asking, ...]) -> list[int]:
    """What everything together weighs for everybody, option by option."""
    columns = [_column(weighing, options, asked) for weighing in WEIGHINGS]
    return list(map(sum, zip(*columns, strict=True)))


def _apart(weight: int, people: int) -> tuple[int, ...]:
    return tuple(weight >> (place * _ROOM) & _WEIGHT for place in range(people))


def _column(
    weighing: Weighing, options: Sequence[ReferralOption], asked: tuple[Asking, ...]
) -> list[int]:
    """What one criterion weighs for everybody, asked once for the options that are alike."""
    keys = list(weighing.keys(options, asked))
    weights = {
        key: sum(
            _weight(weighing, option, one) << (place * _ROOM) for place, one in enumerate(asked)
        )
        for key, option in dict(zip(keys, options, strict=True)).items()
    }
    if len(weights) == 1:
        return list(weights.values()) * len(keys)
    return list(map(weights.__getitem__, keys))


def _weight(weighing: Weighing, option: ReferralOption, asked: Asking) -> int:
    speaks_for, _ = weighing.answer(option, asked)
    if speaks_for is None:
        return _UNKNOWN
    if speaks_for:
        return 0
    return _HARD if weighing.criterion.hard else _SOFT


# Where an option stands, in one number: what speaks against it, then whether it is a line, what is
# not known, and the wait in weeks. Beyond so many weeks, or unknown, it comes last of its equals.
_OF_UNKNOWN = 14
_OF_LINE = _OF_UNKNOWN + 4
_OF_AGAINST = _OF_LINE + 1
_LAST = (1 << _OF_UNKNOWN) - 1


def _places(
    options: Sequence[ReferralOption], together: list[int], people: int
) -> list[tuple[int, str, str]]:
    """Where each stands among the others, by what holds for whom it fits best."""
    shifts = range(0, people * _ROOM, _ROOM)
    of_weight = {
        weight: _place(min([weight >> shift & _WEIGHT for shift in shifts]))
        for weight in set(together)
    }
    of_wait = {
        weeks: _LAST if weeks is None else min(weeks, _LAST)
        for weeks in {option.wait_weeks for option in options}
    }
    of_kind = dict.fromkeys(OptionKind, 0) | {OptionKind.HELPLINE: 1 << _OF_LINE}
    return [
        (
            of_weight[weight] + of_kind[option.kind] + of_wait[option.wait_weeks],
            option.name,
            option.id,
        )
        for option, weight in zip(options, together, strict=True)
    ]


def _place(least: int) -> int:
    against, unknown = divmod(least, _SOFT)
    return against << _OF_AGAINST | unknown << _OF_UNKNOWN
