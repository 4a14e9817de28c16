"""The plan of a family: versions that nobody changes, one owner each, nothing of anybody else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from gpsupport.actions.errors import GateClosed
from gpsupport.actions.family import (
    FamilyPlan,
    NewLink,
    PlanWanting,
    give_action,
    link_patients,
    read_family_plan,
    save_tracks,
)
from gpsupport.actions.forms import SavedSince
from gpsupport.actions.referral import NewReferral, add_to_referral, begin_referral
from gpsupport.domain.access import Denied
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.family.links import LinkKind
from gpsupport.domain.family.tracks import Part, Track, TrackKind, TracksPlan, TrackState
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.events import ReferralEvent
from gpsupport.domain.referral.states import ReferralState
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.knowledge.load import load_knowledge
from gpsupport.persistence.engine import create_engine_for, for_writing
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.guarded import another_patient
from tests.integration.actions.test_family import gate
from tests.integration.actions.world import (
    CANARY,
    NOW,
    OTHER_NUMBER,
    TODAY,
    World,
    another_practice,
)
from tests.integration.persistence.onward import tracks
from tests.integration.persistence.test_audit_looks import rule

PACK = load_knowledge()
LATER = TODAY + timedelta(days=28)
SAFETY, STEADIER, _TRAUMA = TrackKind
TYPED = {"safety.words": [f"{CANARY}-typed"]}


def plan_of(world: World, *waits: tuple[TrackKind, TrackKind], **changed: object) -> TracksPlan:
    """Each waits for the other named; without any, safety can start."""
    doctor = world.doctor.name
    made = [Track(one, TrackState.WAITS, doctor, LATER, other) for one, other in waits]
    if not made:
        made = [Track(SAFETY, TrackState.CAN_START, doctor, LATER)]
    plan = TracksPlan("", world.patient_id, NOW, doctor, tuple(made))
    return replace(plan, **changed)  # type: ignore[arg-type]


def save(world: World, made: TracksPlan, seen: int = 0) -> TracksPlan:
    return save_tracks(world.database, world.doctor, made, seen, TYPED, PACK, NOW)


def read(world: World, patient_id: str = "", actor: Actor | None = None) -> FamilyPlan:
    found = patient_id or world.patient_id
    gate(world, found, actor)
    return read_family_plan(world.database, actor or world.doctor, found, NOW)


def due(world: World) -> list[tuple[ReminderKind, date]]:
    with world.acting(world.doctor) as work:
        found = work.reminders.read_open(world.doctor, world.patient_id)
    return [(one.kind, one.due_on) for one in found]


def test_a_version_is_kept_and_a_correction_is_a_new_one(world: World) -> None:
    gate(world, world.patient_id)
    first = save(world, plan_of(world))
    assert save(world, plan_of(world)) == first
    second = save(world, plan_of(world, (SAFETY, STEADIER)), seen=1)
    found = read(world)
    assert found.versions == (first, second)
    assert found.typed is None
    # The day of the first is the day of the second: it is asked once.
    assert due(world) == [(ReminderKind.TRACK_DUE, LATER)]


def test_what_is_not_saved_is_kept_as_it_was_typed(world: World) -> None:
    """Behind a shut gate, with something wanting, and where another window was first."""
    with pytest.raises(GateClosed):
        save(world, plan_of(world))
    assert read(world).typed == TYPED
    together = plan_of(world, (SAFETY, STEADIER), barriers=("mind",))
    with pytest.raises(PlanWanting) as wanted:
        save(world, together)
    assert [one.part for one in wanted.value.faults] == [Part.PARALLEL]
    assert (read(world).versions, read(world).typed) == ((), TYPED)
    first = save(world, plan_of(world))
    assert read(world).typed is None
    with pytest.raises(SavedSince):
        save(world, plan_of(world, barriers=("mind",)), seen=0)
    assert (read(world).versions, read(world).typed) == ((first,), TYPED)


def test_each_waiting_for_the_other_goes_to_the_lead_until_it_is_broken(world: World) -> None:
    gate(world, world.patient_id)
    save(world, plan_of(world, (SAFETY, STEADIER), (STEADIER, SAFETY)))
    assert (ReminderKind.TRACK_MEETING, TODAY) in due(world)
    save(world, plan_of(world, (SAFETY, STEADIER)), seen=1)
    assert due(world) == [(ReminderKind.TRACK_DUE, LATER)]


def test_what_nobody_has_is_given_to_somebody_of_the_staff_once(world: World) -> None:
    doctor, patient_id = world.doctor, world.patient_id
    made = Reminder("", patient_id, "k", ReminderKind.HIDE_ENTRIES, TODAY, detail="d", urgent=True)
    with world.acting(doctor) as work:
        work.reminders.add_new(doctor, [made])
    (action,) = read(world).actions
    assert (action.owner, action.urgent) == ("", True)
    assert action.reminder is not None
    which = (world.database, doctor, patient_id, action.reminder.id, action.reminder.version)
    give_action(*which, "Somebody Else", NOW)
    assert read(world).actions == (action,)
    give_action(*which, world.colleague.name, NOW)
    give_action(*which, doctor.name, NOW)
    (given,) = read(world).actions
    assert (given.owner, given.urgent) == (world.colleague.name, True)
    with world.acting(world.colleague) as work:
        (own,) = work.reminders.list_own(world.colleague, TODAY, 9)
    assert (own.detail, own.key) == ("d", "k")


def test_it_stands_on_one_record_alone(world: World) -> None:
    sam = another_patient(world, OTHER_NUMBER.value, f"{CANARY}-child", "Sam", "2019-01-02")
    gate(world, world.patient_id)
    wanted = NewLink(sam, LinkKind.CHILD, "")
    before = read(world, sam)
    link_patients(world.database, world.doctor, world.patient_id, wanted, {}, PACK, NOW)
    save(world, plan_of(world, (SAFETY, STEADIER), (STEADIER, SAFETY)))
    after = read(world, sam)
    assert (after.versions, after.actions, after.referrals) == ((), (), ())
    assert after == replace(before, consultation=after.consultation)


def test_whoever_may_not_see_the_record_reads_and_writes_nothing(world: World) -> None:
    doctor, patient_id = world.doctor, world.patient_id
    with world.acting(doctor) as work:
        made = work.tracks.add(doctor, tracks(patient_id), expected=0)
    assert made == replace(tracks(patient_id), id=made.id)
    rule(world, "denied", world.colleague)
    for other in (world.colleague, another_practice(world)):
        with world.acting(other) as work:
            assert work.tracks.read_all(other, patient_id) == ()
        with pytest.raises((Denied, StaleRow, DatabaseError)), world.acting(other) as work:
            work.tracks.add(other, tracks(patient_id), expected=0)
    with world.acting(doctor) as work:
        assert work.tracks.read_all(doctor, patient_id) == (made,)


def test_the_database_itself_refuses_to_change_a_version(world: World) -> None:
    with world.acting(world.doctor) as work:
        work.tracks.add(world.doctor, tracks(world.patient_id), expected=0)
    engine = create_engine_for(world.settings)
    change = text("UPDATE tracks_plan SET body_sealed = body_sealed")
    with pytest.raises(DatabaseError), for_writing(engine).begin() as connection:
        connection.execute(change)
    engine.dispose()


def test_a_child_with_a_service_for_children_is_planned_for_until_it_ends(world: World) -> None:
    """Sam was born on 2 January 2019, as the record says."""
    gate(world, world.patient_id)
    wanted = NewReferral("", "sleep", 1, other_name="CAMHS", other_kind=OptionKind.CAMHS)
    made = begin_referral(world.database, world.doctor, world.patient_id, wanted, PACK, NOW)
    assert (ReminderKind.GROWING_UP, date(2036, 7, 2)) in due(world)
    event = ReferralEvent("", NOW, "", TODAY, ReferralState.DECLINED)
    add_to_referral(
        world.database,
        world.doctor,
        world.patient_id,
        made.begun.id,
        event,
        len(made.events),
        PACK,
        NOW,
    )
    assert ReminderKind.GROWING_UP not in {kind for kind, _ in due(world)}
