"""The browser is killed at any step, and what was typed is there again in a new one."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_a_consultation import open_patient, say_alone, sign_in
from tests.rig.browser import assert_accessible
from tests.rig.world import GP, World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAME = "Ms Jane Atkinson"
TYPED = "He waits outside"
NOTE = "Ask about the flat"


def typed_words(page: "Page") -> None:
    page.get_by_label("In the patient’s own words").fill(TYPED)


def answered_yes(page: "Page") -> None:
    page.get_by_label("Yes, asked").check()
    page.get_by_label("Did not want to say").check()


def answered_no(page: "Page") -> None:
    page.get_by_label("Not today").check()
    page.get_by_label("Too unwell", exact=True).check()
    page.get_by_label("Put off for").select_option("28")


def noted(page: "Page") -> None:
    page.get_by_text("Note for the next clinician").click()
    page.get_by_label("A line for whoever").fill(NOTE)
    page.get_by_label("I said so").check()


def ticked(page: "Page") -> None:
    page.get_by_text("What only you can tell").click()
    page.get_by_label("A new partner").check()
    page.get_by_role("group", name="Baby expected on").get_by_label("Day").fill("31")


def sees_words(page: "Page") -> None:
    expect(page.get_by_label("In the patient’s own words")).to_have_value(TYPED)


def sees_yes(page: "Page") -> None:
    expect(page.get_by_label("Yes, asked")).to_be_checked()
    expect(page.get_by_label("Did not want to say")).to_be_checked()


def sees_no(page: "Page") -> None:
    expect(page.get_by_label("Too unwell", exact=True)).to_be_checked()
    expect(page.get_by_label("Put off for")).to_have_value("28")


def sees_note(page: "Page") -> None:
    expect(page.get_by_label("A line for whoever")).to_have_value(NOTE)
    expect(page.get_by_label("I said so")).to_be_checked()


def sees_ticks(page: "Page") -> None:
    expect(page.get_by_label("A new partner")).to_be_checked()
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    day = page.get_by_role("group", name="Baby expected on").get_by_label("Day")
    expect(day).to_have_value("31")


STEPS = {
    "words": (typed_words, sees_words),
    "asked": (answered_yes, sees_yes),
    "not today": (answered_no, sees_no),
    "note": (noted, sees_note),
    "boxes and dates": (ticked, sees_ticks),
}


@pytest.mark.parametrize("how", ["killed", "hidden"])
@pytest.mark.parametrize("step", list(STEPS))
def test_what_was_entered_is_there_again(
    browser: "Browser", address: str, step: str, how: str
) -> None:
    enter, see = STEPS[step]
    where = entered(browser, address, enter, how)
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
    page = context.new_page()
    sign_in(page, address, GP)
    page.goto(where)
    say_alone(page)
    see(page)
    assert_accessible(page)
    context.close()


def entered(browser: "Browser", address: str, enter: Callable[["Page"], None], how: str) -> str:
    """Enter something in a browser that then goes away; returns the patient's address."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
    page = context.new_page()
    sign_in(page, address, GP)
    where = open_patient(page, NAME)
    say_alone(page)
    enter(page)
    if how == "hidden":
        # At once: the draft that saves itself waits for a second and a half.
        page.keyboard.press("Control+.")
        page.wait_for_url("**/today")
    else:
        page.get_by_text("Draft saved at").wait_for()
    context.close()
    return where


def test_a_note_before_the_visit_survives_too(browser: "Browser", address: str) -> None:
    for first in (True, False):
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        sign_in(page, address, GP)
        open_patient(page, NAME)
        page.get_by_label("Nobody is here yet").check()
        page.get_by_role("button", name="Continue").click()
        box = page.get_by_label("Note for the next clinician")
        if first:
            box.fill(NOTE)
            page.get_by_text("Draft saved at").wait_for()
        else:
            expect(box).to_have_value(NOTE)
        context.close()


SIZES = pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["surgery", "phone"])


@SIZES
def test_every_state_of_the_page_is_accessible_and_fits(
    page: "Page", address: str, world: World, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in(page, address, GP)
    where = open_patient(page, NAME)

    def check() -> None:
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]

    page.get_by_label("Nobody is here yet").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Before the visit").wait_for()
    check()
    page.goto(f"{where}/who?how=telephone")
    page.get_by_label("Free to talk", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Somebody came in").wait_for()
    noted(page)
    ticked(page)
    page.get_by_label("Not today").check()
    check()
    page.get_by_label("Pressure on the neck in the last").check()
    page.get_by_role("button", name="Save ticks").click()
    page.get_by_role("button", name="Same-day care for the neck is arranged").wait_for()
    check()
    page.get_by_role("button", name="Save dates").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    check()
    page.get_by_label("No time", exact=True).check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/record")
    page.goto(where)
    page.get_by_role("heading", name="Saved").wait_for()
    check()
    page.get_by_role("link", name="Change the answer").click()
    page.get_by_label("Yes, asked").wait_for()
    check()


def test_after_saving_ticks_by_keyboard_one_is_still_there(page: "Page", address: str) -> None:
    sign_in(page, address, GP)
    open_patient(page, NAME)
    say_alone(page)
    ticked(page)
    page.get_by_role("button", name="Save ticks").press("Enter")
    page.wait_for_url("**?ticks=0912#ticks")
    assert page.get_by_text("Ticks saved at 9:12am").is_visible()
    assert page.get_by_role("button", name="Save ticks").is_visible()
