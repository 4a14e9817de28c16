"""Answers of a service's system: a Task, a ServiceRequest, a Communication, or a message of them.

An answer counts only by the number that we gave the referral. Whatever is not certainly an answer
is refused, with the place of the fault and never a value: a file is about a person.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from gpsupport.domain.days import PartialDate, Precision
from gpsupport.domain.exchange import Fault, Unreadable
from gpsupport.domain.referral.messages import ReferralReply
from gpsupport.domain.referral.states import ReferralState
from gpsupport.fhir.elements import Json, find_day, first, objects, text_of, understood
from gpsupport.fhir.labels import OUR_BASE
from gpsupport.fhir.limits import Limits, unreadable
from gpsupport.fhir.parsing import parse
from gpsupport.fhir.patients import NHS_NUMBER
from gpsupport.fhir.references import Addresses, identifiers
from gpsupport.fhir.referral_message import EVENTS, RESPONSE
from gpsupport.fhir.referral_resources import REFERENCE
from gpsupport.fhir.reply_meanings import REPLY_TYPES, Meaning, meaning_of
from gpsupport.fhir.structure import faults_of
from gpsupport.fhir.unpacking import Found

REPLY_LIMITS = Limits(bytes=1024 * 1024, depth=50, resources=100)
_ABOUT = ("focus", "basedOn", "about", "inResponseTo")
_OF_WHOM = ("subject", "for")
_DAYS = {
    "Task": ("lastModified", "meta.lastUpdated"),
    "ServiceRequest": ("meta.lastUpdated",),
    "Communication": ("sent", "received", "meta.lastUpdated"),
    "Bundle": ("timestamp", "meta.lastUpdated"),
}
# Of a resource this says how it was carried, and not what it says.
_CARRYING = frozenset({"id", "meta", "text"})


def read_reply(data: bytes, today: date, limits: Limits = REPLY_LIMITS) -> ReferralReply:
    """What was answered. Raises Unreadable, with every fault that was found."""
    try:
        return _read(data, today, limits)
    except Unreadable as error:
        raise unreadable(error.faults) from None


def _read(data: bytes, today: date, limits: Limits) -> ReferralReply:
    parts = parse(data, limits)
    if len(parts) > 1 or not isinstance(parts[0].value, dict):
        raise Unreadable(Fault("the file", "should hold one answer"))
    content = parts[0].value
    if content.get("resourceType") == "Bundle":
        answer = _message(content, limits)
    else:
        answer = _Answer((_found("", "", content, REPLY_TYPES),))
    faults = [
        fault
        for one in answer.resources
        for fault in (*faults_of(one.type, one.content, one.where), *_not_understood(one))
    ]
    if faults:
        raise Unreadable(*faults)
    return _reply(answer, today)


@dataclass(frozen=True, slots=True)
class _Answer:
    """The resources of an answer; a message has its `header`, and what carried it as `bundle`."""

    resources: tuple[Found, ...]
    header: Found | None = None
    bundle: Json | None = None

    @property
    def telling(self) -> tuple[Found, ...]:
        """The resources that say something, none of them one that we sent and that came back."""
        return tuple(one for one in self.resources if one.type in REPLY_TYPES)


def _message(content: Json, limits: Limits) -> _Answer:
    if content.get("type") != "message":
        raise Unreadable(Fault("Bundle.type", "should be message"))
    entries = content.get("entry")
    if not isinstance(entries, list) or not entries:
        raise Unreadable(Fault("Bundle.entry", "holds nothing"))
    if len(entries) > limits.resources:
        raise Unreadable(Fault("Bundle.entry", f"more than {limits.resources} entries"))
    found = [
        _found(f"Bundle.entry[{place}].resource", *_entry(entry, place), None)
        for place, entry in enumerate(entries)
    ]
    header = found[0]
    if header.type != "MessageHeader":
        raise Unreadable(Fault(header.where, "should be the MessageHeader"))
    event = first(header.content.get("eventCoding"))
    if (event.get("system"), event.get("code")) != (EVENTS, RESPONSE):
        raise Unreadable(Fault(f"{header.where}.eventCoding", f"should be {RESPONSE}"))
    answer = _Answer(tuple(found), header, content)
    kinds = [one.type for one in answer.telling]
    for one in answer.telling:
        if kinds.count(one.type) > 1:
            raise Unreadable(
                Fault(one.where, f"is one of several {one.type}: which of them counts?")
            )
    return answer


def _entry(entry: object, place: int) -> tuple[str, object]:
    if not isinstance(entry, dict):
        raise Unreadable(Fault(f"Bundle.entry[{place}]", "should be an object"))
    return text_of(entry, "fullUrl"), entry.get("resource")


def _found(where: str, full_url: str, content: object, wanted: frozenset[str] | None) -> Found:
    kind = content.get("resourceType") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(kind, str):
        raise Unreadable(Fault(where or "the file", "is no FHIR resource"))
    if wanted is not None and kind not in wanted:
        known = ", ".join(sorted(wanted))
        raise Unreadable(Fault("resourceType", f"should be a Bundle or one of {known}"))
    if kind == "Bundle":
        raise Unreadable(Fault(where, "a Bundle inside a Bundle is not read"))
    own = text_of(content, "id") or full_url.rpartition(":")[2].rpartition("/")[2]
    return Found(where or kind, kind, own, content, "", "", full_url)


def _not_understood(one: Found) -> Iterator[Fault]:
    if one.type in REPLY_TYPES and not understood(one.content):
        yield Fault(
            one.where, "has a modifier that we do not know, which may turn its meaning round"
        )


def _reply(answer: _Answer, today: date) -> ReferralReply:
    said = _together([(one, meaning_of(one.content, one.where)) for one in answer.telling])
    said = _with_response(said, answer)
    references, others = _references(answer)
    return ReferralReply(
        reference=references,
        others=others,
        digest=_digest(answer),
        to=said.to,
        reason=said.reason,
        words=said.words,
        doubt=said.doubt,
        on=_day(answer, today),
        numbers=frozenset(_numbers(answer)),
        born=frozenset(_birth_dates(answer)),
    )


def _together(told: Sequence[tuple[Found, Meaning]]) -> Meaning:
    """One meaning of several resources. Raises Unreadable where two contradict each other."""
    words = "\n".join(dict.fromkeys(one.words for _, one in told if one.words))
    doubt = " ".join(dict.fromkeys(one.doubt for _, one in told if one.doubt))
    sure = [(found, one) for found, one in told if one.sure]
    steps = [(found, one) for found, one in (sure or told) if one.to is not None]
    if len({one.to for _, one in steps}) > 1 or (steps and doubt):
        raise Unreadable(Fault(steps[-1][0].where, "contradicts what stands beside it"))
    if not steps:
        return Meaning(words=words, doubt=doubt)
    return Meaning(steps[0][1].to, steps[0][1].reason, words)


def _with_response(said: Meaning, answer: _Answer) -> Meaning:
    """A message that only acknowledges: the service has it, or its system could not take it."""
    if answer.header is None:
        return said
    response = first(answer.header.content.get("response"))
    code = text_of(response, "code")
    if code not in {"ok", "transient-error", "fatal-error"}:
        raise Unreadable(Fault(f"{answer.header.where}.response.code", "does not say how it went"))
    if code != "ok":
        return Meaning(
            words=said.words, doubt=f"{said.doubt} Its system could not take it.".strip()
        )
    return said if answer.telling else Meaning(ReferralState.RECEIVED)


def _references(answer: _Answer) -> tuple[str, frozenset[str]]:
    """Our number for the referral, and others that the answer names. Raises Unreadable."""
    addresses = Addresses(answer.resources)
    telling = answer.telling or answer.resources[:1]
    sure: set[str] = set()
    likely: set[str] = set()
    for one in telling:
        sure |= _numbered(one.content)
        for element in _ABOUT:
            for reference in objects(one.content.get(element)):
                sure |= _numbered({"identifier": reference.get("identifier")})
                target = addresses.find(reference, one)
                sure |= _numbered(target.content) if target else set()
                likely |= _addressed(text_of(reference, "reference"))
    found = sure or likely
    where = telling[0].where
    if not found:
        raise Unreadable(Fault(where, "names no referral by the number that we gave it"))
    if len(found) > 1:
        raise Unreadable(Fault(where, "names more than one referral"))
    return next(iter(found)), frozenset(likely - found)


def _numbered(content: Json) -> set[str]:
    return {value for system, value in identifiers(content) if system == REFERENCE}


def _addressed(address: str) -> set[str]:
    """The id in an address of ours: a urn, or a ServiceRequest without another's server."""
    own = address.removeprefix("urn:uuid:").removeprefix(f"{OUR_BASE}/")
    own = own.removeprefix("ServiceRequest/").split("/_history/", 1)[0]
    try:
        return {str(UUID(own))}
    except ValueError:
        return set()


def _people(answer: _Answer) -> Iterator[Json]:
    addresses = Addresses(answer.resources)
    for one in answer.telling:
        for element in _OF_WHOM:
            for reference in objects(one.content.get(element)):
                yield {"identifier": reference.get("identifier")}
                target = addresses.find(reference, one)
                if target is not None and target.type == "Patient":
                    yield target.content
    yield from (one.content for one in answer.resources if one.type == "Patient")


def _numbers(answer: _Answer) -> Iterator[str]:
    for person in _people(answer):
        for system, value in identifiers(person):
            if system == NHS_NUMBER:
                yield value.replace(" ", "")


def _birth_dates(answer: _Answer) -> Iterator[PartialDate]:
    for person in _people(answer):
        born = find_day(person, ("birthDate",), "Patient")
        if born is not None:
            yield born


def _day(answer: _Answer, today: date) -> date | None:
    carriers: list[tuple[str, Json, str]] = [
        (one.type, one.content, one.where) for one in answer.telling
    ]
    if answer.bundle is not None:
        carriers.append(("Bundle", answer.bundle, "Bundle"))
    days = [
        (day, where)
        for kind, content, where in carriers
        if (day := find_day(content, _DAYS[kind], where)) is not None
    ]
    for day, where in days:
        if day.precision is not Precision.DAY:
            raise Unreadable(Fault(where, "needs a whole day"))
        if day.earliest > today:
            raise Unreadable(Fault(where, "is dated in the future"))
    return days[0][0].earliest if days else None


def _digest(answer: _Answer) -> str:
    """What stands for everything that was said, however it was carried."""
    said: list[Any] = [
        {name: value for name, value in one.content.items() if name not in _CARRYING}
        for one in answer.telling
    ]
    if answer.header is not None:
        response = first(answer.header.content.get("response"))
        said += [answer.header.content.get("focus"), text_of(response, "code")]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
