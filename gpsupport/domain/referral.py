"""Local help: what an option offers, and how it fits each person, with every reason named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gpsupport.domain.days import PartialDate, day_in_words
from gpsupport.domain.people import CHILD_BELOW, Sex


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


class Criterion(StrEnum):
    """What an option is weighed by."""

    AGE = "age"
    SEX = "sex"
    AREA = "area"
    ONGOING = "ongoing"
    THRESHOLD = "threshold"
    CAPACITY = "capacity"
    CHECKED = "checked"


@dataclass(frozen=True, slots=True)
class Need:
    """What is known of one person to be helped: the patient, or one child of the patient.

    `age` in whole years. None means that it is not known.
    """

    age: int | None
    sex: Sex
    area: str | None = None
    abuse_ongoing: bool | None = None
    name: str = ""
    is_patient: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion in words: `speaks_for` is True, False, or None where it is not known."""

    criterion: Criterion
    speaks_for: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Fit:
    """How an option fits one person: every criterion that the option sets, in a fixed order."""

    option: ReferralOption
    need: Need
    reasons: tuple[Reason, ...]

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

    def _said(self, speaks_for: bool | None) -> tuple[str, ...]:
        return tuple(one.words for one in self.reasons if one.speaks_for is speaks_for)


@dataclass(frozen=True, slots=True)
class FamilyFit:
    """How one option fits each person of a family, in the order in which they were given."""

    option: ReferralOption
    people: tuple[Fit, ...]

    @property
    def suited(self) -> tuple[Fit, ...]:
        """Those against whom nothing speaks; empty when the option is less likely to fit."""
        return tuple(one for one in self.people if not one.reasons_against)

    @property
    def nearest(self) -> tuple[Fit, ...]:
        """For whom it is: those who are suited, else those against whom least speaks."""
        fewest = min((len(one.reasons_against) for one in self.people), default=0)
        return tuple(one for one in self.people if len(one.reasons_against) == fewest)


def fit(option: ReferralOption, need: Need, on: date) -> Fit:
    """Weigh one option for one person on a day."""
    answers = {
        Criterion.AGE: _age_fits(option, need),
        Criterion.SEX: _sex_fits(option, need),
        Criterion.AREA: _area_fits(option, need),
        Criterion.ONGOING: _ongoing_fits(option, need),
        Criterion.THRESHOLD: _threshold_fits(option),
        Criterion.CAPACITY: _capacity_fits(option),
        Criterion.CHECKED: _checked(option, on),
    }
    reasons = (Reason(criterion, *answer) for criterion, answer in answers.items())
    return Fit(option, need, tuple(reason for reason in reasons if reason.words))


def rank(options: tuple[ReferralOption, ...], need: Need, on: date) -> tuple[Fit, ...]:
    """All options for one person, best first: fewest reasons against, then fewest unknown, then
    shortest wait. A helpline comes after what is near.
    """
    return tuple(sorted((fit(option, need, on) for option in options), key=_order))


def match_family(
    options: tuple[ReferralOption, ...], needs: tuple[Need, ...], on: date
) -> tuple[FamilyFit, ...]:
    """All options, each weighed for every person by itself, best first for whom it fits best.

    Nothing is left out because it does not fit. Without anybody to help there is no answer.
    """
    if not needs:
        return ()
    found = [
        FamilyFit(option, tuple(fit(option, need, on) for need in needs)) for option in options
    ]
    return tuple(sorted(found, key=lambda one: min(_order(fit) for fit in one.people)))


def _order(one: Fit) -> tuple[int, bool, int, int, str]:
    weeks = one.option.wait_weeks
    return (
        len(one.reasons_against),
        one.option.kind is OptionKind.HELPLINE,
        len(one.unknown),
        weeks if weeks is not None else 999,
        one.option.name,
    )


_Answer = tuple[bool | None, str]


def _age_fits(option: ReferralOption, need: Need) -> _Answer:
    if option.from_age is None and option.below_age is None:
        return _age_untold(option, need)
    words = _age_words(option)
    if need.age is None:
        return None, f"Not known: age. Takes {words}"
    low, high = option.from_age or 0, option.below_age if option.below_age is not None else 200
    return (True, f"Takes {words}") if low <= need.age < high else (False, f"Only {words}")


def _age_untold(option: ReferralOption, need: Need) -> _Answer:
    """Nobody has told us any ages: only whether it is for children is known."""
    if not option.for_children:
        return None, "Not known: which ages it takes"
    if need.age is None:
        return None, "Not known: age. For children"
    return (True, "For children") if need.age < CHILD_BELOW else (False, "For children only")


def _age_words(option: ReferralOption) -> str:
    if option.below_age is None:
        return f"ages {option.from_age} and over"
    if option.from_age is None:
        return f"ages under {option.below_age}"
    return f"ages {option.from_age} to {option.below_age - 1}"


def _sex_fits(option: ReferralOption, need: Need) -> _Answer:
    if not option.sexes:
        return True, ""
    words = _sex_words(option)
    if need.sex in option.sexes:
        return True, f"For {words}"
    if need.sex in {Sex.FEMALE, Sex.MALE}:
        return False, f"For {words} only"
    return None, f"Not known: gender. For {words}"


def _sex_words(option: ReferralOption) -> str:
    names = {Sex.FEMALE: "women", Sex.MALE: "men"}
    if option.for_children:
        names = {Sex.FEMALE: "girls", Sex.MALE: "boys"}
    return " and ".join(names.get(sex, sex.value) for sex in sorted(option.sexes))


def _area_fits(option: ReferralOption, need: Need) -> _Answer:
    if not option.areas:
        return True, ""
    words = " and ".join(sorted(option.areas))
    if need.area is None:
        return None, f"Not known: if in its area, {words}"
    return (True, f"Serves {words}") if need.area in option.areas else (False, f"Only {words}")


def _ongoing_fits(option: ReferralOption, need: Need) -> _Answer:
    if need.abuse_ongoing is False:
        return True, ""
    if option.accepts_while_ongoing is None:
        return None, "Not known: if it helps while it is still going on"
    if option.accepts_while_ongoing:
        return True, "Helps while it is still going on"
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


def _checked(option: ReferralOption, on: date) -> _Answer:
    if option.assured_on is None:
        return None, "Not known: when last checked"
    day = day_in_words(PartialDate(option.assured_on))
    if option.stale_after is not None and on > option.stale_after:
        return None, f"Last checked {day}: phone before relying on it"
    return True, f"Checked {day}"
