"""Codes of a second factor, recovery codes, tokens."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.sealing.one_time import (
    RECOVERY_CODES,
    address_of,
    new_recovery_codes,
    new_secret,
    new_token,
    new_words,
    plain_recovery_code,
    step_of,
)

NOW = datetime(2026, 11, 23, 10, 0, 7, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = int(NOW.timestamp()) // 30
# RFC 6238, appendix B: the last six of eight digits for SHA-1 at 59 seconds.
RFC_SECRET, RFC_AT, RFC_CODE = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59, "287082"


def code(step: int) -> str:
    """The code of a time step."""
    return pyotp.TOTP(SECRET).generate_otp(step)


def test_the_code_of_the_rfc_is_right() -> None:
    assert step_of(RFC_SECRET, RFC_CODE, datetime.fromtimestamp(RFC_AT, UTC), after=0) == 1


@pytest.mark.parametrize(
    ("away", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_one_step_to_either_side_is_accepted(away: int, right: bool) -> None:
    assert step_of(SECRET, code(STEP + away), NOW, after=0) == (STEP + away if right else None)


def test_no_step_is_accepted_twice_nor_one_before_it() -> None:
    assert step_of(SECRET, code(STEP), NOW, after=STEP - 1) == STEP
    assert step_of(SECRET, code(STEP), NOW, after=STEP) is None
    assert step_of(SECRET, code(STEP - 1), NOW, after=STEP) is None


def test_a_code_may_be_typed_with_a_space() -> None:
    typed = f" {code(STEP)[:3]} {code(STEP)[3:]} "
    assert step_of(SECRET, typed, NOW, after=0) == STEP


@given(st.text(max_size=10))
def test_anything_may_be_typed(typed: str) -> None:
    step = step_of(SECRET, typed, NOW, after=0)
    assert step is None or code(step) == "".join(typed.split())


@pytest.mark.parametrize("typed", ["", "٣" * 6, "12345", "1234567", "abcdef"])
def test_what_is_no_code_is_not_one(typed: str) -> None:
    assert step_of(SECRET, typed, NOW, after=0) is None


def test_an_app_can_read_the_address() -> None:
    secret = new_secret()
    read = pyotp.parse_uri(address_of(secret, "dr.ray@fern"))
    assert isinstance(read, pyotp.TOTP)
    assert (read.secret, read.name, read.issuer) == (secret, "dr.ray@fern", "gpsupport")
    assert len(secret) == 32


def test_ten_recovery_codes_that_can_be_typed_in_any_way() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == RECOVERY_CODES == 10
    for one in codes:
        plain = plain_recovery_code(one)
        assert plain == one.replace("-", "")
        assert plain_recovery_code(f" {one.upper().replace('-', ' ')}") == plain
    for typed in ("", "123456", codes[0][:-1], codes[0] + "a", codes[0][:-1] + "é"):
        assert plain_recovery_code(typed) is None


def test_tokens_and_words_are_never_the_same() -> None:
    assert len({new_token() for _ in range(100)}) == 100
    assert all(len(new_token()) >= 43 for _ in range(10))
    assert len(new_words(5)) == 24
    assert step_of(SECRET, code(STEP), NOW + timedelta(minutes=5), after=0) is None
