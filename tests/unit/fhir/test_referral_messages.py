"""A referral as FHIR: every state, the chain with its first day, and nothing that must not go."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.recording.safe_ways import withdrawn_ways
from gpsupport.domain.referral.following import Referral, follow
from gpsupport.domain.referral.messages import (
    MARK,
    OutgoingChain,
    OutgoingReferral,
)
from gpsupport.domain.referral.states import ReferralState
from gpsupport.fhir.r4_facts import CODES
from gpsupport.fhir.reading import read_record
from gpsupport.fhir.referral_message import EVENTS, REQUEST, contact_words, write_message
from gpsupport.fhir.referral_resources import (
    CLOCK_START,
    REFERENCE,
    REQUEST_STATUS,
    TASK_STATUS,
    write_chain,
)
from gpsupport.fhir.structure import faults_of
from gpsupport.fhir.writing import write_record
from tests.unit.fhir.referred import (
    AT,
    EARLIER,
    NUMBER,
    TODAY,
    WAITING,
    WORDS,
    begun,
    came_back,
    event,
    resources_of,
    sent,
)
from tests.unit.fhir.test_writing import PATIENT, PRACTICE, WORDS_OF_ABUSE

SAFE = SafeContact(
    SafeWay.OWN_PHONE,
    detail="01632 960333",
    never="never the landline 01632 960222",
    confirmed_on=date(2026, 11, 1),
    valid_until=date(2027, 1, 1),
)


def outgoing(referral: Referral, **parts: Any) -> OutgoingReferral:
    return replace(OutgoingReferral(PRACTICE, PATIENT, referral), **parts)


def by_type(bundle: bytes) -> dict[str, dict[str, Any]]:
    return {one["resourceType"]: one for one in resources_of(bundle)}


@pytest.mark.parametrize("state", ReferralState)
def test_every_state_has_a_status_of_both(state: ReferralState) -> None:
    made = replace(sent(), state=state)
    found = by_type(write_chain(OutgoingChain(PRACTICE, PATIENT, (made,)), WORDS.left_out, AT))
    assert found["Task"]["businessStatus"]["coding"][0]["code"] == state.value
    assert found["Task"]["status"] == TASK_STATUS[state]
    assert found["ServiceRequest"]["status"] == REQUEST_STATUS[state]
    assert TASK_STATUS[state] in CODES["Task", "status"]
    assert REQUEST_STATUS[state] in CODES["ServiceRequest", "status"]
    ended = REQUEST_STATUS[state] in {"completed", "revoked", "entered-in-error"}
    assert ended is state.over


def test_a_message_holds_what_the_service_needs_and_nothing_beside() -> None:
    written = write_message(outgoing(sent(), contact=SAFE), WORDS, AT)
    found = resources_of(written)
    assert [one["resourceType"] for one in found] == [
        "MessageHeader",
        "ServiceRequest",
        "Task",
        "Patient",
        "Practitioner",
        "Organization",
        "HealthcareService",
    ]
    assert [fault for one in found for fault in faults_of(one["resourceType"], one, "x")] == []
    told = by_type(written)
    assert told["MessageHeader"]["eventCoding"] == {"system": EVENTS, "code": REQUEST}
    asked = told["ServiceRequest"]
    assert asked["identifier"] == [{"system": REFERENCE, "value": NUMBER}]
    assert asked["authoredOn"] == "2026-11-02"
    assert asked["reasonCode"] == [{"text": "Cannot sleep alone."}]
    assert "01632 960333" in asked["note"][0]["text"]
    assert "telecom" not in told["Patient"]
    assert "960222" not in written.decode()
    # Every reference leads to a resource of the message.
    led_to = set(re.findall(r'"reference":"([^"]+)"', written.decode()))
    assert led_to <= {one["fullUrl"] for one in json.loads(written)["entry"]}


def test_titles_say_nothing_of_why() -> None:
    found = by_type(write_chain(OutgoingChain(PRACTICE, PATIENT, (sent(),)), WORDS.left_out, AT))
    said = (found["Task"]["description"] + found["ServiceRequest"]["code"]["text"]).lower()
    assert not any(word in said for word in WORDS_OF_ABUSE)


@pytest.mark.parametrize("contact", [None, SafeContact(SafeWay.NONE, never="01632 960222")])
def test_without_a_safe_way_the_practice_is_the_way(contact: SafeContact | None) -> None:
    assert contact_words(outgoing(sent(), contact=contact), WORDS) == WORDS.through_us


CANARIES = ("12 Rose Street", "FE1 2AB", "01632 960111", "the blue house")


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize("kind", [OptionKind.REFUGE, OptionKind.CAMHS])
def test_no_address_and_no_withdrawn_way_goes_out(canary: str, kind: OptionKind) -> None:
    said = f"She is at {canary}, ask her there."
    ways = ("01632-960111", "The Blue  House")
    hidden = kind is OptionKind.REFUGE
    name = f"Haven Refuge, {canary}" if hidden and canary in CANARIES[:2] else "Elmford"
    made = sent(need=said, option_kind=kind, option_name=name)
    made = follow(made.begun, (*made.events, event(3, WAITING, TODAY, words=said, advice=said)))
    contact = replace(SAFE, times=said)
    files = (
        write_message(outgoing(made, contact=contact, withdrawn=ways), WORDS, AT),
        write_chain(OutgoingChain(PRACTICE, PATIENT, (made,), ways), WORDS.left_out, AT),
        write_record(
            PATIENT,
            PRACTICE,
            [],
            [],
            AT,
            referrals=[made],
            withdrawn_ways=ways,
            mention=WORDS.left_out,
        ),
    )
    for file in files:
        assert canary not in file.decode()
        assert WORDS.left_out in file.decode()


def test_a_way_is_withdrawn_once_another_took_its_place_or_it_is_over() -> None:
    def kept(detail: str, until: date) -> SafeContact:
        return replace(SAFE, detail=detail, valid_until=until)

    now = kept("01632 960333", date(2027, 1, 1))
    old, over = kept("01632 960111", date(2027, 1, 1)), kept("01632 960444", date(2026, 11, 2))
    never = "1632960222"
    assert withdrawn_ways([old, now], TODAY) == ("1632960111", never)
    assert set(withdrawn_ways([now, old, now], TODAY)) == {"1632960111", never}
    assert set(withdrawn_ways([old, over], TODAY)) == {"1632960111", "1632960444", never}


def test_a_message_keeps_what_is_clinical_and_says_that_something_was_left_out() -> None:
    said = "Noah, 7, has no place at school. Lives at 14 Oak Road. Wants to die."
    made = outgoing(sent(need=said), names=("Family Hub, Mill Lane",))
    (reason,) = by_type(write_message(made, WORDS, AT))["ServiceRequest"]["reasonCode"]
    kept = f"Noah, 7, has no place at school. {MARK} Wants to die. {WORDS.left_out}"
    assert reason == {"text": kept}
    assert made.left_out(WORDS.left_out) == (("What is needed", kept),)
    unsure = by_type(write_message(replace(made, sure=False), WORDS, AT))["ServiceRequest"]["note"]
    assert WORDS.not_sure in [one["text"] for one in unsure]


def test_what_names_its_own_service_stays_whole_in_the_record() -> None:
    said = "Seen at Family Hub, Mill Lane. Overdose last week"
    for name, stays in (("Family Hub, Mill Lane", True), ("Refuge, Mill Lane", False)):
        made = sent(need=said.replace("Family Hub, Mill Lane", name), option_name=name)
        file = write_chain(OutgoingChain(PRACTICE, PATIENT, (made,)), WORDS.left_out, AT)
        (reason,) = by_type(file)["ServiceRequest"]["reasonCode"]
        assert ("Mill Lane" in reason["text"]) is stays
        assert "Overdose last week" in reason["text"]


def a_chain() -> tuple[Referral, Referral]:
    second = sent(continues=EARLIER, first_sent_on=date(2026, 11, 2), about="Sam Cole")
    return came_back(), second


def test_one_that_goes_on_meanwhile_is_not_said_to_be_replaced() -> None:
    first, second = a_chain()
    for beside in (False, True):
        beginning = replace(second.begun, beside=beside)
        chain = (first, replace(second, begun=beginning))
        file = write_chain(OutgoingChain(PRACTICE, PATIENT, chain), WORDS.left_out, AT)
        requests = [one for one in resources_of(file) if one["resourceType"] == "ServiceRequest"]
        assert any("replaces" in one for one in requests) is not beside
        assert ('"revision"' in file.decode()) is not beside


def test_the_chain_leads_back_and_keeps_the_first_day() -> None:
    found = resources_of(
        write_chain(OutgoingChain(PRACTICE, PATIENT, a_chain()), WORDS.left_out, AT)
    )
    first, second = (one for one in found if one["resourceType"] == "ServiceRequest")
    assert second["replaces"][0]["reference"] == f"urn:uuid:{first['id']}"
    starts = [
        next(ext["valueDate"] for ext in one["extension"] if ext["url"] == CLOCK_START)
        for one in (first, second)
    ]
    assert starts == ["2026-11-02", "2026-11-02"]
    assert first["authoredOn"] == "2026-11-02"
    back = next(one for one in found if one["resourceType"] == "Task")
    assert back["statusReason"]["coding"][0]["code"] == "still-going-on"
    assert [one["text"] for one in back["note"]] == ["Not while it goes on."]
    told = [
        (one["activity"]["coding"][0]["code"], one["occurredDateTime"], one["extension"][0])
        for one in found
        if one["resourceType"] == "Provenance" and one["target"][0]["reference"].endswith(EARLIER)
        if "occurredDateTime" in one
    ]
    assert [(code, on) for code, on, _ in told] == [
        ("consent", "2026-11-01"),
        ("sent", "2026-11-02"),
        ("returned", "2026-11-09"),
    ]
    # What the service's system told is never taken for what somebody wrote down.
    assert [channel["valueCode"] for _, _, channel in told] == ["phone", "phone", "live"]


def test_a_record_reads_back_with_its_referrals_and_they_are_no_entries() -> None:
    file = write_record(PATIENT, PRACTICE, [], [], AT, referrals=a_chain())
    reading = read_record(file)
    assert reading.picture.entries == ()
    kinds = [one.type for one in reading.resources]
    assert kinds.count("ServiceRequest") == 2
    again = write_record(PATIENT, PRACTICE, reading.resources, [], AT, referrals=a_chain())
    assert sorted(map(str, resources_of(again))) == sorted(map(str, resources_of(file)))


def test_help_that_the_directory_does_not_list_goes_by_its_name() -> None:
    made = replace(sent(), begun=begun(option_id="", option_name="A friend’s group"))
    service = by_type(write_message(outgoing(made), WORDS, AT))["HealthcareService"]
    assert (service["name"], "identifier" in service) == ("A friend’s group", False)
