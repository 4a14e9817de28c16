"""The list beside the page after a telling: whole rows only, and within reach on a phone."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_a_consultation import open_patient, say_alone, sign_in
from tests.browser.test_after_telling import NAME, answer, tell
from tests.rig.browser import DESKTOP, assert_accessible
from tests.rig.world import GP

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

URGENT = ("neck", "home", "life")
PHONE = {"width": 390, "height": 844}
# Where the focused box stands, below what sticks to the top of the window.
CLEAR = """() => {
  const bar = document.querySelector('.cs-told-counted').getBoundingClientRect();
  const box = document.activeElement.getBoundingClientRect();
  return [bar.top, bar.bottom, box.top, document.activeElement.name || ''];
}"""


def test_no_row_is_cut_and_the_tail_stands_behind_one_line(page: "Page", address: str) -> None:
    tell(page, address)
    for name in (*URGENT, "threat", "children"):
        answer(page, f"safety.{name}", "yes")
    more = page.locator("#more-actions")
    expect(more.locator("summary")).to_contain_text("more")
    inner = page.evaluate(
        "[...document.querySelectorAll('.cs-told-aside, .cs-told-aside *')].filter("
        "one => one.scrollHeight > one.clientHeight + 1 &&"
        " getComputedStyle(one).overflowY !== 'visible').length"
    )
    assert inner == 0
    more.locator("summary").click()
    last = more.locator("li").last
    expect(last).to_be_visible()
    # An answer fills the list anew and leaves it open.
    answer(page, "safety.neck", "no")
    expect(page.locator("#so-far")).not_to_contain_text("emergency care")
    expect(last).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("width", [390, 700, 900])
def test_on_a_phone_one_line_keeps_the_list_within_reach(
    page: "Page", address: str, width: int
) -> None:
    tell(page, address)
    page.set_viewport_size({"width": width, "height": 844})
    for name in URGENT:
        answer(page, f"safety.{name}", "yes")
    line = page.locator(".cs-told-counted")
    expect(line).to_contain_text("Actions: 3 urgent, ")
    page.evaluate("window.scrollTo(0, 1500)")
    expect(line).to_be_in_viewport()
    header = page.locator(".cs-header").bounding_box()
    assert header is not None
    # Forwards and backwards, what has the focus stands below the line.
    page.locator("[name='contact.never']").focus()
    for key in [*["Tab"] * 4, *["Shift+Tab"] * 30]:
        page.keyboard.press(key)
        top, bottom, box, name = page.evaluate(CLEAR)
        assert top >= header["height"] - 1
        assert box >= bottom - 1, name
    line.get_by_role("link").click()
    expect(page.locator("#actions")).to_be_in_viewport()


def test_a_yes_to_danger_brings_the_other_questions_back(page: "Page", address: str) -> None:
    say_it_is_over(page, address)
    neck = page.locator("input[name='safety.neck'][value=yes]")
    expect(neck).to_be_hidden()
    answer(page, "safety.over", "no")
    expect(neck).to_be_hidden()
    assert_accessible(page)
    answer(page, "safety.over", "yes")
    expect(neck).to_be_visible()
    expect(page.locator("#so-far")).to_contain_text("Urgent")
    assert_accessible(page)


def test_without_a_script_the_draft_brings_them_back(browser: "Browser", address: str) -> None:
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    say_it_is_over(page, address)
    answer(page, "safety.over", "yes")
    expect(page.locator("#others")).not_to_have_attribute("open", "")
    page.get_by_role("button", name="Save draft and fill this list").click()
    expect(page.locator("input[name='safety.neck'][value=yes]")).to_be_visible()
    context.close()


def say_it_is_over(page: "Page", address: str) -> None:
    """Alone with the patient, who tells of what is over."""
    sign_in(page, address, GP)
    open_patient(page, NAME)
    say_alone(page)
    page.get_by_label("Yes, asked").check()
    page.locator("input[name=outcome][value=disclosed-past]").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="After what").wait_for()
