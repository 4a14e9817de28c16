"""Local help: for the patient, for the children, at any hour; and the list without a patient."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from gpsupport.actions.local_help import LocalHelp
from gpsupport.domain.enquiry import asked_as_child
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.referral import FamilyFit, Fit, Need, OptionKind, ReferralOption
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import GateState, gate_state
from gpsupport.web.consultation.pages import Hrefs, hrefs
from gpsupport.web.directory.rows import (
    HelplineRow,
    OptionRow,
    and_words,
    directory_row,
    helpline_row,
    is_helpline,
    name_and_age,
    name_of,
    reasons_of,
)

STARTS_SHOWN = 4
_AREA_GAP = "Not known here: where they live. Check that a service covers it."
_NOT_VERIFIED = "Not verified: check the number before you give it."

_STARTS = {
    OptionKind.IRIS_ADVOCATE: "Safety",
    OptionKind.ABUSE_SERVICE: "Support",
    OptionKind.FAMILY_HUB: "The family",
    OptionKind.EARLY_HELP: "The family",
    OptionKind.SCHOOL: "School",
    OptionKind.CAMHS: "Therapy",
    OptionKind.TALKING_THERAPIES: "Mood and worry",
    OptionKind.VOLUNTARY: "Alongside",
}


@dataclass(frozen=True, slots=True)
class Group:
    """The options for one patient, or for the children together."""

    heading: str
    rows: tuple[OptionRow, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """Something that can start now, beside everything else."""

    what: str
    when: str
    who: str


@dataclass(frozen=True, slots=True)
class LocalHelpPage:
    """Local help for one family, best first. What is less likely to fit is folded, never left out.

    `area_gap` says once what would otherwise stand in every row.
    """

    heading: str
    gate: GateState
    area_gap: str
    groups: tuple[Group, ...]
    less_likely: tuple[Group, ...]
    less_likely_words: str
    helplines: tuple[HelplineRow, ...]
    in_danger: str
    starts: tuple[Start, ...]
    hrefs: Hrefs


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """The list without a patient. `all_href` is empty on the page that shows everything."""

    subtitle: str
    rows: tuple[OptionRow, ...]
    helplines: tuple[HelplineRow, ...]
    all_href: str
    all_words: str


def local_help_page(found: LocalHelp, knowledge: Knowledge) -> LocalHelpPage:
    """Each option in the group of those whom it suits, the first of all with the one button."""
    options = tuple(one for one in found.options if not is_helpline(one.option))
    usual = _usual_areas(options)
    groups = _groups(tuple(one for one in options if one.suited), found.needs, usual)
    unlikely = tuple(one for one in options if not one.suited)
    no_area = all(need.area is None for need in found.needs)
    # A line for grown-ups is nothing to hand a child.
    for_child = asked_as_child(found.needs[0].age)
    lines = (one.option for one in found.options)
    in_danger = knowledge.wordings.get("in-danger-young-person", ())
    return LocalHelpPage(
        heading=f"Local help for {_title(found.needs)}",
        gate=gate_state(found.consultation),
        area_gap=_area_gap(usual) if no_area and usual else "",
        groups=_with_first(groups),
        less_likely=_groups(unlikely, found.needs, usual),
        less_likely_words=f"Less likely to fit ({len(unlikely)})",
        helplines=() if for_child else _helplines(tuple(lines), knowledge),
        in_danger=" ".join(in_danger) if for_child else "",
        starts=_starts(options),
        hrefs=hrefs(found.patient.id),
    )


def general_page(general: tuple[ReferralOption, ...]) -> DirectoryPage:
    """The help that anybody may look for, by name: it tells nothing to whoever sees it."""
    return DirectoryPage(
        subtitle="General help near here.",
        rows=_listed(general),
        helplines=(),
        all_href="/directory/all",
        all_words="Show all",
    )


def directory_page(
    options: tuple[ReferralOption, ...], knowledge: Knowledge, today: date
) -> DirectoryPage:
    """Every option of the practice, by name, helplines apart."""
    stale = sum(1 for option in options if _is_stale(option, today))
    late = f" {words.count(stale, 'entry', 'entries')} should be checked again." if stale else ""
    return DirectoryPage(
        subtitle=f"{words.count(len(options), 'service')} in all.{late}",
        rows=_listed(tuple(option for option in options if not is_helpline(option))),
        helplines=_helplines(options, knowledge),
        all_href="",
        all_words="",
    )


def _listed(options: tuple[ReferralOption, ...]) -> tuple[OptionRow, ...]:
    by_name = sorted(options, key=lambda one: one.name.casefold())
    return tuple(directory_row(option) for option in by_name)


def _helplines(
    options: tuple[ReferralOption, ...], knowledge: Knowledge
) -> tuple[HelplineRow, ...]:
    texts = knowledge.wordings.get("helpline-not-verified", ())
    not_verified = texts[0] if texts else _NOT_VERIFIED
    return tuple(helpline_row(one, not_verified) for one in options if is_helpline(one))


def _title(needs: tuple[Need, ...]) -> str:
    patient, *children = needs
    name = patient.name or "this patient"
    return f"{name} and family" if children else name


def _usual_areas(found: tuple[FamilyFit, ...]) -> frozenset[str]:
    """The areas that most options serve; empty when none names any."""
    counted = Counter(one.option.areas for one in found if one.option.areas)
    return max(counted, key=lambda areas: (counted[areas], sorted(areas)), default=frozenset())


def _area_gap(usual: frozenset[str]) -> str:
    served = and_words(sorted(usual))
    return f"{_AREA_GAP} Unless a row says otherwise, those with an area serve {served}."


def _groups(
    found: tuple[FamilyFit, ...], needs: tuple[Need, ...], usual: frozenset[str]
) -> tuple[Group, ...]:
    """The patient first, then the children together; a group without any option is left out."""
    groups: list[Group] = []
    for of_patient in (True, False):
        members = tuple(need for need in needs if need.is_patient is of_patient)
        rows = tuple(
            _row(one, usual, of_patient=of_patient)
            for one in found
            if any(fit.need.is_patient is of_patient for fit in one.nearest)
        )
        if rows:
            groups.append(Group(_heading(members), rows))
    return tuple(groups)


def _heading(members: tuple[Need, ...]) -> str:
    """For Jane. Or: For Ella, 13, and Noah, 7."""
    if members[0].is_patient:
        return f"For {members[0].name or 'this patient'}"
    *others, last = [name_and_age(need) for need in members]
    return f"For {', '.join(others)}, and {last}" if others else f"For {last}"


def _row(found: FamilyFit, usual: frozenset[str], *, of_patient: bool) -> OptionRow:
    about = tuple(fit for fit in found.people if fit.need.is_patient is of_patient)
    nearest = tuple(fit for fit in about if fit in found.nearest)
    reasons = reasons_of(found, about)
    some = f"For {and_words(name_of(fit.need) for fit in nearest)}"
    listed = directory_row(found.option)
    return replace(
        listed,
        serves="" if found.option.areas == usual else listed.serves,
        for_whom=some if len(nearest) < len(about) else "",
        fits=reasons[True],
        against=reasons[False],
        unknown=reasons[None],
    )


def _with_first(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    if not groups:
        return groups
    first, *others = groups
    best, *rows = first.rows
    return replace(first, rows=(replace(best, first=True), *rows)), *others


def _starts(found: tuple[FamilyFit, ...]) -> tuple[Start, ...]:
    """What nothing speaks against, the soonest of each kind."""
    soonest: dict[str, Start] = {}
    open_now = [one for one in found if one.suited]
    for one in sorted(open_now, key=_weeks):
        what = _STARTS[one.option.kind]
        if what not in soonest:
            soonest[what] = Start(
                f"{what}, {_people(one.suited)}", _when(one.option), one.option.name
            )
    return tuple(soonest.values())[:STARTS_SHOWN]


def _people(fits: tuple[Fit, ...]) -> str:
    return and_words(name_of(fit.need) for fit in fits)


def _weeks(found: FamilyFit) -> int:
    weeks = found.option.wait_weeks
    return 999 if weeks is None else weeks


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
