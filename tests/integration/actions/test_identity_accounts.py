"""What whoever sets the practice up does to accounts, and what it means for their people."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher, extract_parameters

from gpsupport.actions.errors import NotFound, Refused
from gpsupport.actions.identity import (
    SignInRefused,
    find_actor,
    own_account,
    sign_in_with_password,
)
from gpsupport.actions.identity.accounts import (
    NewPerson,
    add_account,
    disable_account,
    list_accounts,
    reset_account,
    unlock_account,
)
from gpsupport.actions.practices import add_practice, server
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.identity import Stage
from gpsupport.domain.people import Role
from gpsupport.sealing.passwords import PASSWORDS
from tests.integration.actions.accounts import (
    HERE,
    NOW,
    STEP,
    WORD,
    Door,
    Person,
    build_door,
    cheap_passwords,
)


@pytest.fixture
def door(database_url: str, tmp_path: Path) -> Iterator[Door]:
    """A practice on each engine."""
    with cheap_passwords():
        made = build_door(database_url, tmp_path)
        yield made
        made.database.close()


def fail(door: Door, person: Person, times: int) -> None:
    """Guess wrongly."""
    for _ in range(times):
        with pytest.raises(SignInRefused):
            door.password(person, NOW, "a guess")


def test_unlocking_ends_every_wait_at_once(door: Door) -> None:
    person, other = door.enrolled(), door.enrolled("kay")
    fail(door, person, 12)
    fail(door, other, 60)
    with pytest.raises(SignInRefused):
        door.password(person, NOW)
    unlock_account(door.database, door.practice, "RAY", NOW)
    door.password(person, NOW)
    # It was for one person, though an address that others guessed from is free again too.
    with pytest.raises(SignInRefused):
        door.password(other, NOW)


def test_a_reset_begins_anew(door: Door) -> None:
    person = door.enrolled()
    token, _ = door.sign_in(person, NOW)
    fail(door, person, 12)
    begun = reset_account(door.database, door.practice, "ray", NOW)
    assert door.find(token, NOW) is None
    with pytest.raises(SignInRefused):
        door.password(person, NOW)
    assert begun.password
    _, half = door.password(person, NOW, begun.password)
    assert half.stage is Stage.ENROL
    mine = own_account(door.database, half, NOW)
    assert (mine.must_change, mine.second_factor, mine.recovery_left) == (True, False, 0)
    assert begun.password != WORD


def test_the_list_tells_who_signs_in_how(door: Door) -> None:
    person = door.enrolled("ray", Role.GP, Role.NURSE)
    door.add("new")
    door.sign_in(person, NOW)
    disable_account(door.database, door.practice, "new", NOW)
    listed = {
        one.account.username: one
        for one in list_accounts(door.database, door.practice, NOW)
        if one.account
    }
    assert listed["ray"].last_at == NOW
    assert listed["ray"].account is not None
    assert listed["ray"].account.second_factor
    assert listed["ray"].clinician.roles == (Role.GP, Role.NURSE)
    assert listed["new"].last_at is None
    assert listed["new"].clinician.disabled
    assert find_actor(door.database, door.practice.id, listed["new"].clinician.id, NOW) is None


def test_an_account_belongs_to_one_practice(door: Door) -> None:
    door.enrolled()
    other = Door(door.database, add_practice(door.database, "B82002", "Other Surgery", NOW))
    for change in (disable_account, unlock_account, reset_account):
        with pytest.raises(NotFound):
            change(door.database, other.practice, "ray", NOW)
    other.enrolled("ray")
    with pytest.raises(Refused, match="The username ray is taken"):
        door.add("Ray")


def test_a_refused_person_leaves_nothing(door: Door) -> None:
    door.add()
    with pytest.raises(Refused):
        add_account(door.database, door.practice, NewPerson("Else", "ray", (Role.GP,)), NOW)
    assert len(list_accounts(door.database, door.practice, NOW)) == 1


def test_adding_and_changing_are_audited_with_whom(door: Door) -> None:
    before = len(door.audited())
    person = door.add()
    unlock_account(door.database, door.practice, "ray", NOW)
    reset_account(door.database, door.practice, "ray", NOW)
    disable_account(door.database, door.practice, "ray", NOW)
    events = ["add-staff", *["change-staff"] * 3]
    assert door.audited()[before:] == [(one, "command-line", person.id, "allow") for one in events]


def test_a_hash_grows_with_the_parameters_at_the_next_sign_in(door: Door) -> None:
    person = door.enrolled()
    PASSWORDS._hasher = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    door.sign_in(person, NOW)
    actor = server(door.practice.id)
    with door.database.reading(Occasion(actor, Permission.IDENTIFY, NOW)) as work:
        account = work.accounts.find_named(actor, "ray")
    assert account is not None
    assert account.password_hash is not None
    made = extract_parameters(account.password_hash)
    assert (made.time_cost, made.memory_cost) == (2, 16)
    door.sign_in(person, NOW + STEP)


def test_a_failure_is_counted_although_signing_in_raises(door: Door) -> None:
    person = door.enrolled()
    fail(door, person, 3)
    actor = server(door.practice.id)
    with door.database.reading(Occasion(actor, Permission.IDENTIFY, NOW)) as work:
        names = [
            work.counters.name_for_account(actor, "ray", "password", "account"),
            work.counters.name_for_address(actor, HERE),
        ]
        tallies = work.counters.tallies(actor, names)
    assert [tallies[name].failures for name in names] == [3, 3]
    sign_in_with_password(
        door.database, door.practice.id, "ray", WORD, device="", address=HERE, now=NOW
    )
