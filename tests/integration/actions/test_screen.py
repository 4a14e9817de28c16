"""Who sees this screen: one browser, one hour, and ended by whatever brings somebody near it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from gpsupport.actions.consultation import answer_gate, close_gates
from gpsupport.actions.errors import ScreenNotPrivate
from gpsupport.actions.screen import (
    find_private_screen,
    require_private_screen,
    say_who_sees_screen,
)
from gpsupport.domain.access import Denied, Occasion, Permission
from gpsupport.domain.enquiry import Presence
from gpsupport.domain.events import Event
from gpsupport.domain.identity import Method, Stage, WebSession
from gpsupport.domain.people import Actor
from tests.integration.actions.world import HOUR, NOW, World


def in_browser(world: World, name: str = "browser-1") -> Actor:
    """The doctor in a browser session of its own."""
    begun = WebSession(
        id=name,
        practice_id=world.doctor.practice_id,
        staff_id=world.doctor.clinician_id,
        stage=Stage.FULL,
        role=world.doctor.role,
        method=Method.PASSWORD,
        assurance="",
        device="",
        created_at=NOW,
        seen_at=NOW,
        confirmed_at=NOW,
        locked_at=None,
        ends_at=NOW + 12 * HOUR,
        version=1,
    )
    occasion = Occasion(world.doctor, Permission.USE_ACCOUNT, NOW, Event.SIGN_IN)
    with world.database.writing(occasion) as work:
        work.sessions.add(world.doctor, begun, f"token of {name}")
    return replace(world.doctor, session_id=name)


def is_private(world: World, actor: Actor, now: datetime) -> bool:
    """Whether a list would show."""
    with world.acting(actor) as work:
        found = find_private_screen(work, actor, now)
        try:
            require_private_screen(work, actor, now)
        except ScreenNotPrivate:
            assert found is None
            return False
        return True


def test_it_holds_for_an_hour_in_this_browser(world: World) -> None:
    here, there = in_browser(world), in_browser(world, "browser-2")
    assert not is_private(world, here, NOW)
    say_who_sees_screen(world.database, here, only_me=True, now=NOW)
    assert is_private(world, here, NOW)
    assert is_private(world, here, NOW + HOUR - timedelta(seconds=1))
    assert not is_private(world, here, NOW + HOUR)
    assert not is_private(world, here, NOW - timedelta(seconds=1))
    assert not is_private(world, there, NOW)


def test_somebody_else_ends_it(world: World) -> None:
    here = in_browser(world)
    say_who_sees_screen(world.database, here, only_me=True, now=NOW)
    say_who_sees_screen(world.database, here, only_me=False, now=NOW)
    assert not is_private(world, here, NOW)


@pytest.mark.parametrize("presence", [Presence.ALONE, Presence.SOMEONE_ELSE])
def test_answering_for_a_patient_ends_it(world: World, presence: Presence) -> None:
    here = in_browser(world)
    say_who_sees_screen(world.database, here, only_me=True, now=NOW)
    answer_gate(world.database, here, world.patient_id, presence, NOW)
    assert not is_private(world, here, NOW)


def test_hiding_ends_it(world: World) -> None:
    here = in_browser(world)
    say_who_sees_screen(world.database, here, only_me=True, now=NOW)
    close_gates(world.database, here, NOW)
    assert not is_private(world, here, NOW)


def test_the_command_line_has_no_screen(world: World) -> None:
    with world.acting(world.doctor) as work:
        require_private_screen(work, world.doctor, NOW)


def test_a_receptionist_has_no_lists(world: World) -> None:
    with pytest.raises(Denied):
        say_who_sees_screen(world.database, world.receptionist, only_me=True, now=NOW)
