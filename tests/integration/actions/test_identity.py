"""Signing in: one answer to whoever is refused, guesses that cost, sessions that end."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Barrier

import pytest

from gpsupport.actions.errors import NotFound
from gpsupport.actions.identity import (
    PasswordUnfit,
    SignInRefused,
    begin_second_factor,
    change_password,
    choose_role,
    confirm_identity,
    confirm_second_factor,
    end_all_sessions,
    end_session,
    find_session,
    lock_session,
    own_account,
    renew_recovery_codes,
    sign_in_to_demo,
    sign_in_with_password,
    sign_in_with_provider,
    touch_session,
    trust_device,
)
from gpsupport.actions.identity.accounts import NewPerson, add_account, disable_account
from gpsupport.actions.practices import add_practice
from gpsupport.domain.access import Denied, Occasion, Permission
from gpsupport.domain.identity import (
    IDLE_LOCKS,
    SESSION_ENDS,
    PasswordFault,
    SessionState,
    Stage,
)
from gpsupport.domain.people import Role
from gpsupport.persistence.work import Database
from gpsupport.sealing.passwords import PASSWORDS, Checked
from tests.integration.actions.accounts import (
    ELSEWHERE,
    HERE,
    MINUTE,
    NOW,
    STEP,
    WORD,
    Door,
    Person,
    build_door,
    cheap_passwords,
)
from tests.integration.actions.world import settings_for


@pytest.fixture
def door(database_url: str, tmp_path: Path) -> Iterator[Door]:
    """A practice on each engine."""
    with cheap_passwords():
        made = build_door(database_url, tmp_path)
        yield made
        made.database.close()


def refused(call: Callable[[], object]) -> SignInRefused:
    """What a call was refused with."""
    with pytest.raises(SignInRefused) as caught:
        call()
    return caught.value


def guess(door: Door, person: Person, now: datetime, address: str = HERE) -> SignInRefused:
    """What a wrong password was refused with."""
    return refused(lambda: door.password(person, now, "a guess", address))


def test_the_first_sign_in_leads_through_enrolment(door: Door) -> None:
    person = door.add("Ray", Role.GP)
    token, begun = door.password(person, NOW)
    assert (begun.stage, begun.role) == (Stage.ENROL, None)
    present = door.find(token, NOW)
    assert present is not None
    assert present.actor is None
    assert own_account(door.database, begun, NOW).must_change
    second, begun = change_password(door.database, begun, person.password, WORD, NOW)
    assert door.find(token, NOW) is None
    assert begun.stage is Stage.ENROL
    person.secret = begin_second_factor(door.database, begun, NOW).secret
    refused(lambda: confirm_second_factor(door.database, begun, "000000", NOW))
    done = confirm_second_factor(door.database, begun, person.code(NOW), NOW)
    assert door.find(second, NOW) is None
    assert (done.session.stage, done.session.role) == (Stage.FULL, Role.GP)
    present = door.find(done.token, NOW)
    assert present is not None
    assert present.actor is not None
    assert present.actor.session_id == done.session.id
    assert len(done.codes) == 10
    mine = own_account(door.database, done.session, NOW)
    assert (mine.username, mine.second_factor, mine.recovery_left) == ("ray", True, 10)
    assert mine.sessions == (done.session,)
    # The code that confirmed the factor is used up, and the first password is no longer one.
    _, begun = door.password(replace(person, password=WORD), NOW)
    refused(lambda: door.code(person, begun, NOW))
    refused(lambda: door.password(person, NOW))


def test_a_password_alone_opens_nothing(door: Door) -> None:
    person = door.enrolled()
    token, begun = door.password(person, NOW)
    assert begun.stage is Stage.CODE
    present = door.find(token, NOW)
    assert present is not None
    assert present.actor is None
    calls: tuple[Callable[[], object], ...] = (
        lambda: own_account(door.database, begun, NOW),
        lambda: choose_role(door.database, begun, Role.GP, NOW),
        lambda: begin_second_factor(door.database, begun, NOW),
        lambda: change_password(door.database, begun, WORD, WORD + "!", NOW),
        lambda: renew_recovery_codes(door.database, begun, NOW),
        lambda: end_all_sessions(door.database, begun, NOW),
        lambda: confirm_identity(door.database, begun, password=WORD, code="", now=NOW),
    )
    for call in calls:
        with pytest.raises(NotFound):
            call()
    refused(lambda: door.code(person, begun, NOW, "000000"))
    full, done = door.code(person, begun, NOW)
    assert full != token
    assert door.find(token, NOW) is None
    assert done.stage is Stage.FULL
    assert done.assurance == "password+code"
    with pytest.raises(NotFound):
        door.code(person, done, NOW)


def test_whoever_is_refused_hears_the_same_and_it_is_audited(door: Door) -> None:
    person = door.enrolled()
    gone = door.enrolled("gone")
    disable_account(door.database, door.practice, "gone", NOW)
    before = len(door.audited())

    def attempt(username: str, password: str, practice: str = door.practice.id) -> SignInRefused:
        return refused(
            lambda: sign_in_with_password(
                door.database, practice, username, password, device="", address=HERE, now=NOW
            )
        )

    answers = [
        attempt(person.username, "wrong"),
        attempt("nobody", WORD),
        attempt("", WORD),
        attempt("a\0b", "x" * 200),
        attempt(gone.username, gone.password),
        attempt(person.username, WORD, "no-such-practice"),
        attempt(person.username, WORD, "\0"),
    ]
    assert {(str(one), one.wait) for one in answers} == {(str(answers[0]), None)}
    assert door.audited()[before:] == [
        ("sign-in-refused", "server", person.id, "deny"),
        ("sign-in-refused", "server", "", "deny"),
        ("sign-in-refused", "server", "", "deny"),
        ("sign-in-refused", "server", "", "deny"),
        ("sign-in-refused", "server", gone.id, "deny"),
    ]


def test_the_audit_tells_of_every_step(door: Door) -> None:
    person = door.enrolled("ray", Role.GP, Role.SAFEGUARDING_LEAD)
    before = len(door.audited())
    _, begun = door.sign_in(person, NOW)
    _, begun = choose_role(door.database, begun, Role.GP, NOW)
    _, begun = confirm_identity(door.database, begun, password=WORD, code="", now=NOW)
    lock_session(door.database, begun, NOW)
    _, begun = confirm_identity(door.database, begun, password=WORD, code="", now=NOW)
    renew_recovery_codes(door.database, begun, NOW)
    end_session(door.database, begun, NOW)
    _, begun = door.sign_in(person, NOW + STEP)
    _, begun = choose_role(door.database, begun, Role.GP, NOW + STEP)
    end_all_sessions(door.database, begun, NOW + STEP)
    events = [
        "begin-sign-in",
        "sign-in",
        "choose-role",
        "confirm-identity",
        "unlock",
        "change-account",
        "sign-out",
        "begin-sign-in",
        "sign-in",
        "choose-role",
        "sign-out-everywhere",
    ]
    assert door.audited()[before:] == [(one, person.id, person.id, "allow") for one in events]


def test_codes_work_once(door: Door) -> None:
    person = door.enrolled()
    _, first = door.password(person, NOW)
    _, second = door.password(person, NOW)
    door.code(person, first, NOW)
    refused(lambda: door.code(person, second, NOW))
    _, done = door.code(person, second, NOW, person.codes[3].upper())
    assert done.assurance == "password+recovery-code"
    assert own_account(door.database, done, NOW).recovery_left == 9
    _, third = door.password(person, NOW)
    refused(lambda: door.code(person, third, NOW, person.codes[3]))
    door.code(person, third, NOW, person.codes[4])


@pytest.mark.parametrize("kind", ["step", "recovery"])
def test_a_code_used_twice_at_once_works_once(door: Door, kind: str) -> None:
    person = door.enrolled()
    sessions = [door.password(person, NOW)[1] for _ in range(4)]
    code = person.code(NOW) if kind == "step" else person.codes[0]
    together = Barrier(len(sessions))

    def enter(place: int) -> bool:
        together.wait()
        try:
            door.code(person, sessions[place], NOW, code)
        except SignInRefused:
            return False
        return True

    with ThreadPoolExecutor(len(sessions)) as pool:
        assert sorted(pool.map(enter, range(len(sessions)))) == [False, False, False, True]


def test_guesses_made_at_once_are_counted_too(door: Door) -> None:
    person = door.enrolled()
    together = Barrier(4)

    def guesses(place: int) -> list[SignInRefused]:
        together.wait()
        return [guess(door, person, NOW, f"192.0.2.{place * 10 + at}") for at in range(5)]

    with ThreadPoolExecutor(4) as pool:
        answers = [one for some in pool.map(guesses, range(4)) for one in some]
    assert sum(one.wait is None for one in answers) == 10
    # What would have been right is not told either.
    assert refused(lambda: door.password(person, NOW)).wait == timedelta(seconds=30)


def test_a_right_guess_is_not_told_when_others_have_failed_meanwhile(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = door.enrolled()
    check = PASSWORDS.check

    def late(stored: str | None, password: str) -> Checked:
        monkeypatch.setattr(PASSWORDS, "check", check)
        for place in range(10):
            guess(door, person, NOW, f"203.0.113.{place}")
        return check(stored, password)

    monkeypatch.setattr(PASSWORDS, "check", late)
    assert refused(lambda: door.password(person, NOW)).wait == timedelta(seconds=30)


def test_a_browser_that_is_known_gets_in_while_others_guess(door: Door) -> None:
    person = door.enrolled()
    at_home = replace(person, device=trust_device(door.database, door.practice.id, person.id, NOW))
    for place in range(30):
        guess(door, person, NOW, f"203.0.113.{place}")
    refused(lambda: door.password(person, NOW))
    _, begun = door.password(at_home, NOW)
    assert begun.device == at_home.device.split(".")[0]
    # Codes have counters of their own, known browser or not.
    for _ in range(10):
        refused(lambda: door.code(person, begun, NOW, "000000"))
    assert refused(lambda: door.code(person, begun, NOW)).wait
    door.code(at_home, begun, NOW)
    # The attack stops: at the latest a quarter of an hour later anybody may try again.
    door.password(person, NOW + 15 * MINUTE)


def test_waits_grow_and_guessing_on_does_not_lengthen_them(door: Door) -> None:
    person = door.enrolled()
    now, allowed = NOW, []
    for place in range(110):
        wait = guess(door, person, now, f"203.0.{place // 99}.{place % 99}").wait
        if wait is None:
            allowed.append(now)
        now += STEP
    waited = [(b - a).total_seconds() for a, b in pairwise(allowed[9:])]
    assert waited == [30, 60, 120, 240, 480, 900, 900]
    door.password(person, now + 15 * MINUTE)


def test_a_known_browser_has_a_limit_of_its_own(door: Door) -> None:
    person = door.enrolled()
    person.device = trust_device(door.database, door.practice.id, person.id, NOW)
    for _ in range(10):
        refused(lambda: door.password(person, NOW, "guess"))
    assert refused(lambda: door.password(person, NOW)).wait
    door.password(replace(person, device=""), NOW)


def test_one_browser_may_be_known_for_several_people_and_for_nobody_else(door: Door) -> None:
    people = [door.enrolled(name) for name in ("ray", "kay", "may")]
    device = ""
    for person in people[:2]:
        device = trust_device(
            door.database, door.practice.id, person.id, NOW, device=device + ".junk" * bool(device)
        )
    ids = [door.password(replace(one, device=device), NOW)[1].device for one in people]
    assert ids == [device.split(".")[0], device.split(".")[0], ""]
    forged = ("0" if device[0] != "0" else "1") + device[1:]
    assert door.password(replace(people[0], device=forged), NOW)[1].device == ""
    for _ in range(20):
        device = trust_device(door.database, door.practice.id, people[0].id, NOW, device=device)
    assert len(device) < 200


def test_many_guesses_from_one_address_wait_whoever_they_are_for(door: Door) -> None:
    person = door.enrolled()
    for place in range(50):
        somebody = replace(person, begun=replace(person.begun, username=f"user{place // 5}"))
        assert guess(door, somebody, NOW).wait is None
    assert refused(lambda: door.password(person, NOW)).wait
    door.password(person, NOW, address=ELSEWHERE)


def test_sessions_lock_and_end(door: Door) -> None:
    person = door.enrolled()
    token, begun = door.sign_in(person, NOW)
    touch_session(door.database, begun, NOW + timedelta(seconds=29))
    found = door.find(token, NOW + MINUTE)
    assert found is not None
    assert found.session.seen_at == NOW
    touch_session(door.database, found.session, NOW + MINUTE)
    assert door.find(token, NOW + MINUTE + IDLE_LOCKS - STEP)
    locked = door.find(token, NOW + MINUTE + IDLE_LOCKS)
    assert locked is not None
    assert locked.actor is None
    assert locked.session.state(NOW + MINUTE + IDLE_LOCKS) is SessionState.LOCKED
    late = NOW + MINUTE + IDLE_LOCKS
    touch_session(door.database, locked.session, late)
    with pytest.raises(NotFound):
        own_account(door.database, locked.session, late)
    refused(
        lambda: confirm_identity(door.database, locked.session, password="wrong", code="", now=late)
    )
    again, opened = confirm_identity(
        door.database, locked.session, password=WORD, code=person.code(late), now=late
    )
    assert opened.confirmed(late)
    assert door.find(token, late) is None
    present = door.find(again, late)
    assert present is not None
    assert present.actor is not None
    assert door.find(again, NOW + SESSION_ENDS) is None
    # A lock that somebody asked for holds although they were there just now.
    lock_session(door.database, opened, late)
    present = door.find(again, late)
    assert present is not None
    assert present.actor is None


def test_signing_out_is_at_once_and_for_good(door: Door) -> None:
    person = door.enrolled()
    other = door.enrolled("kay")
    theirs, _ = door.sign_in(other, NOW)
    first, here = door.sign_in(person, NOW)
    second, there = door.sign_in(person, NOW + STEP)
    end_session(door.database, here, NOW + STEP)
    end_session(door.database, here, NOW + STEP)
    assert door.find(first, NOW + STEP) is None
    calls: tuple[Callable[[], object], ...] = (
        lambda: own_account(door.database, here, NOW + STEP),
        lambda: choose_role(door.database, here, Role.GP, NOW + STEP),
        lambda: confirm_identity(door.database, here, password=WORD, code="", now=NOW + STEP),
    )
    for call in calls:
        with pytest.raises(NotFound):
            call()
    touch_session(door.database, here, NOW + 2 * STEP)
    lock_session(door.database, here, NOW + STEP)
    third, _ = door.sign_in(person, NOW + 2 * STEP)
    assert end_all_sessions(door.database, there, NOW + 2 * STEP) == 2
    assert [door.find(one, NOW + 2 * STEP) for one in (first, second, third)] == [None] * 3
    assert door.find(theirs, NOW + 2 * STEP)


def test_a_role_is_ones_own_and_the_token_changes_with_it(door: Door) -> None:
    person = door.enrolled("ray", Role.GP, Role.SAFEGUARDING_LEAD)
    token, begun = door.sign_in(person, NOW)
    assert begun.stage is Stage.ROLE
    with pytest.raises(NotFound):
        choose_role(door.database, begun, Role.ADMINISTRATOR, NOW)
    second, chosen = choose_role(door.database, begun, Role.SAFEGUARDING_LEAD, NOW)
    assert chosen.ends_at == NOW + SESSION_ENDS
    with pytest.raises(NotFound):
        choose_role(door.database, begun, Role.GP, NOW)
    third, changed = choose_role(door.database, chosen, Role.GP, NOW)
    assert len({token, second, third}) == 3
    assert changed.id == begun.id
    present = door.find(third, NOW)
    assert present is not None
    assert present.actor is not None
    assert present.actor.role is Role.GP
    assert [door.find(one, NOW) for one in (token, second)] == [None, None]


def test_a_new_password_ends_what_is_open_elsewhere(door: Door) -> None:
    person = door.enrolled()
    elsewhere, _ = door.sign_in(person, NOW)
    token, here = door.sign_in(person, NOW + STEP)
    now = NOW + STEP
    refused(lambda: change_password(door.database, here, "wrong", "another long one", now))
    for new, fault in (
        ("short", PasswordFault.TOO_SHORT),
        (WORD, PasswordFault.SAME_AGAIN),
        ("fern lane surgery", PasswordFault.LIKE_A_NAME),
        ("Dr Ray Fern", PasswordFault.TOO_SHORT),
        ("Dr. Ray Fern!!", PasswordFault.LIKE_A_NAME),
    ):
        with pytest.raises(PasswordUnfit) as unfit:
            change_password(door.database, here, WORD, new, now)
        assert unfit.value.fault is fault
    fresh, _ = change_password(door.database, here, WORD, "another long one", now)
    assert [door.find(one, now) for one in (elsewhere, token)] == [None, None]
    present = door.find(fresh, now)
    assert present is not None
    assert present.actor is not None
    refused(lambda: door.password(person, now))
    door.password(replace(person, password="another long one"), now)


def test_a_second_factor_is_replaced_only_by_whoever_confirmed(door: Door) -> None:
    person = door.enrolled()
    _, begun = door.sign_in(person, NOW)
    now = NOW + 4 * MINUTE
    touch_session(door.database, begun, now)
    now += 2 * MINUTE
    with pytest.raises(NotFound):
        begin_second_factor(door.database, begun, now)
    with pytest.raises(NotFound):
        confirm_second_factor(door.database, begun, person.code(now), now)
    _, begun = confirm_identity(door.database, begun, password=WORD, code="", now=now)
    old = replace(person)
    person.secret = begin_second_factor(door.database, begun, now).secret
    # Until it is confirmed the present one works.
    door.code(old, door.password(old, now)[1], now)
    done = confirm_second_factor(door.database, begun, person.code(now), now)
    later = now + STEP
    _, begun = door.password(person, later)
    refused(lambda: door.code(old, begun, later))
    refused(lambda: door.code(old, begun, later, old.codes[0]))
    door.code(person, begun, later)
    assert len(set(done.codes) & set(old.codes)) == 0


def test_guesses_within_a_session_are_counted_there(door: Door) -> None:
    person = door.enrolled()
    _, begun = door.sign_in(person, NOW)

    def confirm(password: str, at: datetime) -> object:
        return confirm_identity(door.database, begun, password=password, code="", now=at)

    for _ in range(10):
        refused(lambda: confirm("wrong", NOW))
    assert refused(lambda: confirm(WORD, NOW)).wait
    door.sign_in(person, NOW + STEP)
    confirm(WORD, NOW + 15 * MINUTE)


def test_whoever_is_disabled_is_out_at_once(door: Door) -> None:
    person = door.enrolled()
    token, begun = door.sign_in(person, NOW)
    _, half = door.password(person, NOW + STEP)
    assert disable_account(door.database, door.practice, "ray", NOW) == 2
    assert door.find(token, NOW) is None
    refused(lambda: door.password(person, NOW + STEP))
    calls: tuple[Callable[[], object], ...] = (
        lambda: door.code(person, half, NOW + STEP),
        lambda: confirm_identity(door.database, begun, password=WORD, code="", now=NOW),
    )
    for call in calls:
        with pytest.raises(NotFound):
            call()


def test_another_practice_knows_neither_token_nor_account(door: Door) -> None:
    person = door.enrolled()
    token, begun = door.sign_in(person, NOW)
    other = add_practice(door.database, "B82002", "Other Surgery", NOW)
    assert find_session(door.database, other.id, token, NOW) is None
    stranger = Door(door.database, other)
    refused(lambda: stranger.password(person, NOW))
    with pytest.raises(NotFound):
        own_account(door.database, replace(begun, practice_id=other.id), NOW)


def test_nobody_uses_the_account_of_somebody_else(door: Door) -> None:
    person, other = door.enrolled(), door.enrolled("kay")
    _, mine = door.sign_in(person, NOW)
    _, theirs = door.sign_in(other, NOW)
    present = door.find(door.sign_in(person, NOW + STEP)[0], NOW + STEP)
    assert present is not None
    actor = present.actor
    assert actor is not None
    for forged in (replace(theirs, staff_id=person.id), replace(mine, staff_id=other.id)):
        with pytest.raises(NotFound):
            own_account(door.database, forged, NOW)
        end_session(door.database, forged, NOW)
    with door.database.reading(Occasion(actor, Permission.USE_ACCOUNT, NOW)) as work:
        assert work.sessions.find_own(actor, mine.id)
        assert work.sessions.find_own(actor, theirs.id) is None
        calls: tuple[Callable[[], object], ...] = (
            lambda: work.accounts.find(actor, other.id),
            lambda: work.accounts.find_named(actor, "kay"),
            lambda: work.accounts.list_all(actor),
            lambda: work.accounts.secret(actor, other.id),
            lambda: work.sessions.find(actor, theirs.id),
            lambda: work.sessions.end_all(actor, other.id, NOW),
        )
        for call in calls:
            with pytest.raises(Denied):
                call()


def test_an_identity_provider_says_who_it_is(door: Door) -> None:
    add_account(
        door.database,
        door.practice,
        NewPerson("Dr Kay", "kay", (Role.GP,), "https://id.example", "555"),
        NOW,
    )

    def sign_in(issuer: str, subject: str) -> object:
        return sign_in_with_provider(door.database, door.practice.id, issuer, subject, "AAL3", NOW)

    refused(lambda: sign_in("https://id.example", "556"))
    refused(lambda: sign_in("https://other.example", "555"))
    refused(
        lambda: sign_in_with_password(
            door.database, door.practice.id, "kay", "", device="", address=HERE, now=NOW
        )
    )
    token, begun = sign_in_with_provider(
        door.database, door.practice.id, "https://id.example", "555", "AAL3", NOW
    )
    assert (begun.method, begun.assurance, begun.stage) == ("provider", "AAL3", Stage.FULL)
    assert door.find(token, NOW)
    refused(lambda: confirm_identity(door.database, begun, password="", code="", now=NOW))


def test_only_in_the_demonstration_a_click_is_enough(door: Door) -> None:
    person = door.add()
    with pytest.raises(NotFound):
        sign_in_to_demo(door.database, door.practice, person.id, NOW)


def test_invented_people_sign_in_with_a_click(tmp_path: Path) -> None:
    with cheap_passwords():
        database = Database.create(settings_for(f"sqlite:///{tmp_path / 'd.sqlite3'}", tmp_path))
        practice = add_practice(database, "Y0001", "Invented", NOW, synthetic=True)
        door = Door(database, practice)
        person = door.add()
        token, begun = sign_in_to_demo(database, practice, person.id, NOW)
        present = door.find(token, NOW)
        assert present is not None
        assert present.actor is not None
        lock_session(database, begun, NOW)
        again, _ = confirm_identity(database, begun, password="", code="", now=NOW)
        assert again != token
        with pytest.raises(NotFound):
            sign_in_to_demo(database, practice, "nobody", NOW)
        database.close()


def test_what_is_stored_tells_no_secret(tmp_path: Path) -> None:
    with cheap_passwords():
        path = tmp_path / "d.sqlite3"
        door = build_door(f"sqlite:///{path}", tmp_path)
        person: Person = door.enrolled()
        token, _ = door.sign_in(person, NOW)
        refused(lambda: door.password(person, NOW, "wrong"))
        door.database.close()
        raw = b"".join(one.read_bytes() for one in tmp_path.glob("d.sqlite3*"))
        for secret in (token, person.secret, WORD, HERE, *person.codes):
            assert secret.encode() not in raw
            assert secret.replace("-", "").encode() not in raw
