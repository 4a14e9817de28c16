"""Practices, staff, finding patients, the day's list, and the timeline's sentence."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from gpsupport.actions.appointments import list_appointments
from gpsupport.actions.consultation import answer_gate
from gpsupport.actions.enquiry.timeline import read_timeline
from gpsupport.actions.errors import Incomplete, Refused
from gpsupport.actions.exchange import take_in_record
from gpsupport.actions.identity import PracticeSize, find_actor, list_staff, practice_size
from gpsupport.actions.patients import MOST_FOUND, find_patients
from gpsupport.actions.practices import (
    SeveralPractices,
    add_practice,
    find_practice,
    is_synthetic,
    list_practices,
)
from gpsupport.domain.access import Denied
from gpsupport.domain.enquiry import Presence
from gpsupport.domain.people import PatientSearch, PersonName, Role
from gpsupport.domain.record import PatientPicture
from gpsupport.persistence.work import Database
from tests.integration.actions.steps import SAID_NO, TOLD, pass_gate, record
from tests.integration.actions.world import (
    CANARY,
    NOW,
    NUMBER,
    OTHER_NUMBER,
    PATIENT,
    TODAY,
    World,
    another_practice,
    reading,
    resource,
    settings_for,
)


def test_the_only_practice_needs_no_name(database_url: str, tmp_path: Path) -> None:
    database = Database.create(settings_for(database_url, tmp_path))
    assert find_practice(database, None) is None
    assert not is_synthetic(database)
    first = add_practice(database, "a81001", "One", NOW, synthetic=True)
    assert first.ods_code == "A81001"
    assert find_practice(database, None) == find_practice(database, " a81001 ") == first
    assert find_practice(database, "B82002") is None
    assert is_synthetic(database)
    with pytest.raises(Refused):
        add_practice(database, "A81001", "Again", NOW, synthetic=True)
    with pytest.raises(Refused):
        add_practice(database, "B82002", "Real", NOW)
    add_practice(database, "B82002", "Two", NOW, synthetic=True)
    with pytest.raises(SeveralPractices) as refused:
        find_practice(database, None)
    assert refused.value.ods_codes == ("A81001", "B82002")
    assert [one.name for one in list_practices(database)] == ["One", "Two"]
    for code, name in (("", "No code"), ("A 1", "Space"), ("A" * 13, "Long"), ("C8300", "  ")):
        with pytest.raises(Refused):
            add_practice(database, code, name, NOW, synthetic=True)
    database.close()


def test_invented_people_never_join_real_ones(world: World) -> None:
    with pytest.raises(Refused):
        add_practice(world.database, "B82002", "Demo", NOW, synthetic=True)
    assert not is_synthetic(world.database)


def test_staff_are_their_own_practices(world: World) -> None:
    stranger = another_practice(world)
    staff = list_staff(world.database, world.practice, NOW)
    assert [(one.name, one.role) for one in staff] == [
        ("Dr Amin Rahman", Role.GP),
        ("Dr Bola Ade", Role.GP),
        ("Cleo Front", Role.RECEPTIONIST),
    ]
    assert find_actor(world.database, world.practice.id, staff[0].id, NOW) == world.doctor
    assert find_actor(world.database, world.practice.id, stranger.clinician_id, NOW) is None
    assert find_actor(world.database, stranger.practice_id, staff[0].id, NOW) is None
    assert practice_size(world.database, world.practice, NOW) == PracticeSize(patients=1, staff=3)


FINDING = (
    PatientSearch(family="o'brien"),
    PatientSearch(family="OBRIENMULLER"),
    PatientSearch(given="zo"),
    PatientSearch(family="obr", given="zoe", born=date(1990, 5, 17)),
    PatientSearch(born=date(1990, 5, 17)),
    PatientSearch(nhs_number=NUMBER),
)
NOT_FINDING = (
    PatientSearch(family="brien"),
    PatientSearch(family="obr", born=date(1990, 5, 18)),
    PatientSearch(family="obr", nhs_number=OTHER_NUMBER),
    PatientSearch(nhs_number=OTHER_NUMBER),
)


def test_finding_patients(world: World) -> None:
    stranger = another_practice(world)
    for search in FINDING:
        (found,) = find_patients(world.database, world.doctor, search, NOW)
        assert found == replace(PATIENT, id=world.patient_id), search
        assert find_patients(world.database, stranger, search, NOW) == ()
    for search in NOT_FINDING:
        assert find_patients(world.database, world.doctor, search, NOW) == (), search
    for search in (PatientSearch(), PatientSearch(family="%", given="-' ")):
        with pytest.raises(Incomplete):
            find_patients(world.database, world.doctor, search, NOW)


def test_a_search_gives_one_more_than_fifty_in_the_order_of_names(world: World) -> None:
    for number in range(MOST_FOUND + 3):
        somebody = replace(
            PATIENT,
            id=f"many-{number}",
            nhs_number=None,
            name=PersonName(family="Many", given=f"Given{number:03}"),
        )
        bare = replace(
            reading(),
            picture=PatientPicture(somebody),
            resources=(resource("Patient", somebody.id),),
            appointments=(),
        )
        take_in_record(world.database, world.system, bare, NOW)
    found = find_patients(world.database, world.doctor, PatientSearch(family="many"), NOW)
    assert [one.name.given for one in found] == [f"Given{n:03}" for n in range(MOST_FOUND + 1)]


def test_a_store_can_be_asked_for_one_more_than_is_shown(world: World) -> None:
    with world.acting(world.system) as work:
        for number in range(3):
            work.patients.add(
                world.system, replace(PATIENT, nhs_number=None), "s", f"{number}", NOW
            )
    with world.acting(world.doctor) as work:
        search = PatientSearch(family="obr")
        assert [len(work.patients.search(world.doctor, search, most)) for most in (2, 3, 9)] == [
            2,
            3,
            4,
        ]


def test_the_days_list_is_in_our_own_words(world: World) -> None:
    for actor in (world.doctor, world.receptionist):
        (booked,) = list_appointments(world.database, actor, NOW, world.knowledge)
        assert booked.patient_id == world.patient_id
        assert (booked.booked_for, booked.how) == ("Cough", "Phone")
        assert booked.clinician_name == "Dr Amin Rahman"
        assert booked.minutes == 10
        assert CANARY not in repr(booked)
    for then in (NOW - timedelta(days=1), NOW + timedelta(days=1)):
        assert list_appointments(world.database, world.doctor, then, world.knowledge) == ()
    stranger = another_practice(world)
    assert list_appointments(world.database, stranger, NOW, world.knowledge) == ()
    with pytest.raises(Denied):
        list_appointments(world.database, world.system, NOW, world.knowledge)


def test_whoever_consults_sees_their_own_list_alone(world: World) -> None:
    assert list_appointments(world.database, world.colleague, NOW, world.knowledge) == ()
    (seen_at_the_desk,) = list_appointments(
        world.database, world.receptionist, NOW, world.knowledge
    )
    assert seen_at_the_desk.clinician_name == world.doctor.name


def test_a_corrected_answer_stays_on_the_timeline(world: World) -> None:
    pass_gate(world, world.doctor)
    later = NOW + timedelta(minutes=8)
    last = NOW + timedelta(minutes=9)
    record(world, world.doctor, SAID_NO)
    record(world, world.doctor, TOLD, later)
    record(world, world.doctor, replace(TOLD, words="Every week."), last)
    told = read_timeline(world.database, world.doctor, world.patient_id, world.knowledge, last)
    assert [one.outcome.value for one in told.history.until(TODAY)] == [
        "not-disclosed",
        "disclosed-current",
    ]
    assert [
        (one.enquiry.outcome.value, one.enquiry.words, one.replaced_at, one.replaced_by)
        for one in told.replaced
    ] == [
        ("not-disclosed", "", later, world.doctor.name),
        ("disclosed-current", "He shouts.", last, world.doctor.name),
    ]
    assert "Asked twice" in told.sentence
    stranger = another_practice(world)
    with world.acting(stranger) as work:
        assert work.enquiries.read_replaced(stranger, world.patient_id) == ()


def test_the_timeline_says_it_in_a_sentence(world: World) -> None:
    answer_gate(world.database, world.doctor, world.patient_id, Presence.ALONE, NOW)
    told = read_timeline(world.database, world.doctor, world.patient_id, world.knowledge, NOW)
    assert told.patient.id == world.patient_id
    assert told.history == reading().picture.history
    assert told.sentence == ("Asked once by 1 clinician. Not disclosed. Last asked 22 months ago.")
