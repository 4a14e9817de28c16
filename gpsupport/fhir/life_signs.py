"""What a Patient resource says that changes a life: death, leaving, a new record, a move.

Where one record replaced another, that it did is read and the other is not: the reference is taken
out of the text too, so that nothing stored, shown or handed out leads from one to the other.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import compress

import msgspec

from gpsupport.domain.days import Precision
from gpsupport.domain.exchange import Unreadable
from gpsupport.domain.life_events.kinds import LifeEventKind, LifeSign
from gpsupport.fhir.elements import Json, find_day, objects, text_of
from gpsupport.fhir.own_resources import ODS_CODE
from gpsupport.fhir.patients import NHS_NUMBER
from gpsupport.fhir.references import Addresses, identifiers
from gpsupport.fhir.unpacking import Found

# A trust or a supplier may manage a record; only a general practice is one that somebody moves to.
_PRACTICE = re.compile(r"[A-Z][0-9]{5}")
_LINKS = {"replaced-by": LifeEventKind.NEW_NUMBER, "replaces": LifeEventKind.BEGUN_ANEW}


def find_signs(found: Found, addresses: Addresses) -> tuple[LifeSign, ...]:
    """The signs of one patient, in the order of the kinds; a practice named alone is one too."""
    content = found.content
    signs = []
    if content.get("deceasedBoolean") is True or content.get("deceasedDateTime"):
        signs.append(LifeSign(LifeEventKind.DEATH, _day_of_death(found)))
    if content.get("active") is False:
        signs.append(LifeSign(LifeEventKind.LEFT))
    told = {text_of(one, "type") for one in objects(content.get("link"))}
    signs += [LifeSign(kind) for word, kind in _LINKS.items() if word in told]
    practice = _find_practice(found, addresses)
    if practice:
        signs.append(LifeSign(LifeEventKind.MOVED_PRACTICE, practice=practice))
    return tuple(signs)


def without_other_records(found: Found) -> Found:
    """The resource without the records that it replaced or that replaced it.

    With them go what would lead there: NHS numbers and names that are used no longer, and the
    narrative. Everything else stays to the letter.
    """
    if found.type != "Patient" or not objects(found.content.get("link")):
        return found
    parts = msgspec.json.decode(found.text, type=dict[str, msgspec.Raw])
    content = dict(found.content)
    for element in ("link", "text"):
        parts.pop(element, None)
        content.pop(element, None)
    for element, of_before in (("identifier", _old_number), ("name", _old_name)):
        there = content.get(element)
        if isinstance(there, list) and all(isinstance(one, dict) for one in there):
            raw = msgspec.json.decode(parts[element], type=list[msgspec.Raw])
            kept = [of_before(one) is False for one in there]
            content[element] = list(compress(there, kept))
            parts[element] = msgspec.Raw(msgspec.json.encode(list(compress(raw, kept))))
    text = msgspec.json.encode(parts).decode()
    digest = sha256(text.encode()).hexdigest()
    return replace(found, content=content, text=text, digest=digest)


def _old_number(identifier: Json) -> bool:
    return text_of(identifier, "system") == NHS_NUMBER and text_of(identifier, "use") == "old"


def _old_name(name: Json) -> bool:
    return text_of(name, "use") in {"old", "maiden"}


def _day_of_death(found: Found) -> date | None:
    """The day, where one is given: a death whose date is written wrongly is a death."""
    with suppress(Unreadable):
        died = find_day(found.content, ("deceasedDateTime",), found.where)
        if died is not None and died.precision is Precision.DAY:
            return died.earliest
    return None


def _find_practice(found: Found, addresses: Addresses) -> str:
    """The one practice that is named; of several the patient may belong to any, so none counts."""
    for element in ("generalPractitioner", "managingOrganization"):
        codes = {
            value
            for reference in objects(found.content.get(element))
            if (target := addresses.find(reference, found)) is not None
            for system, value in identifiers(target.content)
            if system == ODS_CODE and _PRACTICE.fullmatch(value)
        }
        codes |= {
            text_of(one, "value")
            for reference in objects(found.content.get(element))
            for one in objects(reference.get("identifier"))
            if text_of(one, "system") == ODS_CODE and _PRACTICE.fullmatch(text_of(one, "value"))
        }
        if codes:
            return codes.pop() if len(codes) == 1 else ""
    return ""
