"""The children of a patient, from the record and from the links together, without doubles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gpsupport.domain.days import PartialDate
from gpsupport.domain.family.links import FamilyLink, LinkKind
from gpsupport.domain.people import Patient, PersonName, Relationship, Relative, folded


def relatives_with_linked(
    relatives: Iterable[Relative], links: Iterable[FamilyLink], people: Mapping[str, Patient]
) -> tuple[Relative, ...]:
    """The related persons of the record, and every linked child whom it does not name.

    `people` holds those linked who may be seen, by id: a link to anybody else adds nothing. A child
    whom the record names and who is linked stands here once, under the entry of the record, as the
    practice knows the child.
    """
    return _placed(relatives, links, people)[0]


def linked_children(
    relatives: Iterable[Relative], links: Iterable[FamilyLink], people: Mapping[str, Patient]
) -> dict[str, str]:
    """Which patient each linked child is, by the entry under which `relatives_with_linked` has it.

    Two of one name are two: a name leads to nobody here.
    """
    return _placed(relatives, links, people)[1]


def _placed(
    relatives: Iterable[Relative], links: Iterable[FamilyLink], people: Mapping[str, Patient]
) -> tuple[tuple[Relative, ...], dict[str, str]]:
    found = list(relatives)
    here: dict[str, str] = {}
    for link in links:
        child = people.get(link.other_id)
        if not link.open or link.kind is not LinkKind.CHILD or child is None:
            continue
        if child.id in here.values():
            continue
        place = _place_of(child, link, found, here)
        if place is None:
            found.append(_as_child(Relative(f"FamilyLink/{link.id}", Relationship.CHILD), child))
        else:
            found[place] = _as_child(found[place], child)
        here[found[-1 if place is None else place].resource] = child.id
    return tuple(found), here


def _as_child(relative: Relative, child: Patient) -> Relative:
    return replace(
        relative,
        relationship=Relationship.CHILD,
        name=child.name,
        born=child.born or relative.born,
    )


def _place_of(
    child: Patient, link: FamilyLink, relatives: list[Relative], taken: Mapping[str, str]
) -> int | None:
    """Where the record names this child and no other linked one; None where it does not."""
    free = [place for place, one in enumerate(relatives) if one.resource not in taken]
    for place in free:
        if link.proposed_from and relatives[place].resource == link.proposed_from:
            return place
    for place in free:
        relative = relatives[place]
        if relative.relationship is Relationship.CHILD and _is_same(relative, child):
            return place
    return None


def _is_same(relative: Relative, child: Patient) -> bool:
    """Whether the name is the same and no birth date says otherwise."""
    return _name(relative.name) == _name(child.name) and _may_meet(relative.born, child.born)


def _name(name: PersonName) -> tuple[str, str]:
    return folded(name.family), folded(name.given.split(" ", 1)[0])


def _may_meet(one: PartialDate | None, other: PartialDate | None) -> bool:
    if one is None or other is None:
        return True
    return one.earliest <= other.latest and other.earliest <= one.latest
