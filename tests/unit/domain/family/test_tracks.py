"""Three tracks side by side: what may be saved, who waits for whom, what is open and whose."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.family.open_actions import open_actions
from gpsupport.domain.family.track_reminders import reminders_of_tracks
from gpsupport.domain.family.tracks import (
    Disagreement,
    Part,
    Track,
    TrackKind,
    TracksPlan,
    TrackState,
    View,
    each_waits,
    faults_of,
)
from gpsupport.domain.family.waits import rings, wanting_another
from gpsupport.domain.referral.events import BegunReferral, ReferralEvent
from gpsupport.domain.referral.following import Referral, follow
from gpsupport.domain.referral.states import ReferralState, ReturnReason
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.knowledge.load import load_knowledge

NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
TODAY = date(2026, 11, 23)
LATER = TODAY + timedelta(days=28)
SAFETY, STEADIER, TRAUMA = TrackKind
RULES = load_knowledge().tracks
assert RULES is not None
LEAD = "Dr Marsh"


def track(
    kind: TrackKind, state: TrackState | None = TrackState.CAN_START, **more: object
) -> Track:
    """A track with which nothing is wrong."""
    return replace(Track(kind, state, "Dr Shah", LATER), **more)  # type: ignore[arg-type]


def waiting(kind: TrackKind, on: TrackKind | None, **more: object) -> Track:
    return track(kind, TrackState.WAITS, waits_for=on, **more)


def plan(*tracks: Track, barriers: tuple[str, ...] = ()) -> TracksPlan:
    return TracksPlan("v1", "p", NOW, "Dr Shah", tracks, barriers)


@pytest.mark.parametrize(
    ("one", "parts"),
    [
        (track(SAFETY), []),
        (track(SAFETY, owner=" "), [Part.OWNER]),
        (track(SAFETY, again_on=None), [Part.AGAIN]),
        (track(SAFETY, again_on=TODAY), []),
        (track(SAFETY, again_on=TODAY - timedelta(days=1)), [Part.AGAIN]),
        (track(SAFETY, TrackState.DONE, owner="", again_on=None), []),
        (waiting(SAFETY, STEADIER), []),
        (waiting(SAFETY, None), [Part.WAITS]),
        (waiting(SAFETY, None, waits_words="a room in a refuge"), []),
        (waiting(SAFETY, SAFETY, waits_words="itself"), [Part.WAITS]),
        (track(SAFETY, None), [Part.STATE, Part.STATE]),
        (track(SAFETY, disagreement=Disagreement(View("A", "no"), View("B", ""))), [Part.VIEWS]),
        (track(SAFETY, disagreement=Disagreement(View("A", "no"), View("B", "yes"))), []),
    ],
)
def test_what_keeps_a_version_from_being_saved(one: Track, parts: list[Part]) -> None:
    assert [fault.part for fault in faults_of(plan(one), (), TODAY)] == parts


@pytest.mark.parametrize("barrier", RULES.barriers, ids=lambda one: one.id)
def test_what_stands_in_the_way_of_leaving_never_makes_one_wait_for_the_other(
    barrier: object,
) -> None:
    assert RULES is not None
    (found,) = (one for one in RULES.barriers if one is barrier)
    for one, other in permutations(found.parallel, 2):
        made = plan(waiting(one, other), track(other))
        assert [f.part for f in faults_of(made, [found.parallel], TODAY)] == [Part.PARALLEL]
        assert faults_of(made, (), TODAY) == ()
    # What is not named may wait: for both.
    assert faults_of(plan(waiting(TRAUMA, SAFETY)), [found.parallel], TODAY) == ()


def test_two_that_wait_for_each_other_are_found_and_a_queue_is_not() -> None:
    assert each_waits(plan(waiting(SAFETY, STEADIER), waiting(STEADIER, SAFETY))) == (
        (SAFETY, STEADIER),
    )
    three = (waiting(SAFETY, STEADIER), waiting(STEADIER, TRAUMA), waiting(TRAUMA, SAFETY))
    assert each_waits(plan(*three)) == ((SAFETY, STEADIER, TRAUMA),)
    assert each_waits(plan(waiting(SAFETY, STEADIER), waiting(STEADIER, TRAUMA))) == ()
    # Somebody who waits for two in a ring is none of them.
    ring = plan(waiting(SAFETY, STEADIER), waiting(STEADIER, SAFETY), waiting(TRAUMA, SAFETY))
    assert each_waits(ring) == ((SAFETY, STEADIER),)
    # What it waited for is history once it is under way.
    assert each_waits(plan(track(SAFETY, waits_for=STEADIER), waiting(STEADIER, SAFETY))) == ()


@given(st.dictionaries(st.integers(0, 5), st.sets(st.integers(0, 5)), max_size=6))
def test_a_ring_is_where_a_walk_along_the_waits_comes_back(waits: dict[int, set[int]]) -> None:
    def walks(start: int, steps: int) -> set[int]:
        here = {start}
        for _ in range(steps):
            here = {there for one in here for there in waits.get(one, ())}
        return here

    found = rings(waits)
    in_ring = {one for one in waits if any(one in walks(one, steps) for steps in range(1, 7))}
    listed = [one for ring in found for one in ring]
    assert set(listed) == in_ring
    assert len(listed) == len(in_ring)
    for ring in found:
        for one, other in permutations(ring, 2):
            assert any(other in walks(one, steps) for steps in range(1, 7))


def back(name: str, reason: ReturnReason, about: str = "") -> Referral:
    begun = BegunReferral(
        name, "p", name, name, OptionKind.DRUG_ALCOHOL, "help", NOW, TODAY, "Dr Shah", about
    )
    event = ReferralEvent(f"{name}-e", NOW, "Dr Shah", TODAY, ReferralState.RETURNED, reason=reason)
    return follow(begun, [event])


def test_services_that_each_want_another_first_are_found_person_by_person() -> None:
    mind = back("mind", ReturnReason.WAITING_FOR_OTHER)
    drink = back("drink", ReturnReason.WAITING_FOR_OTHER)
    child = back("camhs", ReturnReason.WAITING_FOR_OTHER, "Ella")
    age = back("age", ReturnReason.AGE)
    assert wanting_another([mind, child, age, drink]) == ((mind, drink),)
    assert wanting_another([mind, child, age]) == ()


def reminder(key: str, owner: str, due_on: date, **more: object) -> Reminder:
    made = Reminder("r", "p", key, ReminderKind.WAITING_CHECK, due_on, owner=owner)
    return replace(made, **more)  # type: ignore[arg-type]


def test_what_nobody_has_comes_first_then_what_is_urgent_then_by_day() -> None:
    mine, early = reminder("a", "Dr Shah", LATER), reminder("b", "Dr Shah", TODAY)
    urgent = reminder("c", "Dr Shah", LATER, urgent=True)
    nobody = reminder("d", " ", LATER)
    done = reminder("e", "", TODAY, done_at=NOW)
    of_track = reminder("f", "Dr Shah", TODAY, kind=ReminderKind.TRACK_DUE)
    made = plan(track(SAFETY), track(STEADIER, TrackState.DONE))
    found = open_actions([mine, early, urgent, nobody, done, of_track], made)
    said = [one.reminder.key if one.reminder else one.track and one.track.kind for one in found]
    assert said == ["d", TRAUMA, "c", "b", "a", SAFETY]
    assert open_actions([], None) == ()


def test_each_open_track_is_looked_at_again_and_a_ring_goes_to_the_lead_once() -> None:
    made = plan(waiting(SAFETY, STEADIER), waiting(STEADIER, SAFETY), track(TRAUMA, None))
    first = reminders_of_tracks(made, (), LEAD, TODAY)
    assert [(one.kind, one.owner, one.due_on) for one in first] == [
        (ReminderKind.TRACK_DUE, "Dr Shah", LATER),
        (ReminderKind.TRACK_DUE, "Dr Shah", LATER),
        (ReminderKind.TRACK_MEETING, LEAD, TODAY),
    ]
    again = reminders_of_tracks(replace(made, id="v2"), first, LEAD, LATER)
    assert {one.key for one in again} == {one.key for one in first}
    # Done and not broken: it is asked again with the next version.
    done = [replace(one, done_at=NOW) for one in first]
    later = reminders_of_tracks(replace(made, id="v2"), done, LEAD, LATER)
    assert later[-1].key != first[-1].key
