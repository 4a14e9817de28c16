"""Passwords: the same work for everybody, and hashes that grow with the parameters."""

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from gpsupport.sealing.passwords import PASSWORDS, Checked, Passwords

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
DEARER = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
WORD = "a plain long password"


class Counting(PasswordHasher):
    """A hasher that counts how often it is asked."""

    verified = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]  # noqa: A002
        self.verified += 1
        return super().verify(hash, password)


def test_our_parameters_are_those_of_the_rfc() -> None:
    made = extract_parameters(PASSWORDS.hash(WORD))
    assert made.type is Type.ID
    assert (made.time_cost, made.memory_cost, made.parallelism) == (3, 64 * 1024, 4)


def test_only_the_password_that_was_hashed_is_right() -> None:
    passwords = Passwords(CHEAP)
    stored = passwords.hash(WORD)
    assert WORD not in stored
    assert stored != passwords.hash(WORD)
    assert passwords.check(stored, WORD) == Checked(True)
    assert passwords.check(stored, WORD.upper()) == Checked(False)
    assert passwords.check(stored, "") == Checked(False)
    assert passwords.check("no hash at all", WORD) == Checked(False)


def test_letters_count_and_not_how_they_are_composed() -> None:
    passwords = Passwords(CHEAP)
    assert passwords.check(passwords.hash("caf\u00e9 au lait"), "cafe\u0301 au lait").right
    assert not passwords.check(passwords.hash(WORD), "\ud800").right


def test_without_an_account_the_same_work_is_done_and_nothing_is_right() -> None:
    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    passwords = Passwords(hasher)
    stored = passwords.hash(WORD)
    for against, typed in ((stored, WORD), (stored, "wrong"), (None, WORD), (stored, WORD * 50)):
        hasher.verified = 0
        checked = passwords.check(against, typed)
        assert hasher.verified == 1
        assert checked.right is (against is not None and typed == WORD)
    assert not passwords.check(None, "nobody's password").right


def test_a_password_of_the_greatest_length_is_checked_whole() -> None:
    passwords = Passwords(CHEAP)
    stored = passwords.hash("x" * 127 + "y")
    assert passwords.check(stored, "x" * 127 + "y").right
    assert not passwords.check(stored, "x" * 128).right
    assert not passwords.check(stored, "x" * 127 + "yz").right


@pytest.mark.parametrize(("hasher", "outgrown"), [(CHEAP, False), (DEARER, True)])
def test_a_hash_is_outgrown_when_the_parameters_grow(
    hasher: PasswordHasher, outgrown: bool
) -> None:
    stored = CHEAP.hash(WORD)
    assert Passwords(hasher).check(stored, WORD) == Checked(True, outgrown)
    assert Passwords(hasher).check(stored, "wrong") == Checked(False)
