"""The lock after five minutes without anybody there, in a real browser with a clock of its own."""

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.test_a_consultation import open_patient, say_alone, sign_in
from tests.rig.browser import assert_accessible
from tests.rig.world import GP, MORNING, World

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

TYPED = "He waits outside the practice"


def in_conversation(page: "Page", address: str) -> str:
    """A conversation that is open on the screen; returns its address."""
    page.clock.install(time=MORNING)
    sign_in(page, address, GP)
    where = open_patient(page, "Ms Jane Atkinson")
    say_alone(page)
    return where


def expect_lock(page: "Page") -> None:
    """The lock is shown, and nothing else."""
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    expect(page).to_have_title("Locked - Consultation support")
    assert "Atkinson" not in page.content()


def test_nobody_there_for_five_minutes_locks_and_keeps_what_was_typed(
    page: "Page", address: str, world: World
) -> None:
    where = in_conversation(page, address)
    page.get_by_label("In the patient’s own words").fill(TYPED)
    world.wait(minutes=5)
    # In one leap, so that the draft's own delay and the lock fall due together.
    page.clock.fast_forward("05:01")
    expect_lock(page)
    assert_accessible(page)
    page.go_back()
    page.wait_for_load_state()
    assert "Atkinson" not in page.content()
    assert TYPED not in page.content()
    page.goto(where)
    expect_lock(page)
    page.get_by_role("button", name="Open again").click()
    expect(page.get_by_role("heading", name="Who is here today?")).to_be_visible()
    say_alone(page)
    expect(page.get_by_label("In the patient’s own words")).to_have_value(TYPED)


def test_the_browser_locks_even_if_the_server_would_not(page: "Page", address: str) -> None:
    """The server's clock stands still here: the script alone puts the page away."""
    in_conversation(page, address)
    page.clock.fast_forward("04:50")
    expect(page.get_by_role("heading", name="Today’s conversation")).to_be_visible()
    page.clock.fast_forward("00:11")
    expect_lock(page)


def test_whoever_moves_or_types_is_not_locked_out(page: "Page", address: str, world: World) -> None:
    in_conversation(page, address)
    field = page.get_by_label("In the patient’s own words")
    for number in range(4):
        field.press_sequentially(str(number))
        with page.expect_response("**/account/here") as told:
            page.clock.run_for(41_000)
            world.wait(seconds=41)
        assert told.value.status == 204
        page.clock.fast_forward("03:30")
        world.wait(seconds=210)
    field.press_sequentially("4")
    expect(page.get_by_role("heading", name="Today’s conversation")).to_be_visible()
    assert field.input_value() == "01234"


def test_one_busy_window_keeps_the_other_open(
    page: "Page", context: "BrowserContext", address: str, world: World
) -> None:
    in_conversation(page, address)
    other = context.new_page()
    other.clock.install(time=MORNING)
    other.goto(f"{address}/directory")
    other.clock.fast_forward("04:00")
    page.get_by_label("In the patient’s own words").press_sequentially("a")
    other.wait_for_timeout(200)
    other.clock.fast_forward("04:00")
    expect(other.get_by_role("heading", name="Local help", exact=False).first).to_be_visible()
    assert not other.url.endswith("/locked")


def test_the_link_in_the_header_locks_at_once(page: "Page", address: str) -> None:
    where = in_conversation(page, address)
    page.locator("details.cs-account summary").click()
    page.get_by_role("link", name="Lock the screen").click()
    expect_lock(page)
    page.get_by_role("button", name="Open again").click()
    page.wait_for_url(where)
    expect(page.get_by_role("heading", name="Who is here today?")).to_be_visible()


def test_another_window_that_locked_takes_this_one_along(
    page: "Page", context: "BrowserContext", address: str
) -> None:
    in_conversation(page, address)
    other = context.new_page()
    other.goto(f"{address}/locked")
    page.get_by_label("In the patient’s own words").press_sequentially("a")
    page.clock.run_for(41_000)
    expect_lock(page)
