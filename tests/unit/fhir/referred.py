"""Referrals for the tests of messages and answers."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.disclosure.contact import SafeWay
from gpsupport.domain.knowledge.content.letters import ContactWords
from gpsupport.domain.referral.events import BegunReferral, Consent, ReferralEvent
from gpsupport.domain.referral.following import Referral, follow
from gpsupport.domain.referral.states import Channel, ReferralState, ReturnReason
from gpsupport.fhir.labels import SECURITY
from gpsupport.fhir.referral_message import EVENTS, RESPONSE
from gpsupport.fhir.referral_resources import REFERENCE

Json = dict[str, Any]

NUMBER = "7a0c2f4e-5b7d-4c1f-9a53-0d8e6b1f2c3d"
EARLIER = "1b1d3f5a-6c8e-4d2a-8b64-1e9f7c2a3d4e"
TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SENT, RETURNED, WAITING = ReferralState.SENT, ReferralState.RETURNED, ReferralState.WAITING
WORDS = ContactWords(
    ways={SafeWay.OWN_PHONE: "Own phone"},
    through_us="Get in touch only through this practice.",
    no_other="Use no other way.",
    left_out="Something was left out. Ask us.",
    not_sure="For whom? Ask us.",
)
CONSENT = Consent(given=True, by_whom="her mother", asked_on=date(2026, 11, 1))


def begun(**changed: Any) -> BegunReferral:
    values: Json = {
        "id": NUMBER,
        "patient_id": "0b1f1b0e-3dd1-4a07-8f3e-6a53f7bd9b9f",
        "option_id": "3f0c8a52-0000-4000-8000-000000000001",
        "option_name": "Elmford CAMHS",
        "option_kind": OptionKind.CAMHS,
        "need": "Cannot sleep alone.",
        "begun_at": AT,
        "begun_on": date(2026, 11, 1),
        "begun_by": "Dr Ada Okafor",
    }
    return BegunReferral(**(values | changed))


def event(number: int, to: ReferralState | None, on: date, **changed: Any) -> ReferralEvent:
    values: Json = {"id": f"e{number}", "at": AT, "by": "Dr Ada Okafor", "on": on, "to": to}
    return ReferralEvent(**(values | changed))


def sent(**changed: Any) -> Referral:
    """A referral that went out on 2 November."""
    made = begun(**changed)
    agreed = event(1, ReferralState.CONSENT, date(2026, 11, 1), consent=CONSENT)
    went = event(2, SENT, date(2026, 11, 2))
    return follow(made, [replace(one, id=f"{made.id}-{one.id}") for one in (agreed, went)])


def came_back() -> Referral:
    """One that came back, and in whose place another went out in the first one's time."""
    first = sent(id=EARLIER, about="Sam Cole")
    back = event(
        3,
        RETURNED,
        date(2026, 11, 9),
        how=Channel.LIVE,
        reason=ReturnReason.STILL_GOING_ON,
        words="Not while it goes on.",
    )
    return follow(first.begun, (*first.events, back))


def about_ours(**parts: Any) -> Json:
    """A reference to our referral by the number that we gave it."""
    return {"identifier": {"system": REFERENCE, "value": NUMBER}} | parts


def task(**parts: Any) -> Json:
    content: Json = {
        "resourceType": "Task",
        "status": "accepted",
        "intent": "order",
        "focus": about_ours(),
        "lastModified": "2026-11-20T10:00:00Z",
    }
    return {name: value for name, value in (content | parts).items() if value is not None}


def request(**parts: Any) -> Json:
    content: Json = {
        "resourceType": "ServiceRequest",
        "identifier": [about_ours()["identifier"]],
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/theirs"},
    }
    return content | parts


def communication(**parts: Any) -> Json:
    content: Json = {
        "resourceType": "Communication",
        "status": "completed",
        "about": [about_ours()],
        "sent": "2026-11-20T10:00:00Z",
        "payload": [{"contentString": "Please phone us on Monday."}],
    }
    return content | parts


def message(*resources: Json, code: str = "ok", **parts: Any) -> Json:
    header: Json = {
        "resourceType": "MessageHeader",
        "eventCoding": {"system": EVENTS, "code": RESPONSE},
        "source": {"endpoint": "https://service.example"},
        "response": {"identifier": "x", "code": code},
        "focus": [about_ours()],
    }
    entries = [{"resource": one} for one in (header | parts, *resources)]
    return {"resourceType": "Bundle", "type": "message", "entry": entries}


def as_bytes(content: object) -> bytes:
    return json.dumps(content).encode()


def resources_of(bundle: bytes) -> list[Json]:
    """The resources of a Bundle of ours, each of them valid and labelled."""
    from fhir.resources.R4B.bundle import Bundle

    told: Json = json.loads(bundle)
    Bundle.model_validate(told)
    found: list[Json] = [one["resource"] for one in told["entry"]]
    labels = [dict(one) for one in SECURITY]
    assert all(one["meta"]["security"] == labels for one in (told, *found))
    return found
