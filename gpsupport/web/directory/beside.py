"""What stands beside the options: what can start now, who plans together, who advises us."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from gpsupport.domain.directory.option import OptionKind, ReferralOption
from gpsupport.domain.knowledge.content.matching import MatchingRules
from gpsupport.domain.referral.beside import advisers, must_wait, pairs_of, start_now
from gpsupport.domain.referral.matching import FamilyFit, Fit
from gpsupport.web import words
from gpsupport.web.directory.rows import and_words, dialled, name_of

STARTS_SHOWN = 4
ADVISERS_SHOWN = 4

TRACKS = {
    OptionKind.IRIS_ADVOCATE: "Safety",
    OptionKind.HIGH_RISK_ADVOCATE: "Safety",
    OptionKind.ADULT_SAFEGUARDING: "Safety",
    OptionKind.CHILDRENS_SOCIAL_CARE: "Safety",
    OptionKind.POLICE: "Safety",
    OptionKind.REFUGE: "A safe place",
    OptionKind.ABUSE_SERVICE: "Support",
    OptionKind.CHILDRENS_SUPPORT: "Support",
    OptionKind.FAMILY_HUB: "The family",
    OptionKind.EARLY_HELP: "The family",
    OptionKind.SCHOOL: "School",
    OptionKind.SCHOOL_MENTAL_HEALTH: "School",
    OptionKind.CHILD_HEALTH: "Health",
    OptionKind.SEXUAL_HEALTH: "Health",
    OptionKind.CAMHS: "Therapy",
    OptionKind.SECONDARY_MENTAL_HEALTH: "Therapy",
    OptionKind.TALKING_THERAPIES: "Mood and worry",
    OptionKind.DRUG_ALCOHOL: "Drink and drugs",
    OptionKind.LEGAL: "Legal help",
    OptionKind.BEHAVIOUR_CHANGE: "Behaviour",
    OptionKind.VOLUNTARY: "Alongside",
    OptionKind.ADVICE: "Advice",
    OptionKind.HELPLINE: "Any hour",
}


@dataclass(frozen=True, slots=True)
class Start:
    """Something that can start now beside everything else, or has to wait, and why."""

    what: str
    when: str
    who: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two who should make one plan, for whom each, and what to ask of them."""

    names: str
    words: str
    hint: str


@dataclass(frozen=True, slots=True)
class AdviserRow:
    """Somebody who advises the practice while the patient stays."""

    name: str
    summary: str
    availability: str
    phone: str
    phone_href: str


def starts_of(found: tuple[FamilyFit, ...], rules: MatchingRules | None) -> tuple[Start, ...]:
    """The soonest of each track, and one that has to wait, so that nobody waits for it alone."""
    if rules is None:
        return ()
    now: dict[str, Start] = {}
    for one in start_now(found, rules):
        track = f"{TRACKS[one.option.kind]}, {_people(one.suited)}"
        now.setdefault(track, Start(track, _when(one.option), one.option.name))
    later = [_later(one) for one in islice(must_wait(found, rules), 1)]
    return (*tuple(now.values())[: STARTS_SHOWN - len(later)], *later)


def pairs(found: tuple[FamilyFit, ...], rules: MatchingRules | None) -> tuple[PairRow, ...]:
    """Who should make one plan, so that neither side waits for the other."""
    if rules is None:
        return ()
    return tuple(
        PairRow(
            names=f"{_named(pair.one)}, with {_named(pair.other)}",
            words=pair.rule.words,
            hint="" if pair.other.suits else _not_yet(pair.other),
        )
        for pair in pairs_of(found, rules)
    )


def adviser_rows(found: tuple[FamilyFit, ...]) -> tuple[AdviserRow, ...]:
    """Whom the practice can ask, those nearest to what this family needs first."""
    return tuple(
        AdviserRow(
            name=option.name,
            summary=option.summary,
            availability=option.availability,
            phone=option.advice_phone or option.phone,
            phone_href=dialled(option.advice_phone or option.phone),
        )
        for option in (one.option for one in islice(advisers(found), ADVISERS_SHOWN))
    )


def _named(found: FamilyFit) -> str:
    return f"{found.option.name} for {_people(found.nearest)}"


def _people(fits: tuple[Fit, ...]) -> str:
    return and_words(name_of(fit.need) for fit in fits)


def _later(found: FamilyFit) -> Start:
    track = f"{TRACKS[found.option.kind]}, {_people(found.nearest)}"
    return Start(track, "Not yet.", f"{found.option.name}. {_not_yet(found)}.")


def _not_yet(found: FamilyFit) -> str:
    """What it waits for, in the words of the reasons."""
    nearest = found.nearest[0]
    hard = [
        one.words
        for one in nearest.reasons
        if one.speaks_for is False and one.criterion in nearest.obstacles
    ]
    weeks = found.option.wait_weeks
    if weeks:
        hard.append(f"{words.count(weeks, 'week')} until a first contact")
    return ". ".join(hard)


def _when(option: ReferralOption) -> str:
    if not option.wait_weeks:
        return "Today."
    return "In a week." if option.wait_weeks == 1 else f"In {option.wait_weeks} weeks."
