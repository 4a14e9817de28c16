"""Stories of a consultation in a real browser, at the size of a surgery's screen."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.rig.browser import assert_accessible
from tests.rig.world import GP, SECOND_GP, World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

MOST_PRESSES = 12


class Keyboard:
    """Presses keys and counts them; typing words does not count."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.presses = 0

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def press_and_go(self, key: str, address: str) -> None:
        """Press a key that leads to another page."""
        with self.page.expect_navigation(url=f"**{address}"):
            self.press(key)


def sign_in(page: "Page", address: str, name: str) -> None:
    """Choose a person on the front page."""
    page.goto(f"{address}/")
    card = page.locator("section", has=page.get_by_role("heading", name=name))
    if card.count():
        card.get_by_role("button").click()
    else:
        page.get_by_text("Be somebody else").click()
        page.get_by_role("button", name=name).click()
    page.wait_for_url("**/today")


def open_patient(page: "Page", name: str) -> str:
    """Open a patient from the day's list; returns the address."""
    page.get_by_role("link", name=name).click()
    page.get_by_role("heading", name="Who is here today?").wait_for()
    return page.url


def say_alone(page: "Page") -> None:
    """Answer the first question so that the page opens."""
    page.get_by_label("Alone", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Today’s conversation").wait_for()
    # A key that is pressed before the script has run is only a key.
    page.wait_for_load_state()


def focus_is_on(page: "Page", label: str) -> None:
    """Wait until the page has put the focus where a press is meant to go."""
    expect(page.get_by_label(label, exact=True)).to_be_focused()


def test_a_gp_asks_and_saves_by_keyboard_alone(page: "Page", address: str) -> None:
    sign_in(page, address, GP)
    where = open_patient(page, "Ms Jane Atkinson").removeprefix(address)
    keys = Keyboard(page)
    # The heading has the focus, so that a stray key answers nothing.
    expect(page.get_by_role("heading", name="Who is here today?")).to_be_focused()
    keys.press("Tab", "Space")
    assert page.get_by_label("Alone", exact=True).is_checked()
    keys.press_and_go("Enter", where)
    page.get_by_role("heading", name="Today’s conversation").wait_for()
    focus_is_on(page, "Yes, asked")
    # Asked; then, in the second group, down to "Said no".
    keys.press("Space", "Tab", "ArrowDown", "ArrowDown")
    assert page.get_by_label("Yes, asked").is_checked()
    assert page.get_by_label("Said no").is_checked()
    keys.press_and_go("Enter", f"{where}/record")
    assert page.get_by_text("Safety at home: asked. Said no.").is_visible()
    assert keys.presses <= MOST_PRESSES, f"{keys.presses} presses"


def test_a_stray_key_does_not_pass_the_gate(page: "Page", address: str) -> None:
    sign_in(page, address, GP)
    open_patient(page, "Ms Jane Atkinson")
    expect(page.get_by_role("heading", name="Who is here today?")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert page.get_by_role("heading", name="Who is here today?").is_visible()


def test_the_whole_prompt_stands_above_the_fold(page: "Page", address: str) -> None:
    sign_in(page, address, GP)
    open_patient(page, "Ms Jane Atkinson")
    say_alone(page)
    for last in (
        page.get_by_role("button", name="Already done"),
        page.get_by_text("Also on the record (2)"),
    ):
        found = last.bounding_box()
        assert found is not None
        assert found["y"] + found["height"] <= 768


def test_save_stands_above_the_fold(page: "Page", address: str) -> None:
    sign_in(page, address, GP)
    open_patient(page, "Ms Jane Atkinson")
    for button in ("Continue", "Save"):
        found = page.get_by_role("button", name=button, exact=True).bounding_box()
        assert found is not None
        assert found["y"] + found["height"] <= 768
        if button == "Continue":
            say_alone(page)
    page.get_by_label("Not today").check()
    found = page.get_by_role("button", name="Save", exact=True).bounding_box()
    assert found is not None
    assert found["y"] + found["height"] <= 768


def test_the_next_clinician_sees_who_asked(page: "Page", address: str, world: World) -> None:
    sign_in(page, address, GP)
    where = open_patient(page, "Ms Jane Atkinson")
    say_alone(page)
    assert page.get_by_role("heading", name="Injured three times in a year").is_visible()
    page.get_by_label("Yes, asked").check()
    page.get_by_label("Said no").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/record")
    page.locator("details.cs-account summary").click()
    page.get_by_role("button", name="Change person").click()
    world.wait(hours=4)

    sign_in(page, address, SECOND_GP)
    page.goto(where)
    say_alone(page)
    assert page.get_by_text("23 Nov 2026, today. Dr Priya Shah").is_visible()
    assert not page.get_by_role("heading", name="Injured three times in a year").is_visible()
    page.get_by_role("link", name="See every time").click()
    assert page.get_by_role("img", name="Who asked, and when").is_visible()
    assert page.get_by_role("cell", name="Dr Priya Shah, GP").is_visible()
    assert_accessible(page)


def test_a_draft_saves_itself_and_comes_back(page: "Page", address: str) -> None:
    sign_in(page, address, GP)
    where = open_patient(page, "Ms Jane Atkinson")
    say_alone(page)
    page.get_by_label("In the patient’s own words").fill("I’m just tired.")
    page.get_by_text("Draft saved at 9:12am").wait_for()
    page.goto(where)
    assert page.get_by_label("In the patient’s own words").input_value() == "I’m just tired."
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_hiding_the_screen_leaves_nothing_behind(page: "Page", address: str) -> None:
    sign_in(page, address, GP)
    where = open_patient(page, "Ms Jane Atkinson")
    say_alone(page)
    page.get_by_label("In the patient’s own words").fill("He hit me.")
    page.keyboard.press("Control+.")
    page.wait_for_url("**/today")
    assert page.get_by_role("heading", name="Your appointments").is_visible()
    assert "hid" not in page.inner_text("main").lower()
    page.go_back()
    page.wait_for_load_state()
    assert "He hit me" not in page.content()
    assert "Injured" not in page.content()
    page.goto(where)
    assert page.get_by_role("heading", name="Who is here today?").is_visible()


def test_what_was_typed_last_is_kept_when_the_screen_is_hidden(page: "Page", address: str) -> None:
    sign_in(page, address, GP)
    where = open_patient(page, "Ms Jane Atkinson")
    say_alone(page)
    page.get_by_label("In the patient’s own words").fill("He waits outside.")
    page.get_by_label("What you saw").fill("Keeps her coat on.")
    # At once: the draft that saves itself waits for a second and a half.
    page.keyboard.press("Control+.")
    page.wait_for_url("**/today")
    assert "He waits" not in page.content()
    page.goto(where)
    say_alone(page)
    assert page.get_by_label("In the patient’s own words").input_value() == "He waits outside."
    assert page.get_by_label("What you saw").input_value() == "Keeps her coat on."


def test_a_page_about_a_patient_prints_as_a_neutral_sheet(page: "Page", address: str) -> None:
    sign_in(page, address, GP)
    open_patient(page, "Ms Jane Atkinson")
    say_alone(page)
    page.emulate_media(media="print")
    assert not page.get_by_text("Injured three times").is_visible()
    assert not page.get_by_text("ATKINSON, Jane (Ms)").is_visible()
    assert page.get_by_text("This page is made for the screen.").is_visible()


def test_the_page_is_empty_before_the_next_one_arrives(page: "Page", address: str) -> None:
    sign_in(page, address, GP)
    open_patient(page, "Ms Jane Atkinson")
    say_alone(page)
    left = page.evaluate(
        """() => {
            const ctrlAndStop = {key: ".", ctrlKey: true, bubbles: true};
            document.dispatchEvent(new KeyboardEvent("keydown", ctrlAndStop));
            return [document.body.childElementCount, document.title];
        }"""
    )
    assert left == [0, "Today - Consultation support"]


def test_the_hide_button_does_the_same(page: "Page", address: str) -> None:
    sign_in(page, address, GP)
    where = open_patient(page, "Ms Jane Atkinson")
    say_alone(page)
    page.get_by_role("link", name="Hide screen").click()
    page.wait_for_url("**/today")
    page.goto(where)
    assert page.get_by_role("heading", name="Who is here today?").is_visible()


def test_somebody_comes_in(page: "Page", address: str) -> None:
    sign_in(page, address, GP)
    open_patient(page, "Ms Jane Atkinson")
    say_alone(page)
    page.get_by_role("button", name="Someone came in").click()
    page.get_by_role("heading", name="Today’s visit").wait_for()
    assert "Injured" not in page.content()
    assert_accessible(page)


@pytest.fixture
def plain_page(browser: "Browser", address: str) -> "Page":
    """A page in a browser that runs no scripts."""
    context: BrowserContext = browser.new_context(java_script_enabled=False, locale="en-GB")
    return context.new_page()


def test_the_whole_way_without_javascript(plain_page: "Page", address: str) -> None:
    page = plain_page
    sign_in(page, address, GP)
    where = open_patient(page, "Ms Jane Atkinson")
    say_alone(page)
    page.get_by_label("In the patient’s own words").fill("I’m just clumsy.")
    page.get_by_role("button", name="Save draft").click()
    assert page.get_by_text("Draft saved at").is_visible()
    assert page.get_by_label("In the patient’s own words").input_value() == "I’m just clumsy."
    page.get_by_label("Not today").check()
    page.get_by_label("No time", exact=True).check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/record")
    page.get_by_role("link", name="Back to the conversation").click()
    page.get_by_role("link", name="Change the answer").click()
    page.get_by_label("Yes, asked").check()
    page.get_by_label("Said no").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/record")
    assert page.get_by_text("Safety at home: asked. Said no.").is_visible()
    assert not page.get_by_role("button", name="Copy", exact=True).is_visible()
    page.get_by_role("link", name="Hide screen").click()
    assert page.url.endswith("/today")
    page.goto(where)
    assert page.get_by_role("heading", name="Who is here today?").is_visible()
    page.context.close()
