"""A clinician's tick: kept with its day and its giver, never changed, for one patient alone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from gpsupport.actions.consultation import note_ticks
from gpsupport.actions.errors import GateClosed, NotFound
from gpsupport.domain.access import Denied
from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.domain.enquiry import Presence
from gpsupport.domain.knowledge.content.care import Exclusion
from gpsupport.domain.knowledge.content.pack import Audience, Branch, Indicator
from gpsupport.domain.knowledge.language.conditions import AllOf, Coded, Ticked
from gpsupport.domain.people import Actor
from gpsupport.persistence.rows import TickRow
from tests.integration.actions.steps import look_in, opened, pass_gate
from tests.integration.actions.world import NOW, TODAY, World, another_practice

TEA = Ticked("tea", "the patient drinks tea", days=30)


@pytest.fixture
def world(world: World) -> World:
    """The world with rules that rest on ticks: plain, sensitive, the lead's, on a code as well."""
    first = world.knowledge.indicators[0]

    def rule(name: str, *when: object, **changed: object) -> Indicator:
        branch = Branch(2, f"{name} fires", AllOf(when), ("Say.",))  # type: ignore[arg-type]
        return replace(first, id=name, branches=(branch,), **changed)  # type: ignore[arg-type]

    added = (
        rule("T01", TEA),
        rule("T02", Ticked("secret", "a sensitive thing"), sensitive=True),
        rule("T03", Ticked("leads", "for the lead"), audience=Audience.LEAD),
        rule("T04", Ticked("of-home", "of the household"), household=True),
        rule("T05", Coded(("nowhere",)), Ticked("with-a-code", "beside a code that is absent")),
    )
    exclusion = Exclusion("rest", "Not now.", Ticked("resting", "at rest", days=7))
    knowledge = world.knowledge
    changed = replace(
        knowledge, indicators=(*knowledge.indicators, *added), exclusions=(exclusion,)
    )
    return replace(world, knowledge=changed)


def tick(  # noqa: PLR0917 - each is what a page sends or the clock says
    world: World,
    actor: Actor,
    ticked: Iterable[str] = (),
    before: Iterable[str] = (),
    draft: ConsultationDraft | None = None,
    minutes: int = 0,
) -> None:
    note_ticks(
        world.database,
        actor,
        world.patient_id,
        frozenset(ticked),
        frozenset(before),
        draft,
        world.knowledge,
        NOW + timedelta(minutes=minutes),
    )


def rows(world: World) -> list[tuple[str, bool, object]]:
    with world.acting(world.doctor) as work:
        found = work.staff._session.scalars(select(TickRow).order_by(TickRow.at, TickRow.name))
        return [(row.name, row.answer, row.on_day) for row in found]


def offered(world: World, presence: Presence = Presence.ALONE) -> set[str]:
    pass_gate(world, world.doctor, presence)
    return {one.asked.tick for one in look_in(world, world.doctor).ticks}


def fires(world: World, actor: Actor, days: int = 0) -> set[str]:
    now = NOW + timedelta(days=days)
    pass_gate(world, actor, now=now)
    return {one.indicator for one in look_in(world, actor, now).prompts}


def test_what_is_ticked_fires_for_every_clinician_while_it_holds(world: World) -> None:
    assert "T01" not in fires(world, world.doctor)
    tick(world, world.doctor, {"tea"})
    assert rows(world) == [("tea", True, TODAY)]
    assert "T01" in fires(world, world.doctor)
    assert "T01" in fires(world, world.colleague, days=30)
    assert "T01" not in fires(world, world.colleague, days=31)
    (reason,) = next(
        one.why for one in [*look_in(world, world.doctor).prompts] if one.indicator == "T01"
    )
    assert (reason.on, reason.recorded_by) == (TODAY, world.doctor.name)


def test_a_changed_answer_is_a_row_of_its_own_and_the_newest_wins(world: World) -> None:
    pass_gate(world, world.doctor)
    tick(world, world.doctor, {"tea"})
    tick(world, world.doctor, (), {"tea"}, minutes=5)
    assert [answer for _, answer, _ in rows(world)] == [True, False]
    assert "T01" not in fires(world, world.doctor)


def test_a_box_left_alone_says_nothing_and_a_button_pressed_twice_says_it_once(
    world: World,
) -> None:
    pass_gate(world, world.doctor)
    tick(world, world.doctor)
    assert rows(world) == []
    for _ in range(2):
        tick(world, world.doctor, {"tea"})
    tick(world, world.doctor, {"tea"}, {"tea"})
    assert len(rows(world)) == 1


def test_what_somebody_else_ticked_meanwhile_is_not_cleared(world: World) -> None:
    for actor in (world.doctor, world.colleague):
        pass_gate(world, actor)
    tick(world, world.colleague, {"tea"})
    tick(world, world.doctor, {"resting"}, ())
    assert {(name, answer) for name, answer, _ in rows(world)} == {("tea", True), ("resting", True)}


def test_only_what_matters_for_this_patient_is_offered(world: World) -> None:
    assert offered(world) == {"tea", "secret", "resting"}
    assert offered(world, Presence.PROFESSIONAL_INTERPRETER) == {"tea", "resting"}


def test_a_tick_that_was_never_offered_is_refused(world: World) -> None:
    pass_gate(world, world.doctor)
    for name in ("leads", "of-home", "with-a-code", "unheard-of", "", "x" * 5000):
        with pytest.raises(NotFound):
            tick(world, world.doctor, {name})
    assert rows(world) == []


def test_behind_a_shut_gate_everything_is_kept_and_nothing_shown(world: World) -> None:
    opened(world, world.doctor)
    with pytest.raises(GateClosed):
        tick(world, world.doctor, {"tea"}, (), ConsultationDraft(words="typed"))
    assert rows(world) == [("tea", True, TODAY)]
    pass_gate(world, world.doctor)
    draft = look_in(world, world.doctor).draft
    assert draft is not None
    assert draft.words == "typed"


def test_who_may_not_consult_ticks_nothing(world: World) -> None:
    with pytest.raises(Denied):
        tick(world, world.receptionist, {"tea"})
    with pytest.raises(NotFound):
        tick(world, another_practice(world), {"tea"})
    assert rows(world) == []


def test_the_database_itself_refuses_to_change_an_answer(world: World) -> None:
    pass_gate(world, world.doctor)
    tick(world, world.doctor, {"tea"})
    for statement in ("UPDATE tick SET answer = NOT answer", "DELETE FROM tick"):
        with pytest.raises(DBAPIError), world.acting(world.doctor) as work:
            work.staff._session.execute(text(statement))
    assert rows(world) == [("tea", True, TODAY)]
