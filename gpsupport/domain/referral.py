"""Local help: what an option offers, and how it fits this patient, with every reason named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gpsupport.domain.days import PartialDate, day_in_words
from gpsupport.domain.people import Sex


class OptionKind(StrEnum):
    """What kind of help an option is."""

    IRIS_ADVOCATE = "iris-advocate"
    ABUSE_SERVICE = "abuse-service"
    CAMHS = "camhs"
    EARLY_HELP = "early-help"
    FAMILY_HUB = "family-hub"
    SCHOOL = "school"
    TALKING_THERAPIES = "talking-therapies"
    VOLUNTARY = "voluntary"
    HELPLINE = "helpline"


class Capacity(StrEnum):
    """Whether an option can take somebody now."""

    FREE = "free"
    WAITING_LIST = "waiting-list"
    FULL = "full"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ReferralOption:
    """One local option. None means that nobody has told us; nothing is assumed from silence.

    Ages in whole years; `below_age` excludes its own value. A refuge's street address has no place
    here. `assured_on` is the day on which somebody last checked the entry.
    """

    id: str
    name: str
    kind: OptionKind
    summary: str
    phone: str = ""
    named_person: str = ""
    availability: str = ""
    for_children: bool = False
    from_age: int | None = None
    below_age: int | None = None
    sexes: frozenset[Sex] = frozenset()
    areas: frozenset[str] = frozenset()
    accepts_while_ongoing: bool | None = None
    needs_diagnosis: bool | None = None
    takes_self_referral: bool | None = None
    capacity: Capacity = Capacity.UNKNOWN
    wait_weeks: int | None = None
    phone_first: bool = False
    assured_on: date | None = None
    stale_after: date | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What is known of the people to be helped, for matching."""

    age: int | None
    sex: Sex
    area: str | None = None
    abuse_ongoing: bool | None = None
    children_ages: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """How an option fits: reasons for and against, and what is not known."""

    option: ReferralOption
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    unknown: tuple[str, ...]


def fit(option: ReferralOption, need: Need, on: date) -> Fit:
    """Weigh one option, naming every criterion under for, against or unknown."""
    answers = [
        _age_fits(option, need),
        _sex_fits(option, need),
        _area_fits(option, need),
        _ongoing_fits(option, need),
        _threshold_fits(option),
        _capacity_fits(option),
        _assured(option, on),
    ]
    return Fit(
        option=option,
        reasons_for=tuple(words for verdict, words in answers if verdict is True and words),
        reasons_against=tuple(words for verdict, words in answers if verdict is False and words),
        unknown=tuple(words for verdict, words in answers if verdict is None and words),
    )


def rank(options: tuple[ReferralOption, ...], need: Need, on: date) -> tuple[Fit, ...]:
    """All options, best first: fewest reasons against, then fewest unknown, then shortest wait."""
    fits = [fit(option, need, on) for option in options]
    return tuple(
        sorted(
            fits,
            key=lambda one: (
                len(one.reasons_against),
                one.option.kind is OptionKind.HELPLINE,
                len(one.unknown),
                one.option.wait_weeks if one.option.wait_weeks is not None else 999,
                one.option.name,
            ),
        )
    )


_Answer = tuple[bool | None, str]


def _age_fits(option: ReferralOption, need: Need) -> _Answer:
    if option.from_age is None and option.below_age is None:
        return True, "Any age"
    words = _age_words(option)
    ages = need.children_ages if option.for_children and need.children_ages else (need.age,)
    if all(age is None for age in ages):
        return None, f"Not known: age. Takes {words}"
    low, high = option.from_age or 0, option.below_age if option.below_age is not None else 200
    fits = any(age is not None and low <= age < high for age in ages)
    return (True, f"Takes {words}") if fits else (False, f"Only {words}")


def _age_words(option: ReferralOption) -> str:
    if option.below_age is None:
        return f"ages {option.from_age} and over"
    if option.from_age is None:
        return f"ages under {option.below_age}"
    return f"ages {option.from_age} to {option.below_age - 1}"


def _sex_fits(option: ReferralOption, need: Need) -> _Answer:
    if not option.sexes or option.for_children:
        return True, ""
    words = "women" if option.sexes == {Sex.FEMALE} else "men"
    if need.sex in option.sexes:
        return True, f"For {words}"
    if need.sex in {Sex.FEMALE, Sex.MALE}:
        return False, f"For {words} only"
    return None, f"Not known: gender. For {words}"


def _area_fits(option: ReferralOption, need: Need) -> _Answer:
    if not option.areas:
        return True, ""
    words = " and ".join(sorted(option.areas))
    if need.area is None:
        return None, f"Not known: if in its area, {words}"
    return (True, f"Serves {words}") if need.area in option.areas else (False, f"Serves {words}")


def _ongoing_fits(option: ReferralOption, need: Need) -> _Answer:
    if need.abuse_ongoing is False or option.kind is OptionKind.SCHOOL:
        return True, ""
    if option.accepts_while_ongoing is None:
        return None, "Not known: if it helps while it goes on"
    if option.accepts_while_ongoing:
        return True, "While it still goes on"
    if need.abuse_ongoing is None:
        return None, "Only once home is safe. Not known: whether it is"
    return False, "Only once home is safe"


def _threshold_fits(option: ReferralOption) -> _Answer:
    if option.needs_diagnosis is None:
        return None, "Not known: if it wants a diagnosis"
    if option.needs_diagnosis:
        return False, "Wants a diagnosis or a severe problem"
    return True, "No diagnosis or threshold"


def _capacity_fits(option: ReferralOption) -> _Answer:
    return {
        Capacity.FREE: (True, "Space now"),
        Capacity.WAITING_LIST: (None, "Has a waiting list"),
        Capacity.FULL: (False, "Full at present"),
        Capacity.UNKNOWN: (None, "Not known: if there is space"),
    }[option.capacity]


def _assured(option: ReferralOption, on: date) -> _Answer:
    if option.assured_on is None:
        return None, "Not known: when last checked"
    if option.stale_after is not None and on > option.stale_after:
        day = day_in_words(PartialDate(option.assured_on))
        return None, f"Last checked {day}: phone before relying on it"
    return True, ""
