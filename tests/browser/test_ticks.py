"""Ticking what only people can say, in a real browser, with and without its script."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_a_consultation import open_patient, say_alone, sign_in
from tests.rig.browser import assert_accessible
from tests.rig.world import GP, World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DECIDES = "Somebody else controls money, phone, medicines, benefits or letters"
NAME = "Mr Lee Harker"


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["surgery", "phone"])
def test_a_gp_ticks_and_loses_nothing_that_was_typed(
    page: "Page", address: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in(page, address, GP)
    open_patient(page, NAME)
    say_alone(page)
    page.get_by_label("What you saw").fill("Looked at the door")
    page.get_by_text("What only you can tell").click()
    assert_accessible(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= size[0]
    page.get_by_label(DECIDES).check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save ticks").click()
    expect(page.get_by_label("What you saw")).to_have_value("Looked at the door")
    assert page.get_by_role("heading", name="Everyday decisions").is_visible()
    assert page.get_by_text("What only you can tell (1 ticked)").is_visible()
    assert page.get_by_text("Ticks saved at 9:12am").is_visible()
    expect(page.get_by_label(DECIDES)).to_be_checked()
    assert page.get_by_text(f"{GP}, 23 Nov 2026").is_visible()
    assert_accessible(page)


def test_it_works_without_the_script(browser: "Browser", address: str, world: World) -> None:
    lee = world.patient("Harker", "Lee")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, address, GP)
    page.goto(f"{address}/patients/{lee.id}/consultation")
    page.get_by_label("Alone", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("What you saw").fill("Looked at the door")
    page.get_by_text("What only you can tell").click()
    page.get_by_label(DECIDES).check()
    page.get_by_role("button", name="Save ticks").click()
    assert page.get_by_label("What you saw").input_value() == "Looked at the door"
    assert page.get_by_role("heading", name="Everyday decisions").is_visible()
    context.close()
