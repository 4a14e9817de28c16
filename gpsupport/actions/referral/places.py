"""Texts of a referral that would tell where somebody is: found before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from gpsupport.domain.directory.hidden_places import (
    is_hidden,
    is_secret,
    tells_address,
    tells_address_in_prose,
)
from gpsupport.domain.directory.option import NamedOption, OptionKind
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.messages import names_said
from gpsupport.persistence.work import UnitOfWork

Box = TypeVar("Box")


@dataclass(frozen=True, slots=True)
class Help:
    """What somebody is referred to. `hidden`: it is of a place that is kept secret."""

    name: str
    kind: OptionKind
    hidden: bool


def boxes_that_tell(
    work: UnitOfWork,
    actor: Actor,
    said: Mapping[Box, Iterable[str]],
    *,
    hidden: bool,
) -> tuple[Box, ...]:
    """Which boxes tell an address, where the help is of a place that is kept secret; else none."""
    if not hidden:
        return ()
    return tuple(box for box, texts in said.items() if has_address(work, actor, *texts))


def name_tells(work: UnitOfWork, actor: Actor, name: str, kind: OptionKind | None) -> bool:
    """Whether the name typed for help that no list has tells an address."""
    if kind is not None and is_secret(kind, (name,)):
        return tells_address(name)
    return has_address(work, actor, name)


def has_address(work: UnitOfWork, actor: Actor, *texts: str) -> bool:
    """Whether one of these tells an address; the name of a service that is no secret is none."""
    doubtful = [one for one in texts if tells_address_in_prose(one)]
    if not doubtful:
        return False
    names = names_of(work, actor, work.options.names(actor))
    return any(tells_address_in_prose(one, names) for one in doubtful)


def names_of(
    work: UnitOfWork,
    actor: Actor,
    options: Iterable[NamedOption],
    referrals: Iterable[Referral] = (),
) -> tuple[str, ...]:
    """What may look like an address and is none: the practice and services that are no secret.

    Longest first.
    """
    practice = work.practices.find(actor)
    names = names_said(referrals, practice) | {
        text for one in options if not is_hidden(one) for text in (one.name, one.organisation)
    }
    return tuple(sorted((one for one in names if one.strip()), key=len, reverse=True))
