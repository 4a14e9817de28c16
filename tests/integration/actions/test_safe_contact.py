"""The safe way from several windows: what was taken back is brought back by nobody unseen."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from gpsupport.actions.disclosure import open_contact
from gpsupport.actions.forms import SavedSince
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import ChildPlan
from gpsupport.domain.reminders import ReminderKind
from tests.integration.actions.steps import opened, pass_gate
from tests.integration.actions.test_disclosure import (
    CONTACT,
    ELLA,
    NOTED,
    TYPED,
    confirm,
    contact_id,
    open_it,
    reminders,
    save,
    to_confirm,
    told,
)
from tests.integration.actions.world import HOUR, NOW, TODAY, World
from tests.integration.persistence.test_at_once import at_once

NONE = SafeContact(SafeWay.NONE, never="Any phone")
OTHER = replace(CONTACT, way=SafeWay.TRUSTED_PERSON, detail="Her sister")


def counting(world: World) -> SafeContact | None:
    with world.acting(world.doctor) as work:
        return work.safe_contacts.find_current(world.doctor, world.patient_id)


def test_an_older_window_replaces_no_safe_way_unseen(world: World) -> None:
    told(world)
    first = confirm(world, CONTACT)
    shown = contact_id(world)
    opened(world, world.colleague)
    pass_gate(world, world.colleague)
    taken = confirm(world, NONE, NOW + HOUR / 4, world.colleague)
    for stale in (shown, None, "no-such"):
        with pytest.raises(SavedSince):
            confirm(world, OTHER, supersedes=stale, typed=TYPED)
        # The old words once more bring nothing back either.
        with pytest.raises(SavedSince):
            confirm(world, first, supersedes=stale, typed=TYPED)
    assert counting(world) == taken
    page = open_contact(world.database, world.doctor, world.patient_id, NOW)
    assert (page.kept[-1].contact, page.kept[-1].by) == (taken, world.colleague.name)
    assert page.typed == TYPED
    assert [one.taken_back for one in to_confirm(world)] == [True]
    # Whoever has seen both may go on with either.
    assert confirm(world, OTHER) == counting(world)


def test_the_same_way_kept_twice_is_one(world: World) -> None:
    told(world)
    confirm(world, CONTACT)
    confirm(world, CONTACT, supersedes=None, typed=TYPED)
    page = open_contact(world.database, world.doctor, world.patient_id, NOW)
    assert (len(page.kept), page.typed) == (1, None)
    # Confirmed on another day it is one more, with a reminder of whoever confirmed it.
    later = NOW + timedelta(days=2)
    opened(world, world.colleague, later)
    pass_gate(world, world.colleague, now=later)
    confirm(world, CONTACT, later, world.colleague)
    assert {one.owner: one.taken_back for one in to_confirm(world)} == {
        world.doctor.name: True,
        world.colleague.name: False,
    }


def test_windows_that_keep_at_once_lose_nothing(world: World) -> None:
    told(world)

    def window(detail: str) -> str:
        try:
            confirm(
                world,
                replace(CONTACT, detail=detail),
                supersedes=None,
                typed={"contact.detail": [detail]},
            )
        except SavedSince:
            return detail
        return ""

    late = [one for one in at_once([partial(window, f"window {n}") for n in range(4)]) if one]
    assert len(late) == 3
    page = open_contact(world.database, world.doctor, world.patient_id, NOW)
    assert len(page.kept) == 1
    assert page.kept[-1].contact.detail not in late
    assert page.typed is not None
    assert page.typed["contact.detail"][0] in late


def test_a_disclosure_brings_no_safe_way_back_that_was_taken_back(world: World) -> None:
    told(world)
    save(world)
    shown = contact_id(world)
    confirm(world, NONE, NOW + HOUR / 4)
    # A window that was opened before, with the old way in its boxes and something new elsewhere.
    more = replace(NOTED, matters_most="Something else")
    saved = save(world, more, NOW + HOUR / 2, begun_contact=shown)
    assert saved.matters_most == "Something else"
    assert saved.contact == counting(world)
    assert counting(world) == replace(NONE, confirmed_on=TODAY)
    # What was typed there on purpose is shown beside it first.
    with pytest.raises(SavedSince):
        save(world, replace(more, contact=OTHER), begun_contact=shown, typed=TYPED)
    with pytest.raises(SavedSince):
        save(world, replace(more, contact=CONTACT), typed=TYPED)
    assert counting(world) == replace(NONE, confirmed_on=TODAY)
    assert open_it(world).typed == TYPED
    # With open eyes the old way may be agreed again, though the first version said it too.
    again = save(world, NOTED, begun_contact=contact_id(world))
    assert again.contact == counting(world)
    assert again.contact == replace(CONTACT, confirmed_on=TODAY)
    assert [one.open for one in to_confirm(world)].count(True) == 1


def test_the_first_version_again_keeps_the_way_again(world: World) -> None:
    told(world)
    first = save(world)
    confirm(world, NONE)
    again = save(world, NOTED, begun_contact=contact_id(world))
    assert (again.contact, counting(world)) == (first.contact, first.contact)


def test_emptied_boxes_take_the_way_back(world: World) -> None:
    told(world)
    save(world, replace(NOTED, contact=replace(CONTACT, never="Home phone")))
    shown = contact_id(world)
    empty = replace(NOTED, contact=None)
    saved = save(world, empty, begun_contact=shown)
    taken = SafeContact(SafeWay.NONE, never="Home phone", confirmed_on=TODAY)
    assert saved.contact == counting(world) == taken
    assert [one.taken_back for one in to_confirm(world)] == [True]
    # Pressed twice it is one.
    assert save(world, empty, begun_contact=shown) == saved


def test_what_one_never_saw_one_does_not_take_back(world: World) -> None:
    told(world)
    confirm(world, CONTACT)
    saved = save(world, replace(NOTED, contact=None), begun_contact=None)
    assert saved.contact == counting(world) == replace(CONTACT, confirmed_on=TODAY)


def test_on_another_day_nothing_is_confirmed_unasked(world: World) -> None:
    told(world)
    confirm(world, CONTACT)
    later = NOW + timedelta(days=2)
    told(world, later)
    save(world, NOTED, later, supersedes=None, begun_contact=contact_id(world))
    assert counting(world) == replace(CONTACT, confirmed_on=TODAY)
    assert len(to_confirm(world)) == 1
    # What is over says nothing: empty boxes beside it take nothing back.
    too_late = NOW + timedelta(days=40)
    told(world, too_late)
    made = replace(NOTED, children=(), contact=None)
    saved = save(world, made, too_late, supersedes=None, begun_contact=contact_id(world))
    assert saved.contact is None
    assert counting(world) == replace(CONTACT, confirmed_on=TODAY)


def plans(world: World) -> list[str]:
    return [one.about for one in reminders(world) if one.kind is ReminderKind.CHILD_PLAN]


@pytest.mark.parametrize("resources", [("", ""), ("RelatedPerson/1", "RelatedPerson/2")])
def test_of_two_children_who_are_alike_each_has_a_reminder(
    world: World, resources: tuple[str, str]
) -> None:
    told(world)
    one, two = (replace(ELLA, name="Baby", resource=each) for each in resources)
    save(world, replace(NOTED, children=(one, two)))
    assert plans(world) == ["Baby", "Baby"]
    save(world, replace(NOTED, children=(two,)))
    assert plans(world) == ["Baby"]
    save(world, replace(NOTED, children=(two, one)))
    assert plans(world) == ["Baby", "Baby"]
    save(world, replace(NOTED, children=(ChildPlan("Baby", why_none="With an aunt"),)))
    assert plans(world) == []
