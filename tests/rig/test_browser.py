"""The browser rig notices what it is there to notice."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.rig.browser import Complaints, assert_accessible

if TYPE_CHECKING:
    from playwright.sync_api import Page

POLICY = "default-src 'self' http://elsewhere.example; script-src 'self'"
PAGES = {
    "/good": "<title>Fine</title><main><h1>Fine</h1></main>",
    "/no-alt": "<title>Fine</title><main><h1>Fine</h1><img src='/good'></main>",
    "/foreign": "<title>Fine</title><img alt='' src='http://elsewhere.example/x.png'>",
    "/inline": "<title>Fine</title><script>window.x = 1</script>",
    "/broken": "<title>Fine</title><script src='/broken.js'></script>",
}


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        script = self.path.endswith(".js")
        body = (
            "nothing.is.here();" if script else f"<!doctype html><html lang=en>{PAGES[self.path]}"
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if script else "text/html")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_words: object) -> None:
        """Stay quiet."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_good_page_raises_no_complaint(page: "Page", site: str, complaints: Complaints) -> None:
    page.goto(f"{site}/good")
    assert_accessible(page)
    assert complaints.all() == []


def test_an_inaccessible_page_fails(page: "Page", site: str) -> None:
    page.goto(f"{site}/no-alt")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/foreign", "foreign_requests"),
        ("/inline", "policy_breaches"),
        ("/broken", "script_errors"),
    ],
)
def test_what_a_page_must_not_do_is_recorded(
    page: "Page", site: str, complaints: Complaints, path: str, kind: str
) -> None:
    page.goto(f"{site}{path}", wait_until="load")
    page.wait_for_timeout(50)
    found: list[str] = getattr(complaints, kind)
    assert len(found) == 1
    assert complaints.all() != []
    found.clear()
