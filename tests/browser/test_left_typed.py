"""What was typed and not saved is found again in a real browser, at two widths."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.test_a_consultation import open_patient, say_alone, sign_in
from tests.browser.test_after_telling import NAME, SIZES, tell
from tests.rig.browser import assert_accessible
from tests.rig.world import SECOND_GP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

TYPED = "Her sister may know"


def states(page: "Page", address: str) -> "Iterator[str]":
    """Type, leave it, finish without it, come back to it; then a colleague opens what followed."""
    after = tell(page, address)
    page.get_by_label("What matters most to you now?").fill(TYPED)
    page.get_by_text("Draft saved").wait_for()
    record = after.replace("/after", "/record")
    page.goto(record)
    page.get_by_role("button", name="Save and finish").click()
    page.get_by_role("button", name="Finish without it").wait_for()
    yield "finishing"
    page.get_by_role("button", name="Finish without it").click()
    page.wait_for_url("**/today")
    open_patient(page, NAME)
    say_alone(page)
    page.get_by_text("You typed something").wait_for()
    yield "conversation"
    page.get_by_role("link", name="Open what helps now").click()
    page.get_by_text("have not saved yet").wait_for()
    assert page.get_by_label("What matters most to you now?").input_value() == TYPED
    yield "after"
    page.context.clear_cookies()
    sign_in(page, address, SECOND_GP)
    page.goto(after.removesuffix("/after"))
    say_alone(page)
    page.goto(after.replace("/consultation/after", "/timeline"))
    page.get_by_role("link", name="Open and correct").wait_for()
    yield "timeline"
    page.get_by_role("link", name="Open and correct").click()
    page.get_by_role("heading", name="After what").wait_for()
    yield "colleague"


@pytest.mark.parametrize("size", ["surgery", "phone"])
def test_every_state_is_accessible_and_fits(page: "Page", address: str, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    for _state in states(page, address):
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
