"""Whatever a record holds of a referral goes out and comes back: every field of it."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest

from gpsupport.domain.referral.events import (
    BegunReferral,
    Consent,
    ReferralEvent,
    ReturnPlan,
    WaitingCheck,
)
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.states import Channel, Impact, ReferralState
from gpsupport.fhir.reading import read_record
from gpsupport.fhir.referral_entries import CHANNEL, ENTRY
from gpsupport.fhir.referral_resources import ABOUT, BEGUN, REFERENCE
from gpsupport.fhir.writing import write_record
from tests.unit.fhir.referred import AT, NUMBER, TODAY, Json, begun, event, sent
from tests.unit.fhir.test_writing import PATIENT, PRACTICE

UUID_OF = "7a0c2f4e-5b7d-4c1f-9a53-0d8e6b1f2c{:02}"
LATER = datetime(2026, 11, 23, 9, 30, 5, 123456, tzinfo=UTC)


def a_value(kind: Any, name: str, *, yes: bool) -> Any:
    """A value that is not the default where there may be another. Raises TypeError if none is."""
    kind = next((one for one in get_args(kind) if one is not NoneType), kind)
    if is_dataclass(kind):
        return full(kind, yes=yes)
    if kind is bool:
        return yes
    if kind is datetime:
        return LATER
    if kind is date:
        return date(2026, 10, 7)
    if issubclass(kind, Enum):
        return list(kind)[-1]
    if kind is str:
        return f"the {name.replace('_', ' ')} as told"
    raise TypeError(kind)


def full(kind: Any, *, yes: bool = True, **changed: Any) -> Any:
    """One with every field filled."""
    hints = get_type_hints(kind)
    made = {one.name: a_value(hints[one.name], one.name, yes=yes) for one in fields(kind)}
    return kind(**(made | changed))


def decoded(kind: Any, parts: list[Json], known: Json) -> Any:
    """One of our dataclasses from its extensions; what stands elsewhere is `known`."""
    hints, found = get_type_hints(kind), dict(known)
    for part in parts:
        name = part["url"].replace("-", "_")
        of = next((one for one in get_args(hints[name]) if one is not NoneType), hints[name])
        if "extension" in part:
            found[name] = decoded(of, part["extension"], {})
            continue
        (value,) = (told for key, told in part.items() if key.startswith("value"))
        if of is date:
            value = date.fromisoformat(value)
        found[name] = of(value) if issubclass(of, Enum) else value
    return kind(**found)


def extension(content: Json, url: str) -> Json:
    return next((one for one in content.get("extension", ()) if one["url"] == url), {})


def code_of(concept: Json) -> str:
    return str(concept["coding"][0]["code"])


def read_back(file: bytes) -> tuple[BegunReferral, tuple[ReferralEvent, ...]]:
    """The referral of a record that our own import took in."""
    kept = [json.loads(one.text) for one in read_record(file).resources]
    (asked,) = (one for one in kept if one["resourceType"] == "ServiceRequest")
    told = [one for one in kept if one["resourceType"] == "Provenance"]
    (first,) = (one for one in told if "occurredDateTime" not in one)
    service = asked["performer"][0]
    known = {
        "id": asked["identifier"][0]["value"],
        "patient_id": asked["subject"]["reference"].removeprefix("urn:uuid:"),
        "option_id": service.get("identifier", {}).get("value", ""),
        "option_name": service["display"],
        "option_kind": type(begun().option_kind)(code_of(asked["performerType"])),
        "need": asked["reasonCode"][0]["text"],
        "begun_at": datetime.fromisoformat(first["recorded"]),
        "begun_by": first["agent"][0]["who"]["display"],
        "urgent": asked["priority"] == "urgent",
        "about": extension(asked, ABOUT).get("valueReference", {}).get("display", ""),
    }
    assert asked["identifier"][0]["system"] == REFERENCE
    made = decoded(BegunReferral, extension(asked, BEGUN)["extension"], known)
    return made, tuple(entries(one for one in told if one is not first))


def entries(told: Iterator[Json]) -> Iterator[ReferralEvent]:
    hints = get_type_hints(ReferralEvent)

    def facts(one: Json) -> list[Json]:
        found: list[Json] = extension(one, ENTRY)["extension"]
        return found

    for one in sorted(told, key=lambda one: int(facts(one)[0]["valuePositiveInt"])):
        state = one["activity"]["coding"][0]
        step = state["system"].endswith("referral-state")
        reason = code_of(one["reason"][0]) if "reason" in one else None
        known = {
            "at": datetime.fromisoformat(one["recorded"]),
            "by": one["agent"][0]["who"]["display"],
            "on": date.fromisoformat(one["occurredDateTime"]),
            "to": ReferralState(state["code"]) if step else None,
            "how": hints["how"](extension(one, CHANNEL)["valueCode"]),
            "reason": get_args(hints["reason"])[0](reason) if reason else None,
        }
        yield decoded(ReferralEvent, facts(one)[1:], known)


def through(referral: Referral, *ways: str) -> tuple[BegunReferral, tuple[ReferralEvent, ...]]:
    return read_back(
        write_record(PATIENT, PRACTICE, [], [], AT, referrals=[referral], withdrawn_ways=ways)
    )


@pytest.mark.parametrize("yes", [True, False])
def test_every_field_goes_out_and_comes_back(yes: bool) -> None:
    first = full(ReferralEvent, yes=yes, id=UUID_OF.format(1), replaces=UUID_OF.format(99))
    second = full(ReferralEvent, yes=yes, id=UUID_OF.format(2), to=None, how=Channel.PHONE)
    made = full(
        BegunReferral,
        yes=yes,
        id=NUMBER,
        patient_id=PATIENT.id,
        option_kind=begun().option_kind,
        beside=yes,
    )
    back, events = through(Referral(made, ReferralState.RETURNED, TODAY, (first, second)))
    for one in fields(BegunReferral):
        assert getattr(back, one.name) == getattr(made, one.name), one.name
    assert len(events) == 2
    for was, now in zip((first, second), events, strict=True):
        for one in fields(ReferralEvent):
            assert getattr(now, one.name) == getattr(was, one.name), one.name


@pytest.mark.parametrize("state", ReferralState)
def test_every_state_comes_back(state: ReferralState) -> None:
    made = sent()
    step = event(3, state, TODAY, at=LATER)
    back, events = through(replace(made, state=state, events=(*made.events, step)))
    assert (back, events) == (made.begun, (*made.events, step))


def test_what_was_not_asked_is_not_a_no() -> None:
    looks = [WaitingCheck(impact=Impact.SOME, self_harm=False), WaitingCheck(threat=True)]
    told = tuple(event(place, None, TODAY, check=one) for place, one in enumerate(looks))
    _, events = through(Referral(begun(), ReferralState.WAITING, TODAY, told))
    assert [one.check for one in events] == looks


def test_what_was_entered_wrongly_goes_out_without_its_words() -> None:
    wrong = event(
        7,
        ReferralState.CONSENT,
        TODAY,
        words="About Ann Other",
        advice="About Ann Other",
        consent=Consent(given=True, by_whom="Ann Other", asked_on=TODAY),
        plan=ReturnPlan("Ann Other", "Ann Other"),
        check=WaitingCheck(words="Ann Other"),
    )
    back = event(8, None, TODAY, replaces="e7")
    made = Referral(begun(), ReferralState.DRAFT, TODAY, (wrong, back))
    file = write_record(PATIENT, PRACTICE, [], [], AT, referrals=[made])
    assert b"Ann Other" not in file
    events = read_back(file)[1]
    assert [one.id for one in events] == ["e7", "e8"]
    assert (events[0].to, events[1].replaces) == (ReferralState.CONSENT, "e7")


@pytest.mark.parametrize("way", ["12 Rose Street", "01632 960111"])
def test_no_field_tells_an_address_or_a_way_that_is_not_safe(way: str) -> None:
    said = f"She is at {way}."
    texts = {"words": said, "advice": said}
    plan, look = ReturnPlan(said, said, said), WaitingCheck(words=said)
    agreed = Consent(False, said, TODAY, "ground", said, said)
    told = event(1, None, TODAY, consent=agreed, plan=plan, check=look, **texts)
    made = Referral(begun(told=said), ReferralState.WAITING, TODAY, (told,))
    file = write_record(
        PATIENT, PRACTICE, [], [], AT, referrals=[made], withdrawn_ways=["01632960111"]
    )
    assert way not in file.decode()
