"""A patient speaks of their own behaviour: the page in a real browser, in both of its states."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_a_consultation import open_patient, say_alone, sign_in
from tests.rig.browser import assert_accessible
from tests.rig.world import GP, World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAME = "Mr Lee Harker"
TEMPER = "Says that they worry about their own temper, anger or jealousy"
SPEAKS = "Speaks of their own behaviour at home"
SPOKE = "Spoke of their own behaviour today"
SIZES = [(1366, 768), (390, 844)]


def look_at(page: "Page", wide: int) -> None:
    """No accessibility fault, nothing sideways, one green button."""
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    green = page.locator("main .nhsuk-button:not(.cs-button-outline)")
    assert green.count() == 1


@pytest.mark.parametrize("size", SIZES, ids=["surgery", "phone"])
def test_a_gp_ticks_what_was_said_and_sees_what_helps(
    page: "Page", address: str, world: World, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in(page, address, GP)
    where = open_patient(page, NAME)
    say_alone(page)
    page.get_by_role("link", name=SPEAKS).click()
    page.get_by_role("heading", name="What this patient says of themselves").wait_for()
    assert page.url == f"{where}/own"
    assert page.title().startswith("Today’s conversation")
    expect(page.get_by_role("heading", name="What to say")).to_have_count(0)
    look_at(page, size[0])
    page.get_by_label(TEMPER).check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    assert page.get_by_role("heading", name="What to say").is_visible()
    assert page.get_by_role("heading", name="Where help may be found").is_visible()
    assert page.get_by_text("Ticks saved at 9:12am").is_visible()
    # Whoever sits beside the screen reads what is said to everybody, not what is for the clinician.
    expect(page.get_by_text("Never counselling for the couple.")).to_be_hidden()
    page.get_by_text("For you", exact=True).click()
    expect(page.get_by_text("Never counselling for the couple.")).to_be_visible()
    expect(page.get_by_label(TEMPER)).to_be_checked()
    look_at(page, size[0])
    page.get_by_role("link", name="Back to the conversation").click()
    page.get_by_role("link", name=SPOKE).click()
    world.wait(seconds=5)
    page.get_by_label(TEMPER).uncheck()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Where help may be found")).to_have_count(0)
    page.get_by_role("link", name="Back to the conversation").click()
    assert page.get_by_role("link", name=SPEAKS).is_visible()
    assert_accessible(page)


def the_way_without_scripts(page: "Page", address: str, lee: str) -> Iterator[None]:
    """Tick and save, stopping at either state of the page."""
    sign_in(page, address, GP)
    page.goto(f"{address}/patients/{lee}/consultation")
    page.get_by_label("Alone", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name=SPEAKS).click()
    page.get_by_role("heading", name="Said today, by this patient").wait_for()
    yield
    page.get_by_label(TEMPER).check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="Where help may be found").wait_for()
    yield


@pytest.mark.parametrize("size", SIZES, ids=["surgery", "phone"])
def test_it_is_accessible_without_our_scripts(
    page: "Page", address: str, world: World, size: tuple[int, int]
) -> None:
    """The check itself is a script, so the browser may run one: ours do not arrive."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.route("**/*.js", lambda route: route.abort())
    states = 0
    for _ in the_way_without_scripts(page, address, world.patient("Harker", "Lee").id):
        look_at(page, size[0])
        states += 1
    assert states == 2


def test_it_works_in_a_browser_that_runs_no_script(
    browser: "Browser", address: str, world: World
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(10_000)
    page = context.new_page()
    assert len(list(the_way_without_scripts(page, address, world.patient("Harker", "Lee").id))) == 2
    context.close()


def test_what_to_say_stands_before_where_to_go(page: "Page", address: str, world: World) -> None:
    """On a phone as in the order of the page; side by side on the screen of a surgery."""
    sign_in(page, address, GP)
    open_patient(page, NAME)
    say_alone(page)
    page.get_by_role("link", name=SPEAKS).click()
    page.get_by_label(TEMPER).check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    say = page.get_by_role("heading", name="What to say")
    help_ = page.get_by_role("heading", name="Where help may be found")
    boxes = page.get_by_role("heading", name="Said today, by this patient")
    places = [one.bounding_box() for one in (boxes, say, help_)]
    first, beside, below = (one or {"x": 0.0, "y": 0.0} for one in places)
    assert abs(first["y"] - beside["y"]) < 8
    assert abs(first["x"] - below["x"]) < 8
    assert first["y"] < below["y"]
    save = page.get_by_role("button", name="Save", exact=True).bounding_box()
    assert save is not None
    assert save["y"] + save["height"] <= 768
    page.set_viewport_size({"width": 390, "height": 844})
    tops = [(one.bounding_box() or {"y": 0.0})["y"] for one in (boxes, say, help_)]
    assert tops == sorted(tops)
