"""Addresses and numbers: taken in, sealed, masked, revealed for a reason, and compared blindly."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import create_engine, text

from gpsupport.actions.consultation import answer_gate, close_gates, open_consultation
from gpsupport.actions.contact import reveal_address, see_contact_details
from gpsupport.actions.errors import GateClosed, NotFound
from gpsupport.actions.exchange import collect_record, take_in_record
from gpsupport.domain.access import Denied, Occasion, Permission
from gpsupport.domain.addresses import (
    ContactDetails,
    PostalAddress,
    RevealReason,
    Standing,
    Telecom,
    Use,
)
from gpsupport.domain.enquiry import Presence
from gpsupport.domain.events import Event
from gpsupport.domain.exchange import RecordReading
from gpsupport.domain.people import Actor, Role
from gpsupport.persistence.stores.patients import Likeness
from tests.integration.actions.world import (
    HOUR,
    NOW,
    NUMBER,
    OTHER_NUMBER,
    PATIENT,
    World,
    another_practice,
    reading,
    resource,
)

HOME = PostalAddress(("12 High Street",), "Elmford", "QQ1 2AB", Use.HOME)
OLD = PostalAddress(("9 Mill Lane",), "Oldtown", "QQ1 2AB", Use.OLD)
MOBILE = Telecom("phone", "01632 960126", Use.MOBILE)
OLD_PHONE = Telecom("phone", "01632 960177", Use.OLD)
DETAILS = ContactDetails((HOME, OLD), (MOBILE, OLD_PHONE))
SECRETS = ("High Street", "Mill Lane", "QQ1", "01632", "9601")


def naming(
    details: ContactDetails, mark: str = "1", source: str = "https://ehr.example"
) -> RecordReading:
    """The record of the world's patient with these details; `mark` makes it another version."""
    plain = reading()
    own = resource("Patient", PATIENT.id, note=f"version {mark}")
    others = plain.resources[1:] if source == plain.source_system else ()
    return replace(plain, source_system=source, resources=(own, *others), addresses=details)


def take_in(world: World, record: RecordReading, now: datetime = NOW) -> str:
    """Take a record in, and give the patient's id."""
    return take_in_record(world.database, world.system, record, now).patient_id


def pass_gate(world: World, actor: Actor, now: datetime = NOW) -> None:
    """Open the patient and say that the patient is alone."""
    open_consultation(world.database, actor, world.patient_id, world.knowledge, now)
    answer_gate(world.database, actor, world.patient_id, Presence.ALONE, now)


@pytest.fixture
def told(world: World) -> World:
    """The world, whose patient has an address, and the doctor's gate open."""
    assert take_in(world, naming(DETAILS)) == world.patient_id
    pass_gate(world, world.doctor)
    return world


def rows(world: World, query: str) -> list[tuple[object, ...]]:
    """What stands in the database, past every store."""
    engine = create_engine(world.settings.database_url or "")
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def audited(world: World, event: Event) -> list[tuple[object, ...]]:
    """What the audit says of one kind of event."""
    return rows(
        world,
        "select actor_id, object_id, decision, reason from audit"
        f" where event = '{event.value}' order by seq",
    )


def test_details_are_masked_at_first(told: World) -> None:
    seen = see_contact_details(told.database, told.doctor, told.patient_id, NOW)
    (received,) = seen.received
    assert received.source_system == "https://ehr.example"
    assert received.received_at == NOW
    assert received.shown is not None
    assert [(one.town, one.lines, one.postcode, how) for one, how in received.shown.addresses] == [
        ("Elmford", (), "", Standing.IN_USE),
        ("Oldtown", (), "", Standing.OLD),
    ]
    assert [(one.value, how) for one, how in received.shown.telecoms] == [
        ("26", Standing.IN_USE),
        ("77", Standing.OLD),
    ]
    assert not any(secret in repr(seen) for secret in SECRETS)
    assert audited(told, Event.SEE_CONTACT_DETAILS) == [
        (told.doctor.clinician_id, told.patient_id, "allow", "")
    ]


@pytest.mark.parametrize("reason", RevealReason)
def test_a_reveal_shows_what_its_reason_needs_and_is_audited(
    told: World, reason: RevealReason
) -> None:
    seen = reveal_address(told.database, told.doctor, told.patient_id, reason, NOW)
    assert seen.reason is reason
    assert "12 High Street" in repr(seen.received)
    assert "01632 960126" in repr(seen.received)
    everything = reason in {RevealReason.SHARING, RevealReason.CORRECTING}
    assert ("9 Mill Lane" in repr(seen.received)) == everything
    assert ("960177" in repr(seen.received)) == everything
    assert audited(told, Event.REVEAL_ADDRESS) == [
        (told.doctor.clinician_id, told.patient_id, "allow", reason.value)
    ]


def test_the_policy_asked_without_a_reason_reveals_nothing(told: World) -> None:
    occasion = Occasion(told.doctor, Permission.REVEAL_ADDRESS, NOW, Event.REVEAL_ADDRESS)
    with told.database.writing(occasion) as work:
        seen = work.addresses.read_all(told.doctor, told.patient_id, NOW.date())
    assert not any(secret in repr(seen) for secret in SECRETS)
    assert "Elmford" in repr(seen)


def test_a_reason_on_another_occasion_reveals_nothing(told: World) -> None:
    occasion = Occasion(told.doctor, Permission.CONSULT, NOW, Event.SEE_CONTACT_DETAILS)
    with told.database.writing(occasion) as work:
        seen = work.addresses.read_all(told.doctor, told.patient_id, NOW.date(), RevealReason.POST)
        assert work.addresses.find_home(told.doctor, told.patient_id, NOW.date()) == ""
    assert not any(secret in repr(seen) for secret in SECRETS)


def test_a_shut_gate_shows_nothing(told: World) -> None:
    with pytest.raises(GateClosed):
        see_contact_details(told.database, told.colleague, told.patient_id, NOW)
    with pytest.raises(GateClosed):
        reveal_address(told.database, told.colleague, told.patient_id, RevealReason.POST, NOW)
    close_gates(told.database, told.doctor, NOW)
    with pytest.raises(GateClosed):
        reveal_address(told.database, told.doctor, told.patient_id, RevealReason.POST, NOW)
    assert audited(told, Event.REVEAL_ADDRESS) == []


@pytest.mark.parametrize(
    "role",
    [
        Role.RECEPTIONIST,
        Role.PRACTICE_MANAGER,
        Role.ADMINISTRATOR,
        Role.IRIS_ADVOCATE,
        Role.INTEGRATOR,
    ],
)
def test_who_does_not_consult_sees_no_address(told: World, role: Role) -> None:
    actor = replace(told.doctor, role=role)
    with pytest.raises((Denied, NotFound)):
        see_contact_details(told.database, actor, told.patient_id, NOW)
    with pytest.raises((Denied, NotFound)):
        reveal_address(told.database, actor, told.patient_id, RevealReason.POST, NOW)


def test_another_practice_sees_no_address(told: World) -> None:
    with pytest.raises(NotFound):
        see_contact_details(told.database, another_practice(told), told.patient_id, NOW)


def test_what_is_stored_is_sealed(told: World) -> None:
    ((found,),) = rows(told, "select words_sealed from patient_address")
    assert isinstance(found, bytes | memoryview)
    kept = bytes(found)
    for secret in (*SECRETS, "Elmford"):
        assert secret.encode() not in kept
    ((blind,),) = rows(told, "select home_blind from patient")
    assert isinstance(blind, str)
    assert len(blind) == 64


def test_what_comes_again_replaces_what_came_before(told: World) -> None:
    moved = replace(HOME, lines=("31 Kiln Hill",))
    take_in(told, naming(ContactDetails((moved,), ()), "2"), NOW + HOUR)
    seen = reveal_address(told.database, told.doctor, told.patient_id, RevealReason.CORRECTING, NOW)
    assert len(seen.received) == 1
    assert seen.received[0].received_at == NOW + HOUR
    assert "31 Kiln Hill" in repr(seen.received)
    assert "12 High Street" not in repr(seen.received)
    assert len(rows(told, "select id from patient_address")) == 1


def test_the_newest_source_alone_is_in_use(told: World) -> None:
    there = replace(HOME, lines=("31 Kiln Hill",))
    other = naming(ContactDetails((there,), ()), "b", "https://other.example")
    assert take_in(told, other, NOW + HOUR) == told.patient_id
    seen = reveal_address(told.database, told.doctor, told.patient_id, RevealReason.POST, NOW)
    assert [one.source_system for one in seen.received] == [
        "https://other.example",
        "https://ehr.example",
    ]
    assert "31 Kiln Hill" in repr(seen.received)
    assert "12 High Street" not in repr(seen.received)
    assert home_of(told, told.patient_id) == home_of(told, somebody_else(told, there))


def test_what_came_last_and_names_none_is_no_reason_to_use_what_came_before(told: World) -> None:
    take_in(told, naming(ContactDetails(), "b", "https://other.example"), NOW + HOUR)
    seen = reveal_address(told.database, told.doctor, told.patient_id, RevealReason.POST, NOW)
    assert not any(secret in repr(seen.received) for secret in SECRETS)
    assert home_of(told, told.patient_id) is None


def test_what_was_received_before_addresses_were_read_is_read_when_it_comes_again(
    told: World,
) -> None:
    engine = create_engine(told.settings.database_url or "")
    with engine.begin() as connection:
        connection.execute(text("delete from patient_address"))
    engine.dispose()
    seen = see_contact_details(told.database, told.doctor, told.patient_id, NOW)
    assert [one.shown for one in seen.received] == [None], "not read is not the same as none"
    taken = take_in_record(told.database, told.system, naming(DETAILS), NOW + HOUR)
    assert (taken.new, taken.changed) == (0, 0)
    seen = see_contact_details(told.database, told.doctor, told.patient_id, NOW)
    assert seen.received[0].shown is not None
    assert len(seen.received[0].shown.addresses) == 2


def test_what_is_handed_out_is_as_it_came(world: World) -> None:
    before = collect_record(world.database, world.system, NUMBER, NOW).received
    world_reading = replace(reading(), addresses=DETAILS)
    take_in(world, world_reading, NOW + HOUR)
    assert collect_record(world.database, world.system, NUMBER, NOW).received == before
    assert {one.text for one in before} == {one.text for one in reading().resources}


def home_of(world: World, patient_id: str) -> object:
    """The keyed hash of a patient's home."""
    ((found,),) = rows(world, f"select home_blind from patient where id = '{patient_id}'")
    return found


def somebody_else(world: World, *homes: PostalAddress, mark: str = "1") -> str:
    """Another patient of the practice who lives there; gives the id."""
    patient = replace(PATIENT, id="pat-2", nhs_number=OTHER_NUMBER)
    plain = reading(patient, "z")
    own = resource("Patient", patient.id, note=f"version {mark}")
    return take_in(
        world,
        replace(plain, resources=(own, *plain.resources[1:]), addresses=ContactDetails(homes)),
    )


def tell_of(world: World, actor: Actor, **blinds: object) -> None:
    """Give a member of staff keyed hashes of the own number or home."""
    engine = create_engine(world.settings.database_url or "")
    with engine.begin() as connection:
        for column, value in blinds.items():
            connection.execute(
                text(f"update staff set {column} = :value where id = :id"),
                {"value": value, "id": actor.clinician_id},
            )
    engine.dispose()


def likeness(world: World, actor: Actor, patient_id: str) -> Likeness:
    """What the store says ties somebody to a patient."""
    with world.database.writing(
        Occasion(actor, Permission.CONSULT, NOW, Event.OPEN_PATIENT)
    ) as work:
        return work.patients.likeness(actor, patient_id)


def test_one_home_has_one_hash_however_it_is_written(told: World) -> None:
    written = PostalAddress(text="12 high st., Elmford, qq12ab")
    other = somebody_else(told, written)
    assert other != told.patient_id
    assert home_of(told, other) == home_of(told, told.patient_id) is not None
    next_door = replace(HOME, lines=("13 High Street",))
    somebody_else(told, next_door, mark="2")
    assert home_of(told, other) not in {None, home_of(told, told.patient_id)}
    somebody_else(told, OLD, mark="3")
    assert home_of(told, other) is None


def test_nobody_is_like_a_stranger(told: World) -> None:
    assert likeness(told, told.doctor, told.patient_id) == Likeness(False, False)
    assert likeness(told, told.doctor, "no-such-patient") == Likeness(False, False)
    # Two homes that are not known are not the same home.
    other = somebody_else(told)
    assert home_of(told, other) is None
    assert likeness(told, told.doctor, other) == Likeness(False, False)


def test_the_own_record_is_known_by_its_number(told: World) -> None:
    ((number,),) = rows(
        told, f"select nhs_number_blind from patient where id = '{told.patient_id}'"
    )
    tell_of(told, told.doctor, nhs_number_blind=number, home_blind=home_of(told, told.patient_id))
    assert likeness(told, told.doctor, told.patient_id) == Likeness(True, False)
    assert likeness(told, told.colleague, told.patient_id) == Likeness(False, False)


def test_the_home_given_for_somebody_of_the_staff_is_compared(told: World) -> None:
    tell_of(told, told.doctor, home_blind=home_of(told, told.patient_id))
    assert likeness(told, told.doctor, told.patient_id) == Likeness(False, True)
    assert likeness(told, told.colleague, told.patient_id) == Likeness(False, False)


def test_so_is_the_home_in_their_own_record(told: World) -> None:
    other = somebody_else(told, HOME)
    ((number,),) = rows(told, f"select nhs_number_blind from patient where id = '{other}'")
    tell_of(told, told.doctor, nhs_number_blind=number)
    assert likeness(told, told.doctor, other) == Likeness(True, False)
    assert likeness(told, told.doctor, told.patient_id) == Likeness(False, True)
    somebody_else(told, replace(HOME, lines=("13 High Street",)), mark="2")
    assert likeness(told, told.doctor, told.patient_id) == Likeness(False, False)


def test_another_practice_is_like_nobody_here(told: World) -> None:
    elsewhere = another_practice(told)
    tell_of(told, elsewhere, home_blind=home_of(told, told.patient_id))
    assert likeness(told, elsewhere, told.patient_id) == Likeness(False, False)
