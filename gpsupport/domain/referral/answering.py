"""How each criterion answers for one option and one person, in words.

Nothing is assumed from silence: what nobody told us is neither for nor against.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from gpsupport.domain.days import PartialDate, Precision, day_in_words
from gpsupport.domain.directory.option import Capacity, ConsentOf, ReferralOption
from gpsupport.domain.people import CHILD_BELOW, Sex
from gpsupport.domain.referral.criteria import Circumstances, Criterion, Need, SentBack
from gpsupport.domain.referral.states import ReturnReason


@dataclass(frozen=True, slots=True)
class Asking:
    """For whom, on which day and in which circumstances a criterion is asked about an option."""

    need: Need
    on: date
    around: Circumstances


Answer = tuple[bool | None, str]
Keys = Callable[[Sequence[ReferralOption], Sequence[Asking]], Iterable[Hashable]]


@dataclass(frozen=True, slots=True)
class Weighing:
    """How one criterion answers.

    For the same people, options alike in `keys` are answered alike: both for, both against, or both
    unknown. The words may differ.
    """

    criterion: Criterion
    keys: Keys
    answer: Callable[[ReferralOption, Asking], Answer]


def _by(*names: str) -> Keys:
    take = attrgetter(*names)
    return lambda options, _asked: map(take, options)


def _alike(options: Sequence[ReferralOption], _asked: Sequence[Asking]) -> Iterable[Hashable]:
    return [None] * len(options)


def _by_area(options: Sequence[ReferralOption], asked: Sequence[Asking]) -> Iterable[Hashable]:
    """By which of the areas of these people it serves: a directory has more sets of areas."""
    wanted = {one.need.area for one in asked}
    if len(wanted) == 1:
        (area,) = wanted
        return [area in option.areas if option.areas else None for option in options]
    return [option.areas.intersection(wanted) if option.areas else None for option in options]


def _by_returns(options: Sequence[ReferralOption], asked: Sequence[Asking]) -> Iterable[Hashable]:
    """By the reasons alone: days and numbers change no answer."""
    returns = asked[0].around.sent_back
    if not returns:
        return _alike(options, asked)
    found = (returns.get(option.id) for option in options)
    return [some and frozenset(one.reason for one in some) for some in found]


def _by_check(options: Sequence[ReferralOption], asked: Sequence[Asking]) -> Iterable[Hashable]:
    on = asked[0].on
    return [option.stale(on) for option in options]


def _age(option: ReferralOption, asked: Asking) -> Answer:
    age = asked.need.age
    if option.from_age is None and option.below_age is None:
        return _age_untold(option, age)
    words = _age_words(option)
    if age is None:
        return None, f"Not known: age. Takes {words}"
    low, high = option.from_age or 0, option.below_age if option.below_age is not None else 200
    return (True, f"Takes {words}") if low <= age < high else (False, f"Only {words}")


def _age_untold(option: ReferralOption, age: int | None) -> Answer:
    """Nobody has told us any ages: only whether it is for children is known."""
    if not option.for_children:
        return None, "Not known: which ages it takes"
    if age is None:
        return None, "Not known: age. For children"
    return (True, "For children") if age < CHILD_BELOW else (False, "For children only")


def _age_words(option: ReferralOption) -> str:
    if option.below_age is None:
        return f"ages {option.from_age} and over"
    if option.from_age is None:
        return f"ages under {option.below_age}"
    return f"ages {option.from_age} to {option.below_age - 1}"


def _sex(option: ReferralOption, asked: Asking) -> Answer:
    sex = asked.need.sex
    if not option.sexes:
        return True, "Lists no limit by gender"
    words = _sex_words(option)
    if sex in option.sexes:
        return True, f"For {words}"
    if sex in {Sex.FEMALE, Sex.MALE}:
        return False, f"For {words} only"
    return None, f"Not known: gender. For {words}"


def _sex_words(option: ReferralOption) -> str:
    names = {Sex.FEMALE: "women", Sex.MALE: "men"}
    if option.for_children:
        names = {Sex.FEMALE: "girls", Sex.MALE: "boys"}
    return " and ".join(names.get(sex, sex.value) for sex in sorted(option.sexes))


def _area(option: ReferralOption, asked: Asking) -> Answer:
    area = asked.need.area
    if not option.areas:
        return True, "Lists no limit by area"
    words = " and ".join(sorted(option.areas))
    if area is None:
        return None, f"Not known: if in its area, {words}"
    return (True, f"Serves {area}") if area in option.areas else (False, f"Only {words}")


def _ongoing(option: ReferralOption, asked: Asking) -> Answer:
    takes, ongoing = option.accepts_while_ongoing, asked.need.abuse_ongoing
    if ongoing is False:
        return True, "It no longer goes on, as last told"
    if takes is None:
        return None, "Not known: if it helps while it is still going on"
    if takes:
        return True, "Helps while it is still going on"
    if ongoing is None:
        return None, "Only once home is safe. Not known: whether it is"
    return False, "Only once home is safe"


def _in_refuge(option: ReferralOption, asked: Asking) -> Answer:
    takes, there = option.accepts_in_refuge, asked.need.in_refuge
    if there is False:
        return True, "Does not live in a refuge"
    if takes:
        return True, "Takes people who live in a refuge"
    if takes is None:
        return None, "Not known: if it takes people who live in a refuge"
    if there is None:
        return None, "Nobody who lives in a refuge. Not known: whether they do"
    return False, "Takes nobody who lives in a refuge"


def _threshold(option: ReferralOption, _asked: Asking) -> Answer:
    if option.needs_diagnosis is None:
        return None, "Not known: if it wants a diagnosis"
    if option.needs_diagnosis:
        return False, "Wants a diagnosis or a severe problem"
    return True, "No diagnosis or threshold"


def _consent(option: ReferralOption, asked: Asking) -> Answer:
    wanted, age = option.consent_of, asked.need.age
    if not wanted:
        return None, "Not known: whose consent it wants"
    words = f"Wants the consent of {_consent_words(wanted)}"
    if ConsentOf.BOTH_PARENTS not in wanted:
        return True, words
    grown_up = age is not None and age >= CHILD_BELOW
    return (True, f"{words}, for a child") if grown_up else (False, words)


def _consent_words(wanted: frozenset[ConsentOf]) -> str:
    names = {
        ConsentOf.PATIENT: "the person who is helped",
        ConsentOf.PARENT: "one parent",
        ConsentOf.BOTH_PARENTS: "both parents",
        ConsentOf.CHILD: "the child",
    }
    return " and ".join(words for whose, words in names.items() if whose in wanted)


def _evidence(option: ReferralOption, _asked: Asking) -> Answer:
    if not option.evidence:
        return None, "Not known: what it wants to see"
    return None, f"Wants to see: {option.evidence}"


def _language(option: ReferralOption, asked: Asking) -> Answer:
    listed, wanted = option.languages, asked.need.language
    if not listed:
        return None, "Not known: which languages"
    words = " and ".join(sorted(listed))
    if wanted is None:
        return None, f"Not known: which language is wanted. Lists {words}"
    if wanted.casefold() in {one.casefold() for one in listed}:
        return True, f"In {wanted}"
    return False, f"Lists {words} only: ask for an interpreter"


def _capacity(option: ReferralOption, _asked: Asking) -> Answer:
    speaks_for, words = _CAPACITIES[option.capacity]
    told = option.capacity_on
    if told is None or option.capacity is Capacity.UNKNOWN:
        return speaks_for, words
    return speaks_for, f"{words}, as told on {day_in_words(PartialDate(told))}"


_CAPACITIES: dict[Capacity, Answer] = {
    Capacity.FREE: (True, "Space now"),
    Capacity.ASSESSMENT_FIRST: (None, "Assesses before it says whether there is space"),
    Capacity.WAITING_LIST: (None, "Has a waiting list"),
    Capacity.FULL: (False, "Full at present"),
    Capacity.UNKNOWN: (None, "Not known: if there is space"),
}


def _wait(option: ReferralOption, asked: Asking) -> Answer:
    weeks, long_wait = option.wait_weeks, asked.around.long_wait_weeks
    if weeks is None:
        return None, "Not known: how long until a first contact"
    if weeks == 0:
        return True, "First contact the same day"
    words = f"{weeks} week{'' if weeks == 1 else 's'} until a first contact"
    return long_wait is None or weeks < long_wait, words


# These say something of one referral; whether the next would come back too nobody knows.
_OF_ONE_REFERRAL = frozenset(
    {
        ReturnReason.AGE,
        ReturnReason.AREA,
        ReturnReason.CONSENT_MISSING,
        ReturnReason.MORE_WANTED,
        ReturnReason.NO_CONTACT,
    }
)


def _sent_back(option: ReferralOption, asked: Asking) -> Answer:
    found = asked.around.returns_of(option)
    if found is None:
        return None, "Not known: if it sent anybody back"
    if not found:
        return None, "Nobody was sent back from it. Not known: how it would answer"
    newest = next((one for one in found if one.own), found[0])
    day = PartialDate(newest.on, Precision.DAY if newest.own else Precision.MONTH)
    words = f"Sent back {day_in_words(day)}: {newest.words}"
    if len(found) > 1:
        words += f". {len(found)} came back in all"
    return (False if _would_again(asked.need, found) else None), words


def _would_again(need: Need, found: tuple[SentBack, ...]) -> bool:
    reasons = {one.reason for one in found} - _OF_ONE_REFERRAL
    if need.abuse_ongoing is False:
        reasons -= {ReturnReason.STILL_GOING_ON}
    return bool(reasons)


def _checked(option: ReferralOption, asked: Asking) -> Answer:
    if option.assured_on is None:
        return None, "Not known: when last checked"
    day = day_in_words(PartialDate(option.assured_on))
    if option.stale(asked.on):
        return None, f"Last checked {day}: phone before relying on it"
    return True, f"Checked {day}"


WEIGHINGS = (
    Weighing(Criterion.AGE, _by("from_age", "below_age", "for_children"), _age),
    Weighing(Criterion.SEX, _by("sexes"), _sex),
    Weighing(Criterion.AREA, _by_area, _area),
    Weighing(Criterion.ONGOING, _by("accepts_while_ongoing"), _ongoing),
    Weighing(Criterion.IN_REFUGE, _by("accepts_in_refuge"), _in_refuge),
    Weighing(Criterion.THRESHOLD, _by("needs_diagnosis"), _threshold),
    Weighing(Criterion.CONSENT, _by("consent_of"), _consent),
    Weighing(Criterion.EVIDENCE, _alike, _evidence),
    Weighing(Criterion.LANGUAGE, _by("languages"), _language),
    Weighing(Criterion.CAPACITY, _by("capacity"), _capacity),
    Weighing(Criterion.WAIT, _by("wait_weeks"), _wait),
    Weighing(Criterion.SENT_BACK, _by_returns, _sent_back),
    Weighing(Criterion.CHECKED, _by_check, _checked),
)
