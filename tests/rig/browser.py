"""A real Chromium, kept from the rest of the world, and the accessibility check.

The browser is the one that the system has: the distribution keeps it patched, and Playwright's own
build is not to be had behind every hospital's network. Run as a module, this file finds a browser
or tries to fetch one, which is what ``make test`` does first.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.rig.missing import skip_or_fail

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route

INSTALL_LINE = "apt-get install chromium (or: python -m playwright install chromium)"
REQUIRED_BY = "GPSUPPORT_REQUIRE_BROWSER"

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
# The last four stop the browser from calling its maker at every start.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = {"width": 1366, "height": 768}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass
class Complaints:
    """What a page did that it must never do; a test that leaves any behind fails."""

    foreign_requests: list[str] = field(default_factory=list)
    script_errors: list[str] = field(default_factory=list)
    policy_breaches: list[str] = field(default_factory=list)

    def all(self) -> list[str]:
        """Return every complaint, each with its kind."""
        return [
            *(f"request to another host: {words}" for words in self.foreign_requests),
            *(f"script error: {words}" for words in self.script_errors),
            *(f"content security policy: {words}" for words in self.policy_breaches),
        ]


@pytest.fixture(scope="session")
def playwright() -> Iterator["Playwright"]:
    """Start Playwright's driver once."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: "Playwright") -> Iterator["Browser"]:
    """Start one Chromium for the session."""
    executable = find_chromium(playwright)
    if executable is None:
        skip_or_fail("There is no Chromium on this machine.", INSTALL_LINE, REQUIRED_BY)
    started = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
    yield started
    started.close()


@pytest.fixture
def complaints() -> Complaints:
    """Collect what the test's pages do wrong; a test may inspect and clear it."""
    return Complaints()


@pytest.fixture
def context(browser: "Browser", complaints: Complaints) -> Iterator["BrowserContext"]:
    """Give the test a browser profile of its own that reaches this machine alone."""
    made = browser.new_context(
        viewport=DESKTOP,  # type: ignore[arg-type]
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
        service_workers="block",
    )
    made.set_default_timeout(10_000)
    watch(made, complaints)
    yield made
    made.close()
    assert not complaints.all(), "\n".join(complaints.all())


@pytest.fixture
def page(context: "BrowserContext") -> "Page":
    """Open an empty page at the size of a surgery's screen."""
    return context.new_page()


def watch(context: "BrowserContext", complaints: Complaints) -> None:
    """Block and record requests to other hosts, script errors and breaches of the page's policy."""

    def judge(route: "Route") -> None:
        address = urlsplit(route.request.url)
        if address.scheme in ("http", "https") and address.hostname not in LOOPBACK:
            complaints.foreign_requests.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    context.route("**/*", judge)
    context.on("weberror", lambda error: complaints.script_errors.append(str(error.error)))
    context.on(
        "console",
        lambda message: (
            complaints.policy_breaches.append(message.text)
            if "Content Security Policy" in message.text
            else None
        ),
    )


def assert_accessible(page: "Page") -> None:
    """Fail on any violation that axe finds, whatever its impact."""
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(page)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


def find_chromium(playwright: "Playwright") -> str | None:
    """Find the system's Chromium, or else the one that Playwright may have fetched."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    for place in (*PLACES, playwright.chromium.executable_path):
        if Path(place).exists():
            return place
    return None


def main() -> int:
    """Find a browser for the browser tests or try to fetch one; their absence is not an error."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        if find_chromium(driver) is not None:
            return 0
    print("No Chromium found: fetching one for the browser tests.", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print("It could not be fetched, so the browser tests will be skipped.")
        print(f"To run them: {INSTALL_LINE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
