"""What of all that follows becomes a reminder for the same day, and what a correction changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.disclosure.asking import Whom
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.disclosure.due_actions import Changes, actions_due, changes
from gpsupport.domain.disclosure.following import (
    CHILDREN,
    CONTACT,
    NEXT,
    RISK,
    SAFETY,
    Following,
    following,
)
from gpsupport.domain.knowledge.content.care import Owner
from gpsupport.domain.people import Sex
from gpsupport.domain.reminders import Reminder, ReminderKind
from tests.unit.domain.disclosure.made import AREA, PACK, PEOPLE, TODAY, ages, disclosures

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
URGENT = Following("a", "Speak to emergency care", urgent=True, part=SAFETY)
DUE = Following("b", "Tell {lead}", by=TODAY, part=RISK)


def due(*found: Following, consultation: str = "c") -> tuple[Reminder, ...]:
    return actions_due(found, "p", consultation, "Dr Shah", TODAY)


def kept(*reminders: Reminder) -> tuple[Reminder, ...]:
    """As the store gives them."""
    return tuple(replace(one, id=f"r{number}") for number, one in enumerate(reminders))


def test_what_is_urgent_or_due_is_kept_with_whose_it_is_and_without_names() -> None:
    first, second = due(URGENT, DUE)
    assert (first.kind, first.owner, first.due_on) == (ReminderKind.ACTION, "Dr Shah", TODAY)
    assert (first.detail, first.urgent, first.about) == ("Speak to emergency care", True, "")
    assert (second.detail, second.urgent) == ("Tell {lead}", False)


def test_what_has_a_day_or_a_reminder_of_its_own_is_none() -> None:
    later = replace(DUE, by=TODAY + timedelta(days=1))
    own = (replace(DUE, part=part) for part in (CHILDREN, CONTACT, NEXT))
    assert due(later, replace(DUE, by=None), *own) == ()


def test_what_two_causes_ask_for_is_one_and_outlives_one_of_them() -> None:
    other = replace(DUE, id="z", owner=Owner("somebody else"))
    both = kept(*due(DUE, other))
    assert len(both) == 1
    assert changes(both, due(other), "c") == Changes((), (), ())


def test_a_correction_ends_what_lost_its_reason_and_nothing_else() -> None:
    known = kept(*due(URGENT, DUE))
    change = changes(known, due(DUE), "c")
    assert change == Changes((), (), (known[0],))
    elsewhere = kept(*due(URGENT, consultation="another"))
    plan = replace(known[0], key="child-plan:1", kind=ReminderKind.CHILD_PLAN)
    assert changes((*elsewhere, plan), (), "c") == Changes((), (), ())


def test_what_comes_back_is_open_again_and_what_was_done_stays_done() -> None:
    (one,) = kept(*due(URGENT))
    over, done = replace(one, done_at=NOW), replace(one, done_at=NOW, done_by="Dr Shah")
    assert changes((over,), due(URGENT), "c") == Changes((), (over,), ())
    assert changes((done,), due(URGENT), "c") == Changes((), (), ())
    assert changes((done,), (), "c") == Changes((), (), ())


def test_the_same_that_becomes_urgent_is_another() -> None:
    calm = replace(URGENT, urgent=False, by=TODAY)
    done = replace(*kept(*due(calm)), done_at=NOW, done_by="Dr Shah")
    assert [one.urgent for one in changes((done,), due(URGENT), "c").new] == [True]


@given(disclosures, ages, st.sampled_from([Sex.FEMALE, Sex.MALE]))
def test_nothing_urgent_is_ever_left_out(made: Disclosure, age: int | None, sex: Sex) -> None:
    found = following(made, PACK, AREA, PEOPLE, TODAY, Whom(age, sex))
    details = {one.detail for one in due(*found) if one.urgent}
    assert {one.words for one in found if one.urgent} <= details
