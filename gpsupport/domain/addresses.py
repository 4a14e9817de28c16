"""Where a patient lives and can be reached, and what of it may still be used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gpsupport.domain.days import PartialDate
from gpsupport.domain.same_home import POSTCODE, address_key, plain

__all__ = [
    "ContactDetails",
    "Extent",
    "PostalAddress",
    "ReceivedDetails",
    "RevealReason",
    "ShownDetails",
    "Standing",
    "Telecom",
    "Use",
    "address_key",
    "current_home",
    "key_of",
    "shown",
    "standing",
    "standings",
]


class Use(StrEnum):
    """What an address or a number is for, as FHIR R4 says; UNSAID where the sender says nothing."""

    HOME = "home"
    WORK = "work"
    MOBILE = "mobile"
    TEMPORARY = "temp"
    OLD = "old"
    BILLING = "billing"
    UNSAID = ""
    OTHER = "other"


class Standing(StrEnum):
    """Whether an address or a number may be used on a day. Everything but IN_USE may not."""

    IN_USE = "in-use"
    OLD = "old"
    TEMPORARY = "temporary"
    NOT_YET = "not-yet"
    UNCERTAIN = "uncertain"


class RevealReason(StrEnum):
    """What somebody wants an address or a number in full for. It stands in the audit."""

    CALL = "call"
    POST = "post"
    VISIT = "visit"
    SHARING = "sharing"
    CORRECTING = "correcting"

    @property
    def extent(self) -> Extent:
        """What it needs: what ends at somebody's door or phone never needs an old address."""
        contact = self in {RevealReason.POST, RevealReason.CALL, RevealReason.VISIT}
        return Extent.IN_USE if contact else Extent.WHOLE


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """An address as received; `text` is the whole of it where the sender wrote it in one."""

    lines: tuple[str, ...] = ()
    town: str = ""
    postcode: str = ""
    use: Use = Use.UNSAID
    postal_only: bool = False
    start: PartialDate | None = None
    end: PartialDate | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Telecom:
    """A phone number, e-mail address or the like; `system` is FHIR's word for which."""

    system: str = ""
    value: str = ""
    use: Use = Use.UNSAID
    start: PartialDate | None = None
    end: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """Everything that one received resource says of where its patient is to be found."""

    addresses: tuple[PostalAddress, ...] = ()
    telecoms: tuple[Telecom, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownDetails:
    """The same as somebody may see it, each part with how it stands on that day."""

    addresses: tuple[tuple[PostalAddress, Standing], ...]
    telecoms: tuple[tuple[Telecom, Standing], ...]


@dataclass(frozen=True, slots=True)
class ReceivedDetails:
    """What one received resource says; `shown` is None where it was kept but never read."""

    source_system: str
    received_at: datetime
    shown: ShownDetails | None


class Extent(StrEnum):
    """How much is shown: a mask of everything, in full what is in use, or everything in full."""

    MASKED = "masked"
    IN_USE = "in-use"
    WHOLE = "whole"


def shown(details: ContactDetails, today: date, extent: Extent, *, newest: bool) -> ShownDetails:
    """What to show of one received resource; nothing of one that is not the newest is in use."""
    if newest:
        places = standings(details.addresses, today)
        lines = tuple(standing(one, today) for one in details.telecoms)
    else:
        places = (Standing.OLD,) * len(details.addresses)
        lines = (Standing.OLD,) * len(details.telecoms)

    def whole(how: Standing) -> bool:
        return extent is Extent.WHOLE or (extent is Extent.IN_USE and how is Standing.IN_USE)

    return ShownDetails(
        tuple(
            (one if whole(how) else _masked_address(one), how)
            for one, how in zip(details.addresses, places, strict=True)
        ),
        tuple(
            (one if whole(how) else _masked_telecom(one), how)
            for one, how in zip(details.telecoms, lines, strict=True)
        ),
    )


_TOWN = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’-]){0,48}")
_FEWEST_DIGITS = 7
_WITH_DIGITS = frozenset({"phone", "sms", "fax", "pager"})


def _masked_address(address: PostalAddress) -> PostalAddress:
    """The town alone. One with a digit in it is a street or a postcode in the wrong place."""
    town = address.town if _TOWN.fullmatch(address.town) else ""
    return PostalAddress(town=town, use=address.use, postal_only=address.postal_only)


def _masked_telecom(telecom: Telecom) -> Telecom:
    """The last two digits of a number: enough to ask which one is meant, and to reach nobody."""
    digits = "".join(mark for mark in telecom.value if mark.isascii() and mark.isdigit())
    told = telecom.system in _WITH_DIGITS and len(digits) >= _FEWEST_DIGITS
    return Telecom(system=telecom.system, value=digits[-2:] if told else "", use=telecom.use)


def standing(part: PostalAddress | Telecom, today: date) -> Standing:
    """How an address or a number stands by itself; an end known to the month may have come."""
    if part.use is Use.OLD or (part.end is not None and part.end.earliest < today):
        return Standing.OLD
    if part.start is not None and part.start.earliest > today:
        return Standing.NOT_YET
    if part.use is Use.TEMPORARY:
        return Standing.TEMPORARY
    if part.use in {Use.OTHER, Use.BILLING}:
        return Standing.UNCERTAIN
    return Standing.IN_USE


def standings(addresses: Sequence[PostalAddress], today: date) -> tuple[Standing, ...]:
    """How each address stands among the others: of several homes the one that began last counts.

    Where none began last nobody can tell which holds, and none of them may be used.
    """
    homes = [one for one in addresses if _may_be_home(one, today)]
    home = current_home(addresses, today)
    found: list[Standing] = []
    for one in addresses:
        alone = standing(one, today)
        if alone is Standing.IN_USE and one in homes and _place_of(one) != _place_of(home):
            earlier = home is not None and _began(one) < _began(home)
            alone = Standing.OLD if earlier else Standing.UNCERTAIN
        found.append(alone)
    return tuple(found)


def current_home(addresses: Iterable[PostalAddress], today: date) -> PostalAddress | None:
    """Where the patient lives on this day; None where it is not known, or not certain.

    Never an old, ended or temporary address, and never one for work, bills or post alone.
    """
    homes = [one for one in addresses if _may_be_home(one, today)]
    if any(one.use is Use.HOME for one in homes):
        homes = [one for one in homes if one.use is Use.HOME]
    newest = max((_began(one) for one in homes), default=date.min)
    latest = [one for one in homes if _began(one) == newest]
    return latest[0] if len({_place_of(one) for one in latest}) == 1 else None


def _may_be_home(address: PostalAddress, today: date) -> bool:
    lived_in = address.use in {Use.HOME, Use.UNSAID} and not address.postal_only
    return lived_in and standing(address, today) is Standing.IN_USE


def _began(address: PostalAddress) -> date:
    return address.start.earliest if address.start else date.min


def _place_of(address: PostalAddress | None) -> object:
    """What tells two addresses apart: the home where it can be made out, else every word."""
    if address is None:
        return None
    said = (address.lines, address.town, address.postcode, address.text)
    return key_of(address) or tuple(plain(" ".join(part)) for part in said)


def key_of(address: PostalAddress) -> str:
    """The key of an address, whichever way the sender wrote it."""
    if address.lines or not address.text:
        return address_key(address.lines, address.postcode)
    found = POSTCODE.search(address.text)
    postcode = address.postcode or (found.group() if found else "")
    return address_key((POSTCODE.sub("", address.text),), postcode)
