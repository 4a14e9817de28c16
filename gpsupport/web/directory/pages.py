"""Local help as rows: what fits, what does not, what nobody has told us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.domain.people import Patient, Sex
from gpsupport.domain.referral import Capacity, Fit, OptionKind, ReferralOption
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import GateState
from gpsupport.web.consultation.pages import Hrefs

_LONG_WAIT_WEEKS = 12
STARTS_SHOWN = 4

_STARTS = {
    OptionKind.IRIS_ADVOCATE: "Safety",
    OptionKind.ABUSE_SERVICE: "Support",
    OptionKind.FAMILY_HUB: "The family",
    OptionKind.EARLY_HELP: "The family",
    OptionKind.SCHOOL: "School",
    OptionKind.CAMHS: "Therapy, child",
    OptionKind.TALKING_THERAPIES: "Mood and worry",
    OptionKind.VOLUNTARY: "Alongside",
    OptionKind.HELPLINE: "Any hour",
}


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option. `fits`, `against` and `unknown` are empty without a patient."""

    name: str
    summary: str
    tag: str
    tag_kind: str
    fits: tuple[str, ...]
    against: tuple[str, ...]
    unknown: tuple[str, ...]
    wait: str
    availability: str
    phone: str
    phone_href: str
    phone_words: str
    for_whom: str
    checked: str


@dataclass(frozen=True, slots=True)
class Start:
    """Something that can start now, beside everything else."""

    what: str
    when: str
    who: str


@dataclass(frozen=True, slots=True)
class LocalHelpPage:
    """Local help for one patient, best first."""

    heading: str
    gate: GateState
    rows: tuple[OptionRow, ...]
    starts: tuple[Start, ...]
    hrefs: Hrefs


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """The whole list, without a patient."""

    subtitle: str
    rows: tuple[OptionRow, ...]


def local_help_page(
    patient: Patient, fits: tuple[Fit, ...], gate: GateState, links: Hrefs
) -> LocalHelpPage:
    """Rows in the order of fit; nothing is left out because it does not fit."""
    return LocalHelpPage(
        heading=f"Local help for {patient.name.given or 'this patient'} and family",
        gate=gate,
        rows=tuple(_row(fit.option, fit) for fit in fits),
        starts=_starts(fits),
        hrefs=links,
    )


def directory_page(options: tuple[ReferralOption, ...], today: date) -> DirectoryPage:
    """Every option of the practice, by name."""
    rows = tuple(_row(option) for option in sorted(options, key=lambda one: one.name.casefold()))
    stale = sum(1 for option in options if _is_stale(option, today))
    late = f" {words.count(stale, 'entry', 'entries')} should be checked again." if stale else ""
    return DirectoryPage(f"{words.count(len(rows), 'service')} for everybody here.{late}", rows)


def _row(option: ReferralOption, fit: Fit | None = None) -> OptionRow:
    tag, tag_kind = _tag(option)
    first = "Phone first: " if option.phone_first else ""
    return OptionRow(
        name=option.name,
        summary=option.summary,
        tag=tag,
        tag_kind=tag_kind,
        fits=fit.reasons_for if fit else (),
        against=fit.reasons_against if fit else (),
        unknown=fit.unknown if fit else (),
        wait=_wait(option),
        availability=option.availability,
        phone=option.phone,
        phone_href="".join(mark for mark in option.phone if mark.isdigit() or mark == "+"),
        phone_words=f"{first}{option.phone}",
        for_whom=_for_whom(option),
        checked=words.day(option.assured_on) if option.assured_on else "Nobody has checked",
    )


def _tag(option: ReferralOption) -> tuple[str, str]:
    if option.capacity is Capacity.FREE:
        return ("Free today" if option.wait_weeks == 0 else "Space now"), "open"
    if option.capacity is Capacity.WAITING_LIST:
        long_wait = option.wait_weeks is not None and option.wait_weeks >= _LONG_WAIT_WEEKS
        return ("Long wait" if long_wait else "Short wait"), "wait"
    if option.capacity is Capacity.FULL:
        return "Full", "none"
    return "", "none"


def _wait(option: ReferralOption) -> str:
    if option.wait_weeks is None:
        return "First contact: not known"
    if option.wait_weeks == 0:
        return "First contact: same day"
    return f"First contact: {words.count(option.wait_weeks, 'week')}"


def _for_whom(option: ReferralOption) -> str:
    who = "Children" if option.for_children else "Adults"
    if option.sexes == {Sex.FEMALE}:
        who = "Women"
    elif option.sexes == {Sex.MALE}:
        who = "Men"
    elif not option.for_children and option.from_age is None:
        who = "Everybody"
    ages = ""
    if option.from_age is not None and option.below_age is not None:
        ages = f", {option.from_age} to {option.below_age - 1}"
    elif option.from_age is not None:
        ages = f", {option.from_age} and over"
    elif option.below_age is not None:
        ages = f", under {option.below_age}"
    areas = f", {' and '.join(sorted(option.areas))}" if option.areas else ""
    return f"{who}{ages}{areas}"


def _starts(fits: tuple[Fit, ...]) -> tuple[Start, ...]:
    """What nothing speaks against, the soonest of each kind."""
    soonest: dict[str, Start] = {}
    open_now = [fit.option for fit in fits if not fit.reasons_against]
    for option in sorted(
        open_now, key=lambda one: 999 if one.wait_weeks is None else one.wait_weeks
    ):
        what = _STARTS[option.kind]
        if what not in soonest:
            soonest[what] = Start(what, _when(option), option.name)
    return tuple(soonest.values())[:STARTS_SHOWN]


def _when(option: ReferralOption) -> str:
    if option.wait_weeks is None:
        return "Not known when."
    if option.wait_weeks == 0:
        return "Today."
    return "In a week." if option.wait_weeks == 1 else f"In {option.wait_weeks} weeks."


def _is_stale(option: ReferralOption, today: date) -> bool:
    if option.assured_on is None:
        return True
    return option.stale_after is not None and today > option.stale_after
