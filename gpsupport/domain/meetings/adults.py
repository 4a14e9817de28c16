"""Help of adults that no paper about a child names, and what gives it away in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gpsupport.domain.directory.hidden_places import names_hidden_place
from gpsupport.domain.disclosure.disclosure import OWN
from gpsupport.domain.knowledge.content.meetings import AdultsHelp
from gpsupport.domain.meetings.namesakes import TITLES
from gpsupport.domain.people import Relative, folded
from gpsupport.domain.referral.following import Referral

# Shorter names stand inside ordinary words and initials.
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class AdultsNames:
    """Everything by which a text would tell of an adult's help.

    `services` are names and words, found as a whole; of `people` any part of a name is enough.
    `own` are the names of the family itself, which tell nothing.
    """

    services: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    def told_in(self, text: str) -> bool:
        """Whether a text names such help, or somebody who gives it."""
        if names_hidden_place((text,)):
            return True
        words = f" {' '.join(_words(text))} "
        own = {word for name in self.own for word in _words(name)}
        services = (" ".join(_words(one)) for one in self.services)
        people = {
            word
            for name in self.people
            for word in _words(name)
            if len(word) >= _SHORTEST and name_words(word)
        }
        told = {one for one in (*services, *people) if one and one not in own}
        return any(f" {one} " in words or f" {one}s " in words for one in told)


def of_child(referral: Referral, children: Iterable[Relative], help_: AdultsHelp) -> bool:
    """Whether a referral is one of these children's. In doubt it is an adult's."""
    return bool(named_by(referral, children)) and referral.begun.option_kind not in help_.kinds


def named_by(referral: Referral, children: Iterable[Relative]) -> tuple[Relative, ...]:
    """The children whom a referral may be about: several where they have one name, often none."""
    about = name_words(referral.begun.about)
    return tuple(
        one
        for one in children
        if (name_words(str(one.name)) == about if about else one.resource == OWN)
    )


def name_words(name: str) -> tuple[str, ...]:
    """The words of somebody's name as they are compared, without titles."""
    found = [folded(one) for one in name.split()]
    return tuple(one for one in found if one and one not in TITLES)


def _words(text: str) -> list[str]:
    """The words of a text without case, accents and apostrophes."""
    return [word for one in re.split(r"[^\w'’]+", text) if (word := folded(one))]
