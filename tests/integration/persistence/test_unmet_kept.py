"""Unmet needs: kept, met once, and nobody else's."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from gpsupport.domain.access import Denied
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.unmet import UnmetNeed
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.guarded import another_patient
from tests.integration.actions.world import NOW, OTHER_NUMBER, TODAY, World, another_practice
from tests.integration.persistence.onward import unmet
from tests.integration.persistence.test_audit_looks import rule


def add(world: World, made: UnmetNeed, by: Actor | None = None) -> UnmetNeed:
    actor = by or world.doctor
    with world.acting(actor) as work:
        return work.unmet.add(actor, made)


def days_ago(world: World, *days: int) -> list[UnmetNeed]:
    return [add(world, unmet(world.patient_id, NOW - timedelta(days=one))) for one in days]


def test_a_need_is_read_as_it_was_noted_until_something_meets_it(world: World) -> None:
    made = add(world, unmet(world.patient_id))
    assert made == unmet(world.patient_id, id=made.id)
    with world.acting(world.colleague) as work:
        assert work.unmet.read_all(world.colleague, world.patient_id) == (made,)
        met = work.unmet.mark_met(
            world.colleague, made.id, made.version, on=TODAY, by="Dr Bola Ade"
        )
    assert met == replace(made, met_on=TODAY, met_by="Dr Bola Ade", version=2)
    with world.acting(world.doctor) as work:
        assert work.unmet.read_all(world.doctor, world.patient_id) == (met,)


def test_of_two_who_note_that_it_is_met_the_second_is_told(world: World) -> None:
    made = add(world, unmet(world.patient_id))
    with world.acting(world.doctor) as work:
        work.unmet.mark_met(world.doctor, made.id, 1, on=TODAY, by="x")
    for version in (1, 2):
        with pytest.raises(StaleRow), world.acting(world.doctor) as work:
            work.unmet.mark_met(world.doctor, made.id, version, on=TODAY, by="y")
    for unknown in ("nowhere", "a\0"):
        with pytest.raises(Denied), world.acting(world.doctor) as work:
            work.unmet.mark_met(world.doctor, unknown, 1, on=TODAY, by="x")


def test_the_practice_sees_all_the_newest_first(world: World) -> None:
    middle, oldest, newest = days_ago(world, 2, 3, 1)
    with world.acting(world.colleague) as work:
        unmet_needs, actor = work.unmet, world.colleague
        assert unmet_needs.list_all(actor, 9) == (newest, middle, oldest)
        assert unmet_needs.list_all(actor, 2) == (newest, middle)
        assert unmet_needs.list_all(actor, 2, middle.id) == (oldest,)
        assert unmet_needs.list_all(actor, 2, oldest.id) == ()
        for unknown in ("nowhere", "a\0"):
            with pytest.raises(ValueError, match="no place"):
                unmet_needs.list_all(actor, 2, unknown)
    with world.acting(world.doctor) as work:
        found = work.unmet.read_all(world.doctor, world.patient_id)
    assert found == (oldest, middle, newest)


def test_those_of_one_instant_are_each_listed_once(world: World) -> None:
    made = {one.id for one in days_ago(world, 1, 1, 1)}
    with world.acting(world.doctor) as work:
        first = work.unmet.list_all(world.doctor, 2)
        rest = work.unmet.list_all(world.doctor, 2, first[-1].id)
    assert {one.id for one in (*first, *rest)} == made
    assert len((*first, *rest)) == 3


def test_nobody_else_sees_a_need_or_meets_it(world: World) -> None:
    made = add(world, unmet(world.patient_id))
    open_to_all = add(world, unmet(another_patient(world, OTHER_NUMBER.value)))
    rule(world, "denied", world.colleague)
    with world.acting(world.colleague) as work:
        assert work.unmet.list_all(world.colleague, 9) == (open_to_all,)
    for other in (world.colleague, another_practice(world)):
        with world.acting(other) as work:
            assert work.unmet.read_all(other, world.patient_id) == ()
            assert made not in work.unmet.list_all(other, 9)
        with pytest.raises(Denied), world.acting(other) as work:
            work.unmet.mark_met(other, made.id, 1, on=TODAY, by="x")
        with pytest.raises((Denied, DatabaseError)):
            add(world, unmet(world.patient_id), by=other)
