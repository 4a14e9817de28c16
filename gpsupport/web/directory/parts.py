"""The parts of local help: what each is called, the best of it, and all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from gpsupport.domain.directory.groups import HelpGroup, group_of
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.referral.beside import advises, next_best
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.matching import FamilyFit
from gpsupport.web import words
from gpsupport.web.directory.rows import (
    Begin,
    OptionRow,
    and_words,
    directory_row,
    happened_of,
    name_and_age,
    name_of,
    reasons_of,
)

# A family is shown the best few of each part; the rest is one press away, so many at a time.
SHOWN = 4
PAGE = 25
_INSTEAD_SHOWN = 3
_NOBODY_IS_REFERRED = frozenset({OptionKind.ADVICE, OptionKind.HELPLINE})
HEADINGS = {
    HelpGroup.SAFETY: "Safety now",
    HelpGroup.CHILD: "The child",
    HelpGroup.MOOD: "Mood, drink, drugs",
    HelpGroup.ALONGSIDE: "Practical and alongside",
    HelpGroup.ADVICE: "Advice for us",
    HelpGroup.ANY_HOUR: "At any hour",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of the help is shown whole, and which page of it, from 1; without one the best of
    each.
    """

    group: HelpGroup | None = None
    page: int = 1

    @classmethod
    def read(cls, text: str) -> Part:
        """A part as a button names it: "child" or "child/2". Anything else is the best of each."""
        group, _, page = text.partition("/")
        if group not in {one.value for one in HEADINGS}:
            return cls()
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        return cls(HelpGroup(group), max(number, 1))

    def __str__(self) -> str:
        return f"{self.group.value}/{self.page}" if self.group else ""


@dataclass(frozen=True, slots=True)
class Group:
    """The options for one part. `all_words` leads to all of them, under `part`."""

    heading: str
    rows: tuple[OptionRow, ...]
    all_words: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """The options of a family in order, and what every row of them is told against.

    `new_referral` is the address at which a referral begins, and `continues` the referral whose
    place it takes, if any: its wait counts on. `there` are referrals that are under way, by the
    place of the person and the option; each is below `referrals`.
    """

    options: tuple[FamilyFit, ...]
    usual: frozenset[str]
    knowledge: Knowledge
    new_referral: str
    continues: str = ""
    there: Mapping[tuple[int, str], Referral] = field(default_factory=dict)
    referrals: str = ""

    def row(self, found: FamilyFit) -> OptionRow:
        """One option with why."""
        kinds = {fit.need.is_patient for fit in found.nearest}
        about = tuple(fit for fit in found.people if fit.need.is_patient in kinds)
        told, listed = reasons_of(found, about), directory_row(found.option)
        everybody = len(found.nearest) == len(found.people) > 1
        names = and_words(name_of(fit.need) for fit in found.nearest)
        return replace(
            listed,
            serves="" if found.option.areas == self.usual else listed.serves,
            for_whom="For everybody" if everybody else f"For {names}",
            fits=told.fits,
            against=told.against,
            unknown=told.unknown,
            more_fits=told.more_fits,
            more_unknown=told.more_unknown,
            more_words=told.more_words,
            begin=self._begin(found),
            sent=self._sent(found),
            happened=happened_of(found),
            instead=self._instead(found),
        )

    def _begin(self, found: FamilyFit) -> tuple[Begin, ...]:
        """One place for each: nobody is taken to be meant where it may be for several."""
        if found.option.kind in _NOBODY_IS_REFERRED:
            return ()
        nearest = found.nearest
        return tuple(
            Begin(name_and_age(fit.need), self._address(found.option.id, place))
            for place, fit in enumerate(found.people)
            if fit in nearest and (place, found.option.id) not in self.there
        )

    def _sent(self, found: FamilyFit) -> tuple[Begin, ...]:
        """Who was sent there already: nobody is sent twice without anybody noticing."""
        here = (
            (fit, self.there.get((place, found.option.id)))
            for place, fit in enumerate(found.people)
        )
        return tuple(
            Begin(
                f"{name_of(fit.need)}: "
                + (f"sent here {words.day(one.sent_on)}" if one.sent_on else "begun here"),
                f"{self.referrals}/{one.begun.id}",
            )
            for fit, one in here
            if one is not None
        )

    def _address(self, option_id: str, place: int) -> str:
        asked = {"option": option_id, "about": str(place), "continues": self.continues}
        return (
            f"{self.new_referral}?{urlencode({key: said for key, said in asked.items() if said})}"
        )

    def _instead(self, found: FamilyFit) -> str:
        rules = self.knowledge.referral
        if rules is None:
            return ""
        others = next_best(found, self.options, rules.matching)[:_INSTEAD_SHOWN]
        names = and_words(one.option.name for one in others)
        return f"Instead, or until then: {names}" if names else ""

    def groups(self, options: tuple[FamilyFit, ...], shown: int) -> tuple[Group, ...]:
        """The best of each part; an empty part is left out."""
        apart: dict[HelpGroup, list[FamilyFit]] = {}
        for one in options:
            apart.setdefault(group_of(one.option), []).append(one)
        return tuple(
            Group(
                HEADINGS[group],
                tuple(self.row(one) for one in _best_kinds(apart[group], shown)),
                all_words=all_words(group, self.options, len(apart[group]), shown),
                part=group.value,
            )
            for group in HEADINGS
            if group in apart and group is not HelpGroup.ADVICE
        )


def _best_kinds(found: list[FamilyFit], shown: int) -> list[FamilyFit]:
    """So many, best first: the best of each kind before a second of any, lest one kind fill all."""
    first_of: dict[OptionKind, int] = {}
    for place, one in enumerate(found):
        first_of.setdefault(one.option.kind, place)
    firsts = set(first_of.values())
    chosen = sorted(range(len(found)), key=lambda place: place not in firsts)[:shown]
    return [found[place] for place in sorted(chosen)]


def all_words(group: HelpGroup, options: tuple[FamilyFit, ...], found: int, shown: int) -> str:
    """What leads to all options of a part; empty where all that were found are shown."""
    if found <= shown:
        return ""
    return f"Show all {len(of_part(group, options))}: {HEADINGS[group].lower()}"


def of_part(group: HelpGroup, options: tuple[FamilyFit, ...]) -> list[FamilyFit]:
    """The options of a part. Whoever advises us stands in its own part and among those too."""
    if group is HelpGroup.ADVICE:
        return [one for one in options if advises(one.option)]
    return [one for one in options if group_of(one.option) is group]
