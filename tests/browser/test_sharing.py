"""The sharing flow by keyboard: agreed with the patient, to the advocate."""

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.test_after_telling import answer, tell

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Past five questions to the box, and from a filled form to the log.
MOST_PRESSES = 11


def test_what_was_agreed_is_logged_with_few_keys(page: "Page", address: str) -> None:
    where = tell(page, address)
    answer(page, "agree.advocate", "yes")
    page.locator("[name='agree.advocate.what']").fill("What happened in May")
    expect(page.locator("#kept")).to_contain_text("Draft saved")
    page.goto(where.replace("/after", "/sharing"))
    expect(page.locator("[name='step.otherwise.with']")).to_be_visible()
    page.locator("input[name='step.danger-now']").first.focus()
    presses = 0
    while page.evaluate("document.activeElement.name") != "rest":
        page.keyboard.press("Tab")
        presses += 1
        assert presses <= MOST_PRESSES
    page.keyboard.press("Space")
    page.locator("[name='step.otherwise.why']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/check")
    keep = page.get_by_role("button", name="Keep in the log")
    keep.press("Enter")
    page.wait_for_url("**/sharing#log")
    assert presses + 3 <= MOST_PRESSES
    expect(page.locator("#log")).to_contain_text("What happened in May")
    # It is not offered a second time.
    expect(page.locator("[name='step.otherwise.with']")).to_be_hidden()
