"""Local help for one family: what each option is for, why it fits, and what stands beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from gpsupport.actions.local_help import LocalHelp
from gpsupport.domain.directory.groups import HelpGroup, group_of
from gpsupport.domain.enquiry import asked_as_child
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.referral.matching import FamilyFit, Need
from gpsupport.web.consultation.ordinary import GateState, gate_state
from gpsupport.web.consultation.pages import Hrefs, hrefs
from gpsupport.web.directory.beside import (
    ADVISERS_SHOWN,
    AdviserRow,
    PairRow,
    Start,
    adviser_rows,
    pairs,
    starts_of,
)
from gpsupport.web.directory.pages import helplines_of, more_helplines
from gpsupport.web.directory.parts import (
    HEADINGS,
    PAGE,
    SHOWN,
    Group,
    Part,
    Rows,
    all_words,
    of_part,
)
from gpsupport.web.directory.rows import HelplineRow, and_words, is_helpline

_AREA_GAP = "Not known here: where they live. Check that a service covers it."


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to say about the family: what can be said, and what was."""

    name: str
    label: str
    options: tuple[str, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Step:
    """A button that shows another part."""

    part: str
    words: str


@dataclass(frozen=True, slots=True)
class LocalHelpPage:
    """Local help for one family, best first. What is less likely to fit is folded, never left out.

    `area_gap` says once what would otherwise stand in every row. `steps` lead on where one part is
    shown whole; `part` is that part.
    """

    heading: str
    subtitle: str
    gate: GateState
    area_gap: str
    choices: tuple[Choice, ...]
    part: str
    continues: str
    groups: tuple[Group, ...]
    steps: tuple[Step, ...]
    less_likely: tuple[Group, ...]
    less_likely_words: str
    helplines: tuple[HelplineRow, ...]
    more_helplines: str
    in_danger: str
    starts: tuple[Start, ...]
    pairs: tuple[PairRow, ...]
    meanwhile: tuple[str, ...]
    advisers: tuple[AdviserRow, ...]
    all_advisers: str
    hrefs: Hrefs


def local_help_page(
    found: LocalHelp, knowledge: Knowledge, part: Part | None = None, continues: str = ""
) -> LocalHelpPage:
    """The best of each part with the one button at the very best; or one part whole.

    `continues` is the referral whose place another one takes, if that is looked for.
    """
    options = tuple(one for one in found.options if not is_helpline(one.option))
    usual = _usual_areas(options)
    no_area = all(need.area is None for need in found.needs)
    page = LocalHelpPage(
        heading=f"Local help for {_title(found.needs)}",
        subtitle="",
        gate=gate_state(found.consultation),
        area_gap=_area_gap(usual) if no_area and usual else "",
        choices=_choices(found),
        part=str(part or ""),
        continues=continues,
        groups=(),
        steps=(),
        less_likely=(),
        less_likely_words="",
        helplines=(),
        more_helplines="",
        in_danger="",
        starts=(),
        pairs=(),
        meanwhile=(),
        advisers=(),
        all_advisers="",
        hrefs=hrefs(found.patient.id),
    )
    rows = Rows(
        options,
        usual,
        knowledge,
        page.hrefs.new_referral,
        continues,
        there=found.there,
        referrals=page.hrefs.referrals,
    )
    if part is not None and part.group is not None:
        return _one_part(page, rows, part, part.group)
    return _best_of_each(page, rows, found, knowledge)


def _best_of_each(
    page: LocalHelpPage, rows: Rows, found: LocalHelp, knowledge: Knowledge
) -> LocalHelpPage:
    # A line for grown-ups is nothing to hand a child.
    for_child = asked_as_child(found.needs[0].age)
    lines = [] if for_child else [one.option for one in found.options if is_helpline(one.option)]
    in_danger = knowledge.wordings.get("in-danger-young-person", ())
    unlikely = tuple(one for one in rows.options if not one.suits and not _only_advises(one))
    rules = knowledge.referral.matching if knowledge.referral else None
    starts = starts_of(rows.options, rules)
    holding = knowledge.referral.holding if knowledge.referral else ()
    return replace(
        page,
        groups=_with_first(rows.groups(tuple(one for one in rows.options if one.suits), SHOWN)),
        less_likely=rows.groups(unlikely, SHOWN),
        less_likely_words=f"Less likely to fit ({len(unlikely)})" if unlikely else "",
        helplines=helplines_of(lines, knowledge),
        more_helplines=more_helplines(len(lines)),
        in_danger=" ".join(in_danger) if for_child else "",
        starts=starts,
        pairs=pairs(rows.options, rules),
        meanwhile=tuple(one.words for one in holding) if starts else (),
        advisers=adviser_rows(rows.options),
        all_advisers=all_words(
            HelpGroup.ADVICE,
            rows.options,
            len(of_part(HelpGroup.ADVICE, rows.options)),
            ADVISERS_SHOWN,
        ),
    )


def _only_advises(found: FamilyFit) -> bool:
    return group_of(found.option) is HelpGroup.ADVICE


def _one_part(page: LocalHelpPage, rows: Rows, part: Part, group: HelpGroup) -> LocalHelpPage:
    """All options of one part, best first, less likely ones after the others."""
    options = of_part(group, rows.options)
    last = max(-(-len(options) // PAGE), 1)
    number = min(part.page, last)
    start = (number - 1) * PAGE
    shown = options[start : start + PAGE]
    heading = HEADINGS[group]
    steps = [Step("", "Back to the best of each")]
    if number > 1:
        steps.append(Step(str(Part(group, number - 1)), f"Previous {PAGE}"))
    if number < last:
        steps.append(Step(str(Part(group, number + 1)), "Next"))
    return replace(
        page,
        subtitle=f"{heading}: {start + 1} to {start + len(shown)} of {len(options)}, best first."
        if shown
        else f"{heading}: nothing is listed.",
        part=str(Part(group, number)),
        groups=_with_first((Group(heading, tuple(rows.row(one) for one in shown)),))
        if shown
        else (),
        steps=tuple(steps),
    )


def _choices(found: LocalHelp) -> tuple[Choice, ...]:
    """What can be said of the family that no record holds: only what the directory tells apart."""
    listed = (
        Choice("area", "Lives in", found.areas, found.looking.area or ""),
        Choice("language", "Language wanted", found.languages, found.looking.language or ""),
    )
    return tuple(one for one in listed if one.options)


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


def _with_first(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    if not groups:
        return groups
    first, *others = groups
    best, *rows = first.rows
    return replace(first, rows=(replace(best, first=True), *rows)), *others
