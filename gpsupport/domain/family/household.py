"""Who counts as the household when the lead for safeguarding looks at a family as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gpsupport.domain.family.links import FamilyLink, LinkKind
from gpsupport.domain.record import CodedEntry, HouseholdEntry

# Whoever is feared is nobody's household, and who moved out or cares from elsewhere is none either.
HOUSEHOLD = frozenset({LinkKind.CHILD, LinkKind.PARENT, LinkKind.PARTNER, LinkKind.SAME_HOUSEHOLD})


def household_of(links: Iterable[FamilyLink]) -> tuple[str, ...]:
    """The ids of the people of the household, from the links as seen from one patient.

    Ended links, one-way links and people whom the reader may not see are left out. Each once, in
    the order of the links.
    """
    return tuple(dict.fromkeys(one.other_id for one in links if is_of_household(one)))


def is_of_household(link: FamilyLink) -> bool:
    """Whether whom a link leads to counts as the household now, and may be seen."""
    return link.open and link.kind in HOUSEHOLD and bool(link.other_id)


def household_entries(
    people: Iterable[str], entries: Mapping[str, Iterable[CodedEntry]]
) -> tuple[HouseholdEntry, ...] | None:
    """What the records of these people say; None without people, which is not "nothing".

    `entries` holds those of each person by id; somebody who is not in it adds nothing.
    """
    ids = tuple(people)
    if not ids:
        return None
    return tuple(
        HouseholdEntry(person, entry) for person in ids for entry in entries.get(person, ())
    )
