"""What to write, in a real browser: typed words outlive it, and every state can be read."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from gpsupport.domain.people import Role
from tests.browser.test_a_consultation import say_alone, sign_in
from tests.rig.browser import assert_accessible
from tests.rig.world import GP, World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

TYPED = "Zaunkoenig says so"
OUTCOMES = ("disclosed-current", "disclosed-past", "not-disclosed", "declined")


def come_to_record(page: "Page", address: str, world: World, outcome: str) -> str:
    """Ask Jane, save, and go to what is to be written; returns its address."""
    jane = world.patient("Atkinson", "Jane")
    where = f"{address}/patients/{jane.id}/consultation"
    page.goto(where)
    if page.get_by_label("Alone", exact=True).count():
        page.get_by_label("Alone", exact=True).check()
        page.get_by_role("button", name="Continue").click()
    page.goto(f"{where}/correct")
    page.get_by_label("Yes, asked").check()
    page.locator(f"input[name=outcome][value={outcome}]").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(lambda url: url.endswith(("/after", "/record")))
    page.goto(f"{where}/record")
    page.get_by_role("heading", name="What to write, and in whose record").wait_for()
    return f"{where}/record"


def test_what_is_typed_lives_through_the_death_of_the_browser(
    browser: "Browser", address: str, world: World
) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    sign_in(page, address, GP)
    record = come_to_record(page, address, world, "disclosed-current")
    page.locator("summary", has_text="for What the patient said").click()
    page.locator("[name='reported.own-words-0']").fill(TYPED)
    page.get_by_label("Victim of domestic abuse 879911000000102").check()
    expect(page.locator("#draft-state")).to_contain_text("Draft saved at")
    expect(page.locator("[data-count]")).to_contain_text("1 of")
    context.close()
    context = browser.new_context(locale="en-GB")
    again = context.new_page()
    sign_in(again, address, GP)
    again.goto(record)
    say_alone(again)
    again.goto(record)
    assert again.locator("[name='reported.own-words-0']").input_value() == TYPED
    expect(again.get_by_label("Victim of domestic abuse 879911000000102")).to_be_checked()
    context.close()


@pytest.mark.parametrize("size", [(1366, 768), (700, 768), (390, 844)])
def test_every_page_of_recording_is_accessible_and_fits(
    page: "Page", address: str, world: World, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})

    def look() -> None:
        page.wait_for_load_state()
        too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert too_wide <= 0, f"{page.url} is {too_wide} px too wide"
        assert_accessible(page)

    sign_in(page, address, world.of_role(Role.SAFEGUARDING_LEAD).name)
    for outcome in OUTCOMES:
        record = come_to_record(page, address, world, outcome)
        look()
        page.evaluate("document.querySelectorAll('#main details').forEach(d => d.open = true)")
        look()
    record = come_to_record(page, address, world, "disclosed-current")
    page.get_by_role("button", name="Save and finish").click()
    expect(page.get_by_text("Nothing is ticked.")).to_be_visible()
    look()
    page.goto(f"{record}/print")
    look()
    page.get_by_role("button", name="Show the page to print").click()
    look()
    page.goto(f"{record}/elsewhere")
    page.get_by_role("button", name="Keep this decision").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    look()
    page.goto(record)
    page.get_by_role("button", name="Save and finish").click()
    # The decision was typed and not saved: it is said once.
    page.get_by_role("button", name="Finish without it").click()
    page.wait_for_url("**/today")
    page.goto(f"{address}/reminders")
    page.get_by_label("Only me").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="To do").wait_for()
    look()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [1366, 390])
def test_words_too_long_are_shown_whole_where_the_fault_leads(
    browser: "Browser", address: str, world: World, width: int, *, script: bool
) -> None:
    size: ViewportSize = {"width": width, "height": 768}
    context = browser.new_context(viewport=size, java_script_enabled=script, locale="en-GB")
    page = context.new_page()
    sign_in(page, address, GP)
    come_to_record(page, address, world, "disclosed-current")
    page.locator("summary", has_text="for What the patient said").click()
    pasted = "He said that " * 400
    page.locator("[name='reported.own-words-0']").fill(pasted)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="can be kept: shorten it").click()
    box = page.locator("[name='reported.own-words-0']")
    expect(box).to_be_in_viewport()
    assert box.input_value() == pasted.strip()
    if script:
        assert_accessible(page)
    context.close()


def test_the_green_button_stands_above_the_fold_and_there_is_one(
    page: "Page", address: str, world: World
) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    sign_in(page, address, GP)
    come_to_record(page, address, world, "disclosed-current")
    green = page.locator("#main .nhsuk-button:not(.cs-button-outline)")
    assert green.count() == 1
    found = green.bounding_box()
    assert found is not None
    assert found["y"] + found["height"] <= 300


def test_without_a_script_words_and_the_count_are_right_after_each_save(
    browser: "Browser", address: str, world: World
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(page, address, GP)
    record = come_to_record(page, address, world, "disclosed-current")
    page.get_by_label("Victim of domestic abuse 879911000000102").check()
    page.locator("summary", has_text="for What the patient said").click()
    page.locator("[name='reported.own-words-0']").fill(TYPED)
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.url == record
    expect(page.locator("[data-count]")).to_contain_text("1 of")
    assert page.locator("[name='reported.own-words-0']").input_value() == TYPED
    assert page.locator("#summary").inner_text().endswith("Hide this entry from online access.")
    context.close()


def test_a_printed_screen_says_nothing_and_the_paper_says_what_it_is_for(
    page: "Page", address: str, world: World
) -> None:
    sign_in(page, address, GP)
    record = come_to_record(page, address, world, "disclosed-current")
    page.emulate_media(media="print")
    assert not page.locator("#summary").is_visible()
    page.emulate_media(media="screen")
    page.goto(f"{record}/print")
    page.get_by_role("button", name="Show the page to print").click()
    page.emulate_media(media="print")
    assert page.title() == "Summary - Consultation support"
    assert page.get_by_text("Hide this entry from online access.").is_visible()
