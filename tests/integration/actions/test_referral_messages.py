"""Referrals out as messages and answers in: once each, about the right person, never half."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from gpsupport.actions.consultation import close_gates
from gpsupport.actions.errors import GateClosed, NotFound, Refused
from gpsupport.actions.exchange import collect_record, take_in_record
from gpsupport.actions.forms import SavedSince
from gpsupport.actions.letters.knowing import read_source
from gpsupport.actions.local_help import add_option
from gpsupport.actions.meetings.families import family_for_pack
from gpsupport.actions.referral import (
    CannotBeWritten,
    ExpectedRefusal,
    NewReferral,
    Want,
    Wants,
    add_to_referral,
    begin_referral,
    note_expected_refusal,
    read_referrals,
)
from gpsupport.actions.referral.messaging import (
    download_referral,
    hand_out_chain,
    hand_out_referral,
    look_at_message,
    words_of_files,
)
from gpsupport.actions.referral.replying import TakenReply, Took, take_reply
from gpsupport.domain.days import PartialDate
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.events import Event
from gpsupport.domain.family.links import FamilyLink, LinkEnd, LinkKind
from gpsupport.domain.meetings.adults import AdultsNames
from gpsupport.domain.meetings.meeting import AgendaItem, Heard
from gpsupport.domain.people import NhsNumber
from gpsupport.domain.referral.events import Consent
from gpsupport.domain.referral.following import Fault, Referral
from gpsupport.domain.referral.messages import OutgoingReferral, ReferralReply
from gpsupport.domain.referral.states import Channel, ReferralState, ReturnReason
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.fhir.reading import read_record
from gpsupport.fhir.referral_message import write_message
from gpsupport.fhir.writing import write_record
from gpsupport.knowledge.load import load_knowledge
from tests.integration.actions.guarded import another_patient
from tests.integration.actions.steps import opened, pass_gate
from tests.integration.actions.test_contact import audited
from tests.integration.actions.test_disclosure import confirm
from tests.integration.actions.world import (
    NOW,
    NUMBER,
    OTHER_NUMBER,
    TODAY,
    World,
    another_practice,
    option,
)
from tests.integration.persistence.onward import begin, begun, list_options, moved
from tests.integration.persistence.test_at_once import at_once

PACK = load_knowledge()
WORDS = words_of_files(PACK)
State = ReferralState
YES = Consent(given=True, by_whom="Her mother", asked_on=TODAY)
NEXT_DAY = NOW + timedelta(days=1)


def plain(world: World, **changed: Any) -> str:
    """A referral as yet a draft, with the gate open."""
    list_options(world)
    opened(world, world.doctor)
    pass_gate(world, world.doctor)
    values = {"continues": "", "first_sent_on": None, "about": "", "about_patient_id": ""}
    return begin(world, begun(world.patient_id, **(values | changed)))


def step(world: World, number: str, to: ReferralState, **changed: Any) -> Referral:
    found = read(world, number)
    event = moved(to, consent=YES, **changed)
    return add_to_referral(
        world.database,
        world.doctor,
        world.patient_id,
        number,
        event,
        len(found.events),
        PACK,
        NOW,
    )


def sent(world: World, **changed: Any) -> str:
    number = plain(world, **changed)
    step(world, number, State.SENT)
    return number


def read(world: World, number: str) -> Referral:
    with world.acting(world.doctor) as work:
        found = work.referrals.find(world.doctor, number)
    assert found is not None
    return found


def reminders(world: World) -> dict[ReminderKind, Reminder]:
    with world.acting(world.doctor) as work:
        return {one.kind: one for one in work.reminders.read_open(world.doctor, world.patient_id)}


def answer(number: str, to: ReferralState | None = None, **parts: Any) -> ReferralReply:
    return replace(ReferralReply(number, f"digest-{to}", to, TODAY), **parts)


def take(world: World, reply: ReferralReply, now: Any = NEXT_DAY) -> TakenReply:
    return take_reply(world.database, world.system, reply, PACK, now)


def test_an_answer_is_a_step_of_the_services_own_and_taken_once(world: World) -> None:
    number = sent(world)
    assert ReminderKind.REPLY_DUE in reminders(world)
    told = answer(number, State.WAITING, words="In eight weeks.")
    taken = at_once([lambda: take(world, told)] * 3)
    assert sorted(one.took for one in taken) == [Took.KNOWN, Took.KNOWN, Took.STEP]
    now = read(world, number)
    assert (now.state, now.since, now.events[-1].how) == (State.WAITING, TODAY, Channel.LIVE)
    assert now.events[-1].words == "In eight weeks."
    assert ReminderKind.REPLY_DUE not in reminders(world)
    elsewise = answer(number, State.WAITING, digest="another")
    assert {take(world, one).took for one in (told, elsewise)} == {Took.KNOWN}
    assert read(world, number) == now
    take(world, answer(number, State.RETURNED, reason=ReturnReason.STILL_GOING_ON))
    assert read(world, number).reason is ReturnReason.STILL_GOING_ON
    assert reminders(world)[ReminderKind.RETURN_PLAN].owner == world.doctor.name


NOTES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"to": State.CLOSED_NOT}, "Ended, and it did not help. That cannot follow"),
    ({"to": State.WAITING, "on": date(2026, 1, 2)}, "Dated 2 Jan 2026. It says: Waiting."),
    ({"to": State.SENT, "words": "Not yet looked at."}, "It says: Sent. Not yet looked at."),
    ({"doubt": "Its system says “failed”.", "words": "Ring us."}, "“failed”. Ring us."),
)


@pytest.mark.parametrize("to", [State.RECEIVED, State.WAITING, State.OFFERED])
def test_an_answer_never_ends_what_a_return_asks(world: World, to: ReferralState) -> None:
    number = sent(world)
    step(world, number, State.RETURNED, reason=ReturnReason.AGE)
    assert take(world, answer(number, to)).took is Took.NOTE
    assert read(world, number).returned_without_plan
    assert {ReminderKind.RETURN_PLAN, ReminderKind.REPLY_CAME} <= set(reminders(world))


def test_what_cannot_be_a_step_is_a_note_that_somebody_reads(world: World) -> None:
    number = sent(world)
    for place, (told, words) in enumerate(NOTES):
        reply = answer(number, digest=f"note {place}", **told)
        assert [take(world, reply).took for _ in range(2)] == [Took.NOTE, Took.KNOWN]
        last = read(world, number).events[-1]
        assert (last.to, last.how) == (None, Channel.LIVE)
        assert words in last.words
    assert read(world, number).state is State.SENT
    reminder = reminders(world)[ReminderKind.REPLY_CAME]
    assert (reminder.owner, reminder.due_on) == (world.doctor.name, NEXT_DAY.date())


def test_what_is_not_about_this_referral_and_person_is_refused_whole(world: World) -> None:
    number = sent(world)
    second = begin(world, begun(world.patient_id, continues="", about="", about_patient_id=""))
    elsewhere = another_practice(world)
    before = read(world, number)
    for reply in (
        answer("00000000-0000-4000-8000-000000000000", State.WAITING),
        answer("no id of anything", State.WAITING),
        answer(number, State.WAITING, others=frozenset({second})),
        answer(number, State.WAITING, numbers=frozenset({OTHER_NUMBER.value})),
        answer(number, State.WAITING, numbers=frozenset({NUMBER.value, OTHER_NUMBER.value})),
        answer(number, State.WAITING, born=frozenset({PartialDate.parse("1990-05-18")})),
    ):
        with pytest.raises(Refused):
            take(world, reply)
    theirs = replace(world.system, practice_id=elsewhere.practice_id)
    with pytest.raises(Refused):
        take_reply(world.database, theirs, answer(number, State.WAITING), PACK, NEXT_DAY)
    with pytest.raises(NotFound):
        hand_out_referral(world.database, theirs, number, NOW)
    assert read(world, number) == before
    fitting = {"numbers": frozenset({NUMBER.value}), "born": frozenset({PartialDate.parse("1990")})}
    assert take(world, answer(number, State.WAITING, **fitting)).took is Took.STEP


def saved(world: World, number: str) -> tuple[OutgoingReferral, bytes]:
    return download_referral(
        *(world.database, world.doctor, world.patient_id, number, PACK, NOW),
        lambda going: (going, write_message(going, WORDS, NOW)),
    )


def test_what_fails_or_changes_meanwhile_is_not_logged(world: World) -> None:
    number = sent(world)

    def changing(_: OutgoingReferral) -> None:
        confirm(world, SafeContact(SafeWay.OWN_PHONE, "1", valid_until=date(2027, 1, 1)))

    known = (world.database, world.doctor, world.patient_id, number, PACK, NOW)
    with pytest.raises(SavedSince):
        download_referral(*known, changing)
    with world.acting(world.doctor) as work:
        assert work.sharing.read_all(world.doctor, world.patient_id) == ()
    assert not any("file" in one.words for one in read(world, number).events)


def test_a_message_wants_a_yes_and_claims_no_sending(world: World) -> None:
    number = plain(world)
    with pytest.raises(Refused):
        hand_out_referral(world.database, world.system, number, NOW)
    step(world, number, State.CONSENT)
    for _ in range(2):
        going, file = saved(world, number)
        assert (going.referral.state, going.referral.clock_start) == (State.CONSENT, None)
        (asked,), (status,) = of_type(file, "ServiceRequest"), of_type(file, "Task")
        # It asks, and claims no sending.
        assert (asked["status"], status["status"]) == ("active", "requested")
        assert status["businessStatus"]["coding"][0]["code"] == "consent"
        assert "extension" not in asked
        now = read(world, number)
        assert (now.state, now.sent_on, now.consent) == (State.CONSENT, None, YES)
        assert [one.words for one in now.events if "file" in one.words] == [now.events[-1].words]
        with world.acting(world.doctor) as work:
            (entry,) = work.sharing.read_all(world.doctor, world.patient_id)
        assert (entry.shared, entry.consent_given) == (True, True)
        assert entry.with_whom == now.begun.option_name
    step(world, number, State.SENT)
    step(world, number, State.RETURNED)
    with pytest.raises(Refused):
        hand_out_referral(world.database, world.system, number, NOW)
    assert hand_out_chain(world.database, world.system, number, NOW).referrals == (
        read(world, number),
    )


def test_a_download_stands_behind_the_gate_of_its_own_record(world: World) -> None:
    number = sent(world)
    other = another_patient(world, None)
    opened(replace(world, patient_id=other), world.doctor)
    pass_gate(replace(world, patient_id=other), world.doctor)
    with pytest.raises(NotFound):
        saved(replace(world, patient_id=other), number)
    close_gates(world.database, world.doctor, NOW)
    with pytest.raises(GateClosed):
        saved(world, number)


def test_no_way_that_is_safe_no_longer_ever_goes_out(world: World) -> None:
    """T7: whatever was kept before, a file holds the way that counts and no other."""
    number = sent(world, need="Ring her on 01632 960111.")
    ways = ("01632 960111", "01632 960222", "01632 960333")
    for place, way in enumerate(ways):
        kept = SafeContact(
            SafeWay.OWN_PHONE, way, never="01632 960444", valid_until=date(2027, 1, 1)
        )
        confirm(world, kept)
        file = write_message(
            hand_out_referral(world.database, world.system, number, NOW), WORDS, NOW
        )
        # Of what was typed in the first days of the way it was the safe one.
        out = {one for one in (*ways, "01632 960444") if one in file.decode()}
        assert out == {way}, place
    confirm(world, SafeContact(SafeWay.NONE, never="Any"))
    file = write_message(hand_out_referral(world.database, world.system, number, NOW), WORDS, NOW)
    assert not any(one in file.decode() for one in ways)


def test_a_pack_looks_for_the_same_ways_as_a_message(world: World) -> None:
    """One plain word ("School") leads nobody anywhere: no pack is held back for it."""
    opened(world, world.doctor)
    pass_gate(world, world.doctor)
    for detail in ("School", "01632 960111"):
        confirm(world, SafeContact(SafeWay.OTHER, detail, valid_until=date(2027, 1, 1)))
    confirm(world, SafeContact(SafeWay.NONE))
    heard = Heard(AgendaItem("1", "1", world.patient_id, NOW, ""))
    with world.acting(world.doctor) as work:
        patient = work.patients.find(world.doctor, world.patient_id)
        assert patient is not None
        named = (work, world.doctor, patient, heard, AdultsNames())
        family = family_for_pack(*named, PACK, NOW.date())
    assert family.withdrawn == ("1632960111",)


def exported(world: World, number: NhsNumber = NUMBER) -> bytes:
    record = collect_record(world.database, world.system, number, NOW, PACK)
    return write_record(
        record.patient,
        record.practice,
        (),
        record.enquiries,
        NOW,
        source_system=record.source_system,
        referrals=record.referrals,
        withdrawn_ways=record.withdrawn_ways,
    )


def of_type(file: bytes, kind: str) -> list[dict[str, Any]]:
    resources = [one["resource"] for one in json.loads(file)["entry"]]
    return [one for one in resources if one["resourceType"] == kind]


def test_a_record_goes_out_with_its_referrals_and_comes_back_without_doubling(
    world: World,
) -> None:
    child = another_patient(world, OTHER_NUMBER.value)
    number = sent(world, about="Sam", about_patient_id=child)
    file = exported(world)
    assert [one["id"] for one in of_type(file, "ServiceRequest")] == [number]
    # On the child's own record there is nothing of it.
    assert of_type(exported(world, OTHER_NUMBER), "ServiceRequest") == []
    before = picture(world)
    for _ in range(2):
        take_in_record(world.database, world.system, read_record(file), NOW)
        assert picture(world) == before
        with world.acting(world.doctor) as work:
            assert len(work.referrals.read_all(world.doctor, world.patient_id)) == 1


def picture(world: World) -> Any:
    with world.acting(world.doctor) as work:
        found = work.pictures.read(world.doctor, world.patient_id)
    assert found is not None
    return found.entries, found.contacts


def link_child(world: World, child: str) -> FamilyLink:
    made = FamilyLink("", world.patient_id, child, LinkKind.CHILD, NOW, world.doctor.name)
    with world.acting(world.doctor) as work:
        return work.links.add(world.doctor, made)


def person_in(file: bytes) -> tuple[list[str], str]:
    (person,) = of_type(file, "Patient")
    numbers = [one["value"] for one in person.get("identifier", ())]
    return numbers, person.get("birthDate", "")


def test_a_message_about_a_child_is_about_the_child_alone(world: World) -> None:
    child = another_patient(world, OTHER_NUMBER.value)
    link = link_child(world, child)
    name = "Sam KANARIENVOGEL-child"
    number = sent(world, about=name, about_patient_id=child)
    also = begin(world, read(world, number).begun)
    named = begin(world, replace(read(world, number).begun, about_patient_id=""))
    wanted = {also: ([OTHER_NUMBER.value], "1990-05-17"), named: ([], "2019-01-02")}
    for made, told in wanted.items():
        step(world, made, State.SENT)
        file = write_message(hand_out_referral(world.database, world.system, made, NOW), WORDS, NOW)
        assert person_in(file) == told
        assert NUMBER.value not in file.decode()
        assert WORDS.not_sure not in file.decode()
    # It was the wrong child: neither number nor birth date goes out any more, and that is said.
    with world.acting(world.doctor) as work:
        work.links.end(
            world.doctor, link.id, link.version, LinkEnd.MISTAKE, by=world.doctor.name, at=NOW
        )
    file = write_message(hand_out_referral(world.database, world.system, also, NOW), WORDS, NOW)
    assert person_in(file) == ([], "")
    assert WORDS.not_sure in file.decode()
    assert "ask us for the date of birth" in subject_of_letter(world, also)


def subject_of_letter(world: World, number: str) -> str:
    with world.acting(world.doctor) as work:
        source = read_source(work, world.doctor, world.patient_id, number, PACK, NOW)
    return ", ".join(source.head(world.doctor).subject)


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_children_of_one_name_the_right_one_is_meant(world: World, first: int) -> None:
    """Neither a number nor a birth date is ever found by a name."""
    numbers = [OTHER_NUMBER.value, "9990548609"]
    children = [another_patient(world, one, born="2016-02-03") for one in numbers]
    for one in (children[first], children[1 - first]):
        link_child(world, one)
    opened(world, world.doctor)
    pass_gate(world, world.doctor)
    seen = read_referrals(world.database, world.doctor, world.patient_id, PACK, NOW)
    names = [one.name for one in seen.people]
    for child, number in zip(children, numbers, strict=True):
        place = [one.patient_id for one in seen.people].index(child)
        wanted = replace(REFUGE, need="Sleep", person=place, other_kind=OptionKind.FAMILY_HUB)
        made = begun_here(world, wanted).begun
        step(world, made.id, State.SENT)
        file = write_message(
            hand_out_referral(world.database, world.system, made.id, NOW), WORDS, NOW
        )
        assert person_in(file)[0] == [number]
        assert number in subject_of_letter(world, made.id).replace(" ", "")
        assert names.count(made.about) == 2


def test_the_list_of_who_looked_at_a_child_names_no_referral(world: World) -> None:
    child = another_patient(world, OTHER_NUMBER.value)
    link_child(world, child)
    number = sent(world, about="Sam", about_patient_id=child)
    look_at_message(world.database, world.doctor, world.patient_id, number, NOW)
    saved(world, number)
    hand_out_referral(world.database, world.system, number, NOW)
    take(world, answer(number, State.WAITING))
    found = [
        one
        for event in (Event.READ_REFERRALS, Event.WRITE_REFERRAL, Event.TAKE_IN_REPLY)
        for one in audited(world, event)
    ]
    assert found
    assert child not in {str(one[1]) for one in found}


PLACE = "14 Hawthorn Road, ZZ9 9ZZ"
REFUGE = NewReferral(
    "", "Somewhere safe", other_name="Rose House", other_kind=OptionKind.REFUGE, consent=YES
)


def begun_here(world: World, wanted: NewReferral) -> Referral:
    return begin_referral(world.database, world.doctor, world.patient_id, wanted, PACK, NOW)


def test_no_box_of_a_referral_takes_the_address_of_a_secret_place(world: World) -> None:
    opened(world, world.doctor)
    pass_gate(world, world.doctor)
    for wanted, want in (
        (replace(REFUGE, other_name=f"Rose House, {PLACE}"), Want.NAME_TELLS),
        (replace(REFUGE, other_name=PLACE, other_kind=OptionKind.VOLUNTARY), Want.NAME_TELLS),
        (replace(REFUGE, need=f"She is at {PLACE}"), Want.NEED_TELLS),
        (replace(REFUGE, consent=replace(YES, shares=PLACE)), Want.SHARES_TELLS),
    ):
        with pytest.raises(Wants) as caught:
            begun_here(world, wanted)
        assert caught.value.wants == (want,)
        assert "Hawthorn" not in str(caught.value)
    refused = ExpectedRefusal(REFUGE, PACK.referral.gap_groups[0].id, PLACE)  # type: ignore[union-attr]
    with pytest.raises(Wants):
        note_expected_refusal(world.database, world.doctor, world.patient_id, refused, PACK, NOW)
    # An ordinary service may be told where somebody lives; it stays in the record.
    begun_here(world, replace(REFUGE, need=PLACE, other_kind=OptionKind.VOLUNTARY))
    number = begun_here(world, replace(REFUGE, need="31 weeks for a place, is 7")).begun.id
    with pytest.raises(CannotBeWritten) as faulty:
        step(world, number, State.SENT, words=f"To {PLACE}")
    assert faulty.value.faults == (Fault.WORDS_TELL,)
    step(world, number, State.SENT, words="By phone")
    take(world, answer(number, State.WAITING, words=f"Full. She is at {PLACE}. Ring us."))
    assert read(world, number).events[-1].words == "Full. [left out] Ring us."


def test_a_place_that_its_entry_alone_calls_secret_stays_secret(world: World) -> None:
    """What the directory says of it later changes nothing of a referral that was begun."""
    house = replace(
        option("rose", OptionKind.VOLUNTARY), name="Rose House", summary="A refuge for women"
    )
    add_option(world.database, world.operator, house, NOW)
    opened(world, world.doctor)
    pass_gate(world, world.doctor)
    wanted = replace(REFUGE, option_id=house.id, other_name="", other_kind=None)
    with pytest.raises(Wants) as caught:
        begun_here(world, replace(wanted, need=f"She is at {PLACE}"))
    assert caught.value.wants == (Want.NEED_TELLS,)
    number = begun_here(world, wanted).begun.id
    with world.acting(world.operator) as work:
        kept = work.options.find(world.operator, house.id)
        assert kept is not None
        work.options.save(world.operator, replace(kept, summary="Somebody to talk to"))
    assert read(world, number).begun.hidden_place
    with pytest.raises(CannotBeWritten):
        step(world, number, State.SENT, words=f"To {PLACE}")
    step(world, number, State.SENT, words="By phone")
    take(world, answer(number, State.WAITING, words=f"Full. She is at {PLACE}. Ring us."))
    assert read(world, number).events[-1].words == "Full. [left out] Ring us."
