"""Passwords: hashed with argon2id, checked in the same time whether or not there is an account."""

from dataclasses import dataclass
from functools import cached_property
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from gpsupport.domain.identity import LONGEST_PASSWORD, normal_password

# Each check takes 64 MiB: more at once would let a flood of guesses use up the memory.
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a password was right; `outgrown` where its hash is weaker than we make them now."""

    right: bool
    outgrown: bool = False


class Passwords:
    """Hashes and checks passwords. Threads may share it.

    The parameters are the second recommended option of RFC 9106 (3 passes, 64 MiB, 4 lanes), which
    is above the least that OWASP asks for and fits a small server.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Use the parameters of a hasher, or our own."""
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._room = BoundedSemaphore(_AT_ONCE)

    def hash(self, password: str) -> str:
        """The hash to store, with its parameters and salt in it."""
        with self._room:
            return self._hasher.hash(_bytes(password))

    def check(self, stored: str | None, password: str) -> Checked:
        """Whether a password is the one that was hashed.

        Without a hash, or with a password that is too long to be one, the same work is done and
        the answer is no.
        """
        # Made by the first check of any kind, so that it is not the unknown name that waits for it.
        dummy = self._dummy
        possible = stored is not None and len(password) <= LONGEST_PASSWORD
        against = stored if stored is not None and possible else dummy
        try:
            with self._room:
                self._hasher.verify(against, _bytes(password[:LONGEST_PASSWORD]))
        except (VerificationError, InvalidHashError):
            return Checked(False)
        return Checked(possible, possible and self._hasher.check_needs_rehash(against))

    @cached_property
    def _dummy(self) -> str:
        return self.hash("nobody's password")


def _bytes(password: str) -> bytes:
    # Half a surrogate pair can be typed nowhere, but a request can hold it.
    return normal_password(password).encode("utf-8", "surrogatepass")


PASSWORDS = Passwords()
