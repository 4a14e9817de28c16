"""The gate's answer, and who sees the screen: kept for one browser, and taken back together."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, GateAnswer
from gpsupport.domain.enquiry import Mode, Presence
from gpsupport.domain.events import Event
from gpsupport.domain.identity import Stage, WebSession
from gpsupport.domain.people import Actor, Role
from tests.integration.actions.world import HOUR, NOW, TODAY, World


@pytest.fixture
def consultation(world: World) -> Consultation:
    with world.acting(world.doctor) as work:
        return work.consultations.add(world.doctor, world.patient_id, NOW, TODAY)


def test_the_gates_answer_is_read_as_it_was_given(world: World, consultation: Consultation) -> None:
    gate = GateAnswer(Presence.SAFE_ADULT, NOW, Mode.VIDEO, "her aunt, in the kitchen")
    with world.acting(world.doctor) as work:
        saved = work.consultations.save(world.doctor, replace(consultation, gate=gate))
    with world.acting(world.doctor) as work:
        assert work.consultations.find(world.doctor, consultation.id) == saved
        assert saved.gate == gate
    another_browser = replace(world.doctor, session_id="another")
    with world.acting(another_browser) as work:
        found = work.consultations.find(another_browser, consultation.id)
    assert found is not None
    assert found.gate is None


def test_shutting_the_gate_forgets_who_was_there(world: World, consultation: Consultation) -> None:
    gate = GateAnswer(Presence.ALONE, NOW, Mode.HOME_VISIT, "nobody")
    with world.acting(world.doctor) as work:
        work.consultations.save(world.doctor, replace(consultation, gate=gate))
        work.consultations.close_gates(world.doctor)
    with Session(world.database._engine) as session:
        kept = session.execute(text("SELECT gate_mode, gate_company_sealed FROM consultation"))
        assert kept.one() == (None, None)


def browser(world: World, actor: Actor, name: str) -> Actor:
    """The actor in a browser session of that name."""
    session = WebSession(
        id=name,
        practice_id=world.practice.id,
        staff_id=actor.clinician_id,
        stage=Stage.FULL,
        role=actor.role,
        method="password",
        assurance="",
        device="",
        created_at=NOW,
        seen_at=NOW,
        confirmed_at=NOW,
        locked_at=None,
        ends_at=NOW + 9 * HOUR,
        version=1,
    )
    occasion = Occasion(actor, Permission.USE_ACCOUNT, NOW, Event.SIGN_IN)
    with world.database.writing(occasion) as work:
        work.sessions.add(actor, session, f"token-{name}")
    return replace(actor, session_id=name)


def said(world: World, actor: Actor, permission: Permission = Permission.CONSULT) -> Any:
    occasion = Occasion(actor, permission, NOW, Event.SAY_WHO_SEES_SCREEN)
    with world.database.writing(occasion) as work:
        return work.sessions.screen_private_at(actor)


def test_who_sees_a_screen_is_said_for_one_browser_and_taken_back_with_the_gates(
    world: World,
) -> None:
    one, two = (browser(world, world.doctor, name) for name in ("one", "two"))
    other = browser(world, world.colleague, "other")
    for actor in (one, other):
        with world.acting(actor) as work:
            work.sessions.say_screen_private(actor, NOW)
    assert [said(world, actor) for actor in (one, two, other)] == [NOW, None, NOW]
    with world.acting(two) as work:
        work.consultations.close_gates(two)
    assert [said(world, actor) for actor in (one, two, other)] == [None, None, NOW]
    with world.acting(other) as work:
        work.sessions.say_screen_private(other, None)
    assert said(world, other) is None


def test_nobody_says_it_outside_a_browser_or_for_somebody_elses(world: World) -> None:
    one = browser(world, world.doctor, "one")
    with world.acting(world.doctor) as work:
        work.sessions.say_screen_private(world.doctor, NOW)
        assert work.sessions.screen_private_at(world.doctor) is None
    thief = replace(world.colleague, session_id="one")
    with world.acting(thief) as work:
        work.sessions.say_screen_private(thief, NOW)
        assert work.sessions.screen_private_at(thief) is None
    assert said(world, one) is None


def test_whoever_looks_at_a_list_may_ask_who_sees_the_screen(world: World) -> None:
    one = browser(world, world.doctor, "one")
    with world.acting(one) as work:
        work.sessions.say_screen_private(one, NOW)
    lead = replace(one, role=Role.SAFEGUARDING_LEAD)
    assert said(world, lead, Permission.SEE_WORK_LISTS) == NOW
    assert said(world, lead, Permission.USE_ACCOUNT) == NOW
