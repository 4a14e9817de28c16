"""The work lists, the timeline and the handover sheet: for everybody, at every width."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_a_consultation import say_alone, sign_in
from tests.rig.browser import DESKTOP, assert_accessible
from tests.rig.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LEAD = "Dr Helen Marsh"
SIZES = {"surgery": (1366, 768), "telephone": (390, 844)}


def fits(page: "Page") -> None:
    """Nothing hangs out at the side, and axe finds nothing."""
    page.wait_for_load_state()
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert too_wide <= 0, page.url
    assert_accessible(page)


def answer_screen(page: "Page") -> None:
    """Say that nobody else sees the screen."""
    page.get_by_label("Only me").check()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("size", SIZES)
def test_every_list_and_sheet_is_accessible_and_fits(
    page: "Page", address: str, world: World, size: str
) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    sign_in(page, address, LEAD)
    page.goto(f"{address}/reviews/due")
    answer_screen(page)
    fits(page)
    for which in ("overdue", "not-alone", "put-off", "unseen-young"):
        page.goto(f"{address}/reviews/due?list={which}")
        fits(page)
    page.goto(f"{address}/today/prepare")
    fits(page)
    for given, family in (("Carol", "Duffy"), ("Dawn", "Hollis")):
        where = f"{address}/patients/{world.patient(family, given).id}"
        page.goto(f"{where}/consultation")
        say_alone(page)
        for sheet in ("timeline", "handover", "handover/print"):
            page.goto(f"{where}/{sheet}")
            fits(page)
    page.get_by_role("button", name="Show the page to print").click()
    expect(page.get_by_role("heading", name="Handover")).to_be_visible()
    fits(page)


def test_the_sheet_prints_and_the_page_it_came_from_does_not(
    page: "Page", address: str, world: World
) -> None:
    sign_in(page, address, LEAD)
    where = f"{address}/patients/{world.patient('Duffy', 'Carol').id}"
    page.goto(f"{where}/consultation")
    say_alone(page)
    page.goto(f"{where}/handover")
    page.emulate_media(media="print")
    expect(page.get_by_text("That Sean sleeps through again.")).to_be_hidden()
    page.goto(f"{where}/handover/print")
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Show the page to print").click()
    page.emulate_media(media="print")
    expect(page.get_by_text("That Sean sleeps through again.")).to_be_visible()
    expect(page.get_by_text("Print it with your browser.")).to_be_hidden()


def test_the_lists_work_without_javascript(browser: "Browser", address: str, world: World) -> None:
    context = browser.new_context(
        viewport=DESKTOP,  # type: ignore[arg-type]
        java_script_enabled=False,
    )
    page = context.new_page()
    sign_in(page, address, LEAD)
    page.get_by_role("link", name="Work lists").click()
    answer_screen(page)
    page.get_by_role("link", name="Put off twice or more").click()
    row = page.get_by_role("row").filter(has_text="HOLLIS, Dawn")
    expect(row).to_contain_text("Put off twice in a row")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Who is here today?")).to_be_visible()
    context.close()
