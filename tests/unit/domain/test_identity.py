"""When sessions lock and end, what guessing costs, which names and passwords are taken."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.identity import (
    CONFIRMED_HOLDS,
    FORGOTTEN_AFTER,
    FREE_GUESSES,
    HALF_DONE_ENDS,
    IDLE_LOCKS,
    LONGEST_WAIT,
    SESSION_ENDS,
    PasswordFault,
    Proven,
    SessionState,
    Stage,
    Tally,
    WebSession,
    address_group,
    counted,
    ends_at,
    folded_username,
    password_fault,
    stage_for,
    wait_of,
)
from gpsupport.domain.people import Role

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
SESSION = WebSession(
    id="s",
    practice_id="p",
    staff_id="d",
    stage=Stage.FULL,
    role=Role.GP,
    method="password",
    assurance="password+code",
    device="",
    created_at=NOW,
    seen_at=NOW,
    confirmed_at=NOW,
    locked_at=None,
    ends_at=NOW + SESSION_ENDS,
    version=1,
)
GAPS = st.timedeltas(timedelta(), timedelta(hours=12))


def test_a_session_locks_after_five_idle_minutes_and_ends_after_ten_hours() -> None:
    assert timedelta(minutes=5) == IDLE_LOCKS
    assert timedelta(hours=10) == SESSION_ENDS
    assert SESSION.state(NOW + IDLE_LOCKS - INSTANT) is SessionState.OPEN
    assert SESSION.state(NOW + IDLE_LOCKS) is SessionState.LOCKED
    busy = replace(SESSION, seen_at=NOW + SESSION_ENDS - INSTANT)
    assert busy.state(NOW + SESSION_ENDS - INSTANT) is SessionState.OPEN
    assert busy.state(NOW + SESSION_ENDS) is SessionState.ENDED
    assert replace(SESSION, locked_at=NOW).state(NOW) is SessionState.LOCKED


def test_a_half_done_session_ends_soon_and_never_locks() -> None:
    half = replace(SESSION, stage=Stage.CODE, ends_at=ends_at(Stage.CODE, NOW, NOW))
    assert half.state(NOW + IDLE_LOCKS) is SessionState.OPEN
    assert half.state(NOW + HALF_DONE_ENDS) is SessionState.ENDED
    assert replace(half, locked_at=NOW).state(NOW) is SessionState.ENDED
    assert not half.confirmed(NOW)


def test_enrolment_never_outlasts_the_whole_session() -> None:
    late = NOW + SESSION_ENDS - timedelta(minutes=1)
    assert ends_at(Stage.ENROL, NOW, late) == NOW + SESSION_ENDS
    assert ends_at(Stage.FULL, NOW, late) == NOW + SESSION_ENDS


def test_a_confirmation_holds_five_minutes_and_not_while_locked() -> None:
    busy = replace(SESSION, seen_at=NOW + CONFIRMED_HOLDS)
    assert busy.confirmed(NOW + CONFIRMED_HOLDS - INSTANT)
    assert not busy.confirmed(NOW + CONFIRMED_HOLDS)
    assert not replace(SESSION, locked_at=NOW).confirmed(NOW)


@given(GAPS, GAPS)
def test_what_has_ended_stays_so(first: timedelta, later: timedelta) -> None:
    order = [SessionState.OPEN, SessionState.LOCKED, SessionState.ENDED]
    for stage in Stage:
        one = replace(SESSION, stage=stage)
        then, after = one.state(NOW + first), one.state(NOW + first + later)
        assert order.index(then) <= order.index(after)


PROVEN = Proven(code=False, must_change=False, second_factor=True, roles=(Role.GP,))


@pytest.mark.parametrize(
    ("proven", "stage"),
    [
        (PROVEN, Stage.CODE),
        (replace(PROVEN, must_change=True), Stage.CODE),
        (replace(PROVEN, code=True, must_change=True), Stage.ENROL),
        (replace(PROVEN, code=True), Stage.FULL),
        (replace(PROVEN, second_factor=False), Stage.ENROL),
        (replace(PROVEN, code=True, second_factor=False), Stage.ENROL),
        (replace(PROVEN, code=True, roles=(Role.GP, Role.NURSE)), Stage.ROLE),
    ],
)
def test_where_signing_in_goes_on(proven: Proven, stage: Stage) -> None:
    assert proven.next_stage() is stage


def test_nobody_without_a_role_comes_through() -> None:
    assert stage_for(()) is Stage.ROLE


@given(st.lists(st.timedeltas(timedelta(), timedelta(minutes=2)), max_size=200))
def test_ten_guesses_are_free_and_each_later_one_waits(gaps: list[timedelta]) -> None:
    now, tally, made = NOW, None, []
    for gap in gaps:
        now += gap
        if not wait_of(tally, FREE_GUESSES, now):
            made.append(now)
            tally = counted(tally, now)
    for place in range(FREE_GUESSES, len(made)):
        doubled = min(timedelta(seconds=30) * 2 ** (place - FREE_GUESSES), LONGEST_WAIT)
        assert made[place] - made[place - 1] >= doubled


@given(st.integers(0, 10**9), GAPS, st.integers(0, 100))
def test_nobody_waits_longer_than_a_quarter_of_an_hour(
    failures: int, gap: timedelta, free: int
) -> None:
    tally = Tally(failures, NOW, NOW)
    assert timedelta() <= wait_of(tally, free, NOW - gap) <= LONGEST_WAIT
    assert wait_of(tally, free, NOW + LONGEST_WAIT + gap) == timedelta()


def test_a_quiet_hour_is_forgotten() -> None:
    tally = Tally(25, NOW, NOW)
    assert counted(tally, NOW + FORGOTTEN_AFTER - INSTANT).failures == 26
    assert counted(tally, NOW + FORGOTTEN_AFTER) == Tally(
        1, NOW + FORGOTTEN_AFTER, NOW + FORGOTTEN_AFTER
    )
    assert counted(None, NOW).failures == 1


def test_a_clock_that_was_set_back_keeps_nobody_out() -> None:
    tally = Tally(25, NOW, NOW)
    assert wait_of(tally, FREE_GUESSES, NOW - INSTANT) == LONGEST_WAIT
    assert wait_of(tally, FREE_GUESSES, NOW - FORGOTTEN_AFTER) == timedelta()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Dr.Ray ", "dr.ray"),
        ("Straße", "strasse"),
        ("ﬁona", "fiona"),
        ("a@b-c_d.1", "a@b-c_d.1"),
        ("", None),
        ("two words", None),
        ("null\0", None),
        ("\ud800", None),
        ("a" * 64, "a" * 64),
        ("a" * 65, None),
        ("x'; --", None),
    ],
)
def test_usernames_are_folded(typed: str, stored: str | None) -> None:
    assert folded_username(typed) == stored


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(typed: str) -> None:
    once = folded_username(typed)
    assert once is None or folded_username(once) == once


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("elevenchars", PasswordFault.TOO_SHORT),
        ("twelve chars", None),
        ("x" * 128, None),
        ("x" * 129, PasswordFault.TOO_LONG),
        ("\ufdfa" * 20, PasswordFault.TOO_LONG),
        ("Fern Lane Surgery", PasswordFault.LIKE_A_NAME),
        ("fern-lane-surgery!", PasswordFault.LIKE_A_NAME),
        ("dr.raydr.raydr.ray", PasswordFault.LIKE_A_NAME),
        ("------------", PasswordFault.LIKE_A_NAME),
        ("dr.ray likes tea", None),
    ],
)
def test_passwords_are_judged_by_length_and_names_alone(
    password: str, fault: PasswordFault | None
) -> None:
    assert password_fault(password, ("dr.ray", "Fern Lane Surgery", "A81001")) is fault


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002::/64"),
        ("2001:db8:1:2:ffff::1", "2001:0db8:0001:0002::/64"),
        ("fe80::1%eth0", "fe80:0000:0000:0000::/64"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_an_address_counts_with_its_neighbours(address: str, group: str) -> None:
    assert address_group(address) == group
