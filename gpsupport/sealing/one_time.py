"""Codes of a second factor (RFC 6238), recovery codes, and the secrets that we make."""

import hmac
import secrets
from datetime import datetime

import pyotp

_SECONDS = 30
_EITHER_SIDE = 1
_ISSUER = "gpsupport"
# Without letters and digits that are mistaken for each other: 31 marks, almost five bits each.
_MARKS = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 4, 4
RECOVERY_CODES = 10


def new_token() -> str:
    """The token of a session: 256 bits."""
    return secrets.token_urlsafe(32)


def new_secret() -> str:
    """The secret of a second factor: 160 bits in base32, as RFC 4226 recommends."""
    return pyotp.random_base32(32)


def address_of(secret: str, username: str) -> str:
    """The otpauth address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret, interval=_SECONDS).provisioning_uri(
        name=username, issuer_name=_ISSUER
    )


def step_of(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The time step whose code this is, now or one step to either side; None when of none.

    Only steps later than `after`, the last that was accepted, count: so no code works twice.
    """
    digits = "".join(code.split())
    if not (len(digits) == 6 and digits.isascii() and digits.isdigit()):
        return None
    made = pyotp.TOTP(secret, interval=_SECONDS)
    this = int(now.timestamp()) // _SECONDS
    found = None
    # Every step is compared, so that the time does not tell which of them it was.
    for step in range(this - _EITHER_SIDE, this + _EITHER_SIDE + 1):
        if hmac.compare_digest(made.generate_otp(step), digits) and step > after:
            found = step
    return found


def new_words(groups: int = _GROUPS) -> str:
    """A random text to be typed once: groups of four letters and digits, 19 bits and more each."""
    return "-".join("".join(secrets.choice(_MARKS) for _ in range(_GROUP)) for _ in range(groups))


def new_recovery_codes() -> tuple[str, ...]:
    """Recovery codes of 79 bits each: too many to be guessed from a keyed hash or without."""
    return tuple(new_words() for _ in range(RECOVERY_CODES))


def plain_recovery_code(typed: str) -> str | None:
    """A recovery code without what a person adds in typing it; None where it can be none."""
    plain = "".join(mark for mark in typed.casefold() if mark.isalnum())
    fits = len(plain) == _GROUPS * _GROUP and all(mark in _MARKS for mark in plain)
    return plain if fits else None
