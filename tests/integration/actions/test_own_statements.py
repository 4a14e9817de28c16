"""When a patient speaks of their own behaviour: kept, taken back, never asked in company."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gpsupport.actions.consultation import note_ticks
from gpsupport.actions.consultation.own_statements import OwnWords
from gpsupport.actions.errors import GateClosed, NotFound
from gpsupport.domain.access import Denied
from gpsupport.domain.enquiry import Presence
from gpsupport.domain.record import Tick
from gpsupport.domain.ticks import own_words_on
from gpsupport.knowledge.load import load_knowledge
from tests.integration.actions.guarded import another_patient
from tests.integration.actions.own_words import (
    ORDER,
    TEMPER,
    come_in,
    read,
    rows,
    say,
    speaking,
    standing,
)
from tests.integration.actions.steps import pass_gate
from tests.integration.actions.world import NOW, TODAY, World, another_practice


@pytest.fixture
def world(world: World) -> World:
    """The world with statements of its own."""
    return speaking(world)


def test_what_was_said_today_is_kept_and_seen_by_the_next_clinician(world: World) -> None:
    pass_gate(world, world.doctor)
    assert read(world, world.doctor).said == frozenset()
    say(world, world.doctor, {TEMPER})
    assert rows(world) == [(TEMPER, True, TODAY)]
    assert read(world, world.doctor).said == {TEMPER}
    pass_gate(world, world.colleague)
    assert read(world, world.colleague).said == {TEMPER}


def test_only_what_was_said_on_this_very_day_counts(world: World) -> None:
    pass_gate(world, world.doctor)
    say(world, world.doctor, {TEMPER})
    tomorrow = NOW + timedelta(days=1)
    pass_gate(world, world.doctor, now=tomorrow)
    assert read(world, world.doctor, minutes=24 * 60).said == frozenset()
    say(world, world.doctor, {ORDER}, minutes=24 * 60)
    assert read(world, world.doctor, minutes=24 * 60).said == {ORDER}


def test_what_will_be_said_later_does_not_count_either() -> None:
    content = load_knowledge().own_statements
    assert content is not None
    later = Tick(TEMPER, True, TODAY + timedelta(days=1))
    assert own_words_on((later,), content, TODAY) == frozenset()
    assert own_words_on((Tick("tea", True, TODAY),), content, TODAY) == frozenset()


def test_it_can_be_taken_back_and_said_again(world: World) -> None:
    pass_gate(world, world.doctor)
    say(world, world.doctor, {TEMPER, ORDER})
    say(world, world.doctor, {ORDER}, {TEMPER, ORDER}, minutes=1)
    assert read(world, world.doctor, minutes=1).said == {ORDER}
    say(world, world.doctor, {TEMPER, ORDER}, {ORDER}, minutes=2)
    assert read(world, world.doctor, minutes=2).said == {TEMPER, ORDER}
    assert [(name, answer) for name, answer, _ in rows(world)] == [
        (ORDER, True),
        (TEMPER, True),
        (TEMPER, False),
        (TEMPER, True),
    ]


def test_a_button_pressed_twice_says_it_once(world: World) -> None:
    pass_gate(world, world.doctor)
    for minutes in (0, 1):
        say(world, world.doctor, {TEMPER}, minutes=minutes)
    for minutes in (2, 3):
        say(world, world.doctor, (), {TEMPER}, minutes=minutes)
    assert [answer for _, answer, _ in rows(world)] == [True, False]


def test_what_a_colleague_ticked_meanwhile_is_not_cleared(world: World) -> None:
    for actor in (world.doctor, world.colleague):
        pass_gate(world, actor)
    say(world, world.colleague, {ORDER})
    say(world, world.doctor, {TEMPER}, (), minutes=1)
    assert read(world, world.doctor, minutes=1).said == {TEMPER, ORDER}


@pytest.mark.parametrize(
    "presence",
    [Presence.ALONE, Presence.PROFESSIONAL_INTERPRETER, Presence.REMOTE_FREE_TO_TALK],
)
def test_it_opens_when_nobody_of_their_own_is_there(world: World, presence: Presence) -> None:
    pass_gate(world, world.doctor, presence)
    say(world, world.doctor, {TEMPER})
    assert read(world, world.doctor).said == {TEMPER}
    assert standing(world) is OwnWords.SAID


@pytest.mark.parametrize("presence", [one for one in Presence if one.seen_alone is not True])
def test_it_stays_shut_with_any_other_answer(world: World, presence: Presence) -> None:
    pass_gate(world, world.doctor)
    say(world, world.doctor, {TEMPER})
    come_in(world, presence)
    with pytest.raises(GateClosed):
        read(world, world.doctor)
    with pytest.raises(GateClosed):
        say(world, world.doctor, {ORDER})
    assert rows(world) == [(TEMPER, True, TODAY)]
    assert standing(world) is OwnWords.NOT_OFFERED


def test_it_stays_shut_without_an_answer_and_an_hour_after_it(world: World) -> None:
    for wait in (0, 61):
        with pytest.raises(GateClosed):
            read(world, world.doctor, minutes=wait)
        with pytest.raises(GateClosed):
            say(world, world.doctor, {TEMPER}, minutes=wait)
        assert rows(world) == []
        pass_gate(world, world.doctor)


def test_boxes_sent_behind_a_shut_gate_wait_for_it_to_open(world: World) -> None:
    """Nobody ticks them twice, and nothing is said of the patient until it is safe again."""
    pass_gate(world, world.doctor)
    say(world, world.doctor, {ORDER})
    come_in(world, Presence.SOMEONE_ELSE)
    with pytest.raises(GateClosed):
        say(world, world.doctor, {TEMPER}, {ORDER}, minutes=1)
    pass_gate(world, world.doctor, now=NOW + timedelta(minutes=2))
    found = read(world, world.doctor, minutes=2)
    assert found.said == {ORDER}
    assert found.boxes == {TEMPER}
    assert standing(world, minutes=2) is OwnWords.NOT_SAVED
    say(world, world.doctor, found.boxes, found.said, minutes=3)
    found = read(world, world.doctor, minutes=3)
    assert found.said == found.boxes == {TEMPER}
    assert standing(world, minutes=3) is OwnWords.SAID


def test_boxes_that_wait_are_the_clinicians_own_and_for_a_day(world: World) -> None:
    pass_gate(world, world.doctor)
    pass_gate(world, world.colleague)
    come_in(world, Presence.SOMEONE_ELSE)
    with pytest.raises(GateClosed):
        say(world, world.doctor, {TEMPER})
    assert read(world, world.colleague).boxes == frozenset()
    late = NOW + timedelta(hours=25)
    pass_gate(world, world.doctor, now=late)
    assert read(world, world.doctor, minutes=25 * 60).boxes == frozenset()


@pytest.mark.parametrize(
    ("born", "offered"),
    [("2010-11-24", False), ("2010-11-23", True), ("2009-01", True)],
    ids=["fifteen", "sixteen today", "seventeen"],
)
def test_nobody_under_sixteen_is_asked_here(world: World, born: str, offered: bool) -> None:
    young = another_patient(world, None, born=born)
    world = replace(world, patient_id=young)
    pass_gate(world, world.doctor)
    if offered:
        say(world, world.doctor, {TEMPER})
        assert read(world, world.doctor).said == {TEMPER}
        return
    with pytest.raises(NotFound):
        read(world, world.doctor)
    with pytest.raises(NotFound):
        say(world, world.doctor, {TEMPER})
    assert standing(world) is OwnWords.NOT_OFFERED
    come_in(world, Presence.SOMEONE_ELSE)
    with pytest.raises(NotFound):
        say(world, world.doctor, {TEMPER})
    assert rows(world) == []


@pytest.mark.parametrize("named", ["unheard-of", "", "x" * 5000, "own-temper "])
def test_a_statement_that_the_content_lacks_is_not_found(world: World, named: str) -> None:
    pass_gate(world, world.doctor)
    with pytest.raises(NotFound):
        say(world, world.doctor, {TEMPER, named})
    with pytest.raises(NotFound):
        say(world, world.doctor, {TEMPER}, {named})
    assert rows(world) == []


def test_content_without_statements_has_no_page(world: World) -> None:
    bare = replace(world, knowledge=replace(world.knowledge, own_statements=None))
    pass_gate(bare, bare.doctor)
    with pytest.raises(NotFound):
        read(bare, bare.doctor)
    with pytest.raises(NotFound):
        say(bare, bare.doctor)
    assert standing(bare) is OwnWords.NOT_OFFERED


def test_who_may_not_see_the_patient_may_not_do_this(world: World) -> None:
    pass_gate(world, world.doctor)
    with pytest.raises(Denied):
        read(world, world.receptionist)
    with pytest.raises(Denied):
        say(world, world.receptionist, {TEMPER})
    stranger = another_practice(world)
    with pytest.raises(NotFound):
        read(world, stranger)
    with pytest.raises(NotFound):
        say(world, stranger, {TEMPER})
    assert rows(world) == []


def test_no_other_form_answers_for_it(world: World) -> None:
    pass_gate(world, world.doctor)
    say(world, world.doctor, {TEMPER})
    kept = rows(world)
    for ticked, before in ((frozenset[str](), {TEMPER}), ({TEMPER}, frozenset[str]())):
        with pytest.raises(NotFound):
            note_ticks(
                world.database,
                world.doctor,
                world.patient_id,
                frozenset(ticked),
                frozenset(before),
                None,
                world.knowledge,
                NOW,
            )
    assert rows(world) == kept
