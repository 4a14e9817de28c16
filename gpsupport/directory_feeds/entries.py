"""A service of the standard as a local option."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from gpsupport.directory_feeds.attributes import own_texts
from gpsupport.directory_feeds.checking import Json
from gpsupport.directory_feeds.evidence import is_hidden_service
from gpsupport.domain.directory.option import OptionKind, ReferralOption
from gpsupport.domain.directory.texts import with_texts
from gpsupport.domain.origins import origin_of

# Feeds put whole sentences where an area is meant: nobody’s area is ever equal to a sentence.
_LONGEST_AREA = 60
_SEPARATOR = "; "
# What is taken in of a place that is kept secret; where a person can be met at what hour is not.
_OF_SECRET = frozenset(
    "name summary organisation phone web_address areas languages from_age below_age"
    " assured_on".split()
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How entries are read that do not say it themselves.

    `feed` names the feed, `kind` is what kind of help its services are, `stale_after_days` how long
    after its last check an entry may be relied on.
    """

    feed: str
    kind: OptionKind
    stale_after_days: int


def option_of(service: Json, reading: Reading) -> ReferralOption:
    """The option that a service of the right shape is. Raises Unfit where values make no sense."""
    own = own_texts(service)
    hidden = is_hidden_service(service)
    kind = OptionKind.REFUGE if hidden and "kind" not in own else reading.kind
    blank = ReferralOption(
        id="",
        name="",
        kind=kind,
        summary="",
        feed=reading.feed,
        source_id=str(service["id"]).lower(),
    )
    standard = _standard_texts(service)
    if hidden and "kind" not in own:
        standard = {name: text for name, text in standard.items() if name in _OF_SECRET}
    read = with_texts(blank, {**standard, **own})
    if "kind" in own or read.assured_on is None:
        # Our own export says itself how long it holds, or that nobody said.
        return read
    return replace(read, stale_after=_later(read.assured_on, reading.stale_after_days))


def _later(day: date, days: int) -> date:
    return min(day, date.max - timedelta(days=days)) + timedelta(days=days)


def _standard_texts(service: Json) -> dict[str, str]:
    organization = service.get("organization")
    contacts = _objects(service.get("contacts"))
    return {
        "name": _text(service, "name"),
        "summary": _joined((_text(service, "description"), _text(service, "alert")), "\n"),
        "web_address": _on_the_web(_text(service, "url")),
        "organisation": _text(organization, "name") if isinstance(organization, dict) else "",
        "named_person": _joined((_person(contacts[0]),)) if contacts else "",
        "phone": _phone(service, contacts),
        "availability": _joined(
            _text(one, "description") for one in _objects(service.get("schedules"))
        ),
        "areas": _joined(map(_area, _objects(service.get("service_areas"))), "\n"),
        "languages": _joined(map(_language, _objects(service.get("languages"))), "\n"),
        "from_age": _whole(service.get("minimum_age"), math.ceil),
        "below_age": _whole(service.get("maximum_age"), lambda most: math.floor(most) + 1),
        "assured_on": _text(service, "assured_date"),
    }


def _person(contact: Json) -> str:
    return _joined((_text(contact, "name"), _text(contact, "title")), ", ")


def _phone(service: Json, contacts: list[Json]) -> str:
    """A number, which 3.0 no longer has and feeds still send."""
    phones = _objects(service.get("phones"))
    phones += [phone for one in contacts for phone in _objects(one.get("phones"))]
    return _text(phones[0], "number") if phones else ""


def _area(area: Json) -> str:
    name = _text(area, "name") or _text(area, "service_area")
    return name if len(name) <= _LONGEST_AREA and "\n" not in name else ""


def _language(language: Json) -> str:
    return _text(language, "name") or _text(language, "language")


def _on_the_web(address: str) -> str:
    try:
        origin_of(address)
    except ValueError:
        return ""
    return address


def _whole(value: Any, rounded: Any) -> str:
    return "" if value is None else str(rounded(value))


def _text(value: Json, name: str) -> str:
    found = value.get(name)
    return found.strip() if isinstance(found, str) else ""


def _joined(texts: Any, between: str = _SEPARATOR) -> str:
    return between.join(dict.fromkeys(text for text in texts if text))


def _objects(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
