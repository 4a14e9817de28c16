"""Connections to one server: nothing else is reached, and its answers are bounded.

Everything that could lead elsewhere is off: no redirect is followed, no proxy and no address is
taken from the environment, and an answer that is too large, too slow or compressed is dropped.
"""

from __future__ import annotations

import json
import time
from typing import Any

import httpx2

from gpsupport.domain.origins import Origin, origin_of
from gpsupport.outbound.refusals import ProviderRefused, Reason

LARGEST_ANSWER = 256 * 1024
_SECONDS_A_STEP = 5.0
_SECONDS_IN_ALL = 10.0
_HEADERS = {
    "Accept": "application/json",
    # Counting bytes would not bound what a compressed answer unfolds to.
    "Accept-Encoding": "identity",
    "User-Agent": "gpsupport",
}

CLIENT_OPTIONS: dict[str, Any] = {
    "headers": _HEADERS,
    "timeout": _SECONDS_A_STEP,
    "follow_redirects": False,
    "trust_env": False,
}


class OneServer(httpx2.BaseTransport):
    """Carries requests to one origin. Raises ProviderRefused for whatever does not fit."""

    def __init__(self, origin: Origin, carrier: httpx2.BaseTransport | None = None) -> None:
        """`carrier` opens the connections; by default one that checks certificates."""
        self._origin = origin
        self._carrier = carrier or httpx2.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request and read the whole answer."""
        if origin_of(str(request.url)) != self._origin:
            raise ProviderRefused(Reason.WRONG_ORIGIN)
        deadline = time.monotonic() + _SECONDS_IN_ALL
        try:
            answer = self._carrier.handle_request(request)
            try:
                body = self._read(answer, deadline)
            finally:
                answer.close()
        except httpx2.TimeoutException:
            raise ProviderRefused(Reason.TOO_SLOW) from None
        except (httpx2.HTTPError, OSError):
            raise ProviderRefused(Reason.UNREACHABLE) from None
        return httpx2.Response(
            answer.status_code,
            headers={"Content-Type": answer.headers.get("Content-Type", "")},
            content=body,
            request=request,
        )

    def close(self) -> None:
        """Close idle connections."""
        self._carrier.close()

    @staticmethod
    def _read(answer: httpx2.Response, deadline: float) -> bytes:
        if 300 <= answer.status_code < 400:
            raise ProviderRefused(Reason.REDIRECTED)
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise ProviderRefused(Reason.ENCODED)
        body = bytearray()
        if not isinstance(answer.stream, httpx2.SyncByteStream):
            raise ProviderRefused(Reason.UNREACHABLE)
        for part in answer.stream:
            body += part
            if len(body) > LARGEST_ANSWER:
                raise ProviderRefused(Reason.TOO_LARGE)
            if time.monotonic() > deadline:
                raise ProviderRefused(Reason.TOO_SLOW)
        return bytes(body)


def fetch_json(server: OneServer, address: str, fault: Reason) -> dict[str, Any]:
    """One JSON object from a server. Raises ProviderRefused, with `fault` for any other answer."""
    try:
        # Not closed: that would close the server's connections with it.
        answer = httpx2.Client(transport=server, **CLIENT_OPTIONS).get(address)
        found = json.loads(answer.content) if answer.status_code == 200 else None
    except (httpx2.InvalidURL, ValueError, RecursionError):
        raise ProviderRefused(fault) from None
    if not isinstance(found, dict):
        raise ProviderRefused(fault)
    return found
