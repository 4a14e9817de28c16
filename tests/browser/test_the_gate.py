"""The first question in a real browser: by keyboard, on a small screen, and without scripts."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_a_consultation import Keyboard, sign_in
from tests.rig.browser import assert_accessible
from tests.rig.world import GP, World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SMALL = {"width": 390, "height": 844}


def where(world: World, address: str, given: str = "Jane", below: str = "") -> str:
    """An address below the consultation of one of the Atkinsons."""
    return f"{address}/patients/{world.patient('Atkinson', given).id}/consultation{below}"


def assert_fits(page: "Page") -> None:
    """Nothing makes a page scroll sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, page.url


def assert_above_the_fold(page: "Page", name: str) -> None:
    """A button is seen without scrolling."""
    found = page.get_by_role("button", name=name).bounding_box()
    assert found is not None
    assert found["y"] + found["height"] <= 768, page.url


def test_alone_is_two_keys_after_the_heading(page: "Page", address: str, world: World) -> None:
    sign_in(page, address, GP)
    page.goto(where(world, address))
    expect(page.get_by_role("heading", name="Who is here today?")).to_be_focused()
    keys = Keyboard(page)
    keys.press("Tab", "Space")
    keys.press_and_go("Enter", "/consultation")
    page.get_by_role("heading", name="Today’s conversation").wait_for()
    assert keys.presses == 3


def test_another_way_of_meeting_by_keyboard(page: "Page", address: str, world: World) -> None:
    sign_in(page, address, GP)
    page.goto(where(world, address))
    expect(page.get_by_role("heading", name="Who is here today?")).to_be_focused()
    keys = Keyboard(page)
    # Back from the heading over the ways to the one by phone.
    keys.press("Shift+Tab", "Shift+Tab", "Shift+Tab")
    expect(page.get_by_role("link", name="Phone")).to_be_focused()
    keys.press_and_go("Enter", "/who?how=telephone")
    expect(page.get_by_role("heading", name="Who is here today?")).to_be_focused()
    keys.press("Tab", "Space")
    assert page.get_by_label("Free to talk", exact=True).is_checked()
    keys.press_and_go("Enter", "/consultation")
    assert page.get_by_text("By phone or video, free to talk, 9:12am").is_visible()


def test_who_came_along_by_keyboard(page: "Page", address: str, world: World) -> None:
    sign_in(page, address, GP)
    page.goto(where(world, address))
    page.get_by_label("Someone else is here").check()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Today’s visit").wait_for()
    keys = Keyboard(page)
    page.get_by_label("An adult", exact=True).focus()
    keys.press("ArrowDown", "ArrowDown")
    assert page.get_by_label("A relative or friend interpreted").is_checked()
    page.keyboard.press("Enter")
    page.get_by_text("Book a professional interpreter for the next visit.").wait_for()
    assert page.get_by_text("A relative or friend interpreting, 9:12am").is_visible()


@pytest.mark.parametrize("given", ["Jane", "Ella"])
def test_every_way_is_above_the_fold_and_accessible(
    page: "Page", address: str, world: World, given: str
) -> None:
    sign_in(page, address, GP)
    for way in ("face-to-face", "home-visit", "telephone", "video", "online"):
        page.goto(where(world, address, given, f"/who?how={way}"))
        assert_above_the_fold(page, "Continue")
        assert_accessible(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert_accessible(page)


def test_the_ordinary_page_in_each_state(page: "Page", address: str, world: World) -> None:
    sign_in(page, address, GP)
    page.goto(where(world, address, below="/who?how=telephone"))
    page.get_by_label("Somebody else answered").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Today’s visit").wait_for()
    assert_above_the_fold(page, "See alone for part of the next visit")
    assert_accessible(page)
    page.get_by_role("button", name="See alone for part of the next visit").click()
    page.get_by_text("Noted.").wait_for()
    page.get_by_text("Change who came along").click()
    assert_accessible(page)


@pytest.mark.parametrize("given", ["Jane", "Ella"])
def test_a_small_screen(page: "Page", address: str, world: World, given: str) -> None:
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    sign_in(page, address, GP)
    for way in ("face-to-face", "telephone"):
        page.goto(where(world, address, given, f"/who?how={way}"))
        assert_fits(page)
        assert_accessible(page)
    page.get_by_label("Not sure").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Today’s visit").wait_for()
    assert_fits(page)
    page.goto(f"{address}/screen")
    assert_fits(page)
    assert_accessible(page)


def test_the_whole_gate_without_scripts(browser: "Browser", address: str, world: World) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(page, address, GP)
    page.goto(where(world, address, "Ella"))
    page.get_by_label("With an adult who may see this screen").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Write who came along").click()
    page.get_by_label("Who came along?").fill("Her aunt Ruth")
    page.get_by_role("button", name="Continue").click()
    assert page.get_by_text("With an adult who may see this, 9:12am").is_visible()
    page.get_by_role("link", name="Change", exact=True).first.click()
    page.get_by_role("link", name="Video").click()
    page.get_by_label("Not free to talk").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="See alone for part of the next visit").click()
    assert page.get_by_text("Noted.").is_visible()
    page.get_by_role("link", name="Hide screen").click()
    page.goto(where(world, address, "Ella"))
    assert page.get_by_role("heading", name="Who is here today?").is_visible()
    context.close()
