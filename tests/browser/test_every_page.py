"""Every page in every state: no accessibility fault, no sideways scrolling, light enough."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_a_consultation import open_patient, say_alone, sign_in
from tests.rig.browser import assert_accessible
from tests.rig.world import GP

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES = {"surgery": (1366, 768), "frame": (700, 768), "phone": (390, 844)}
HEAVIEST_PAGE = 400_000


def states(page: "Page", address: str) -> Iterator[str]:
    """Go through the pages, stopping at each state worth a look."""
    page.goto(f"{address}/")
    yield "people"
    page.goto(f"{address}/developer")
    yield "developer"
    sign_in(page, address, GP)
    yield "today"
    page.locator("details.cs-account summary").click()
    yield "account open"
    page.goto(f"{address}/patients")
    page.get_by_role("button", name="Find").click()
    yield "search with an error"
    page.get_by_label("Last name").fill("Atk")
    page.get_by_role("button", name="Find").click()
    yield "search with results"
    page.goto(f"{address}/directory")
    yield "local help"
    page.goto(f"{address}/today")
    where = open_patient(page, "Ms Jane Atkinson")
    yield "before the gate"
    page.get_by_role("button", name="Continue").click()
    yield "gate with an error"
    page.get_by_label("Someone else is here").check()
    page.get_by_role("button", name="Continue").click()
    yield "somebody is here"
    page.goto(f"{where}/who")
    say_alone(page)
    yield "conversation"
    for summary in page.locator("#main summary").all():
        summary.click()
    yield "everything unfolded"
    page.get_by_label("Not today").check()
    yield "not today"
    page.get_by_role("button", name="Save", exact=True).click()
    yield "conversation with an error"
    page.get_by_label("Yes, asked").check()
    page.get_by_label("Abuse now").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/after")
    yield "after telling"
    page.goto(f"{where}/record")
    yield "what to write"
    page.goto(where)
    yield "saved"
    page.goto(where.replace("/consultation", "/timeline"))
    yield "timeline"
    page.goto(where.replace("/consultation", "/local-help"))
    yield "local help for a patient"
    page.goto(f"{address}/no-such-page")
    yield "not found"


@pytest.mark.parametrize("size", SIZES)
def test_every_state_is_accessible_and_fits(page: "Page", address: str, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    seen = 0
    for state in states(page, address):
        page.wait_for_load_state()
        seen += 1
        too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert too_wide <= 0, f"{state} is {too_wide} px too wide"
        assert_accessible(page)
    assert seen >= 18


def test_a_page_is_light(page: "Page", address: str) -> None:
    weights: list[int] = []
    page.on(
        "response", lambda response: weights.append(len(response.body())) if response.ok else None
    )
    page.goto(f"{address}/", wait_until="networkidle")
    assert len(weights) >= 4
    assert sum(weights) < HEAVIEST_PAGE
