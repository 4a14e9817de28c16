"""Connections: one server, no other; answers that are bounded."""

import time
from collections.abc import Callable, Iterator

import httpx2
import pytest

from gpsupport.domain.origins import origin_of
from gpsupport.outbound import connections
from gpsupport.outbound.connections import LARGEST_ANSWER, OneServer, fetch_json
from gpsupport.outbound.refusals import ProviderRefused, Reason

HOME = "https://idp.example/x"


def serving(answer: Callable[[httpx2.Request], httpx2.Response]) -> OneServer:
    """The server at idp.example, answering so."""
    return OneServer(origin_of(HOME), httpx2.MockTransport(answer))


def refusal(address: str, answer: Callable[[httpx2.Request], httpx2.Response]) -> Reason:
    """Why fetching fails."""
    with pytest.raises(ProviderRefused) as caught:
        fetch_json(serving(answer), address, Reason.BAD_KEYS)
    return caught.value.reason


def test_an_object_is_fetched() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["Accept-Encoding"] == "identity"
        return httpx2.Response(200, json={"a": 1})

    assert fetch_json(serving(answer), HOME, Reason.BAD_KEYS) == {"a": 1}


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/x",
        "http://idp.example/x",
        "https://idp.example:8443/x",
        "https://idp.example.elsewhere.example/x",
        "https://127.0.0.1/x",
    ],
)
def test_no_other_server_is_reached(address: str) -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(200, json={})

    assert fetch_json(serving(answer), "https://idp.example:443/x", Reason.BAD_KEYS) == {}
    assert refusal(address, answer) is Reason.WRONG_ORIGIN
    assert len(asked) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        return httpx2.Response(status, headers={"Location": "https://idp.example/y"}, json={})

    assert refusal(HOME, answer) is Reason.REDIRECTED
    assert asked == ["/x"]


def test_an_answer_is_bounded_before_it_is_read() -> None:
    given = 0

    def endless() -> Iterator[bytes]:
        nonlocal given
        while True:
            given += 1
            yield b"x" * 65536

    assert refusal(HOME, lambda _: httpx2.Response(200, content=endless())) is Reason.TOO_LARGE
    assert given <= LARGEST_ANSWER // 65536 + 2


def test_an_answer_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(0, 1000, 4))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(ticks)))

    def dripping() -> Iterator[bytes]:
        while True:
            yield b" "

    assert refusal(HOME, lambda _: httpx2.Response(200, content=dripping())) is Reason.TOO_SLOW


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (httpx2.ReadTimeout("slow"), Reason.TOO_SLOW),
        (httpx2.ConnectTimeout("slow"), Reason.TOO_SLOW),
        (httpx2.ConnectError("certificate of another"), Reason.UNREACHABLE),
        (httpx2.RemoteProtocolError("nonsense"), Reason.UNREACHABLE),
        (OSError("broken"), Reason.UNREACHABLE),
    ],
)
def test_a_broken_connection_is_a_refusal_without_details(fault: Exception, reason: Reason) -> None:
    def answer(_request: httpx2.Request) -> httpx2.Response:
        raise fault

    assert refusal(HOME, answer) is reason


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b"{"), (200, b"[]"), (200, b"\xff"), (200, b"9" * 5000), (204, b""), (500, b"{}")],
)
def test_what_is_no_object_is_refused(status: int, body: bytes) -> None:
    assert refusal(HOME, lambda _: httpx2.Response(status, content=body)) is Reason.BAD_KEYS


def test_the_environment_chooses_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://elsewhere.example:3128")
    assert fetch_json(serving(lambda _: httpx2.Response(200, json={})), HOME, Reason.BAD_KEYS) == {}
    assert connections.CLIENT_OPTIONS["trust_env"] is False
