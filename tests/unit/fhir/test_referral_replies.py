"""Answers: what is read of each kind, and that nothing doubtful is taken for an answer."""

from datetime import date
from typing import Any

import pytest

from gpsupport.domain.exchange import Unreadable
from gpsupport.domain.referral.messages import OutgoingReferral
from gpsupport.domain.referral.states import ReferralState, ReturnReason
from gpsupport.fhir.limits import Limits
from gpsupport.fhir.patients import NHS_NUMBER
from gpsupport.fhir.referral_entries import REASON, STATE
from gpsupport.fhir.referral_message import write_message
from gpsupport.fhir.referral_replies import read_reply
from gpsupport.fhir.referral_resources import REFERENCE, TASK_STATUS
from tests.unit.fhir.referred import (
    AT,
    EARLIER,
    NUMBER,
    TODAY,
    WORDS,
    about_ours,
    as_bytes,
    communication,
    message,
    request,
    resources_of,
    sent,
    task,
)
from tests.unit.fhir.test_writing import PATIENT, PRACTICE

State = ReferralState
STILL = {"coding": [{"system": REASON, "code": "still-going-on"}]}
REVOKED = "http://hl7.org/fhir/StructureDefinition/request-statusReason"


def business(state: str) -> dict[str, Any]:
    return {"coding": [{"system": STATE, "code": state}]}


@pytest.mark.parametrize(
    ("content", "to", "reason"),
    [
        (task(status="received"), State.RECEIVED, None),
        (task(), State.WAITING, None),
        (task(status="in-progress"), State.ATTENDED, None),
        (task(status="rejected"), State.RETURNED, ReturnReason.REASON_NOT_GIVEN),
        (task(status="rejected", statusReason=STILL), State.RETURNED, ReturnReason.STILL_GOING_ON),
        (task(businessStatus=business("offered")), State.OFFERED, None),
        (
            task(status="completed", businessStatus=business("closed-helped")),
            State.CLOSED_HELPED,
            None,
        ),
        # What only we may say is no news from a service.
        (task(status="received", businessStatus=business("sent")), State.RECEIVED, None),
        (request(), State.RECEIVED, None),
        (
            request(status="revoked", extension=[{"url": REVOKED, "valueCodeableConcept": STILL}]),
            State.RETURNED,
            ReturnReason.STILL_GOING_ON,
        ),
        (message(task(status="in-progress"), request()), State.ATTENDED, None),
        (message(task(), communication()), State.WAITING, None),
        (message(), State.RECEIVED, None),
    ],
)
def test_a_step_that_is_certain(
    content: object, to: ReferralState, reason: ReturnReason | None
) -> None:
    found = read_reply(as_bytes(content), TODAY)
    assert (found.reference, found.to, found.reason, found.doubt) == (NUMBER, to, reason, "")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (task(status="completed"), ""),
        (task(status="cancelled", note=[{"text": "She moved."}]), "She moved."),
        (task(status="failed", businessStatus=business("expired")), ""),
        (request(status="revoked"), ""),
        (request(status="active", doNotPerform=True), ""),
        (message(task(status="on-hold")), ""),
        (message(code="fatal-error"), ""),
        (message(task(), code="transient-error"), ""),
    ],
)
def test_what_is_not_certain_is_no_step_and_is_not_lost(content: object, words: str) -> None:
    found = read_reply(as_bytes(content), TODAY)
    assert (found.to, found.words) == (None, words)
    assert found.doubt


def test_words_are_kept_whole() -> None:
    said = read_reply(as_bytes(communication()), TODAY)
    assert (said.to, said.words, said.on) == (
        None,
        "Please phone us on Monday.",
        date(2026, 11, 20),
    )
    why = task(status="rejected", statusReason={"text": "Full."}, note=[{"text": "Ask the hub."}])
    assert read_reply(as_bytes(why), TODAY).words == "Full.\nAsk the hub."


@pytest.mark.parametrize(
    "reference",
    [
        about_ours(),
        {"reference": f"urn:uuid:{NUMBER}"},
        {"reference": f"ServiceRequest/{NUMBER}"},
        {"reference": f"https://gpsupport.example/fhir/ServiceRequest/{NUMBER.upper()}"},
    ],
)
def test_a_referral_is_known_by_our_number(reference: dict[str, Any]) -> None:
    assert read_reply(as_bytes(task(focus=reference)), TODAY).reference == NUMBER


def test_a_number_inside_the_message_counts_as_well() -> None:
    theirs = {**request(id="theirs"), "status": "active"}
    found = read_reply(
        as_bytes(message(task(focus={"reference": "ServiceRequest/theirs"}), theirs)), TODAY
    )
    assert found.reference == NUMBER


def test_our_own_message_comes_back_as_an_answer() -> None:
    """A service that sends the same resources back with a new status is understood."""
    ours = resources_of(write_message(OutgoingReferral(PRACTICE, PATIENT, sent()), WORDS, AT))
    resources = [one for one in ours if one["resourceType"] != "MessageHeader"]
    for one in resources:
        if one["resourceType"] == "Task":
            one["status"] = "accepted"
    found = read_reply(as_bytes(message(*resources)), TODAY)
    assert (found.reference, found.to, found.words) == (NUMBER, State.WAITING, "")
    assert found.numbers == {"9434765919"}
    assert not found.others


def other(number: str = EARLIER) -> dict[str, Any]:
    return {"identifier": {"system": REFERENCE, "value": number}}


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (task(focus={"reference": "ServiceRequest/17"}), "Task: names no referral"),
        (task(focus=None), "Task: names no referral"),
        (task(basedOn=[other()]), "Task: names more than one"),
        (task(lastModified="2026-11-24T00:00:00Z"), "Task: is dated in the future"),
        (task(lastModified="2026"), "Task"),
        (task(status="done"), "Task.status"),
        (task(status="rejected", businessStatus=business("waiting")), "Task: status and business"),
        (task(businessStatus=business("gone")), "Task.businessStatus"),
        (task(statusReason={"coding": [{"system": REASON, "code": "x"}]}), "Task.statusReason"),
        (
            task(statusReason={"coding": [*STILL["coding"], {"system": REASON, "code": "age"}]}),
            "two",
        ),
        (task(note=[{"text": "x" * 4001}]), "Task.note: is longer than 4000"),
        (task(modifierExtension=[{"url": "https://x.example", "valueBoolean": True}]), "modifier"),
        (task(madeUp=1), "Task.madeUp"),
        (communication(status="entered-in-error"), "Communication.status"),
        (communication(payload=[]), "Communication.payload"),
        (request(status="maybe"), "ServiceRequest.status"),
        ({"resourceType": "Patient"}, "resourceType: should be"),
        ({"resourceType": 7}, "no FHIR resource"),
        ([task()], "should hold one answer"),
        ({**message(), "type": "collection"}, "Bundle.type"),
        ({**message(), "entry": []}, "Bundle.entry"),
        ({**message(), "entry": [7]}, "Bundle.entry[0]"),
        (message(eventCoding={"system": "https://x.example", "code": "y"}), "eventCoding"),
        (message(response={"identifier": "x", "code": "perhaps"}), "response.code"),
        (message(task(), task(status="rejected")), "several Task"),
        (message(task(), {"resourceType": "Bundle", "type": "message"}), "inside a Bundle"),
        ({"resourceType": "Bundle", "type": "message", "entry": [{"resource": task()}]}, "Header"),
        (message(request(status="revoked"), task()), "contradicts"),
    ],
)
def test_what_is_doubtful_is_refused_with_its_place(content: object, where: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_reply(as_bytes(content), TODAY)
    assert where in str(refused.value)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b'{"a":1,"a":2}', b"x" * 999])
def test_what_is_no_answer_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_reply(data, TODAY, Limits(bytes=998))


def test_whom_it_is_about_is_told() -> None:
    born = {"resourceType": "Patient", "id": "theirs", "birthDate": "1990-05"}
    born["identifier"] = [{"system": NHS_NUMBER, "value": "943 476 5919"}]  # type: ignore[assignment]
    found = read_reply(as_bytes(message(request(), born)), TODAY)
    assert found.numbers == {"9434765919"}
    assert {str(one) for one in found.born} == {"1990-05"}


def test_the_same_answer_has_one_digest_however_it_was_carried() -> None:
    first = read_reply(as_bytes(task(id="a", meta={"versionId": "1"})), TODAY)
    again = read_reply(as_bytes(task(id="b", meta={"versionId": "2"})), TODAY)
    later = read_reply(as_bytes(task(lastModified="2026-11-21T10:00:00Z")), TODAY)
    assert first.digest == again.digest != later.digest


@pytest.mark.parametrize("state", State)
def test_no_state_that_is_ours_to_say_comes_from_outside(state: ReferralState) -> None:
    told = task(status=TASK_STATUS[state], businessStatus=business(state.value))
    found = read_reply(as_bytes(told), TODAY)
    ours = {State.DRAFT, State.CONSENT, State.SENT, State.SUPERSEDED, State.EXPIRED, State.IN_ERROR}
    assert found.to == (None if state in ours else state)
