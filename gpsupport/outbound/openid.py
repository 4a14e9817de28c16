"""Signing in with an identity provider: OpenID Connect, authorization code with PKCE.

Whoever is sent to the provider signs in there anew (prompt=login, max_age=0), and a token that does
not prove it is refused: at a shared computer a sign-in of this morning may be somebody else's. One
sign-in serves a session of ours for a whole working day.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT

from gpsupport.domain.origins import origin_of
from gpsupport.outbound import discovery
from gpsupport.outbound.assurance import class_to_ask_for
from gpsupport.outbound.client_keys import ClientKey
from gpsupport.outbound.connections import CLIENT_OPTIONS, OneServer, fetch_json
from gpsupport.outbound.discovery import Provider, read_provider
from gpsupport.outbound.id_tokens import (
    Expected,
    Identity,
    PublicKey,
    fitting,
    key_id_of,
    read_id_token,
    read_keys,
)
from gpsupport.outbound.refusals import ProviderRefused, Reason

ASKING_ENDS = timedelta(minutes=10)
_KEPT_FOR = timedelta(hours=1)
_KEYS_AT_MOST_EVERY = timedelta(minutes=1)
_ASSERTION_HOLDS = timedelta(minutes=5)
# While a provider does not answer, not everybody who asks waits for it anew.
_FAILURE_HOLDS = timedelta(seconds=10)
_ENTROPY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Registration:
    """What we are to a provider. `least` is the lowest assurance level that is accepted (1-3)."""

    issuer: str
    client_id: str
    redirect_uri: str
    least: int
    key: ClientKey


@dataclass(frozen=True, slots=True)
class Asking:
    """One request to the provider that waits for its answer. `at` is when it was made, in UTC."""

    state: str
    nonce: str
    verifier: str
    at: datetime

    def kept(self) -> list[Any]:
        """As a signed cookie keeps it."""
        return [self.state, self.nonce, self.verifier, int(self.at.timestamp())]

    @classmethod
    def find(cls, kept: object) -> Asking | None:
        """What a cookie kept, None when that is nothing."""
        match kept:
            case [str(state), str(nonce), str(verifier), int(at)]:
                return cls(state, nonce, verifier, datetime.fromtimestamp(at, UTC))
        return None


@dataclass(frozen=True, slots=True)
class _Known:
    provider: Provider
    at: datetime


@dataclass(frozen=True, slots=True)
class _Failure:
    reason: Reason
    at: datetime


@dataclass(frozen=True, slots=True)
class _Keys:
    keys: tuple[PublicKey, ...]
    at: datetime


class OpenIdClient:
    """Talks to the one provider of an installation. Threads may share it."""

    def __init__(
        self, registration: Registration, carrier: httpx2.BaseTransport | None = None
    ) -> None:
        """Nothing is fetched yet: a server starts also while its provider does not answer."""
        self._ours = registration
        self._server = OneServer(origin_of(registration.issuer), carrier)
        self._known: _Known | None = None
        self._failure: _Failure | None = None
        self._keys: _Keys | None = None
        self._turn = Lock()

    def public_keys(self) -> dict[str, Any]:
        """The JWK set that the provider checks our signature with."""
        return self._ours.key.public()

    def begin(self, now: datetime) -> tuple[str, Asking]:
        """The address to send the browser to, and what to keep until it returns.

        Raises ProviderRefused.
        """
        provider = self._provider(now)
        state, nonce, verifier = (secrets.token_urlsafe(_ENTROPY_BYTES) for _ in range(3))
        wanted = class_to_ask_for(self._ours.least, provider.classes)
        address, _ = self._session(provider, now).create_authorization_url(
            provider.authorization_endpoint,
            state=state,
            code_verifier=verifier,
            nonce=nonce,
            prompt="login",
            max_age=0,
            **({"acr_values": wanted} if wanted else {}),
        )
        return str(address), Asking(state, nonce, verifier, now)

    def finish(
        self, asking: Asking, answer: Mapping[str, Sequence[str]], now: datetime
    ) -> Identity:
        """Whom the provider vouches for, by what the browser brought back.

        `answer` holds every value of every parameter. Raises ProviderRefused.
        """
        if not timedelta() <= now - asking.at <= ASKING_ENDS:
            raise ProviderRefused(Reason.EXPIRED_REQUEST)
        if any(len(answer.get(name, ())) > 1 for name in ("state", "code", "iss", "error")):
            raise ProviderRefused(Reason.REPEATED)
        told = {name: values[0] for name, values in answer.items() if values}
        if not secrets.compare_digest(told.get("state", "").encode(), asking.state.encode()):
            raise ProviderRefused(Reason.WRONG_STATE)
        provider = self._provider(now)
        names_issuer = "iss" in told or provider.says_issuer
        if names_issuer and told.get("iss") != provider.issuer:
            raise ProviderRefused(Reason.MIXED_UP)
        if "error" in told:
            raise ProviderRefused(Reason.PROVIDER_ERROR)
        if not told.get("code"):
            raise ProviderRefused(Reason.NO_CODE)
        token = self._exchange(provider, asking, told["code"], now)
        algorithm, key_id = key_id_of(token)
        keys = self._keys_for(provider, algorithm, key_id, now)
        ours = self._ours
        expected = Expected(ours.issuer, ours.client_id, asking.nonce, asking.at, ours.least)
        return read_id_token(str(token), keys, expected, now)

    def misfits(self) -> list[str]:
        """What in the provider's discovery document does not fit, in words.

        Raises ProviderRefused when there is no document.
        """
        ours = self._ours
        return discovery.misfits(self._document(), ours.issuer, ours.key.algorithm, ours.least)

    def close(self) -> None:
        """Close idle connections."""
        self._server.close()

    def _document(self) -> dict[str, Any]:
        address = self._ours.issuer.rstrip("/") + discovery.PATH
        return fetch_json(self._server, address, Reason.BAD_DISCOVERY)

    def _provider(self, now: datetime) -> Provider:
        known, failure = self._known, self._failure
        if known is not None and _fresh(known.at, now, _KEPT_FOR):
            return known.provider
        if failure is not None and _fresh(failure.at, now, _FAILURE_HOLDS):
            raise ProviderRefused(failure.reason)
        try:
            found = read_provider(self._document(), self._ours.issuer)
        except ProviderRefused as refusal:
            self._failure = _Failure(refusal.reason, now)
            raise
        self._known = _Known(found, now)
        return found

    def _keys_for(
        self, provider: Provider, algorithm: str, key_id: str, now: datetime
    ) -> tuple[PublicKey, ...]:
        """The provider's keys, fetched again for an unknown id, but not more than once a minute."""
        kept = self._keys
        if kept is not None and _fresh(kept.at, now, _KEPT_FOR):
            if fitting(kept.keys, algorithm, key_id):
                return kept.keys
            with self._turn:
                if self._keys is not kept or _fresh(kept.at, now, _KEYS_AT_MOST_EVERY):
                    return self._keys.keys if self._keys else ()
                # Marked before the request, so that a failing one is not repeated at once either.
                kept = self._keys = _Keys(kept.keys, now)
        found = read_keys(fetch_json(self._server, provider.jwks_uri, Reason.BAD_KEYS))
        self._keys = _Keys(found, now)
        return found

    def _exchange(self, provider: Provider, asking: Asking, code: str, now: datetime) -> object:
        try:
            answer = self._session(provider, now).fetch_token(
                provider.token_endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=asking.verifier,
                client_id=self._ours.client_id,
            )
        except (OAuthError, httpx2.HTTPError, httpx2.InvalidURL, ValueError, RecursionError):
            raise ProviderRefused(Reason.CODE_REFUSED) from None
        return answer.get("id_token")

    def _session(self, provider: Provider, now: datetime) -> Any:
        """A client for one conversation: it would keep the tokens of the one before."""
        ours = self._ours
        session = OAuth2Client(
            client_id=ours.client_id,
            client_secret=ours.key.key,
            token_endpoint_auth_method=PrivateKeyJWT.name,
            scope="openid",
            redirect_uri=ours.redirect_uri,
            code_challenge_method="S256",
            transport=self._server,
            **CLIENT_OPTIONS,
        )
        claims = {
            "iat": int(now.timestamp()),
            "exp": int((now + _ASSERTION_HOLDS).timestamp()),
            "jti": secrets.token_urlsafe(_ENTROPY_BYTES),
        }
        session.register_client_auth_method(
            # All its addresses share the issuer's origin, so no other server can be the audience.
            PrivateKeyJWT(provider.token_endpoint, claims, {"kid": ours.key.id}, ours.key.algorithm)
        )
        session.compliance_hook["access_token_response"].add(_only_success)
        return session


def _only_success(answer: httpx2.Response) -> httpx2.Response:
    if answer.status_code != 200:
        raise ProviderRefused(Reason.CODE_REFUSED)
    return answer


def _fresh(at: datetime, now: datetime, limit: timedelta) -> bool:
    """Whether something is younger than a limit; a clock that was set back makes it old."""
    return timedelta() <= now - at < limit
