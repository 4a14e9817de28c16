"""What cannot wait after a telling: kept when it is saved, corrected with it, done by somebody."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gpsupport.actions.enquiry.due import prepare_today
from gpsupport.actions.errors import GateClosed, NotFound
from gpsupport.actions.forms import Fields
from gpsupport.actions.recording import recording_advice
from gpsupport.actions.recording.doing import do_actions
from gpsupport.actions.reminders import (
    OpenReminders,
    do_own_reminders,
    do_reminders,
    read_reminders,
)
from gpsupport.domain.access import Denied
from gpsupport.domain.disclosure.disclosure import Answer, Disclosure, SafetyAnswer
from gpsupport.domain.enquiry import Presence
from gpsupport.domain.people import Actor, Role
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.guarded import statements
from tests.integration.actions.steps import SAID_NO, look_in, opened, pass_gate, record
from tests.integration.actions.test_disclosure import NOTED, PACK, save, shut, told
from tests.integration.actions.world import HOUR, NOW, TODAY, World, another_practice

LATER = NOW + HOUR / 3
NECK = SafetyAnswer("neck", Answer.YES, on=TODAY - timedelta(days=14))
HOME, LIFE = SafetyAnswer("home", Answer.YES), SafetyAnswer("life", Answer.YES)
CARE = "Speak to emergency care"
CRISIS = "Arrange a crisis assessment the same day"


def noted(*safety: SafetyAnswer) -> Disclosure:
    return replace(NOTED, safety=safety, children=(), routes=())


def actions(world: World, actor: Actor | None = None) -> dict[str, Reminder]:
    """Every action kept for the patient, done or not."""
    who = actor or world.doctor
    with world.acting(who) as work:
        found = work.reminders.read_all(who, world.patient_id)
    return {one.detail: one for one in found if one.kind is ReminderKind.ACTION}


def left(world: World) -> set[str]:
    return {detail for detail, one in actions(world).items() if one.open}


def do(world: World, *done: str, actor: Actor | None = None, fields: Fields | None = None) -> None:
    do_actions(world.database, actor or world.doctor, world.patient_id, done, fields or {}, LATER)


def test_every_urgent_action_outlives_the_save(world: World) -> None:
    told(world)
    save(world, noted(NECK, HOME, LIFE))
    kept = actions(world)
    assert {CARE, CRISIS, "Agree a plan before anybody goes home"} <= set(kept)
    one = kept[CARE]
    assert (one.owner, one.due_on, one.urgent) == (world.doctor.name, TODAY, True)
    assert one.about == ""


def test_a_correction_keeps_takes_back_and_brings_back(world: World) -> None:
    told(world)
    save(world, noted(NECK, LIFE))
    before = actions(world)
    save(world, noted(NECK), LATER)
    after = actions(world)
    assert after[CARE] == before[CARE]
    assert after[CRISIS].taken_back
    assert CRISIS not in {one.detail for one in advised(world)}
    save(world, noted(NECK, LIFE), LATER)
    assert actions(world)[CRISIS].open


def test_a_corrected_day_asks_for_something_else(world: World) -> None:
    told(world)
    long_ago = replace(NECK, on=TODAY - timedelta(days=700))
    save(world, noted(long_ago))
    assert CARE not in left(world)
    (one,) = [one for one in actions(world).values() if one.detail.startswith("Tell")]
    do(world, one.id)
    save(world, noted(NECK), LATER)
    assert CARE in left(world)


def test_a_window_that_was_opened_before_ends_nothing(world: World) -> None:
    told(world)
    save(world, noted(NECK, LIFE))
    before = actions(world)
    with pytest.raises(StaleRow):
        save(world, noted(), LATER, supersedes=None)
    assert actions(world) == before


def advised(world: World) -> tuple[Reminder, ...]:
    return recording_advice(world.database, world.doctor, world.patient_id, PACK, LATER).actions


def test_who_does_one_is_kept_with_the_time_and_what_was_typed_stays(world: World) -> None:
    told(world)
    save(world, noted(NECK, LIFE))
    fields = {"fact.own-words-0": ["Zoë"]}
    do(world, actions(world)[CARE].id, "no-such", fields=fields)
    one = actions(world)[CARE]
    assert (one.done_at, one.done_by) == (LATER, world.doctor.name)
    shown = advised(world)
    assert [one.open for one in shown] == sorted((one.open for one in shown), reverse=True)
    assert shown[0].detail == CRISIS
    assert shown[-1].detail == CARE
    advice = recording_advice(world.database, world.doctor, world.patient_id, PACK, LATER)
    assert advice.typed == fields
    # Once more changes neither the time nor the name.
    do(world, one.id)
    assert actions(world)[CARE] == one
    # Saving again does not open it.
    save(world, noted(NECK), LATER)
    assert actions(world)[CARE] == one


def test_behind_a_shut_gate_nothing_is_done_and_what_was_typed_is_kept(world: World) -> None:
    told(world)
    save(world, noted(NECK))
    shut(world)
    with pytest.raises(GateClosed):
        do(world, actions(world)[CARE].id, fields={"fact.own-words-0": ["Zoë"]})
    assert CARE in left(world)
    pass_gate(world, world.doctor)
    advice = recording_advice(world.database, world.doctor, world.patient_id, PACK, LATER)
    assert advice.typed == {"fact.own-words-0": ["Zoë"]}
    for other in (another_practice(world), world.receptionist):
        with pytest.raises((NotFound, Denied)):
            do(world, "x", actor=other)


def test_the_next_clinician_finds_what_is_open_unless_company_is_there(world: World) -> None:
    told(world)
    save(world, noted(NECK, LIFE))
    do(world, actions(world)[CARE].id)
    day_after = NOW + timedelta(days=1)
    opened(world, world.colleague, day_after)
    pass_gate(world, world.colleague, now=day_after)
    found = [one.detail for one in look_in(world, world.colleague, day_after).left]
    assert found[0] == CRISIS
    assert CARE not in found
    pass_gate(world, world.colleague, Presence.SOMEONE_ELSE, day_after)
    with pytest.raises(GateClosed):
        look_in(world, world.colleague, day_after)


def test_a_plan_for_a_child_that_is_due_stands_with_them(world: World) -> None:
    told(world)
    (ella,) = NOTED.children
    today = replace(ella, by=TODAY)
    save(world, replace(noted(NECK), children=(today,)))
    assert ("Ella", ReminderKind.CHILD_PLAN) in {(one.about, one.kind) for one in advised(world)}
    # A plan that is corrected was not done by anybody.
    save(world, replace(noted(NECK), children=(ella,)), LATER)
    assert not [one for one in advised(world) if one.about == "Ella"]


def own(world: World, actor: Actor) -> OpenReminders:
    return prepare_today(world.database, actor, PACK, LATER).left


def test_each_finds_their_own_and_does_no_other(world: World) -> None:
    told(world)
    save(world, noted(NECK, LIFE))
    mine = own(world, world.doctor).reminders
    assert {CARE, CRISIS} <= {one.reminder.detail for one in mine}
    assert {one.patient.id for one in mine} == {world.patient_id}
    assert own(world, world.colleague).reminders == ()
    versions = {mine[0].reminder.id: mine[0].reminder.version}
    with pytest.raises(NotFound):
        do_own_reminders(world.database, world.colleague, versions, LATER)
    do_own_reminders(world.database, world.doctor, versions, LATER)
    assert len(own(world, world.doctor).reminders) == len(mine) - 1
    with pytest.raises(StaleRow):
        do_own_reminders(world.database, world.doctor, versions, LATER)


def test_all_of_them_are_done_or_none(world: World) -> None:
    lead = replace(world.colleague, role=Role.SAFEGUARDING_LEAD)
    told(world)
    save(world, noted(NECK, LIFE))
    versions = {one.id: one.version for one in actions(world).values()}
    with pytest.raises(NotFound):
        do_reminders(world.database, lead, versions | {"no-such": 1}, LATER)
    assert CARE in left(world)
    do_reminders(world.database, lead, versions, LATER)
    assert not left(world)


def test_the_lead_s_list_asks_for_all_patients_at_once(world: World) -> None:
    lead = replace(world.colleague, role=Role.SAFEGUARDING_LEAD)
    told(world)
    save(world, noted(NECK))

    def asked() -> int:
        with statements(world) as sent:
            read_reminders(world.database, lead, LATER)
        return sum("FROM patient" in one for one in sent)

    few = asked()
    save(world, noted(NECK, HOME, LIFE), LATER)
    assert asked() == few


def test_a_no_leaves_none(world: World) -> None:
    opened(world, world.doctor)
    pass_gate(world, world.doctor)
    record(world, world.doctor, SAID_NO)
    assert advised(world) == ()
