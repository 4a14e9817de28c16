"""One local option as a row: what fits, what does not, what nobody has told us."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gpsupport.domain.people import Sex
from gpsupport.domain.referral import (
    Capacity,
    Criterion,
    FamilyFit,
    Fit,
    Need,
    OptionKind,
    ReferralOption,
)
from gpsupport.web import words

_LONG_WAIT_WEEKS = 12
_SHORT_WAIT_WEEKS = 2


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option. `fits`, `against` and `unknown` are empty without a patient.

    `first` marks the one row of a page whose button stands out.
    """

    name: str
    summary: str
    tag: str
    tag_kind: str
    wait: str
    availability: str
    phone: str
    phone_href: str
    phone_words: str
    for_whom: str
    serves: str
    checked: str
    fits: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    first: bool = False


@dataclass(frozen=True, slots=True)
class HelplineRow:
    """A national line: nothing is said about how it fits, nor that a place is free."""

    name: str
    summary: str
    availability: str
    phone: str
    phone_href: str
    checked: str


def directory_row(option: ReferralOption) -> OptionRow:
    """An option as listed, fitted to nobody."""
    tag, tag_kind = _tag(option)
    first = "Phone first: " if option.phone_first else "Phone "
    return OptionRow(
        name=option.name,
        summary=option.summary,
        tag=tag,
        tag_kind=tag_kind,
        wait=_wait(option),
        availability=option.availability,
        phone=option.phone,
        phone_href=_dialled(option.phone),
        phone_words=f"{first}{option.phone}",
        for_whom=_for_whom(option),
        serves=f"Serves {and_words(sorted(option.areas))}" if option.areas else "",
        checked=words.day(option.assured_on) if option.assured_on else "Nobody has checked",
    )


def helpline_row(option: ReferralOption, not_verified: str) -> HelplineRow:
    """A helpline; `not_verified` is what to say while nobody has checked the number."""
    on = option.assured_on
    return HelplineRow(
        name=option.name,
        summary=option.summary,
        availability=option.availability,
        phone=option.phone,
        phone_href=_dialled(option.phone),
        checked=f"Number checked {words.day(on)}" if on else not_verified,
    )


def is_helpline(option: ReferralOption) -> bool:
    """Whether it stands apart, at any hour."""
    return option.kind is OptionKind.HELPLINE


def reasons_of(found: FamilyFit, about: tuple[Fit, ...]) -> dict[bool | None, tuple[str, ...]]:
    """Why it fits some people of a family, in words, by for (True), against and not known (None).

    `about` are all people of a group. What is true of each is said once; what is true of some
    names them. Left out is what the row says elsewhere: space in its tag, the area above the list,
    the day of the last check beside the phone.
    """
    said: dict[bool | None, dict[str, list[Need]]] = {True: {}, False: {}, None: {}}
    for fit in about:
        # Of those whom it does not suit only that is told.
        suited = fit in found.nearest
        for reason in fit.reasons:
            if _said_elsewhere(reason.criterion, reason.speaks_for, fit.need):
                continue
            if suited or reason.speaks_for is False:
                said[reason.speaks_for].setdefault(reason.words, []).append(fit.need)
    everybody = [fit.need for fit in about]
    nearest = [fit.need for fit in about if fit in found.nearest]
    return {
        verdict: tuple(
            text if needs in (everybody, nearest) else f"{and_words(map(name_of, needs))}: {text}"
            for text, needs in by_words.items()
        )
        for verdict, by_words in said.items()
    }


def name_of(need: Need) -> str:
    """Jane; a person without a name by what they are."""
    return need.name or ("This patient" if need.is_patient else "A child")


def name_and_age(need: Need) -> str:
    """Ella, 13."""
    return f"{name_of(need)}, {need.age}" if need.age is not None else name_of(need)


def and_words(parts: Iterable[str]) -> str:
    """Ella, Noah and Sam."""
    named = list(parts)
    return " and ".join((", ".join(named[:-1]), named[-1])) if len(named) > 1 else "".join(named)


def _said_elsewhere(criterion: Criterion, speaks_for: bool | None, need: Need) -> bool:
    if criterion is Criterion.CAPACITY:
        return speaks_for is not False
    if criterion is Criterion.AREA:
        return need.area is None
    return criterion is Criterion.CHECKED and speaks_for is True


def _dialled(phone: str) -> str:
    return "".join(mark for mark in phone if mark.isdigit() or mark == "+")


def _tag(option: ReferralOption) -> tuple[str, str]:
    if option.capacity is Capacity.FREE:
        return ("Free today" if option.wait_weeks == 0 else "Space now"), "open"
    if option.capacity is Capacity.WAITING_LIST:
        long_wait = option.wait_weeks is not None and option.wait_weeks >= _LONG_WAIT_WEEKS
        short_wait = option.wait_weeks is not None and option.wait_weeks <= _SHORT_WAIT_WEEKS
        return ("Long wait" if long_wait else "Short wait" if short_wait else "Wait"), "wait"
    return ("Full" if option.capacity is Capacity.FULL else "Space not known"), "none"


def _wait(option: ReferralOption) -> str:
    if option.wait_weeks is None:
        return "First contact: not known"
    if option.wait_weeks == 0:
        return "First contact: same day"
    return f"First contact: {words.count(option.wait_weeks, 'week')}"


def _for_whom(option: ReferralOption) -> str:
    who = "Children" if option.for_children else "Adults"
    if option.sexes == {Sex.FEMALE}:
        who = "Girls" if option.for_children else "Women"
    elif option.sexes == {Sex.MALE}:
        who = "Boys" if option.for_children else "Men"
    ages = ""
    if option.from_age is not None and option.below_age is not None:
        ages = f", {option.from_age} to {option.below_age - 1}"
    elif option.from_age is not None:
        ages = f", {option.from_age} and over"
    elif option.below_age is not None:
        ages = f", under {option.below_age}"
    return f"{who}{ages}"
