"""What happened to a referral as FHIR: for each entry a Provenance, and its words as a note.

Every field of an entry goes out. What was entered wrongly goes without its words: they may be about
somebody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC
from typing import Any

from gpsupport.domain.people import Practice
from gpsupport.domain.referral.events import ReferralEvent
from gpsupport.domain.referral.following import Referral
from gpsupport.fhir.elements import Json
from gpsupport.fhir.forms import printable
from gpsupport.fhir.labels import OUR_BASE, urn
from gpsupport.fhir.next_steps import Making, author_of, provenance_of
from gpsupport.fhir.own_resources import model, own_id
from gpsupport.fhir.referral_facts import facts_of

STATE = f"{OUR_BASE}/CodeSystem/referral-state"
REASON = f"{OUR_BASE}/CodeSystem/referral-return-reason"
CHANNEL = f"{OUR_BASE}/StructureDefinition/referral-channel"
ENTRY = f"{OUR_BASE}/StructureDefinition/referral-entry"
# Two entries may be of the same instant: by this they come back in their order.
PLACE = "place"
# These stand in elements that FHIR has for them; every other field stands in an extension of ours.
ELSEWHERE = ("at", "by", "on", "to", "how", "reason")
_BESIDE = f"{OUR_BASE}/CodeSystem/referral-entry"


def reason_of(code: str) -> Json:
    """Why it came back, by the id of the reason."""
    return {"coding": [{"system": REASON, "code": code}]}


def notes_of(referral: Referral, fit: Callable[[str], str]) -> list[Json]:
    """The words of every entry that counts; `fit` makes them ready to go out."""
    return [
        {
            "authorString": printable(event.by) or "Not named",
            "time": event.at.astimezone(UTC).isoformat(),
            "text": "\n\n".join(map(fit, said)),
        }
        for event in referral.counting
        if (said := list(_said(event)))
    ]


def _said(event: ReferralEvent) -> Iterator[str]:
    told = [event.words, event.advice]
    if event.plan is not None:
        told += [event.plan.next_route, event.plan.owner, event.plan.told]
    if event.check is not None:
        told.append(event.check.words)
    yield from (one for one in told if one.strip())


def happenings_of(
    referral: Referral, practice: Practice, fit: Callable[[str], str]
) -> Iterator[Any]:
    """How it began, and then each entry in the order in which they were written down."""
    begun = referral.begun
    target = ("ServiceRequest", begun.id)
    before = ("ServiceRequest", begun.continues) if begun.continues else None
    who = {"display": printable(begun.begun_by) or "Not named"}
    replaces, follows = (None, before) if begun.beside else (before, None)
    making = Making(target, begun.begun_at, replaces=replaces, follows=follows)
    yield provenance_of(making, [author_of(who, None, practice)])
    counting = {event.id for event in referral.counting}
    for place, event in enumerate(referral.events, start=1):
        told = event if event.id in counting else without_words(event)
        facts = [{"url": PLACE, "valuePositiveInt": place}, *facts_of(told, fit, ELSEWHERE)]
        yield _happening(event, target, practice, facts)


def without_words(event: ReferralEvent) -> ReferralEvent:
    """What goes out of an entry that does not count: when, by whom and which step, and no words."""
    return replace(event, words="", advice="", consent=None, plan=None, check=None)


def _happening(
    event: ReferralEvent, target: tuple[str, str], practice: Practice, facts: list[Json]
) -> Any:
    who = {"display": printable(event.by) or "Not named"}
    activity = {"system": STATE, "code": event.to.value} if event.to else _beside(event)
    content: Json = {
        "resourceType": "Provenance",
        "id": _happening_id(event.id),
        "extension": [
            {"url": CHANNEL, "valueCode": event.how.value},
            {"url": ENTRY, "extension": facts},
        ],
        "target": [{"reference": urn(*target)}],
        "occurredDateTime": event.on.isoformat(),
        "recorded": event.at.astimezone(UTC).isoformat(),
        "activity": {"coding": [activity]},
        "agent": [author_of(who, None, practice)],
    }
    if event.reason is not None:
        content["reason"] = [reason_of(event.reason.value)]
    if event.replaces:
        what = {"reference": f"urn:uuid:{_happening_id(event.replaces)}"}
        content["entity"] = [{"role": "removal", "what": what}]
    return model(content)


def _happening_id(event_id: str) -> str:
    return own_id("Provenance", f"referral-entry/{event_id}")


def _beside(event: ReferralEvent) -> Json:
    kinds = ((event.replaces, "taken-back"), (event.plan, "plan"), (event.check, "check"))
    code = next((code for there, code in kinds if there), "note")
    return {"system": _BESIDE, "code": code}
