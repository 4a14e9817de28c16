"""One local option as a row: what fits, what does not, what nobody has told us."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gpsupport.domain.directory.option import Capacity, OptionKind, ReferralOption
from gpsupport.domain.people import Sex
from gpsupport.domain.referral.matching import Criterion, FamilyFit, Fit, Need, Reason
from gpsupport.web import words

_LONG_WAIT_WEEKS = 12
_SHORT_WAIT_WEEKS = 2


@dataclass(frozen=True, slots=True)
class Begin:
    """Where a referral of one person to an option begins, or is."""

    whom: str
    href: str


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option. `fits`, `against` and `unknown` are empty without a patient.

    These three hold what decides; `more_fits` and `more_unknown` the rest of the criteria, so that
    all are named, and `more_words` how many they are. `begin` has a place for each person whom it
    may be for, `sent` the referrals of those who were sent there already; both are empty for what
    nobody is referred to. `happened` is what came back from it,
    `instead` what takes those whom it does not take. `first` marks the one row of a page whose
    button stands out, `stale` an entry to be checked again.
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
    more_fits: tuple[str, ...] = ()
    more_unknown: tuple[str, ...] = ()
    more_words: str = ""
    begin: tuple[Begin, ...] = ()
    sent: tuple[Begin, ...] = ()
    phone_first: bool = False
    happened: str = ""
    instead: str = ""
    first: bool = False
    stale: bool = False
    correct_href: str = ""


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
        availability=_availability(option),
        phone=option.phone,
        phone_href=dialled(option.phone),
        phone_words=f"{first}{option.phone}",
        phone_first=option.phone_first,
        for_whom=_for_whom(option),
        serves=f"Serves {and_words(sorted(option.areas))}" if option.areas else "",
        checked=words.day(option.assured_on) if option.assured_on else "Nobody has checked",
        correct_href=f"/directory/{option.id}/correct",
    )


def helpline_row(option: ReferralOption, not_verified: str) -> HelplineRow:
    """A helpline; `not_verified` is what to say while nobody has checked the number."""
    on = option.assured_on
    return HelplineRow(
        name=option.name,
        summary=option.summary,
        availability=option.availability,
        phone=option.phone,
        phone_href=dialled(option.phone),
        checked=f"Number checked {words.day(on)}" if on else not_verified,
    )


def is_helpline(option: ReferralOption) -> bool:
    """Whether it stands apart, at any hour."""
    return option.kind is OptionKind.HELPLINE


@dataclass(frozen=True, slots=True)
class Told:
    """Why an option fits some people of a family: what decides, and the rest of the criteria."""

    fits: tuple[str, ...]
    against: tuple[str, ...]
    unknown: tuple[str, ...]
    more_fits: tuple[str, ...]
    more_unknown: tuple[str, ...]

    @property
    def more_words(self) -> str:
        """How many more there are of each; empty without any."""
        parts = (
            f"{len(self.more_unknown)} not known" if self.more_unknown else "",
            f"{len(self.more_fits)} fit" if self.more_fits else "",
        )
        said = ", ".join(part for part in parts if part)
        return f"More: {said}" if said else ""


def reasons_of(found: FamilyFit, about: tuple[Fit, ...]) -> Told:
    """Why it fits some people of a family, in words.

    `about` are those whom it may be for. What is true of each is said once; what is true of some
    names them. Of those whom it does not suit only what keeps it from them is told. What came back
    from it is left out: the row says it elsewhere.
    """
    nearest = [fit for fit in about if fit in found.nearest]
    said: dict[tuple[bool | None, bool], dict[str, list[Need]]] = {}
    for fit in about:
        for reason in fit.reasons:
            if reason.criterion is Criterion.SENT_BACK:
                continue
            if fit in nearest or (reason.speaks_for is False and reason.criterion.hard):
                which = reason.speaks_for, _decides(reason, fit)
                said.setdefault(which, {}).setdefault(reason.words, []).append(fit.need)
    everybody = [fit.need for fit in about], [fit.need for fit in nearest]

    def texts(speaks_for: bool | None, *, decides: bool) -> tuple[str, ...]:
        return tuple(
            text if needs in everybody else f"{and_words(map(name_of, needs))}: {text}"
            for text, needs in said.get((speaks_for, decides), {}).items()
        )

    return Told(
        fits=texts(True, decides=True),
        against=texts(False, decides=True),
        unknown=texts(None, decides=True),
        more_fits=texts(True, decides=False),
        more_unknown=texts(None, decides=False),
    )


def happened_of(found: FamilyFit) -> str:
    """What came back from an option; empty when nothing did."""
    told = found.people[0]
    if not told.asked.around.returns_of(found.option):
        return ""
    words = (one.words for one in told.reasons if one.criterion is Criterion.SENT_BACK)
    return next(words, "")


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


def _decides(reason: Reason, fit: Fit) -> bool:
    """Whether a reason is told at once; what is the same in most rows is told on opening."""
    option, need = fit.option, fit.need
    at_once = {
        Criterion.SEX: bool(option.sexes),
        Criterion.AREA: bool(option.areas) and need.area is not None,
        Criterion.ONGOING: need.abuse_ongoing is not False,
        Criterion.IN_REFUGE: need.in_refuge is True,
        Criterion.CONSENT: False,
        Criterion.EVIDENCE: bool(option.evidence),
        Criterion.LANGUAGE: need.language is not None,
        Criterion.CAPACITY: False,
        Criterion.WAIT: False,
        Criterion.CHECKED: reason.speaks_for is None,
    }
    return reason.speaks_for is False or at_once.get(reason.criterion, True)


def _availability(option: ReferralOption) -> str:
    """When, who stands in, and whether they are in this building."""
    parts = [option.availability]
    if option.cover:
        parts.append(f"Cover: {option.cover}")
    if option.site:
        parts.append(f"Same building: {option.site}")
    return ". ".join(part for part in parts if part)


def dialled(phone: str) -> str:
    """A number as a telephone wants it."""
    return "".join(mark for mark in phone if mark.isdigit() or mark == "+")


def _tag(option: ReferralOption) -> tuple[str, str]:
    if option.capacity is Capacity.ASSESSMENT_FIRST:
        return "Assesses first", "wait"
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
