"""Identity tokens: whether one is genuine, meant for us, fresh, and whom it names."""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, RSAKey
from joserfc.util import urlsafe_b64decode

from gpsupport.outbound.assurance import Assurance, assurance_of
from gpsupport.outbound.refusals import ProviderRefused, Reason

# Asymmetric alone: with HMAC whoever knows the provider's public key could sign.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
SKEW = timedelta(seconds=60)
OLDEST = timedelta(minutes=10)
_LONGEST_TOKEN = 16 * 1024
_LONGEST_SUBJECT = 255

PublicKey = RSAKey | ECKey


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a provider vouches for. `signed_in_at` is when they last proved it there, in UTC."""

    issuer: str
    subject: str
    assurance: Assurance
    signed_in_at: datetime


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say. `since`: the sign-in must not be older than that instant, in UTC."""

    issuer: str
    client_id: str
    nonce: str
    since: datetime
    least: int


def key_id_of(token: object) -> tuple[str, str]:
    """The algorithm and key id that a token claims, before anything of it is believed.

    Raises ProviderRefused for what is no signed token or names an algorithm that is not allowed.
    """
    if not isinstance(token, str) or len(token) > _LONGEST_TOKEN or token.count(".") != 2:
        raise ProviderRefused(Reason.BAD_TOKEN)
    try:
        header = json.loads(urlsafe_b64decode(token.partition(".")[0].encode("ascii")))
    except (ValueError, RecursionError):
        raise ProviderRefused(Reason.BAD_TOKEN) from None
    if not isinstance(header, dict):
        raise ProviderRefused(Reason.BAD_TOKEN)
    if header.get("alg") not in ALGORITHMS:
        raise ProviderRefused(Reason.BAD_ALGORITHM)
    key_id = header.get("kid")
    if not isinstance(key_id, str) or not key_id:
        raise ProviderRefused(Reason.UNKNOWN_KEY)
    return str(header["alg"]), key_id


def read_keys(document: Mapping[str, Any]) -> tuple[PublicKey, ...]:
    """The signing keys of a JWK set; what we cannot use is left out. Raises ProviderRefused."""
    listed = document.get("keys")
    if not isinstance(listed, list):
        raise ProviderRefused(Reason.BAD_KEYS)
    found = []
    for one in listed:
        if not isinstance(one, dict) or one.get("use", "sig") != "sig":
            continue
        try:
            key = JWKRegistry.import_key(one)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if isinstance(key, RSAKey | ECKey):
            found.append(key)
    return tuple(found)


def fitting(keys: Sequence[PublicKey], algorithm: str, key_id: str) -> tuple[PublicKey, ...]:
    """The keys of that id that may be used with that algorithm."""
    return tuple(key for key in keys if key.kid == key_id and key.alg in {None, algorithm})


def read_id_token(
    token: str, keys: Sequence[PublicKey], expected: Expected, now: datetime
) -> Identity:
    """Whom a token names, once everything about it has been checked. Raises ProviderRefused."""
    algorithm, key_id = key_id_of(token)
    candidates = fitting(keys, algorithm, key_id)
    if not candidates:
        raise ProviderRefused(Reason.UNKNOWN_KEY)
    claims = _verified(token, candidates, algorithm)
    _check_parties(claims, expected)
    _check_times(claims, now)
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not _equal(nonce, expected.nonce):
        raise ProviderRefused(Reason.WRONG_NONCE)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise ProviderRefused(Reason.NO_SUBJECT)
    signed_in_at = _instant(claims.get("auth_time"))
    if signed_in_at is None or not expected.since - SKEW <= signed_in_at <= now + SKEW:
        raise ProviderRefused(Reason.OLD_SIGN_IN)
    assurance = assurance_of(claims)
    if not assurance.reaches(expected.least):
        raise ProviderRefused(Reason.LOW_ASSURANCE)
    return Identity(expected.issuer, subject, assurance, signed_in_at)


def _verified(token: str, candidates: Sequence[PublicKey], algorithm: str) -> dict[str, Any]:
    for key in candidates:
        try:
            return jwt.decode(token, key, algorithms=[algorithm]).claims
        except (JoseError, ValueError, TypeError, RecursionError):
            continue
    raise ProviderRefused(Reason.BAD_SIGNATURE)


def _check_parties(claims: Mapping[str, Any], expected: Expected) -> None:
    if claims.get("iss") != expected.issuer:
        raise ProviderRefused(Reason.WRONG_ISSUER)
    audience = claims.get("aud")
    # We trust no other audience, so a token that has one is refused whatever its azp says.
    if audience not in (expected.client_id, [expected.client_id]):
        raise ProviderRefused(Reason.WRONG_AUDIENCE)
    if claims.get("azp", expected.client_id) != expected.client_id:
        raise ProviderRefused(Reason.WRONG_AUDIENCE)


def _check_times(claims: Mapping[str, Any], now: datetime) -> None:
    expires, issued = _instant(claims.get("exp")), _instant(claims.get("iat"))
    if expires is None or now >= expires:
        raise ProviderRefused(Reason.EXPIRED)
    not_before = _instant(claims["nbf"]) if "nbf" in claims else issued
    if issued is None or not_before is None or max(issued, not_before) > now + SKEW:
        raise ProviderRefused(Reason.FROM_THE_FUTURE)
    if now - issued > OLDEST:
        raise ProviderRefused(Reason.STALE)


def _instant(seconds: object) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC) if math.isfinite(seconds) else None
    except (OverflowError, OSError, ValueError):
        return None


def _equal(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode(), wanted.encode())
