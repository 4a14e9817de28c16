"""What was typed after a telling outlives the browser, the hidden screen and the shut gate."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_a_consultation import open_patient, sign_in
from tests.browser.test_after_telling import NAME, answer, box, tell
from tests.rig.browser import DESKTOP, Complaints, watch
from tests.rig.world import GP

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, BrowserContext, Page


def _matters(page: "Page") -> None:
    page.get_by_label("What matters most to you now?").press_sequentially("That they sleep")


def _safety(page: "Page") -> None:
    answer(page, "safety.neck", "yes")
    page.locator("[name='safety.neck.note']").press_sequentially("Hoarse since")


def _child(page: "Page") -> None:
    page.locator(f"[name='{box(page, 'owner')}']").press_sequentially("Dr Priya Shah")


def _contact(page: "Page") -> None:
    page.get_by_label("Never").press_sequentially("Home phone, texts, post")


def _agreed(page: "Page") -> None:
    answer(page, "agree.police", "yes")
    page.locator("[name='agree.police.what']").press_sequentially("What he said")


PARTS: "dict[str, tuple[Callable[[Page], None], str]]" = {
    "matters": (_matters, "That they sleep"),
    "safety": (_safety, "Hoarse since"),
    "child": (_child, "Dr Priya Shah"),
    "contact": (_contact, "Home phone, texts, post"),
    "agreed": (_agreed, "What he said"),
}


@pytest.mark.parametrize("part", PARTS)
def test_what_was_typed_is_there_after_the_browser_died(
    browser: "Browser", address: str, complaints: Complaints, part: str
) -> None:
    write, typed = PARTS[part]
    first = _context(browser, complaints)
    page = first.new_page()
    where = tell(page, address)
    write(page)
    expect(page.locator("#kept")).to_contain_text("Draft saved")
    first.close()

    second = _context(browser, complaints)
    page = second.new_page()
    sign_in(page, address, GP)
    open_patient(page, NAME)
    page.get_by_label("Alone", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Today’s conversation").wait_for()
    page.goto(where)
    values = page.evaluate(
        "Array.from(document.querySelectorAll('#after input, #after textarea'), (one) => one.value)"
    )
    assert typed in values
    assert "have not saved yet" in page.locator("#kept").inner_text()
    second.close()
    assert not complaints.all()


def test_hiding_the_screen_keeps_what_was_typed_last(page: "Page", address: str) -> None:
    where = tell(page, address)
    page.get_by_label("What matters most to you now?").press_sequentially("Sleep")
    page.keyboard.press("Control+.")
    page.wait_for_url("**/today")
    assert page.evaluate("window.sessionStorage.length + window.localStorage.length") == 0
    page.goto(where)
    page.get_by_role("heading", name="Who is here today?").wait_for()
    page.get_by_label("Alone", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.goto(where)
    expect(page.get_by_label("What matters most to you now?")).to_have_value("Sleep")


def test_an_answer_after_the_gate_shut_brings_no_page_back(
    context: "BrowserContext", page: "Page", address: str
) -> None:
    """Somebody hid the screen in another window: what is typed here is kept, and the page goes."""
    where = tell(page, address)
    other = context.new_page()
    other.goto(f"{where.removesuffix('/after')}/who")
    other.locator("input[name=presence][value=someone-else]").check()
    other.get_by_role("button", name="Continue").click()
    other.wait_for_url("**/consultation")
    answer(page, "safety.home", "yes")
    page.wait_for_url("**/consultation")
    assert "After what" not in page.content()


def _context(browser: "Browser", complaints: Complaints) -> "BrowserContext":
    made = browser.new_context(
        viewport=DESKTOP,  # type: ignore[arg-type]
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
        service_workers="block",
    )
    made.set_default_timeout(10_000)
    watch(made, complaints)
    return made
