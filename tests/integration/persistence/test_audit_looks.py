"""Who looked: the lead's report of one patient, which is itself audited."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, insert

from gpsupport.actions.audit import Look, WhoLooked, read_who_looked
from gpsupport.actions.errors import NotFound
from gpsupport.domain.access import Denied, Occasion, Permission
from gpsupport.domain.audit import AuditEntry
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Role
from gpsupport.persistence.rows import CaseRuleRow
from gpsupport.persistence.stores.audit import MOST_LOOKS
from gpsupport.persistence.work import Unaudited
from tests.integration.actions.world import HOUR, NOW, World, another_practice

LATER = NOW + HOUR


@pytest.fixture
def lead(world: World) -> Actor:
    """The colleague as the practice's lead."""
    one = world.colleague
    return Actor(one.practice_id, one.clinician_id, one.name, Role.SAFEGUARDING_LEAD)


def look(world: World, actor: Actor, minutes: int) -> None:
    at = NOW + timedelta(minutes=minutes)
    occasion = Occasion(actor, Permission.CONSULT, at, Event.OPEN_PATIENT)
    with world.database.writing(occasion) as stores:
        stores.patients.find(actor, world.patient_id)


def report(world: World, lead: Actor, patient_id: str = "") -> WhoLooked:
    return read_who_looked(world.database, lead, patient_id or world.patient_id, LATER)


def rule(world: World, kind: str, actor: Actor) -> None:
    engine = create_engine(world.settings.database_url)
    values = {
        "practice_id": world.practice.id,
        "id": f"rule-{kind}",
        "patient_id": world.patient_id,
        "kind": kind,
        "staff_id": actor.clinician_id,
        "made_by": actor.clinician_id,
        "made_at": NOW,
        "version": 1,
    }
    with engine.begin() as connection:
        connection.execute(insert(CaseRuleRow), [values])
    engine.dispose()


def newest(world: World) -> AuditEntry:
    with world.database.reading(Occasion(world.operator, Permission.CHECK_AUDIT, NOW)) as stores:
        return stores.audit.newest(world.operator, 1)[0]


def test_it_says_who_did_what_when_with_the_newest_first(world: World, lead: Actor) -> None:
    look(world, world.doctor, 1)
    look(world, Actor(world.practice.id, "gone", "Dr Gone", Role.NURSE), 2)
    told = report(world, lead)
    assert told.patient.id == world.patient_id
    assert told.looks[:2] == (
        Look(NOW + timedelta(minutes=2), "gone", "nurse", "open-patient", "allow", ""),
        Look(NOW + timedelta(minutes=1), "Dr Amin Rahman", "gp", "open-patient", "allow", ""),
    )


def test_ones_own_reading_does_not_push_the_looks_out(world: World, lead: Actor) -> None:
    look(world, world.doctor, 1)
    for _ in range(30):
        assert report(world, lead).looks[0].who == "Dr Amin Rahman"
    one = world.doctor
    other = Actor(one.practice_id, one.clinician_id, one.name, Role.SAFEGUARDING_LEAD)
    assert report(world, other).looks[0].event == "read-who-looked"
    assert report(world, other).looks[0].who == lead.name


def test_those_who_were_refused_are_in_it_with_the_reason(world: World, lead: Actor) -> None:
    rule(world, "denied", world.doctor)
    look(world, world.doctor, 1)
    assert report(world, lead).looks[0].reason == "denied"


def test_it_holds_the_last_looks_at_this_patient_alone(world: World, lead: Actor) -> None:
    for minutes in range(MOST_LOOKS + 3):
        look(world, world.doctor, minutes)
        with world.acting(world.doctor) as stores:
            stores.patients.find(world.doctor, "somebody-else")
    looks = report(world, lead).looks
    assert len(looks) == MOST_LOOKS
    assert looks[-1].at == NOW + timedelta(minutes=3)


def test_the_report_is_audited(world: World, lead: Actor) -> None:
    report(world, lead)
    fact = newest(world).fact
    told = fact.actor_id, fact.event, fact.object_id, fact.decision
    assert told == (lead.clinician_id, "read-who-looked", world.patient_id, "allow")


def test_a_restriction_to_others_hides_nothing_of_it(world: World, lead: Actor) -> None:
    rule(world, "named", world.doctor)
    assert report(world, lead).looks


def test_a_lead_who_is_denied_the_patient_finds_nobody(world: World, lead: Actor) -> None:
    rule(world, "denied", lead)
    with pytest.raises(NotFound) as denied:
        report(world, lead)
    fact = newest(world).fact
    assert (fact.event, fact.decision, fact.reason) == ("read-who-looked", "deny", "denied")
    with pytest.raises(NotFound) as unknown:
        report(world, lead, "nobody")
    assert str(denied.value) == str(unknown.value)


def test_another_practices_patient_is_unknown(world: World) -> None:
    theirs = another_practice(world)
    lead = Actor(theirs.practice_id, theirs.clinician_id, theirs.name, Role.SAFEGUARDING_LEAD)
    with pytest.raises(NotFound):
        report(world, lead)


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.SAFEGUARDING_LEAD])
def test_only_the_lead_sees_it(world: World, role: Role) -> None:
    somebody = Actor(world.practice.id, world.doctor.clinician_id, "", role)
    with pytest.raises(Denied):
        report(world, somebody)
    fact = newest(world).fact
    assert (fact.event, fact.role, fact.decision) == ("read-who-looked", role.value, "deny")


def test_whoever_checks_the_audit_sees_no_single_patient(world: World) -> None:
    occasion = Occasion(world.operator, Permission.CHECK_AUDIT, NOW)
    with world.database.reading(occasion) as stores, pytest.raises(Denied):
        stores.audit.looks(world.operator, world.patient_id)


def test_looks_are_not_read_without_an_audit(world: World, lead: Actor) -> None:
    occasion = Occasion(lead, Permission.SEE_WHO_LOOKED, NOW)
    with world.database.reading(occasion) as stores, pytest.raises(Unaudited):
        stores.audit.looks(lead, world.patient_id)
